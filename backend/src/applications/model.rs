//! Applications and their history in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::de::DeserializeOwned;
use tobiume_common::{
    application::{ApplicationForm, HistoryLine, Kind, State, Step, form::NAME_MAX},
    ids::{ApplicationId, UserId},
    japanese::{fold_code, fold_text},
    requests::RequestForm,
};

use crate::{
    api::{AppError, AppResult},
    db::{
        Conn,
        date::rfc3339,
        schema::{application_events as events, applications, users},
    },
};

/// Longest key, in characters.
const KEY_MAX: usize = 100;

/// Who a step was by when no user took it.
const APPLICANT: &str = "申請者";

/// Who a step was by that followed from something else.
const NETWORK: &str = "自動";

/// A row as it is worked with.
#[derive(Queryable, Selectable)]
#[diesel(table_name = applications)]
pub struct Row {
    /// Which.
    pub id: i64,
    /// Of the applicant's code.
    pub code_hash: Vec<u8>,
    state: String,
    kind: String,
    /// What is compared: 医療機関コード of a participation, of a request what tells that the same is asked for again.
    #[diesel(column_name = code)]
    pub key: String,
    /// 施設名 as the queue shows it.
    #[diesel(column_name = institution_name)]
    pub name: String,
    /// Counts up with each change.
    pub version: i64,
    form: String,
    /// Who has it.
    pub clerk_id: Option<i64>,
    /// When it was sent last.
    pub sent_at: Option<NaiveDateTime>,
    /// What its approval made.
    pub institution_id: Option<i64>,
}

impl Row {
    /// Which.
    pub const fn id(&self) -> ApplicationId {
        ApplicationId(self.id)
    }

    /// Where it stands.
    ///
    /// # Errors
    /// When the database holds a state that this program does not know.
    pub fn state(&self) -> AppResult<State> {
        state(&self.state)
    }

    /// What is asked for.
    ///
    /// # Errors
    /// When the database holds a kind that this program does not know.
    pub fn kind(&self) -> AppResult<Kind> {
        kind(&self.kind)
    }

    /// What is typed.
    ///
    /// # Errors
    /// When the database holds no form of this type.
    pub fn form<T: DeserializeOwned>(&self) -> AppResult<T> {
        Ok(serde_json::from_str(&self.form).map_err(anyhow::Error::from)?)
    }
}

/// The state of a stored code.
///
/// # Errors
/// When this program does not know it.
pub fn state(code: &str) -> AppResult<State> {
    State::from_code(code).ok_or_else(|| AppError::Internal(anyhow::anyhow!("an application in the unknown state {code}")))
}

/// The kind of a stored code.
///
/// # Errors
/// When this program does not know it.
pub fn kind(code: &str) -> AppResult<Kind> {
    Kind::from_code(code).ok_or_else(|| AppError::Internal(anyhow::anyhow!("an application of the unknown kind {code}")))
}

/// A form as it is stored and compared.
#[derive(AsChangeset, Insertable)]
#[diesel(table_name = applications)]
pub struct Stored {
    form: String,
    code: String,
    name_key: String,
    phone_key: String,
    institution_name: String,
    association: String,
}

impl Stored {
    /// Of a form in any state of completeness.
    ///
    /// # Errors
    /// When it is no JSON: never.
    pub fn of(form: &ApplicationForm) -> AppResult<Self> {
        let institution = &form.institution;
        Ok(Self {
            form: serde_json::to_string(form).map_err(anyhow::Error::from)?,
            code: key(&fold_code(&institution.code)),
            name_key: key(&fold_text(&institution.name).replace(' ', "")),
            phone_key: key(&fold_code(&institution.phone)),
            institution_name: institution.name.chars().filter(|ch| !ch.is_control()).take(NAME_MAX).collect(),
            association: institution
                .association
                .trim()
                .chars()
                .filter(|ch| !ch.is_control())
                .take(NAME_MAX)
                .collect(),
        })
    }
}

impl Stored {
    /// Of a request: `key` tells that the same is asked for again.
    ///
    /// # Errors
    /// When it is no JSON: never.
    pub fn of_request(form: &RequestForm, institution: &str, key: &str) -> AppResult<Self> {
        Ok(Self {
            form: serde_json::to_string(form).map_err(anyhow::Error::from)?,
            code: key.to_owned(),
            name_key: String::new(),
            phone_key: String::new(),
            institution_name: institution.to_owned(),
            association: String::new(),
        })
    }
}

/// What is compared. Drafts hold anything, keys neither control characters nor more than an index takes.
fn key(folded: &str) -> String {
    folded.chars().filter(|ch| !ch.is_control() && *ch != '-').take(KEY_MAX).collect()
}

/// Keeps a new draft.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, stored: &Stored, code_hash: &[u8], address: &str, now: NaiveDateTime) -> QueryResult<ApplicationId> {
    let new = (
        stored,
        applications::code_hash.eq(code_hash),
        applications::state.eq(State::Draft.code()),
        applications::version.eq(1),
        applications::address.eq(address),
        applications::begun_at.eq(now),
    );
    diesel::insert_into(applications::table)
        .values(new)
        .returning(applications::id)
        .get_result(conn)
        .map(ApplicationId)
}

/// How many were begun from an address since a moment.
///
/// # Errors
/// Those of the database.
pub fn begun_from(conn: &mut Conn, address: &str, since: NaiveDateTime) -> QueryResult<i64> {
    applications::table
        .filter(applications::address.eq(address))
        .filter(applications::begun_at.gt(since))
        .count()
        .get_result(conn)
}

/// One application.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: ApplicationId) -> QueryResult<Option<Row>> {
    applications::table.find(id.0).select(Row::as_select()).first(conn).optional()
}

/// One application, held until the transaction ends: who also wants to change it waits. SQLite has one writer anyway.
///
/// # Errors
/// Those of the database.
pub fn hold(conn: &mut Conn, id: ApplicationId) -> QueryResult<Option<Row>> {
    if let Conn::Postgres(conn) = conn {
        applications::table
            .find(id.0)
            .select(applications::id)
            .for_no_key_update()
            .execute(conn)?;
    }
    find(conn, id)
}

/// The applicant's e-mail address as it would be written to; empty where none is typed.
///
/// # Errors
/// When there is no such application, or no such form in it.
pub fn email(conn: &mut Conn, id: ApplicationId) -> AppResult<String> {
    let form: String = applications::table.find(id.0).select(applications::form).first(conn)?;
    let form: ApplicationForm = serde_json::from_str(&form).map_err(anyhow::Error::from)?;
    Ok(fold_code(&form.institution.email))
}

/// Its history, oldest first.
///
/// # Errors
/// Those of the database, or an unknown step.
pub fn history(conn: &mut Conn, id: ApplicationId) -> AppResult<Vec<HistoryLine>> {
    let rows: Vec<(String, Option<String>, String, NaiveDateTime)> = events::table
        .left_join(users::table)
        .filter(events::application_id.eq(id.0))
        .order(events::id)
        .select((events::step, users::name.nullable(), events::note, events::happened_at))
        .load(conn)?;
    rows.into_iter()
        .map(|(step, user, note, at)| {
            let step = Step::from_code(&step).ok_or_else(|| anyhow::anyhow!("an application with the unknown step {step}"))?;
            Ok(HistoryLine {
                at: rfc3339(at),
                step,
                who: user.unwrap_or_else(|| if step == Step::Begin { NETWORK } else { APPLICANT }.to_owned()),
                note,
            })
        })
        .collect()
}

/// Adds to the history.
///
/// # Errors
/// Those of the database.
pub fn add_event(conn: &mut Conn, id: ApplicationId, step: Step, user: Option<UserId>, note: &str, at: NaiveDateTime) -> QueryResult<()> {
    let new = (
        events::application_id.eq(id.0),
        events::step.eq(step.code()),
        events::user_id.eq(user.map(|user| user.0)),
        events::note.eq(note),
        events::happened_at.eq(at),
    );
    diesel::insert_into(events::table).values(new).execute(conn).map(|_| ())
}
