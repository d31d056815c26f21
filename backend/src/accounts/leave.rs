//! 退会: an institution takes part until its last day. From the next one on its users are out; patients' registrations and records stay.

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use tobiume_common::{CivilDate, ids::InstitutionId, ids::UserId};

use super::end::end_user;
use crate::{
    api::AppResult,
    app::App,
    audit::{self, Action, Event},
    db::{
        Conn,
        date::from_civil,
        schema::{institutions, users},
        sql,
    },
};

/// Notes the last day of an institution; call it inside a write transaction, with its audit row.
///
/// # Errors
/// Those of the database.
pub fn leave(conn: &mut Conn, institution: InstitutionId, last_day: CivilDate) -> QueryResult<()> {
    let left_on = from_civil(last_day).checked_add_days(Days::new(1));
    diesel::update(institutions::table.find(institution.0))
        .set((
            institutions::left_on.eq(left_on),
            institutions::version.eq(institutions::version + 1),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Ends the users of institutions that have left. Nobody of them can sign in since that day anyway; this ends their sign-ins and
/// memberships for good. Answers how many. Call it inside a write transaction.
///
/// # Errors
/// Those of the database.
pub fn end_users(conn: &mut Conn, today: NaiveDate, now: NaiveDateTime) -> QueryResult<usize> {
    let left: Vec<i64> = users::table
        .inner_join(institutions::table)
        .filter(institutions::left_on.le(today))
        .filter(users::disabled_at.is_null())
        .select(users::id)
        .load(conn)?;
    for user in &left {
        end_user(conn, UserId(*user), now)?;
    }
    Ok(left.len())
}

/// Ends them, with an audit row if there are any. Answers how many.
///
/// # Errors
/// Those of the database.
pub fn sweep(app: &App, conn: &mut Conn) -> AppResult<usize> {
    let (today, now) = (from_civil(app.clock.today()), app.clock.timestamp());
    app.db.write(conn, |conn| -> AppResult<usize> {
        sql::alone(conn, sql::ACCOUNTS)?;
        let ended = end_users(conn, today, now)?;
        if ended > 0 {
            let mut event = Event::by_server(Action::EndUsers, now);
            audit::insert(&app.db, conn, event.detail(format!("{ended} left")))?;
        }
        Ok(ended)
    })
}
