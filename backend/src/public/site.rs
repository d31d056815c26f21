//! What the pages are made from: the network's configuration, and the facts, which are read at most once a minute.

use std::sync::Arc;

use axum::{http::StatusCode, response::Response};
use chrono::TimeDelta;
use tokio::sync::Mutex;

use super::{answer, facts::Facts, layout, terms::Terms};
use crate::{
    api::{AppError, AppResult, loggable},
    app::App,
    config::NetworkConfig,
};

/// How old the facts may be. However many ask, the database is asked once in this time.
const KEPT: TimeDelta = TimeDelta::seconds(60);

/// The public site.
pub struct Site {
    app: App,
    /// Name of the style sheet.
    pub sheet: String,
    /// 利用規約.
    pub terms: Terms,
    held: Arc<Mutex<Option<Arc<Facts>>>>,
}

impl Site {
    /// Of this network.
    pub fn new(app: App, sheet: String, terms: Terms) -> Self {
        Self {
            app,
            sheet,
            terms,
            held: Arc::default(),
        }
    }

    /// Whose network this is.
    pub fn network(&self) -> &NetworkConfig {
        &self.app.network
    }

    /// The facts, or the page that says that there are none now.
    ///
    /// # Errors
    /// That page; its cause is logged.
    pub async fn facts(&self) -> Result<Arc<Facts>, Response> {
        let reading = tokio::spawn(read(self.app.clone(), Arc::clone(&self.held)));
        let cause = match reading.await {
            Ok(Ok(facts)) => return Ok(facts),
            Ok(Err(AppError::Internal(cause))) => loggable(&cause),
            Ok(Err(AppError::Api(refusal))) => format!("{:?}", refusal.code),
            Err(_) => "a panic".to_owned(),
        };
        tracing::error!(cause = %cause, "the public pages have no numbers");
        Err(answer::page(StatusCode::SERVICE_UNAVAILABLE, layout::nothing_now(self)))
    }
}

/// In a task of its own: who asks and goes away must not leave the next to begin anew.
async fn read(app: App, held: Arc<Mutex<Option<Arc<Facts>>>>) -> AppResult<Arc<Facts>> {
    let mut held = held.lock().await;
    let now = app.clock.timestamp();
    if let Some(facts) = held.as_ref().filter(|facts| now - facts.at < KEPT) {
        return Ok(Arc::clone(facts));
    }
    let facts = Arc::new(app.with_connection(Facts::load).await?);
    *held = Some(Arc::clone(&facts));
    Ok(facts)
}
