//! What the approval of a request does, inside the transaction of the step.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    ids::{InstitutionId, PatientId},
    requests::{CheckedChange, LeavingForm, MatchForm, RequestForm},
};

use super::model;
use crate::{
    accounts::{
        begin::{NewUser, login_id, next_number},
        end::end_user,
        leave::{end_users, leave},
    },
    api::AppResult,
    app::App,
    applications::{model::Row, ticket},
    claims::questions,
    db::{
        Conn,
        date::{day_in_japan, from_civil, to_civil},
        schema::{institutions, users},
        sql,
    },
    session::{EndedBecause, end_all},
};

/// The hash of a password that nobody knows: until the letter is issued, nobody signs in.
///
/// # Errors
/// When the system gives no randomness.
pub fn unusable_password(app: &App) -> AppResult<String> {
    Ok(app.passwords.hash(&ticket::random_letters()?)?)
}

/// An approval.
pub struct Granting<'a> {
    /// The application.
    pub app: &'a App,
    /// When.
    pub now: NaiveDateTime,
    /// See [`unusable_password`].
    pub password_hash: &'a str,
    /// Whose the receipt is, at a 患者照合.
    pub patient: Option<PatientId>,
}

impl Granting<'_> {
    /// Does what is asked for.
    ///
    /// # Errors
    /// Conflict, where it cannot be done any more; nothing was done then.
    pub fn grant(&self, conn: &mut Conn, row: &Row) -> AppResult<()> {
        sql::alone(conn, sql::ACCOUNTS)?;
        match (row.form()?, row.institution_id.map(InstitutionId)) {
            (RequestForm::Change(form), Some(institution)) => self.change(conn, row, institution, &form.check()?),
            (RequestForm::Leaving(form), Some(institution)) => self.leave(conn, row.sent_at.unwrap_or(self.now), institution, &form),
            (RequestForm::PasswordReset(form), _) => self.reset(conn, row, &form.login_id),
            (RequestForm::PatientMatch(form), _) => self.is_somebody(conn, row, &form),
            (RequestForm::Change(_) | RequestForm::Leaving(_), None) => Err(ErrorCode::NotFound.into()),
        }
    }

    /// The receipt is one of those who may be meant: so are all later ones that are written like it.
    fn is_somebody(&self, conn: &mut Conn, row: &Row, form: &MatchForm) -> AppResult<()> {
        let patient = self.patient.filter(|patient| form.candidates.contains(patient));
        let patient = patient.ok_or_else(|| ApiError::field("patient", "どの患者さんのレセプトかを選んでください。"))?;
        Ok(questions::decide(conn, &row.key, Some(patient), self.now)?)
    }

    fn change(&self, conn: &mut Conn, row: &Row, institution: InstitutionId, change: &CheckedChange) -> AppResult<()> {
        if let Some(directory) = &change.directory {
            diesel::update(institutions::table.find(institution.0))
                .set((
                    institutions::postal_code.eq(&directory.postal_code),
                    institutions::address.eq(&directory.address),
                    institutions::phone.eq(&directory.phone),
                    institutions::fax.eq(&directory.fax),
                    institutions::email.eq(&directory.email),
                    institutions::version.eq(institutions::version + 1),
                ))
                .execute(conn)?;
        }
        let code: String = institutions::table.find(institution.0).select(institutions::code).first(conn)?;
        let first = next_number(conn, institution)?;
        for (number, user) in (first..).zip(&change.added) {
            let new = NewUser {
                login_id: login_id(number, &code, &self.app.network.region),
                institution,
                name: &user.name,
                kana: &user.kana,
                profession: user.profession,
                is_administrator: user.is_administrator,
                password_hash: self.password_hash,
                initial_until: None,
            };
            let user = new.insert(conn)?;
            model::link(conn, row.id(), user)?;
        }
        let here = model::colleagues(conn, institution)?;
        for user in &change.removed {
            // Who has left meanwhile is gone already; who works elsewhere now is nobody of theirs.
            if here.iter().any(|colleague| colleague.id == *user) {
                end_user(conn, *user, self.now)?;
            }
        }
        Ok(())
    }

    fn leave(&self, conn: &mut Conn, sent_at: NaiveDateTime, institution: InstitutionId, form: &LeavingForm) -> AppResult<()> {
        // It came when it was sent; by now it may have passed.
        let last_day = form.check(to_civil(day_in_japan(sent_at)))?.last_day;
        leave(conn, institution, last_day)?;
        end_users(conn, from_civil(self.app.clock.today()), self.now)?;
        Ok(())
    }

    /// Who asked has nothing in the hand: from now on only the letter helps.
    fn reset(&self, conn: &mut Conn, row: &Row, login_id: &str) -> AppResult<()> {
        let Some((user, ..)) = model::user_of_login(conn, login_id)? else {
            return Err(ApiError {
                message: "このログインIDの利用者はいません。電話で確かめて、却下してください。".to_owned(),
                ..ApiError::new(ErrorCode::Conflict)
            }
            .into());
        };
        diesel::update(users::table.find(user.id.0))
            .set((
                users::password_hash.eq(self.password_hash),
                users::must_change_password.eq(true),
                users::initial_until.eq(None::<NaiveDateTime>),
                users::version.eq(users::version + 1),
            ))
            .execute(conn)?;
        end_all(conn, user.id, EndedBecause::NewPassword)?;
        Ok(model::link(conn, row.id(), user.id)?)
    }
}
