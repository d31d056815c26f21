//! How the server is reached.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

/// The HTTP server.
#[derive(Args, Clone, Debug)]
pub struct ServerConfig {
    /// Address to listen on. Without a certificate only a loopback address is accepted.
    #[arg(long, env = "TOBIUME_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Folder of the built pages.
    #[arg(long, env = "TOBIUME_DIST", default_value = "dist")]
    pub dist: PathBuf,

    /// Certificate chain (PEM). With it the server speaks TLS.
    #[arg(long, env = "TOBIUME_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// Private key of the certificate (PEM).
    #[arg(long, env = "TOBIUME_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// A reverse proxy on this machine speaks TLS for us: cookies are then marked Secure, and the
    /// client's address is taken from the last entry of X-Forwarded-For.
    #[arg(long, env = "TOBIUME_BEHIND_PROXY")]
    pub behind_proxy: bool,

    /// Token that /metrics asks for as `Authorization: Bearer …`. Without it /metrics answers only
    /// direct requests from this machine.
    #[arg(long, env = "TOBIUME_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
}

impl ServerConfig {
    /// Whether browsers reach us by TLS.
    pub fn is_secure(&self) -> bool {
        self.tls_cert.is_some() || self.behind_proxy
    }
}
