//! Answers that are files: the browser may show them and nothing else.

use std::ops::Range;

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};

/// A file as an answer.
pub struct Download {
    /// Its type, decided by content: one of our own words.
    pub content_type: &'static str,
    /// The name under which a browser saves it, without its ending; any characters.
    pub name: String,
    /// The ending of that name.
    pub ending: &'static str,
    /// Size of the whole in bytes.
    pub length: u64,
    /// How much of it this is.
    pub extent: Extent,
    /// The content, as much as `extent` says.
    pub body: Body,
}

/// How much of a file an answer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of a file that is made anew for each answer.
    Only,
    /// All of a file of which a part could be had.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// What was asked for is beyond its end.
    Beyond,
}

/// A file runs no script, loads nothing, and is shown by our own pages alone.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

impl Download {
    /// A PDF made for this answer.
    pub fn pdf(name: impl Into<String>, content: Vec<u8>) -> Self {
        Self {
            content_type: "application/pdf",
            name: name.into(),
            ending: "pdf",
            length: content.len() as u64,
            extent: Extent::Only,
            body: Body::from(Bytes::from(content)),
        }
    }

    /// The HTTP answer.
    pub(super) fn into_response(self) -> Response {
        let disposition = format!(
            "inline; filename=\"tobiume.{}\"; filename*=UTF-8''{}.{}",
            self.ending,
            percent(&self.name),
            self.ending
        );
        let mut response = Response::new(self.body);
        let (status, length) = match &self.extent {
            Extent::Only | Extent::Whole => (StatusCode::OK, self.length),
            Extent::Part(part) => (StatusCode::PARTIAL_CONTENT, part.end - part.start),
            Extent::Beyond => (StatusCode::RANGE_NOT_SATISFIABLE, 0),
        };
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(header::CONTENT_LENGTH, length.into());
        if self.extent != Extent::Only {
            headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        }
        if let Some(range) = self
            .extent
            .content_range(self.length)
            .and_then(|range| HeaderValue::from_str(&range).ok())
        {
            headers.insert(header::CONTENT_RANGE, range);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
        if let Ok(disposition) = HeaderValue::from_str(&disposition) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
        response
    }
}

impl Extent {
    /// The Content-Range of an answer about a file of this length.
    fn content_range(&self, length: u64) -> Option<String> {
        match self {
            Self::Only | Self::Whole => None,
            Self::Part(part) => Some(format!("bytes {}-{}/{length}", part.start, part.end.saturating_sub(1))),
            Self::Beyond => Some(format!("bytes */{length}")),
        }
    }
}

/// RFC 8187: everything but letters and digits as %XX.
fn percent(name: &str) -> String {
    name.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
