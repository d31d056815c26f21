//! `POST /api/uploads` and what follows until all pieces are there.

use tobiume_common::{
    ApiError, ErrorCode,
    endpoint::CHUNK_MAX,
    files::{BeginUpload, DropUpload, FILE_MAX, FILES_AT_ONCE, GetUpload, PutChunk, UploadState, UploadToken, chunk_count},
};

use super::{
    is_token,
    model::{self, FileRow, NewUpload},
    seal::{Part, piece_length},
};
use crate::{
    api::{AppResult, Call, Later, random_hex},
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
    let (name, size) = (call.body.name.trim().to_owned(), call.body.size);
    check(&name, size)?;
    let upload = UploadToken(random_hex(16)?);
    let (sealer, key) = call.app.files.create(size)?;
    let now = call.app.clock.timestamp();
    let row = NewUpload {
        token: &upload.0,
        user_id: user.id.0,
        name: &name,
        sent_size: size.cast_signed(),
        begun_at: now,
        object: sealer.object(),
        object_key: &key,
        object_size: size.cast_signed(),
        has_thumbnail: false,
    };
    call.app.db.write(call.conn, |conn| -> AppResult<()> {
        let (uploads, bytes) = model::open_uploads(conn, user.id)?;
        if uploads >= OPEN_UPLOADS_MAX || bytes + size > OPEN_BYTES_MAX {
            return refuse("送ったまま添付していないファイルが多すぎます。添付するか取り消してから、もう一度お試しください。");
        }
        Ok(model::begin(conn, &row)?)
    })?;
    Ok(state(upload, size, Vec::new()))
}

fn check(name: &str, size: u64) -> AppResult<()> {
    if size == 0 {
        return refuse("ファイルの中身が空です。別のファイルを選んでください。");
    }
    if size > FILE_MAX {
        return refuse("ファイルが大きすぎます。100MBまでのファイルを選んでください。");
    }
    if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return refuse("ファイルの名前が長すぎるか、使えない文字を含んでいます。名前を変えてから選んでください。");
    }
    Ok(())
}

fn refuse<T>(sentence: &str) -> AppResult<T> {
    Err(ApiError::field("file", sentence).into())
}

/// How far an upload is.
pub fn get_upload(call: &mut Call<'_, GetUpload>) -> AppResult<UploadState> {
    let user = call.user()?;
    let file = find(call.conn, &user, &call.path.upload)?;
    let received = match file.media() {
        Some(_) => (0..count(&file)).collect(),
        None => model::pieces(call.conn, file.id)?,
    };
    Ok(state(call.path.upload.clone(), file.sent_size(), received))
}

/// One piece: its bytes first, then the row that says that they are there.
pub fn put_chunk(call: &mut Call<'_, PutChunk>) -> AppResult<Later<PutChunk>> {
    let user = call.user()?;
    let (number, content) = (call.path.chunk, call.chunk());
    let file = find(call.conn, &user, &call.path.upload)?;
    if file.media().is_some() {
        return Err(ErrorCode::NotFound.into());
    }
    let length = piece_length(file.sent_size(), number).ok_or(ErrorCode::NotFound)?;
    if content.len() != length {
        return refuse("ファイルの一部が正しく届きませんでした。もう一度送ってください。");
    }
    let number_in_row = i32::try_from(number).map_err(|_| ErrorCode::NotFound)?;
    let sealer = file.sealer(&call.app.files)?;
    let app = call.app.clone();
    Ok(Later::value(async move {
        app.files.write(&sealer, Part::Piece(number), &content).await?;
        drop(content);
        app.with_connection(move |app, conn| Ok(app.db.write(conn, |conn| model::piece_arrived(conn, file.id, number_in_row))?))
            .await
    }))
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
pub(super) fn count(file: &FileRow) -> u32 {
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
