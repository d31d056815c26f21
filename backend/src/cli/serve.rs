//! `tobiume serve`

use std::process::ExitCode;

use anyhow::{Context, bail};
use tracing_subscriber::EnvFilter;

use super::build_app;
use crate::{
    config::{DatabaseConfig, NetworkConfig, ServerConfig, SessionConfig},
    db::migrate,
    http::{self, Metrics},
    router,
};

pub(super) fn serve(
    database: &DatabaseConfig,
    server: ServerConfig,
    session: SessionConfig,
    network: NetworkConfig,
) -> anyhow::Result<ExitCode> {
    start_log();
    if !migrate::is_current(&database.url).with_context(|| format!("opening {}", database.url))? {
        bail!("the database is not up to date; run `tobiume migrate` (or `tobiume demo` for a network to look around in) first");
    }
    let metrics = Metrics::install()?;
    let app = build_app(database, server, session, network)?;
    let router = router::router(&app, metrics)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(http::serve(router, &app.server))?;
    Ok(ExitCode::SUCCESS)
}

/// JSON lines on standard error. `RUST_LOG` chooses what is logged (default `info`).
fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .init();
}
