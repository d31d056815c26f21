//! Who was registered when, and who withdrew: subqueries that diesel cannot say.

use chrono::NaiveDate;
use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_types};

use super::on_real_connection;
use crate::db::Conn;

/// How many on a day.
#[derive(QueryableByName)]
pub(crate) struct OnDay {
    /// The day.
    #[diesel(sql_type = sql_types::Date)]
    pub(crate) day: NaiveDate,
    /// How many.
    #[diesel(sql_type = sql_types::BigInt)]
    pub(crate) count: i64,
}

/// A consent given or withdrawn.
#[derive(QueryableByName)]
pub(crate) struct Consent {
    /// Whose.
    #[diesel(sql_type = sql_types::BigInt)]
    pub(crate) patient_id: i64,
    /// `given` or `withdrawn`.
    #[diesel(sql_type = sql_types::Text)]
    pub(crate) kind: String,
    /// When.
    #[diesel(sql_type = sql_types::Date)]
    pub(crate) happened_on: NaiveDate,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = sql_types::BigInt)]
    id: i64,
}

/// Patients by the day on which the first institution registered them.
pub(crate) fn first_registrations(conn: &mut Conn) -> QueryResult<Vec<OnDay>> {
    let statement = "SELECT day, COUNT(*) AS count FROM (SELECT MIN(registered_on) AS day FROM registrations GROUP BY patient_id) firsts \
                     GROUP BY day";
    on_real_connection!(conn, |conn| diesel::sql_query(statement).load(conn))
}

/// Every consent of those who ever withdrew one, patient by patient in the order in which they were recorded.
pub(crate) fn consents_of_withdrawn(conn: &mut Conn) -> QueryResult<Vec<Consent>> {
    let statement = "SELECT patient_id, kind, happened_on FROM consents \
                     WHERE patient_id IN (SELECT patient_id FROM consents WHERE kind = 'withdrawn') ORDER BY patient_id, id";
    on_real_connection!(conn, |conn| diesel::sql_query(statement).load(conn))
}

/// Withdrawals from before there was a history of consents.
pub(crate) fn withdrawals_without_history(conn: &mut Conn) -> QueryResult<Vec<OnDay>> {
    let statement = "SELECT consent_withdrawn_on AS day, COUNT(*) AS count FROM patients WHERE consent_withdrawn_on IS NOT NULL AND NOT EXISTS \
                     (SELECT 1 FROM consents WHERE consents.patient_id = patients.id AND consents.kind = 'withdrawn') \
                     GROUP BY consent_withdrawn_on";
    on_real_connection!(conn, |conn| diesel::sql_query(statement).load(conn))
}

/// Hospitals that keep basic_info of a patient whom they registered and whose consent stands.
pub(crate) fn disclosing_hospitals(conn: &mut Conn) -> QueryResult<Vec<i64>> {
    let statement = "SELECT id FROM institutions WHERE kind = 'hospital' AND EXISTS (SELECT 1 FROM registrations r \
                     JOIN patients p ON p.id = r.patient_id \
                     JOIN basic_info_records b ON b.patient_id = r.patient_id AND b.institution_id = r.institution_id \
                     WHERE r.institution_id = institutions.id AND p.consent_withdrawn_on IS NULL)";
    let ids: Vec<Id> = on_real_connection!(conn, |conn| diesel::sql_query(statement).load(conn))?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}
