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

use crate::problem::ReadError;

/// Most bytes that are read of one master, unpacked. The largest real one (医薬品) has 7 MB.
pub const MAX_UNPACKED: u64 = 512 * 1024 * 1024;

/// Why a file could not be read as a master at all.
#[derive(Debug, thiserror::Error)]
pub enum MasterFileError {
    /// The source failed, a packed file is damaged, or it is larger than [`MAX_UNPACKED`].
    #[error("ファイルを読み取れませんでした。ダウンロードし直してください。")]
    Io(#[from] io::Error),
    /// The archive cannot be opened.
    #[error("ZIPファイルが壊れているか、対応していない形式です。ダウンロードし直してください。")]
    Zip(#[from] zip::result::ZipError),
    /// The archive does not hold exactly one file.
    #[error("ZIPの中のファイルは1つでなければなりません（実際は{found}個）。展開して1つずつ取り込んでください。")]
    NotOneFile {
        /// Files in the archive.
        found: usize,
    },
}

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
    if !starts_as_zip(&mut source).map_err(MasterFileError::from)? {
        return read_entries(source, visit);
    }
    let mut archive = zip::ZipArchive::new(source).map_err(MasterFileError::from)?;
    let index = only_file(&mut archive)?;
    let file = archive.by_index(index).map_err(MasterFileError::from)?;
    read_entries(file, visit)
}

fn read_entries<E: From<MasterFileError>>(
    source: impl Read,
    mut visit: impl FnMut(MasterEntry) -> Result<(), E>,
) -> Result<MasterSummary, E> {
    let bounded = Bounded {
        source,
        left: MAX_UNPACKED,
    };
    let mut reader = MasterReader::new(BufReader::new(bounded));
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

fn starts_as_zip<R: Read + Seek>(source: &mut R) -> io::Result<bool> {
    let start = source.stream_position()?;
    let mut magic = Vec::new();
    source.by_ref().take(4).read_to_end(&mut magic)?;
    source.seek(io::SeekFrom::Start(start))?;
    // The second form is an archive without any file.
    Ok(magic == b"PK\x03\x04" || magic == b"PK\x05\x06")
}

fn only_file<R: Read + Seek>(archive: &mut zip::ZipArchive<R>) -> Result<usize, MasterFileError> {
    let mut files = Vec::new();
    for index in 0..archive.len() {
        if archive.by_index_raw(index)?.is_file() {
            files.push(index);
        }
    }
    match files.as_slice() {
        [only] => Ok(*only),
        _ => Err(MasterFileError::NotOneFile { found: files.len() }),
    }
}

/// Fails once more than `left` bytes come: a small archive can unpack to terabytes.
struct Bounded<R> {
    source: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other("larger than any master"))?;
        Ok(read)
    }
}
