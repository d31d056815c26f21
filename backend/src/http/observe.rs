//! Around every request: an id, one log line without personal data, metrics, headers, compression,
//! and no panic that ends the server.

use std::time::Instant;

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method},
    middleware::{self, Next},
    response::Response,
};
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{DefaultPredicate, NotForContentType},
    },
};

use crate::api::{RequestId, random_hex, refusal};

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The router with everything that surrounds a request.
pub fn observed(router: Router) -> Router {
    let on_panic = |_: Box<dyn std::any::Any + Send>| {
        tracing::error!("a handler panicked");
        refusal(tobiume_common::ErrorCode::Internal)
    };
    // Pictures and PDFs are compressed as they are.
    let worth_it = DefaultPredicate::new().and(NotForContentType::const_new("application/pdf"));
    router
        // Answers of the API only: the pages are compressed once, when they are built.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_it))
        .layer(CatchPanicLayer::custom(on_panic))
        .route_layer(middleware::from_fn(log))
        .layer(middleware::from_fn(identify))
}

/// Gives the request an id, which the answer carries, and sets the headers that every answer has.
async fn identify(mut request: Request, next: Next) -> Response {
    let id = random_hex(8).unwrap_or_default();
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID.clone(), id);
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The method, if it is one of those we serve: each other word a stranger sends would be a series of its own.
const fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// One line: method, route (never the path that was asked for: it may hold anything), status, time.
async fn log(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("pages", MatchedPath::as_str)
        .to_owned();
    let id = request.extensions().get::<RequestId>().cloned();
    let under_way = UnderWay::begin(metrics::gauge!("http_requests_under_way", "route" => route.clone()));
    let response = next.run(request).await;
    let seconds = start.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    metrics::counter!("http_requests_total", "method" => known(&method), "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route.clone()).record(seconds);
    tracing::info!(request_id = id.map(|id| id.0), %method, route, status, ms = seconds * 1000.0, "request");
    drop(under_way);
    response
}

/// Counts a request as under way as long as it lives, also when its client goes away.
struct UnderWay(metrics::Gauge);

impl UnderWay {
    fn begin(gauge: metrics::Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}
