//! The office's side: one queue, those that wait longest first.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    application::{
        ApplicationDetail, GetApplication, Kind, ListApplications, QUEUE_SHOWN, Queue, QueueLine, State, StateCount, Step, StepApplication,
        form::NOTE_MAX,
    },
    check::Checker,
    ids::ApplicationId,
};

use super::{
    doubts,
    model::{self, Row},
    ticket,
    turn::{self, By, Turn},
};
use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::{
        Conn,
        date::rfc3339,
        schema::{applications, users},
    },
};

/// What waits for the office when it asks for nothing else.
const WAITING: [State; 2] = [State::Submitted, State::InReview];

/// What waits for the office after the approval of a 参加申請: its set-up.
const ON_THE_WAY: [State; 2] = [State::Approved, State::Scheduling];

/// A line as it is read: id, kind, state, 施設名, when it was sent, name of the clerk.
type WaitingRow = (i64, String, String, String, Option<NaiveDateTime>, Option<String>);

/// The queue, part by part.
pub fn list_applications(call: &mut Call<'_, ListApplications>) -> AppResult<Queue> {
    // A draft is nobody's but its writer's.
    let (of_any, of_participation): (Vec<State>, Vec<State>) = match call.query.state {
        Some(State::Draft) => (Vec::new(), Vec::new()),
        Some(state) => (vec![state], Vec::new()),
        None => (WAITING.to_vec(), ON_THE_WAY.to_vec()),
    };
    let is_asked = applications::state
        .eq_any(of_any.into_iter().map(State::code))
        .or(applications::kind
            .eq(Kind::Participation.code())
            .and(applications::state.eq_any(of_participation.into_iter().map(State::code))));
    let skipped = call.query.after.unwrap_or(0).max(0);
    let rows: Vec<WaitingRow> = applications::table
        .left_join(users::table)
        .filter(is_asked)
        .order((applications::sent_at, applications::id))
        .offset(skipped)
        .limit(QUEUE_SHOWN as i64 + 1)
        .select((
            applications::id,
            applications::kind,
            applications::state,
            applications::institution_name,
            applications::sent_at,
            users::name.nullable(),
        ))
        .load(call.conn)?;
    let next = (rows.len() > QUEUE_SHOWN).then_some(skipped + QUEUE_SHOWN as i64);
    let lines = rows
        .into_iter()
        .take(QUEUE_SHOWN)
        .map(|(id, kind, state, institution, sent_at, clerk)| {
            Ok(QueueLine {
                id: ApplicationId(id),
                receipt: ticket::receipt(ApplicationId(id)),
                institution,
                kind: model::kind(&kind)?,
                state: model::state(&state)?,
                sent_at: sent_at.map(rfc3339).unwrap_or_default(),
                clerk: clerk.unwrap_or_default(),
            })
        });
    let lines = lines.collect::<AppResult<Vec<_>>>()?;
    Ok(Queue {
        lines,
        next,
        counts: counts(call.conn)?,
    })
}

fn counts(conn: &mut Conn) -> AppResult<Vec<StateCount>> {
    let rows: Vec<(String, i64)> = applications::table
        .filter(applications::state.ne(State::Draft.code()))
        .group_by(applications::state)
        .select((applications::state, diesel::dsl::count_star()))
        .load(conn)?;
    let mut counts = Vec::with_capacity(rows.len());
    for (state, count) in rows {
        counts.push(StateCount {
            state: model::state(&state)?,
            count,
        });
    }
    counts.sort_by_key(|count| State::ALL.iter().position(|state| *state == count.state));
    Ok(counts)
}

/// One application.
pub fn get_application(call: &mut Call<'_, GetApplication>) -> AppResult<ApplicationDetail> {
    let row = find(call.conn, call.path.application)?;
    detail(call.conn, row)
}

/// A step of the office.
pub fn step_application(call: &mut Call<'_, StepApplication>) -> AppResult<ApplicationDetail> {
    let user = call.user()?;
    let step = call.body.step;
    if step == Step::Approve {
        // Approval makes an institution and letters: it has an endpoint of its own.
        return Err(ApiError::field("step", "承認は「承認する」から行ってください。").into());
    }
    let mut checker = Checker::default();
    let reason = checker.text("reason", if step.needs_reason() { &call.body.reason } else { "" }, NOTE_MAX);
    if step.needs_reason() && call.body.reason.trim().is_empty() {
        checker.refuse("reason", "申請者に伝える理由を入力してください。");
    }
    let reason = checker.finish(Some(reason))?;
    let row = find(call.conn, call.path.application)?;
    if row.version != call.body.version {
        return Err(turn::overtaken().into());
    }
    let turn = Turn {
        step,
        by: By::Clerk(user.id),
        note: &reason,
        now: call.app.clock.timestamp(),
    };
    let mut event = Event::new(Action::StepApplication, turn.now, call.client);
    event.by(&user).detail(format!("{} {}", row.id, step.code()));
    let app = call.app;
    app.db.write(call.conn, |conn| -> AppResult<()> {
        turn.take(conn, &row, None)?;
        Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    let row = find(call.conn, call.path.application)?;
    detail(call.conn, row)
}

/// 参加申請 that the office may see: a draft is as if it were not there.
///
/// # Errors
/// Not found.
pub fn find(conn: &mut Conn, id: ApplicationId) -> AppResult<Row> {
    let row = model::find(conn, id)?.ok_or(ErrorCode::NotFound)?;
    if row.kind()? != Kind::Participation || row.state()? == State::Draft || row.sent_at.is_none() {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(row)
}

fn detail(conn: &mut Conn, row: Row) -> AppResult<ApplicationDetail> {
    let clerk: Option<String> = match row.clerk_id {
        Some(clerk) => users::table.find(clerk).select(users::name).first(conn).optional()?,
        None => None,
    };
    Ok(ApplicationDetail {
        id: row.id(),
        receipt: ticket::receipt(row.id()),
        state: row.state()?,
        version: row.version,
        clerk: clerk.unwrap_or_default(),
        form: row.form()?,
        history: model::history(conn, row.id())?,
        doubts: doubts::of(conn, &row)?,
    })
}
