//! What a handler leaves behind: an answer, or work that makes one without a database connection.

use std::{fmt, marker::PhantomData, pin::Pin};

use http::{HeaderMap, HeaderValue, StatusCode, header};
use tobiume_common::Endpoint;

use super::{AppError, AppResult, Download};

/// Room for most answers in bytes: a record with its visits has about this.
const USUAL_ANSWER: usize = 16 * 1024;

/// An answer before it is an HTTP response.
pub(super) enum Answer {
    Json { json: Vec<u8>, cookie: Option<String> },
    File(Download),
}

/// The rest of a request's work, done when its database connection has been given back: who waits for a slow disk or for the worker
/// keeps nobody from the database meanwhile. A client that goes away ends it where it stands.
pub struct Later<E> {
    work: Rest,
    endpoint: PhantomData<fn() -> E>,
}

type Rest = Pin<Box<dyn Future<Output = AppResult<Answer>> + Send>>;

/// How far the handler came.
pub(super) enum Step {
    Done(Answer),
    Later(Rest),
}

impl<E: Endpoint> Later<E> {
    /// Work that ends with the JSON answer.
    pub fn value(work: impl Future<Output = AppResult<E::Response>> + Send + 'static) -> Self {
        Self::of(async move { Answer::json(&work.await?, None) })
    }

    /// Work that ends with a file.
    pub fn file(work: impl Future<Output = AppResult<Download>> + Send + 'static) -> Self {
        Self::of(async move { Ok(Answer::File(work.await?)) })
    }

    fn of(work: impl Future<Output = AppResult<Answer>> + Send + 'static) -> Self {
        Self {
            work: Box::pin(work),
            endpoint: PhantomData,
        }
    }

    pub(super) fn into_step(self) -> Step {
        Step::Later(self.work)
    }
}

impl<E> fmt::Debug for Later<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later")
    }
}

impl Answer {
    pub(super) fn json(value: &impl serde::Serialize, cookie: Option<String>) -> AppResult<Self> {
        let mut json = Vec::with_capacity(USUAL_ANSWER);
        serde_json::to_writer(&mut json, value).map_err(|error| AppError::Internal(error.into()))?;
        Ok(Self::Json { json, cookie })
    }

    pub(super) fn into_response(self) -> axum::response::Response {
        use axum::response::IntoResponse;
        let (json, cookie) = match self {
            Self::Json { json, cookie } => (json, cookie),
            Self::File(download) => return download.into_response(),
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
            headers.insert(header::SET_COOKIE, cookie);
        }
        (StatusCode::OK, headers, json).into_response()
    }
}
