//! Consent: withdrawn, the patient is gone for all but the office; renewed, everything is back.

use diesel::prelude::*;
use support::{Client, app::*, client::OWN_PAGE, on_both_databases};
use tobiume_backend::{
    db::schema::{audit_log, consents, patients},
    patients::retention,
};
use tobiume_common::{
    ErrorCode,
    access::{PatientAction, Permission},
    endpoint::BodyKind,
    ids::PatientId,
    patients::{ConsentKind, OpenReason, PatientView},
    portal::{GetPortal, Portal},
};

const EVERYBODY: [&str; 7] = [FAMILY_DOCTOR, OTHER_DOCTOR, EMERGENCY_DOCTOR, CREW, NURSE, CITY, OFFICE];

fn portal(client: &mut Client) -> Portal {
    client.call::<GetPortal>(&(), "", &()).unwrap()
}

/// Whether anything on the portal is about the patient.
fn is_on_portal(client: &mut Client, patient: i64) -> bool {
    let portal = portal(client);
    let looks = portal.looks.iter().map(|look| &look.patient);
    portal.recent_patients.iter().chain(looks).any(|summary| summary.id.0 == patient)
}

/// By every way there is: name, given name, date, card, and the list of all.
fn is_found(client: &mut Client, patient: i64) -> bool {
    let searches = [
        ("ヤマザキ トキコ", "", ""),
        ("時子", "", ""),
        ("", "S14.3.15", ""),
        ("", "", "0012-3456-7"),
        ("山崎", "1939", ""),
    ];
    let found: Vec<bool> = searches
        .iter()
        .map(|(name, birth_date, card)| {
            let list = client.search_for(name, birth_date, card).unwrap();
            list.patients.iter().any(|summary| summary.id.0 == patient)
        })
        .collect();
    assert!(found.iter().all(|one| *one == found[0]), "{found:?}");
    found[0]
}

/// Every endpoint about one patient, asked for by a direct id.
fn ask_everything(app: &TestApp, client: &mut Client, patient: i64) -> Vec<(PatientAction, u16)> {
    let of_patient = app.endpoints().into_iter().filter_map(|endpoint| match endpoint.access {
        Permission::Patient(action) => Some((action, endpoint)),
        _ => None,
    });
    of_patient
        .map(|(action, endpoint)| {
            let path = endpoint.path.replace("{patient}", &patient.to_string()).replace("{file}", "1");
            let (content_type, body) = match endpoint.body_kind {
                BodyKind::Json => ("application/json", "{}"),
                _ => ("application/octet-stream", ""),
            };
            let answer = client.send(endpoint.method, &path, &[OWN_PAGE, ("content-type", content_type)], body.as_bytes());
            (action, answer.status)
        })
        .collect()
}

fn without_consent(view: PatientView) -> PatientView {
    PatientView { consent: None, ..view }
}

on_both_databases! {
    fn withdrawn_is_gone_and_renewed_is_back(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let mut clients = EVERYBODY.map(|login_id| app.sign_in(login_id));
        let [doctor, other, hospital, crew, nurse, _, office] = &mut clients;
        hospital.open(tokiko, OpenReason::EmergencyTransport, "").unwrap();
        for client in [&mut *other, &mut *hospital, &mut *crew, &mut *nurse, &mut *office] {
            client.view(tokiko, "").unwrap();
        }
        let before = doctor.view(tokiko, "").unwrap();
        let consents_before = before.consent.clone().unwrap();
        let on_portal_before = clients.each_mut().map(|client| is_on_portal(client, tokiko));
        assert_eq!(on_portal_before, [true, true, true, true, true, false, true]);
        assert_eq!(clients.each_mut().map(|client| is_found(client, tokiko)), [true; 7]);

        let today = app.app.clock.today().to_string();
        clients[0].withdraw(tokiko, &today).unwrap();

        for (login_id, client) in EVERYBODY.iter().zip(&mut clients) {
            let is_office = *login_id == OFFICE;
            assert_eq!(is_found(client, tokiko), is_office, "{login_id}");
            assert_eq!(is_on_portal(client, tokiko), is_office, "{login_id}");
            if is_office {
                continue;
            }
            for (action, status) in ask_everything(&app, client, tokiko) {
                assert!(matches!(status, 403 | 404), "{login_id} {action:?}: {status}");
                assert!(status == 404 || !Permission::Patient(action).allows(role_of(client)), "{login_id} {action:?} tells that there is somebody");
            }
        }
        let office = &mut clients[6];
        let view = office.view(tokiko, "").unwrap();
        assert!(view.patient.withdrawn && view.sections.is_empty() && view.claims.is_none() && view.institutions.is_empty());
        let record = view.consent.unwrap();
        assert_eq!(record.withdrawn_on.map(|day| day.to_string()), Some(today.clone()));
        let kept_until = record.kept_until.unwrap();
        assert_eq!(kept_until.year(), app.app.clock.today().year() + 5);
        let newest = &record.events[0];
        assert_eq!((newest.kind, newest.signed_by.as_str(), newest.note.as_str(), newest.institution.as_str()), (ConsentKind::Withdrawn, "本人", "電話で申し出", "梅の木医院"));
        assert_eq!(record.events[1..], consents_before.events);

        office.renew(tokiko, &today).unwrap();
        assert_eq!(clients.each_mut().map(|client| is_found(client, tokiko)), [true; 7]);
        assert_eq!(clients.each_mut().map(|client| is_on_portal(client, tokiko)), on_portal_before);
        let after = clients[0].view(tokiko, "").unwrap();
        let record = after.consent.clone().unwrap();
        assert_eq!((record.given_on.to_string(), record.withdrawn_on, record.kept_until), (today, None, None));
        assert_eq!((record.events[0].kind, record.events[0].institution.as_str()), (ConsentKind::Given, "とびうめネット事務局"));
        assert_eq!(without_consent(after), without_consent(before), "everything is as it was");

        let actions: Vec<String> = app.query(|conn| {
            audit_log::table
                .filter(audit_log::patient_id.eq(tokiko))
                .filter(audit_log::action.like("%consent"))
                .order(audit_log::id)
                .select(audit_log::action)
                .load(conn)
        });
        assert_eq!(actions, ["withdraw_consent", "renew_consent"]);
    }

    fn says_what_is_wrong_with_a_withdrawal(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        for day in ["", "きのう", "2999/1/1", "2026/2/30", "1990/1/1"] {
            let error = doctor.withdraw(tokiko, day).unwrap_err();
            assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::Invalid, "withdrawn_on"), "{day}");
        }
        for login_id in [NURSE, CREW, CITY] {
            assert_eq!(app.sign_in(login_id).withdraw(tokiko, "2026/11/1").unwrap_err().code, ErrorCode::Forbidden, "{login_id}");
        }
        assert_eq!(app.sign_in(EMERGENCY_DOCTOR).withdraw(tokiko, "2026/11/1").unwrap_err().code, ErrorCode::ReasonRequired);
        assert!(is_found(&mut doctor, tokiko));
        // The second of two learns what everybody learns.
        let today = app.app.clock.today().to_string();
        doctor.withdraw(tokiko, &today).unwrap();
        assert_eq!(doctor.withdraw(tokiko, &today).unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(app.sign_in(OFFICE).withdraw(tokiko, &today).unwrap_err().code, ErrorCode::Forbidden);
    }

    fn only_the_office_renews_and_only_by_a_later_consent(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let mut office = app.sign_in(OFFICE);
        assert_eq!(office.renew(tokiko, "2026/11/1").unwrap_err().code, ErrorCode::Forbidden, "a consent that stands needs no renewal");
        // As if an earlier day: the newest consent of the demo may be younger than any fixed day.
        let today = app.app.clock.today();
        office.withdraw(tokiko, &today.to_string()).unwrap();
        let early = office.renew(tokiko, "2020/1/1").unwrap_err();
        assert_eq!((early.code, early.fields[0].field.as_str()), (ErrorCode::Invalid, "given_on"));
        for login_id in [FAMILY_DOCTOR, OTHER_DOCTOR, EMERGENCY_DOCTOR, NURSE, CREW, CITY] {
            let code = app.sign_in(login_id).renew(tokiko, &today.to_string()).unwrap_err().code;
            assert!(matches!(code, ErrorCode::NotFound | ErrorCode::Forbidden), "{login_id}");
        }
        assert!(office.view(tokiko, "").unwrap().patient.withdrawn);
        assert_eq!(office.correct(tokiko, &support::registration::form("", "", "")).unwrap_err().code, ErrorCode::Forbidden, "a withdrawn registration is kept as it was");
        office.renew(tokiko, &today.to_string()).unwrap();
    }

    fn two_withdrawals_at_once_are_one(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let today = app.app.clock.today().to_string();
        let doctor = app.sign_in(FAMILY_DOCTOR);
        std::thread::scope(|scope| {
            for _ in 0..6 {
                let (mut doctor, today) = (doctor.clone(), &today);
                scope.spawn(move || match doctor.withdraw(tokiko, today) {
                    Ok(()) => {}
                    Err(error) => assert_eq!(error.code, ErrorCode::NotFound),
                });
            }
        });
        let withdrawals: i64 = app.query(|conn| {
            consents::table
                .filter(consents::patient_id.eq(tokiko))
                .filter(consents::kind.eq("withdrawn"))
                .count()
                .get_result(conn)
        });
        assert_eq!(withdrawals, 1);
    }

    fn the_namesake_of_who_withdrew_is_alone(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let namesake = app.query(|conn| patients::table.filter(patients::name.eq("山崎 時子")).select(patients::id).first::<i64>(conn));
        let is_marked = || app.query(|conn| patients::table.find(namesake).select(patients::has_namesake).first::<bool>(conn));
        assert!(is_marked());
        let mut office = app.sign_in(OFFICE);
        let today = app.app.clock.today().to_string();
        office.withdraw(tokiko, &today).unwrap();
        assert!(!is_marked());
        office.renew(tokiko, &today).unwrap();
        assert!(is_marked());
    }

    fn the_retention_is_told_and_nothing_is_destroyed(app: TestApp) {
        let today = app.app.clock.today();
        let (kubota, withdrawn_on): (i64, chrono::NaiveDate) = app.query(|conn| {
            let (id, day): (i64, Option<chrono::NaiveDate>) = patients::table.filter(patients::consent_withdrawn_on.is_not_null()).select((patients::id, patients::consent_withdrawn_on)).first(conn)?;
            Ok((id, day.unwrap()))
        });
        let told = |app: &TestApp, day| app.query(|conn| retention::withdrawn(conn, day));
        assert_eq!(told(&app, today), retention::Withdrawn { count: 1, passed: Vec::new() });
        let last = retention::kept_until(withdrawn_on, 5);
        let last_day = tobiume_backend::db::date::to_civil(last);
        assert!(told(&app, last_day).passed.is_empty(), "the last day still counts");
        let after = tobiume_backend::db::date::to_civil(last.succ_opt().unwrap());
        assert_eq!(told(&app, after).passed, [PatientId(kubota)]);
        assert!(app.sign_in(OFFICE).view(kubota, "").is_ok());
    }
}

/// The role that the session tells.
fn role_of(client: &mut Client) -> tobiume_common::access::Role {
    client.call::<tobiume_common::session::GetSession>(&(), "", &()).unwrap().role
}
