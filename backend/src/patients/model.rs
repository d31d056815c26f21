//! Rows of patients, and how a reader stands to them.

use chrono::NaiveDate;
use diesel::{dsl::exists, prelude::*, select};
use tobiume_common::{
    access::{Grant, Relation},
    basic_info::Contact,
    ids::PatientId,
    patients::{PatientSummary, Sex},
};

use crate::{
    api::AppResult,
    db::{
        Conn,
        date::to_civil,
        schema::{claims_program_associations, patients, record_openings, registrations, team_members, teams},
        sql::on_real_connection,
    },
    session::CurrentUser,
};

/// A line of a list.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = patients)]
pub struct SummaryRow {
    id: i64,
    name: String,
    kana: String,
    birth_date: NaiveDate,
    sex: String,
    address: String,
    card_number: Option<String>,
    has_namesake: bool,
    consent_withdrawn_on: Option<NaiveDate>,
}

impl SummaryRow {
    /// Which patient.
    pub fn id(&self) -> PatientId {
        PatientId(self.id)
    }
}

impl From<SummaryRow> for PatientSummary {
    fn from(row: SummaryRow) -> Self {
        let SummaryRow {
            id,
            name,
            kana,
            birth_date,
            sex,
            address,
            card_number,
            has_namesake,
            consent_withdrawn_on,
        } = row;
        Self {
            id: PatientId(id),
            name,
            kana,
            birth_date: to_civil(birth_date),
            sex: sex_of(&sex),
            address,
            card_number: card_number.unwrap_or_default(),
            has_namesake,
            withdrawn: consent_withdrawn_on.is_some(),
        }
    }
}

/// The registration beyond the summary.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = patients)]
pub struct DetailRow {
    /// 郵便番号.
    pub postal_code: String,
    /// 電話番号.
    pub phone: String,
    /// 血液型.
    pub blood_type: String,
    emergency_contacts: String,
    /// Municipality of residence, 5 digits.
    pub city_code: String,
    /// Takes part in the city's claims program.
    pub claims_program: bool,
    /// 同意日.
    pub consent_given_on: NaiveDate,
    /// 同意撤回日.
    pub consent_withdrawn_on: Option<NaiveDate>,
    /// 保存期限 of who withdrew.
    pub kept_until: Option<NaiveDate>,
}

impl DetailRow {
    /// 緊急連絡先.
    ///
    /// # Errors
    /// When the stored document cannot be read.
    pub fn contacts(&self) -> anyhow::Result<Vec<Contact>> {
        Ok(serde_json::from_str(&self.emergency_contacts)?)
    }
}

/// The stored code of a sex.
pub const fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "1",
        Sex::Female => "2",
    }
}

/// The sex of a stored code; receipts and lists have the same codes.
pub fn sex_of(code: &str) -> Sex {
    if code == "1" { Sex::Male } else { Sex::Female }
}

/// A patient with the registration.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, patient: PatientId) -> QueryResult<Option<(SummaryRow, DetailRow)>> {
    on_real_connection!(conn, |conn| patients::table
        .find(patient.0)
        .select((SummaryRow::as_select(), DetailRow::as_select()))
        .get_result(conn)
        .optional())
}

/// One patient, and what the caller of a request may do there.
#[derive(Debug)]
pub struct PatientAccess {
    /// Who this is.
    pub summary: SummaryRow,
    /// The registration.
    pub detail: DetailRow,
    /// How the caller stands to the patient.
    pub relation: Relation,
    /// What the caller may see and do.
    pub grant: Grant,
}

/// How the reader stands to a patient: what [`tobiume_common::access::patient_access`] decides by. One query.
///
/// # Errors
/// Those of the database.
pub fn relation(conn: &mut Conn, user: &CurrentUser, patient: PatientId, detail: &DetailRow) -> AppResult<Relation> {
    let association = user.association_id.unwrap_or(0);
    let (own, team, reason_given, claims_program): (bool, bool, bool, bool) = on_real_connection!(conn, |conn| {
        let own = registrations::table.find((patient.0, user.institution_id.0));
        let team = team_members::table
            .inner_join(teams::table)
            .filter(teams::patient_id.eq(patient.0))
            .filter(team_members::user_id.eq(user.id.0));
        let opened = record_openings::table
            .filter(record_openings::patient_id.eq(patient.0))
            .filter(record_openings::session_id.eq(user.session_id))
            .filter(record_openings::user_id.eq(user.id.0));
        let program = claims_program_associations::table.find((&detail.city_code, association));
        select((exists(own), exists(team), exists(opened), exists(program))).get_result(conn)
    })?;
    let withdrawn = detail.consent_withdrawn_on.is_some();
    Ok(Relation {
        own,
        team,
        reason_given,
        claims_program: claims_program && detail.claims_program,
        withdrawn,
    })
}
