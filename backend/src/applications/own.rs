//! The applicant's side. Who calls has no account: the ticket is all that tells them apart, and a wrong one says nothing.

use chrono::Duration;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, Endpoint, ErrorCode,
    application::{
        ApplicationForm, Associations, BeginApplication, GetOwnApplication, ListAssociations, OwnApplication, RetractApplication,
        SaveApplication, State, Step, SubmitApplication, TICKET_MAX, Ticket, form::NOTE_MAX,
    },
    check::Checker,
    ids::ApplicationId,
};

use super::{
    model::{self, Row, Stored},
    set_up, ticket,
    turn::{self, By, Turn},
};
use crate::{
    api::{AppError, AppResult, Call, Client},
    audit::{self, Action, Event},
    db::{Conn, schema::district_associations},
    session::failures,
};

/// Applications that may be begun from one address within [`WINDOW`]: a house with several institutions has a few.
const BEGUN_MAX: i64 = 10;

/// How long a beginning counts.
const WINDOW: Duration = Duration::hours(1);

/// The network's associations; the form takes others too.
pub fn list_associations(call: &mut Call<'_, ListAssociations>) -> AppResult<Associations> {
    let names = district_associations::table
        .order(district_associations::id)
        .select(district_associations::name)
        .load(call.conn)?;
    Ok(Associations { names })
}

/// Keeps a draft; the code is in no other answer.
pub fn begin_application(call: &mut Call<'_, BeginApplication>) -> AppResult<Ticket> {
    if !call.body.homepage.is_empty() {
        return Err(ErrorCode::Forbidden.into());
    }
    let stored = Stored::of(&call.body.form)?;
    let code = ticket::random_letters()?;
    let (hash, now, address) = (ticket::hash(&code), call.app.clock.timestamp(), call.client.address.clone());
    let app = call.app;
    let mut event = Event::new(Action::BeginApplication, now, call.client);
    let id = app.db.write(call.conn, |conn| -> AppResult<ApplicationId> {
        if model::begun_from(conn, &address, now - WINDOW)? >= BEGUN_MAX {
            return Err(ApiError {
                message: "この回線から始めた申請が多すぎます。1時間ほど待つか、事務局へお電話ください。".to_owned(),
                ..ApiError::new(ErrorCode::Locked)
            }
            .into());
        }
        let id = model::insert(conn, &stored, &hash, &address, now)?;
        event.detail(id.to_string());
        audit::insert(&app.db, conn, &event)?;
        Ok(id)
    })?;
    Ok(Ticket {
        receipt: ticket::receipt(id),
        code,
    })
}

/// One's own application.
pub fn get_own_application(call: &mut Call<'_, GetOwnApplication>) -> AppResult<OwnApplication> {
    let ticket = call.body.ticket.clone();
    let row = open(call, &ticket)?;
    show(call.conn, row)
}

/// Saves what is typed so far, in any state of completeness.
pub fn save_application(call: &mut Call<'_, SaveApplication>) -> AppResult<OwnApplication> {
    let (ticket, version, form) = (call.body.ticket.clone(), call.body.version, call.body.form.clone());
    let row = open(call, &ticket)?;
    let row = in_version(row, version)?;
    let now = call.app.clock.timestamp();
    call.app.db.write(call.conn, |conn| turn::keep(conn, &row, &form, now))?;
    reread(call.conn, &row)
}

/// Sends it, or answers what was sent back. Sent twice is sent once.
pub fn submit_application(call: &mut Call<'_, SubmitApplication>) -> AppResult<OwnApplication> {
    let (ticket, version, form) = (call.body.ticket.clone(), call.body.version, call.body.form.clone());
    let row = open(call, &ticket)?;
    let answer = note(&call.body.answer)?;
    let now = call.app.clock.timestamp();
    let problems = form.check(call.app.clock.today()).err();
    let turn = Turn {
        step: Step::Submit,
        by: By::Applicant(None),
        note: &answer,
        now,
        outbox: &call.app.outbox,
    };
    let app = call.app;
    let event = step_event(call.client, &row, turn);
    app.db.write(call.conn, |conn| -> AppResult<()> {
        let row = model::hold(conn, row.id())?.ok_or(ErrorCode::NotFound)?;
        if row.version == version + 1 && row.state()? == State::Submitted && row.form::<ApplicationForm>()? == form {
            // The answer to the first time was lost, or somebody clicked twice.
            return Ok(());
        }
        let row = in_version(row, version)?;
        match problems {
            Some(problems) => return Err(problems.into()),
            None => turn.take(conn, &row, Some(Stored::of(&form)?))?,
        }
        Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    reread(call.conn, &row)
}

/// Takes it back.
pub fn retract_application(call: &mut Call<'_, RetractApplication>) -> AppResult<OwnApplication> {
    let ticket = call.body.ticket.clone();
    let row = open(call, &ticket)?;
    let turn = Turn {
        step: Step::Retract,
        by: By::Applicant(None),
        note: "",
        now: call.app.clock.timestamp(),
        outbox: &call.app.outbox,
    };
    let app = call.app;
    let event = step_event(call.client, &row, turn);
    app.db.write(call.conn, |conn| -> AppResult<()> {
        turn.take(conn, &row, None)?;
        Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    reread(call.conn, &row)
}

/// A step of nobody who has an account.
fn step_event(client: &Client, row: &Row, turn: Turn<'_>) -> Event {
    let mut event = Event::new(Action::StepApplication, turn.now, client);
    event.detail(format!("{} {}", row.id, turn.step.code()));
    event
}

/// The application of a ticket. Unknown numbers and wrong codes look the same, and both count.
pub(super) fn open<E: Endpoint>(call: &mut Call<'_, E>, ticket: &Ticket) -> AppResult<Row> {
    let now = call.app.clock.timestamp();
    let typed = [&ticket.receipt, &ticket.code];
    let id = typed
        .iter()
        .all(|text| text.chars().nth(TICKET_MAX).is_none())
        .then(|| ticket::id_of(&ticket.receipt))
        .flatten()
        .ok_or_else(wrong)?;
    // Receipts are no login IDs: those have an at sign.
    let key = failures::key(&ticket::receipt(id));
    if failures::is_locked(call.conn, &key, now)? {
        return Err(locked().into());
    }
    // Only 参加申請 has a code: the hash of anything else is nobody's.
    let row = model::find(call.conn, id)?.filter(|row| ticket::fits(&ticket.code, &row.code_hash));
    let Some(row) = row else {
        call.app.db.write(call.conn, |conn| failures::count(conn, &key, now))?;
        return Err(wrong());
    };
    // Asked for first: what is right every time costs no write.
    if failures::any(call.conn, &key)? {
        call.app.db.write(call.conn, |conn| failures::forget(conn, &key))?;
    }
    Ok(row)
}

fn wrong() -> AppError {
    ApiError {
        message: "受付番号か確認コードが違います。控えを見て、入力し直してください。".to_owned(),
        ..ApiError::new(ErrorCode::WrongCredentials)
    }
    .into()
}

fn locked() -> ApiError {
    ApiError {
        message: "続けて間違えたため、この受付番号を一時的に止めています。10分ほど待ってから、もう一度お試しください。".to_owned(),
        ..ApiError::new(ErrorCode::Locked)
    }
}

/// The row, where it is the newest version of it.
pub(super) fn in_version(row: Row, version: i64) -> AppResult<Row> {
    if row.version == version {
        Ok(row)
    } else {
        Err(turn::overtaken().into())
    }
}

fn note(typed: &str) -> AppResult<String> {
    let mut checker = Checker::default();
    let note = checker.text("answer", typed, NOTE_MAX);
    Ok(checker.finish(Some(note))?)
}

/// The application as it is now.
pub(super) fn reread(conn: &mut Conn, row: &Row) -> AppResult<OwnApplication> {
    let row = model::find(conn, row.id())?.ok_or(ErrorCode::NotFound)?;
    show(conn, row)
}

fn show(conn: &mut Conn, row: Row) -> AppResult<OwnApplication> {
    Ok(OwnApplication {
        receipt: ticket::receipt(row.id()),
        state: row.state()?,
        version: row.version,
        form: row.form()?,
        history: model::history(conn, row.id())?,
        set_up: set_up::of(conn, &row)?,
    })
}
