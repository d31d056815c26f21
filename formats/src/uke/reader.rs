//! The file as a whole: header, receipts one at a time, totals, and the report.

use std::io::{self, BufRead};

use super::building::{Building, Tally};
use super::layout::RecordKind;
use super::model::{FileHeader, Receipt};
use super::records;
use super::row::Row;
use crate::cp932::{Encoding, LineReader};
use crate::problem::{Problem, ProblemKind, ProblemList, ReadError};

/// What a file holds, known when it has been read to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// IR, unless missing or faulty.
    pub header: Option<FileHeader>,
    /// Receipts, also faulty ones.
    pub receipts: u64,
    /// Records of all kinds, also faulty ones.
    pub records: u64,
    /// 総件数 as read: one per HO and per KO. Equals GO's unless a problem says otherwise.
    pub count_total: u64,
    /// 総合計点数 as read: HO's 合計点数, or the first KO's where there is no HO.
    pub points_total: u64,
    /// What is wrong; empty for a sound file.
    pub problems: ProblemList,
}

/// Reads RECEIPTC.UKE from any source, one receipt at a time.
///
/// A receipt with any fault is yielded as [`ReadError::Faulty`] with its first problem, and reading
/// goes on; after [`ReadError::Io`] nothing follows. Faults of the file as a whole (header, order,
/// totals, truncation) are in the [`Summary`] only, so a caller that stores receipts must first
/// have [`check`]ed the file or be able to roll back. Memory is bounded by the largest receipt.
#[derive(Debug)]
pub struct ReceiptReader<R> {
    lines: LineReader<R>,
    state: State,
    ended: bool,
}

impl<R: BufRead> ReceiptReader<R> {
    /// Reads `source` from where it stands.
    pub fn new(source: R) -> Self {
        Self {
            lines: LineReader::new(source, Encoding::Cp932),
            state: State::default(),
            ended: false,
        }
    }

    /// IR; available once the first receipt was yielded.
    pub fn header(&self) -> Option<&FileHeader> {
        self.state.summary.header.as_ref()
    }

    /// Reads what is left and returns the file's summary.
    ///
    /// # Errors
    /// Those of the source that occur from here on.
    pub fn finish(mut self) -> io::Result<Summary> {
        for receipt in self.by_ref() {
            if let Err(ReadError::Io(error)) = receipt {
                return Err(error);
            }
        }
        Ok(self.state.summary)
    }

    fn read_receipt(&mut self) -> io::Result<Closed> {
        while !self.ended {
            let closed = match self.lines.next_line()? {
                Some(line) => self.state.take_line(line.number, line.text),
                None => {
                    self.ended = true;
                    self.state.end_of_file()
                }
            };
            if closed.is_some() {
                return Ok(closed);
            }
        }
        Ok(None)
    }
}

impl<R: BufRead> Iterator for ReceiptReader<R> {
    type Item = Result<Receipt, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.read_receipt() {
            Ok(closed) => closed.map(|receipt| receipt.map_err(ReadError::from)),
            Err(error) => {
                self.ended = true;
                Some(Err(error.into()))
            }
        }
    }
}

/// Reads a file through once, in bounded memory, without keeping receipts.
///
/// # Errors
/// Those of the source. What is wrong with the content is in [`Summary::problems`].
pub fn check<R: BufRead>(source: R) -> io::Result<Summary> {
    ReceiptReader::new(source).finish()
}

/// A receipt that a line has completed.
type Closed = Option<Result<Receipt, Problem>>;

#[derive(Debug, Default)]
struct State {
    summary: Summary,
    current: Option<Building>,
    last_line: u64,
    trailer_seen: bool,
}

impl State {
    fn take_line(&mut self, line: u64, text: Result<&str, ProblemKind>) -> Closed {
        self.last_line = line;
        match text {
            Err(kind) => {
                self.summary.records += 1;
                self.report("", kind);
            }
            Ok("") => self.report("", ProblemKind::EmptyLine),
            Ok(_) if self.trailer_seen => self.report("", ProblemKind::AfterTrailer),
            Ok(text) => {
                self.summary.records += 1;
                return match Row::new(line, text) {
                    Some(row) => self.take_row(&row),
                    None => {
                        self.unknown_record(text);
                        None
                    }
                };
            }
        }
        None
    }

    fn take_row(&mut self, row: &Row<'_>) -> Closed {
        if self.summary.records == 1 && row.kind != RecordKind::Ir {
            self.report(row.kind.id(), ProblemKind::MissingHeader);
        }
        match row.kind {
            RecordKind::Ir => self.take_header(row),
            RecordKind::Re => return self.open_receipt(row),
            RecordKind::Go => return self.take_trailer(row),
            kind => {
                let accepted = match &mut self.current {
                    Some(building) => building.accept(row),
                    None => Err(ProblemKind::OutsideReceipt),
                };
                if let Err(problem) = accepted {
                    self.report(kind.id(), problem);
                }
            }
        }
        None
    }

    fn take_header(&mut self, row: &Row<'_>) {
        if self.summary.records > 1 {
            self.report(row.kind.id(), ProblemKind::RepeatedHeader);
            return;
        }
        match row.check_columns().and_then(|()| records::header(row)) {
            Ok(header) => self.summary.header = Some(header),
            Err(kind) => self.report(row.kind.id(), kind),
        }
    }

    fn open_receipt(&mut self, row: &Row<'_>) -> Closed {
        let closed = self.close_receipt();
        self.summary.receipts += 1;
        match row.check_columns().and_then(|()| self.receipt(row)) {
            Ok(receipt) => self.current = Some(Building::new(row.line, Some(receipt))),
            Err(kind) => {
                self.current = Some(Building::new(row.line, None));
                self.report(row.kind.id(), kind);
            }
        }
        closed
    }

    /// A month in the future would make a patient's real visits look older than they are.
    fn receipt(&self, row: &Row<'_>) -> Result<Receipt, ProblemKind> {
        let receipt = records::receipt(row)?;
        let claimed = self.summary.header.as_ref().map(|header| header.claim_month);
        if claimed.is_some_and(|claimed| receipt.month > claimed) {
            return Err(ProblemKind::TreatedAfterClaim);
        }
        Ok(receipt)
    }

    fn close_receipt(&mut self) -> Closed {
        let building = self.current.as_ref()?;
        if building.problem.is_none() && !building.has_payer() {
            let line = building.line;
            self.report_at(line, RecordKind::Re.id(), ProblemKind::NoPayer);
        }
        let building = self.current.take()?;
        let Tally { count, points } = building.tally();
        self.summary.count_total += count;
        self.summary.points_total += points;
        building.finish()
    }

    fn take_trailer(&mut self, row: &Row<'_>) -> Closed {
        let closed = self.close_receipt();
        self.trailer_seen = true;
        match row.check_columns().and_then(|()| records::trailer(row)) {
            Ok((count, points)) => self.compare_totals(count, points),
            Err(kind) => self.report(row.kind.id(), kind),
        }
        closed
    }

    fn compare_totals(&mut self, count: u64, points: u64) {
        let id = RecordKind::Go.id();
        let (read_count, read_points) = (self.summary.count_total, self.summary.points_total);
        if count != read_count {
            let (stated, read) = (count, read_count);
            self.report(id, ProblemKind::CountMismatch { stated, read });
        }
        if points != read_points {
            let (stated, read) = (points, read_points);
            self.report(id, ProblemKind::PointsMismatch { stated, read });
        }
    }

    fn end_of_file(&mut self) -> Closed {
        if self.last_line == 0 {
            self.report_at(1, "", ProblemKind::EmptyFile);
        } else if !self.trailer_seen {
            // Also the receipt at the cut is not to be trusted, hence before it is closed.
            self.report("", ProblemKind::MissingTrailer);
        }
        self.close_receipt()
    }

    fn unknown_record(&mut self, text: &str) {
        let id = text.split(',').next().unwrap_or_default();
        if self.summary.records == 1 {
            let kind = match id {
                "UK" | "YK" => ProblemKind::OtherReceiptKind,
                _ => ProblemKind::MissingHeader,
            };
            self.report("", kind);
            return;
        }
        // Two capital letters cannot be personal; anything else might be and is not repeated.
        let shown = match id.len() == 2 && id.bytes().all(|byte| byte.is_ascii_uppercase()) {
            true => id,
            false => "",
        };
        self.report(shown, ProblemKind::UnknownRecord);
    }

    fn report(&mut self, record: &str, kind: ProblemKind) {
        self.report_at(self.last_line, record, kind);
    }

    fn report_at(&mut self, line: u64, record: &str, kind: ProblemKind) {
        let problem = Problem {
            line,
            record: record.to_owned(),
            kind,
        };
        if let Some(building) = &mut self.current {
            building.problem.get_or_insert_with(|| problem.clone());
        }
        self.summary.problems.push(problem);
    }
}
