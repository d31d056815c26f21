//! `tobiume serve`

use std::process::ExitCode;

use anyhow::{Context, bail};
use tracing_subscriber::EnvFilter;

use crate::{
    accounts::leave,
    app::App,
    applications,
    db::{DatabaseUrl, migrate},
    files,
    hourly::hourly,
    http::{self, Metrics},
    outbox, router,
};

pub(super) fn serve(database: &DatabaseUrl, open: impl FnOnce() -> anyhow::Result<App>) -> anyhow::Result<ExitCode> {
    start_log();
    if !migrate::is_current(database).with_context(|| format!("opening {database}"))? {
        bail!("the database is not up to date; run `tobiume migrate` (or `tobiume demo` for a network to look around in) first");
    }
    let metrics = Metrics::install()?;
    let app = open()?;
    if !app.worker.is_installed() {
        tracing::warn!("tobiume-worker is not installed beside this program: no file can be attached and nothing printed");
    }
    let router = router::router(&app, metrics)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.spawn(hourly(app.clone(), "left-over files not removed", files::sweep::sweep_aloud));
    runtime.spawn(hourly(app.clone(), "old drafts not removed", |app| async move {
        applications::sweep::sweep(&app).await.map(|_| ())
    }));
    runtime.spawn(hourly(app.clone(), "users of institutions that left not ended", |app| async move {
        app.with_connection(leave::sweep).await
    }));
    runtime.spawn(outbox::send_always(app.clone()));
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
