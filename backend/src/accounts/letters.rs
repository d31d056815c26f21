//! What ends with a letter: a new initial password, a new user, a new login ID at another institution.
//!
//! The letter is typeset before anything is written, with the login ID on it; that it still is the next one is asked again in the
//! transaction.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ErrorCode,
    accounts::{AccountState, AddUser, CheckedForm, MoveUser, ReissuePassword},
    ids::{InstitutionId, UserId},
};

use super::{
    begin::{NewUser, login_id, next_number},
    end, model,
    steps::refuse_self,
};
use crate::{
    api::{AppResult, Call, Later},
    app::App,
    applications::letters::{self, Addressee, InitialPassword, Letter, Letters},
    audit::{self, Action, Event},
    db::{
        Conn,
        schema::{institutions, users},
        sql,
    },
};

/// A new initial password. The old one and all sessions end; who has the letter has 14 days to choose a password.
pub fn reissue_password(call: &mut Call<'_, ReissuePassword>) -> AppResult<Later<ReissuePassword>> {
    let (clerk, user, version) = (call.user()?, call.path.user, call.body.version);
    refuse_self(&clerk, user)?;
    let row = seen(call.conn, user, version)?;
    if row.state() == AccountState::Stopped {
        return Err(model::conflict("利用を停止しています。先に利用停止を解除してから、パスワードを発行してください。").into());
    }
    let to = addressee(call.conn, row.institution())?;
    let letter = Letter {
        name: row.name.clone(),
        profession: row.profession()?.label(),
        login_id: row.login_id,
        password: String::new(),
    };
    let now = call.app.clock.timestamp();
    let mut event = Event::new(Action::ResetPassword, now, call.client);
    event.by(&clerk).detail(user.to_string());
    let write = move |app: &App, conn: &mut Conn, password: &InitialPassword| {
        let row = model::hold(conn, user, version)?;
        letters::give(conn, user, &row.login_id, password, now)?;
        Ok(audit::insert(&app.db, conn, &event)?)
    };
    Ok(with_letter(call.app, to, letter, write))
}

/// A new user of an institution.
pub fn add_user(call: &mut Call<'_, AddUser>) -> AppResult<Later<AddUser>> {
    let (clerk, institution) = (call.user()?, call.path.institution);
    let form = call.body.check()?;
    let new = Arrival::at(call.app, call.conn, institution, form)?;
    let mut event = Event::new(Action::AddUser, new.now, call.client);
    event.by(&clerk);
    let (to, letter) = (addressee(call.conn, institution)?, new.letter());
    let write = move |app: &App, conn: &mut Conn, password: &InitialPassword| {
        sql::alone(conn, sql::ACCOUNTS)?;
        let user = new.insert(app, conn, password)?;
        let mut event = event;
        Ok(audit::insert(&app.db, conn, event.detail(user.to_string()))?)
    };
    Ok(with_letter(call.app, to, letter, write))
}

/// A new login ID at another institution: what one may see hangs on where one works, and what was done stays under the login ID it was done
/// with.
pub fn move_user(call: &mut Call<'_, MoveUser>) -> AppResult<Later<MoveUser>> {
    let (clerk, user, version, institution) = (call.user()?, call.path.user, call.body.version, call.body.institution);
    refuse_self(&clerk, user)?;
    let row = seen(call.conn, user, version)?;
    if row.institution() == institution {
        return Err(model::conflict("いまと同じ施設です。異動先の施設を選んでください。").into());
    }
    let form = CheckedForm {
        name: row.name.clone(),
        kana: row.kana.clone(),
        profession: row.profession()?,
        // Of the old institution; the new one has its own.
        is_administrator: false,
    };
    let new = Arrival::at(call.app, call.conn, institution, form)?;
    let mut event = Event::new(Action::MoveUser, new.now, call.client);
    event.by(&clerk);
    let (to, letter) = (addressee(call.conn, institution)?, new.letter());
    let write = move |app: &App, conn: &mut Conn, password: &InitialPassword| {
        let row = model::hold(conn, user, version)?;
        model::refuse_last_of_office(conn, &row)?;
        let ended = end::end_user(conn, user, new.now)?;
        let arrived = new.insert(app, conn, password)?;
        diesel::update(users::table.find(user.0))
            .set(users::moved_to.eq(Some(arrived.0)))
            .execute(conn)?;
        let mut event = event;
        event.listing(ended.teams.iter().map(|team| team.patient));
        Ok(audit::insert(&app.db, conn, event.detail(format!("{user} {arrived}")))?)
    };
    Ok(with_letter(call.app, to, letter, write))
}

/// The user in the version that was looked at, not ended: learned before it costs anything.
fn seen(conn: &mut Conn, user: UserId, version: i64) -> AppResult<model::Row> {
    let row = model::find(conn, user)?;
    if row.version != version {
        return Err(model::overtaken().into());
    }
    if row.state() == AccountState::Removed {
        return Err(model::conflict("この利用者の利用は終了しています。必要なときは、施設に新しい利用者を追加してください。").into());
    }
    Ok(row)
}

/// Somebody who comes to an institution.
struct Arrival {
    institution: InstitutionId,
    login_id: String,
    form: CheckedForm,
    now: NaiveDateTime,
}

impl Arrival {
    fn at(app: &App, conn: &mut Conn, institution: InstitutionId, form: CheckedForm) -> AppResult<Self> {
        Ok(Self {
            institution,
            login_id: next_login_id(app, conn, institution)?,
            form,
            now: app.clock.timestamp(),
        })
    }

    fn letter(&self) -> Letter {
        Letter {
            name: self.form.name.clone(),
            profession: self.form.profession.label(),
            login_id: self.login_id.clone(),
            password: String::new(),
        }
    }

    fn insert(&self, app: &App, conn: &mut Conn, password: &InitialPassword) -> AppResult<UserId> {
        if next_login_id(app, conn, self.institution)? != self.login_id {
            return Err(model::conflict("ほかの人が先に、この施設に利用者を追加しました。もう一度お試しください。").into());
        }
        let new = NewUser {
            login_id: self.login_id.clone(),
            institution: self.institution,
            name: &self.form.name,
            kana: &self.form.kana,
            profession: self.form.profession,
            is_administrator: self.form.is_administrator,
            password_hash: &password.hash,
            initial_until: Some(letters::works_until(self.now)),
        };
        Ok(new.insert(conn)?)
    }
}

/// The login ID of an institution's next user.
///
/// # Errors
/// Conflict, where the institution has left; not found, and those of the database.
fn next_login_id(app: &App, conn: &mut Conn, institution: InstitutionId) -> AppResult<String> {
    let (code, left_on): (String, Option<chrono::NaiveDate>) = institutions::table
        .find(institution.0)
        .select((institutions::code, institutions::left_on))
        .first(conn)
        .optional()?
        .ok_or(ErrorCode::NotFound)?;
    if left_on.is_some() {
        return Err(model::conflict("この施設は退会しています（退会の予定を含みます）。別の施設を選んでください。").into());
    }
    Ok(login_id(next_number(conn, institution)?, &code, &app.network.region))
}

/// Where a letter goes.
fn addressee(conn: &mut Conn, institution: InstitutionId) -> QueryResult<Addressee> {
    let (institution, postal_code, address) = institutions::table
        .find(institution.0)
        .select((institutions::name, institutions::postal_code, institutions::address))
        .first(conn)?;
    Ok(Addressee {
        institution,
        postal_code,
        address,
    })
}

/// Makes the password and the letter, then writes, then answers with the letter.
fn with_letter<E: tobiume_common::Endpoint>(
    app: &App,
    to: Addressee,
    letter: Letter,
    write: impl FnOnce(&App, &mut Conn, &InitialPassword) -> AppResult<()> + Send + 'static,
) -> Later<E> {
    let app = app.clone();
    Later::file(async move {
        let mut passwords = letters::initial_passwords(&app, 1).await?;
        let password = passwords.pop().ok_or_else(|| anyhow::anyhow!("no password was made"))?;
        let letter = Letter {
            password: password.plain.clone(),
            ..letter
        };
        let pdf = Letters::new(&app, to, vec![letter]).typeset(&app).await?;
        app.with_connection(move |app, conn| app.db.write(conn, |conn| write(app, conn, &password)))
            .await?;
        Ok(pdf)
    })
}
