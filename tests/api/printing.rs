//! The printed record.

use diesel::prelude::*;
use support::{
    app::*,
    files::{has_worker, patient_path},
    on_both_databases,
};
use tobiume_backend::db::schema::audit_log;
use tobiume_common::{
    ErrorCode, Method,
    patients::{OpenReason, PrintPatient},
};

const TOKIKO: &str = "ヤマザキ トキコ";

on_both_databases! {
    fn the_record_as_a_pdf(app: TestApp) {
        if !has_worker("the_record_as_a_pdf", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let printed = doctor.get::<PrintPatient>(&patient_path(tokiko), &[("range", "bytes=0-9")]);
        assert_eq!((printed.status, printed.header("content-type")), (200, Some("application/pdf")));
        assert!(printed.body.starts_with(b"%PDF-") && printed.body.len() > 10_000);
        assert_eq!((printed.header("accept-ranges"), printed.header("cache-control")), (None, Some("no-store")), "made anew each time");
        let name = printed.header("content-disposition").unwrap();
        assert!(name.ends_with("filename*=UTF-8''%E6%82%A3%E8%80%85%E5%9F%BA%E6%9C%AC%E6%83%85%E5%A0%B1.pdf"), "no person's name: {name}");
        let path = format!("/api/patients/{tokiko}/print?mode=collaboration");
        assert!(doctor.send(Method::Get, &path, &[support::client::OWN_PAGE], b"").body.starts_with(b"%PDF-"));
        let details = audit_log::table.filter(audit_log::action.eq("print_patient")).order(audit_log::id).select(audit_log::detail);
        let details: Vec<Option<String>> = app.query(|conn| details.load(conn));
        assert_eq!(details, [Some("emergency".to_owned()), Some("collaboration".to_owned())]);
    }

    fn who_prints(app: TestApp) {
        if !has_worker("who_prints", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        for (login_id, expected) in [
            (CLINIC_CLERK, 200),
            (OTHER_DOCTOR, 200),
            (NURSE, 200),
            (CREW, 403),
            (OFFICE, 403),
            (CITY, 403),
        ] {
            let answer = app.sign_in(login_id).get::<PrintPatient>(&patient_path(tokiko), &[]);
            assert_eq!(answer.status, expected, "{login_id}");
        }
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        assert_eq!(hospital.get::<PrintPatient>(&patient_path(tokiko), &[]).code(), ErrorCode::ReasonRequired);
        hospital.open(tokiko, OpenReason::EmergencyTransport, "").unwrap();
        assert_eq!(hospital.get::<PrintPatient>(&patient_path(tokiko), &[]).status, 200);
        assert_eq!(app.sign_in(FAMILY_DOCTOR).get::<PrintPatient>(&patient_path(i64::MAX), &[]).code(), ErrorCode::NotFound);
    }
}
