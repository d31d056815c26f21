//! Rows one at a time; a row that goes on is put together.

use std::{
    borrow::Cow,
    io::{self, BufRead},
};

use super::{PostalEntry, town::Town};
use crate::{
    cp932::{Encoding, LineReader},
    csv_line,
    problem::{FieldFault, Problem, ProblemKind, ProblemList, ReadError},
};

const COLUMNS: usize = 15;

/// Lines over which one town area may go. The longest real one has some ten.
const MOST_LINES: usize = 100;

/// Longest name of a prefecture, municipality or town area, in characters.
const NAME_MAX: usize = 200;

/// What a table holds, known when it has been read to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostalSummary {
    /// Entries that were read.
    pub entries: u64,
    /// What is wrong; empty for a sound file.
    pub problems: ProblemList,
}

/// Reads the table from plain text, one place at a time.
///
/// A faulty row is yielded as [`ReadError::Faulty`] and reading goes on; a file that is no such table yields one such error and ends. For files
/// and archives see [`super::read_postal_codes`].
#[derive(Debug)]
pub struct PostalReader<R> {
    lines: LineReader<R>,
    summary: PostalSummary,
    /// A row whose town area goes on.
    open: Option<Open>,
    /// What was read while something else was to be told first.
    next: Option<PostalEntry>,
    any_line: bool,
    ended: bool,
}

/// A row as it stands, with the prefecture in the municipality's name.
#[derive(Debug)]
struct Row {
    line: u64,
    code: String,
    city_code: String,
    municipality: String,
    town: String,
}

/// A row with its town area over the lines so far.
#[derive(Debug)]
struct Open {
    row: Row,
    lines: usize,
    town: Town,
}

impl Open {
    fn new(row: Row) -> Self {
        let mut town = Town::default();
        town.add(&row.town);
        Self { row, lines: 1, town }
    }

    fn goes_on_with(&self, row: &Row) -> bool {
        self.row.code == row.code && self.row.municipality == row.municipality && self.lines < MOST_LINES
    }
}

impl<R: BufRead> PostalReader<R> {
    /// Reads `source` from where it stands.
    pub fn new(source: R) -> Self {
        Self {
            lines: LineReader::new(source, Encoding::Detect),
            summary: PostalSummary::default(),
            open: None,
            next: None,
            any_line: false,
            ended: false,
        }
    }

    /// What was read, owned; of the whole file once the iteration has ended.
    pub fn into_summary(self) -> PostalSummary {
        self.summary
    }

    fn read_entry(&mut self) -> io::Result<Option<Result<PostalEntry, Problem>>> {
        if let Some(entry) = self.next.take() {
            return Ok(Some(Ok(entry)));
        }
        loop {
            let Some(line) = self.lines.next_line()? else {
                self.ended = true;
                if let Some(open) = self.open.take() {
                    return Ok(Some(Err(self.problem(open.row.line, ProblemKind::OpenParenthesis))));
                }
                return Ok((!self.any_line).then(|| Err(self.problem(1, ProblemKind::EmptyFile))));
            };
            let number = line.number;
            let first = !self.any_line;
            self.any_line = true;
            let row = match line.text.and_then(|text| parse(number, text)) {
                // Without a readable first row there is no telling what the rest should be.
                Err(kind) if first && !matches!(kind, ProblemKind::Field { .. }) => Err(ProblemKind::NotPostalCodes),
                row => row,
            };
            match row {
                Ok(row) => {
                    if let Some(read) = self.take_in(row) {
                        return Ok(Some(read));
                    }
                }
                Err(kind) => {
                    self.ended = kind == ProblemKind::NotPostalCodes;
                    return Ok(Some(Err(self.problem(number, kind))));
                }
            }
        }
    }

    /// A row that begins or goes on; nothing while its town area is open.
    fn take_in(&mut self, row: Row) -> Option<Result<PostalEntry, Problem>> {
        let Some(mut open) = self.open.take() else {
            return self.settle(Open::new(row)).map(Ok);
        };
        if open.goes_on_with(&row) {
            open.town.add(&row.town);
            open.lines += 1;
            return self.settle(open).map(Ok);
        }
        self.next = self.settle(Open::new(row));
        Some(Err(self.problem(open.row.line, ProblemKind::OpenParenthesis)))
    }

    fn settle(&mut self, open: Open) -> Option<PostalEntry> {
        if open.town.is_open() {
            self.open = Some(open);
            return None;
        }
        self.summary.entries += 1;
        let Open { row, town, .. } = open;
        Some(PostalEntry {
            line: row.line,
            code: row.code,
            city_code: row.city_code,
            address: row.municipality + &town.into_name(),
        })
    }

    fn problem(&mut self, line: u64, kind: ProblemKind) -> Problem {
        let problem = Problem {
            line,
            record: String::new(),
            kind,
        };
        self.summary.problems.push(problem.clone());
        problem
    }
}

impl<R: BufRead> Iterator for PostalReader<R> {
    type Item = Result<PostalEntry, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.read_entry() {
            Ok(entry) => entry.map(|entry| entry.map_err(ReadError::from)),
            Err(error) => {
                self.ended = true;
                Some(Err(error.into()))
            }
        }
    }
}

/// Whether these are the fields of such a table.
pub(super) fn is_row(fields: &[Cow<'_, str>]) -> bool {
    fields.len() == COLUMNS && is_digits(&fields[0], 5) && is_digits(&fields[2], 7)
}

fn parse(line: u64, text: &str) -> Result<Row, ProblemKind> {
    if text.is_empty() {
        return Err(ProblemKind::EmptyLine);
    }
    let fields = csv_line::split(text)?;
    let found = fields.len();
    if found < COLUMNS {
        return Err(ProblemKind::TooFewFields { found, min: COLUMNS });
    }
    if found > COLUMNS {
        return Err(ProblemKind::TooManyFields { found, max: COLUMNS });
    }
    if !is_row(&fields) {
        let (position, name, expected) = if is_digits(&fields[0], 5) {
            (3, "郵便番号", 7)
        } else {
            (1, "全国地方公共団体コード", 5)
        };
        let fault = FieldFault::Length { expected };
        return Err(ProblemKind::Field { position, name, fault });
    }
    let [prefecture, city, town] = [(6, "都道府県名"), (7, "市区町村名"), (8, "町域名")].map(|(column, name)| named(&fields, column, name));
    // 廃止 stands in the files of abolitions alone.
    if !matches!(&*fields[13], "0" | "1") {
        return Err(fault(13, "更新の表示", FieldFault::NotInTable));
    }
    Ok(Row {
        line,
        code: fields[2].to_string(),
        city_code: city_of(&fields[0]).to_owned(),
        municipality: required(prefecture?, 6, "都道府県名")? + &required(city?, 7, "市区町村名")?,
        town: town?,
    })
}

fn named(fields: &[Cow<'_, str>], column: usize, name: &'static str) -> Result<String, ProblemKind> {
    let text = fields[column].trim();
    if text.chars().nth(NAME_MAX).is_some() {
        return Err(fault(column, name, FieldFault::TooLong { max: NAME_MAX }));
    }
    Ok(text.to_owned())
}

fn required(text: String, column: usize, name: &'static str) -> Result<String, ProblemKind> {
    if text.is_empty() {
        return Err(fault(column, name, FieldFault::Missing));
    }
    Ok(text)
}

fn fault(column: usize, name: &'static str, fault: FieldFault) -> ProblemKind {
    ProblemKind::Field {
        position: column + 1,
        name,
        fault,
    }
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The 政令指定都市: their wards have the codes that follow, up to the next city's.
const DESIGNATED_CITIES: [&str; 20] = [
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130", "23100", "26100", "27100", "27140", "28100",
    "33100", "34100", "40100", "40130", "43100",
];

/// The code of the city that a ward belongs to; a municipality's own code otherwise. The wards of 東京都 are municipalities.
fn city_of(code: &str) -> &str {
    let (prefecture, rest) = code.split_at(2);
    if prefecture == "13" || !rest.starts_with('1') {
        return code;
    }
    let city = DESIGNATED_CITIES
        .into_iter()
        .rev()
        .find(|city| city.starts_with(prefecture) && *city <= code);
    city.unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wards_stand_under_their_city() {
        for (code, city) in [
            ("40101", "40100"),
            ("40109", "40100"),
            ("40131", "40130"),
            ("40137", "40130"),
            ("40202", "40202"),
            ("40621", "40621"),
            ("13101", "13101"),
            ("14153", "14150"),
            ("01110", "01100"),
            ("22140", "22130"),
            ("99101", "99101"),
        ] {
            assert_eq!(city_of(code), city);
        }
    }
}
