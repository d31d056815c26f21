//! Civil dates and months as the field's files write them.
//!
//! Eight digits are a western date, six a western month; files of the 平成 years use seven and five
//! digits with the era in front. Which is meant follows from the length of each field. Written
//! forms for people (和暦 with letters) are not read here.

use std::fmt;

use chrono::NaiveDate;

/// Years outside this range are typing errors in every file that is read here.
const YEARS: std::ops::RangeInclusive<i32> = 1868..=2199;

/// Eras in the order of their code (G = 1 to 5): the year before the first, and how many years.
const ERAS: [(i32, i32); 5] = [(1867, 45), (1911, 15), (1925, 64), (1988, 31), (2018, 99)];

/// A civil month, e.g. 診療年月.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    /// Western year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl YearMonth {
    /// `None` when the month is not 1 to 12 or the year not within 1868 to 2199.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        (YEARS.contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }
}

/// Six digits as in files, e.g. `202110`.
impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}{:02}", self.year, self.month)
    }
}

/// Reads `YYYYMMDD` or the older `GYYMMDD`; `None` when no such day exists.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let number = digits(text)?;
    let year = match text.len() {
        8 => number / 10_000,
        7 => era_year(number / 1_000_000, number / 10_000 % 100)?,
        _ => return None,
    };
    let (month, day) = (number / 100 % 100, number % 100);
    if !YEARS.contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Reads `YYYYMM` or the older `GYYMM`; `None` when no such month exists.
pub fn parse_month(text: &str) -> Option<YearMonth> {
    let number = digits(text)?;
    let year = match text.len() {
        6 => number / 100,
        5 => era_year(number / 10_000, number / 100 % 100)?,
        _ => return None,
    };
    YearMonth::new(year, u32::try_from(number % 100).ok()?)
}

fn digits(text: &str) -> Option<i32> {
    // At most eight digits are asked for, so an i32 cannot overflow.
    if text.len() > 8 || text.is_empty() {
        return None;
    }
    text.bytes()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i32::from(byte - b'0')))
}

fn era_year(era: i32, year: i32) -> Option<i32> {
    let index = usize::try_from(era).ok()?.checked_sub(1)?;
    let (before, years) = ERAS.get(index)?;
    (1..=*years).contains(&year).then_some(before + year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn dates_by_length() {
        assert_eq!(parse_date("20240229"), day(2024, 2, 29));
        assert_eq!(parse_date("20230229"), None);
        assert_eq!(parse_date("3450815"), day(1970, 8, 15));
        assert_eq!(parse_date("5010501"), day(2019, 5, 1));
        assert_eq!(parse_date("3650101"), None, "昭和 has 64 years");
        assert_eq!(parse_date("6010101"), None);
        assert_eq!(parse_date("00010101"), None);
        assert_eq!(parse_date("2024022"), None);
        assert_eq!(parse_date("+2240229"), None);
        assert_eq!(parse_date(""), None);
    }

    #[test]
    fn months_by_length() {
        assert_eq!(parse_month("202110"), YearMonth::new(2021, 10));
        assert_eq!(parse_month("42512"), YearMonth::new(2013, 12));
        assert_eq!(parse_month("202113"), None);
        assert_eq!(YearMonth::new(2021, 3).map(|m| m.to_string()), Some("202103".into()));
    }
}
