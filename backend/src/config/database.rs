//! Where the data are.

use std::path::PathBuf;

use clap::Args;

use crate::{db::DatabaseUrl, keys::NetworkKey};

/// The database.
#[derive(Args, Clone, Debug)]
pub struct DatabaseConfig {
    /// `sqlite:PATH` (embedded default) or `postgres://user:password@host/name`.
    #[arg(
        long = "database",
        env = "DATABASE_URL",
        default_value = "sqlite:.data/tobiume.sqlite",
        hide_env_values = true
    )]
    pub url: DatabaseUrl,

    /// Connections in the pool. Without it 2 for each core on SQLite, where more of them only empty each other's page caches, and 4 on
    /// PostgreSQL, where they also wait for answers.
    #[arg(long, env = "TOBIUME_DATABASE_POOL", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub pool: Option<u32>,

    /// File of the network's key (64 hexadecimal digits), which seals the audit log and encrypts stored files. Made when missing. Without it
    /// `tobiume.key` beside an SQLite database, `.data/tobiume.key` for PostgreSQL. All nodes share one key; keep a copy where the database's backup is not.
    #[arg(long, env = "TOBIUME_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

impl DatabaseConfig {
    /// The network's key.
    ///
    /// # Errors
    /// When its file cannot be read or made.
    pub fn key(&self) -> anyhow::Result<NetworkKey> {
        let path = self.key_file.clone().unwrap_or_else(|| match &self.url {
            DatabaseUrl::Sqlite(path) => path.with_file_name("tobiume.key"),
            DatabaseUrl::Postgres(_) => PathBuf::from(".data/tobiume.key"),
        });
        NetworkKey::of_file(&path)
    }

    /// Connections in the pool.
    pub fn pool_size(&self) -> u32 {
        self.pool.unwrap_or_else(|| {
            let cores = std::thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX));
            let for_each = match self.url {
                DatabaseUrl::Sqlite(_) => 2,
                DatabaseUrl::Postgres(_) => 4,
            };
            cores.saturating_mul(for_each).min(64)
        })
    }
}
