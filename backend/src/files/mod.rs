//! Files: uploaded in pieces, looked into, stored encrypted, attached to patients.
//!
//! ```text
//! begin ── pieces, any order ── finish: what is it? made fit to show ── attached, or a consent's form
//!   a row, then bytes             its bytes, then its row                a row
//! ```
//! A row is written before any byte of an upload, and what is shown points at bytes that are all there: whoever is killed in between
//! leaves at most bytes that no row knows or a row that nobody sees, and [`sweep`] removes both. [`seal`] encrypts, [`store`] is the
//! folder or S3, [`model`] the rows; the endpoints are in [`upload`], [`finish`], [`attach`] and [`read`].

pub(crate) mod attach;
pub(crate) mod finish;
pub mod model;
pub(crate) mod read;
pub mod seal;
pub mod store;
pub mod sweep;
pub(crate) mod upload;

use tobiume_common::files::UploadToken;

pub use attach::{attach_files, list_files, remove_file};
pub use finish::finish_upload;
pub use read::{get_consent_form, get_file, get_thumbnail};
pub use store::FileStore;
pub use upload::{begin_upload, drop_upload, get_upload, put_chunk};

use chrono::NaiveDateTime;
use tobiume_common::{ApiError, ids::UserId};

use crate::{api::AppResult, db::Conn};

/// Lets a finished upload of this user belong to a patient from now on: its id, for the row that says to what. Called in the transaction
/// that writes this row.
///
/// # Errors
/// A sentence at the field, where the user has no such finished upload.
pub fn keep(conn: &mut Conn, user: UserId, upload: &UploadToken, now: NaiveDateTime, field: &str) -> AppResult<i64> {
    if let Some(file) = model::keep(conn, user, upload, now)? {
        return Ok(file);
    }
    Err(ApiError::field(field, "送られたファイルが見つかりません。もう一度ファイルを選んでください。").into())
}

/// Whether this can be the token of an upload at all.
pub(crate) fn is_token(upload: &UploadToken) -> bool {
    upload.0.len() == 32 && upload.0.bytes().all(|byte| byte.is_ascii_hexdigit())
}
