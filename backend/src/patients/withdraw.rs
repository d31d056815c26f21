//! `POST /api/patients/{patient}/withdrawal`, and `POST /api/patients/{patient}/consent`, which takes it back.

use tobiume_common::{
    ApiError, ErrorCode,
    patients::{RenewConsent, WithdrawConsent},
};

use super::consent::{self, Recorder};
use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::sql,
};

/// Records 同意撤回: the patient is gone for all but the office.
pub fn withdraw_consent(call: &mut Call<'_, WithdrawConsent>) -> AppResult<()> {
    let (user, patient) = (call.user()?, call.path.patient);
    let (now, today) = (call.app.clock.timestamp(), call.app.clock.today());
    let withdrawal = call.body.check(today)?;
    let years = call.app.network.retention_years;
    call.app.db.write(call.conn, |conn| {
        sql::alone(conn, sql::REGISTRATIONS)?;
        let given_on = consent::must_stand(conn, patient)?;
        if withdrawal.withdrawn_on < given_on {
            let message = "撤回日より後に同意をいただいています。撤回日を確かめてください。";
            return Err(ApiError::field("withdrawn_on", message).into());
        }
        consent::withdraw(conn, patient, &withdrawal, years, Recorder::new(&user, now))?;
        let mut event = Event::new(Action::WithdrawConsent, now, call.client);
        audit::insert(&call.app.db, conn, event.by(&user).about(patient))?;
        AppResult::Ok(())
    })
}

/// Records a new consent of somebody who withdrew: everything is as before.
pub fn renew_consent(call: &mut Call<'_, RenewConsent>) -> AppResult<()> {
    let (user, patient) = (call.user()?, call.path.patient);
    let (now, today) = (call.app.clock.timestamp(), call.app.clock.today());
    let consent = call.body.check(today)?;
    call.app.db.write(call.conn, |conn| {
        sql::alone(conn, sql::REGISTRATIONS)?;
        // Somebody was quicker: nothing is left to renew.
        let withdrawn_on = consent::days(conn, patient)?.1.ok_or(ErrorCode::Conflict)?;
        if consent.given_on < withdrawn_on {
            let message = "撤回日より前の同意日です。撤回の後にいただいた同意書の日付を入力してください。";
            return Err(ApiError::field("given_on", message).into());
        }
        consent::take_back_withdrawal(conn, patient, consent.given_on)?;
        consent::record(conn, patient, &consent, Recorder::new(&user, now))?;
        let mut event = Event::new(Action::RenewConsent, now, call.client);
        audit::insert(&call.app.db, conn, event.by(&user).about(patient))?;
        AppResult::Ok(())
    })
}
