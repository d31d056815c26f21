//! 支払基金's masters that the network needs to show names instead of codes: 医薬品 (y), 傷病名 (b) and
//! 修飾語 (z).
//!
//! The operator imports the office's own copy, plain (.csv, .txt) or zipped as it was downloaded.
//! Which master it is follows from its second column, not from its name. Codes are unique within a
//! file. Not here: procedures, materials and comments, which the network does not show.

mod entry;
mod reader;
mod row;

use std::io::{self, BufReader, Read, Seek};

pub use entry::{Change, DosageForm, MasterEntry, MasterKind, ModifierPlace, compose_disease_name};
pub use reader::{MasterReader, MasterSummary};

pub use crate::packed::PackedFileError as MasterFileError;
use crate::{packed, problem::ReadError};

/// Reads a master, plain or zipped (told apart by its first bytes), and gives every sound entry to
/// `visit`. Faulty rows are left out and listed in the summary.
///
/// # Errors
/// [`MasterFileError`] converted, and whatever `visit` returns, which ends the reading.
pub fn read_master<R, E>(mut source: R, visit: impl FnMut(MasterEntry) -> Result<(), E>) -> Result<MasterSummary, E>
where
    R: Read + Seek,
    E: From<MasterFileError>,
{
    packed::read(&mut source, |file| read_entries(file, visit))
}

/// Which master a file is, by its first sound row; none where it is none. `source` stands where it stood.
///
/// # Errors
/// [`MasterFileError`], for what cannot be opened.
pub fn kind_of<R: Read + Seek>(source: &mut R) -> Result<Option<MasterKind>, MasterFileError> {
    enum Stop {
        Seen(MasterKind),
        Unread(MasterFileError),
    }
    impl From<MasterFileError> for Stop {
        fn from(error: MasterFileError) -> Self {
            Self::Unread(error)
        }
    }
    let start = source.stream_position()?;
    let kind = match read_master(&mut *source, |entry| Err(Stop::Seen(entry.kind))) {
        Ok(summary) => summary.kind,
        Err(Stop::Seen(kind)) => Some(kind),
        Err(Stop::Unread(error)) => return Err(error),
    };
    source.seek(io::SeekFrom::Start(start))?;
    Ok(kind)
}

fn read_entries<E: From<MasterFileError>>(
    source: impl Read,
    mut visit: impl FnMut(MasterEntry) -> Result<(), E>,
) -> Result<MasterSummary, E> {
    let mut reader = MasterReader::new(BufReader::new(source));
    for entry in reader.by_ref() {
        match entry {
            Ok(entry) => visit(entry)?,
            Err(ReadError::Io(error)) => return Err(MasterFileError::Io(error).into()),
            // Listed in the summary.
            Err(ReadError::Faulty(_)) => {}
        }
    }
    Ok(reader.into_summary())
}
