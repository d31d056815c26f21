//! `POST /api/uploads` and what follows until all pieces are there.

use bytes::Bytes;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    endpoint::CHUNK_MAX,
    files::{BeginUpload, DropUpload, FILE_MAX, FILES_AT_ONCE, GetUpload, PutChunk, UploadState, UploadToken, chunk_count, too_large},
    ids::{ApplicationId, UserId},
};

use super::{
    is_token,
    model::{self, FileRow, NewUpload},
    seal::{Part, piece_length},
};
use crate::{
    api::{AppResult, Call, Later, random_hex},
    app::App,
    db::Conn,
    session::CurrentUser,
};

/// Longest name of a file, in characters: as long as file systems let them be.
const NAME_MAX: usize = 255;

/// Uploads that a user may have begun and not attached: three times what is attached at once.
const OPEN_UPLOADS_MAX: usize = 3 * FILES_AT_ONCE;

/// Bytes of these uploads: two times the most that is attached at once.
const OPEN_BYTES_MAX: u64 = 2 * FILES_AT_ONCE as u64 * FILE_MAX;

/// Begins an upload.
pub fn begin_upload(call: &mut Call<'_, BeginUpload>) -> AppResult<UploadState> {
    let user = call.user()?;
    let size = call.body.size;
    let begun = Beginning::new(call.app, &call.body.name, size, FILE_MAX)?;
    call.app.db.write(call.conn, |conn| -> AppResult<()> {
        let (uploads, bytes) = model::open_uploads(conn, user.id)?;
        if uploads >= OPEN_UPLOADS_MAX || bytes + size > OPEN_BYTES_MAX {
            return refuse("送ったまま添付していないファイルが多すぎます。添付するか取り消してから、もう一度お試しください。");
        }
        Ok(begun.insert(conn, Owner::User(user.id))?)
    })?;
    Ok(begun.into_state())
}

/// Whose an upload is.
#[derive(Clone, Copy)]
pub(crate) enum Owner {
    /// Who sends it has an account.
    User(UserId),
    /// It is sent for an application, by who has none.
    Application(ApplicationId),
}

/// An upload to be.
pub(crate) struct Beginning {
    upload: UploadToken,
    name: String,
    size: u64,
    begun_at: NaiveDateTime,
    object: String,
    object_key: Vec<u8>,
}

impl Beginning {
    /// Of a file of this name and size.
    ///
    /// # Errors
    /// A sentence, where such a file is not taken.
    pub(crate) fn new(app: &App, name: &str, size: u64, largest: u64) -> AppResult<Self> {
        let name = name.trim();
        check(name, size, largest)?;
        let (sealer, object_key) = app.files.create(size)?;
        Ok(Self {
            upload: UploadToken(random_hex(16)?),
            name: name.to_owned(),
            size,
            begun_at: app.clock.timestamp(),
            object: sealer.object().to_owned(),
            object_key,
        })
    }

    /// Writes its row, before any of its bytes.
    pub(crate) fn insert(&self, conn: &mut Conn, owner: Owner) -> QueryResult<()> {
        let (user_id, application_id) = match owner {
            Owner::User(user) => (Some(user.0), None),
            Owner::Application(application) => (None, Some(application.0)),
        };
        let row = NewUpload {
            token: &self.upload.0,
            user_id,
            application_id,
            name: &self.name,
            sent_size: self.size.cast_signed(),
            begun_at: self.begun_at,
            object: &self.object,
            object_key: &self.object_key,
            object_size: self.size.cast_signed(),
            has_thumbnail: false,
        };
        model::begin(conn, &row)
    }

    /// What who began it is told.
    pub(crate) fn into_state(self) -> UploadState {
        state(self.upload, self.size, Vec::new())
    }
}

fn check(name: &str, size: u64, largest: u64) -> AppResult<()> {
    if size == 0 {
        return refuse("ファイルの中身が空です。別のファイルを選んでください。");
    }
    if size > largest {
        return refuse(&too_large(largest));
    }
    if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return refuse("ファイルの名前が長すぎるか、使えない文字を含んでいます。名前を変えてから選んでください。");
    }
    Ok(())
}

pub(crate) fn refuse<T>(sentence: &str) -> AppResult<T> {
    Err(ApiError::field("file", sentence).into())
}

/// How far an upload is.
pub fn get_upload(call: &mut Call<'_, GetUpload>) -> AppResult<UploadState> {
    let user = call.user()?;
    let file = find(call.conn, &user, &call.path.upload)?;
    Ok(state_of(call.conn, &file, call.path.upload.clone())?)
}

/// How far this file is.
pub(crate) fn state_of(conn: &mut Conn, file: &FileRow, upload: UploadToken) -> QueryResult<UploadState> {
    let received = match file.media() {
        Some(_) => (0..count(file)).collect(),
        None => model::pieces(conn, file.id)?,
    };
    Ok(state(upload, file.sent_size(), received))
}

/// One piece: its bytes first, then the row that says that they are there.
pub fn put_chunk(call: &mut Call<'_, PutChunk>) -> AppResult<Later<PutChunk>> {
    let user = call.user()?;
    let file = find(call.conn, &user, &call.path.upload)?;
    let taking = take_piece(call.app.clone(), file, call.path.chunk, call.chunk())?;
    Ok(Later::value(taking))
}

/// Takes a piece of this file.
///
/// # Errors
/// Not found, where the file has no such piece or was looked into; a sentence, where the piece is not as long as it must be.
pub(crate) fn take_piece(
    app: App,
    file: FileRow,
    number: u32,
    content: Bytes,
) -> AppResult<impl Future<Output = AppResult<()>> + Send + 'static> {
    if file.media().is_some() {
        return Err(ErrorCode::NotFound.into());
    }
    let length = piece_length(file.sent_size(), number).ok_or(ErrorCode::NotFound)?;
    if content.len() != length {
        return refuse("ファイルの一部が正しく届きませんでした。もう一度送ってください。");
    }
    let number_in_row = i32::try_from(number).map_err(|_| ErrorCode::NotFound)?;
    let sealer = file.sealer(&app.files)?;
    Ok(async move {
        app.files.write(&sealer, Part::Piece(number), &content).await?;
        drop(content);
        app.with_connection(move |app, conn| Ok(app.db.write(conn, |conn| model::piece_arrived(conn, file.id, number_in_row))?))
            .await
    })
}

/// Forgets an upload.
pub fn drop_upload(call: &mut Call<'_, DropUpload>) -> AppResult<Later<DropUpload>> {
    let user = call.user()?;
    let file = find(call.conn, &user, &call.path.upload)?;
    let app = call.app.clone();
    let object = app.db.write(call.conn, |conn| model::forget(conn, file.id))?;
    let object = object.ok_or(ErrorCode::NotFound)?;
    Ok(Later::value(async move { app.files.remove(&object).await }))
}

/// The upload of a path, if it is this user's and belongs to no patient.
pub(super) fn find(conn: &mut Conn, user: &CurrentUser, upload: &UploadToken) -> AppResult<FileRow> {
    if !is_token(upload) {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(model::upload(conn, user.id, upload)?.ok_or(ErrorCode::NotFound)?)
}

/// How many pieces it is sent in.
pub(crate) fn count(file: &FileRow) -> u32 {
    u32::try_from(chunk_count(file.sent_size())).unwrap_or(u32::MAX)
}

fn state(upload: UploadToken, size: u64, received: Vec<u32>) -> UploadState {
    UploadState {
        upload,
        size,
        chunk_size: CHUNK_MAX as u32,
        received,
    }
}
