//! Registered patients and participating institutions, month by month.

use chrono::{Datelike, NaiveDate};
use tobiume_common::{CivilDate, YearMonth};

use crate::db::date::{from_civil, to_civil};

/// Months that are counted at most: ten years. What came before is in the first of them.
const MONTHS_MAX: i32 = 120;

/// What happened on which day.
#[derive(Default)]
pub struct Days {
    /// Patients registered for the first time.
    pub registered: Vec<(NaiveDate, i64)>,
    /// Consents withdrawn (less than 0) and given again.
    pub consents: Vec<(NaiveDate, i64)>,
    /// From when until when an institution takes part; without a beginning: since before that was written down.
    pub institutions: Vec<(Option<NaiveDate>, Option<NaiveDate>)>,
}

/// How it stood at the end of a month; in the running one, today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Which.
    pub month: YearMonth,
    /// 参加施設数.
    pub institutions: i64,
    /// 登録患者数.
    pub patients: i64,
    /// Registered for the first time in this month.
    pub new_patients: i64,
}

impl Days {
    /// Every month since the first day on which something happened, oldest first; the last one is today's.
    pub fn by_month(&self, today: CivilDate) -> Vec<Month> {
        let last = today.year_month().index();
        let today = from_civil(today);
        let changes = || self.registered.iter().chain(&self.consents).filter(|(day, _)| *day <= today);
        let joined = self
            .institutions
            .iter()
            .filter_map(|(joined, _)| *joined)
            .filter(|day| *day <= today);
        let first = changes()
            .map(|(day, _)| *day)
            .chain(joined)
            .min()
            .map_or(last, index)
            .clamp(last - MONTHS_MAX + 1, last);
        let sum = |days: &[(NaiveDate, i64)], fits: &dyn Fn(i32) -> bool| -> i64 {
            let counted = days.iter().filter(|(day, _)| *day <= today && fits(index(*day)));
            counted.map(|(_, count)| count).sum()
        };
        let months = (first..=last).filter_map(|at| {
            let until = |day: i32| day <= at;
            Some(Month {
                month: YearMonth::from_index(at)?,
                institutions: self.taking_part(end_of(at).min(today)),
                patients: sum(&self.registered, &until) + sum(&self.consents, &until),
                new_patients: sum(&self.registered, &|day| day == at),
            })
        });
        months.collect()
    }

    /// Patients registered for the first time in the year that ends today.
    pub fn new_in_a_year(&self, today: CivilDate) -> i64 {
        let today = from_civil(today);
        let year = chrono::Months::new(12);
        let since = today.checked_sub_months(year).unwrap_or(today);
        let counted = self.registered.iter().filter(|(day, _)| *day > since && *day <= today);
        counted.map(|(_, count)| count).sum()
    }

    fn taking_part(&self, day: NaiveDate) -> i64 {
        let institutions = self.institutions.iter().filter(|(joined, left)| takes_part(*joined, *left, day));
        i64::try_from(institutions.count()).unwrap_or(i64::MAX)
    }
}

/// Whether an institution takes part on a day.
pub fn takes_part(joined: Option<NaiveDate>, left: Option<NaiveDate>, day: NaiveDate) -> bool {
    joined.is_none_or(|joined| joined <= day) && left.is_none_or(|left| left > day)
}

fn index(day: NaiveDate) -> i32 {
    to_civil(day).year_month().index()
}

/// The last day of the month.
fn end_of(index: i32) -> NaiveDate {
    let next = NaiveDate::from_ymd_opt((index + 1).div_euclid(12), 1, 1).unwrap_or(NaiveDate::MAX);
    let next = next.with_month0((index + 1).rem_euclid(12).unsigned_abs()).unwrap_or(next);
    next.pred_opt().unwrap_or(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rows(days: &Days, today: &str) -> Vec<(String, i64, i64, i64)> {
        let months = days.by_month(today.parse().unwrap());
        let row = |month: Month| (month.month.to_string(), month.institutions, month.patients, month.new_patients);
        months.into_iter().map(row).collect()
    }

    #[test]
    fn a_month_is_counted_at_its_end() {
        let days = Days {
            registered: vec![
                (day("2025-12-31"), 3),
                (day("2026-01-01"), 2),
                (day("2026-02-28"), 1),
                (day("2026-03-21"), 50),
            ],
            consents: vec![(day("2026-01-31"), -1), (day("2026-03-01"), 1), (day("2026-03-02"), -2)],
            institutions: vec![
                (None, None),
                (Some(day("2026-01-31")), None),
                (Some(day("2026-01-01")), Some(day("2026-02-01"))),
                (None, Some(day("2026-01-31"))),
                (Some(day("2026-03-21")), None),
            ],
        };
        let row = |month: &str, institutions, patients, new| (month.to_owned(), institutions, patients, new);
        assert_eq!(
            rows(&days, "2026-03-20"),
            [
                row("2025-12", 2, 3, 3),
                row("2026-01", 3, 4, 2),
                row("2026-02", 2, 5, 1),
                row("2026-03", 2, 4, 0)
            ],
            "what is of tomorrow is not counted today"
        );
        assert_eq!(days.new_in_a_year("2026-12-31".parse().unwrap()), 53);
        assert_eq!(days.new_in_a_year("2027-02-28".parse().unwrap()), 50);
    }

    #[test]
    fn nothing_yet_is_one_month_of_nothing() {
        assert_eq!(rows(&Days::default(), "2026-03-20"), [("2026-03".to_owned(), 0, 0, 0)]);
    }

    #[test]
    fn what_is_older_than_ten_years_is_in_the_first_month() {
        let days = Days {
            registered: vec![(day("1990-05-01"), 7), (day("2026-03-01"), 1)],
            ..Days::default()
        };
        let rows = rows(&days, "2026-03-20");
        assert_eq!((rows.len(), rows[0].0.as_str(), rows[0].2, rows[119].2), (120, "2016-04", 7, 8));
    }
}
