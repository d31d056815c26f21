//! `POST /api/patients`: a patient registered at the form.

use tobiume_common::{
    ApiError, CivilDate,
    ids::PatientId,
    patients::{Double, RegisterOutcome, RegisterPatient},
};

use super::{
    consent::{self, Recorder},
    doubles,
    register::{self, NewPatient},
    same_person,
};
use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::{Conn, sql},
};

/// What became of it in the database.
enum Written {
    Registered(PatientId),
    /// Nothing was written: these were not yet asked about.
    Doubles(Vec<Double>),
    /// Nothing was written: this person withdrew after the consent was given.
    WithdrawnSince(PatientId),
}

/// Registers a patient with the consent, unless it could be somebody who is registered already. Sent twice, the second finds the first.
pub fn register_patient(call: &mut Call<'_, RegisterPatient>) -> AppResult<RegisterOutcome> {
    let user = call.user()?;
    let (now, today) = (call.app.clock.timestamp(), call.app.clock.today());
    let (registration, consent) = call.body.check(today)?;
    let identity = registration.identity();
    let new = NewPatient::at_form(registration, consent.given_on, user.institution_id);
    let not_these = &call.body.not_these;
    let written = call.app.db.write(call.conn, |conn| {
        sql::alone(conn, sql::REGISTRATIONS)?;
        let doubles = doubles::find(conn, &identity, user.institution_id, not_these)?;
        if !doubles.is_empty() {
            return Ok(Written::Doubles(doubles));
        }
        let mut event = Event::new(Action::RegisterPatient, now, call.client);
        let patient = match same_person::find_withdrawn(conn, &new)? {
            None => register::insert(conn, &new, today)?,
            Some((patient, withdrawn_on)) if consent.given_on < withdrawn_on => return Ok(Written::WithdrawnSince(patient)),
            Some((patient, _)) => {
                event.detail("renewed");
                renew(conn, patient, &new, today)?;
                patient
            }
        };
        consent::record(conn, patient, &consent, Recorder::new(&user, now))?;
        audit::insert(&call.app.db, conn, event.by(&user).about(patient))?;
        AppResult::Ok(Written::Registered(patient))
    })?;
    match written {
        Written::Registered(patient) => Ok(RegisterOutcome::Registered(patient)),
        Written::Doubles(doubles) => {
            call.audit(Action::FindDoubles).listing(doubles.iter().map(|double| double.patient));
            Ok(RegisterOutcome::Doubles(doubles))
        }
        Written::WithdrawnSince(patient) => {
            call.audit(Action::RefusedPatient).about(patient);
            // Says nothing of a withdrawal.
            let message = "この同意日では登録できません。同意書の日付を確かめ、わからないときは事務局へご連絡ください。";
            Err(ApiError::field("given_on", message).into())
        }
    }
}

/// Who withdrew and consents anew is the person of old, not a second one. What was typed is newer than what was kept.
fn renew(conn: &mut Conn, patient: PatientId, new: &NewPatient, today: CivilDate) -> AppResult<()> {
    register::update(conn, patient, new, today)?;
    Ok(consent::take_back_withdrawal(conn, patient, new.consent_given_on)?)
}
