//! 設定日程調整: times are offered and picked, and each device gets its result.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    application::{
        AnswerSetUpTimes, ApplicationDetail, ApplicationForm, ApplicationPath, Kind, OfferSetUpTimes, OwnApplication, RecordDevices, SetUp,
        SetUpStand, State, Step,
        form::DeviceKind,
        set_up::{CheckedDevice, CheckedTime, Device, DeviceResult, SetUpTime},
    },
    ids::{ApplicationId, InstitutionId},
};

use super::{
    model::Row,
    own, queue,
    turn::{self, By, Turn},
};
use crate::{
    api::{AppError, AppResult, Call, Client},
    app::App,
    audit::{self, Action, Event},
    db::{
        Conn,
        date::{from_civil, to_civil},
        schema::{application_events as events, applications, set_up_devices as devices, set_up_times as times, users},
    },
    session::CurrentUser,
};

/// Offers times, in place of those before.
pub fn offer_set_up_times(call: &mut Call<'_, OfferSetUpTimes>) -> AppResult<ApplicationDetail> {
    let (offered, note) = call.body.check(call.app.clock.today())?;
    note_by_office(
        call,
        Step::OfferDates,
        &note,
        |call| call.body.version,
        |conn, row| offer(conn, row.id(), &offered),
    )
}

/// Keeps what became of each device.
pub fn record_devices(call: &mut Call<'_, RecordDevices>) -> AppResult<ApplicationDetail> {
    let checked = call.body.check(call.app.clock.today())?;
    note_by_office(
        call,
        Step::RecordDevices,
        "",
        |call| call.body.version,
        |conn, row| keep_devices(conn, row.id(), &checked),
    )
}

/// A step of the office that also writes something: both in one transaction.
fn note_by_office<E>(
    call: &mut Call<'_, E>,
    step: Step,
    note: &str,
    version: fn(&Call<'_, E>) -> i64,
    write: impl FnOnce(&mut Conn, &Row) -> QueryResult<()>,
) -> AppResult<ApplicationDetail>
where
    E: tobiume_common::Endpoint<Path = ApplicationPath>,
{
    let user = call.user()?;
    let row = queue::find(call.conn, call.path.application)?;
    if row.version != version(call) {
        return Err(turn::overtaken().into());
    }
    let turn = Turn {
        step,
        by: By::Clerk(user.id),
        note,
        now: call.app.clock.timestamp(),
        outbox: &call.app.outbox,
    };
    let mut event = Event::new(Action::StepApplication, turn.now, call.client);
    event.by(&user).detail(format!("{} {}", row.id, step.code()));
    let app = call.app;
    app.db.write(call.conn, |conn| -> AppResult<()> {
        turn.take(conn, &row, None)?;
        write(conn, &row)?;
        Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    let row = queue::find(call.conn, row.id())?;
    queue::detail(app, call.conn, row)
}

/// The applicant picks a time, or says that none fits.
pub fn answer_set_up_times(call: &mut Call<'_, AnswerSetUpTimes>) -> AppResult<OwnApplication> {
    let note = call.body.check()?;
    let (ticket, version, picked) = (call.body.ticket.clone(), call.body.version, call.body.time);
    let row = own::in_version(own::open(call, &ticket)?, version)?;
    let turn = Turn {
        step: if picked.is_some() { Step::PickTime } else { Step::DeclineTimes },
        by: By::Applicant(None),
        note: &note,
        now: call.app.clock.timestamp(),
        outbox: &call.app.outbox,
    };
    let mut event = Event::new(Action::StepApplication, turn.now, call.client);
    event.detail(format!("{} {}", row.id, turn.step.code()));
    let app = call.app;
    app.db.write(call.conn, |conn| -> AppResult<()> {
        turn.take(conn, &row, None)?;
        pick(conn, row.id(), picked)?;
        Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    own::reread(call.conn, &row)
}

/// Where the set-up of an application stands; none before it is approved.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, row: &Row) -> AppResult<Option<SetUp>> {
    if !matches!(row.state()?, State::Approved | State::Scheduling | State::SetUp | State::InUse) {
        return Ok(None);
    }
    let kept = load_devices(conn, row.id())?;
    Ok(Some(SetUp {
        times: load_times(conn, row.id())?,
        kept: !kept.is_empty(),
        devices: if kept.is_empty() {
            Device::of_form(&row.form::<ApplicationForm>()?)
        } else {
            kept
        },
    }))
}

/// Where the set-ups of these stand, for the queue.
///
/// # Errors
/// Those of the database.
pub fn stands(conn: &mut Conn, ids: &[i64]) -> AppResult<HashMap<i64, SetUpStand>> {
    let none = SetUpStand {
        picked: None,
        declined: false,
        done: 0,
        devices: 0,
    };
    let mut stands: HashMap<i64, SetUpStand> = ids.iter().map(|id| (*id, none)).collect();
    let picked: Vec<(i64, NaiveDate)> = times::table
        .filter(times::application_id.eq_any(ids))
        .filter(times::picked.eq(true))
        .select((times::application_id, times::day))
        .load(conn)?;
    for (id, day) in picked {
        stands.entry(id).or_insert(none).picked = Some(to_civil(day));
    }
    let counted: Vec<(i64, i64, i64)> = devices::table
        .filter(devices::application_id.eq_any(ids))
        .group_by(devices::application_id)
        .select((
            devices::application_id,
            diesel::dsl::count_star(),
            diesel::dsl::count(devices::result),
        ))
        .load(conn)?;
    for (id, all, done) in counted {
        let stand = stands.entry(id).or_insert(none);
        (stand.devices, stand.done) = (all, done);
    }
    let answers: Vec<(i64, String)> = events::table
        .filter(events::application_id.eq_any(ids))
        .filter(events::step.eq_any([Step::OfferDates, Step::PickTime, Step::DeclineTimes].map(Step::code)))
        .order(events::id)
        .select((events::application_id, events::step))
        .load(conn)?;
    // The last one holds.
    for (id, step) in answers {
        stands.entry(id).or_insert(none).declined = step == Step::DeclineTimes.code();
    }
    Ok(stands)
}

/// Refuses to finish a set-up in which a device has no result yet. Call it in the transaction that finishes it.
///
/// # Errors
/// Conflict.
pub fn refuse_unfinished(conn: &mut Conn, id: ApplicationId) -> AppResult<()> {
    let kept = load_devices(conn, id)?;
    let open = kept.iter().filter(|device| device.result.is_none()).count();
    let message = match (kept.len(), open) {
        (0, _) => "機器の結果がまだありません。1台ずつ結果を記録してから、設定完了にしてください。".to_owned(),
        (_, 0) => return Ok(()),
        _ => format!("結果のない機器が{open}台あります。すべての結果を記録してから、設定完了にしてください。"),
    };
    Err(ApiError {
        message,
        ..ApiError::new(ErrorCode::Conflict)
    }
    .into())
}

/// 利用を始める: the set-up of the user's institution is finished, and the user has chosen a password. Call it inside a write transaction.
///
/// # Errors
/// Those of the database.
pub fn begin_use(app: &App, conn: &mut Conn, institution: InstitutionId, now: chrono::NaiveDateTime) -> AppResult<Option<ApplicationId>> {
    let waiting: Option<Row> = applications::table
        .filter(applications::institution_id.eq(institution.0))
        .filter(applications::kind.eq(Kind::Participation.code()))
        .filter(applications::state.eq(State::SetUp.code()))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = waiting else { return Ok(None) };
    let turn = Turn {
        step: Step::Begin,
        by: By::Network,
        note: "",
        now,
        outbox: &app.outbox,
    };
    turn.take(conn, &row, None)?;
    Ok(Some(row.id()))
}

/// The audit row of a beginning.
pub fn begin_event(id: ApplicationId, user: &CurrentUser, now: chrono::NaiveDateTime, client: &Client) -> Event {
    let mut event = Event::new(Action::StepApplication, now, client);
    event.by(user).detail(format!("{id} {}", Step::Begin.code()));
    event
}

/// Whether a user of the institution has chosen a password.
///
/// # Errors
/// Those of the database.
pub fn is_used(conn: &mut Conn, institution: InstitutionId) -> QueryResult<bool> {
    let chosen = users::table
        .filter(users::institution_id.eq(institution.0))
        .filter(users::must_change_password.eq(false));
    diesel::select(diesel::dsl::exists(chosen)).get_result(conn)
}

fn load_times(conn: &mut Conn, id: ApplicationId) -> QueryResult<Vec<SetUpTime>> {
    let rows: Vec<(i64, NaiveDate, i16, i16, bool)> = times::table
        .filter(times::application_id.eq(id.0))
        .order((times::day, times::from_minute, times::id))
        .select((times::id, times::day, times::from_minute, times::to_minute, times::picked))
        .load(conn)?;
    let time = |(id, day, from, to, picked)| SetUpTime {
        id,
        day: to_civil(day),
        from,
        to,
        picked,
    };
    Ok(rows.into_iter().map(time).collect())
}

fn offer(conn: &mut Conn, id: ApplicationId, offered: &[CheckedTime]) -> QueryResult<()> {
    let before = load_times(conn, id)?;
    diesel::delete(times::table.filter(times::application_id.eq(id.0))).execute(conn)?;
    for (day, from, to) in offered {
        let picked = before
            .iter()
            .any(|time| time.picked && (time.day, time.from, time.to) == (*day, *from, *to));
        diesel::insert_into(times::table)
            .values((
                times::application_id.eq(id.0),
                times::day.eq(from_civil(*day)),
                times::from_minute.eq(from),
                times::to_minute.eq(to),
                times::picked.eq(picked),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn pick(conn: &mut Conn, id: ApplicationId, picked: Option<i64>) -> AppResult<()> {
    let own = times::table.filter(times::application_id.eq(id.0));
    diesel::update(own).set(times::picked.eq(false)).execute(conn)?;
    let Some(picked) = picked else { return Ok(()) };
    let chosen = own.filter(times::id.eq(picked));
    if diesel::update(chosen).set(times::picked.eq(true)).execute(conn)? == 0 {
        return Err(ApiError::field("time", "この日時はもう提示されていません。いまの日時から選び直してください。").into());
    }
    Ok(())
}

fn load_devices(conn: &mut Conn, id: ApplicationId) -> AppResult<Vec<Device>> {
    type DeviceRow = (String, String, String, Option<String>, Option<NaiveDate>, String);
    let rows: Vec<DeviceRow> = devices::table
        .filter(devices::application_id.eq(id.0))
        .order(devices::id)
        .select((
            devices::kind,
            devices::name,
            devices::certificate,
            devices::result,
            devices::done_on,
            devices::note,
        ))
        .load(conn)?;
    let unknown = || AppError::Internal(anyhow::anyhow!("a device of an unknown kind or with an unknown result"));
    let device = |(kind, name, certificate, result, done_on, note): DeviceRow| {
        Ok(Device {
            kind: DeviceKind::from_code(&kind).ok_or_else(unknown)?,
            name,
            certificate,
            result: result.map(|code| DeviceResult::from_code(&code).ok_or_else(unknown)).transpose()?,
            done_on: done_on.map_or_else(String::new, |day| to_civil(day).to_string()),
            note,
        })
    };
    rows.into_iter().map(device).collect()
}

fn keep_devices(conn: &mut Conn, id: ApplicationId, checked: &[CheckedDevice]) -> QueryResult<()> {
    diesel::delete(devices::table.filter(devices::application_id.eq(id.0))).execute(conn)?;
    for device in checked {
        diesel::insert_into(devices::table)
            .values((
                devices::application_id.eq(id.0),
                devices::kind.eq(device.kind.code()),
                devices::name.eq(&device.name),
                devices::certificate.eq(&device.certificate),
                devices::result.eq(device.result.map(DeviceResult::code)),
                devices::done_on.eq(device.done_on.map(from_civil)),
                devices::note.eq(&device.note),
            ))
            .execute(conn)?;
    }
    Ok(())
}
