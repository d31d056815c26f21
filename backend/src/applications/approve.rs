//! Approval: institution, users and letters, all of them or nothing.
//!
//! The letters are typeset before anything is written: what cannot be printed is not approved. The passwords are in the letters alone; of
//! whoever loses them only a new one helps.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use serde::Serialize;
use tobiume_common::{
    ApiError, CivilDate, ErrorCode,
    application::{ApplicationPath, ApproveApplication, CheckedApplication, CheckedUser, Step},
    ids::ApplicationId,
};

use super::{
    model,
    ticket::random_letters,
    turn::{self, By, Turn},
};
use crate::{
    api::{AppError, AppResult, Call, Download, Later},
    app::App,
    audit::{self, Action, Event},
    db::{
        Conn,
        date::from_civil,
        schema::{applications, district_associations, institutions, users},
    },
    session::{CurrentUser, INITIAL_PASSWORD_DAYS},
    worker,
};

/// Letters of a name that the office gives to an institution without a code.
const GIVEN_CODE: std::ops::RangeInclusive<usize> = 3..=20;

/// Approves; the answer is the letters, which nobody gets a second time.
pub fn approve_application(call: &mut Call<'_, ApproveApplication>) -> AppResult<Later<ApproveApplication>> {
    let user = call.user()?;
    let ApplicationPath { application } = call.path;
    let row = super::queue::find(call.conn, application)?;
    if row.version != call.body.version {
        return Err(turn::overtaken().into());
    }
    let now = call.app.clock.timestamp();
    // It could be sent once; days for the visit may have passed since.
    let form = tobiume_common::application::ApplicationForm {
        visit_days: Vec::new(),
        ..row.form()?
    };
    let checked = form.check(call.app.clock.today())?;
    let code = code_of(&checked, &call.body.code)?;
    let mut event = Event::new(Action::StepApplication, now, call.client);
    event.by(&user).detail(format!("{application} {}", Step::Approve.code()));
    let approval = Approval {
        application,
        version: row.version,
        clerk: user,
        code,
        checked,
        now,
        today: call.app.clock.today(),
        event,
    };
    let app = call.app.clone();
    Ok(Later::file(async move {
        let hasher = app.clone();
        let new_users = blocking(move || approval.with_users(&hasher)).await?;
        let (approval, new_users) = new_users;
        let pdf = worker::typeset(&app, &approval.letters(&app, &new_users)).await?;
        app.with_connection(move |app, conn| app.db.write(conn, |conn| approval.write(app, conn, &new_users)))
            .await?;
        Ok(Download::pdf("参加承認書", pdf))
    }))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> AppResult<T> + Send + 'static) -> AppResult<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| AppError::Internal(error.into()))?
}

/// The institution's code; for who has none the name that the office gives.
fn code_of(checked: &CheckedApplication, given: &str) -> AppResult<String> {
    let institution = &checked.institution;
    if !institution.code.is_empty() {
        return Ok(institution.code.clone());
    }
    let given = given.trim();
    let is_name = given.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !is_name || !GIVEN_CODE.contains(&given.len()) {
        return Err(ApiError::field(
            "code",
            "ログインIDに使う名前を、英小文字と数字の3文字から20文字で入力してください。",
        )
        .into());
    }
    Ok(given.to_owned())
}

/// Everything that the approval needs to know.
struct Approval {
    application: ApplicationId,
    version: i64,
    clerk: CurrentUser,
    code: String,
    checked: CheckedApplication,
    now: NaiveDateTime,
    today: CivilDate,
    event: Event,
}

/// A user to be.
struct NewUser {
    login_id: String,
    password: String,
    hash: String,
}

impl Approval {
    /// Makes login IDs, passwords and their hashes: one after the other, for each takes 19 MiB.
    fn with_users(self, app: &App) -> AppResult<(Self, Vec<NewUser>)> {
        let region = &app.network.region;
        let new_users = (1..).zip(&self.checked.users).map(|(number, _)| {
            let password = random_letters()?;
            Ok(NewUser {
                login_id: format!("{number:03}@{}.{region}", self.code),
                hash: app.passwords.hash(&password)?,
                password,
            })
        });
        let new_users = new_users.collect::<AppResult<_>>()?;
        Ok((self, new_users))
    }

    fn letters(&self, app: &App, new_users: &[NewUser]) -> Letters {
        let institution = &self.checked.institution;
        let letter = |(user, new): (&CheckedUser, &NewUser)| Letter {
            name: user.name.clone(),
            profession: user.profession.label(),
            login_id: new.login_id.clone(),
            password: new.password.clone(),
        };
        Letters {
            document: "letters",
            network: app.network.network_name.clone(),
            office_phone: app.network.office_phone.clone(),
            issued_on: self.today,
            institution: institution.name.clone(),
            postal_code: institution.postal_code.clone(),
            address: institution.address.clone(),
            days: INITIAL_PASSWORD_DAYS,
            letters: self.checked.users.iter().zip(new_users).map(letter).collect(),
        }
    }

    fn write(&self, app: &App, conn: &mut Conn, new_users: &[NewUser]) -> AppResult<()> {
        let row = model::hold(conn, self.application)?.ok_or(ErrorCode::NotFound)?;
        if row.version != self.version {
            return Err(turn::overtaken().into());
        }
        let institution = self.insert_institution(conn)?;
        self.insert_users(conn, institution, new_users)?;
        let turn = Turn {
            step: Step::Approve,
            by: By::Clerk(self.clerk.id),
            note: "",
            now: self.now,
        };
        turn.take(conn, &row, None)?;
        diesel::update(applications::table.find(row.id))
            .set(applications::institution_id.eq(institution))
            .execute(conn)?;
        Ok(audit::insert(&app.db, conn, &self.event)?)
    }

    fn insert_institution(&self, conn: &mut Conn) -> AppResult<i64> {
        let institution = &self.checked.institution;
        let taken: i64 = institutions::table
            .filter(institutions::code.eq(&self.code))
            .count()
            .get_result(conn)?;
        if taken > 0 {
            return Err(ApiError {
                message: "同じコードの施設がすでに参加しています。施設の変更として扱うか、却下してください。".to_owned(),
                ..ApiError::new(ErrorCode::Conflict)
            }
            .into());
        }
        let association: Option<i64> = district_associations::table
            .filter(district_associations::name.eq(&institution.association))
            .select(district_associations::id)
            .first(conn)
            .optional()?;
        let new = (
            institutions::code.eq(&self.code),
            institutions::name.eq(&institution.name),
            institutions::kana.eq(&institution.kana),
            institutions::kind.eq(institution.kind.code()),
            institutions::emergency_level.eq(institution.emergency_level.map(i16::from)),
            institutions::association_id.eq(association),
            institutions::city_code.eq(&institution.city_code),
            institutions::postal_code.eq(&institution.postal_code),
            institutions::address.eq(&institution.address),
            institutions::phone.eq(&institution.phone),
            institutions::fax.eq(&institution.fax),
            institutions::email.eq(&institution.email),
            institutions::joined_on.eq(Some(from_civil(self.today))),
        );
        Ok(diesel::insert_into(institutions::table)
            .values(new)
            .returning(institutions::id)
            .get_result(conn)?)
    }

    fn insert_users(&self, conn: &mut Conn, institution: i64, new_users: &[NewUser]) -> QueryResult<()> {
        for (user, new) in self.checked.users.iter().zip(new_users) {
            let row = (
                users::login_id.eq(&new.login_id),
                users::institution_id.eq(institution),
                users::name.eq(&user.name),
                users::kana.eq(&user.kana),
                users::profession.eq(user.profession.code()),
                users::password_hash.eq(&new.hash),
                users::is_administrator.eq(user.is_administrator),
                users::must_change_password.eq(true),
                users::initial_until.eq(Some(self.now + Duration::days(INITIAL_PASSWORD_DAYS))),
            );
            diesel::insert_into(users::table).values(row).execute(conn)?;
        }
        Ok(())
    }
}

/// What is typeset.
#[derive(Serialize)]
struct Letters {
    document: &'static str,
    network: String,
    office_phone: String,
    issued_on: CivilDate,
    institution: String,
    postal_code: String,
    address: String,
    days: i64,
    letters: Vec<Letter>,
}

#[derive(Serialize)]
struct Letter {
    name: String,
    profession: &'static str,
    login_id: String,
    password: String,
}
