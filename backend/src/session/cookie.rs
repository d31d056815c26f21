//! The session cookie.

use http::{HeaderMap, header};

/// Its name.
pub const NAME: &str = "tobiume_session";

/// The token a request carries.
pub fn token(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|&(name, value)| name == NAME && value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .map(|(_, value)| value.to_owned())
}

/// The `Set-Cookie` value for a token; an empty token removes the cookie.
///
/// Not readable by scripts, never sent with requests that another site starts, gone when the browser closes.
pub fn header(token: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{NAME}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")
}
