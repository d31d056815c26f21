//! Civil dates between the wire and the database.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use tobiume_common::CivilDate;

/// The day in Japan (UTC+9 all year) at a stored moment.
pub fn day_in_japan(moment: NaiveDateTime) -> NaiveDate {
    (moment + Duration::hours(9)).date()
}

/// The minute in Japan at a stored moment, as `2026-11-22 10:05`: for print.
pub fn minute_in_japan(moment: NaiveDateTime) -> String {
    (moment + Duration::hours(9)).format("%Y-%m-%d %H:%M").to_string()
}

/// Noon of a day in Japan, as a moment is stored: stands for "some time on that day".
pub fn noon_in_japan(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN) + Duration::hours(12 - 9)
}

/// From before to after every day that is stored.
pub const EVERY_DAY: (NaiveDate, NaiveDate) = match (NaiveDate::from_ymd_opt(1, 1, 1), NaiveDate::from_ymd_opt(9999, 12, 31)) {
    (Some(first), Some(last)) => (first, last),
    _ => unreachable!(),
};

/// The database's day as a wire date.
pub fn to_civil(date: NaiveDate) -> CivilDate {
    let year = i16::try_from(date.year()).unwrap_or(2999);
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    CivilDate::new(year, part(date.month()), part(date.day())).unwrap_or(FALLBACK)
}

/// Days outside the years 1800 to 2999 cannot be entered, so cannot be stored; this stands for one all the same.
const FALLBACK: CivilDate = match CivilDate::new(2999, 12, 31) {
    Some(date) => date,
    None => unreachable!(),
};

/// The wire date as the database's day.
pub fn from_civil(date: CivilDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(i32::from(date.year()), u32::from(date.month()), u32::from(date.day())).unwrap_or(NaiveDate::MAX)
}

/// A stored moment (UTC) as the wire has it.
pub fn rfc3339(moment: NaiveDateTime) -> String {
    moment.and_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
