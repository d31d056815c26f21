//! Institutions: found, changed, leaving and coming back.

use diesel::prelude::*;
use support::{Client, TestApp, app::*, on_both_databases};
use tobiume_backend::db::schema::{audit_log, institutions, registrations, users};
use tobiume_common::{
    ErrorCode,
    accounts::{InstitutionPath, VersionRequest},
    ids::{AssociationId, InstitutionId},
    network::{
        GetInstitution, InstitutionDetail, InstitutionFilter, InstitutionRequest, InstitutionSearch, LeaveNetwork, ListInstitutions,
        PreviewLeaving, ReturnToNetwork, UpdateInstitution,
    },
    session::GetSession,
};

const UME: &str = "4011123454";

fn path(app: &TestApp, code: &str) -> InstitutionPath {
    let id = app.query(|conn| {
        institutions::table
            .filter(institutions::code.eq(code))
            .select(institutions::id)
            .first(conn)
    });
    InstitutionPath {
        institution: InstitutionId(id),
    }
}

fn found(office: &mut Client, text: &str, filter: InstitutionFilter) -> Vec<String> {
    let search = InstitutionSearch {
        text: text.to_owned(),
        filter,
        after: 0,
    };
    let list = office.call::<ListInstitutions>(&(), "", &search).unwrap();
    assert_eq!(
        usize::try_from(list.count).unwrap(),
        list.lines.len(),
        "the demo network fits one page"
    );
    list.lines.into_iter().map(|line| line.code).collect()
}

fn detail(office: &mut Client, path: InstitutionPath) -> InstitutionDetail {
    office.call::<GetInstitution>(&path, "", &()).unwrap()
}

on_both_databases! {
    fn institutions_are_found_and_changed(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let all: i64 = app.query(|conn| institutions::table.count().get_result(conn));
        assert_eq!(i64::try_from(found(&mut office, "", InstitutionFilter::Present).len()).unwrap(), all);
        for typed in ["梅の木", "うめのき", "ｳﾒﾉｷ 北九州", "４０１１１２３４５４", "4011123"] {
            assert!(found(&mut office, typed, InstitutionFilter::Present).contains(&UME.to_owned()), "{typed}");
        }
        assert!(found(&mut office, "梅の木 博多", InstitutionFilter::Present).is_empty());
        assert!(found(&mut office, "", InstitutionFilter::Left).is_empty());

        let path = path(&app, UME);
        let seen = detail(&mut office, path);
        let mut form = seen.form.clone();
        (form.name, form.phone, form.postal_code) = ("梅の木医院　本院".to_owned(), "０９３ー０００ー００００".to_owned(), "8020001".to_owned());
        form.association = None;
        let request = InstitutionRequest { version: seen.version, form };
        let changed = office.call::<UpdateInstitution>(&path, "", &request).unwrap();
        assert_eq!((changed.form.name.as_str(), changed.form.phone.as_str(), changed.form.postal_code.as_str(), changed.form.association), ("梅の木医院 本院", "093-000-0000", "802-0001", None));
        assert_eq!(app.sign_in(FAMILY_DOCTOR).call::<GetSession>(&(), "", &()).unwrap().institution, "梅の木医院 本院");
        assert_eq!(office.call::<UpdateInstitution>(&path, "", &request).unwrap_err().code, ErrorCode::Conflict, "another version");
        assert!(found(&mut office, "0930000000", InstitutionFilter::Present).contains(&UME.to_owned()));
        let mut wrong = InstitutionRequest { version: changed.version, form: changed.form };
        wrong.form.association = Some(AssociationId(999_999));
        assert_eq!(office.call::<UpdateInstitution>(&path, "", &wrong).unwrap_err().fields[0].field, "association");
        wrong.form.kana = "梅".to_owned();
        assert_eq!(office.call::<UpdateInstitution>(&path, "", &wrong).unwrap_err().fields[0].field, "kana");
        let nowhere = InstitutionPath { institution: InstitutionId(999_999) };
        assert_eq!(office.call::<GetInstitution>(&nowhere, "", &()).unwrap_err().code, ErrorCode::NotFound);
        let rows: i64 = app.query(|conn| audit_log::table.filter(audit_log::action.eq("update_institution")).count().get_result(conn));
        assert_eq!(rows, 1);
    }

    fn who_leaves_is_told_and_may_come_back(app: TestApp) {
        let (mut office, mut doctor, mut nurse) = (app.sign_in(OFFICE), app.sign_in(FAMILY_DOCTOR), app.sign_in(NURSE));
        let path = path(&app, UME);
        let before = office.call::<PreviewLeaving>(&path, "", &()).unwrap();
        let seen = detail(&mut office, path);
        assert_eq!((before.version, before.users, before.sessions), (seen.version, seen.users, 1));
        assert_eq!(before.patients_alone + before.patients_elsewhere, seen.patients);
        assert!(before.teams > 0 && before.patients_alone > 0 && before.alone.len() == usize::try_from(before.patients_alone).unwrap());
        // By hand: who is registered here alone, and has not withdrawn.
        let here: Vec<i64> = app.query(|conn| registrations::table.filter(registrations::institution_id.eq(path.institution.0)).select(registrations::patient_id).load(conn));
        for patient in &before.alone {
            let count: i64 = app.query(|conn| registrations::table.filter(registrations::patient_id.eq(patient.id.0)).count().get_result(conn));
            assert!(here.contains(&patient.id.0) && count == 1 && !patient.withdrawn);
        }
        let listed: Vec<Option<String>> = app.query(|conn| audit_log::table.filter(audit_log::action.eq("preview_leaving")).select(audit_log::patients).load(conn));
        let expected: Vec<String> = before.alone.iter().map(|patient| patient.id.to_string()).collect();
        assert_eq!(listed, [Some(expected.join(" "))], "whom the office was shown is in the log");

        let patient = app.patient("ヤマザキ トキコ");
        assert!(doctor.view(patient, "collaboration").is_ok());
        let stale = VersionRequest { version: before.version + 1 };
        assert_eq!(office.call::<LeaveNetwork>(&path, "", &stale).unwrap_err().code, ErrorCode::Conflict);
        let now = VersionRequest { version: before.version };
        let answer = office.call::<LeaveNetwork>(&path, "", &now).unwrap();
        assert_eq!((answer.users, answer.ended.sessions.len()), (before.users, 1));
        assert_eq!(u32::try_from(answer.ended.teams.len()).unwrap(), before.teams);
        assert!(answer.institution.left_on.is_some() && answer.institution.users == 0);
        assert_eq!(answer.institution.patients, seen.patients, "registrations are kept");
        let told = doctor.call::<GetSession>(&(), "", &()).unwrap_err();
        assert!(told.code == ErrorCode::SignedOut && told.message.contains("利用は終了しました"), "{}", told.message);
        assert_eq!(app.anonymous().sign_in(FAMILY_DOCTOR, PASSWORD).unwrap_err().code, ErrorCode::WrongCredentials);
        assert!(nurse.view(patient, "collaboration").is_ok(), "the team goes on");
        assert_eq!(found(&mut office, "", InstitutionFilter::Left), [UME]);
        assert_eq!(office.call::<LeaveNetwork>(&path, "", &VersionRequest { version: answer.institution.version }).unwrap_err().code, ErrorCode::Conflict);

        let back = office.call::<ReturnToNetwork>(&path, "", &VersionRequest { version: answer.institution.version }).unwrap();
        assert_eq!((back.left_on, back.patients, back.users), (None, seen.patients, 0));
        assert_eq!(office.call::<ReturnToNetwork>(&path, "", &VersionRequest { version: back.version }).unwrap_err().code, ErrorCode::Conflict);
        let active: i64 = app.query(|conn| users::table.filter(users::institution_id.eq(path.institution.0)).filter(users::disabled_at.is_null()).count().get_result(conn));
        assert_eq!(active, 0, "who ended stays ended");
    }

    fn the_office_does_not_leave(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let path = path(&app, "office");
        let version = detail(&mut office, path).version;
        assert_eq!(office.call::<LeaveNetwork>(&path, "", &VersionRequest { version }).unwrap_err().code, ErrorCode::Conflict);
    }
}
