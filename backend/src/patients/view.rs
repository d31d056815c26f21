//! `GET /api/patients/{patient}`

use tobiume_common::{
    access::{Grant, PatientAction, Relation, Role},
    basic_info::{ViewMode, merge},
    ids::PatientId,
    patients::{ConsentRecord, GetPatient, OpenReason, PatientView},
};

use super::{PatientAccess, consent, model::DetailRow, open};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    basic_info, claims,
    db::{Conn, date::to_civil},
    session::CurrentUser,
};

/// One patient's record as this reader may see it. The look is in the audit log before the answer leaves.
pub fn get_patient(call: &mut Call<'_, GetPatient>) -> AppResult<PatientView> {
    let user = call.user()?;
    let patient = call.path.patient;
    let PatientAccess {
        summary,
        detail,
        relation,
        grant,
    } = call.patient()?;
    let mode = mode_for(&grant, call.query.mode);
    note_look(call, &user, patient, relation, mode)?;

    let (mut sections, mut institutions, mut claims) = (Vec::new(), Vec::new(), None);
    if let Some(mode) = mode {
        let today = call.app.clock.today();
        sections = merge(mode, basic_info::model::entries(call.conn, patient, mode)?, today);
        institutions = basic_info::model::institutions(call.conn, patient)?;
        if grant.claims && detail.claims_program {
            claims = claims::model::latest(call.conn, &call.app.names, patient, &detail.city_code)?;
        }
    }
    let consent = match grant.allows(PatientAction::ReadConsent) {
        true => Some(consent_record(call.conn, patient, &detail)?),
        false => None,
    };
    Ok(PatientView {
        patient: summary.into(),
        emergency_contacts: detail.contacts()?,
        consent,
        actions: grant.actions.to_vec(),
        postal_code: detail.postal_code,
        phone: detail.phone,
        blood_type: detail.blood_type,
        mode,
        modes: grant.modes.to_vec(),
        sections,
        institutions,
        claims,
    })
}

/// The mode asked for where it is allowed, else the reader's first; none without clinical content.
fn mode_for(grant: &Grant, asked: Option<ViewMode>) -> Option<ViewMode> {
    asked
        .filter(|mode| grant.modes.contains(mode))
        .or_else(|| grant.modes.first().copied())
}

fn consent_record(conn: &mut Conn, patient: PatientId, detail: &DetailRow) -> AppResult<ConsentRecord> {
    Ok(ConsentRecord {
        given_on: to_civil(detail.consent_given_on),
        withdrawn_on: detail.consent_withdrawn_on.map(to_civil),
        kept_until: detail.kept_until.map(to_civil),
        events: consent::history(conn, patient)?,
    })
}

/// The audit log's row; and for a crew, which is asked for no reason, the notice to the family doctor.
fn note_look(
    call: &mut Call<'_, GetPatient>,
    user: &CurrentUser,
    patient: PatientId,
    relation: Relation,
    mode: Option<ViewMode>,
) -> AppResult<()> {
    if user.role == Role::Crew && !relation.reason_given {
        let now = call.app.clock.timestamp();
        call.app.db.write(call.conn, |conn| {
            open::record(conn, user, patient, OpenReason::EmergencyTransport, "", now)
        })?;
    }
    let mode = match mode {
        Some(ViewMode::Emergency) => "emergency",
        Some(ViewMode::Collaboration) => "collaboration",
        None => "registration",
    };
    call.audit(Action::ViewPatient).about(patient).detail(mode);
    Ok(())
}
