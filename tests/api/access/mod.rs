//! Permissions of every endpoint, from the table of endpoints; and what each role sees of a patient.
//!
//! [`relations`] asks every endpoint about one patient in every relation there is, [`foreign_ids`] asks for ids that are not the caller's,
//! [`silence`] listens for clinical words where there must be none.

mod foreign_ids;
mod relations;
mod silence;

use diesel::prelude::*;
use serde_json::json;
use support::{app::*, client::OWN_PAGE, on_both_databases};
use tobiume_backend::db::schema::{institutions, patients, users};
use tobiume_common::{
    EndpointInfo, ErrorCode, Method,
    access::{Permission, Role},
    basic_info::ViewMode,
    endpoint::BodyKind,
    institutions::InstitutionKind,
    patients::{OpenReason, PatientView},
};

/// One demo account of each role.
const ACCOUNTS: [(Role, &str); 6] = [
    (Role::FamilyClinic, FAMILY_DOCTOR),
    (Role::EmergencyHospital, EMERGENCY_DOCTOR),
    (Role::Crew, CREW),
    (Role::CareTeam, NURSE),
    (Role::City, CITY),
    (Role::Office, OFFICE),
];

/// The showcase patient: own of 梅の木医院, with a team, in the claims program.
const TOKIKO: &str = "ヤマザキ トキコ";

/// The path of an endpoint, with something in the place of everything it asks for.
fn path_to(endpoint: &EndpointInfo, patient: i64, file: i64, upload: &str) -> String {
    let path = endpoint
        .path
        .replace("{patient}", &patient.to_string())
        .replace("{file}", &file.to_string())
        .replace("{upload}", upload)
        .replace("{chunk}", "0")
        .replace("{application}", "999999999")
        .replace("{user}", "999999999")
        .replace("{institution}", "999999999")
        .replace("{table}", "numbers")
        .replace("{job}", "999999999")
        .replace("{import}", "masters")
        .replace("{mail}", "999999999")
        .replace("{code}", "8000001");
    assert!(!path.contains('{'), "{}: what is asked for in {path}?", endpoint.name);
    path
}

/// An upload that nobody began.
const NO_UPLOAD: &str = "00000000000000000000000000000000";

/// A request to an endpoint that is well-formed as far as permissions are concerned.
fn ask(client: &mut support::Client, endpoint: &EndpointInfo) -> support::client::Answer {
    let path = path_to(endpoint, 999_999_999, 999_999_999, NO_UPLOAD);
    let (content_type, body) = match endpoint.body_kind {
        BodyKind::Json => ("application/json", json!({}).to_string()),
        BodyKind::Empty | BodyKind::Upload | BodyKind::Chunk => ("application/octet-stream", String::new()),
    };
    client.send(endpoint.method, &path, &[OWN_PAGE, ("content-type", content_type)], body.as_bytes())
}

fn is_refusal_of_permission(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::Forbidden | ErrorCode::SignedOut | ErrorCode::MustChangePassword)
}

fn sections(view: &PatientView) -> usize {
    view.sections.iter().map(|section| section.items.len()).sum()
}

on_both_databases! {
    fn every_endpoint_asks_for_its_permission(app: TestApp) {
        let served = app.endpoints();
        let names = |endpoints: &[EndpointInfo]| endpoints.iter().map(|endpoint| endpoint.name).collect::<Vec<_>>();
        assert_eq!(names(&served), names(&tobiume_common::endpoints()), "every endpoint of the table is served, and nothing else");

        for endpoint in served {
            let anonymous = ask(&mut app.anonymous(), &endpoint);
            if endpoint.access == Permission::Public {
                assert_ne!(anonymous.status, 401, "{}", endpoint.name);
            } else {
                assert_eq!((anonymous.status, anonymous.code()), (401, ErrorCode::SignedOut), "{} without a session", endpoint.name);
            }
            let mut new_doctor = app.anonymous();
            new_doctor.sign_in(NEW_DOCTOR, INITIAL_PASSWORD).unwrap();
            let before_change = ask(&mut new_doctor, &endpoint);
            let must_change = before_change.status != 200 && before_change.code() == ErrorCode::MustChangePassword;
            assert_eq!(must_change, !endpoint.access.allows_initial_password(), "{} with the initial password", endpoint.name);
            for (role, login_id) in ACCOUNTS {
                let answer = ask(&mut app.sign_in(login_id), &endpoint);
                let refused = answer.status != 200 && is_refusal_of_permission(answer.code());
                assert_eq!(refused, !endpoint.access.allows(role), "{} as {role:?}: {}", endpoint.name, answer.text());
            }
        }
    }

    fn the_demo_accounts_have_the_roles_of_the_table(app: TestApp) {
        for (role, login_id) in ACCOUNTS {
            let (kind, level): (String, Option<i16>) = app.query(|conn| {
                users::table.inner_join(institutions::table).filter(users::login_id.eq(login_id)).select((institutions::kind, institutions::emergency_level)).first(conn)
            });
            assert_eq!(Role::of(InstitutionKind::from_code(&kind).unwrap(), level.is_some()), role, "{login_id}");
        }
    }

    fn what_each_role_sees_of_a_patient(app: TestApp) {
        let tokiko = app.patient(TOKIKO);

        let own = app.sign_in(FAMILY_DOCTOR).view(tokiko, "").unwrap();
        assert_eq!((own.mode, own.modes.as_slice()), (Some(ViewMode::Emergency), &ViewMode::ALL[..]));
        assert!(sections(&own) > 10 && own.claims.is_some() && own.consent.is_some());
        assert_eq!(app.sign_in(CLINIC_CLERK).view(tokiko, "").unwrap(), own, "the clinic's clerk works with the same record");

        // 福岡市医師会 takes no part in the program of 北九州市.
        let other = app.sign_in(OTHER_DOCTOR).view(tokiko, "").unwrap();
        assert!(sections(&other) > 10 && other.claims.is_none());

        let nurse = app.sign_in(NURSE).view(tokiko, "emergency").unwrap();
        assert_eq!((nurse.mode, nurse.modes.as_slice()), (Some(ViewMode::Collaboration), &[ViewMode::Collaboration][..]));
        assert!(nurse.claims.is_none() && nurse.consent.is_none());

        let crew = app.sign_in(CREW).view(tokiko, "collaboration").unwrap();
        assert_eq!((crew.mode, crew.modes.as_slice()), (Some(ViewMode::Emergency), &[ViewMode::Emergency][..]));
        assert_eq!(crew.sections.len(), 8);
        assert!(crew.claims.is_none() && crew.consent.is_none());

        let office = app.sign_in(OFFICE).view(tokiko, "emergency").unwrap();
        assert!(office.mode.is_none() && office.sections.is_empty() && office.institutions.is_empty() && office.claims.is_none());
        assert!(office.consent.is_some());

        assert_eq!(app.sign_in(CITY).view(tokiko, "").unwrap_err().code, ErrorCode::Forbidden);
    }

    fn an_emergency_hospital_gives_a_reason_and_the_family_doctor_sees_it(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        assert_eq!(hospital.view(tokiko, "").unwrap_err().code, ErrorCode::ReasonRequired);
        assert_eq!(hospital.open(tokiko, OpenReason::Other, "  ").unwrap_err().fields[0].field, "note");
        assert_eq!(hospital.open(tokiko, OpenReason::Other, &"あ".repeat(201)).unwrap_err().fields[0].field, "note");
        hospital.open(tokiko, OpenReason::Other, "当直中の問い合わせ").unwrap();
        let view = hospital.view(tokiko, "").unwrap();
        assert!(sections(&view) > 10 && view.claims.is_some() && view.consent.is_none());

        // The reason holds for this session alone, and for this patient alone.
        assert_eq!(app.sign_in(EMERGENCY_DOCTOR).view(tokiko, "").unwrap_err().code, ErrorCode::ReasonRequired);
        let namesake = app.query(|conn| patients::table.filter(patients::name.eq("山崎 時子")).select(patients::id).first::<i64>(conn));
        assert_eq!(hospital.view(namesake, "").unwrap_err().code, ErrorCode::ReasonRequired);

        app.sign_in(CREW).view(tokiko, "").unwrap();
        let portal = app.sign_in(FAMILY_DOCTOR).call::<tobiume_common::portal::GetPortal>(&(), "", &()).unwrap();
        let looks: Vec<_> = portal.looks.iter().map(|look| (look.patient.id.0, look.reason, look.note.as_str())).collect();
        assert_eq!(looks, [(tokiko, OpenReason::EmergencyTransport, ""), (tokiko, OpenReason::Other, "当直中の問い合わせ")]);
        assert!(portal.looks.iter().any(|look| look.institution == "県央救急病院"));
        // Nobody else's portal tells of it.
        for login_id in [NURSE, CREW, CITY, OFFICE] {
            assert!(app.sign_in(login_id).call::<tobiume_common::portal::GetPortal>(&(), "", &()).unwrap().looks.is_empty(), "{login_id}");
        }
    }

    fn a_stranger_s_patient_does_not_exist(app: TestApp) {
        let of_others: Vec<i64> = app.query(|conn| {
            use tobiume_backend::db::schema::registrations;
            let own = registrations::table.inner_join(institutions::table).filter(institutions::code.eq("4011123454")).select(registrations::patient_id);
            patients::table.filter(patients::id.ne_all(own)).select(patients::id).load(conn)
        });
        assert!(of_others.len() > 5);
        let mut doctor = app.sign_in(CLINIC_CLERK);
        for patient in of_others.into_iter().chain([0, -1, i64::MAX]) {
            assert_eq!(doctor.view(patient, "").unwrap_err().code, ErrorCode::NotFound);
            assert_eq!(doctor.open(patient, OpenReason::EmergencyTransport, "").unwrap_err().code, ErrorCode::NotFound);
        }
        assert_eq!(doctor.send(Method::Get, "/api/patients/abc", &[OWN_PAGE], b"").code(), ErrorCode::NotFound);
    }

    fn a_withdrawn_patient_is_gone_for_all_but_the_office(app: TestApp) {
        let (id, name, kana): (i64, String, String) =
            app.query(|conn| patients::table.filter(patients::consent_withdrawn_on.is_not_null()).select((patients::id, patients::name, patients::kana)).first(conn));
        for (role, login_id) in ACCOUNTS {
            let mut client = app.sign_in(login_id);
            let listed = client.search(&kana).unwrap().patients.iter().any(|patient| patient.name == name);
            assert_eq!(listed, role == Role::Office, "{role:?} search");
            match role {
                Role::Office => assert!(client.view(id, "").unwrap().consent.unwrap().withdrawn_on.is_some()),
                Role::City => assert_eq!(client.view(id, "").unwrap_err().code, ErrorCode::Forbidden),
                _ => {
                    assert_eq!(client.view(id, "").unwrap_err().code, ErrorCode::NotFound, "{role:?} view");
                    assert_eq!(client.open(id, OpenReason::EmergencyTransport, "").unwrap_err().code, ErrorCode::NotFound, "{role:?} open");
                }
            }
        }
    }
}
