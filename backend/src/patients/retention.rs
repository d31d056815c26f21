//! 保存期限: until when the registration of somebody who withdrew the consent is kept. Nothing here destroys anything.

use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use tobiume_common::{CivilDate, ids::PatientId};

use crate::db::{Conn, date::from_civil, schema::patients};

/// The last day on which it is kept.
pub fn kept_until(withdrawn_on: NaiveDate, years: u32) -> NaiveDate {
    withdrawn_on
        .checked_add_months(Months::new(years.saturating_mul(12)))
        .unwrap_or(NaiveDate::MAX)
}

/// Withdrawn registrations.
#[derive(Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// How many there are.
    pub count: i64,
    /// Those whose 保存期限 has passed, the longest ago first.
    pub passed: Vec<PatientId>,
}

/// The withdrawn registrations as they stand today.
///
/// # Errors
/// Those of the database.
pub fn withdrawn(conn: &mut Conn, today: CivilDate) -> QueryResult<Withdrawn> {
    let count = patients::table
        .filter(patients::consent_withdrawn_on.is_not_null())
        .count()
        .get_result(conn)?;
    let passed: Vec<i64> = patients::table
        .filter(patients::consent_withdrawn_on.is_not_null())
        .filter(patients::kept_until.lt(from_civil(today)))
        .order((patients::kept_until, patients::id))
        .select(patients::id)
        .load(conn)?;
    Ok(Withdrawn {
        count,
        passed: passed.into_iter().map(PatientId).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_years() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(kept_until(day(2026, 11, 24), 5), day(2031, 11, 24));
        assert_eq!(kept_until(day(2028, 2, 29), 5), day(2033, 2, 28));
        assert_eq!(kept_until(day(2026, 11, 24), u32::MAX), NaiveDate::MAX);
    }
}
