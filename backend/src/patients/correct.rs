//! `GET` and `PUT /api/patients/{patient}/registration`

use tobiume_common::{
    ApiError,
    access::Role,
    ids::PatientId,
    japanese::fold_name,
    patients::{GetRegistration, Identity, Registration, UpdateRegistration},
};

use super::{
    consent, doubles,
    register::{self, NewPatient},
};
use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::{Conn, date::to_civil, sql},
    patients::PatientAccess,
};

/// Who the patient is, as the form has it.
pub fn get_registration(call: &mut Call<'_, GetRegistration>) -> AppResult<Registration> {
    let patient = call.path.patient;
    call.audit(Action::ViewRegistration).about(patient);
    register::registration(call.conn, patient)
}

/// Corrects who the patient is.
pub fn update_registration(call: &mut Call<'_, UpdateRegistration>) -> AppResult<()> {
    let (user, patient) = (call.user()?, call.path.patient);
    let (now, today) = (call.app.clock.timestamp(), call.app.clock.today());
    let checked = call.body.check(today)?;
    let identity = checked.identity();
    let PatientAccess { detail, .. } = call.patient()?;
    let new = NewPatient::at_form(checked, to_civil(detail.consent_given_on), user.institution_id);
    call.app.db.write(call.conn, |conn| {
        sql::alone(conn, sql::REGISTRATIONS)?;
        consent::must_stand(conn, patient)?;
        if user.role != Role::Office {
            refuse_double(conn, patient, &identity)?;
        }
        let changed = register::correct(conn, patient, &new)?;
        if changed.is_empty() {
            return Ok(());
        }
        let mut event = Event::new(Action::UpdateRegistration, now, call.client);
        event.by(&user).about(patient).detail(changed.join(" "));
        audit::insert(&call.app.db, conn, &event)?;
        AppResult::Ok(())
    })
}

/// A correction that makes two persons look like one may be two registrations of one: that is the office's to sort out.
fn refuse_double(conn: &mut Conn, patient: PatientId, identity: &Identity) -> AppResult<()> {
    let before = register::registration(conn, patient)?;
    let kana_stays = fold_name(&before.kana) == fold_name(&identity.kana);
    let birth_date_stays = before.birth_date == identity.birth_date.to_string();
    if kana_stays && birth_date_stays || !doubles::is_another(conn, patient, identity)? {
        return Ok(());
    }
    let field = if birth_date_stays { "kana" } else { "birth_date" };
    let message = "同じカナ氏名と生年月日の人が登録されています。事務局へご連絡ください。";
    Err(ApiError::field(field, message).into())
}
