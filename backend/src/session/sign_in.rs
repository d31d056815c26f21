//! `POST /api/session`

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    session::{PASSWORD_MAX, Session, SignIn},
};

use super::{current, failures, model};
use crate::{
    api::{AppError, AppResult, Call, random_hex},
    audit::Action,
    db::{
        Conn,
        date::day_in_japan,
        schema::{institutions, users},
    },
};

/// Days for which an initial password may be used after it was issued.
pub const INITIAL_PASSWORD_DAYS: i64 = 14;

/// Longest login ID, in bytes.
const LOGIN_ID_MAX: usize = 128;

/// Signs in. Every failure takes the same way: one password check, one counted failure, one answer.
pub fn sign_in(call: &mut Call<'_, SignIn>) -> AppResult<Session> {
    let login_id = normalise(&call.body.login_id);
    let now = call.app.clock.timestamp();
    let key = failures::key(&login_id);
    if failures::is_locked(call.conn, &key, now)? {
        return Err(ErrorCode::Locked.into());
    }
    let found = find_user(call.conn, &login_id, now)?;
    let (user_id, hash, initial_until) = found.map_or((None, None, None), |(id, hash, until)| (Some(id), Some(hash), until));
    let acceptable = call.body.password.chars().count() <= PASSWORD_MAX;
    let password = if acceptable { call.body.password.as_str() } else { "" };
    if !call.app.passwords.verify(password, hash.as_deref()) {
        return refuse(call, &key);
    }
    let Some(user_id) = user_id else { return refuse(call, &key) };
    if initial_until.is_some_and(|until| until < now) {
        // Told to nobody but who knows the password.
        return Err(ApiError {
            message: format!(
                "初期パスワードの期限（{INITIAL_PASSWORD_DAYS}日）が過ぎました。事務局へ、新しいパスワードの発行をご依頼ください。"
            ),
            ..ApiError::new(ErrorCode::WrongCredentials)
        }
        .into());
    }

    let token = random_hex(32)?;
    let oldest = now - Duration::seconds(i64::from(call.app.session.max_seconds));
    let place = call.client.place.clone();
    call.app.db.write(call.conn, |conn| {
        // Others may have guessed while this password was checked: a lock holds from the moment it falls.
        if failures::is_locked(conn, &key, now)? {
            return Err(AppError::from(ErrorCode::Locked));
        }
        failures::forget(conn, &key)?;
        Ok(model::begin(conn, user_id, &token, &place, now, oldest)?)
    })?;
    let user = current(call.app, call.conn, &token)?.ok_or(ErrorCode::WrongCredentials)?;
    call.audit(Action::SignIn).by(&user);
    call.set_session_cookie(&token);
    current::describe(call.app, call.conn, user)
}

fn refuse<T>(call: &mut Call<'_, SignIn>, key: &[u8]) -> AppResult<T> {
    let now = call.app.clock.timestamp();
    call.app.db.write(call.conn, |conn| failures::count(conn, key, now))?;
    Err(ErrorCode::WrongCredentials.into())
}

/// Half width, lower case, no spaces: IDs are typed on phones too.
pub(crate) fn normalise(login_id: &str) -> String {
    let half = |ch: char| match ch {
        '！'..='～' => char::from_u32(u32::from(ch) - 0xfee0).unwrap_or(ch),
        other => other,
    };
    login_id
        .chars()
        .filter(|ch| !ch.is_whitespace())
        .map(half)
        .flat_map(char::to_lowercase)
        .take(LOGIN_ID_MAX)
        .collect()
}

/// A user who may sign in now, if the password is right.
fn find_user(conn: &mut Conn, login_id: &str, now: NaiveDateTime) -> QueryResult<Option<(i64, String, Option<NaiveDateTime>)>> {
    users::table
        .inner_join(institutions::table)
        .filter(users::login_id.eq(login_id))
        .filter(users::disabled_at.is_null())
        .filter(institutions::left_on.is_null().or(institutions::left_on.gt(day_in_japan(now))))
        .select((users::id, users::password_hash, users::initial_until))
        .first(conn)
        .optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn login_ids_are_forgiving() {
        assert_eq!(
            normalise(" ００１＠４０１１１２３４５４．ＦＵＫＵＯＫＡ "),
            "001@4011123454.fukuoka"
        );
    }
}
