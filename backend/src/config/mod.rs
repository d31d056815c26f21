//! Configuration: one file per concern. Every value is a command-line option or an environment
//! variable, documented where it is read (`tobiume serve --help` prints them all).

pub mod database;
pub mod files;
pub mod network;
pub mod server;
pub mod session;
pub mod worker;

pub use database::DatabaseConfig;
pub use files::{FilesConfig, FilesLocation};
pub use network::NetworkConfig;
pub use server::ServerConfig;
pub use session::SessionConfig;
pub use worker::WorkerConfig;
