//! The office's side: one queue, those that wait longest first.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    application::{
        ApplicationDetail, GetApplication, Kind, ListApplications, MadeUser, QUEUE_SHOWN, Queue, QueueLine, SEARCH_MAX, State, StateCount,
        Step, StepApplication, TakeUpApplications, TakenUp, form::NOTE_MAX,
    },
    check::Checker,
    ids::{ApplicationId, InstitutionId, UserId},
    japanese::{fold_code, fold_text},
};

use super::{
    doubts::{self, Keys},
    files,
    model::{self, Row},
    set_up, ticket,
    turn::{self, By, Turn},
};
use crate::{
    api::{AppError, AppResult, Call},
    app::App,
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

/// Digits of a telephone number or code that are enough to search for it.
const DIGITS_MIN: usize = 3;

/// Whether an application is in one of these states; in the second ones only 参加申請 count.
macro_rules! is_one_of {
    ($any:expr, $participation:expr) => {
        applications::state.eq_any($any.into_iter().map(State::code)).or(applications::kind
            .eq(Kind::Participation.code())
            .and(applications::state.eq_any($participation.into_iter().map(State::code))))
    };
}

/// A line as it is read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = applications)]
struct Waiting {
    id: i64,
    kind: String,
    state: String,
    version: i64,
    institution_name: String,
    sent_at: Option<NaiveDateTime>,
}

/// The queue, part by part.
pub fn list_applications(call: &mut Call<'_, ListApplications>) -> AppResult<Queue> {
    let mut checker = Checker::default();
    let text = checker.line("text", &call.body.text, SEARCH_MAX);
    let text = checker.finish(Some(text))?;
    let every = || State::ALL.into_iter().filter(|state| *state != State::Draft).collect();
    let (of_any, of_participation): (Vec<State>, Vec<State>) = match call.body.state {
        // A draft is nobody's but its writer's.
        Some(State::Draft) => (Vec::new(), Vec::new()),
        Some(state) => (vec![state], Vec::new()),
        None if text.is_empty() => (WAITING.to_vec(), ON_THE_WAY.to_vec()),
        None => (every(), Vec::new()),
    };
    let is_asked = is_one_of!(of_any, of_participation);
    let search = Search::of(&text);
    let is_found = applications::name_key
        .like(search.name)
        .or(applications::phone_key.like(&search.digits))
        .or(applications::code.like(&search.digits))
        .or(applications::id.eq(search.id));
    let skipped = call.body.after.unwrap_or(0).max(0);
    let rows: Vec<(Waiting, Keys, Option<String>)> = applications::table
        .left_join(users::table)
        .filter(is_asked)
        .filter(is_found)
        .order((applications::sent_at, applications::id))
        .offset(skipped)
        .limit(QUEUE_SHOWN as i64 + 1)
        .select((Waiting::as_select(), Keys::as_select(), users::name.nullable()))
        .load(call.conn)?;
    let next = (rows.len() > QUEUE_SHOWN).then_some(skipped + QUEUE_SHOWN as i64);
    Ok(Queue {
        lines: lines(call.conn, &rows)?,
        next,
        waiting: waiting(call.conn)?,
        counts: counts(call.conn)?,
    })
}

fn lines(conn: &mut Conn, rows: &[(Waiting, Keys, Option<String>)]) -> AppResult<Vec<QueueLine>> {
    let shown = rows.get(..QUEUE_SHOWN).unwrap_or(rows);
    // What is decided is not doubted any more.
    let open: Vec<&Keys> = shown
        .iter()
        .filter(|(row, ..)| is_undecided(&row.state))
        .map(|(_, keys, _)| keys)
        .collect();
    let mut doubts = doubts::of_all(conn, &open)?.into_iter();
    let set_up: Vec<i64> = shown
        .iter()
        .filter(|(row, ..)| row.kind == Kind::Participation.code() && is_on_the_way(&row.state))
        .map(|(row, ..)| row.id)
        .collect();
    let stands = if set_up.is_empty() {
        HashMap::new()
    } else {
        set_up::stands(conn, &set_up)?
    };
    let line = |(row, _, clerk): &(Waiting, Keys, Option<String>)| {
        Ok(QueueLine {
            id: ApplicationId(row.id),
            receipt: ticket::receipt(ApplicationId(row.id)),
            kind: model::kind(&row.kind)?,
            institution: row.institution_name.clone(),
            state: model::state(&row.state)?,
            version: row.version,
            sent_at: row.sent_at.map(rfc3339).unwrap_or_default(),
            clerk: clerk.clone().unwrap_or_default(),
            doubts: if is_undecided(&row.state) {
                doubts.next().unwrap_or_default()
            } else {
                Vec::new()
            },
            set_up: stands.get(&row.id).copied(),
        })
    };
    shown.iter().map(line).collect()
}

fn is_undecided(state: &str) -> bool {
    [State::Submitted, State::InReview, State::SentBack]
        .iter()
        .any(|undecided| undecided.code() == state)
}

fn is_on_the_way(state: &str) -> bool {
    ON_THE_WAY.iter().any(|on_the_way| on_the_way.code() == state)
}

/// What a search compares with. What it does not compare is given something that nobody has.
struct Search {
    id: i64,
    name: String,
    digits: String,
}

impl Search {
    fn of(text: &str) -> Self {
        // A key has no hyphen.
        let nobody = "-".to_owned();
        let name = fold_text(text).replace(' ', "").replace(['%', '_', '\\'], "");
        let digits: String = fold_code(text).chars().filter(|ch| *ch != '-').collect();
        let is_number = digits.len() >= DIGITS_MIN && digits.bytes().all(|byte| byte.is_ascii_digit());
        Self {
            id: ticket::id_of(text).map_or(-1, |id| id.0),
            name: match name.is_empty() {
                true if text.is_empty() => "%".to_owned(),
                true => nobody.clone(),
                false => format!("%{name}%"),
            },
            digits: if is_number { format!("%{digits}%") } else { nobody },
        }
    }
}

/// How many wait for the office.
fn waiting(conn: &mut Conn) -> QueryResult<i64> {
    applications::table.filter(is_one_of!(WAITING, ON_THE_WAY)).count().get_result(conn)
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
    detail(call.app, call.conn, row)
}

/// A step of the office.
pub fn step_application(call: &mut Call<'_, StepApplication>) -> AppResult<ApplicationDetail> {
    let user = call.user()?;
    let step = call.body.step;
    if step == Step::Approve {
        // Approval makes an institution and letters: it has an endpoint of its own.
        return Err(ApiError::field("step", "承認は「承認する」から行ってください。").into());
    }
    if matches!(step, Step::OfferDates | Step::RecordDevices) {
        return Err(ApiError::field("step", "日程と機器の結果は、それぞれの欄から保存してください。").into());
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
        outbox: &call.app.outbox,
    };
    let mut event = Event::new(Action::StepApplication, turn.now, call.client);
    event.by(&user).detail(format!("{} {}", row.id, step.code()));
    let app = call.app;
    let client = call.client;
    app.db.write(call.conn, |conn| -> AppResult<()> {
        turn.take(conn, &row, None)?;
        let mut begun = None;
        if step == Step::FinishSetUp {
            set_up::refuse_unfinished(conn, row.id())?;
            begun = begin_at_once(app, conn, &row, turn.now)?;
        }
        audit::insert(&app.db, conn, &event)?;
        if let Some(id) = begun {
            audit::insert(&app.db, conn, &set_up::begin_event(id, &user, turn.now, client))?;
        }
        Ok(())
    })?;
    let row = find(call.conn, call.path.application)?;
    detail(app, call.conn, row)
}

/// Who signed in before the set-up was finished has begun already.
fn begin_at_once(app: &App, conn: &mut Conn, row: &Row, now: NaiveDateTime) -> AppResult<Option<ApplicationId>> {
    let Some(institution) = row.institution_id.map(InstitutionId) else {
        return Ok(None);
    };
    if set_up::is_used(conn, institution)? {
        return set_up::begin_use(app, conn, institution, now);
    }
    Ok(None)
}

/// Takes up several, in one transaction. Who was quicker keeps what they have.
pub fn take_up_applications(call: &mut Call<'_, TakeUpApplications>) -> AppResult<TakenUp> {
    let user = call.user()?;
    let mut seen = call.body.applications.clone();
    // In one order, so that two clerks with the same lines do not wait for each other.
    seen.sort_unstable_by_key(|seen| seen.id);
    if seen.is_empty() || seen.len() > QUEUE_SHOWN {
        return Err(ApiError::field("applications", format!("1件から{QUEUE_SHOWN}件までを選んでください。")).into());
    }
    let now = call.app.clock.timestamp();
    let turn = Turn {
        step: Step::TakeUp,
        by: By::Clerk(user.id),
        note: "",
        now,
        outbox: &call.app.outbox,
    };
    let (app, client) = (call.app, call.client);
    app.db.write(call.conn, |conn| -> AppResult<TakenUp> {
        let mut done = TakenUp {
            taken: 0,
            overtaken: Vec::new(),
        };
        let mut events = Vec::new();
        for seen in &seen {
            let row = find_any(conn, seen.id)?;
            let taken = match row.version == seen.version {
                true => turn.take(conn, &row, None),
                false => Err(turn::overtaken().into()),
            };
            match taken {
                Ok(()) => {
                    done.taken += 1;
                    let mut event = Event::new(Action::StepApplication, now, client);
                    event.by(&user).detail(format!("{} {}", row.id, turn.step.code()));
                    events.push(event);
                }
                Err(AppError::Api(error)) if error.code == ErrorCode::Conflict => done.overtaken.push(ticket::receipt(row.id())),
                Err(error) => return Err(error),
            }
        }
        for event in &events {
            audit::insert(&app.db, conn, event)?;
        }
        Ok(done)
    })
}

/// 参加申請 that the office may see: a draft is as if it were not there.
///
/// # Errors
/// Not found.
pub fn find(conn: &mut Conn, id: ApplicationId) -> AppResult<Row> {
    let row = find_any(conn, id)?;
    if row.kind()? != Kind::Participation {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(row)
}

/// Whatever was sent, of any kind.
fn find_any(conn: &mut Conn, id: ApplicationId) -> AppResult<Row> {
    let row = model::find(conn, id)?.ok_or(ErrorCode::NotFound)?;
    if row.state()? == State::Draft || row.sent_at.is_none() {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(row)
}

/// An application as the office sees it.
///
/// # Errors
/// Those of the database.
pub fn detail(app: &App, conn: &mut Conn, row: Row) -> AppResult<ApplicationDetail> {
    let clerk: Option<String> = match row.clerk_id {
        Some(clerk) => users::table.find(clerk).select(users::name).first(conn).optional()?,
        None => None,
    };
    let made = match row.institution_id {
        Some(institution) => made_users(conn, institution)?,
        None => Vec::new(),
    };
    Ok(ApplicationDetail {
        id: row.id(),
        receipt: ticket::receipt(row.id()),
        state: row.state()?,
        version: row.version,
        sent_at: row.sent_at.map(rfc3339).unwrap_or_default(),
        clerk: clerk.unwrap_or_default(),
        form: row.form()?,
        history: model::history(conn, row.id())?,
        files: files::list(conn, row.id())?.files,
        doubts: doubts::of(conn, row.id())?,
        users: made,
        set_up: set_up::of(conn, &row)?,
        login_domain: app.network.region.clone(),
    })
}

/// The users of an institution who may sign in.
///
/// # Errors
/// Those of the database.
pub fn made_users(conn: &mut Conn, institution: i64) -> QueryResult<Vec<MadeUser>> {
    let rows: Vec<(i64, String, String, bool, Option<NaiveDateTime>)> = users::table
        .filter(users::institution_id.eq(institution))
        .filter(users::disabled_at.is_null())
        .order(users::login_id)
        .select((
            users::id,
            users::login_id,
            users::name,
            users::must_change_password,
            users::initial_until,
        ))
        .load(conn)?;
    let made = |(id, login_id, name, waits, until): (i64, String, String, bool, Option<NaiveDateTime>)| MadeUser {
        id: UserId(id),
        login_id,
        name,
        waits,
        initial_until: until.map(rfc3339).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(made).collect())
}
