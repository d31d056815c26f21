//! What ends with a user. Nothing that the audit log names is deleted.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    accounts::{Ended, Membership},
    ids::{PatientId, UserId},
};

use super::model;
use crate::{
    db::{
        Conn,
        schema::{basic_info_drafts, team_members, users},
        sql,
    },
    patients::finding,
    session::{self, EndedBecause},
};

/// Ends a user for good: sign-ins, memberships of teams (and with them whom the user finds), drafts. What was written and the reasons given
/// at opening stay. Call it inside a write transaction, with its audit row.
///
/// # Errors
/// Those of the database.
pub fn end_user(conn: &mut Conn, user: UserId, now: NaiveDateTime) -> QueryResult<Ended> {
    diesel::update(users::table.find(user.0))
        .set((
            users::disabled_at.eq(Some(now)),
            users::removed_at.eq(Some(now)),
            users::version.eq(users::version + 1),
        ))
        .execute(conn)?;
    let sessions = session::end_all(conn, user, EndedBecause::Removed)?;
    let teams = leave_teams(conn, user)?;
    let drafts = diesel::delete(basic_info_drafts::table.filter(basic_info_drafts::user_id.eq(user.0))).execute(conn)?;
    Ok(Ended {
        sessions,
        teams,
        drafts: u32::try_from(drafts).unwrap_or(u32::MAX),
    })
}

fn leave_teams(conn: &mut Conn, user: UserId) -> QueryResult<Vec<Membership>> {
    let teams = model::memberships(conn, user)?;
    if teams.is_empty() {
        return Ok(teams);
    }
    // Who may find these patients is written anew: nobody else does so meanwhile.
    sql::alone(conn, sql::REGISTRATIONS)?;
    diesel::delete(team_members::table.filter(team_members::user_id.eq(user.0))).execute(conn)?;
    let mut patients: Vec<PatientId> = teams.iter().map(|team| team.patient).collect();
    patients.sort_unstable();
    patients.dedup();
    for patient in patients {
        finding::refresh(conn, patient)?;
    }
    Ok(teams)
}
