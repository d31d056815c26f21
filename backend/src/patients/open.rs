//! `POST /api/patients/{patient}/open`

use diesel::prelude::*;
use tobiume_common::{
    ApiError,
    access::{Denial, patient_access},
    ids::PatientId,
    patients::{NOTE_MAX, OpenPatient, OpenReason},
};

use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::{Conn, schema::record_openings},
    session::CurrentUser,
};

/// Records why a record is opened. It then opens for the rest of the session.
pub fn open_patient(call: &mut Call<'_, OpenPatient>) -> AppResult<()> {
    let user = call.user()?;
    let patient = call.path.patient;
    let (reason, note) = (call.body.reason, call.body.note.trim().to_owned());
    if note.chars().count() > NOTE_MAX || note.chars().any(|ch| ch.is_control() && ch != '\n') {
        return Err(ApiError::field("note", format!("{NOTE_MAX}文字以内の文で入力してください。")).into());
    }
    if reason == OpenReason::Other && note.is_empty() {
        return Err(ApiError::field("note", "「その他」の理由を入力してください。").into());
    }
    if patient_access(user.role, call.patient()?.relation) != Err(Denial::ReasonRequired) {
        // Nothing to give a reason for: the record is open to this reader.
        return Ok(());
    }
    let now = call.app.clock.timestamp();
    call.app.db.write(call.conn, |conn| {
        record(conn, &user, patient, reason, &note, now)?;
        audit::insert(
            &call.app.db,
            conn,
            Event::new(Action::OpenPatient, now, call.client)
                .by(&user)
                .about(patient)
                .detail(reason.code()),
        )
    })?;
    Ok(())
}

/// Writes an opening, which the family doctor will see.
pub(super) fn record(
    conn: &mut Conn,
    user: &CurrentUser,
    patient: PatientId,
    reason: OpenReason,
    note: &str,
    now: chrono::NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(record_openings::table)
        .values((
            record_openings::patient_id.eq(patient.0),
            record_openings::session_id.eq(user.session_id),
            record_openings::user_id.eq(user.id.0),
            record_openings::institution_id.eq(user.institution_id.0),
            record_openings::reason.eq(reason.code()),
            record_openings::note.eq(note),
            record_openings::opened_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}
