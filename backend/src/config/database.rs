//! Where the data are.

use clap::Args;

use crate::db::DatabaseUrl;

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

    /// Connections in the pool.
    #[arg(long, env = "TOBIUME_DATABASE_POOL", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub pool: u32,
}
