//! Days counted back from today: the demo stays fresh whenever it is created.

use tobiume_common::{CivilDate, YearMonth, date::days_in_month};

/// The day so many days before `today`.
pub fn days_before(today: CivilDate, days: u32) -> CivilDate {
    let (mut year, mut month) = (today.year(), today.month());
    let mut day = i64::from(today.day()) - i64::from(days);
    while day < 1 {
        (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
        day += i64::from(days_in_month(year, month));
    }
    u8::try_from(day)
        .ok()
        .and_then(|day| CivilDate::new(year, month, day))
        .unwrap_or(today)
}

/// The month so many months before the one `today` lies in.
pub fn months_before(today: CivilDate, months: i32) -> YearMonth {
    YearMonth::from_index(today.year_month().index() - months).unwrap_or_else(|| today.year_month())
}

/// The year so many years before this one, as it is written in a history.
pub fn year_before(today: CivilDate, years: i16) -> String {
    (today.year() - years).to_string()
}

/// The day on which a period that began on `from` ends after so many whole months.
pub fn months_after(from: CivilDate, months: i32) -> Option<CivilDate> {
    let month = YearMonth::from_index(from.year_month().index() + months - 1)?;
    CivilDate::new(month.year(), month.month(), days_in_month(month.year(), month.month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_back_over_months_and_leap_years() {
        let day = |text: &str| text.parse::<CivilDate>().unwrap();
        assert_eq!(days_before(day("2026-11-22"), 0), day("2026-11-22"));
        assert_eq!(days_before(day("2026-11-22"), 20), day("2026-11-02"));
        assert_eq!(days_before(day("2024-03-01"), 1), day("2024-02-29"));
        assert_eq!(days_before(day("2026-01-01"), 366), day("2024-12-31"));
        assert_eq!(months_before(day("2026-02-10"), 3).to_string(), "2025-11");
        assert_eq!(months_after(day("2026-01-01"), 12), Some(day("2026-12-31")));
    }
}
