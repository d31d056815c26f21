//! `tobiume serve`

use std::process::ExitCode;

use anyhow::{Context, bail};
use tobiume_common::jobs::JobKind;
use tracing_subscriber::EnvFilter;

use crate::{
    accounts::leave,
    app::App,
    applications,
    db::{DatabaseUrl, migrate},
    files,
    hourly::{counted, hourly},
    http::{self, Metrics},
    jobs, outbox, router,
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
    runtime.spawn(hourly(app.clone(), JobKind::SweepFiles, files::sweep::sweep_aloud));
    runtime.spawn(hourly(app.clone(), JobKind::SweepDrafts, |app| async move {
        let removed = applications::sweep::sweep(&app).await?;
        Ok(counted(removed, |count| format!("30日を過ぎた下書き {count} 件を消しました。")))
    }));
    runtime.spawn(hourly(app.clone(), JobKind::EndUsers, |app| async move {
        let ended = app.with_connection(leave::sweep).await?;
        Ok(counted(ended, |count| format!("退会した施設の利用者 {count} 人を終了しました。")))
    }));
    runtime.spawn(hourly(app.clone(), JobKind::SweepJobs, |app| async move {
        let removed = app.with_connection(jobs::sweep).await?;
        Ok(counted(removed, |count| format!("1年を過ぎた記録 {count} 件を消しました。")))
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
