//! `GET /api/portal`

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use tobiume_common::{
    access::Role,
    ids::PatientId,
    patients::{OpenReason, PatientSummary},
    portal::{GetPortal, LookNotice, Portal},
};

use crate::{
    announcements,
    api::{AppResult, Call},
    audit::Action,
    db::{
        Conn,
        date::{from_civil, rfc3339},
        schema::{audit_log, institutions, patient_keys, patients, record_openings, registrations},
    },
    patients::{finding, model::SummaryRow},
    session::CurrentUser,
};

/// How long notices of looks stay on the portal.
const NOTICE_DAYS: i64 = 30;

/// How many notices at most.
const NOTICES: i64 = 20;

/// How many recent patients.
const RECENT: usize = 5;

/// Looks that are searched for the recent patients: somebody may have opened one patient many times.
const RECENT_LOOKS: i64 = 60;

/// Everything the portal shows but who is signed in.
pub fn get_portal(call: &mut Call<'_, GetPortal>) -> AppResult<Portal> {
    let user = call.user()?;
    let since = call.app.clock.timestamp() - Duration::days(NOTICE_DAYS);
    let recent_patients = recent_patients(call.conn, &user)?;
    let looks = looks(call.conn, &user, since)?;
    let listed: Vec<PatientId> = recent_patients
        .iter()
        .chain(looks.iter().map(|look| &look.patient))
        .map(|patient| patient.id)
        .collect();
    if !listed.is_empty() {
        call.audit(Action::ViewPortal).listing(listed.into_iter());
    }
    Ok(Portal {
        announcements: announcements::latest(call.conn, user.role, from_civil(call.app.clock.today()))?,
        recent_patients,
        looks,
    })
}

fn recent_patients(conn: &mut Conn, user: &CurrentUser) -> QueryResult<Vec<PatientSummary>> {
    let looked: Vec<Option<i64>> = audit_log::table
        .filter(audit_log::user_id.eq(user.id.0))
        .filter(audit_log::action.eq(Action::ViewPatient.code()))
        .order(audit_log::at.desc())
        .limit(RECENT_LOOKS)
        .select(audit_log::patient_id)
        .load(conn)?;
    let mut ids: Vec<i64> = Vec::new();
    for id in looked.into_iter().flatten() {
        if !ids.contains(&id) && ids.len() < RECENT {
            ids.push(id);
        }
    }
    // Still to be found by this reader: a withdrawal or a changed team is heeded at once.
    let visible = diesel::dsl::exists(
        patient_keys::table
            .filter(patient_keys::patient_id.eq(patients::id))
            .filter(patient_keys::scope.eq_any(finding::scopes_of(user))),
    );
    let rows: Vec<SummaryRow> = patients::table
        .filter(patients::id.eq_any(&ids))
        .filter(visible)
        .select(SummaryRow::as_select())
        .load(conn)?;
    let mut recent: Vec<PatientSummary> = rows.into_iter().map(Into::into).collect();
    recent.sort_by_key(|patient| ids.iter().position(|&id| id == patient.id.0));
    Ok(recent)
}

type LookRow = (SummaryRow, NaiveDateTime, String, String, String);

/// Who else looked at the institution's own patients, and why.
fn looks(conn: &mut Conn, user: &CurrentUser, since: NaiveDateTime) -> QueryResult<Vec<LookNotice>> {
    if !matches!(user.role, Role::FamilyClinic | Role::EmergencyHospital) {
        return Ok(Vec::new());
    }
    let rows: Vec<LookRow> = record_openings::table
        .inner_join(patients::table.inner_join(registrations::table))
        .inner_join(institutions::table)
        .filter(registrations::institution_id.eq(user.institution_id.0))
        .filter(record_openings::institution_id.ne(user.institution_id.0))
        .filter(record_openings::opened_at.gt(since))
        .filter(patients::consent_withdrawn_on.is_null())
        .order(record_openings::opened_at.desc())
        .limit(NOTICES)
        .select((
            SummaryRow::as_select(),
            record_openings::opened_at,
            institutions::name,
            record_openings::reason,
            record_openings::note,
        ))
        .load(conn)?;
    let notice = |(patient, at, institution, reason, note): LookRow| LookNotice {
        patient: patient.into(),
        at: rfc3339(at),
        institution,
        reason: OpenReason::from_code(&reason).unwrap_or(OpenReason::Other),
        note,
    };
    Ok(rows.into_iter().map(notice).collect())
}
