//! Japan Post's table of postal codes, by which an address is begun.
//!
//! Both editions: `KEN_ALL.CSV` (CP932, a long town area goes on over several lines) and `utf_ken_all.csv` (UTF-8, one line each), plain or
//! zipped. 15 columns without heading: municipality, old code, code, kana of prefecture, municipality and town area, the same three in kanji,
//! and six flags. The whole country is meant; the files of additions and abolitions have the same columns and are no table.
//!
//! Not here: the codes of large offices (`JIGYOSYO.CSV`), where nobody lives.

mod reader;
mod town;

use std::io::{self, BufReader, Read, Seek};

pub use reader::{PostalReader, PostalSummary};

use crate::{
    cp932::{Encoding, LineReader},
    csv_line,
    packed::{self, PackedFileError},
    problem::ReadError,
};

/// One place of a postal code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalEntry {
    /// Line in the file.
    pub line: u64,
    /// 7 digits.
    pub code: String,
    /// 全国地方公共団体コード of the municipality, 5 digits. Wards of a 政令指定都市 are parts of their city, and stand under its code.
    pub city_code: String,
    /// Prefecture, municipality and town area, as an address begins.
    pub address: String,
}

/// Whether a file is such a table, by its first line. `source` stands where it stood.
///
/// # Errors
/// Those of the source.
pub fn is_postal_codes<R: Read + Seek>(source: &mut R) -> io::Result<bool> {
    let start = source.stream_position()?;
    let first_line = packed::read(&mut *source, |file| {
        let mut lines = LineReader::new(BufReader::new(file), Encoding::Detect);
        let line = lines.next_line().map_err(PackedFileError::from)?;
        let fields = line.and_then(|line| line.text.ok()).and_then(|text| csv_line::split(text).ok());
        Ok::<_, PackedFileError>(fields.is_some_and(|fields| reader::is_row(&fields)))
    });
    source.seek(io::SeekFrom::Start(start))?;
    // What cannot be unpacked is told by whoever reads it.
    Ok(first_line.unwrap_or(false))
}

/// Reads a table, plain or zipped, and gives every sound entry to `visit`. Faulty rows are left out and listed in the summary.
///
/// # Errors
/// [`PackedFileError`] converted, and whatever `visit` returns, which ends the reading.
pub fn read_postal_codes<R, E>(source: R, mut visit: impl FnMut(PostalEntry) -> Result<(), E>) -> Result<PostalSummary, E>
where
    R: Read + Seek,
    E: From<PackedFileError>,
{
    packed::read(source, |file| {
        let mut reader = PostalReader::new(BufReader::new(file));
        for entry in reader.by_ref() {
            match entry {
                Ok(entry) => visit(entry)?,
                Err(ReadError::Io(error)) => return Err(PackedFileError::Io(error).into()),
                // Listed in the summary.
                Err(ReadError::Faulty(_)) => {}
            }
        }
        Ok(reader.into_summary())
    })
}
