//! Failed sign-ins, counted for known and unknown login IDs alike.
//!
//! Keyed by the SHA-256 of what was typed as login ID, so that a password typed into the wrong
//! field is not stored.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::db::{Conn, schema::sign_in_failures, sql::on_real_connection};

/// Failures after which an ID is locked.
const ALLOWED: i32 = 5;

/// How long it stays locked, and how long failures are remembered.
const LOCK_MINUTES: i64 = 10;

/// The key of a login ID.
pub(crate) fn key(login_id: &str) -> Vec<u8> {
    Sha256::digest(login_id.as_bytes()).to_vec()
}

/// Whether the ID is locked now.
pub(crate) fn is_locked(conn: &mut Conn, key: &[u8], now: NaiveDateTime) -> QueryResult<bool> {
    let until: Option<Option<NaiveDateTime>> = sign_in_failures::table
        .find(key)
        .select(sign_in_failures::locked_until)
        .first(conn)
        .optional()?;
    Ok(until.flatten().is_some_and(|until| until > now))
}

/// Whether there is anything to [`forget`].
pub(crate) fn any(conn: &mut Conn, key: &[u8]) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(sign_in_failures::table.find(key))).get_result(conn)
}

/// Counts one failure; locks the ID at the fifth. One statement, so that failures at the same moment all count. Call it inside a write
/// transaction.
pub(crate) fn count(conn: &mut Conn, key: &[u8], now: NaiveDateTime) -> QueryResult<()> {
    let forgotten = now - Duration::minutes(LOCK_MINUTES);
    // Also keeps the table small, whatever IDs strangers try.
    diesel::delete(sign_in_failures::table.filter(sign_in_failures::last_failed_at.lt(forgotten))).execute(conn)?;
    let failures: i32 = on_real_connection!(&mut *conn, |conn| diesel::insert_into(sign_in_failures::table)
        .values((
            sign_in_failures::login_hash.eq(key),
            sign_in_failures::failures.eq(1),
            sign_in_failures::last_failed_at.eq(now),
        ))
        .on_conflict(sign_in_failures::login_hash)
        .do_update()
        .set((
            sign_in_failures::failures.eq(sign_in_failures::failures + 1),
            sign_in_failures::last_failed_at.eq(now),
        ))
        .returning(sign_in_failures::failures)
        .get_result(conn))?;
    if failures >= ALLOWED {
        diesel::update(sign_in_failures::table.find(key))
            .set(sign_in_failures::locked_until.eq(Some(now + Duration::minutes(LOCK_MINUTES))))
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets the failures of an ID after a success.
pub(crate) fn forget(conn: &mut Conn, key: &[u8]) -> QueryResult<()> {
    diesel::delete(sign_in_failures::table.find(key)).execute(conn).map(|_| ())
}
