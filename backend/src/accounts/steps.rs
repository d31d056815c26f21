//! Steps with an account, and corrections of who somebody is.

use diesel::prelude::*;
use tobiume_common::{
    accounts::{AccountState, StepAnswer, StepUser, UpdateUser, UserDetail},
    ids::{PatientId, UserId},
};

use super::{list, model};
use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::schema::users,
    session::CurrentUser,
};

/// Takes a step, and answers what ended.
pub fn step_user(call: &mut Call<'_, StepUser>) -> AppResult<StepAnswer> {
    let (clerk, user, request) = (call.user()?, call.path.user, call.body);
    refuse_self(&clerk, user)?;
    let now = call.app.clock.timestamp();
    let app = call.app;
    let mut event = Event::new(Action::StepUser, now, call.client);
    event.by(&clerk).detail(format!("{user} {}", request.step.code()));
    let ended = app.db.write(call.conn, |conn| {
        let row = model::hold(conn, user, request.version)?;
        let ended = model::take(conn, &row, request.step, now)?;
        let patients: Vec<PatientId> = ended.teams.iter().map(|team| team.patient).collect();
        audit::insert(&app.db, conn, event.listing(patients.into_iter()))?;
        AppResult::Ok(ended)
    })?;
    Ok(StepAnswer {
        user: list::shown(call, user)?,
        ended,
    })
}

/// Corrects name, reading, profession, and whether somebody administers the institution.
pub fn update_user(call: &mut Call<'_, UpdateUser>) -> AppResult<UserDetail> {
    let (clerk, user) = (call.user()?, call.path.user);
    let form = call.body.form.check()?;
    let mut event = Event::new(Action::UpdateUser, call.app.clock.timestamp(), call.client);
    event.by(&clerk).detail(user.to_string());
    let (app, version) = (call.app, call.body.version);
    app.db.write(call.conn, |conn| {
        let row = model::hold(conn, user, version)?;
        if row.state() == AccountState::Removed {
            return Err(model::conflict("利用を終了した人の登録は直せません。監査の記録に残るためです。").into());
        }
        diesel::update(users::table.find(user.0))
            .set((
                users::name.eq(&form.name),
                users::kana.eq(&form.kana),
                users::profession.eq(form.profession.code()),
                users::is_administrator.eq(form.is_administrator),
                users::version.eq(row.version + 1),
            ))
            .execute(conn)?;
        AppResult::Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    list::shown(call, user)
}

/// Nobody locks themself out.
pub(super) fn refuse_self(clerk: &CurrentUser, user: UserId) -> AppResult<()> {
    if clerk.id == user {
        return Err(model::conflict(
            "ご自分のログインIDには行えません。事務局のほかの人に頼んでください。パスワードは「パスワードの変更」で変えられます。",
        )
        .into());
    }
    Ok(())
}
