//! Approval: institution, users and letters, all of them or nothing.
//!
//! The letters are typeset before anything is written: what cannot be printed is not approved. The passwords are in the letters alone; of
//! whoever loses them only a new one helps.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    application::{Actor, ApplicationForm, ApplicationPath, ApproveApplication, CheckedApplication, CheckedUser, Step},
    ids::{ApplicationId, InstitutionId},
};

use super::{
    letters::{self, Addressee, InitialPassword, Letter, Letters},
    model,
    turn::{self, By, Turn},
};
use crate::{
    accounts::begin::{NewUser, login_id},
    api::{AppResult, Call, Later},
    app::App,
    audit::{self, Action, Event},
    db::{
        Conn,
        date::from_civil,
        schema::{applications, district_associations, institutions},
        sql,
    },
    session::CurrentUser,
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
    // Learned before it costs anything.
    turn::may_take(&row, Step::Approve, Actor::Office)?;
    let now = call.app.clock.timestamp();
    // It could be sent once; days for the visit may have passed since.
    let form = ApplicationForm {
        visit_days: Vec::new(),
        ..row.form()?
    };
    let checked = form.check(call.app.clock.today())?;
    let code = code_of(&checked, &call.body.code)?;
    refuse_taken(call.conn, &code)?;
    let mut event = Event::new(Action::StepApplication, now, call.client);
    event.by(&user).detail(format!("{application} {}", Step::Approve.code()));
    let approval = Approval {
        application,
        version: row.version,
        clerk: user,
        code,
        checked,
        now,
        event,
    };
    let app = call.app.clone();
    Ok(Later::file(async move {
        let passwords = letters::initial_passwords(&app, approval.checked.users.len()).await?;
        let pdf = approval.letters(&app, &passwords).typeset(&app).await?;
        app.with_connection(move |app, conn| app.db.write(conn, |conn| approval.write(app, conn, &passwords)))
            .await?;
        Ok(pdf)
    }))
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

/// Refuses a code that takes part already.
fn refuse_taken(conn: &mut Conn, code: &str) -> AppResult<()> {
    let taken: i64 = institutions::table.filter(institutions::code.eq(code)).count().get_result(conn)?;
    if taken == 0 {
        return Ok(());
    }
    Err(ApiError {
        message: "同じコードの施設がすでに参加しています。施設の変更として扱うか、却下してください。".to_owned(),
        ..ApiError::new(ErrorCode::Conflict)
    }
    .into())
}

/// Everything that the approval needs to know.
struct Approval {
    application: ApplicationId,
    version: i64,
    clerk: CurrentUser,
    code: String,
    checked: CheckedApplication,
    now: NaiveDateTime,
    event: Event,
}

impl Approval {
    /// Of the user at this place of the form.
    fn login_id(&self, app: &App, at: usize) -> String {
        login_id(
            u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1),
            &self.code,
            &app.network.region,
        )
    }

    fn letters(&self, app: &App, passwords: &[InitialPassword]) -> Letters {
        let institution = &self.checked.institution;
        let letter = |(at, (user, password)): (usize, (&CheckedUser, &InitialPassword))| Letter {
            name: user.name.clone(),
            profession: user.profession.label(),
            login_id: self.login_id(app, at),
            password: password.plain.clone(),
        };
        let to = Addressee {
            institution: institution.name.clone(),
            postal_code: institution.postal_code.clone(),
            address: institution.address.clone(),
        };
        Letters::new(app, to, self.checked.users.iter().zip(passwords).enumerate().map(letter).collect())
    }

    fn write(&self, app: &App, conn: &mut Conn, passwords: &[InitialPassword]) -> AppResult<()> {
        let row = model::hold(conn, self.application)?.ok_or(ErrorCode::NotFound)?;
        if row.version != self.version {
            return Err(turn::overtaken().into());
        }
        // The association that is named must not be removed meanwhile.
        sql::alone(conn, sql::ACCOUNTS)?;
        let institution = self.insert_institution(app, conn)?;
        self.insert_users(app, conn, institution, passwords)?;
        let turn = Turn {
            step: Step::Approve,
            by: By::Clerk(self.clerk.id),
            note: "",
            now: self.now,
            outbox: &app.outbox,
        };
        turn.take(conn, &row, None)?;
        diesel::update(applications::table.find(row.id))
            .set(applications::institution_id.eq(institution))
            .execute(conn)?;
        Ok(audit::insert(&app.db, conn, &self.event)?)
    }

    fn insert_institution(&self, app: &App, conn: &mut Conn) -> AppResult<i64> {
        let institution = &self.checked.institution;
        refuse_taken(conn, &self.code)?;
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
            institutions::joined_on.eq(Some(from_civil(app.clock.today()))),
        );
        Ok(diesel::insert_into(institutions::table)
            .values(new)
            .returning(institutions::id)
            .get_result(conn)?)
    }

    fn insert_users(&self, app: &App, conn: &mut Conn, institution: i64, passwords: &[InitialPassword]) -> QueryResult<()> {
        for (at, (user, password)) in self.checked.users.iter().zip(passwords).enumerate() {
            let new = NewUser {
                login_id: self.login_id(app, at),
                institution: InstitutionId(institution),
                name: &user.name,
                kana: &user.kana,
                profession: user.profession,
                is_administrator: user.is_administrator,
                password_hash: &password.hash,
                initial_until: Some(letters::works_until(self.now)),
            };
            new.insert(conn)?;
        }
        Ok(())
    }
}
