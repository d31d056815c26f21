//! The list of patient registrations, `tobiume patients import FILE.csv`.
//!
//! The network's own format, made for spreadsheets. One person per line, comma separated, fields
//! quoted where they contain a comma. UTF-8 (with or without byte order mark) or CP932, decided by
//! the heading, which is never plain ASCII. Lines end in CRLF or LF; a field has no line break.
//!
//! The first line names the columns, in any order; an unknown or repeated name is an error.
//! Mandatory, in the heading and in each row: 氏名, カナ氏名, 生年月日, 性別 (男, 女, 1, 2). Optional:
//! 郵便番号, 住所, 電話番号, 血液型, 市町村コード (5 or 6 digits), 保険者番号 (6 or 8 digits), 記号, 番号, 枝番,
//! カード番号, かかりつけ医療機関コード (ten digits each, several separated by a space or a semicolon), 同意日,
//! 緊急連絡先氏名, 緊急連絡先続柄, 緊急連絡先電話. 保険者番号 and 番号 come together or not at all.
//!
//! Unlike those of receipts, check digits are verified here: people type these lists. Dates stay as
//! written (`1945-03-15`, `S20.3.15`, `昭和20年3月15日` …) and are read by the importer.

mod columns;
mod row;

use std::io::{self, BufRead};

pub use columns::HEADINGS;
use columns::Heading;

use crate::Sex;
use crate::cp932::{Encoding, LineReader};
use crate::csv_line;
use crate::fold::fold_insurance_id;
use crate::problem::{Problem, ProblemKind, ProblemList, ReadError};

/// One person to be registered. Texts are trimmed but otherwise as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Line in the file.
    pub line: u64,
    /// 氏名.
    pub name: String,
    /// カナ氏名.
    pub kana: String,
    /// 生年月日 as written; not yet checked to be a date.
    pub birth_date: String,
    /// 性別.
    pub sex: Sex,
    /// 郵便番号.
    pub postal_code: Option<String>,
    /// 住所.
    pub address: Option<String>,
    /// 電話番号.
    pub phone: Option<String>,
    /// 血液型.
    pub blood_type: Option<String>,
    /// 市町村コード, always six digits.
    pub municipality: Option<String>,
    /// The insurance card.
    pub insurance: Option<Insurance>,
    /// カード番号 of the network's card.
    pub card_number: Option<String>,
    /// かかりつけ医療機関コード, ten digits each, without repetition.
    pub institutions: Vec<String>,
    /// 同意日 as written; not yet checked to be a date.
    pub consent_date: Option<String>,
    /// 緊急連絡先, if any of its columns is filled.
    pub emergency_contact: Option<EmergencyContact>,
}

/// The insurance card of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insurance {
    /// 保険者番号, six or eight digits.
    pub insurer_number: String,
    /// 記号 as written; may be empty.
    pub symbol: String,
    /// 番号 as written.
    pub number: String,
    /// 枝番.
    pub branch: Option<String>,
}

impl Insurance {
    /// 記号 for matching with receipts.
    pub fn folded_symbol(&self) -> String {
        fold_insurance_id(&self.symbol)
    }

    /// 番号 for matching with receipts.
    pub fn folded_number(&self) -> String {
        fold_insurance_id(&self.number)
    }
}

/// 緊急連絡先.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmergencyContact {
    /// 氏名.
    pub name: Option<String>,
    /// 続柄.
    pub relation: Option<String>,
    /// 電話番号.
    pub phone: Option<String>,
}

/// Reads the list, one person at a time, in memory that does not grow with the file.
///
/// A faulty row is yielded as [`ReadError::Faulty`] and reading goes on; after a faulty heading (all
/// its problems are in [`Self::problems`]) or [`ReadError::Io`] nothing follows.
#[derive(Debug)]
pub struct RegistrationReader<R> {
    lines: LineReader<R>,
    heading: Option<Heading>,
    problems: ProblemList,
    ended: bool,
}

impl<R: BufRead> RegistrationReader<R> {
    /// Reads `source` from where it stands.
    pub fn new(source: R) -> Self {
        Self {
            lines: LineReader::new(source, Encoding::Detect),
            heading: None,
            problems: ProblemList::default(),
            ended: false,
        }
    }

    /// What was wrong so far; of the whole file once the iteration has ended.
    pub fn problems(&self) -> &ProblemList {
        &self.problems
    }

    fn read_row(&mut self) -> io::Result<Option<Result<Registration, Problem>>> {
        if self.heading.is_none()
            && let Err(kinds) = self.read_heading()?
        {
            self.ended = true;
            return Ok(self.report(1, kinds).map(Err));
        }
        let (Some(heading), Some(line)) = (&self.heading, self.lines.next_line()?) else {
            self.ended = true;
            return Ok(None);
        };
        let number = line.number;
        let row = line.text.and_then(|text| {
            if text.is_empty() {
                return Err(ProblemKind::EmptyLine);
            }
            row::registration(number, heading, &csv_line::split(text)?)
        });
        match row {
            Ok(registration) => Ok(Some(Ok(registration))),
            Err(kind) => Ok(self.report(number, vec![kind]).map(Err)),
        }
    }

    fn read_heading(&mut self) -> io::Result<Result<(), Vec<ProblemKind>>> {
        let Some(line) = self.lines.next_line()? else {
            return Ok(Err(vec![ProblemKind::EmptyFile]));
        };
        let fields = line.text.and_then(csv_line::split);
        Ok(fields
            .map_err(|kind| vec![kind])
            .and_then(|fields| Heading::read(&fields))
            .map(|heading| self.heading = Some(heading)))
    }

    /// Lists the problems of a line and returns the first.
    fn report(&mut self, line: u64, kinds: Vec<ProblemKind>) -> Option<Problem> {
        let mut first = None;
        for kind in kinds {
            let record = String::new();
            let problem = Problem { line, record, kind };
            first.get_or_insert_with(|| problem.clone());
            self.problems.push(problem);
        }
        first
    }
}

impl<R: BufRead> Iterator for RegistrationReader<R> {
    type Item = Result<Registration, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.read_row() {
            Ok(row) => row.map(|row| row.map_err(ReadError::from)),
            Err(error) => {
                self.ended = true;
                Some(Err(error.into()))
            }
        }
    }
}
