//! What a handler may fail with, and how the causes of unexpected failures are logged: once, here.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tobiume_common::{ApiError, ErrorCode, access::Denial};
use tobiume_formats::packed::PackedFileError;

use crate::db::DbError;

/// A handler's result.
pub type AppResult<T> = Result<T, AppError>;

/// Why a request was not answered.
#[derive(Debug)]
pub enum AppError {
    /// An answer for the person.
    Api(ApiError),
    /// Something unexpected. The cause is for the log alone.
    Internal(anyhow::Error),
}

impl From<ApiError> for AppError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<ErrorCode> for AppError {
    fn from(code: ErrorCode) -> Self {
        Self::Api(code.into())
    }
}

impl From<diesel::result::Error> for AppError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Internal(DbError::from(error).into())
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<anyhow::Error> for AppError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

/// A file that cannot be opened is for the person to replace.
impl From<PackedFileError> for AppError {
    fn from(error: PackedFileError) -> Self {
        Self::Api(ApiError {
            message: error.to_string(),
            ..ApiError::new(ErrorCode::Invalid)
        })
    }
}

impl From<Denial> for AppError {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::NotFound => ErrorCode::NotFound.into(),
            Denial::ReasonRequired => ErrorCode::ReasonRequired.into(),
            Denial::NotAllowed => ErrorCode::Forbidden.into(),
        }
    }
}

impl AppError {
    /// The answer for the person. Logs the cause of an unexpected error.
    pub(super) fn into_api_error(self, request_id: &str) -> ApiError {
        match self {
            Self::Api(error) => error,
            Self::Internal(cause) => {
                // A database's message may quote values: only its kind is logged.
                tracing::error!(request_id, cause = %loggable(&cause), "request failed");
                ApiError {
                    request_id: Some(request_id.to_owned()),
                    ..ApiError::new(ErrorCode::Internal)
                }
            }
        }
    }
}

/// The cause without any value that came from a person.
pub(crate) fn loggable(cause: &anyhow::Error) -> String {
    match cause.downcast_ref::<DbError>() {
        Some(DbError::Query(diesel::result::Error::DatabaseError(kind, info))) => {
            format!(
                "database: {kind:?} table={:?} constraint={:?}",
                info.table_name(),
                info.constraint_name()
            )
        }
        Some(DbError::Query(error)) => format!("database: {:?}", std::mem::discriminant(error)),
        Some(DbError::Connect(_)) => "database: no connection".to_owned(),
        None => cause.to_string(),
    }
}

/// An [`ApiError`] as an HTTP answer.
pub(super) fn respond(error: &ApiError) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(http::header::CACHE_CONTROL, "no-store")], axum::Json(error)).into_response()
}
