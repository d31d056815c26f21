//! `PUT /api/session/password`

use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    session::{ChangePassword, PASSWORD_MAX, Session, check_new_password},
};

use super::{CurrentUser, current, failures, model};
use crate::{
    api::{AppResult, Call},
    applications,
    audit::{self, Action, Event},
    db::schema::users,
};

/// Changes the own password. All other sessions of the user end.
pub fn change_password(call: &mut Call<'_, ChangePassword>) -> AppResult<Session> {
    let user = call.user()?;
    let now = call.app.clock.timestamp();
    let key = failures::key(&user.login_id);
    if failures::is_locked(call.conn, &key, now)? {
        return Err(ErrorCode::Locked.into());
    }
    let hash: String = users::table.find(user.id.0).select(users::password_hash).first(call.conn)?;
    if call.body.current.chars().count() > PASSWORD_MAX || !call.app.passwords.verify(&call.body.current, Some(&hash)) {
        // A session left open on a desk must not serve to guess the password.
        call.app.db.write(call.conn, |conn| failures::count(conn, &key, now))?;
        return Err(ApiError::field("current", "今のパスワードが違います。もう一度入力してください。").into());
    }
    if call.body.new == call.body.current {
        return Err(ApiError::field("new", "今と同じパスワードは使えません。別のものにしてください。").into());
    }
    check_new_password(&call.body.new, &user.login_id).map_err(|problem| ApiError::field("new", problem.to_string()))?;
    let hash = call.app.passwords.hash(&call.body.new)?;
    call.app.db.write(call.conn, |conn| -> AppResult<()> {
        diesel::update(users::table.find(user.id.0))
            .set((
                users::password_hash.eq(&hash),
                users::must_change_password.eq(false),
                users::initial_until.eq(None::<chrono::NaiveDateTime>),
            ))
            .execute(conn)?;
        failures::forget(conn, &key)?;
        model::end_others(conn, user.id.0, user.session_id)?;
        // The first password that a user of a new institution chooses begins its use.
        let begun = match user.must_change_password {
            true => applications::begin_use(call.app, conn, user.institution_id, now)?,
            false => None,
        };
        audit::insert(&call.app.db, conn, Event::new(Action::ChangePassword, now, call.client).by(&user))?;
        if let Some(id) = begun {
            audit::insert(&call.app.db, conn, &applications::begin_event(id, &user, now, call.client))?;
        }
        Ok(())
    })?;
    current::describe(
        call.app,
        call.conn,
        CurrentUser {
            must_change_password: false,
            ..user
        },
    )
}
