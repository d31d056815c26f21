//! Jobs in the database.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    ids::JobId,
    jobs::{Job, JobKind, JobState},
};

use super::{Begin, Ended, Who};
use crate::{
    api::AppResult,
    app::App,
    db::{
        Conn, Db,
        date::rfc3339,
        schema::{jobs, users},
        sql,
    },
};

/// A job that was not heard of for so long is dead. On SQLite nothing is heard of one while it stores what it read, so this is longer than
/// that takes: a list of 300,000 persons.
const SILENCE: TimeDelta = TimeDelta::minutes(3);

/// How long a job is remembered.
const KEPT: TimeDelta = TimeDelta::days(365);

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Refused,
    Failed,
}

impl Outcome {
    const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// A job as it is listed, with the name of the clerk who began it.
#[derive(Queryable)]
pub(super) struct Row {
    id: i64,
    kind: String,
    place: String,
    clerk: Option<String>,
    started_at: NaiveDateTime,
    touched_at: NaiveDateTime,
    ended_at: Option<NaiveDateTime>,
    outcome: Option<String>,
    rows_read: i64,
    bytes_read: i64,
    bytes_total: i64,
    summary: String,
    problem_count: i64,
}

impl Row {
    /// None for a kind of a later version.
    pub(super) fn shown(self, now: NaiveDateTime) -> Option<Job> {
        let who = match (self.place.as_str(), self.clerk) {
            ("page", Some(name)) => name,
            ("server", _) => "サーバー".to_owned(),
            _ => "サーバーの管理者（コマンド）".to_owned(),
        };
        let state = match self.outcome.as_deref() {
            Some("done") => JobState::Done,
            Some("refused") => JobState::Refused,
            Some(_) => JobState::Failed,
            None if self.touched_at < now - SILENCE => JobState::Stopped,
            None => JobState::Running,
        };
        Some(Job {
            id: JobId(self.id),
            kind: JobKind::from_code(&self.kind)?,
            who,
            started_at: rfc3339(self.started_at),
            ended_at: self.ended_at.map(rfc3339),
            state,
            rows: self.rows_read.unsigned_abs(),
            bytes: self.bytes_read.unsigned_abs(),
            bytes_total: self.bytes_total.unsigned_abs(),
            summary: self.summary,
            problem_count: self.problem_count.unsigned_abs(),
        })
    }
}

/// Begins a job. On the page none is begun beside another of its kind; on the command line they wait for each other.
pub(super) fn begin(conn: &mut Conn, begin: &Begin<'_>) -> AppResult<JobId> {
    let now = begin.clock.timestamp();
    let (place, user) = match begin.who {
        Who::Clerk(user) => ("page", Some(user.0)),
        Who::Operator => ("command_line", None),
        Who::Server => ("server", None),
    };
    begin.db.write(conn, |conn| -> AppResult<JobId> {
        sql::alone(conn, sql::JOBS)?;
        if user.is_some() && runs(conn, begin.kind, now)? {
            return Err(ApiError {
                message: format!(
                    "「{}」は、ほかの取り込みが進んでいます。終わってから、もう一度お試しください。途中で止まったものは、3分たつと始められます。",
                    begin.kind.label()
                ),
                ..ApiError::new(ErrorCode::Conflict)
            }
            .into());
        }
        let new = (
            jobs::kind.eq(begin.kind.code()),
            jobs::place.eq(place),
            jobs::user_id.eq(user),
            jobs::started_at.eq(now),
            jobs::touched_at.eq(now),
            jobs::rows_read.eq(0_i64),
            jobs::bytes_read.eq(0_i64),
            jobs::bytes_total.eq(i64::try_from(begin.bytes).unwrap_or(i64::MAX)),
            jobs::summary.eq(""),
            jobs::problems.eq("[]"),
            jobs::problem_count.eq(0_i64),
        );
        let id = diesel::insert_into(jobs::table).values(new).returning(jobs::id).get_result(conn)?;
        Ok(JobId(id))
    })
}

fn runs(conn: &mut Conn, kind: JobKind, now: NaiveDateTime) -> QueryResult<bool> {
    let running = jobs::table
        .filter(jobs::kind.eq(kind.code()))
        .filter(jobs::ended_at.is_null())
        .filter(jobs::touched_at.ge(now - SILENCE));
    diesel::select(diesel::dsl::exists(running)).get_result(conn)
}

/// How far a job is.
pub(super) fn touch(conn: &mut Conn, db: &Db, job: JobId, rows: u64, bytes: u64, now: NaiveDateTime) -> QueryResult<()> {
    let changed = (
        jobs::touched_at.eq(now),
        jobs::rows_read.eq(i64::try_from(rows).unwrap_or(i64::MAX)),
        jobs::bytes_read.eq(i64::try_from(bytes).unwrap_or(i64::MAX)),
    );
    db.write(conn, |conn| {
        diesel::update(jobs::table.find(job.0)).set(changed).execute(conn).map(|_| ())
    })
}

/// Everything was read and is being stored.
pub(super) fn all_read(conn: &mut Conn, db: &Db, job: JobId, rows: u64, now: NaiveDateTime) -> QueryResult<()> {
    let changed = (
        jobs::touched_at.eq(now),
        jobs::rows_read.eq(i64::try_from(rows).unwrap_or(i64::MAX)),
        jobs::bytes_read.eq(jobs::bytes_total),
    );
    db.write(conn, |conn| {
        diesel::update(jobs::table.find(job.0)).set(changed).execute(conn).map(|_| ())
    })
}

/// The end of a job.
pub(super) fn end(conn: &mut Conn, db: &Db, job: JobId, ended: &Ended, now: NaiveDateTime) -> AppResult<()> {
    let problems = serde_json::to_string(&ended.problems).map_err(anyhow::Error::from)?;
    let changed = (
        jobs::touched_at.eq(now),
        jobs::ended_at.eq(Some(now)),
        jobs::outcome.eq(Some(ended.outcome.code())),
        jobs::summary.eq(&ended.summary),
        jobs::problems.eq(problems),
        jobs::problem_count.eq(i64::try_from(ended.problem_count).unwrap_or(i64::MAX)),
    );
    db.write(conn, |conn| diesel::update(jobs::table.find(job.0)).set(changed).execute(conn))?;
    Ok(())
}

/// Something that the server did by itself and that has ended.
pub(super) fn note(conn: &mut Conn, app: &App, kind: JobKind, started_at: NaiveDateTime, ended: &Ended) -> AppResult<()> {
    let again: Option<(i64, Option<String>)> = jobs::table
        .filter(jobs::kind.eq(kind.code()))
        .order(jobs::id.desc())
        .select((jobs::id, jobs::outcome))
        .first(conn)
        .optional()?;
    let failed = Some(Outcome::Failed.code().to_owned());
    let job = match again {
        Some((id, outcome)) if ended.outcome == Outcome::Failed && outcome == failed => JobId(id),
        _ => {
            let job = begin(
                conn,
                &Begin {
                    db: &app.db,
                    clock: &app.clock,
                    kind,
                    who: Who::Server,
                    bytes: 0,
                },
            )?;
            app.db.write(conn, |conn| {
                diesel::update(jobs::table.find(job.0))
                    .set(jobs::started_at.eq(started_at))
                    .execute(conn)
            })?;
            job
        }
    };
    end(conn, &app.db, job, ended, app.clock.timestamp())
}

/// The newest ones, or those before one: at most so many.
pub(super) fn list(conn: &mut Conn, before: Option<JobId>, most: i64) -> QueryResult<Vec<Row>> {
    jobs::table
        .left_join(users::table)
        .filter(jobs::id.lt(before.map_or(i64::MAX, |job| job.0)))
        .order(jobs::id.desc())
        .limit(most)
        .select(columns())
        .load(conn)
}

/// One, with its problems as JSON.
pub(super) fn find(conn: &mut Conn, job: JobId) -> QueryResult<Option<(Row, String)>> {
    jobs::table
        .left_join(users::table)
        .filter(jobs::id.eq(job.0))
        .select((columns(), jobs::problems))
        .first(conn)
        .optional()
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        jobs::id,
        jobs::kind,
        jobs::place,
        users::name.nullable(),
        jobs::started_at,
        jobs::touched_at,
        jobs::ended_at,
        jobs::outcome,
        jobs::rows_read,
        jobs::bytes_read,
        jobs::bytes_total,
        jobs::summary,
        jobs::problem_count,
    )
}

/// Forgets what is older than a year; answers how many.
///
/// # Errors
/// Those of the database.
pub fn sweep(app: &App, conn: &mut Conn) -> AppResult<usize> {
    let before = app.clock.timestamp() - KEPT;
    Ok(app.db.write(conn, |conn| {
        diesel::delete(jobs::table.filter(jobs::started_at.lt(before))).execute(conn)
    })?)
}
