//! The pages: the built single-page application, held in memory, compressed beforehand.

use std::{collections::HashMap, path::Path, sync::Arc};

use anyhow::Context;
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use bytes::Bytes;

use crate::{api::refusal, config::ServerConfig};

/// What the pages may do: only our own files; WebAssembly, but no inline script and no eval.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self' blob:; object-src 'none'; worker-src 'self'; \
    frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const PERMISSIONS_POLICY: &str = "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()";

const INDEX: &str = "index.html";

/// Files of the pages by name.
#[derive(Default)]
pub struct Pages {
    files: HashMap<String, PageFile>,
    secure: bool,
}

struct PageFile {
    content_type: &'static str,
    /// Under a name that changes with the content: may be kept for ever.
    immutable: bool,
    plain: Bytes,
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
}

impl Pages {
    /// Reads the built pages. A missing folder is served as a page that says what to do.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn load(server: &ServerConfig) -> anyhow::Result<Self> {
        let mut pages = Self {
            secure: server.is_secure(),
            ..Self::default()
        };
        if server.dist.is_dir() {
            pages.read_folder(&server.dist, "")?;
        }
        if !pages.files.contains_key(INDEX) {
            tracing::warn!(dist = %server.dist.display(), "no index.html: the pages are not built");
        }
        Ok(pages)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                self.read_folder(&path, &format!("{name}/"))?;
            } else if !name.ends_with(".br") && !name.ends_with(".gz") {
                let file = PageFile::read(&path, &name)?;
                self.files.insert(name, file);
            }
        }
        Ok(())
    }

    /// Serves the files, and the application for every other path.
    pub fn into_router(self) -> Router {
        let pages = Arc::new(self);
        Router::new().fallback(any(move |request: Request| {
            let response = pages.respond(&request);
            async move { response }
        }))
    }

    fn respond(&self, request: &Request) -> Response {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        let name = request.uri().path().trim_start_matches('/');
        if let Some(file) = self.files.get(name) {
            return self.send(file, request.headers());
        }
        // A file that is not there is not there; any other path is a place in the application.
        let is_file = name.rsplit('/').next().is_some_and(|last| last.contains('.'));
        match self.files.get(INDEX) {
            Some(index) if !is_file => self.send(index, request.headers()),
            Some(_) => StatusCode::NOT_FOUND.into_response(),
            None => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The pages are not built: run `make web`, or set TOBIUME_DIST.\n",
            )
                .into_response(),
        }
    }

    fn send(&self, file: &PageFile, asked: &HeaderMap) -> Response {
        let accepted = asked
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let (body, encoding) = match file {
            PageFile { brotli: Some(body), .. } if accepted.contains("br") => (body, Some("br")),
            PageFile { gzip: Some(body), .. } if accepted.contains("gzip") => (body, Some("gzip")),
            _ => (&file.plain, None),
        };
        let mut response = Response::new(Body::from(body.clone()));
        let headers = response.headers_mut();
        let caching = if file.immutable {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
        headers.insert("permissions-policy", HeaderValue::from_static(PERMISSIONS_POLICY));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if self.secure {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
        response
    }
}

impl PageFile {
    fn read(path: &Path, name: &str) -> anyhow::Result<Self> {
        let read = |path: &Path| {
            std::fs::read(path)
                .map(Bytes::from)
                .with_context(|| format!("reading {}", path.display()))
        };
        let beside = |ending: &str| {
            let path = path.with_file_name(format!("{}.{ending}", path.file_name().unwrap_or_default().to_string_lossy()));
            if path.is_file() { read(&path).map(Some) } else { Ok(None) }
        };
        Ok(Self {
            content_type: content_type(name),
            immutable: has_hash(name),
            plain: read(path)?,
            gzip: beside("gz")?,
            brotli: beside("br")?,
        })
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webmanifest" | "json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// Whether the name holds a content hash: at least eight hexadecimal digits between `-`, `_` or `.`.
fn has_hash(name: &str) -> bool {
    name.split(['-', '_', '.', '/'])
        .any(|part| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()) && part.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Unknown API paths get an API answer, never a page.
pub fn api_fallback() -> Router {
    Router::new().route("/api/{*rest}", any(|| async { refusal(tobiume_common::ErrorCode::NotFound) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_kept_for_ever() {
        assert!(has_hash("tobiume-frontend-1f2e3d4c5b6a7988_bg.wasm"));
        assert!(!has_hash("index.html"));
        assert!(!has_hash("manifest.webmanifest"));
        assert!(!has_hash("deadbeef.html"));
    }
}
