//! The pages: the built single-page application, held in memory, compressed beforehand.
//!
//! What is seen before the program runs or somebody signs in carries the network's name and telephone: they are written into the page
//! and the web manifest when these are loaded.

use std::{
    collections::HashMap,
    io::{self, Write},
    path::Path,
    sync::Arc,
};

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
use flate2::{Compression, write::GzEncoder};

use crate::{
    api::refusal,
    config::{NetworkConfig, ServerConfig, network::DEFAULT_NAME},
};

/// What the pages may do: only our own files; WebAssembly, but no inline script and no eval.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self' blob:; object-src 'none'; worker-src 'self'; \
    frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const PERMISSIONS_POLICY: &str = "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()";

const INDEX: &str = "index.html";

/// How the page asks for help without a telephone number.
const ASK_OFFICE: &str = "事務局へご連絡ください";

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
    /// Reads the built pages, and writes this network's name and telephone into them. A missing folder is served as a page that says
    /// what to do.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn load(server: &ServerConfig, network: &NetworkConfig) -> anyhow::Result<Self> {
        let mut pages = Self {
            secure: server.is_secure(),
            ..Self::default()
        };
        if server.dist.is_dir() {
            pages.read_folder(&server.dist, "")?;
        }
        for (name, file) in &mut pages.files {
            if name == INDEX {
                file.rewrite(|text| Ok(name_page(text, network)))
            } else if name.ends_with(".webmanifest") {
                file.rewrite(|text| name_manifest(text, network))
            } else {
                continue;
            }
            .with_context(|| format!("writing the network's name into {name}"))?;
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

    /// Changes the text. It is compressed again as well as when it was built, because every visit begins with it; and it is no longer what
    /// a hash in its name was made from.
    fn rewrite(&mut self, change: impl FnOnce(&str) -> anyhow::Result<String>) -> anyhow::Result<()> {
        let text = change(std::str::from_utf8(&self.plain)?)?;
        if text.as_bytes() != self.plain {
            self.immutable = false;
            self.gzip = Some(gzip(text.as_bytes())?);
            self.brotli = Some(brotli(text.as_bytes())?);
            self.plain = text.into();
        }
        Ok(())
    }
}

fn gzip(content: &[u8]) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish().map(Bytes::from)
}

fn brotli(mut content: &[u8]) -> io::Result<Bytes> {
    let mut compressed = Vec::new();
    // The highest level, which is the default, with a window for a small file: the default one would take tens of megabytes.
    let highest = brotli::enc::BrotliEncoderParams {
        lgwin: 16,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut content, &mut compressed, &highest)?;
    Ok(compressed.into())
}

/// The page with the network's name wherever the default one stood, and with the telephone where help is offered.
fn name_page(html: &str, network: &NetworkConfig) -> String {
    let named = html.replace(DEFAULT_NAME, &escape(&network.network_name));
    if network.office_phone.is_empty() {
        return named;
    }
    let phone = escape(&network.office_phone);
    // The program takes the number from this link.
    let link = format!("事務局 <a class=\"office-phone nb\" href=\"tel:{phone}\">{phone}</a> へお電話ください");
    named.replace(ASK_OFFICE, &link)
}

/// The web manifest with the network's name: what stands below the icon on a phone.
fn name_manifest(json: &str, network: &NetworkConfig) -> anyhow::Result<String> {
    if network.network_name == DEFAULT_NAME {
        return Ok(json.to_owned());
    }
    let mut manifest: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json)?;
    for field in ["name", "short_name"] {
        manifest.insert(field.to_owned(), network.network_name.as_str().into());
    }
    Ok(serde_json::to_string(&manifest)?)
}

/// Text for HTML. The built page has attributes without quotes, so every character that means anything anywhere is written as a number.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for ch in text.chars() {
        if ch.is_ascii() && !ch.is_ascii_alphanumeric() && !matches!(ch, '-' | '.') {
            escaped += &format!("&#{};", u32::from(ch));
        } else {
            escaped.push(ch);
        }
    }
    escaped
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

    fn network(name: &str, phone: &str) -> NetworkConfig {
        NetworkConfig {
            network_name: name.into(),
            office_phone: phone.into(),
            office_name: "事務局".into(),
            office_address: String::new(),
            office_email: String::new(),
            public_url: String::new(),
            terms_file: None,
            region: "fukuoka".into(),
            retention_years: 5,
        }
    }

    #[test]
    fn a_name_cannot_leave_its_place() {
        let named = |html| name_page(html, &network("<b> & \"梅\" 'net'", ""));
        let safe = "&#60;b&#62;&#32;&#38;&#32;&#34;梅&#34;&#32;&#39;net&#39;";
        assert_eq!(named("<title>とびうめネットプラス</title>"), format!("<title>{safe}</title>"));
        assert_eq!(
            named("<meta content=とびうめネットプラス name=x>"),
            format!("<meta content={safe} name=x>")
        );
    }

    #[test]
    fn the_telephone_stands_where_help_is_offered() {
        let help = "<p>続く場合は、事務局へご連絡ください。</p>";
        assert_eq!(name_page(help, &network(DEFAULT_NAME, "")), help);
        assert_eq!(
            name_page(help, &network(DEFAULT_NAME, "092-000-0000")),
            "<p>続く場合は、事務局 <a class=\"office-phone nb\" href=\"tel:092-000-0000\">092-000-0000</a> へお電話ください。</p>"
        );
    }

    #[test]
    fn the_built_page_has_places_for_both() {
        let page = include_str!("../../../frontend/index.html");
        let named = name_page(page, &network("肥前ネット", "0952-00-0000"));
        assert!(page.contains(DEFAULT_NAME) && page.contains(ASK_OFFICE));
        assert_eq!(named.matches("肥前ネット").count(), page.matches(DEFAULT_NAME).count());
        assert_eq!(
            named.matches("tel:0952-00-0000").count(),
            2,
            "the page of troubles, and the one without scripts"
        );
        assert!(!named.contains(DEFAULT_NAME) && !named.contains(ASK_OFFICE));
    }

    #[test]
    fn the_manifest_carries_the_name() {
        let manifest = include_str!("../../../assets/manifest.webmanifest");
        assert_eq!(name_manifest(manifest, &network(DEFAULT_NAME, "")).unwrap(), manifest);
        let named = name_manifest(manifest, &network("\"梅\"ネット", "")).unwrap();
        let named: serde_json::Value = serde_json::from_str(&named).unwrap();
        assert_eq!(
            (&named["name"], &named["short_name"], &named["lang"]),
            (&"\"梅\"ネット".into(), &"\"梅\"ネット".into(), &"ja".into())
        );
    }

    #[test]
    fn what_was_changed_is_sent_changed_in_every_encoding() {
        let file = |name: &str, immutable| PageFile {
            content_type: content_type(name),
            immutable,
            plain: Bytes::from_static(b"old"),
            gzip: Some(Bytes::from_static(b"old, gzip")),
            brotli: Some(Bytes::from_static(b"old, brotli")),
        };
        let mut same = file("manifest-8e6776a813e58569.webmanifest", true);
        same.rewrite(|text| Ok(text.to_owned())).unwrap();
        assert!(same.immutable && same.brotli.is_some_and(|body| body == "old, brotli"));
        let mut changed = file("manifest-8e6776a813e58569.webmanifest", true);
        changed.rewrite(|_| Ok("new".to_owned())).unwrap();
        assert!(!changed.immutable);
        assert_eq!(changed.plain, "new");
        let mut text = String::new();
        io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&changed.gzip.unwrap()[..]), &mut text).unwrap();
        assert_eq!(text, "new");
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &changed.brotli.unwrap()[..], &mut plain).unwrap();
        assert_eq!(plain, b"new");
    }

    #[test]
    fn hashed_names_are_kept_for_ever() {
        assert!(has_hash("tobiume-frontend-1f2e3d4c5b6a7988_bg.wasm"));
        assert!(!has_hash("index.html"));
        assert!(!has_hash("manifest.webmanifest"));
        assert!(!has_hash("deadbeef.html"));
    }
}
