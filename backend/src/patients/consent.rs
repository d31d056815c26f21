//! The consent of a patient as it is stored: its history, which is only added to, and what holds today.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{dsl::max, prelude::*};
use tobiume_common::{
    ApiError, CivilDate, ErrorCode,
    files::UploadToken,
    ids::{FileId, InstitutionId, PatientId, UserId},
    patients::{CheckedConsent, CheckedWithdrawal, ConsentEvent, ConsentKind},
};

use super::finding;
use crate::{
    api::AppResult,
    db::{
        Conn,
        date::{from_civil, rfc3339, to_civil},
        schema::{consents, institutions, patients},
        sql::on_real_connection,
    },
    session::CurrentUser,
};

/// Who records something, and when.
#[derive(Clone, Copy, Debug)]
pub struct Recorder {
    /// Institution.
    pub institution: InstitutionId,
    /// User.
    pub user: UserId,
    /// This moment.
    pub at: NaiveDateTime,
}

impl Recorder {
    /// The user of a request.
    pub fn new(user: &CurrentUser, at: NaiveDateTime) -> Self {
        Self {
            institution: user.institution_id,
            user: user.id,
            at,
        }
    }
}

const GIVEN: &str = "given";
const WITHDRAWN: &str = "withdrawn";

/// A row to be. Rows are never changed.
#[derive(Insertable)]
#[diesel(table_name = consents)]
struct NewRow<'a> {
    patient_id: i64,
    kind: &'static str,
    happened_on: NaiveDate,
    explained_by: &'a str,
    signed_by: &'a str,
    relation: &'a str,
    note: &'a str,
    institution_id: i64,
    user_id: i64,
    form_file_id: Option<i64>,
    recorded_at: NaiveDateTime,
}

/// Adds a consent to the history, with its form. What holds today is not changed by it. Call it inside a transaction.
///
/// # Errors
/// Those of the database, and a form that cannot be kept.
pub fn record(conn: &mut Conn, patient: PatientId, consent: &CheckedConsent, by: Recorder) -> AppResult<()> {
    let form_file_id = keep_form(conn, by.user, consent.form.as_ref())?;
    diesel::insert_into(consents::table)
        .values(NewRow {
            patient_id: patient.0,
            kind: GIVEN,
            happened_on: from_civil(consent.given_on),
            explained_by: &consent.explained_by,
            signed_by: &consent.signed_by,
            relation: &consent.relation,
            note: "",
            institution_id: by.institution.0,
            user_id: by.user.0,
            form_file_id,
            recorded_at: by.at,
        })
        .execute(conn)?;
    Ok(())
}

/// Keeps the finished upload of a consent's form and names the stored file. The one place where a form becomes a file: stored files are to be
/// connected here, and until then no form is taken.
fn keep_form(_conn: &mut Conn, _user: UserId, form: Option<&UploadToken>) -> AppResult<Option<i64>> {
    match form {
        None => Ok(None),
        Some(_) => Err(ApiError::field("form", "同意書のファイルを受け取れません。ファイルなしで登録してください。").into()),
    }
}

/// Ends the consent: from the end of this transaction the patient is gone for all but the office. Call it inside a transaction.
///
/// # Errors
/// Those of the database.
pub fn withdraw(
    conn: &mut Conn,
    patient: PatientId,
    withdrawal: &CheckedWithdrawal,
    retention_years: u32,
    by: Recorder,
) -> QueryResult<()> {
    let withdrawn_on = from_civil(withdrawal.withdrawn_on);
    diesel::insert_into(consents::table)
        .values(NewRow {
            patient_id: patient.0,
            kind: WITHDRAWN,
            happened_on: withdrawn_on,
            explained_by: "",
            signed_by: &withdrawal.told_by,
            relation: "",
            note: &withdrawal.note,
            institution_id: by.institution.0,
            user_id: by.user.0,
            form_file_id: None,
            recorded_at: by.at,
        })
        .execute(conn)?;
    diesel::update(patients::table.find(patient.0))
        .set((
            patients::consent_withdrawn_on.eq(Some(withdrawn_on)),
            patients::kept_until.eq(Some(super::retention::kept_until(withdrawn_on, retention_years))),
        ))
        .execute(conn)?;
    finding::refresh(conn, patient)
}

/// Takes a withdrawal back: everything is as it was before, by the consent given on this day. Call it inside a transaction.
///
/// # Errors
/// Those of the database.
pub fn take_back_withdrawal(conn: &mut Conn, patient: PatientId, given_on: CivilDate) -> QueryResult<()> {
    diesel::update(patients::table.find(patient.0))
        .set((
            patients::consent_given_on.eq(from_civil(given_on)),
            patients::consent_withdrawn_on.eq(None::<NaiveDate>),
            patients::kept_until.eq(None::<NaiveDate>),
        ))
        .execute(conn)?;
    finding::refresh(conn, patient)
}

/// The day of the newest consent, and of the withdrawal where there is one.
///
/// # Errors
/// Those of the database.
pub fn days(conn: &mut Conn, patient: PatientId) -> QueryResult<(CivilDate, Option<CivilDate>)> {
    let (given_on, withdrawn_on): (NaiveDate, Option<NaiveDate>) = patients::table
        .find(patient.0)
        .select((patients::consent_given_on, patients::consent_withdrawn_on))
        .first(conn)?;
    let newest: Option<NaiveDate> = consents::table
        .filter(consents::patient_id.eq(patient.0))
        .filter(consents::kind.eq(GIVEN))
        .select(max(consents::happened_on))
        .first(conn)?;
    Ok((
        to_civil(newest.map_or(given_on, |day| day.max(given_on))),
        withdrawn_on.map(to_civil),
    ))
}

/// Refuses what nobody may do with somebody who has withdrawn meanwhile. Returns the day of the newest consent.
///
/// # Errors
/// Not found, where the consent does not stand.
pub fn must_stand(conn: &mut Conn, patient: PatientId) -> AppResult<CivilDate> {
    match days(conn, patient)? {
        (given_on, None) => Ok(given_on),
        (_, Some(_)) => Err(ErrorCode::NotFound.into()),
    }
}

/// A row of the history, without its patient.
#[derive(Queryable, Selectable)]
#[diesel(table_name = consents)]
struct Row {
    kind: String,
    happened_on: NaiveDate,
    explained_by: String,
    signed_by: String,
    relation: String,
    note: String,
    form_file_id: Option<i64>,
    recorded_at: NaiveDateTime,
}

/// What happened to the consent, newest first.
///
/// # Errors
/// Those of the database.
pub fn history(conn: &mut Conn, patient: PatientId) -> QueryResult<Vec<ConsentEvent>> {
    let rows: Vec<(Row, String)> = on_real_connection!(conn, |conn| consents::table
        .inner_join(institutions::table)
        .filter(consents::patient_id.eq(patient.0))
        .order(consents::id.desc())
        .select((Row::as_select(), institutions::name))
        .load(conn))?;
    let event = |(row, institution): (Row, String)| {
        let Row {
            kind,
            happened_on,
            explained_by,
            signed_by,
            relation,
            note,
            form_file_id,
            recorded_at,
        } = row;
        ConsentEvent {
            kind: if kind == GIVEN {
                ConsentKind::Given
            } else {
                ConsentKind::Withdrawn
            },
            on: to_civil(happened_on),
            explained_by,
            signed_by,
            relation,
            note,
            institution,
            form: form_file_id.map(FileId),
            recorded_at: rfc3339(recorded_at),
        }
    };
    Ok(rows.into_iter().map(event).collect())
}
