//! `/healthz`, `/readyz` and `/metrics`, for those who run the server.

use std::net::SocketAddr;

use axum::{
    Router,
    extract::{ConnectInfo, Request},
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::app::App;

/// Where metrics are gathered.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
}

/// Bounds of the histogram of answers, in seconds.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

impl Metrics {
    /// Gathers for the whole process. Call it once.
    ///
    /// # Errors
    /// When something else gathers already.
    pub fn install() -> anyhow::Result<Self> {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
            .set_buckets_for_metric(
                Matcher::Suffix("_requests".to_owned()),
                &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0],
            )?;
        Ok(Self {
            handle: builder.install_recorder()?,
        })
    }

    /// Gathers nowhere that others see. For tests, which run many servers in one process.
    pub fn detached() -> Self {
        Self {
            handle: PrometheusBuilder::new().build_recorder().handle(),
        }
    }
}

/// Alive: the process answers. Ready: the database does, too.
pub fn health(app: &App) -> Router {
    let app = app.clone();
    let ready = move || {
        let app = app.clone();
        async move {
            match tokio::task::spawn_blocking(move || app.db.ping()).await {
                Ok(Ok(())) => (StatusCode::OK, "ready\n"),
                _ => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
            }
        }
    };
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
}

/// Prometheus' text format: counts and times, nothing about persons.
pub fn metrics(app: &App, metrics: Metrics) -> Router {
    let token = app.server.metrics_token.clone();
    let page = move |request: Request| {
        let answer = if may_read(&request, token.as_deref()) {
            metrics.handle.run_upkeep();
            metrics.handle.render().into_response()
        } else {
            StatusCode::NOT_FOUND.into_response()
        };
        async move { answer }
    };
    Router::new().route("/metrics", get(page))
}

/// With a token set: who brings it. Without: who asks from this machine, not through a proxy.
fn may_read(request: &Request, token: Option<&str>) -> bool {
    let headers = request.headers();
    if let Some(token) = token {
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        return given.is_some_and(|given| bool::from(subtle::ConstantTimeEq::ct_eq(given, token.as_bytes())));
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback()) && !headers.contains_key("x-forwarded-for")
}
