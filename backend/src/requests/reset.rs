//! パスワードの再発行, asked for by who cannot sign in. The answer says nothing about who is a user; the office calls back.

use chrono::Duration;
use tobiume_common::{
    ApiError, ErrorCode,
    application::Kind,
    requests::{AskPasswordReset, RequestForm},
};

use super::model::{self, NewRequest};
use crate::{
    api::{AppResult, Call},
    applications::model as applications,
    audit::{self, Action, Event},
    db::sql,
    session::normalise,
};

/// Requests from one address within [`WINDOW`]: a house behind one address has a few forgetful people.
const ASKED_MAX: i64 = 10;

/// How long a request counts.
const WINDOW: Duration = Duration::hours(1);

/// Asks the office. The same login ID twice while it waits is once.
pub fn ask_password_reset(call: &mut Call<'_, AskPasswordReset>) -> AppResult<()> {
    if !call.body.homepage.is_empty() {
        return Err(ErrorCode::Forbidden.into());
    }
    let checked = call.body.form.check()?;
    let login_id = normalise(&checked.login_id);
    let now = call.app.clock.timestamp();
    let (app, client) = (call.app, call.client);
    app.db.write(call.conn, |conn| -> AppResult<()> {
        sql::alone(conn, sql::REQUESTS)?;
        if applications::begun_from(conn, &client.address, now - WINDOW)? >= ASKED_MAX {
            return Err(ApiError {
                message: "この回線からの申請が多すぎます。1時間ほど待つか、事務局へお電話ください。".to_owned(),
                ..ApiError::new(ErrorCode::Locked)
            }
            .into());
        }
        let found = model::user_of_login(conn, &login_id)?;
        let mut form = call.body.form.clone();
        (form.login_id, form.name, form.phone) = (login_id.clone(), checked.name.clone(), checked.phone.clone());
        let (institution, name) = match &found {
            Some((_, institution, name)) => (Some(*institution), name.as_str()),
            None => (None, ""),
        };
        if model::waits(conn, Kind::PasswordReset, &login_id)? {
            return Ok(());
        }
        let new = NewRequest {
            form: &RequestForm::PasswordReset(form),
            key: &login_id,
            institution,
            name,
            user: None,
            address: &client.address,
            now,
        };
        let id = new.insert(conn)?;
        let mut event = Event::new(Action::StepApplication, now, client);
        event.detail(format!("{id} {}", Kind::PasswordReset.code()));
        Ok(audit::insert(&app.db, conn, &event)?)
    })
}
