//! Files beside a 参加申請. The ticket begins an upload and its token sends it; from its check on it is the application's.
//!
//! What is taken away is let go of in one transaction, and its bytes and its row go after that (see [`remove_let_go`]).

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ErrorCode,
    application::files::{
        ApplicationFile, ApplicationFilePath, ApplicationFiles, BeginApplicationUpload, DropApplicationUpload, FILE_MAX, FILES_MAX,
        FinishApplicationUpload, GetApplicationUpload, ListApplicationFiles, PutApplicationChunk, ReadApplicationFile,
        RemoveApplicationFile,
    },
    files::{UploadState, UploadToken},
    ids::{ApplicationId, FileId},
};

use super::{model, own, queue, turn};
use crate::{
    api::{AppResult, Call, Later},
    app::App,
    audit::{self, Action, Event},
    db::{
        Conn,
        schema::{applications, stored_files},
    },
    files::{
        attach::stem,
        finish, is_token,
        model::{self as stored, FileRow},
        read::download,
        sweep::remove_let_go,
        upload::{self, Beginning, Owner, refuse},
    },
};

/// Uploads of an application, those that are under way or were given up today among them.
const UPLOADS_MAX: usize = 3 * FILES_MAX;

/// Bytes of the files of all applications that were begun from one address: as much as five with all that they may have.
const BYTES_FROM_ADDRESS: u64 = 5 * FILES_MAX as u64 * FILE_MAX;

/// Files of these applications.
const UPLOADS_FROM_ADDRESS: usize = 50 * FILES_MAX;

/// Begins an upload, with the ticket.
pub fn begin_application_upload(call: &mut Call<'_, BeginApplicationUpload>) -> AppResult<UploadState> {
    let ticket = call.body.ticket.clone();
    let row = own::open(call, &ticket)?;
    turn::refuse_closed(&row)?;
    let (id, size) = (row.id(), call.body.size);
    let begun = Beginning::new(call.app, &call.body.name, size, FILE_MAX)?;
    call.app.db.write(call.conn, |conn| -> AppResult<()> {
        turn::refuse_closed(&model::hold(conn, id)?.ok_or(ErrorCode::NotFound)?)?;
        refuse_too_many(conn, id, size)?;
        Ok(begun.insert(conn, Owner::Application(id))?)
    })?;
    Ok(begun.into_state())
}

/// Refuses more than an application, or all from its address, may have.
fn refuse_too_many(conn: &mut Conn, id: ApplicationId, size: u64) -> AppResult<()> {
    refuse_full(conn, id)?;
    let uploads: i64 = stored_files::table
        .filter(stored_files::application_id.eq(id.0))
        .count()
        .get_result(conn)?;
    if uploads >= UPLOADS_MAX as i64 {
        return refuse("送りかけのファイルが多すぎます。明日もう一度お試しいただくか、事務局へお電話ください。");
    }
    let address: String = applications::table.find(id.0).select(applications::address).first(conn)?;
    let sizes: Vec<i64> = stored_files::table
        .inner_join(applications::table)
        .filter(applications::address.eq(&address))
        .select(stored_files::object_size)
        .limit(UPLOADS_FROM_ADDRESS as i64)
        .load(conn)?;
    let bytes: u64 = sizes.iter().map(|size| size.unsigned_abs()).sum();
    if sizes.len() >= UPLOADS_FROM_ADDRESS || bytes + size > BYTES_FROM_ADDRESS {
        return refuse("この回線から送られたファイルが多すぎます。添付せずに申請し、ファイルは事務局へお送りください。");
    }
    Ok(())
}

/// Refuses one more file where there are as many as there may be.
fn refuse_full(conn: &mut Conn, id: ApplicationId) -> AppResult<()> {
    let kept: i64 = stored_files::table
        .filter(stored_files::application_id.eq(id.0))
        .filter(stored_files::kept_at.is_not_null())
        .count()
        .get_result(conn)?;
    if kept >= FILES_MAX as i64 {
        return refuse(&format!(
            "添付できるファイルは{FILES_MAX}個までです。いらないものを削除してから選んでください。"
        ));
    }
    Ok(())
}

/// How far an upload is.
pub fn get_application_upload(call: &mut Call<'_, GetApplicationUpload>) -> AppResult<UploadState> {
    let sent = Sent::find(call.conn, &call.path.upload)?;
    Ok(upload::state_of(call.conn, &sent.file, call.path.upload.clone())?)
}

/// One piece.
pub fn put_application_chunk(call: &mut Call<'_, PutApplicationChunk>) -> AppResult<Later<PutApplicationChunk>> {
    let sent = Sent::find(call.conn, &call.path.upload)?;
    let taking = upload::take_piece(call.app.clone(), sent.file, call.path.chunk, call.chunk())?;
    Ok(Later::value(taking))
}

/// Looks into it and keeps it. Asked once more, because the answer was lost, it says the same.
pub fn finish_application_upload(call: &mut Call<'_, FinishApplicationUpload>) -> AppResult<Later<FinishApplicationUpload>> {
    let upload = call.path.upload.clone();
    let sent = Sent::find(call.conn, &upload)?;
    finish::refuse_incomplete(call.conn, &sent.file)?;
    let event = Event::new(Action::AttachApplicationFile, call.app.clock.timestamp(), call.client);
    let app = call.app.clone();
    Ok(Later::value(async move {
        finish::check(&app, &sent.file).await?;
        let file = app
            .with_connection(move |app, conn| {
                app.db
                    .write(conn, |conn| keep(app, conn, &upload, event))
                    .map(|file| (file, upload))
            })
            .await?;
        finish::answer(file)
    }))
}

/// Lets the file be the application's, where one more may be.
fn keep(app: &App, conn: &mut Conn, upload: &UploadToken, mut event: Event) -> AppResult<FileRow> {
    // Held first: of two files that arrive together the eleventh is refused.
    let id = Sent::find(conn, upload)?.application;
    let row = model::hold(conn, id)?.ok_or(ErrorCode::NotFound)?;
    let sent = Sent::find(conn, upload)?;
    if !sent.is_kept {
        turn::refuse_closed(&row)?;
        refuse_full(conn, id)?;
        diesel::update(stored_files::table.find(sent.file.id))
            .set(stored_files::kept_at.eq(app.clock.timestamp()))
            .execute(conn)?;
        audit::insert(&app.db, conn, event.detail(format!("{id} {}", sent.file.id)))?;
    }
    Ok(sent.file)
}

/// Forgets an upload that is not kept.
pub fn drop_application_upload(call: &mut Call<'_, DropApplicationUpload>) -> AppResult<Later<DropApplicationUpload>> {
    let sent = Sent::find(call.conn, &call.path.upload)?;
    let app = call.app.clone();
    let object = app.db.write(call.conn, |conn| stored::forget(conn, sent.file.id))?;
    let object = object.ok_or(ErrorCode::NotFound)?;
    Ok(Later::value(async move { app.files.remove(&object).await }))
}

/// The files of one's own application.
pub fn list_application_files(call: &mut Call<'_, ListApplicationFiles>) -> AppResult<ApplicationFiles> {
    let ticket = call.body.ticket.clone();
    let row = own::open(call, &ticket)?;
    Ok(list(call.conn, row.id())?)
}

/// Takes one away.
pub fn remove_application_file(call: &mut Call<'_, RemoveApplicationFile>) -> AppResult<Later<RemoveApplicationFile>> {
    let (ticket, file) = (call.body.ticket.clone(), call.body.file);
    let id = own::open(call, &ticket)?.id();
    let mut event = Event::new(Action::RemoveApplicationFile, call.app.clock.timestamp(), call.client);
    event.detail(format!("{id} {file}"));
    let app = call.app.clone();
    let left = app.db.write(call.conn, |conn| -> AppResult<ApplicationFiles> {
        turn::refuse_closed(&model::hold(conn, id)?.ok_or(ErrorCode::NotFound)?)?;
        let target = stored_files::table
            .filter(stored_files::id.eq(file.0))
            .filter(stored_files::application_id.eq(id.0));
        if diesel::update(target).set(LetGo::default()).execute(conn)? > 0 {
            audit::insert(&app.db, conn, &event)?;
        }
        Ok(list(conn, id)?)
    })?;
    Ok(Later::value(async move {
        remove_let_go(&app).await?;
        Ok(left)
    }))
}

/// What becomes of a file that belongs to nobody any more.
#[derive(AsChangeset, Default)]
#[diesel(table_name = stored_files, treat_none_as_null = true)]
struct LetGo {
    application_id: Option<i64>,
    kept_at: Option<NaiveDateTime>,
}

/// Lets go of the files of applications that are about to be removed.
///
/// # Errors
/// Those of the database.
pub fn let_go_of(conn: &mut Conn, applications: &[i64]) -> QueryResult<()> {
    diesel::update(stored_files::table.filter(stored_files::application_id.eq_any(applications)))
        .set(LetGo::default())
        .execute(conn)
        .map(|_| ())
}

/// The files of an application.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, id: ApplicationId) -> QueryResult<ApplicationFiles> {
    let rows: Vec<FileRow> = stored_files::table
        .filter(stored_files::application_id.eq(id.0))
        .filter(stored_files::kept_at.is_not_null())
        .order((stored_files::kept_at, stored_files::id))
        .select(FileRow::as_select())
        .load(conn)?;
    let file = |row: FileRow| {
        Some(ApplicationFile {
            id: FileId(row.id),
            media: row.media()?,
            size: row.size(),
            name: row.name,
        })
    };
    // What this program cannot show, because a newer one kept it, is left out.
    Ok(ApplicationFiles {
        files: rows.into_iter().filter_map(file).collect(),
    })
}

/// One of them, for the office.
pub fn read_application_file(call: &mut Call<'_, ReadApplicationFile>) -> AppResult<Later<ReadApplicationFile>> {
    let ApplicationFilePath { application, file } = call.path;
    queue::find(call.conn, application)?;
    let row: Option<FileRow> = stored_files::table
        .filter(stored_files::id.eq(file.0))
        .filter(stored_files::application_id.eq(application.0))
        .filter(stored_files::kept_at.is_not_null())
        .select(FileRow::as_select())
        .first(call.conn)
        .optional()?;
    let row = row.ok_or(ErrorCode::NotFound)?;
    call.audit(Action::ReadApplicationFile).detail(format!("{application} {file}"));
    let (app, range, name) = (call.app.clone(), call.range, stem(&row.name).to_owned());
    Ok(Later::file(async move { download(&app, row, name, range).await }))
}

/// An upload for an application, by its token.
struct Sent {
    file: FileRow,
    application: ApplicationId,
    is_kept: bool,
}

impl Sent {
    fn find(conn: &mut Conn, upload: &UploadToken) -> AppResult<Self> {
        if !is_token(upload) {
            return Err(ErrorCode::NotFound.into());
        }
        let found: Option<(FileRow, Option<i64>, bool)> = stored_files::table
            .filter(stored_files::token.eq(&upload.0))
            .filter(stored_files::application_id.is_not_null())
            .select((
                FileRow::as_select(),
                stored_files::application_id,
                stored_files::kept_at.is_not_null(),
            ))
            .first(conn)
            .optional()?;
        let (file, application, is_kept) = found.ok_or(ErrorCode::NotFound)?;
        Ok(Self {
            file,
            application: ApplicationId(application.ok_or(ErrorCode::NotFound)?),
            is_kept,
        })
    }
}
