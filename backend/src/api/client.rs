//! Who is calling, as far as HTTP tells: address, device, request id; and whether the call comes
//! from our own pages.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{HeaderMap, Method, header, request::Parts};

use crate::config::ServerConfig;

/// The caller as HTTP shows it.
#[derive(Clone, Debug)]
pub struct Client {
    /// Address of the caller.
    pub address: String,
    /// Device in words, for 「前回のログイン」: browser and system, and the address.
    pub place: String,
    /// Leads from an answer to the log.
    pub request_id: String,
}

/// Set by the outermost layer, so that logs and handlers name a request alike.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// `bytes` random bytes in hexadecimal.
///
/// # Errors
/// When the system gives no randomness.
pub fn random_hex(bytes: usize) -> anyhow::Result<String> {
    let mut buffer = vec![0; bytes];
    getrandom::fill(&mut buffer).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Client {
    pub(super) fn of(parts: &Parts, server: &ServerConfig) -> Self {
        let address = address(parts, server);
        let agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        Self {
            place: format!("{}（{address}）", device(agent)),
            address,
            request_id,
        }
    }
}

/// The peer's address; behind our own proxy the last address it added.
fn address(parts: &Parts, server: &ServerConfig) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = server.behind_proxy.then(|| forwarded_for(&parts.headers)).flatten();
    forwarded.or(peer).map(|ip| ip.to_canonical().to_string()).unwrap_or_default()
}

fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next()?.trim().parse().ok()
}

/// The device in a few words. Only words of our own are ever kept, nothing of the header's text.
fn device(agent: &str) -> String {
    let system = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];
    let browser = [
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let find = |table: &[(&str, &'static str)]| table.iter().find(|(mark, _)| agent.contains(mark)).map(|&(_, word)| word);
    match (find(&system), find(&browser)) {
        (Some(system), Some(browser)) => format!("{system} の {browser}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => "不明な端末".to_owned(),
    }
}

/// Whether the request comes from a page of ours (or from no page at all, for a plain GET).
///
/// Browsers say so in Sec-Fetch-Site; older ones send Origin with everything that is not a GET.
/// `authority` is the host of an HTTP/2 request, which has no Host header.
pub(super) fn is_same_site(method: &Method, headers: &HeaderMap, authority: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin") => return true,
        Some("none") => return method == Method::GET,
        Some(_) => return false,
        None => {}
    }
    match text("origin") {
        Some(origin) => match (origin.split_once("://"), text("host").or(authority)) {
            (Some((_, from)), Some(host)) => from.eq_ignore_ascii_case(host),
            _ => false,
        },
        None => method == Method::GET,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|&(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn refuses_other_sites() {
        for (method, pairs, expected) in [
            (Method::POST, &[("sec-fetch-site", "same-origin")][..], true),
            (Method::POST, &[("sec-fetch-site", "cross-site")], false),
            (Method::POST, &[("sec-fetch-site", "same-site")], false),
            (Method::POST, &[("sec-fetch-site", "none")], false),
            (Method::GET, &[("sec-fetch-site", "none")], true),
            (Method::GET, &[("sec-fetch-site", "cross-site")], false),
            (
                Method::POST,
                &[("origin", "https://tobiume.example"), ("host", "tobiume.example")],
                true,
            ),
            (
                Method::POST,
                &[("origin", "https://evil.example"), ("host", "tobiume.example")],
                false,
            ),
            (Method::POST, &[("origin", "null"), ("host", "tobiume.example")], false),
            (Method::POST, &[("host", "tobiume.example")], false),
            (Method::GET, &[("host", "tobiume.example")], true),
            (Method::DELETE, &[], false),
        ] {
            assert_eq!(is_same_site(&method, &headers(pairs), None), expected, "{method} {pairs:?}");
        }
    }

    #[test]
    fn http2_names_the_host_elsewhere() {
        let origin = headers(&[("origin", "https://tobiume.example")]);
        assert!(is_same_site(&Method::POST, &origin, Some("tobiume.example")));
        assert!(!is_same_site(&Method::POST, &origin, Some("other.example")));
    }

    #[test]
    fn names_devices() {
        assert_eq!(
            device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"),
            "iPhone の Safari"
        );
        assert_eq!(
            device("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0"),
            "Windows の Edge"
        );
        assert_eq!(device("<script>"), "不明な端末");
    }
}
