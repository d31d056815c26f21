//! Lines of text out of bytes: strict decoding and bounded line reading.
//!
//! CP932 (Windows-31J) is what receipts and masters are written in. Decoding is strict: bytes that
//! are not text are an error, never a replacement character, because a damaged name must not enter
//! the network. Half-width katakana is allowed; 外字 (F040 to F9FC) become private-use characters.

use std::io::{self, BufRead, Read};

use crate::problem::ProblemKind;

/// Longest line that is accepted, in bytes. The longest real record (SJ) has some 2,400.
pub const MAX_LINE: usize = 64 * 1024;

const EOF_MARK: u8 = 0x1A;

/// How the bytes of a file are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// CP932 (Windows-31J), the superset of Shift_JIS.
    Cp932,
    /// UTF-8; a byte order mark at the start is dropped.
    Utf8,
    /// UTF-8 if there is a byte order mark or the first line that is not ASCII is valid UTF-8;
    /// CP932 otherwise. Decided once per file.
    Detect,
}

/// Decodes CP932 into `buffer` (emptied first) and returns the text, which is borrowed from `bytes`
/// directly when that is ASCII.
///
/// # Errors
/// [`ProblemKind::BadEncoding`] for bytes that are no CP932 text, [`ProblemKind::ControlCharacter`]
/// for C0 and C1 control characters and DEL.
pub fn decode<'a>(bytes: &'a [u8], buffer: &'a mut String) -> Result<&'a str, ProblemKind> {
    if has_control(bytes) {
        return Err(ProblemKind::ControlCharacter);
    }
    if bytes.is_ascii() {
        return std::str::from_utf8(bytes).map_err(|_| ProblemKind::BadEncoding);
    }
    buffer.clear();
    let mut decoder = encoding_rs::SHIFT_JIS.new_decoder_without_bom_handling();
    let needed = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .ok_or(ProblemKind::BadEncoding)?;
    buffer.reserve(needed);
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, buffer, true);
    if result != encoding_rs::DecoderResult::InputEmpty {
        return Err(ProblemKind::BadEncoding);
    }
    // The decoder lets a lone byte 80 through as a C1 control character.
    if bytes.contains(&0x80) && buffer.contains('\u{80}') {
        return Err(ProblemKind::ControlCharacter);
    }
    Ok(buffer)
}

fn decode_utf8(bytes: &[u8]) -> Result<&str, ProblemKind> {
    let text = std::str::from_utf8(bytes).map_err(|_| ProblemKind::BadEncoding)?;
    if text.chars().any(char::is_control) {
        return Err(ProblemKind::ControlCharacter);
    }
    Ok(text)
}

/// Control bytes never occur as the second byte of a CP932 character, so bytes can be searched.
fn has_control(bytes: &[u8]) -> bool {
    // Without early exit, so that the compiler can do many bytes at once.
    bytes.iter().fold(false, |found, &byte| found | (byte < 0x20) | (byte == 0x7F))
}

/// One line of a file.
#[derive(Debug)]
pub struct Line<'a> {
    /// Number in the file, from 1.
    pub number: u64,
    /// The text without its line end, or why there is none.
    pub text: Result<&'a str, ProblemKind>,
}

/// Reads lines that end in CRLF or LF from any source, in memory that does not grow with the file.
///
/// A single EOF mark (1A) at the very end is dropped. A line longer than [`MAX_LINE`] is reported
/// and passed over.
#[derive(Debug)]
pub struct LineReader<R> {
    source: R,
    encoding: Encoding,
    raw: Vec<u8>,
    text: String,
    number: u64,
}

impl<R: BufRead> LineReader<R> {
    /// Reads `source` from where it stands.
    pub fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source,
            encoding,
            raw: Vec::new(),
            text: String::new(),
            number: 0,
        }
    }

    /// The next line, or `None` at the end of the file.
    ///
    /// # Errors
    /// Only those of the source; a line's own faults are in [`Line::text`].
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.raw.clear();
        let limit = MAX_LINE + 2;
        let read = (&mut self.source).take(limit as u64).read_until(b'\n', &mut self.raw)?;
        if read == 0 {
            return Ok(None);
        }
        if self.raw.last() == Some(&b'\n') {
            self.raw.pop();
            if self.raw.last() == Some(&b'\r') {
                self.raw.pop();
            }
        } else if read == limit {
            self.skip_line()?;
        } else if self.raw.last() == Some(&EOF_MARK) {
            self.raw.pop();
            if self.raw.is_empty() {
                return Ok(None);
            }
        }
        self.number += 1;
        Ok(Some(self.decoded()))
    }

    fn decoded(&mut self) -> Line<'_> {
        let mut bytes = self.raw.as_slice();
        if self.number == 1
            && self.encoding != Encoding::Cp932
            && let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF")
        {
            self.encoding = Encoding::Utf8;
            bytes = rest;
        }
        if self.encoding == Encoding::Detect && !bytes.is_ascii() {
            self.encoding = match std::str::from_utf8(bytes) {
                Ok(_) => Encoding::Utf8,
                Err(_) => Encoding::Cp932,
            };
        }
        let text = if bytes.len() > MAX_LINE {
            Err(ProblemKind::LineTooLong { limit: MAX_LINE })
        } else if self.encoding == Encoding::Utf8 {
            decode_utf8(bytes)
        } else {
            decode(bytes, &mut self.text)
        };
        Line { number: self.number, text }
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let available = match self.source.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            let end = available.iter().position(|&byte| byte == b'\n');
            let used = end.map_or(available.len(), |at| at + 1);
            self.source.consume(used);
            if end.is_some() || used == 0 {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], encoding: Encoding) -> Vec<(u64, Result<String, ProblemKind>)> {
        let mut reader = LineReader::new(bytes, encoding);
        let mut out = Vec::new();
        while let Some(line) = reader.next_line().unwrap() {
            out.push((line.number, line.text.map(str::to_owned)));
        }
        out
    }

    #[test]
    fn line_ends_and_eof_mark() {
        let want = vec![(1, Ok("ab".into())), (2, Ok(String::new())), (3, Ok("c".into()))];
        assert_eq!(lines(b"ab\r\n\nc\x1a", Encoding::Cp932), want);
        assert_eq!(lines(b"ab\n\r\nc\r\n\x1a", Encoding::Cp932), want);
        assert!(lines(b"", Encoding::Cp932).is_empty());
        assert!(lines(b"\x1a", Encoding::Cp932).is_empty());
        let early = lines(b"a\r\n\x1a\r\nb", Encoding::Cp932);
        assert_eq!(early[1].1, Err(ProblemKind::ControlCharacter));
        assert_eq!(early.len(), 3);
    }

    #[test]
    fn strict_decoding() {
        let decoded = |bytes: &[u8]| decode(bytes, &mut String::new()).map(str::to_owned);
        assert_eq!(decoded(b"\x93\xfa\x96{,\xb1"), Ok("日本,ｱ".into()));
        assert_eq!(decoded(b"\xfb\xfc"), Ok("髙".into()), "NEC and IBM extensions are CP932");
        for bad in [&b"\x93"[..], b"\x93\x20", b"\xff", b"a\xfdb", b"\xa0"] {
            assert_eq!(decoded(bad), Err(ProblemKind::BadEncoding), "{bad:x?}");
        }
        for control in [&b"a\x00"[..], b"\x80", b"\x7f", b"\r"] {
            assert_eq!(decoded(control), Err(ProblemKind::ControlCharacter), "{control:x?}");
        }
    }

    #[test]
    fn long_lines_are_passed_over() {
        for extra in [1, 2, 3, 5000] {
            let mut file = vec![b'x'; MAX_LINE + extra];
            file.extend_from_slice(b"\r\nnext\r\n");
            let read = lines(&file, Encoding::Cp932);
            assert_eq!(read.len(), 2, "{extra}");
            assert_eq!(read[0].1, Err(ProblemKind::LineTooLong { limit: MAX_LINE }));
            assert_eq!(read[1], (2, Ok("next".into())));
        }
        let mut file = vec![b'x'; MAX_LINE];
        file.extend_from_slice(b"\r\n");
        assert_eq!(lines(&file, Encoding::Cp932)[0].1.as_ref().unwrap().len(), MAX_LINE);
    }

    #[test]
    fn detection() {
        let utf8 = "id\n氏名\n".as_bytes();
        assert_eq!(lines(utf8, Encoding::Detect)[1].1, Ok("氏名".into()));
        assert_eq!(lines(b"\xef\xbb\xbfa\n", Encoding::Detect)[0].1, Ok("a".into()));
        let mixed = lines(b"\x8e\x81\x96\xbc\n\xe6\xb0\x8f\xff\n", Encoding::Detect);
        assert_eq!(mixed[0].1, Ok("氏名".into()));
        assert_eq!(mixed[1].1, Err(ProblemKind::BadEncoding));
    }
}
