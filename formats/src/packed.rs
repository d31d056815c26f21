//! Files as they were downloaded: plain, or alone in a ZIP archive, told apart by their first bytes.

use std::io::{self, Read, Seek};

/// Most bytes that are read of one file, unpacked. The largest real one (KEN_ALL.CSV) has 12 MB.
pub const MAX_UNPACKED: u64 = 512 * 1024 * 1024;

/// Why a file could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum PackedFileError {
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

/// Gives the content of `source`, from where it stands, to `read`.
pub(crate) fn read<R, T, E>(mut source: R, read: impl FnOnce(&mut dyn Read) -> Result<T, E>) -> Result<T, E>
where
    R: Read + Seek,
    E: From<PackedFileError>,
{
    let left = MAX_UNPACKED;
    if !starts_as_zip(&mut source).map_err(PackedFileError::from)? {
        return read(&mut Bounded { source, left });
    }
    let mut archive = zip::ZipArchive::new(source).map_err(PackedFileError::from)?;
    let index = only_file(&mut archive)?;
    let file = archive.by_index(index).map_err(PackedFileError::from)?;
    read(&mut Bounded { source: file, left })
}

fn starts_as_zip<R: Read + Seek>(source: &mut R) -> io::Result<bool> {
    let start = source.stream_position()?;
    let mut magic = Vec::new();
    source.by_ref().take(4).read_to_end(&mut magic)?;
    source.seek(io::SeekFrom::Start(start))?;
    // The second form is an archive without any file.
    Ok(magic == b"PK\x03\x04" || magic == b"PK\x05\x06")
}

fn only_file<R: Read + Seek>(archive: &mut zip::ZipArchive<R>) -> Result<usize, PackedFileError> {
    let mut files = Vec::new();
    for index in 0..archive.len() {
        if archive.by_index_raw(index)?.is_file() {
            files.push(index);
        }
    }
    match files.as_slice() {
        [only] => Ok(*only),
        _ => Err(PackedFileError::NotOneFile { found: files.len() }),
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
            .ok_or_else(|| io::Error::other("larger than any such file"))?;
        Ok(read)
    }
}
