//! `/api/patients/{patient}/files`: attaching, listing, taking away.

use std::collections::HashSet;

use tobiume_common::{
    ApiError, ErrorCode,
    files::{AttachFiles, AttachRequest, FILES_AT_ONCE, FileList, ListFiles, NewAttachment, RemoveFile, TITLE_MAX},
};

use super::{
    is_token, keep,
    model::{self, NewAttachmentRow},
};
use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::Conn,
};

/// Attaches finished uploads: all of them or none. Sent once more, because the answer was lost, it changes nothing.
pub fn attach_files(call: &mut Call<'_, AttachFiles>) -> AppResult<FileList> {
    check(&call.body)?;
    let user = call.user()?;
    let patient = call.path.patient;
    let now = call.app.clock.timestamp();
    let (app, client, request) = (call.app, call.client, &call.body);
    app.db.write(call.conn, |conn| -> AppResult<()> {
        let mut events = Vec::new();
        for (position, new) in (0..).zip(&request.files) {
            if model::is_attached(conn, user.id, patient, &new.upload)? {
                continue;
            }
            let file_id = keep(conn, user.id, &new.upload, now, "file")?;
            let title = title(conn, new, file_id)?;
            let row = NewAttachmentRow {
                file_id,
                patient_id: patient.0,
                institution_id: user.institution_id.0,
                author_id: user.id.0,
                title: &title,
                kind: new.kind.code(),
                added_at: now,
                position,
            };
            model::attach(conn, &row)?;
            let mut event = Event::new(Action::AttachFile, now, client);
            event.by(&user).about(patient).detail(file_id.to_string());
            events.push(event);
        }
        audit::insert_all(&app.db, conn, &events)?;
        Ok(())
    })?;
    let files = model::attached(call.conn, patient, user.institution_id)?;
    Ok(FileList { files })
}

fn check(request: &AttachRequest) -> AppResult<()> {
    let AttachRequest { files } = request;
    if files.is_empty() || files.len() > FILES_AT_ONCE {
        return Err(ApiError::field("files", format!("一度に添付できるファイルは1個から{FILES_AT_ONCE}個までです。")).into());
    }
    let uploads: HashSet<_> = files.iter().map(|new| &new.upload).collect();
    if uploads.len() < files.len() || !uploads.into_iter().all(is_token) {
        return Err(ApiError::field("file", "送られたファイルが見つかりません。もう一度ファイルを選んでください。").into());
    }
    let wrong = |new: &NewAttachment| new.title.chars().count() > TITLE_MAX || new.title.chars().any(char::is_control);
    if files.iter().any(wrong) {
        return Err(ApiError::field("title", format!("文書名は{TITLE_MAX}文字以内で入力してください。")).into());
    }
    Ok(())
}

/// The title given, else the name of the file without its ending.
fn title(conn: &mut Conn, new: &NewAttachment, file: i64) -> AppResult<String> {
    let given = new.title.trim();
    if !given.is_empty() {
        return Ok(given.to_owned());
    }
    let name = model::name(conn, file)?;
    Ok(stem(&name).chars().take(TITLE_MAX).collect())
}

/// A file's name without its ending.
pub(crate) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The attached files of a patient.
pub fn list_files(call: &mut Call<'_, ListFiles>) -> AppResult<FileList> {
    let user = call.user()?;
    let patient = call.path.patient;
    let files = model::attached(call.conn, patient, user.institution_id)?;
    call.audit(Action::ViewPatient).about(patient).detail("files");
    Ok(FileList { files })
}

/// Takes an own file away from the record. It is kept, but nobody sees it.
pub fn remove_file(call: &mut Call<'_, RemoveFile>) -> AppResult<()> {
    let user = call.user()?;
    let (patient, file) = (call.path.patient, call.path.file);
    let (_, _, institution) = model::attachment(call.conn, patient, file)?.ok_or(ErrorCode::NotFound)?;
    if institution != user.institution_id {
        return Err(ErrorCode::Forbidden.into());
    }
    let now = call.app.clock.timestamp();
    let (app, client) = (call.app, call.client);
    app.db.write(call.conn, |conn| {
        model::remove(conn, file, user.id, now)?;
        let mut event = Event::new(Action::RemoveFile, now, client);
        audit::insert(&app.db, conn, event.by(&user).about(patient).detail(file.to_string()))
    })?;
    Ok(())
}
