//! Rows one at a time.

use std::io::{self, BufRead};

use super::entry::{MasterEntry, MasterKind};
use super::row;
use crate::cp932::{Encoding, LineReader};
use crate::csv_line;
use crate::problem::{Problem, ProblemKind, ProblemList, ReadError};

/// What a master file holds, known when it has been read to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MasterSummary {
    /// Which master, by the content of its first row.
    pub kind: Option<MasterKind>,
    /// Entries that were read.
    pub entries: u64,
    /// What is wrong; empty for a sound file.
    pub problems: ProblemList,
}

/// Reads a master from plain text (CP932, quoted CSV, no heading), one entry at a time.
///
/// A faulty row is yielded as [`ReadError::Faulty`] and reading goes on; a file that is none of the
/// masters yields one such error and ends. For files and archives see [`super::read_master`].
#[derive(Debug)]
pub struct MasterReader<R> {
    lines: LineReader<R>,
    edition: Option<(MasterKind, usize)>,
    summary: MasterSummary,
    any_line: bool,
    ended: bool,
}

impl<R: BufRead> MasterReader<R> {
    /// Reads `source` from where it stands.
    pub fn new(source: R) -> Self {
        Self {
            lines: LineReader::new(source, Encoding::Cp932),
            edition: None,
            summary: MasterSummary::default(),
            any_line: false,
            ended: false,
        }
    }

    /// What was read so far; of the whole file once the iteration has ended.
    pub fn summary(&self) -> &MasterSummary {
        &self.summary
    }

    /// As [`Self::summary`], owned.
    pub fn into_summary(self) -> MasterSummary {
        self.summary
    }

    fn read_entry(&mut self) -> io::Result<Option<Result<MasterEntry, Problem>>> {
        let Some(line) = self.lines.next_line()? else {
            self.ended = true;
            if self.any_line {
                return Ok(None);
            }
            return Ok(Some(Err(self.problem(1, ProblemKind::EmptyFile))));
        };
        let number = line.number;
        let first = !self.any_line;
        self.any_line = true;
        let entry = line.text.and_then(|text| parse(number, text, &mut self.edition));
        self.summary.kind = self.edition.map(|(kind, _)| kind);
        match entry {
            Ok(entry) => {
                self.summary.entries += 1;
                Ok(Some(Ok(entry)))
            }
            Err(kind) => {
                // Without a readable first row there is no telling what the rest should be.
                self.ended = first && self.edition.is_none();
                let kind = match self.ended {
                    true => ProblemKind::NotAMaster,
                    false => kind,
                };
                Ok(Some(Err(self.problem(number, kind))))
            }
        }
    }

    fn problem(&mut self, line: u64, kind: ProblemKind) -> Problem {
        let letter = self.edition.map_or("", |(kind, _)| kind.letter());
        let problem = Problem {
            line,
            record: letter.to_owned(),
            kind,
        };
        self.summary.problems.push(problem.clone());
        problem
    }
}

fn parse(line: u64, text: &str, edition: &mut Option<(MasterKind, usize)>) -> Result<MasterEntry, ProblemKind> {
    if text.is_empty() {
        return Err(ProblemKind::EmptyLine);
    }
    let fields = csv_line::split(text)?;
    let own = row::edition(&fields);
    let (kind, columns) = match *edition {
        Some(edition) => edition,
        None => *edition.insert(own.ok_or(ProblemKind::NotAMaster)?),
    };
    if own != Some((kind, columns)) {
        return Err(ProblemKind::MixedMasters);
    }
    row::entry(line, kind, &fields)
}

impl<R: BufRead> Iterator for MasterReader<R> {
    type Item = Result<MasterEntry, ReadError>;

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
