//! What the server does by itself again and again.

use std::time::Duration;

use tobiume_common::jobs::JobKind;

use crate::{api::AppResult, app::App, jobs};

const EVERY: Duration = Duration::from_secs(3600);

/// Works now and every hour, as long as the server runs. `work` answers what it did, in a sentence, or that there was nothing to do. What was
/// done and what failed is written down ([`jobs::note`]); what failed is tried again the next hour.
pub async fn hourly<F: Future<Output = AppResult<Option<String>>>>(app: App, kind: JobKind, work: impl Fn(App) -> F) {
    loop {
        let started_at = app.clock.timestamp();
        let done = work(app.clone()).await;
        jobs::note(&app, kind, started_at, done).await;
        tokio::time::sleep(EVERY).await;
    }
}

/// How many were done away with, in a sentence; nothing where there were none.
pub fn counted(count: usize, sentence: impl FnOnce(usize) -> String) -> Option<String> {
    (count > 0).then(|| sentence(count))
}
