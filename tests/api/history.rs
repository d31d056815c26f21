//! 閲覧・更新履歴: who looked at a patient's record, from where and why, as the family doctor reads it.

use diesel::prelude::*;
use support::{app::*, client::OWN_PAGE, on_both_databases};
use tobiume_backend::{
    audit::{self, Action, Event},
    db::schema::patients,
};
use tobiume_common::{
    ErrorCode, Method,
    audit::{GetHistory, HISTORY_SHOWN, History},
    basic_info::Item,
    ids::{PatientId, PatientPath},
    patients::OpenReason,
    portal::{GetPortal, Portal},
};

const TOKIKO: &str = "ヤマザキ トキコ";

fn history(client: &mut support::Client, patient: i64, before: Option<i64>) -> History {
    let query = before.map_or_else(String::new, |before| format!("?before={before}"));
    let path = PatientPath {
        patient: PatientId(patient),
    };
    client.call::<GetHistory>(&path, &query, &()).unwrap()
}

fn portal(client: &mut support::Client) -> Portal {
    client.call::<GetPortal>(&(), "", &()).unwrap()
}

on_both_databases! {
    fn the_family_doctor_reads_who_looked_and_why(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let other = app.query(|conn| patients::table.filter(patients::name.eq("山崎 時子")).select(patients::id).first::<i64>(conn));
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        hospital.view(tokiko, "").unwrap_err();
        hospital.open(tokiko, OpenReason::HospitalTransfer, "").unwrap();
        hospital.view(tokiko, "").unwrap();
        hospital.open(other, OpenReason::EmergencyTransport, "").unwrap();
        // Another session has its own reason, and one that is still to give its own has none.
        let mut again = app.sign_in(EMERGENCY_DOCTOR);
        again.open(tokiko, OpenReason::Other, "当直中の問い合わせ").unwrap();
        again.view(tokiko, "collaboration").unwrap();
        app.sign_in(CREW).view(tokiko, "").unwrap();
        app.sign_in(OFFICE).view(tokiko, "").unwrap();
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        doctor.search(TOKIKO).unwrap();
        portal(&mut doctor);
        let conn = &mut app.connection();
        let mut saved = Event::by_operator(Action::SaveRecord, app.app.clock.timestamp());
        saved.about(PatientId(tokiko)).items([Item::Prescriptions, Item::Allergies].into_iter());
        app.app.db.write(conn, |conn| audit::insert(&app.app.db, conn, &saved)).unwrap();

        let read = history(&mut doctor, tokiko, None);
        assert_eq!(read.next, None);
        let lines: Vec<_> = read.rows.iter().map(|row| (row.what.as_str(), row.why.as_str(), row.institution.as_str())).collect();
        assert_eq!(
            lines,
            [
                ("更新（処方、アレルギー）", "", ""),
                ("閲覧（登録情報）", "", "とびうめネット事務局"),
                ("閲覧（救急モード）", "救急搬送", "とびうめ消防本部 救急隊"),
                ("閲覧（多職種連携モード）", "その他：当直中の問い合わせ", "県央救急病院"),
                ("閲覧理由の入力", "その他：当直中の問い合わせ", "県央救急病院"),
                ("閲覧（救急モード）", "転院", "県央救急病院"),
                ("閲覧理由の入力", "転院", "県央救急病院"),
                ("利用できず（理由の入力前）", "", "県央救急病院"),
            ]
        );
        assert_eq!((read.rows[0].user.as_str(), read.rows[0].place.as_str()), ("事務局（システム管理）", ""));
        assert!(read.rows[1..].iter().all(|row| row.place == "127.0.0.1" && !row.user.is_empty() && row.at.ends_with('Z')));
        assert_eq!(history(&mut doctor, tokiko, None).rows[0].what, "閲覧・更新履歴の閲覧", "looking at it is in it");
    }

    fn a_long_history_is_read_part_by_part(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        (0..2 * HISTORY_SHOWN + 7).for_each(|_| drop(doctor.view(tokiko, "").unwrap()));
        let first = history(&mut doctor, tokiko, None);
        let second = history(&mut doctor, tokiko, first.next);
        let third = history(&mut doctor, tokiko, second.next);
        assert_eq!((first.rows.len(), second.rows.len(), third.rows.len()), (HISTORY_SHOWN, HISTORY_SHOWN, 7));
        assert!(first.next.unwrap() > second.next.unwrap() && third.next.is_none());
        assert!(third.rows.iter().chain(&second.rows).all(|row| row.what == "閲覧（救急モード）"), "each part holds what is older than the part before");
        let wrong = doctor.send(Method::Get, &format!("/api/patients/{tokiko}/history?before=x"), &[OWN_PAGE], b"");
        assert_eq!(wrong.code(), ErrorCode::Invalid);
    }

    fn only_a_family_doctor_reads_it(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        hospital.open(tokiko, OpenReason::EmergencyTransport, "").unwrap();
        let path = PatientPath { patient: PatientId(tokiko) };
        for client in [&mut hospital, &mut app.sign_in(NURSE), &mut app.sign_in(CREW), &mut app.sign_in(OFFICE), &mut app.sign_in(CITY)] {
            assert_eq!(client.call::<GetHistory>(&path, "", &()).unwrap_err().code, ErrorCode::Forbidden);
        }
        assert!(app.sign_in(OTHER_DOCTOR).call::<GetHistory>(&path, "", &()).is_ok(), "博多中央クリニック is a family doctor, too");
    }

    /// At sign-in the family doctor is told of emergency hospitals and crews; of withdrawn patients nobody is.
    fn the_portal_tells_of_hospitals_and_crews(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut crew = app.sign_in(CREW);
        (0..2).for_each(|_| drop(crew.view(tokiko, "").unwrap()));
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        hospital.open(tokiko, OpenReason::HospitalTransfer, "").unwrap();
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let told: Vec<_> = portal(&mut doctor).looks.into_iter().map(|look| (look.patient.id.0, look.institution, look.reason)).collect();
        assert_eq!(
            told,
            [
                (tokiko, "県央救急病院".to_owned(), OpenReason::HospitalTransfer),
                (tokiko, "とびうめ消防本部 救急隊".to_owned(), OpenReason::EmergencyTransport)
            ],
            "a crew that looks twice in one session is told of once"
        );
        let today = app.app.clock.timestamp().date();
        app.query(|conn| diesel::update(patients::table.find(tokiko)).set(patients::consent_withdrawn_on.eq(today)).execute(conn));
        let portal = portal(&mut doctor);
        assert!(portal.looks.is_empty());
        assert_eq!(doctor.call::<GetHistory>(&PatientPath { patient: PatientId(tokiko) }, "", &()).unwrap_err().code, ErrorCode::NotFound);
    }
}
