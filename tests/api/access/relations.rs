//! Every endpoint about one patient × every role × every relation to the patient: refused exactly where the table says so.

use std::collections::HashSet;

use diesel::prelude::*;
use serde_json::Value;
use support::{InProcess, app::*, in_process::runtime, on_both_databases};
use tobiume_backend::db::{
    Conn,
    schema::{audit_log, patients, record_openings, registrations, sessions, team_members, teams, users},
};
use tobiume_common::{
    EndpointInfo, ErrorCode, Method,
    access::{Denial, PatientAction, Permission, Relation, Role, permits},
    endpoint::BodyKind,
};

use super::{ACCOUNTS, NO_UPLOAD, TOKIKO, path_to};

/// A user with a session, as the database knows them.
struct Reader {
    cookie: String,
    user: i64,
    institution: i64,
    session: i64,
}

impl Reader {
    fn sign_in(app: &TestApp, login_id: &str) -> Self {
        let cookie = app.sign_in(login_id).cookie().unwrap().to_owned();
        let (user, institution) = app.query(|conn| {
            users::table
                .filter(users::login_id.eq(login_id))
                .select((users::id, users::institution_id))
                .first(conn)
        });
        let newest = sessions::table
            .filter(sessions::user_id.eq(user))
            .order(sessions::id.desc())
            .select(sessions::id);
        Self {
            cookie,
            user,
            institution,
            session: app.query(|conn| newest.first(conn)),
        }
    }

    /// Makes this relation true. Whether the association takes part in the claims program changes nothing that is refused.
    fn stand(&self, conn: &mut Conn, patient: i64, relation: Relation) -> QueryResult<()> {
        let Relation {
            own,
            team,
            reason_given,
            claims_program: _,
            withdrawn,
        } = relation;
        let of_patient = teams::table.filter(teams::patient_id.eq(patient)).select(teams::id);
        let team_id: i64 = of_patient.first(conn)?;
        diesel::delete(registrations::table.find((patient, self.institution))).execute(conn)?;
        diesel::delete(team_members::table.find((team_id, self.user))).execute(conn)?;
        diesel::delete(record_openings::table.filter(record_openings::user_id.eq(self.user))).execute(conn)?;
        let today = chrono::Utc::now().naive_utc();
        if own {
            diesel::insert_into(registrations::table)
                .values((
                    registrations::patient_id.eq(patient),
                    registrations::institution_id.eq(self.institution),
                    registrations::registered_on.eq(today.date()),
                ))
                .execute(conn)?;
        }
        if team {
            diesel::insert_into(team_members::table)
                .values((team_members::team_id.eq(team_id), team_members::user_id.eq(self.user)))
                .execute(conn)?;
        }
        if reason_given {
            diesel::insert_into(record_openings::table)
                .values((
                    record_openings::patient_id.eq(patient),
                    record_openings::session_id.eq(self.session),
                    record_openings::user_id.eq(self.user),
                    record_openings::institution_id.eq(self.institution),
                    record_openings::reason.eq("other"),
                    record_openings::note.eq(""),
                    record_openings::opened_at.eq(today),
                ))
                .execute(conn)?;
        }
        diesel::update(patients::table.find(patient))
            .set(patients::consent_withdrawn_on.eq(withdrawn.then(|| today.date())))
            .execute(conn)
            .map(|_| ())
    }
}

/// What the table says of a call: the code of the refusal, and whether the audit log tells of it.
fn expected(endpoint: &EndpointInfo, action: PatientAction, role: Role, relation: Relation) -> Option<(ErrorCode, bool)> {
    if !endpoint.access.allows(role) {
        return Some((ErrorCode::Forbidden, false));
    }
    let denial = permits(role, relation, action).err()?;
    let code = match denial {
        Denial::NotFound => ErrorCode::NotFound,
        Denial::ReasonRequired => ErrorCode::ReasonRequired,
        Denial::NotAllowed => ErrorCode::Forbidden,
    };
    Some((code, true))
}

on_both_databases! {
    fn every_endpoint_refuses_what_the_table_refuses(app: TestApp) {
        let patient = app.patient(TOKIKO);
        let endpoints: Vec<(EndpointInfo, PatientAction)> = app.endpoints().into_iter().filter_map(|endpoint| match endpoint.access {
            Permission::Patient(action) => Some((endpoint, action)),
            _ => None,
        }).collect();
        let (server, runtime) = (InProcess::new(&app.app), runtime());
        let conn = &mut app.connection();
        let (mut told, mut printed) = (Vec::new(), HashSet::new());
        for (role, login_id) in ACCOUNTS {
            let reader = Reader::sign_in(&app, login_id);
            for relation in Relation::every().filter(|relation| !relation.claims_program) {
                let mut stands = false;
                for (endpoint, action) in &endpoints {
                    let expected = expected(endpoint, *action, role, relation);
                    // What is allowed is printed once for each role: setting a page takes longer than all else together.
                    if expected.is_none() && endpoint.path.ends_with("/print") && !printed.insert((role, endpoint.name)) {
                        continue;
                    }
                    // What an endpoint wrote may have changed how the reader stands to the patient.
                    if !stands {
                        conn.transaction(|conn| reader.stand(conn, patient, relation)).unwrap();
                    }
                    stands = endpoint.method == Method::Get;
                    // A body that says nothing: where the call is allowed nothing happens.
                    let body = (endpoint.body_kind == BodyKind::Json).then_some(Value::Null);
                    let path = path_to(endpoint, patient, 999_999_999, NO_UPLOAD);
                    let answer = runtime.block_on(server.send(&reader.cookie, endpoint.method, &path, body.as_ref()));
                    let case = format!("{} as {role:?} with {relation:?}: {} {}", endpoint.name, answer.status, answer.text());
                    match expected {
                        Some((code, in_log)) => {
                            assert_eq!((answer.status, answer.code()), (code.status(), code), "{case}");
                            told.push((answer.header("x-request-id").unwrap().to_owned(), in_log, case));
                        }
                        None => {
                            let refused = answer.status != 200
                                && matches!(answer.code(), ErrorCode::Forbidden | ErrorCode::ReasonRequired | ErrorCode::SignedOut | ErrorCode::MustChangePassword);
                            assert!(!refused, "{case}");
                            // A thing of the patient that is not there looks like a patient who is not there, but not in the log.
                            told.push((answer.header("x-request-id").unwrap().to_owned(), false, case));
                        }
                    }
                }
            }
        }
        assert!(told.len() > ACCOUNTS.len() * 16 * (endpoints.len() - 2), "{} answers", told.len());
        let refusals: HashSet<String> = app
            .query(|conn| audit_log::table.filter(audit_log::action.eq("refused_patient")).select(audit_log::request_id).load(conn))
            .into_iter()
            .collect();
        for (request_id, in_log, case) in told {
            assert_eq!(refusals.contains(&request_id), in_log, "in the audit log: {case}");
        }
    }
}
