//! Configuration: one file per concern. Every value is a command-line option or an environment
//! variable, documented where it is read (`tobiume serve --help` prints them all).

use clap::Args;

pub mod database;
pub mod files;
pub mod mail;
pub mod network;
pub mod server;
pub mod session;
pub mod worker;

pub use database::DatabaseConfig;
pub use files::{FilesConfig, FilesLocation};
pub use mail::{MailConfig, MailTls};
pub use network::NetworkConfig;
pub use server::ServerConfig;
pub use session::SessionConfig;
pub use worker::WorkerConfig;

/// Everything that a server can be told.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Where the data are.
    #[command(flatten)]
    pub database: DatabaseConfig,
    /// How it is reached.
    #[command(flatten)]
    pub server: ServerConfig,
    /// How long sessions last.
    #[command(flatten)]
    pub session: SessionConfig,
    /// Whose network this is.
    #[command(flatten)]
    pub network: NetworkConfig,
    /// Where stored files are.
    #[command(flatten)]
    pub files: FilesConfig,
    /// What reads foreign files and typesets.
    #[command(flatten)]
    pub worker: WorkerConfig,
    /// Mail to applicants.
    #[command(flatten)]
    pub mail: MailConfig,
}
