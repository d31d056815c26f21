//! What the server does by itself again and again.

use std::time::Duration;

use crate::{
    api::{AppError, AppResult, loggable},
    app::App,
};

const EVERY: Duration = Duration::from_secs(3600);

/// Works now and every hour, as long as the server runs. What failed is in the log as `failed`, and tried again the next hour.
pub async fn hourly<F: Future<Output = AppResult<()>>>(app: App, failed: &'static str, work: impl Fn(App) -> F) {
    loop {
        match work(app.clone()).await {
            Ok(()) => {}
            Err(AppError::Internal(cause)) => tracing::error!(cause = %loggable(&cause), "{failed}"),
            Err(AppError::Api(refusal)) => tracing::error!(code = ?refusal.code, "{failed}"),
        }
        tokio::time::sleep(EVERY).await;
    }
}
