//! 和暦 and 西暦: showing both, and reading whatever a person types as a birth date.

use std::fmt;

use crate::CivilDate;

/// An era of the Japanese calendar: name, letter, first day, year before its year 1.
struct Era {
    name: &'static str,
    short: char,
    letter: char,
    first: (i16, u8, u8),
}

/// Newest first. 明治 begins here with the Gregorian calendar's use for dates of birth on record.
const ERAS: [Era; 5] = [
    Era {
        name: "令和",
        short: '令',
        letter: 'r',
        first: (2019, 5, 1),
    },
    Era {
        name: "平成",
        short: '平',
        letter: 'h',
        first: (1989, 1, 8),
    },
    Era {
        name: "昭和",
        short: '昭',
        letter: 's',
        first: (1926, 12, 25),
    },
    Era {
        name: "大正",
        short: '大',
        letter: 't',
        first: (1912, 7, 30),
    },
    Era {
        name: "明治",
        short: '明',
        letter: 'm',
        first: (1868, 1, 25),
    },
];

/// The date in 和暦, as `昭和20年3月15日`; 西暦 before 明治.
pub fn wareki(date: CivilDate) -> String {
    let key = (date.year(), date.month(), date.day());
    let Some(era) = ERAS.iter().find(|era| key >= era.first) else {
        return format!("{}年{}月{}日", date.year(), date.month(), date.day());
    };
    let year = date.year() - era.first.0 + 1;
    let year = if year == 1 { "元".to_owned() } else { year.to_string() };
    format!("{}{}年{}月{}日", era.name, year, date.month(), date.day())
}

/// 和暦 with 西暦 beside it, as `昭和14年3月15日（1939-03-15）`.
pub fn both_calendars(date: CivilDate) -> String {
    format!("{}（{date}）", wareki(date))
}

/// Why a typed date could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateProblem {
    /// The text has no form of a date.
    Unreadable,
    /// The calendar has no such day.
    NoSuchDay,
    /// The era did not have that day (昭和64年 ended on 1月7日).
    OutsideEra,
    /// Only a year or a month where a whole date is needed.
    Incomplete,
    /// The day is yet to come.
    Future,
}

impl fmt::Display for DateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "日付として読めません。1945/3/15 や S20.3.15、昭和20年3月15日 のように入力してください。",
            Self::NoSuchDay => "存在しない日付です。年月日を確かめてください。",
            Self::OutsideEra => "その元号にはない日付です。元号と年を確かめてください。",
            Self::Incomplete => "年・月・日をすべて入力してください。",
            Self::Future => "未来の日付です。年月日を確かめてください。",
        })
    }
}

/// What was typed into a birth date field of a search: it may still be incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthQuery {
    /// The year alone.
    Year(i16),
    /// Year and month.
    Month(i16, u8),
    /// The whole date.
    Day(CivilDate),
}

/// Reads a birth date as people type it: `1945/3/15`, `1945-03-15`, `19450315`, `S20.3.15`,
/// `S200315`, `昭和20年3月15日`, `昭20.3.15`, full or half width; also a beginning of it
/// (`1945`, `S20.3`), for search while typing.
pub fn parse_birth_query(text: &str) -> Result<BirthQuery, DateProblem> {
    let text = normalise(text);
    let (era, rest) = take_era(&text);
    let numbers = split_numbers(rest, era.is_some())?;
    let first = *numbers.first().ok_or(DateProblem::Unreadable)?;
    let year = match era {
        Some(era) if (1..=99).contains(&first) => era.first.0 + first - 1,
        Some(_) => return Err(DateProblem::Unreadable),
        None if (1800..=2999).contains(&first) => first,
        None => return Err(DateProblem::Unreadable),
    };
    match numbers[1..] {
        [] => Ok(BirthQuery::Year(year)),
        [month] => match u8::try_from(month) {
            Ok(month @ 1..=12) => Ok(BirthQuery::Month(year, month)),
            _ => Err(DateProblem::NoSuchDay),
        },
        [month, day] => {
            let part = |number: i16| u8::try_from(number).map_err(|_| DateProblem::NoSuchDay);
            let date = CivilDate::new(year, part(month)?, part(day)?).ok_or(DateProblem::NoSuchDay)?;
            check_era(era, date)?;
            Ok(BirthQuery::Day(date))
        }
        _ => Err(DateProblem::Unreadable),
    }
}

/// Reads a whole birth date that is not after `today`, in the forms of [`parse_birth_query`].
pub fn parse_birth_date(text: &str, today: CivilDate) -> Result<CivilDate, DateProblem> {
    match parse_birth_query(text)? {
        BirthQuery::Day(date) if date > today => Err(DateProblem::Future),
        BirthQuery::Day(date) => Ok(date),
        _ => Err(DateProblem::Incomplete),
    }
}

fn check_era(era: Option<&Era>, date: CivilDate) -> Result<(), DateProblem> {
    let Some(era) = era else { return Ok(()) };
    let key = (date.year(), date.month(), date.day());
    let next = ERAS.iter().rev().find(|other| other.first > era.first);
    // The day an era changes bears both names in old records (昭和元年 began on 大正's last day).
    if key < era.first || next.is_some_and(|next| key > next.first) {
        return Err(DateProblem::OutsideEra);
    }
    Ok(())
}

/// Half width, lower case, without spaces; 元年 becomes 1年; the square era signs become letters.
fn normalise(text: &str) -> String {
    text.chars()
        .filter(|ch| !ch.is_whitespace())
        .map(|ch| match ch {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(ch) - 0xfee0).unwrap_or(ch).to_ascii_lowercase(),
            '元' => '1',
            '㋿' => 'r',
            '㍻' => 'h',
            '㍼' => 's',
            '㍽' => 't',
            '㍾' => 'm',
            other => other.to_ascii_lowercase(),
        })
        .collect()
}

fn take_era(text: &str) -> (Option<&'static Era>, &str) {
    for era in &ERAS {
        for name in [era.name, &era.short.to_string(), &era.letter.to_string()] {
            if let Some(rest) = text.strip_prefix(name) {
                return (Some(era), rest);
            }
        }
    }
    (None, text)
}

/// The numbers of a date: separated by anything usual, or written together (`19450315`, `200315`).
fn split_numbers(text: &str, era: bool) -> Result<Vec<i16>, DateProblem> {
    let is_separator = |ch: char| "/.-年月日．・、,／－―ー‐−".contains(ch);
    if !text.chars().all(|ch| ch.is_ascii_digit() || is_separator(ch)) {
        return Err(DateProblem::Unreadable);
    }
    let year_digits = if era { 2 } else { 4 };
    let mut parts: Vec<&str> = text.split(is_separator).filter(|part| !part.is_empty()).collect();
    if let [joined] = parts[..]
        && joined.len() > year_digits
    {
        let (year, rest) = joined.split_at(year_digits);
        let (month, day) = rest.split_at(rest.len().min(2));
        parts = vec![year, month, day];
        parts.retain(|part| !part.is_empty());
    }
    parts
        .into_iter()
        .map(|part| part.parse().map_err(|_| DateProblem::Unreadable))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i16, month: u8, day: u8) -> CivilDate {
        CivilDate::new(year, month, day).unwrap()
    }

    #[test]
    fn reads_what_people_type() {
        for text in [
            "1945/3/15",
            "1945-03-15",
            "1945.3.15",
            "19450315",
            "1945年3月15日",
            "１９４５／３／１５",
            "S20.3.15",
            "s20/3/15",
            "S200315",
            "Ｓ２０．３．１５",
            "昭和20年3月15日",
            "昭20.3.15",
            "昭和２０年３月１５日",
            " 昭和 20年 3月 15日 ",
            "㍼20年3月15日",
        ] {
            assert_eq!(parse_birth_query(text), Ok(BirthQuery::Day(day(1945, 3, 15))), "{text}");
        }
        assert_eq!(parse_birth_query("令和元年5月1日"), Ok(BirthQuery::Day(day(2019, 5, 1))));
        assert_eq!(parse_birth_query("H1.1.8"), Ok(BirthQuery::Day(day(1989, 1, 8))));
        assert_eq!(parse_birth_query("T15.12.24"), Ok(BirthQuery::Day(day(1926, 12, 24))));
        assert_eq!(parse_birth_query("M45.7.29"), Ok(BirthQuery::Day(day(1912, 7, 29))));
    }

    #[test]
    fn reads_beginnings() {
        assert_eq!(parse_birth_query("1945"), Ok(BirthQuery::Year(1945)));
        assert_eq!(parse_birth_query("S20"), Ok(BirthQuery::Year(1945)));
        assert_eq!(parse_birth_query("昭和20年3月"), Ok(BirthQuery::Month(1945, 3)));
        assert_eq!(parse_birth_query("194503"), Ok(BirthQuery::Month(1945, 3)));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, problem) in [
            ("", DateProblem::Unreadable),
            ("山田", DateProblem::Unreadable),
            ("昭和", DateProblem::Unreadable),
            ("45/3/15", DateProblem::Unreadable),
            ("1945/2/29", DateProblem::NoSuchDay),
            ("1945/13/1", DateProblem::NoSuchDay),
            ("昭和64年1月9日", DateProblem::OutsideEra),
            ("令和元年4月30日", DateProblem::OutsideEra),
            ("1945/3/15/2", DateProblem::Unreadable),
            ("99999999999999999999", DateProblem::Unreadable),
        ] {
            assert_eq!(parse_birth_query(text), Err(problem), "{text}");
        }
        let today = day(2026, 11, 22);
        assert_eq!(parse_birth_date("1945", today), Err(DateProblem::Incomplete));
        assert_eq!(parse_birth_date("2026/11/23", today), Err(DateProblem::Future));
        assert_eq!(parse_birth_date("2026/11/22", today), Ok(today));
    }

    #[test]
    fn shows_the_era() {
        assert_eq!(wareki(day(1939, 3, 15)), "昭和14年3月15日");
        assert_eq!(both_calendars(day(1939, 3, 15)), "昭和14年3月15日（1939-03-15）");
        assert_eq!(wareki(day(2019, 4, 30)), "平成31年4月30日");
        assert_eq!(wareki(day(2019, 5, 1)), "令和元年5月1日");
        assert_eq!(wareki(day(1926, 12, 24)), "大正15年12月24日");
        assert_eq!(wareki(day(1926, 12, 25)), "昭和元年12月25日");
    }

    proptest! {
        #[test]
        fn every_day_reads_back(year in 1868i16..2100, month in 1u8..=12, d in 1u8..=31) {
            prop_assume!((year, month, d) >= (1868, 1, 25));
            if let Some(date) = CivilDate::new(year, month, d) {
                for text in [date.to_string(), wareki(date)] {
                    prop_assert_eq!(parse_birth_query(&text), Ok(BirthQuery::Day(date)));
                }
            }
        }

        #[test]
        fn any_text_is_answered(text in ".*") {
            let _ = parse_birth_query(&text);
        }
    }
}
