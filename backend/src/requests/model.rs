//! Requests and whom they are about, in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    application::{Kind, State, Step},
    ids::{ApplicationId, InstitutionId, PatientId, UserId},
    institutions::Profession,
    patients::PatientSummary,
    requests::{Colleague, Directory, OwnRequest, RequestForm},
};

use crate::{
    api::AppResult,
    applications::{
        model::{self as applications_model, Row, Stored},
        ticket,
    },
    db::{
        Conn,
        schema::{application_users, applications, institutions, patients, users},
    },
    patients::model::SummaryRow,
};

/// Most requests of an institution that are shown, newest first.
const SHOWN: i64 = 30;

/// A request to be.
pub struct NewRequest<'a> {
    /// What is asked for.
    pub form: &'a RequestForm,
    /// What tells that the same is asked for again; may be empty.
    pub key: &'a str,
    /// Whose; none where a login ID is nobody's.
    pub institution: Option<InstitutionId>,
    /// The institution's name, for the queue.
    pub name: &'a str,
    /// Who asks; none for who cannot sign in.
    pub user: Option<UserId>,
    /// From where.
    pub address: &'a str,
    /// When.
    pub now: NaiveDateTime,
}

impl NewRequest<'_> {
    /// Keeps it, sent already; call it inside a write transaction.
    ///
    /// # Errors
    /// Those of the database.
    pub fn insert(&self, conn: &mut Conn) -> AppResult<ApplicationId> {
        let new = (
            Stored::of_request(self.form, self.name, self.key)?,
            applications::kind.eq(self.form.kind().code()),
            // Nobody asks for it by a code: no hash is empty.
            applications::code_hash.eq(Vec::new()),
            applications::state.eq(State::Submitted.code()),
            applications::version.eq(1),
            applications::institution_id.eq(self.institution.map(|institution| institution.0)),
            applications::address.eq(self.address),
            applications::begun_at.eq(self.now),
            applications::sent_at.eq(Some(self.now)),
        );
        let id: i64 = diesel::insert_into(applications::table)
            .values(new)
            .returning(applications::id)
            .get_result(conn)?;
        applications_model::add_event(conn, ApplicationId(id), Step::Submit, self.user, "", self.now)?;
        Ok(ApplicationId(id))
    }
}

/// Requests of an institution, newest first.
///
/// # Errors
/// Those of the database.
pub fn of_institution(conn: &mut Conn, institution: InstitutionId) -> AppResult<Vec<OwnRequest>> {
    let rows: Vec<Row> = applications::table
        .filter(applications::institution_id.eq(institution.0))
        // What brought the institution into the network, and what somebody asked at the sign-in page, is not the administrator's.
        .filter(applications::kind.eq_any([Kind::Change.code(), Kind::Leaving.code()]))
        .order(applications::id.desc())
        .limit(SHOWN)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(OwnRequest {
                id: row.id(),
                receipt: ticket::receipt(row.id()),
                form: row.form()?,
                state: row.state()?,
                version: row.version,
                history: applications_model::history(conn, row.id())?,
            })
        })
        .collect()
}

/// Requests of an institution that are not decided yet: id and what is asked for.
///
/// # Errors
/// Those of the database.
pub fn waiting(conn: &mut Conn, institution: InstitutionId) -> AppResult<Vec<RequestForm>> {
    let open = [State::Submitted, State::InReview, State::SentBack].map(State::code);
    let rows: Vec<Row> = applications::table
        .filter(applications::institution_id.eq(institution.0))
        .filter(applications::kind.ne(Kind::Participation.code()))
        .filter(applications::state.eq_any(open))
        .select(Row::as_select())
        .load(conn)?;
    rows.iter().map(Row::form).collect()
}

/// A user as it is read: id, login ID, name, profession, administrator.
type UserRow = (i64, String, String, String, bool);

fn colleague((id, login_id, name, profession, is_administrator): UserRow) -> AppResult<Colleague> {
    let profession = Profession::from_code(&profession).ok_or_else(|| anyhow::anyhow!("user {id}: unknown profession"))?;
    Ok(Colleague {
        id: UserId(id),
        login_id,
        name,
        profession,
        is_administrator,
    })
}

const COLUMNS: (users::id, users::login_id, users::name, users::profession, users::is_administrator) =
    (users::id, users::login_id, users::name, users::profession, users::is_administrator);

/// Who works at an institution.
///
/// # Errors
/// Those of the database.
pub fn colleagues(conn: &mut Conn, institution: InstitutionId) -> AppResult<Vec<Colleague>> {
    let rows: Vec<UserRow> = users::table
        .filter(users::institution_id.eq(institution.0))
        .filter(users::disabled_at.is_null())
        .order(users::login_id)
        .select(COLUMNS)
        .load(conn)?;
    rows.into_iter().map(colleague).collect()
}

/// Users of these ids.
///
/// # Errors
/// Those of the database.
pub fn users_of(conn: &mut Conn, ids: &[UserId]) -> AppResult<Vec<Colleague>> {
    let ids: Vec<i64> = ids.iter().map(|user| user.0).collect();
    let rows: Vec<UserRow> = users::table
        .filter(users::id.eq_any(ids))
        .order(users::login_id)
        .select(COLUMNS)
        .load(conn)?;
    rows.into_iter().map(colleague).collect()
}

/// The user of a login ID that may sign in, with the institution.
///
/// # Errors
/// Those of the database.
pub fn user_of_login(conn: &mut Conn, login_id: &str) -> AppResult<Option<(Colleague, InstitutionId, String)>> {
    let found: Option<(UserRow, i64, String)> = users::table
        .inner_join(institutions::table)
        .filter(users::login_id.eq(login_id))
        .filter(users::disabled_at.is_null())
        .select((COLUMNS, institutions::id, institutions::name))
        .first(conn)
        .optional()?;
    found
        .map(|(user, institution, name)| Ok((colleague(user)?, InstitutionId(institution), name)))
        .transpose()
}

/// How an institution is reached, with its name.
///
/// # Errors
/// Those of the database.
pub fn directory(conn: &mut Conn, institution: InstitutionId) -> QueryResult<(String, Directory)> {
    let (name, postal_code, address, phone, fax, email) = institutions::table
        .find(institution.0)
        .select((
            institutions::name,
            institutions::postal_code,
            institutions::address,
            institutions::phone,
            institutions::fax,
            institutions::email,
        ))
        .first(conn)?;
    let directory = Directory {
        postal_code,
        address,
        phone,
        fax,
        email,
    };
    Ok((name, directory))
}

/// Notes that the approval of a request made a user, or ended their password.
///
/// # Errors
/// Those of the database.
pub fn link(conn: &mut Conn, application: ApplicationId, user: UserId) -> QueryResult<()> {
    diesel::insert_into(application_users::table)
        .values((
            application_users::application_id.eq(application.0),
            application_users::user_id.eq(user.0),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Users whose letters are issued from a request.
///
/// # Errors
/// Those of the database.
pub fn linked(conn: &mut Conn, application: ApplicationId) -> AppResult<Vec<Colleague>> {
    let ids: Vec<i64> = application_users::table
        .filter(application_users::application_id.eq(application.0))
        .select(application_users::user_id)
        .load(conn)?;
    users_of(conn, &ids.into_iter().map(UserId).collect::<Vec<_>>())
}

/// Whether the same waits already.
///
/// # Errors
/// Those of the database.
pub fn waits(conn: &mut Conn, kind: Kind, key: &str) -> QueryResult<bool> {
    let waiting = applications::table
        .filter(applications::code.eq(key))
        .filter(applications::kind.eq(kind.code()))
        .filter(applications::state.eq_any([State::Submitted, State::InReview].map(State::code)));
    diesel::select(diesel::dsl::exists(waiting)).get_result(conn)
}

/// Whether the same was asked once more after this.
///
/// # Errors
/// Those of the database.
pub fn is_asked_later(conn: &mut Conn, row: &Row) -> AppResult<bool> {
    let later = applications::table
        .filter(applications::code.eq(&row.key))
        .filter(applications::kind.eq(row.kind()?.code()))
        .filter(applications::id.gt(row.id));
    Ok(diesel::select(diesel::dsl::exists(later)).get_result(conn)?)
}

/// Registered persons of these ids, whose consent stands.
///
/// # Errors
/// Those of the database.
pub fn patients_of(conn: &mut Conn, ids: &[PatientId]) -> QueryResult<Vec<PatientSummary>> {
    let rows: Vec<SummaryRow> = patients::table
        .filter(patients::id.eq_any(ids.iter().map(|patient| patient.0)))
        .filter(patients::consent_withdrawn_on.is_null())
        .order(patients::id)
        .select(SummaryRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}
