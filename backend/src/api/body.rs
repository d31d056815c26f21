//! Request bodies: bounded, and typed by the endpoint.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
};

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use futures_util::StreamExt;
use http::{HeaderMap, header};
use tobiume_common::{
    ErrorCode,
    endpoint::{BodyKind, CHUNK_MAX},
};

use super::{AppError, AppResult};

/// Largest JSON body in bytes.
const JSON_MAX: usize = 256 * 1024;

/// How much of a body that is too large is read and thrown away, in bytes.
const DRAINED_MAX: usize = 4 * 1024 * 1024;

/// Largest upload in bytes.
const UPLOAD_MAX: u64 = 512 * 1024 * 1024;

/// An uploaded body in a file that vanishes by itself, also when the process is killed.
#[derive(Debug)]
pub struct UploadedFile {
    file: File,
}

impl UploadedFile {
    /// The file itself, at its beginning.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn into_file(mut self) -> std::io::Result<File> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(self.file)
    }
}

/// A body as it came in.
pub(super) enum Received {
    Empty,
    Json(Bytes),
    Upload(UploadedFile),
    Chunk(Bytes),
}

/// Takes the body in, as the endpoint expects it.
pub(super) async fn receive(kind: BodyKind, headers: &HeaderMap, body: Body) -> AppResult<Received> {
    match kind {
        BodyKind::Empty => Ok(Received::Empty),
        BodyKind::Json => receive_json(headers, body).await.map(Received::Json),
        BodyKind::Upload => receive_upload(body).await.map(Received::Upload),
        BodyKind::Chunk => read_bounded(body, CHUNK_MAX).await.map(Received::Chunk),
    }
}

async fn receive_json(headers: &HeaderMap, body: Body) -> AppResult<Bytes> {
    let bytes = read_bounded(body, JSON_MAX).await?;
    // A form of another site cannot send this type without asking first.
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    if is_json { Ok(bytes) } else { Err(ErrorCode::Invalid.into()) }
}

/// A body of at most `max` bytes. A somewhat larger one is read to its end all the same: who
/// is still sending when the connection closes never sees the refusal.
async fn read_bounded(body: Body, max: usize) -> AppResult<Bytes> {
    // What the sender says, so that a piece of a file is not copied while it grows.
    let said = usize::try_from(body.size_hint().lower()).unwrap_or(max).min(max);
    let mut kept = Vec::with_capacity(said);
    let mut length = 0;
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| AppError::from(ErrorCode::Invalid))?;
        length += chunk.len();
        if length > DRAINED_MAX {
            break;
        }
        if length <= max {
            kept.extend_from_slice(&chunk);
        }
    }
    if length > max {
        Err(ErrorCode::TooLarge.into())
    } else {
        Ok(kept.into())
    }
}

async fn receive_upload(body: Body) -> AppResult<UploadedFile> {
    let mut file = tempfile::tempfile().map_err(|error| AppError::Internal(error.into()))?;
    let mut length = 0;
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        // The connection broke: nothing is kept.
        let chunk = chunk.map_err(|_| AppError::from(ErrorCode::Invalid))?;
        length += chunk.len() as u64;
        if length > UPLOAD_MAX {
            return Err(ErrorCode::TooLarge.into());
        }
        // Writing to the page cache is quick enough to do in place.
        file.write_all(&chunk).map_err(|error| AppError::Internal(error.into()))?;
    }
    Ok(UploadedFile { file })
}
