//! Every look is in the audit log before it is seen.

use diesel::prelude::*;
use support::{app::*, on_both_databases};
use tobiume_backend::db::schema::{audit_log, users};

type Row = (String, Option<i64>, Option<i64>, Option<String>, Option<String>, String);

fn rows(app: &TestApp) -> Vec<Row> {
    app.query(|conn| {
        audit_log::table
            .filter(audit_log::action.ne("sign_in"))
            .order(audit_log::id)
            .select((
                audit_log::action,
                audit_log::user_id,
                audit_log::patient_id,
                audit_log::patients,
                audit_log::detail,
                audit_log::address,
            ))
            .load(conn)
    })
}

on_both_databases! {
    fn looks_searches_and_refusals_are_logged(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let user: i64 = app.query(|conn| users::table.filter(users::login_id.eq(FAMILY_DOCTOR)).select(users::id).first(conn));
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        doctor.search_for("ヤマザキ トキコ", "S14.3.15", "").unwrap();
        doctor.view(tokiko, "").unwrap();
        doctor.view(tokiko, "collaboration").unwrap();
        doctor.view(i64::MAX, "").unwrap_err();
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        hospital.view(tokiko, "").unwrap_err();
        let logged = rows(&app);
        let actions: Vec<&str> = logged.iter().map(|row| row.0.as_str()).collect();
        assert_eq!(actions, ["search_patients", "view_patient", "view_patient", "refused_patient"], "a patient that is not there was not looked at");
        assert_eq!(logged[0].3, Some(tokiko.to_string()));
        assert_eq!(logged[1].2, Some(tokiko));
        assert_eq!((logged[1].4.as_deref(), logged[2].4.as_deref()), (Some("emergency"), Some("collaboration")));
        assert!(logged[..3].iter().all(|row| row.1 == Some(user) && row.5 == "127.0.0.1"));
        let everything = format!("{logged:?}");
        assert!(!everything.contains("ヤマザキ") && !everything.contains("1939"), "what was typed is not kept");
    }

    fn many_at_once_lose_no_row(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let doctor = app.sign_in(FAMILY_DOCTOR);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                let mut doctor = doctor.clone();
                scope.spawn(move || (0..25).for_each(|_| drop(doctor.view(tokiko, "").unwrap())));
            }
        });
        assert_eq!(rows(&app).len(), 200);
    }

    fn nothing_is_shown_when_the_log_cannot_be_written(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        app.query(|conn| diesel::sql_query("ALTER TABLE audit_log RENAME TO audit_log_away").execute(conn));
        let error = doctor.view(tokiko, "").unwrap_err();
        assert_eq!(error.code, tobiume_common::ErrorCode::Internal);
        assert!(error.request_id.is_some_and(|id| !id.is_empty()));
        app.query(|conn| diesel::sql_query("ALTER TABLE audit_log_away RENAME TO audit_log").execute(conn));
        doctor.view(tokiko, "").unwrap();
    }
}
