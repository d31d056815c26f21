//! Sessions and sign-ins in the database.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::db::{
    Conn,
    schema::{institutions, sessions, sign_ins, users},
    sql::on_real_connection,
};

/// A session with its user and institution.
#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(super) struct SessionRow {
    pub id: i64,
    pub created_at: NaiveDateTime,
    pub last_seen_at: NaiveDateTime,
}

/// A user as a session needs it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct UserRow {
    pub id: i64,
    pub login_id: String,
    pub name: String,
    pub profession: String,
    pub must_change_password: bool,
    pub disabled_at: Option<NaiveDateTime>,
    pub is_administrator: bool,
}

/// An institution as a session needs it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = institutions)]
pub(super) struct InstitutionRow {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub emergency_level: Option<i16>,
    pub association_id: Option<i64>,
    pub city_code: String,
    pub left_on: Option<NaiveDate>,
}

/// What the database keeps of a token.
pub(super) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The session of a token.
pub(super) fn find(conn: &mut Conn, token: &str) -> QueryResult<Option<(SessionRow, UserRow, InstitutionRow)>> {
    on_real_connection!(conn, |conn| sessions::table
        .inner_join(users::table.inner_join(institutions::table))
        .filter(sessions::token_hash.eq(token_hash(token)))
        .filter(sessions::ended_because.is_null())
        .select((SessionRow::as_select(), UserRow::as_select(), InstitutionRow::as_select()))
        .get_result(conn)
        .optional())
}

/// Notes that the session is in use.
pub(super) fn touch(conn: &mut Conn, session: i64, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(sessions::table.find(session))
        .set(sessions::last_seen_at.eq(now))
        .execute(conn)
        .map(|_| ())
}

/// Ends one session.
pub(super) fn end(conn: &mut Conn, session: i64) -> QueryResult<()> {
    diesel::delete(sessions::table.find(session)).execute(conn).map(|_| ())
}

/// Ends all sessions of a user but one.
pub(super) fn end_others(conn: &mut Conn, user: i64, kept: i64) -> QueryResult<()> {
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::id.ne(kept)))
        .execute(conn)
        .map(|_| ())
}

/// Begins a session, and notes the sign-in. Sessions that nobody can use any more are swept out.
pub(super) fn begin(conn: &mut Conn, user: i64, token: &str, place: &str, now: NaiveDateTime, oldest: NaiveDateTime) -> QueryResult<()> {
    diesel::delete(sessions::table.filter(sessions::created_at.lt(oldest))).execute(conn)?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token_hash(token)),
            sessions::user_id.eq(user),
            sessions::place.eq(place),
            sessions::created_at.eq(now),
            sessions::last_seen_at.eq(now),
        ))
        .execute(conn)?;
    diesel::insert_into(sign_ins::table)
        .values((
            sign_ins::user_id.eq(user),
            sign_ins::place.eq(place),
            sign_ins::signed_in_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// The sign-in before the one that began this session: when and where.
pub(super) fn previous_sign_in(conn: &mut Conn, user: i64, session_began: NaiveDateTime) -> QueryResult<Option<(NaiveDateTime, String)>> {
    sign_ins::table
        .filter(sign_ins::user_id.eq(user))
        .filter(sign_ins::signed_in_at.lt(session_began))
        .order(sign_ins::signed_in_at.desc())
        .select((sign_ins::signed_in_at, sign_ins::place))
        .first(conn)
        .optional()
}
