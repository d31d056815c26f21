//! Part of a file: what the Range header asks for (RFC 9110, 14.2). Viewers of PDFs read so.

use std::ops::Range;

use http::{HeaderMap, header};

/// One range of bytes, as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// From here to there, both included; to the end where the second is left out.
    From(u64, Option<u64>),
    /// So many at the end.
    Last(u64),
}

impl ByteRange {
    /// The range asked for. None for several, for what cannot be read, and where the client wants the range only of a file it knows
    /// already (we name no versions of files): each is answered with the whole.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        if headers.contains_key(header::IF_RANGE) {
            return None;
        }
        Self::parse(headers.get(header::RANGE)?.to_str().ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.strip_prefix("bytes=")?.trim().split_once('-')?;
        match (first, last) {
            ("", last) => Some(Self::Last(number(last)?)),
            (first, "") => Some(Self::From(number(first)?, None)),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(Self::From(first, Some(last)))
            }
        }
    }

    /// The bytes meant of a file of this length; none where it has none of them.
    pub fn within(self, length: u64) -> Option<Range<u64>> {
        let range = match self {
            Self::From(first, last) => first..last.map_or(length, |last| last.saturating_add(1).min(length)),
            Self::Last(count) => length.saturating_sub(count)..length,
        };
        (range.start < range.end).then_some(range)
    }
}

/// Digits alone: what Rust takes for a number besides, a sign, HTTP does not.
fn number(digits: &str) -> Option<u64> {
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_viewers_send() {
        for (text, expected) in [
            ("bytes=0-", Some(0..10)),
            ("bytes=0-0", Some(0..1)),
            ("bytes=2-5", Some(2..6)),
            ("bytes=9-99999", Some(9..10)),
            ("bytes=-3", Some(7..10)),
            ("bytes=-99", Some(0..10)),
            ("bytes=10-", None),
            ("bytes=-0", None),
            ("bytes=18446744073709551615-18446744073709551615", None),
        ] {
            assert_eq!(ByteRange::parse(text).unwrap().within(10), expected, "{text}");
        }
        for text in [
            "bytes=5-2",
            "bytes=0-1,4-5",
            "bytes=",
            "bytes=-",
            "bytes=+1-2",
            "bytes=a-b",
            "lines=0-1",
            "bytes=99999999999999999999-",
        ] {
            assert_eq!(ByteRange::parse(text), None, "{text}");
        }
    }
}
