//! Files beside a 参加申請: sent and taken away with the ticket, opened by the office alone, gone with the draft.

use chrono::Duration;
use diesel::prelude::*;
use support::{
    Client, TestApp,
    app::*,
    client::OWN_PAGE,
    files::{LATITUDE, has_worker, pdf, photo, upload_path},
    on_both_databases,
};
use tobiume_backend::db::schema::{applications, audit_log, stored_files};
use tobiume_common::{
    ApiError, ErrorCode, Method,
    application::{
        ApplicationForm, OwnRequest, State, Step, Ticket,
        files::{
            ApplicationFile, ApplicationFilePath, ApplicationUpload, BeginApplicationUpload, DropApplicationUpload, FILE_MAX, FILES_MAX,
            FinishApplicationUpload, GetApplicationUpload, ListApplicationFiles, PutApplicationChunk, ReadApplicationFile,
            RemoveApplicationFile, RemoveFileRequest,
        },
    },
    endpoint::CHUNK_MAX,
    files::{CheckedUpload, ChunkPath, Media, UploadState, UploadToken},
    ids::FileId,
};

use crate::applications::{begin, code, detail, form, only, own, path, step, submit};

fn begin_upload(client: &mut Client, ticket: &Ticket, name: &str, size: u64) -> Result<UploadState, ApiError> {
    let request = ApplicationUpload {
        ticket: ticket.clone(),
        name: name.to_owned(),
        size,
    };
    client.call::<BeginApplicationUpload>(&(), "", &request)
}

fn put(client: &mut Client, upload: &UploadToken, chunk: u32, content: &[u8]) -> Result<(), ApiError> {
    let path = ChunkPath {
        upload: upload.clone(),
        chunk,
    };
    let answer = client.upload::<PutApplicationChunk>(&path, content);
    match answer.status {
        200 => Ok(()),
        _ => Err(serde_json::from_slice(&answer.body).unwrap()),
    }
}

fn finish(client: &mut Client, upload: &UploadToken) -> Result<CheckedUpload, ApiError> {
    client.call::<FinishApplicationUpload>(&upload_path(upload), "", &())
}

pub fn send(client: &mut Client, ticket: &Ticket, name: &str, content: &[u8]) -> Result<UploadToken, ApiError> {
    let upload = begin_upload(client, ticket, name, content.len() as u64)?.upload;
    for (number, piece) in (0..).zip(content.chunks(CHUNK_MAX)) {
        put(client, &upload, number, piece)?;
    }
    finish(client, &upload).map(|_| upload)
}

fn list(client: &mut Client, ticket: &Ticket) -> Vec<ApplicationFile> {
    let request = OwnRequest { ticket: ticket.clone() };
    client.call::<ListApplicationFiles>(&(), "", &request).unwrap().files
}

fn remove(client: &mut Client, ticket: &Ticket, file: FileId) -> Result<Vec<ApplicationFile>, ApiError> {
    let request = RemoveFileRequest {
        ticket: ticket.clone(),
        file,
    };
    client.call::<RemoveApplicationFile>(&(), "", &request).map(|list| list.files)
}

fn events(app: &TestApp, action: &str) -> Vec<Option<String>> {
    app.query(|conn| {
        audit_log::table
            .filter(audit_log::action.eq(action))
            .order(audit_log::id)
            .select(audit_log::detail)
            .load(conn)
    })
}

fn rows(app: &TestApp) -> i64 {
    app.query(|conn| stored_files::table.count().get_result(conn))
}

/// A file that is an application's without being looked into: for what needs no worker.
fn keep(app: &TestApp, upload: &UploadToken) {
    let now = app.app.clock.timestamp();
    let kept = app.query(|conn| {
        diesel::update(stored_files::table.filter(stored_files::token.eq(&upload.0)))
            .set((stored_files::media.eq("pdf"), stored_files::kept_at.eq(now)))
            .execute(conn)
    });
    assert_eq!(kept, 1);
}

fn sweep_drafts(app: &TestApp) -> usize {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(tobiume_backend::applications::sweep::sweep(&app.app)).unwrap()
}

on_both_databases! {
    fn attached_removed_sent_and_opened_by_the_office(app: TestApp) {
        if !has_worker("attached_removed_sent_and_opened_by_the_office", &app) {
            return;
        }
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let whole = form("あおば内科", &code(987_101));
        let ticket = begin(&mut clinic, &whole).unwrap();
        assert!(list(&mut clinic, &ticket).is_empty());

        // A picture without its place, and a PDF of two pieces, as it was sent.
        let (picture, paper) = (photo(640, 480, "x"), pdf("", CHUNK_MAX + 5000));
        let first = send(&mut clinic, &ticket, "外観.jpg", &picture).unwrap();
        send(&mut clinic, &ticket, "開設許可証.pdf", &paper).unwrap();
        assert_eq!(finish(&mut clinic, &first).unwrap().media, Media::Jpeg, "asked once more, because the answer was lost");
        let files = list(&mut clinic, &ticket);
        let shown: Vec<(&str, Media)> = files.iter().map(|file| (file.name.as_str(), file.media)).collect();
        assert_eq!(shown, [("外観.jpg", Media::Jpeg), ("開設許可証.pdf", Media::Pdf)]);
        assert_eq!((files[1].size, own(&mut clinic, &ticket).unwrap().version), (paper.len() as u64, 1), "the form is another matter");
        assert_eq!(clinic.call::<DropApplicationUpload>(&upload_path(&first), "", &()).unwrap_err().code, ErrorCode::NotFound, "it is no upload any more");

        // Taken away: nothing is left of it. Twice is once.
        let third = send(&mut clinic, &ticket, "間違い.pdf", &pdf("", 1000)).unwrap();
        let wrong = list(&mut clinic, &ticket)[2].id;
        let stored = app.stored().len();
        assert_eq!(remove(&mut clinic, &ticket, wrong).unwrap(), files);
        assert_eq!(remove(&mut clinic, &ticket, wrong).unwrap(), files);
        assert_eq!((app.stored().len(), rows(&app)), (stored - 1, 2));
        assert_eq!(clinic.call::<GetApplicationUpload>(&upload_path(&third), "", &()).unwrap_err().code, ErrorCode::NotFound);
        // What is no picture and no PDF is refused, and nothing of it is kept.
        assert_eq!(send(&mut clinic, &ticket, "a.pdf", b"<script>alert(1)</script>").unwrap_err().fields[0].field, "file");
        assert_eq!(rows(&app), 2);

        submit(&mut clinic, &ticket, 1, &whole).unwrap();
        assert_eq!(remove(&mut clinic, &ticket, files[0].id).unwrap_err().code, ErrorCode::Conflict, "not under the clerk's eyes");
        assert_eq!(begin_upload(&mut clinic, &ticket, "b.pdf", 10).unwrap_err().code, ErrorCode::Conflict);
        assert_eq!(list(&mut clinic, &ticket), files);

        let seen = only(&mut office);
        assert_eq!(seen.files, files);
        let at = |file| ApplicationFilePath { application: seen.id, file };
        let kept = office.get::<ReadApplicationFile>(&at(files[0].id), &[]);
        assert_eq!((kept.status, kept.header("content-type")), (200, Some("image/jpeg")));
        assert!(!kept.body.windows(LATITUDE.len()).any(|part| part == LATITUDE), "the place is gone");
        assert!(office.get::<ReadApplicationFile>(&at(files[1].id), &[]).body == paper);
        let detail_of = |file: FileId| Some(format!("{} {file}", seen.id));
        assert_eq!(events(&app, "read_application_file"), [detail_of(files[0].id), detail_of(files[1].id)]);
        assert_eq!(events(&app, "attach_application_file"), [files[0].id, files[1].id, wrong].map(detail_of));
        assert_eq!(events(&app, "remove_application_file"), [detail_of(wrong)]);

        // Sent back: again they may be changed.
        let taken = step(&mut office, &seen, Step::TakeUp, "").unwrap();
        step(&mut office, &taken, Step::SendBack, "許可証の裏もお願いします。").unwrap();
        send(&mut clinic, &ticket, "裏.pdf", &pdf("", 2000)).unwrap();
        assert_eq!(detail(&mut office, seen.id).files.len(), 3);
    }

    fn the_files_of_others_are_not_there(app: TestApp) {
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let ticket = begin(&mut clinic, &form("あおば内科", &code(987_102))).unwrap();
        let other = begin(&mut clinic, &form("かえで内科", &code(987_103))).unwrap();
        let upload = begin_upload(&mut clinic, &ticket, "a.pdf", 1000).unwrap().upload;
        put(&mut clinic, &upload, 0, &[7; 1000]).unwrap();
        keep(&app, &upload);
        let file = list(&mut clinic, &ticket)[0].id;

        // Wrong codes say nothing, of whatever is asked.
        let guessed = Ticket { code: "abcd-efgh-jkmn".to_owned(), ..ticket.clone() };
        let request = OwnRequest { ticket: guessed.clone() };
        assert_eq!(clinic.call::<ListApplicationFiles>(&(), "", &request).unwrap_err().code, ErrorCode::WrongCredentials);
        assert_eq!(begin_upload(&mut clinic, &guessed, "b.pdf", 10).unwrap_err().code, ErrorCode::WrongCredentials);
        assert_eq!(remove(&mut clinic, &guessed, file).unwrap_err().code, ErrorCode::WrongCredentials);
        // Another one's file is as if it were none.
        assert!(remove(&mut clinic, &other, file).unwrap().is_empty() && list(&mut clinic, &ticket).len() == 1);
        for token in ["0", "%00", &"0".repeat(32), &"g".repeat(32)] {
            let answer = clinic.send(Method::Get, &format!("/api/applications/uploads/{token}"), &[OWN_PAGE], b"");
            assert_eq!((answer.status, answer.code()), (404, ErrorCode::NotFound), "{token}");
        }
        // An upload of a user is none for an application.
        let own = app.sign_in(FAMILY_DOCTOR).begin_upload("c.pdf", 10).unwrap().upload;
        assert_eq!(clinic.call::<GetApplicationUpload>(&upload_path(&own), "", &()).unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(put(&mut clinic, &own, 0, &[0; 10]).unwrap_err().code, ErrorCode::NotFound);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        assert_eq!(doctor.put_chunk(&upload, 0, &[0; 10]).unwrap_err().code, ErrorCode::NotFound);

        // A draft is its writer's alone, the file of another application is not there, and nobody but the office opens any.
        let ids: Vec<i64> = app.query(|conn| applications::table.order(applications::id.desc()).limit(2).select(applications::id).load(conn));
        let at = |application| ApplicationFilePath { application: tobiume_common::ids::ApplicationId(application), file };
        assert_eq!(office.get::<ReadApplicationFile>(&at(ids[1]), &[]).code(), ErrorCode::NotFound);
        submit(&mut clinic, &other, 1, &form("かえで内科", &code(987_103))).unwrap();
        assert_eq!(office.get::<ReadApplicationFile>(&at(ids[0]), &[]).code(), ErrorCode::NotFound);
        submit(&mut clinic, &ticket, 1, &form("あおば内科", &code(987_102))).unwrap();
        assert_eq!(office.get::<ReadApplicationFile>(&at(ids[1]), &[]).status, 200);
        assert_eq!(doctor.get::<ReadApplicationFile>(&at(ids[1]), &[]).code(), ErrorCode::Forbidden);
        assert_eq!(clinic.get::<ReadApplicationFile>(&at(ids[1]), &[]).code(), ErrorCode::SignedOut);
        let seen = detail(&mut office, path(tobiume_common::ids::ApplicationId(ids[1])).application);
        assert_eq!((seen.state, seen.files.len()), (State::Submitted, 1));
    }

    fn there_is_an_end_to_what_is_taken(app: TestApp) {
        let mut clinic = app.anonymous();
        let ticket = begin(&mut clinic, &ApplicationForm::default()).unwrap();
        let sentence = |error: ApiError| {
            assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::Invalid, "file"));
            error.fields[0].message.clone()
        };
        for size in [FILE_MAX + 1, 200 * 1024 * 1024, u64::MAX] {
            assert!(sentence(begin_upload(&mut clinic, &ticket, "a.pdf", size).unwrap_err()).contains("20MBまで"));
        }
        assert!(sentence(begin_upload(&mut clinic, &ticket, "a.pdf", 0).unwrap_err()).contains("空です"));
        assert_eq!(rows(&app), 0, "nothing is begun");

        let mut uploads = Vec::new();
        for _ in 0..FILES_MAX {
            uploads.push(begin_upload(&mut clinic, &ticket, "a.pdf", FILE_MAX).unwrap().upload);
        }
        let eleventh = begin_upload(&mut clinic, &ticket, "a.pdf", 10).unwrap().upload;
        put(&mut clinic, &eleventh, 0, b"%PDF-1.7 x").unwrap();
        uploads.iter().for_each(|upload| keep(&app, upload));
        assert!(sentence(begin_upload(&mut clinic, &ticket, "a.pdf", 10).unwrap_err()).contains("10個まで"));
        // One that was begun before is refused when it would be kept.
        app.query(|conn| {
            diesel::update(stored_files::table.filter(stored_files::token.eq(&eleventh.0))).set(stored_files::media.eq("pdf")).execute(conn)
        });
        assert!(sentence(finish(&mut clinic, &eleventh).unwrap_err()).contains("10個まで"));
        assert_eq!(list(&mut clinic, &ticket).len(), FILES_MAX);

        // From one address as much as five full applications, however many were begun.
        for _ in 0..4 {
            let another = begin(&mut clinic, &ApplicationForm::default()).unwrap();
            for _ in 0..FILES_MAX {
                if let Err(error) = begin_upload(&mut clinic, &another, "a.pdf", FILE_MAX) {
                    assert!(sentence(error).contains("この回線"));
                }
            }
        }
        let last = begin(&mut clinic, &ApplicationForm::default()).unwrap();
        assert!(sentence(begin_upload(&mut clinic, &last, "a.pdf", FILE_MAX).unwrap_err()).contains("この回線"));
        let bytes: Vec<i64> = app.query(|conn| stored_files::table.select(stored_files::object_size).load(conn));
        assert!(bytes.iter().sum::<i64>() <= 50 * FILE_MAX as i64);
    }

    fn they_go_with_the_draft(app: TestApp) {
        let mut clinic = app.anonymous();
        let stays = begin(&mut clinic, &form("あおば内科", &code(987_104))).unwrap();
        let goes = begin(&mut clinic, &ApplicationForm::default()).unwrap();
        for (ticket, content) in [(&stays, pdf("", 1000)), (&goes, pdf("", 2000))] {
            let upload = begin_upload(&mut clinic, ticket, "a.pdf", content.len() as u64).unwrap().upload;
            put(&mut clinic, &upload, 0, &content).unwrap();
            keep(&app, &upload);
        }
        submit(&mut clinic, &stays, 1, &form("あおば内科", &code(987_104))).unwrap();
        // Begun and given up: gone after a day, like every other upload.
        let given_up = begin_upload(&mut clinic, &goes, "b.pdf", 10).unwrap().upload;
        put(&mut clinic, &given_up, 0, &[1; 10]).unwrap();
        app.app.clock.advance(Duration::hours(25));
        app.sweep();
        assert_eq!((rows(&app), app.stored().len(), list(&mut clinic, &goes).len()), (2, 2, 1));

        app.app.clock.advance(Duration::days(30));
        assert_eq!(sweep_drafts(&app), 1);
        assert_eq!((rows(&app), app.stored().len(), list(&mut clinic, &stays).len()), (1, 1, 1));
        assert_eq!(app.sweep().suspicious, 0);
    }

    fn who_is_killed_while_letting_go_leaves_it_to_the_sweep(app: TestApp) {
        let mut clinic = app.anonymous();
        let ticket = begin(&mut clinic, &ApplicationForm::default()).unwrap();
        for size in [1000_u64, 2000] {
            let upload = begin_upload(&mut clinic, &ticket, "a.pdf", size).unwrap().upload;
            put(&mut clinic, &upload, 0, &vec![7; size as usize]).unwrap();
            keep(&app, &upload);
        }
        // As the transaction of a removal leaves them: of one the bytes are gone already.
        let objects: Vec<String> = app.query(|conn| {
            diesel::update(stored_files::table).set((stored_files::application_id.eq(None::<i64>), stored_files::kept_at.eq(None::<chrono::NaiveDateTime>))).execute(conn)?;
            stored_files::table.select(stored_files::object).load(conn)
        });
        tokio::runtime::Runtime::new().unwrap().block_on(app.app.files.remove(&objects[0])).unwrap();
        assert!(list(&mut clinic, &ticket).is_empty(), "nobody sees them");
        app.app.clock.advance(Duration::days(40));
        assert_eq!((app.sweep().suspicious, rows(&app), app.stored().len()), (0, 0, 0));
    }
}
