//! `POST /api/patients/{patient}/join`

use tobiume_common::{ErrorCode, patients::JoinPatient};

use super::{
    consent::{self, Recorder},
    doubles, finding, register,
};
use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::sql,
};

/// Makes the institution one of the family doctors, by proof that the patient is known and with the consent. An id alone opens nothing.
pub fn join_patient(call: &mut Call<'_, JoinPatient>) -> AppResult<()> {
    let (user, patient) = (call.user()?, call.path.patient);
    let (now, today) = (call.app.clock.timestamp(), call.app.clock.today());
    let (identity, consent) = call.body.check(today)?;
    let joined = call.app.db.write(call.conn, |conn| {
        sql::alone(conn, sql::REGISTRATIONS)?;
        if !doubles::is_person(conn, patient, &identity)? {
            return Ok(false);
        }
        register::add_institutions(conn, patient, &[user.institution_id], today)?;
        consent::record(conn, patient, &consent, Recorder::new(&user, now))?;
        finding::refresh(conn, patient)?;
        audit::insert(
            &call.app.db,
            conn,
            Event::new(Action::JoinPatient, now, call.client).by(&user).about(patient),
        )?;
        AppResult::Ok(true)
    })?;
    if !joined {
        call.audit(Action::RefusedPatient).about(patient);
        return Err(ErrorCode::NotFound.into());
    }
    Ok(())
}
