//! Whether a file is a PDF that people can open.

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use serde::Serialize;

use crate::answer::Refusal;

/// What is known about a PDF that can be opened.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Opened {
    /// How many pages it has; at least one.
    pub pages: usize,
}

/// How far from the beginning and from the end the marks of a PDF may stand, in bytes: as other readers have it.
const MARK_WITHIN: usize = 1024;

/// Opens a PDF, without a password. One that only forbids printing or copying is open to everybody.
pub fn open(bytes: Vec<u8>) -> Result<Opened, Refusal> {
    let head = &bytes[..bytes.len().min(MARK_WITHIN)];
    if !contains(head, b"%PDF-") {
        return Err(Refusal::Unsupported);
    }
    // The library mends what it can. A file that ends in the middle would lose pages without a word.
    let tail = &bytes[bytes.len().saturating_sub(MARK_WITHIN)..];
    if !contains(tail, b"%%EOF") {
        return Err(Refusal::Damaged);
    }
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => Refusal::Encrypted,
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => Refusal::Damaged,
    })?;
    match pdf.pages().len() {
        0 => Err(Refusal::Damaged),
        pages => Ok(Opened { pages }),
    }
}

fn contains(text: &[u8], mark: &[u8]) -> bool {
    text.windows(mark.len()).any(|window| window == mark)
}
