//! The institution's side: its administrator asks, answers and takes back.

use tobiume_common::{
    ApiError, Endpoint, ErrorCode,
    application::{Kind, Step, form::NOTE_MAX},
    check::Checker,
    ids::ApplicationId,
    requests::{AnswerOffice, AskOffice, GetOwnInstitution, OwnInstitution, RequestForm, RetractOwnRequest},
};

use super::model::{self, NewRequest};
use crate::{
    api::{AppResult, Call},
    applications::{
        model::{self as applications, Row, Stored},
        turn::{self, By, Turn},
    },
    audit::{self, Action, Event},
    db::{Conn, sql},
    session::CurrentUser,
};

/// Requests of one institution that may wait at the same time.
const WAITING_MAX: usize = 20;

/// The own institution, and what it asked for.
pub fn get_own_institution(call: &mut Call<'_, GetOwnInstitution>) -> AppResult<OwnInstitution> {
    let user = call.user()?;
    show(call.conn, &user)
}

/// Asks. The same while it waits is there already: somebody clicked twice.
pub fn ask_office(call: &mut Call<'_, AskOffice>) -> AppResult<OwnInstitution> {
    let (user, now) = (call.user()?, call.app.clock.timestamp());
    let form = call.body.form.clone();
    check(call, &form)?;
    let (app, client) = (call.app, call.client);
    app.db.write(call.conn, |conn| -> AppResult<()> {
        sql::alone(conn, sql::REQUESTS)?;
        must_be_colleagues(conn, &user, &form)?;
        let waiting = model::waiting(conn, user.institution_id)?;
        if waiting.contains(&form) {
            return Ok(());
        }
        if waiting.len() >= WAITING_MAX {
            return Err(ApiError {
                message: "確認を待っている申請が多いため、いまは申請できません。前の申請の結果をお待ちください。".to_owned(),
                ..ApiError::new(ErrorCode::Conflict)
            }
            .into());
        }
        let new = NewRequest {
            form: &form,
            key: "",
            institution: Some(user.institution_id),
            name: &user.institution,
            user: Some(user.id),
            address: &client.address,
            now,
        };
        let id = new.insert(conn)?;
        let mut event = Event::new(Action::StepApplication, now, client);
        event.by(&user).detail(format!("{id} {}", Step::Submit.code()));
        Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    show(call.conn, &user)
}

/// Answers what was sent back. Sent twice is sent once.
pub fn answer_office(call: &mut Call<'_, AnswerOffice>) -> AppResult<OwnInstitution> {
    let form = call.body.form.clone();
    check(call, &form)?;
    let mut checker = Checker::default();
    let answer = checker.text("answer", &call.body.answer, NOTE_MAX);
    let answer = checker.finish(Some(answer))?;
    let (application, version) = (call.path.application, call.body.version);
    let user = call.user()?;
    take(call, application, version, Step::Submit, &answer, |conn, row| {
        if row.kind()? != form.kind() {
            return Err(ErrorCode::Invalid.into());
        }
        must_be_colleagues(conn, &user, &form)?;
        Ok(Some(Stored::of_request(&form, &user.institution, "")?))
    })
}

/// Takes a request back.
pub fn retract_own_request(call: &mut Call<'_, RetractOwnRequest>) -> AppResult<OwnInstitution> {
    let (application, version) = (call.path.application, call.body.version);
    take(call, application, version, Step::Retract, "", |_, _| Ok(None))
}

/// A step of the administrator with one of the institution's own requests.
fn take<E: Endpoint>(
    call: &mut Call<'_, E>,
    application: ApplicationId,
    version: i64,
    step: Step,
    note: &str,
    stored: impl Fn(&mut Conn, &Row) -> AppResult<Option<Stored>>,
) -> AppResult<OwnInstitution> {
    let (user, now) = (call.user()?, call.app.clock.timestamp());
    let turn = Turn {
        outbox: &call.app.outbox,
        step,
        by: By::Applicant(Some(user.id)),
        note,
        now,
    };
    let mut event = Event::new(Action::StepApplication, now, call.client);
    event.by(&user).detail(format!("{application} {}", step.code()));
    let app = call.app;
    app.db.write(call.conn, |conn| -> AppResult<()> {
        let row = applications::hold(conn, application)?
            .filter(|row| row.institution_id == Some(user.institution_id.0))
            .ok_or(ErrorCode::NotFound)?;
        if !is_administrators(&row)? {
            return Err(ErrorCode::NotFound.into());
        }
        if row.version != version {
            return Err(turn::overtaken().into());
        }
        let stored = stored(conn, &row)?;
        turn.take(conn, &row, stored)?;
        Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    show(call.conn, &user)
}

/// 参加申請 and what somebody asked at the sign-in page is not the administrator's.
fn is_administrators(row: &Row) -> AppResult<bool> {
    Ok(matches!(row.kind()?, Kind::Change | Kind::Leaving))
}

/// Whether it can be sent.
fn check<E: Endpoint>(call: &Call<'_, E>, form: &RequestForm) -> AppResult<()> {
    match form {
        RequestForm::Change(form) => form.check().map(|_| ())?,
        RequestForm::Leaving(form) => form.check(call.app.clock.today()).map(|_| ())?,
        // Asked for by who cannot sign in, and by imports.
        RequestForm::PasswordReset(_) | RequestForm::PatientMatch(_) => return Err(ErrorCode::Invalid.into()),
    }
    Ok(())
}

/// Only who works at the own institution can be taken away from it.
fn must_be_colleagues(conn: &mut Conn, user: &CurrentUser, form: &RequestForm) -> AppResult<()> {
    let RequestForm::Change(form) = form else { return Ok(()) };
    if form.removed.is_empty() {
        return Ok(());
    }
    let colleagues = model::colleagues(conn, user.institution_id)?;
    if form
        .removed
        .iter()
        .all(|removed| colleagues.iter().any(|colleague| colleague.id == *removed))
    {
        return Ok(());
    }
    let message = "外す利用者の中に、いまこの施設で使われていないIDがあります。画面を開き直して、選び直してください。";
    Err(ApiError::field("removed", message).into())
}

fn show(conn: &mut Conn, user: &CurrentUser) -> AppResult<OwnInstitution> {
    let (name, directory) = model::directory(conn, user.institution_id)?;
    Ok(OwnInstitution {
        name,
        directory,
        users: model::colleagues(conn, user.institution_id)?,
        requests: model::of_institution(conn, user.institution_id)?,
    })
}
