//! 参加承認書 and the initial passwords on them: for who is approved, and for whoever is given a new one.
//!
//! The plain text of a password is in the letter alone. Of whoever loses the letter only a new password helps.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use serde::Serialize;
use tobiume_common::{CivilDate, ids::UserId};

use super::ticket::random_letters;
use crate::{
    api::{AppError, AppResult, Download},
    app::App,
    db::{Conn, schema::users},
    session::{self, EndedBecause, INITIAL_PASSWORD_DAYS, failures},
    worker,
};

/// Passwords that are hashed at the same time: each takes 19 MiB and a core, and others want to sign in meanwhile.
const HASHED_AT_ONCE: usize = 2;

/// A password to be, which its user must change at once.
pub struct InitialPassword {
    /// For the letter, and nowhere else.
    pub plain: String,
    /// To be stored.
    pub hash: String,
}

/// So many new passwords. Do not hold a connection while this is waited for.
///
/// # Errors
/// When the system gives no randomness.
pub async fn initial_passwords(app: &App, count: usize) -> AppResult<Vec<InitialPassword>> {
    let hashing = |count: usize| {
        let app = app.clone();
        tokio::task::spawn_blocking(move || (0..count).map(|_| initial_password(&app)).collect::<AppResult<Vec<_>>>())
    };
    // Each thread takes its part: no queue, no lock.
    let parts: Vec<_> = (0..HASHED_AT_ONCE).map(|at| hashing((count + at) / HASHED_AT_ONCE)).collect();
    let mut passwords = Vec::with_capacity(count);
    for part in parts {
        passwords.extend(part.await.map_err(|error| AppError::Internal(error.into()))??);
    }
    Ok(passwords)
}

fn initial_password(app: &App) -> AppResult<InitialPassword> {
    let plain = random_letters()?;
    let hash = app.passwords.hash(&plain)?;
    Ok(InitialPassword { plain, hash })
}

/// Until when an initial password of this moment works.
pub fn works_until(now: NaiveDateTime) -> NaiveDateTime {
    now + Duration::days(INITIAL_PASSWORD_DAYS)
}

/// Gives a user a new initial password: the old one and all sessions end, a lock is lifted. Call it inside a write transaction, with its
/// audit row.
///
/// # Errors
/// Those of the database.
pub fn give(conn: &mut Conn, user: UserId, login_id: &str, password: &InitialPassword, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(users::table.find(user.0))
        .set((
            users::password_hash.eq(&password.hash),
            users::must_change_password.eq(true),
            users::initial_until.eq(Some(works_until(now))),
            users::version.eq(users::version + 1),
        ))
        .execute(conn)?;
    session::end_all(conn, user, EndedBecause::NewPassword)?;
    failures::forget(conn, &failures::key(login_id))
}

/// Letters to users of one institution, one page each.
#[derive(Serialize)]
pub struct Letters {
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

/// A letter.
#[derive(Serialize)]
pub struct Letter {
    /// 氏名.
    pub name: String,
    /// 職種, in words.
    pub profession: &'static str,
    /// ログインID.
    pub login_id: String,
    /// 初期パスワード.
    pub password: String,
}

/// Where letters go.
pub struct Addressee {
    /// 施設名.
    pub institution: String,
    /// 郵便番号.
    pub postal_code: String,
    /// 住所.
    pub address: String,
}

impl Letters {
    /// Letters of today.
    pub fn new(app: &App, to: Addressee, letters: Vec<Letter>) -> Self {
        Self {
            document: "letters",
            network: app.network.network_name.clone(),
            office_phone: app.network.office_phone.clone(),
            issued_on: app.clock.today(),
            institution: to.institution,
            postal_code: to.postal_code,
            address: to.address,
            days: INITIAL_PASSWORD_DAYS,
            letters,
        }
    }

    /// The letters as a PDF. Typeset before anything is written: whom no letter can be made for keeps the password.
    ///
    /// # Errors
    /// Those of the worker.
    pub async fn typeset(&self, app: &App) -> AppResult<Download> {
        Ok(Download::pdf("参加承認書", worker::typeset(app, self).await?))
    }
}
