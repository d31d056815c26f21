//! Answers that are files: the browser may show them and nothing else.

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
    /// Size in bytes.
    pub length: u64,
    /// The content.
    pub body: Body,
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
        *response.status_mut() = StatusCode::OK;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(header::CONTENT_LENGTH, self.length.into());
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
