//! Civil dates: a day of the calendar without a time of day, and a month.
//!
//! Small on purpose, since it is part of the browser's first load. The server converts to and
//! from its database's date type at the row.

use std::{fmt, str::FromStr};

/// A valid day of the Gregorian calendar. On the wire `"1945-03-15"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate {
    year: i16,
    month: u8,
    day: u8,
}

/// A month of the calendar, as receipts use it (診療年月). On the wire `"2026-08"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    year: i16,
    month: u8,
}

/// The text is no date of the expected form, or there is no such day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchDate;

impl fmt::Display for NoSuchDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("存在しない日付です。")
    }
}

impl std::error::Error for NoSuchDate {}

const fn is_leap(year: i16) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The number of days of a month; 0 for a month that does not exist.
pub const fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

impl CivilDate {
    /// The day, if the calendar has it (years 1800 to 2999).
    pub const fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        if year < 1800 || year > 2999 || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// Year, western.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// Month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Completed years of life on `today`; 0 before the first birthday.
    ///
    /// Somebody born on 29 February completes the year on 1 March of a common year.
    pub const fn age_on(self, today: Self) -> u16 {
        let mut years = today.year - self.year;
        if today.month < self.month || (today.month == self.month && today.day < self.day) {
            years -= 1;
        }
        if years < 0 { 0 } else { years.cast_unsigned() }
    }

    /// Whole months from this day to `later`; 0 when `later` is not later.
    pub const fn months_until(self, later: Self) -> u32 {
        let mut months = (later.year as i32 - self.year as i32) * 12 + later.month as i32 - self.month as i32;
        if later.day < self.day {
            months -= 1;
        }
        if months < 0 { 0 } else { months.cast_unsigned() }
    }

    /// The month this day lies in.
    pub const fn year_month(self) -> YearMonth {
        YearMonth {
            year: self.year,
            month: self.month,
        }
    }
}

impl YearMonth {
    /// The month, if there is one (years 1800 to 2999).
    pub const fn new(year: i16, month: u8) -> Option<Self> {
        if year < 1800 || year > 2999 || month == 0 || month > 12 {
            return None;
        }
        Some(Self { year, month })
    }

    /// Year, western.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// Month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Months since the year 0: a number to store, compare and subtract.
    pub const fn index(self) -> i32 {
        self.year as i32 * 12 + self.month as i32 - 1
    }

    /// The month of an [`index`](Self::index).
    pub fn from_index(index: i32) -> Option<Self> {
        let year = i16::try_from(index.div_euclid(12)).ok()?;
        let month = u8::try_from(index.rem_euclid(12)).ok()? + 1;
        Self::new(year, month)
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for CivilDate {
    type Err = NoSuchDate;

    /// Reads `1945-03-15` and nothing else; people's input goes through [`crate::japanese::wareki`].
    fn from_str(text: &str) -> Result<Self, NoSuchDate> {
        let (month, day) = text.rsplit_once('-').ok_or(NoSuchDate)?;
        let month: YearMonth = month.parse()?;
        Self::new(month.year, month.month, two_digits(day)?).ok_or(NoSuchDate)
    }
}

impl FromStr for YearMonth {
    type Err = NoSuchDate;

    /// Reads `2026-08` and nothing else.
    fn from_str(text: &str) -> Result<Self, NoSuchDate> {
        let (year, month) = text.split_once('-').ok_or(NoSuchDate)?;
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NoSuchDate);
        }
        let year = year.parse().map_err(|_| NoSuchDate)?;
        Self::new(year, two_digits(month)?).ok_or(NoSuchDate)
    }
}

fn two_digits(text: &str) -> Result<u8, NoSuchDate> {
    if text.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NoSuchDate);
    }
    text.parse().map_err(|_| NoSuchDate)
}

macro_rules! as_text {
    ($($name:ident, $format:literal;)+) => { $(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": $format })
            }
        }
    )+ };
}

as_text! {
    CivilDate, "date";
    YearMonth, "year-month";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> CivilDate {
        text.parse().unwrap()
    }

    #[test]
    fn only_days_that_exist() {
        for text in [
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-04-31",
            "2024-1-1",
            "24-01-01",
            "",
            "2024-01-01x",
            "+024-01-01",
        ] {
            assert!(text.parse::<CivilDate>().is_err(), "{text}");
        }
        assert_eq!(date("2024-02-29").to_string(), "2024-02-29");
        assert_eq!(date("2000-02-29").day(), 29);
    }

    #[test]
    fn age_changes_on_the_birthday() {
        let born = date("1939-03-15");
        assert_eq!(born.age_on(date("2026-03-14")), 86);
        assert_eq!(born.age_on(date("2026-03-15")), 87);
        assert_eq!(date("2024-02-29").age_on(date("2025-02-28")), 0);
        assert_eq!(date("2024-02-29").age_on(date("2025-03-01")), 1);
        assert_eq!(date("2030-01-01").age_on(date("2025-03-01")), 0);
    }

    #[test]
    fn months_are_whole_months() {
        assert_eq!(date("2024-01-31").months_until(date("2024-02-29")), 0);
        assert_eq!(date("2024-01-31").months_until(date("2025-01-31")), 12);
        assert_eq!(date("2025-01-31").months_until(date("2024-01-31")), 0);
    }

    #[test]
    fn month_index_round_trips() {
        for text in ["2021-10", "2026-12", "2026-01", "1999-12"] {
            let month: YearMonth = text.parse().unwrap();
            assert_eq!(YearMonth::from_index(month.index()), Some(month));
        }
    }
}
