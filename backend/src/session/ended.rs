//! Sessions that the office ended. They stay until they are swept out like any other, so that the next request of that browser is told why.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{ApiError, ErrorCode, ids::UserId, session::SignInRecord};

use super::model;
use crate::db::{Conn, date::rfc3339, schema::sessions};

/// Why the office ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBecause {
    /// The account has ended.
    Removed,
    /// The account is stopped.
    Stopped,
    /// The password was set back to an initial one.
    NewPassword,
}

impl EndedBecause {
    const ALL: [Self; 3] = [Self::Removed, Self::Stopped, Self::NewPassword];

    const fn code(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Stopped => "stopped",
            Self::NewPassword => "new_password",
        }
    }

    /// What the person is told.
    const fn words(self) -> &'static str {
        match self {
            Self::Removed => "このログインIDの利用は終了しました。心当たりがないときは、事務局へご連絡ください。",
            Self::Stopped => "このログインIDは、事務局が利用を停止しています。事務局へご連絡ください。",
            Self::NewPassword => {
                "事務局がパスワードを新しくしたため、ログアウトしました。新しい参加承認書にあるパスワードでログインしてください。"
            }
        }
    }
}

/// Where a user is signed in, newest first.
///
/// # Errors
/// Those of the database.
pub fn open_sessions(conn: &mut Conn, user: UserId) -> QueryResult<Vec<SignInRecord>> {
    let rows: Vec<(NaiveDateTime, String)> = sessions::table
        .filter(sessions::user_id.eq(user.0))
        .filter(sessions::ended_because.is_null())
        .order(sessions::created_at.desc())
        .select((sessions::created_at, sessions::place))
        .load(conn)?;
    let record = |(at, place)| SignInRecord { at: rfc3339(at), place };
    Ok(rows.into_iter().map(record).collect())
}

/// Ends all sessions of a user; answers which there were. Call it inside a write transaction.
///
/// # Errors
/// Those of the database.
pub fn end_all(conn: &mut Conn, user: UserId, because: EndedBecause) -> QueryResult<Vec<SignInRecord>> {
    let open = open_sessions(conn, user)?;
    diesel::update(sessions::table.filter(sessions::user_id.eq(user.0)))
        .set(sessions::ended_because.eq(Some(because.code())))
        .execute(conn)?;
    Ok(open)
}

/// What is said to whoever is signed out: why, where the office ended the session.
///
/// # Errors
/// Those of the database.
pub fn farewell(conn: &mut Conn, token: Option<&str>) -> QueryResult<ApiError> {
    let signed_out = ApiError::new(ErrorCode::SignedOut);
    let Some(token) = token else { return Ok(signed_out) };
    let code: Option<Option<String>> = sessions::table
        .filter(sessions::token_hash.eq(model::token_hash(token)))
        .select(sessions::ended_because)
        .first(conn)
        .optional()?;
    let because = code
        .flatten()
        .and_then(|code| EndedBecause::ALL.into_iter().find(|because| because.code() == code));
    Ok(match because {
        Some(because) => ApiError {
            message: because.words().to_owned(),
            ..signed_out
        },
        None => signed_out,
    })
}
