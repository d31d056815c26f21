//! The office's side: one request with what should be looked at, and its steps.

use diesel::prelude::*;
use tobiume_common::{
    ApiError, Endpoint, ErrorCode,
    application::{Actor, Kind, Step, form::NOTE_MAX},
    check::Checker,
    ids::{ApplicationId, InstitutionId, PatientId},
    japanese::fold_name,
    requests::{Colleague, GetRequest, RequestDetail, RequestDoubt, RequestForm, StepRequest},
};

use super::{grant, model};
use crate::{
    api::{AppResult, Call},
    applications::{
        model::{self as applications, Row, Stored},
        ticket,
        turn::{self, By, Turn},
    },
    audit::{self, Action, Event},
    claims::questions::{self, TakenBack},
    db::{Conn, schema::users},
    network::left_alone_count,
};

/// One request.
pub fn get_request(call: &mut Call<'_, GetRequest>) -> AppResult<RequestDetail> {
    let row = find(call.conn, call.path.application)?;
    show(call, &row)
}

/// A step; what an approval grants happens in the same transaction.
pub fn step_request(call: &mut Call<'_, StepRequest>) -> AppResult<RequestDetail> {
    let (user, now) = (call.user()?, call.app.clock.timestamp());
    let (application, version, step) = (call.path.application, call.body.version, call.body.step);
    let patient = call.body.patient;
    let mut checker = Checker::default();
    let reason = checker.text("reason", if step.needs_reason() { &call.body.reason } else { "" }, NOTE_MAX);
    if step.needs_reason() && call.body.reason.trim().is_empty() {
        checker.refuse("reason", "申請者に伝える理由を入力してください。");
    }
    let reason = checker.finish(Some(reason))?;
    let mut event = Event::new(Action::StepApplication, now, call.client);
    event.by(&user).detail(format!("{application} {}", step.code()));
    let app = call.app;
    // Hashed before the transaction, which others wait for.
    let password = if step == Step::Approve {
        Some(grant::unusable_password(app)?)
    } else {
        None
    };
    app.db.write(call.conn, |conn| -> AppResult<()> {
        let row = applications::hold(conn, application)?.ok_or(ErrorCode::NotFound)?;
        if row.kind()? == Kind::Participation {
            return Err(ErrorCode::NotFound.into());
        }
        if row.version != version {
            return Err(turn::overtaken().into());
        }
        let note = match taken_back(conn, &row, step)? {
            None => reason,
            Some(TakenBack { patient, receipts }) => {
                event.detail(format!("{application} {} receipts={receipts}", step.code()));
                if let Some(patient) = patient {
                    event.about(patient);
                }
                format!("判断を取り消しました。患者さんから外したレセプトは{receipts}件です。")
            }
        };
        let turn = Turn {
            outbox: &app.outbox,
            step,
            by: By::Clerk(user.id),
            note: &note,
            now,
        };
        turn.take(conn, &row, decided_form(&row, step)?)?;
        if let Some(password_hash) = &password {
            let granting = grant::Granting {
                app,
                now,
                password_hash,
                patient,
            };
            granting.grant(conn, &row)?;
        }
        if step == Step::Reject && row.kind()? == Kind::PatientMatch {
            // None of them: not asked again.
            questions::decide(conn, &row.key, None, now)?;
        }
        Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    let row = find(call.conn, application)?;
    show(call, &row)
}

/// What goes with an answer about a receipt that is taken back by this step; nothing at any other.
fn taken_back(conn: &mut Conn, row: &Row, step: Step) -> AppResult<Option<TakenBack>> {
    if (row.kind()?, step) != (Kind::PatientMatch, Step::Retract) {
        return Ok(None);
    }
    turn::may_take(row, step, Actor::Office)?;
    if model::is_asked_later(conn, row)? {
        return Err(ApiError {
            message: "この方のレセプトには、新しい照合の依頼があります。新しいほうで判断してください。".to_owned(),
            ..ApiError::new(ErrorCode::Conflict)
        }
        .into());
    }
    Ok(Some(questions::take_back(conn, &row.key)?))
}

/// What stays of the question once it is decided: a stranger's name and insurance are nobody's to keep.
fn decided_form(row: &Row, step: Step) -> AppResult<Option<Stored>> {
    if row.kind()? != Kind::PatientMatch || !matches!(step, Step::Approve | Step::Reject) {
        return Ok(None);
    }
    let RequestForm::PatientMatch(form) = row.form()? else {
        return Err(ErrorCode::Invalid.into());
    };
    Ok(Some(Stored::of_request(
        &RequestForm::PatientMatch(form.decided()),
        &row.name,
        &row.key,
    )?))
}

/// What the office sees. Whom it sees of those registered is in the audit log.
fn show<E: Endpoint>(call: &mut Call<'_, E>, row: &Row) -> AppResult<RequestDetail> {
    let detail = detail(call.conn, row)?;
    if !detail.candidates.is_empty() {
        let seen: Vec<PatientId> = detail.candidates.iter().map(|patient| patient.id).collect();
        call.audit(Action::ViewMatch).listing(seen.into_iter()).detail(row.id.to_string());
    }
    Ok(detail)
}

/// A request of the queue.
fn find(conn: &mut Conn, id: ApplicationId) -> AppResult<Row> {
    let row = applications::find(conn, id)?.ok_or(ErrorCode::NotFound)?;
    if row.kind()? == Kind::Participation {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(row)
}

fn detail(conn: &mut Conn, row: &Row) -> AppResult<RequestDetail> {
    let form: RequestForm = row.form()?;
    let clerk: Option<String> = match row.clerk_id {
        Some(clerk) => users::table.find(clerk).select(users::name).first(conn).optional()?,
        None => None,
    };
    let history = applications::history(conn, row.id())?;
    let asked_by = match form {
        RequestForm::PasswordReset(_) | RequestForm::PatientMatch(_) => String::new(),
        _ => history.first().map_or_else(String::new, |line| line.who.clone()),
    };
    let (about, doubts) = look_at(conn, row, &form)?;
    let candidates = match &form {
        RequestForm::PatientMatch(form) => model::patients_of(conn, &form.candidates)?,
        _ => Vec::new(),
    };
    let institution = match row.institution_id {
        Some(institution) => model::directory(conn, InstitutionId(institution))?.0,
        None => String::new(),
    };
    Ok(RequestDetail {
        id: row.id(),
        receipt: ticket::receipt(row.id()),
        institution,
        asked_by,
        about,
        candidates,
        letters_for: model::linked(conn, row.id())?,
        form,
        state: row.state()?,
        version: row.version,
        clerk: clerk.unwrap_or_default(),
        history,
        doubts,
    })
}

/// Whom it is about, and what should be looked at. Nothing is doubtful any more about what is decided.
fn look_at(conn: &mut Conn, row: &Row, form: &RequestForm) -> AppResult<(Vec<Colleague>, Vec<RequestDoubt>)> {
    let is_decided = row.kind()?.is_end(row.state()?);
    let (about, doubts) = match (form, row.institution_id.map(InstitutionId)) {
        (RequestForm::Change(form), Some(institution)) => {
            let about = model::users_of(conn, &form.removed)?;
            let stays = model::colleagues(conn, institution)?;
            let stays = stays
                .iter()
                .any(|colleague| colleague.is_administrator && !form.removed.contains(&colleague.id));
            let comes = form.added.iter().any(|user| user.is_administrator);
            let doubts = if stays || comes {
                Vec::new()
            } else {
                vec![RequestDoubt::NoAdministratorLeft]
            };
            (about, doubts)
        }
        (RequestForm::Leaving(_), Some(institution)) => {
            let alone = left_alone_count(conn, institution)?;
            let doubts = if alone > 0 {
                vec![RequestDoubt::OnlyFamilyDoctorOf(alone)]
            } else {
                Vec::new()
            };
            (Vec::new(), doubts)
        }
        (RequestForm::PasswordReset(form), _) => match model::user_of_login(conn, &form.login_id)? {
            None => (Vec::new(), vec![RequestDoubt::UnknownLogin]),
            Some((user, ..)) => {
                let same = fold_name(&user.name) == fold_name(&form.name);
                let doubts = if same {
                    Vec::new()
                } else {
                    vec![RequestDoubt::OtherName(user.name.clone())]
                };
                (vec![user], doubts)
            }
        },
        (RequestForm::PatientMatch(_), _) | (RequestForm::Change(_) | RequestForm::Leaving(_), None) => (Vec::new(), Vec::new()),
    };
    Ok((about, if is_decided { Vec::new() } else { doubts }))
}
