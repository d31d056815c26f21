//! How a user comes to be: number, login ID, row. The letter is made by `applications::letters`.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ids::{InstitutionId, UserId},
    institutions::Profession,
};

use crate::db::{Conn, schema::users};

/// The login ID of an institution's user: number @ the institution's code . region (SPEC 1).
pub fn login_id(number: u32, code: &str, region: &str) -> String {
    format!("{number:03}@{code}.{region}")
}

/// The number of the next user of an institution. Numbers of those who left are never given again: the audit log names them.
///
/// # Errors
/// Those of the database.
pub fn next_number(conn: &mut Conn, institution: InstitutionId) -> QueryResult<u32> {
    let taken: Vec<String> = users::table
        .filter(users::institution_id.eq(institution.0))
        .select(users::login_id)
        .load(conn)?;
    let numbers = taken.iter().filter_map(|login_id| login_id.split('@').next()?.parse::<u32>().ok());
    Ok(numbers.max().unwrap_or(0) + 1)
}

/// A user to be, who changes the password at the first sign-in.
pub struct NewUser<'a> {
    /// See [`login_id`].
    pub login_id: String,
    /// Where the user works.
    pub institution: InstitutionId,
    /// 氏名.
    pub name: &'a str,
    /// カナ氏名.
    pub kana: &'a str,
    /// 職種.
    pub profession: Profession,
    /// 施設管理者.
    pub is_administrator: bool,
    /// Of the initial password.
    pub password_hash: &'a str,
    /// Until when that works; none where nobody knows it, until a letter is issued.
    pub initial_until: Option<NaiveDateTime>,
}

impl NewUser<'_> {
    /// Makes the user; call it inside a write transaction, with its audit row.
    ///
    /// # Errors
    /// Those of the database, a login ID that is taken among them.
    pub fn insert(&self, conn: &mut Conn) -> QueryResult<UserId> {
        diesel::insert_into(users::table)
            .values((
                users::login_id.eq(&self.login_id),
                users::institution_id.eq(self.institution.0),
                users::name.eq(self.name),
                users::kana.eq(self.kana),
                users::profession.eq(self.profession.code()),
                users::password_hash.eq(self.password_hash),
                users::is_administrator.eq(self.is_administrator),
                users::must_change_password.eq(true),
                users::initial_until.eq(self.initial_until),
            ))
            .returning(users::id)
            .get_result(conn)
            .map(UserId)
    }
}
