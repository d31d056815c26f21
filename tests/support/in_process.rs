//! The real router without a network in between, for tests that ask very often.

use axum::{Router, body::Body};
use serde_json::Value;
use tobiume_backend::{App, http::Metrics, router};
use tobiume_common::Method;
use tower::ServiceExt;

use super::client::{Answer, OWN_PAGE};

/// Everything the server does with a request, in this process.
#[derive(Clone)]
pub struct InProcess {
    router: Router,
}

impl InProcess {
    /// Of this application.
    pub fn new(app: &App) -> Self {
        Self {
            router: router::router(app, Metrics::detached()).unwrap(),
        }
    }

    /// Sends a request as our pages do, with this session and JSON body.
    pub async fn send(&self, cookie: &str, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = axum::http::Request::builder()
            .method(method.as_str())
            .uri(path)
            .header(OWN_PAGE.0, OWN_PAGE.1)
            .header("cookie", cookie);
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        Answer {
            status: parts.status.as_u16(),
            headers: headers.collect(),
            body: axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }
}

/// A runtime for [`InProcess`].
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}
