//! Attached files: who sees them, how they are served, how they are taken away.

use diesel::prelude::*;
use support::{
    app::*,
    client::{Answer, OWN_PAGE},
    files::{file_path, has_worker, patient_path, pdf, photo},
    on_both_databases,
};
use tobiume_backend::db::schema::{attachments, audit_log, institutions, patients, registrations, team_members, teams, users};
use tobiume_common::{
    ErrorCode, Method,
    endpoint::CHUNK_MAX,
    files::{DocumentKind, FILES_AT_ONCE, GetFile, GetThumbnail, ListFiles, RemoveFile, TITLE_MAX, UploadToken},
    ids::FileId,
    patients::OpenReason,
};

/// The showcase patient: own of 梅の木医院, with a team.
const TOKIKO: &str = "ヤマザキ トキコ";

/// Details of the audit log's rows of an action.
fn logged(app: &TestApp, action: &str) -> Vec<Option<String>> {
    let rows = audit_log::table.filter(audit_log::action.eq(action)).order(audit_log::id);
    app.query(|conn| rows.select(audit_log::detail).load(conn))
}

fn withdraw(app: &TestApp, patient: i64) {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 1);
    app.query(|conn| {
        diesel::update(patients::table.find(patient))
            .set(patients::consent_withdrawn_on.eq(day))
            .execute(conn)
    });
}

/// Another patient of 梅の木医院.
fn another_own(app: &TestApp, patient: i64) -> i64 {
    let own = registrations::table
        .inner_join(institutions::table)
        .inner_join(patients::table)
        .filter(institutions::code.eq("4011123454"))
        .filter(patients::consent_withdrawn_on.is_null())
        .filter(registrations::patient_id.ne(patient));
    app.query(|conn| own.select(registrations::patient_id).first(conn))
}

/// Makes a doctor, who is a family doctor of the patient, a member of the patient's team and no more.
fn member_alone(app: &TestApp, login_id: &str, patient: i64) {
    app.query(|conn| {
        let user = users::table.filter(users::login_id.eq(login_id));
        let (user, institution): (i64, i64) = user.select((users::id, users::institution_id)).first(conn)?;
        diesel::delete(registrations::table.find((patient, institution))).execute(conn)?;
        let team: i64 = teams::table.filter(teams::patient_id.eq(patient)).select(teams::id).first(conn)?;
        diesel::delete(team_members::table.find((team, user))).execute(conn)?;
        let member = (team_members::team_id.eq(team), team_members::user_id.eq(user));
        diesel::insert_into(team_members::table).values(member).execute(conn)
    });
}

fn code(answer: &Answer) -> Option<ErrorCode> {
    (answer.status != 200).then(|| answer.code())
}

on_both_databases! {
    fn all_are_attached_or_none(app: TestApp) {
        if !has_worker("all_are_attached_or_none", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let list = |doctor: &mut support::Client| doctor.call::<ListFiles>(&patient_path(tokiko), "", &()).unwrap().files;
        let one = doctor.send_file("one.pdf", &pdf("1", 10)).unwrap().upload;
        let two = doctor.send_file("退院サマリ 2026.10.jpg", &photo(64, 48, "x")).unwrap().upload;
        let unfinished = doctor.begin_upload("three.pdf", 10).unwrap().upload;
        let foreign = app.sign_in(CLINIC_CLERK).send_file("four.pdf", &pdf("4", 10)).unwrap().upload;
        let unknown = UploadToken("0".repeat(32));
        for bad in [&unfinished, &foreign, &unknown, &UploadToken("\0".to_owned())] {
            let refused = doctor.attach(tokiko, &[(&one, "1"), (bad, "bad"), (&two, "2")]).unwrap_err();
            assert_eq!((refused.code, refused.fields[0].field.as_str()), (ErrorCode::Invalid, "file"));
        }
        assert_eq!(doctor.attach(tokiko, &[(&one, "1"), (&one, "1")]).unwrap_err().fields[0].field, "file", "one twice");
        assert_eq!(doctor.attach(tokiko, &[]).unwrap_err().fields[0].field, "files");
        assert_eq!(doctor.attach(tokiko, &vec![(&one, "1"); FILES_AT_ONCE + 1]).unwrap_err().fields[0].field, "files");
        for title in ["あ".repeat(TITLE_MAX + 1), "a\u{7}b".to_owned()] {
            assert_eq!(doctor.attach(tokiko, &[(&one, &title)]).unwrap_err().fields[0].field, "title");
        }
        assert!(list(&mut doctor).is_empty() && logged(&app, "attach_file").is_empty(), "nothing half");

        let attached = doctor.attach(tokiko, &[(&one, " 紹介状 "), (&two, "")]).unwrap().files;
        let titles: Vec<&str> = attached.iter().map(|file| file.title.as_str()).collect();
        assert_eq!(titles, ["紹介状", "退院サマリ 2026.10"], "in the order given; without a title the file's name");
        let said = (attached[0].kind, attached[0].institution.as_str(), attached[0].own, attached[0].has_thumbnail);
        assert_eq!(said, (DocumentKind::Letter, "梅の木医院", true, false));
        assert_eq!(doctor.attach(tokiko, &[(&one, " 紹介状 "), (&two, "")]).unwrap().files, attached, "sent once more because the answer was lost");
        let ids: Vec<Option<String>> = attached.iter().map(|file| Some(file.id.to_string())).collect();
        assert_eq!(logged(&app, "attach_file"), ids);
        // What belongs to one patient belongs to no second one.
        let refused = doctor.attach(another_own(&app, tokiko), &[(&one, "1")]).unwrap_err();
        assert_eq!(refused.fields[0].field, "file");
        assert_eq!(list(&mut doctor), attached);
    }

    fn who_sees_the_files_of_a_patient(app: TestApp) {
        if !has_worker("who_sees_the_files_of_a_patient", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let file = app.sign_in(FAMILY_DOCTOR).attach_new(tokiko, "皮膚の写真", &photo(64, 48, "x")).id;
        let ask = |client: &mut support::Client, patient: i64| {
            let list = client.get::<ListFiles>(&patient_path(patient), &[]);
            let whole = client.get::<GetFile>(&file_path(patient, file), &[]);
            let small = client.get::<GetThumbnail>(&file_path(patient, file), &[]);
            for answer in [&list, &whole, &small] {
                assert!(answer.status == 200 || !answer.text().contains("皮膚"), "a refusal tells nothing");
            }
            [code(&list), code(&whole), code(&small)]
        };
        member_alone(&app, OTHER_DOCTOR, tokiko);
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        assert_eq!(ask(&mut hospital, tokiko), [Some(ErrorCode::ReasonRequired); 3]);
        hospital.open(tokiko, OpenReason::EmergencyTransport, "").unwrap();
        for (login_id, expected) in [
            (FAMILY_DOCTOR, None),
            (CLINIC_CLERK, None),
            // Members of the patient's team.
            (OTHER_DOCTOR, None),
            (NURSE, None),
            (CREW, Some(ErrorCode::Forbidden)),
            (OFFICE, Some(ErrorCode::Forbidden)),
            (CITY, Some(ErrorCode::Forbidden)),
        ] {
            assert_eq!(ask(&mut app.sign_in(login_id), tokiko), [expected; 3], "{login_id}");
        }
        assert_eq!(ask(&mut hospital, tokiko), [None; 3], "with a reason");

        // Under another patient's name the file is not there.
        let elsewhere = ask(&mut app.sign_in(FAMILY_DOCTOR), another_own(&app, tokiko));
        assert_eq!(elsewhere, [None, Some(ErrorCode::NotFound), Some(ErrorCode::NotFound)]);
        for id in [0, -1, i64::MAX] {
            let answer = app.sign_in(FAMILY_DOCTOR).get::<GetFile>(&file_path(tokiko, FileId(id)), &[]);
            assert_eq!(code(&answer), Some(ErrorCode::NotFound));
        }

        withdraw(&app, tokiko);
        for login_id in [FAMILY_DOCTOR, CLINIC_CLERK, OTHER_DOCTOR, NURSE] {
            assert_eq!(ask(&mut app.sign_in(login_id), tokiko), [Some(ErrorCode::NotFound); 3], "{login_id} after the withdrawal");
        }
        assert_eq!(ask(&mut hospital, tokiko), [Some(ErrorCode::NotFound); 3]);
        for login_id in [CREW, OFFICE, CITY] {
            assert_eq!(ask(&mut app.sign_in(login_id), tokiko), [Some(ErrorCode::Forbidden); 3], "{login_id} sees no file of anybody");
        }
    }

    fn who_attaches_and_takes_away(app: TestApp) {
        if !has_worker("who_attaches_and_takes_away", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let ours = doctor.attach_new(tokiko, "ours", &pdf("", 10));
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        let upload = hospital.send_file("theirs.pdf", &pdf("", 10)).unwrap().upload;
        assert_eq!(hospital.attach(tokiko, &[(&upload, "theirs")]).unwrap_err().code, ErrorCode::ReasonRequired);
        hospital.open(tokiko, OpenReason::EmergencyTransport, "").unwrap();
        let list = hospital.attach(tokiko, &[(&upload, "theirs")]).unwrap().files;
        let said: Vec<(&str, bool)> = list.iter().map(|file| (file.title.as_str(), file.own)).collect();
        assert_eq!(said, [("theirs", true), ("ours", false)], "newest first");

        member_alone(&app, OTHER_DOCTOR, tokiko);
        let mut member = app.sign_in(OTHER_DOCTOR);
        let of_member = member.send_file("member.pdf", &pdf("", 10)).unwrap().upload;
        assert_eq!(member.attach(tokiko, &[(&of_member, "member")]).unwrap_err().code, ErrorCode::Forbidden, "a team member reads");
        for login_id in [NURSE, CREW, OFFICE, CITY] {
            let mut client = app.sign_in(login_id);
            assert_eq!(client.begin_upload("a.pdf", 1).unwrap_err().code, ErrorCode::Forbidden, "{login_id}");
            assert_eq!(client.attach(tokiko, &[(&of_member, "a")]).unwrap_err().code, ErrorCode::Forbidden, "{login_id}");
            assert_eq!(client.call::<RemoveFile>(&file_path(tokiko, ours.id), "", &()).unwrap_err().code, ErrorCode::Forbidden, "{login_id}");
        }

        assert_eq!(hospital.call::<RemoveFile>(&file_path(tokiko, ours.id), "", &()).unwrap_err().code, ErrorCode::Forbidden, "another institution's");
        let stored = app.stored();
        // Whoever works at the institution that attached it.
        app.sign_in(CLINIC_CLERK).call::<RemoveFile>(&file_path(tokiko, ours.id), "", &()).unwrap();
        assert_eq!(code(&doctor.get::<GetFile>(&file_path(tokiko, ours.id), &[])), Some(ErrorCode::NotFound));
        assert_eq!(doctor.call::<RemoveFile>(&file_path(tokiko, ours.id), "", &()).unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(doctor.call::<ListFiles>(&patient_path(tokiko), "", &()).unwrap().files.len(), 1);
        let removed = attachments::table.filter(attachments::removed_at.is_not_null()).filter(attachments::removed_by.is_not_null());
        assert_eq!(app.query(|conn| removed.select(attachments::file_id).load::<i64>(conn)), [ours.id.0]);
        assert_eq!(app.stored(), stored, "kept until the retention ends");
        assert_eq!(logged(&app, "remove_file"), [Some(ours.id.to_string())]);
    }

    fn a_file_is_shown_and_never_run(app: TestApp) {
        if !has_worker("a_file_is_shown_and_never_run", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let content = pdf("", CHUNK_MAX + 100);
        let file = doctor.attach_new(tokiko, "退院サマリ; filename=\"x.html\"", &content);
        let answer = doctor.get::<GetFile>(&file_path(tokiko, file.id), &[("accept-encoding", "br, gzip")]);
        assert!(answer.body == content);
        let header = |name| answer.header(name).unwrap_or_default();
        let length = content.len().to_string();
        for (name, expected) in [
            ("content-type", "application/pdf"),
            ("content-length", length.as_str()),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("accept-ranges", "bytes"),
            ("content-encoding", ""),
        ] {
            assert_eq!(header(name), expected, "{name}");
        }
        let disposition = header("content-disposition");
        assert!(disposition.starts_with("inline; filename=\"tobiume.pdf\"; filename*=UTF-8''%E9%80%80") && !disposition.contains("html\""), "{disposition}");
        assert!(code(&doctor.get::<GetThumbnail>(&file_path(tokiko, file.id), &[])) == Some(ErrorCode::NotFound), "a PDF has none");

        // Another site's page gets nothing.
        let path = format!("/api/patients/{tokiko}/files/{}", file.id);
        let from_elsewhere = doctor.send(Method::Get, &path, &[("sec-fetch-site", "cross-site")], b"");
        assert_eq!(code(&from_elsewhere), Some(ErrorCode::CrossSite));
        assert_eq!(code(&app.anonymous().send(Method::Get, &path, &[OWN_PAGE], b"")), Some(ErrorCode::SignedOut));
    }

    fn parts_of_a_file(app: TestApp) {
        if !has_worker("parts_of_a_file", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let content = pdf("", 2 * CHUNK_MAX + 100);
        let size = content.len();
        let file = doctor.attach_new(tokiko, "大きなPDF", &content).id;
        let mut part = |headers: &[(&str, &str)]| {
            let answer = doctor.get::<GetFile>(&file_path(tokiko, file), headers);
            let range = answer.header("content-range").map(str::to_owned);
            assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
            (answer.status, range, answer.body)
        };
        for (asked, from, to) in [
            ("bytes=0-0", 0, 1),
            ("bytes=0-1048575", 0, CHUNK_MAX),
            ("bytes=1048570-1048580", CHUNK_MAX - 6, CHUNK_MAX + 5),
            ("bytes=5-2097160", 5, 2 * CHUNK_MAX + 9),
            ("bytes=1000-", 1000, size),
            ("bytes=-100", size - 100, size),
            ("bytes=2097152-99999999", 2 * CHUNK_MAX, size),
        ] {
            let (status, range, body) = part(&[("range", asked)]);
            assert_eq!((status, range), (206, Some(format!("bytes {from}-{}/{size}", to - 1))), "{asked}");
            assert!(body == content[from..to], "{asked}");
        }
        assert_eq!(part(&[("range", &format!("bytes={size}-"))]), (416, Some(format!("bytes */{size}")), Vec::new()));
        for headers in [&[("range", "bytes=0-1,5-6")][..], &[("range", "bytes=x")], &[("range", "bytes=0-1"), ("if-range", "\"etag\"")]] {
            let (status, range, body) = part(headers);
            assert!((status, range) == (200, None) && body == content, "{headers:?}");
        }
        let reads = logged(&app, "read_file");
        assert!(reads.len() == 11 && reads.iter().all(|detail| *detail == Some(file.to_string())), "each look is told of: {reads:?}");
    }

    fn nothing_is_served_when_the_log_cannot_be_written(app: TestApp) {
        if !has_worker("nothing_is_served_when_the_log_cannot_be_written", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let file = doctor.attach_new(tokiko, "a", &pdf("", 10)).id;
        app.query(|conn| diesel::sql_query("ALTER TABLE audit_log RENAME TO audit_log_away").execute(conn));
        let answer = doctor.get::<GetFile>(&file_path(tokiko, file), &[]);
        assert_eq!(code(&answer), Some(ErrorCode::Internal));
    }
}
