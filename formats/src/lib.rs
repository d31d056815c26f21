//! Streaming readers of the field's files.
//!
//! What lives here: the electronic receipt of medical institutions ([`uke`]), the public masters of
//! drugs, diseases and modifiers ([`masters`]), Japan Post's table of postal codes ([`postal`]), the
//! network's own list of patient registrations ([`registrations`]), and what they share: files plain
//! or zipped ([`packed`]), strict decoding ([`cp932`]), folding of identifiers ([`fold`]), civil
//! dates ([`date`]) and the report of what is wrong with a file ([`problem`]).
//!
//! What does not: databases, the network's accounts and rules, HTTP. All readers work in memory
//! that does not grow with the file, count lines from 1, and go on after a faulty line so that one
//! report can list many. No message ever repeats a field's content, because it may be personal.

pub mod cp932;
mod csv_line;
pub mod date;
pub mod fold;
pub mod masters;
pub mod packed;
pub mod postal;
pub mod problem;
pub mod registrations;
pub mod uke;

pub use date::YearMonth;
pub use problem::{FieldFault, Problem, ProblemKind, ProblemList, ReadError};

/// Sex as the field's files state it (男女区分, JIS X 0303: 1 male, 2 female).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// `1`, 男.
    Male,
    /// `2`, 女.
    Female,
}

impl Sex {
    /// Reads the one-digit code of receipts; any other text gives `None`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "1" => Some(Self::Male),
            "2" => Some(Self::Female),
            _ => None,
        }
    }

    /// The one-digit code: `1` or `2`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }
}
