//! Drafts that nobody sends are removed after a while: what was typed is about persons, and robots type a lot.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::files;
use crate::{
    api::AppResult,
    app::App,
    audit::{self, Action, Event},
    db::{
        Conn,
        schema::{application_events as events, applications},
    },
    files::sweep::remove_let_go,
};

/// How long a draft waits after it was saved last.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Removed in one transaction: nobody else waits long for it.
const BATCH: i64 = 100;

/// Removes what was never sent and not saved for [`KEPT`]; returns how many.
///
/// # Errors
/// Those of the database; the next sweep goes on.
pub async fn sweep(app: &App) -> AppResult<usize> {
    let mut swept = 0;
    loop {
        let removed = app.with_connection(remove_some).await?;
        if removed == 0 {
            // Of what a killed sweep let go, too.
            remove_let_go(app).await?;
            return Ok(swept);
        }
        swept += removed;
    }
}

fn remove_some(app: &App, conn: &mut Conn) -> AppResult<usize> {
    let now = app.clock.timestamp();
    if old_drafts(conn, now - KEPT)?.is_empty() {
        return Ok(0);
    }
    app.db.write(conn, |conn| -> AppResult<usize> {
        let ids = old_drafts(conn, now - KEPT)?;
        files::let_go_of(conn, &ids)?;
        diesel::delete(events::table.filter(events::application_id.eq_any(&ids))).execute(conn)?;
        diesel::delete(applications::table.filter(applications::id.eq_any(&ids))).execute(conn)?;
        let words: Vec<String> = ids.iter().map(i64::to_string).collect();
        let mut event = Event::by_server(Action::SweepApplications, now);
        event.detail(words.join(" "));
        if !ids.is_empty() {
            audit::insert(&app.db, conn, &event)?;
        }
        Ok(ids.len())
    })
}

/// Drafts, and those that were taken back as drafts. In a transaction of PostgreSQL they are held: who saves one at this moment waits, and
/// finds it gone.
fn old_drafts(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<i64>> {
    let query = applications::table
        .filter(applications::sent_at.is_null())
        .filter(applications::begun_at.lt(before))
        .filter(applications::saved_at.is_null().or(applications::saved_at.lt(before)))
        .order(applications::id)
        .limit(BATCH)
        .select(applications::id);
    match conn {
        Conn::Sqlite(conn) => query.load(conn),
        Conn::Postgres(conn) => query.for_update().skip_locked().load(conn),
    }
}
