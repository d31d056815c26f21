//! Users as the office works with them.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    accounts::{AccountState, AccountStep, Ended, Membership},
    ids::{InstitutionId, PatientId, UserId},
    institutions::{InstitutionKind, Profession},
};

use super::end;
use crate::{
    api::{AppError, AppResult},
    db::{
        Conn,
        schema::{institutions, team_members, teams, users},
        sql,
    },
    session::{self, EndedBecause, failures},
};

/// A user.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Row {
    id: i64,
    /// Counts up with each change by the office.
    pub version: i64,
    /// ログインID.
    pub login_id: String,
    institution_id: i64,
    /// 氏名.
    pub name: String,
    /// カナ氏名.
    pub kana: String,
    profession: String,
    /// The initial password is still to be changed.
    pub must_change_password: bool,
    /// Since when the account is stopped or ended.
    pub disabled_at: Option<NaiveDateTime>,
    removed_at: Option<NaiveDateTime>,
    moved_to: Option<i64>,
    /// Until when the initial password works.
    pub initial_until: Option<NaiveDateTime>,
    /// 施設管理者.
    pub is_administrator: bool,
}

impl Row {
    /// Who.
    pub const fn id(&self) -> UserId {
        UserId(self.id)
    }

    /// Where.
    pub const fn institution(&self) -> InstitutionId {
        InstitutionId(self.institution_id)
    }

    /// Whom the person became at another institution.
    pub fn moved_to(&self) -> Option<UserId> {
        self.moved_to.map(UserId)
    }

    /// 職種.
    ///
    /// # Errors
    /// When this program does not know it.
    pub fn profession(&self) -> AppResult<Profession> {
        profession(&self.profession)
    }

    /// Where the account stands.
    pub const fn state(&self) -> AccountState {
        state(self.disabled_at, self.removed_at)
    }
}

/// The profession of a stored code.
pub(super) fn profession(code: &str) -> AppResult<Profession> {
    Profession::from_code(code).ok_or_else(|| AppError::Internal(anyhow::anyhow!("a user with the unknown profession {code}")))
}

/// Where an account stands.
pub(super) const fn state(disabled_at: Option<NaiveDateTime>, removed_at: Option<NaiveDateTime>) -> AccountState {
    match (disabled_at, removed_at) {
        (_, Some(_)) => AccountState::Removed,
        (Some(_), None) => AccountState::Stopped,
        (None, None) => AccountState::Active,
    }
}

/// One user.
///
/// # Errors
/// Not found, and those of the database.
pub fn find(conn: &mut Conn, user: UserId) -> AppResult<Row> {
    let row = users::table.find(user.0).select(Row::as_select()).first(conn).optional()?;
    row.ok_or_else(|| missing().into())
}

/// One user in the version that was looked at, held until the transaction ends: steps with accounts run one at a time.
///
/// # Errors
/// Conflict, where somebody changed the user meanwhile; not found, and those of the database.
pub fn hold(conn: &mut Conn, user: UserId, version: i64) -> AppResult<Row> {
    sql::alone(conn, sql::ACCOUNTS)?;
    let row = find(conn, user)?;
    if row.version != version {
        return Err(overtaken().into());
    }
    Ok(row)
}

/// Takes a step with a user that is held.
///
/// # Errors
/// Conflict, where the account stands elsewhere, or nobody of the office would be left; those of the database.
pub fn take(conn: &mut Conn, row: &Row, step: AccountStep, now: NaiveDateTime) -> AppResult<Ended> {
    if !row.state().may(step) {
        let message = format!(
            "この利用者は「{}」のため、その操作はできません。画面を開き直して、いまの状態を確かめてください。",
            row.state().label()
        );
        return Err(conflict(message).into());
    }
    match step {
        AccountStep::ForgetFailures => {
            failures::forget(conn, &failures::key(&row.login_id))?;
            set_disabled(conn, row, row.disabled_at)?;
            Ok(Ended::default())
        }
        AccountStep::Resume => {
            set_disabled(conn, row, None)?;
            Ok(Ended::default())
        }
        AccountStep::Stop => {
            refuse_last_of_office(conn, row)?;
            set_disabled(conn, row, Some(now))?;
            Ok(Ended {
                sessions: session::end_all(conn, row.id(), EndedBecause::Stopped)?,
                ..Ended::default()
            })
        }
        AccountStep::Remove => {
            refuse_last_of_office(conn, row)?;
            Ok(end::end_user(conn, row.id(), now)?)
        }
    }
}

fn set_disabled(conn: &mut Conn, row: &Row, disabled_at: Option<NaiveDateTime>) -> QueryResult<()> {
    diesel::update(users::table.find(row.id))
        .set((users::disabled_at.eq(disabled_at), users::version.eq(row.version + 1)))
        .execute(conn)
        .map(|_| ())
}

/// Refuses to take away the last user of the office: nobody could let anybody in again.
///
/// # Errors
/// Conflict, and those of the database.
pub fn refuse_last_of_office(conn: &mut Conn, row: &Row) -> AppResult<()> {
    let of_office = users::table
        .inner_join(institutions::table)
        .filter(institutions::kind.eq(InstitutionKind::Office.code()))
        .filter(users::disabled_at.is_null())
        .select(users::id);
    let active: Vec<i64> = of_office.load(conn)?;
    if active == [row.id] {
        return Err(conflict("事務局の最後の利用者のため、できません。先に、事務局の別の利用者を追加してください。").into());
    }
    Ok(())
}

/// Teams of a user.
///
/// # Errors
/// Those of the database.
pub fn memberships(conn: &mut Conn, user: UserId) -> QueryResult<Vec<Membership>> {
    let rows: Vec<(i64, String)> = team_members::table
        .inner_join(teams::table)
        .filter(team_members::user_id.eq(user.0))
        .order(teams::id)
        .select((teams::patient_id, teams::name))
        .load(conn)?;
    let membership = |(patient, team)| Membership {
        patient: PatientId(patient),
        team,
    };
    Ok(rows.into_iter().map(membership).collect())
}

/// Days, as the database compares moments.
pub(super) fn days_before(now: NaiveDateTime, days: i64) -> NaiveDateTime {
    now - Duration::days(days)
}

/// The version that was looked at is no longer the newest.
pub(super) fn overtaken() -> ApiError {
    conflict("ほかの人が先にこの利用者を変更しました。画面を開き直して、いまの内容を確かめてください。")
}

/// A refusal by how things stand.
pub(super) fn conflict(message: impl Into<String>) -> ApiError {
    ApiError {
        message: message.into(),
        ..ApiError::new(ErrorCode::Conflict)
    }
}

fn missing() -> ApiError {
    ApiError {
        message: "この利用者は見つかりません。利用者の一覧からお探しください。".to_owned(),
        ..ApiError::new(ErrorCode::NotFound)
    }
}
