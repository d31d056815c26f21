//! The only HTTP of the browser's half: calls an endpoint by its type.

mod watched;

use std::{
    cell::{Cell, RefCell},
    future::pending,
};

use js_sys::{JSON, JsString, Object, Reflect};
use tobiume_common::{
    ApiError, ErrorCode,
    endpoint::{AnswerKind, Body, BodyKind, Chunk, Content, Endpoint, path_of},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, RequestInit, Response, Url, UrlSearchParams};

pub use watched::{Watched, upload};

use crate::{
    dom::{self, window},
    time,
    wire::{Mismatch, from_js, to_js},
};

/// Told why nobody is signed in any more.
type OnSignedOut = Box<dyn Fn(&ApiError)>;

thread_local! {
    static ON_SIGNED_OUT: RefCell<Option<OnSignedOut>> = const { RefCell::new(None) };
    static LAST_ANSWER: Cell<f64> = const { Cell::new(0.0) };
    static LAST_SHARED: Cell<f64> = const { Cell::new(0.0) };
}

/// The other tabs are told of an answer at most this often.
const SHARE_MS: f64 = 3000.0;

/// Why a request ended that took too long.
const LATE: &str = "late";

/// What to do when the server says that nobody is signed in, and why.
pub fn on_signed_out(action: impl Fn(&ApiError) + 'static) {
    ON_SIGNED_OUT.with_borrow_mut(|slot| *slot = Some(Box::new(action)));
}

/// When the server last answered, in milliseconds of the device's clock: the session lives from then. All tabs have one session, so an
/// answer to another one counts.
pub fn last_answer() -> f64 {
    let shared = dom::shared_last_answer().map(|seconds| f64::from(seconds) * 1000.0);
    newest(LAST_ANSWER.get(), shared, time::now_ms())
}

/// A moment that has not come yet is of a clock that was set back since.
fn newest(own: f64, shared: Option<f64>, now: f64) -> f64 {
    shared.filter(|shared| *shared <= now).map_or(own, |shared| own.max(shared))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "seconds since 1970 fit; a clock before 1970 saturates"
)]
fn answered() {
    let now = time::now_ms();
    LAST_ANSWER.set(now);
    if (now - LAST_SHARED.get()).abs() >= SHARE_MS {
        LAST_SHARED.set(now);
        dom::share_last_answer((now / 1000.0) as u32);
    }
}

/// Ends a request that nobody waits for any more.
#[derive(Clone)]
pub struct Abort(Option<AbortController>);

impl Abort {
    /// One for a new request, or for several that end together.
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// Ends the request: its future never returns, so nothing of the page that was left is touched.
    pub fn abort(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }

    /// Ends the request as if the line had been lost: its future says that no answer came.
    pub fn give_up(&self) {
        if let Some(controller) = &self.0 {
            controller.abort_with_reason(&LATE.into());
        }
    }

    fn is_aborted(&self) -> bool {
        let signal = self.0.as_ref().map(AbortController::signal);
        signal.is_some_and(|signal| signal.aborted() && dom::property(&signal, "reason") != LATE)
    }
}

/// A request ready to be sent: what is left when the types are known to fit.
#[derive(Clone, PartialEq)]
pub struct Prepared {
    method: &'static str,
    url: String,
    body: Option<Payload>,
    outlives_page: bool,
    wants_file: bool,
}

/// What a request carries.
#[derive(Clone, PartialEq)]
struct Payload {
    content_type: &'static str,
    content: JsValue,
}

/// What a browser sends on for a page that is gone, in characters that may take three bytes each (64 KiB by its rules).
const OUTLIVES_MAX: u32 = 20_000;

impl Prepared {
    /// The browser finishes sending it when the page goes, where it is small enough for that.
    #[must_use]
    pub fn outliving_page(mut self) -> Self {
        self.outlives_page = match &self.body {
            Some(body) => body.content.dyn_ref::<JsString>().is_some_and(|text| text.length() <= OUTLIVES_MAX),
            None => true,
        };
        self
    }
}

/// A request to endpoint `E`.
pub fn prepare<E: Endpoint>(path: &E::Path, query: &E::Query, body: &Content<E>) -> Result<Prepared, ApiError> {
    let body = match E::Body::KIND {
        BodyKind::Json => Some(Payload {
            content_type: "application/json",
            content: JSON::stringify(&to_js(body).map_err(mismatch)?)
                .map_err(|_| ErrorCode::Internal)?
                .into(),
        }),
        BodyKind::Empty | BodyKind::Upload | BodyKind::Chunk => None,
    };
    Ok(Prepared {
        method: E::METHOD.as_str(),
        url: address::<E>(path, query),
        body,
        outlives_page: false,
        wants_file: E::ANSWER == AnswerKind::File,
    })
}

/// A request that sends a piece of a file to endpoint `E`. The browser reads it while it sends.
pub fn prepare_piece<E: Endpoint<Body = Chunk>>(path: &E::Path, piece: &Blob) -> Prepared {
    Prepared {
        method: E::METHOD.as_str(),
        url: path_of::<E>(path),
        body: Some(Payload {
            content_type: "application/octet-stream",
            content: piece.into(),
        }),
        outlives_page: false,
        wants_file: false,
    }
}

/// The address of endpoint `E`, for a link that the browser follows itself: to a file.
pub fn address<E: Endpoint>(path: &E::Path, query: &E::Query) -> String {
    // Wire types can be written; one that could not would have no fields to add.
    with_query(path_of::<E>(path), &to_js(query).unwrap_or(JsValue::NULL))
}

/// The answer of endpoint `E`.
pub fn read<E: Endpoint>(answer: JsValue) -> Result<E::Response, ApiError> {
    from_js(answer).map_err(mismatch)
}

/// Calls endpoint `E`.
pub async fn call<E: Endpoint>(abort: &Abort, path: &E::Path, query: &E::Query, body: &Content<E>) -> Result<E::Response, ApiError> {
    read::<E>(send(&prepare::<E>(path, query, body)?, abort).await?)
}

/// The page and the server are of different versions: the person is told to try again, which loads the new page.
fn mismatch(_: Mismatch) -> ApiError {
    ErrorCode::Internal.into()
}

/// The URL with the fields of an object as its query; fields without a value are left out.
fn with_query(url: String, query: &JsValue) -> String {
    let (Some(fields), Ok(params)) = (query.dyn_ref::<Object>(), UrlSearchParams::new()) else {
        return url;
    };
    for key in Object::keys(fields).iter().filter_map(|key| key.as_string()) {
        let value = Reflect::get(fields, &JsValue::from_str(&key)).unwrap_or_default();
        if !value.is_null() && !value.is_undefined() {
            // Numbers too are objects enough to be asked for their text.
            params.append(&key, &String::from(value.unchecked_into::<Object>().to_string()));
        }
    }
    match String::from(params.to_string()) {
        query if query.is_empty() => url,
        query => url + "?" + &query,
    }
}

/// Forgets a file that an endpoint answered with.
pub fn forget_file(address: &str) {
    // An address that is not known is forgotten already.
    let _ = Url::revoke_object_url(address);
}

/// Sends, and gives the answer's JSON, or null for an empty one; of a file an address within this page, until [`forget_file`].
pub async fn send(request: &Prepared, abort: &Abort) -> Result<JsValue, ApiError> {
    let answer = exchange(request, abort).await;
    if abort.is_aborted() {
        pending::<()>().await;
    }
    let (status, json) = answer.map_err(|_| ApiError::new(ErrorCode::Offline))?;
    judged(status, json)
}

/// The answer's JSON, or the error that it tells of.
fn judged(status: u16, json: JsValue) -> Result<JsValue, ApiError> {
    if status != 401 {
        answered();
    }
    if (200..300).contains(&status) {
        return Ok(json);
    }
    let error = from_js::<ApiError>(json).unwrap_or_else(|_| error_of_status(status));
    if error.code == ErrorCode::SignedOut {
        ON_SIGNED_OUT.with_borrow(|action| action.iter().for_each(|action| action(&error)));
    }
    Err(error)
}

async fn exchange(request: &Prepared, abort: &Abort) -> Result<(u16, JsValue), JsValue> {
    let response = fetch(request, abort).await?;
    if request.wants_file && response.ok() {
        let file: Blob = JsFuture::from(response.blob()?).await?.dyn_into()?;
        return Ok((response.status(), Url::create_object_url_with_blob(&file)?.into()));
    }
    let text: JsString = JsFuture::from(response.text()?).await?.dyn_into()?;
    // An error page of a proxy is no JSON: its status says enough.
    let json = JSON::parse(&String::from(text)).unwrap_or(JsValue::NULL);
    Ok((response.status(), json))
}

async fn fetch(request: &Prepared, abort: &Abort) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method);
    if request.outlives_page {
        Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    }
    if let Some(controller) = &abort.0 {
        init.set_signal(Some(&controller.signal()));
    }
    if let Some(body) = &request.body {
        let headers = Object::new();
        Reflect::set(&headers, &"content-type".into(), &body.content_type.into())?;
        init.set_headers(&headers);
        init.set_body(&body.content);
    }
    JsFuture::from(window().fetch_with_str_and_init(&request.url, &init))
        .await?
        .dyn_into()
}

/// Asks for a file that has no address of its own, because what names it must not stand in one.
pub async fn fetch_file(request: &Prepared) -> Result<Blob, ApiError> {
    let offline = |_: JsValue| ApiError::new(ErrorCode::Offline);
    let response = fetch(request, &Abort::new()).await.map_err(offline)?;
    if response.ok() {
        let blob = response.blob().map_err(offline)?;
        return Ok(JsFuture::from(blob).await.map_err(offline)?.unchecked_into());
    }
    let text: JsString = JsFuture::from(response.text().map_err(offline)?)
        .await
        .map_err(offline)?
        .unchecked_into();
    let json = JSON::parse(&String::from(text)).unwrap_or(JsValue::NULL);
    Err(from_js::<ApiError>(json).unwrap_or_else(|_| error_of_status(response.status())))
}

/// For answers that some proxy gave instead of the server.
fn error_of_status(status: u16) -> ApiError {
    ApiError::new(match status {
        401 => ErrorCode::SignedOut,
        403 => ErrorCode::Forbidden,
        404 => ErrorCode::NotFound,
        413 => ErrorCode::TooLarge,
        429 | 502..=504 => ErrorCode::Busy,
        _ => ErrorCode::Internal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_tab_keeps_the_session() {
        assert_eq!(newest(5.0, None, 100.0), 5.0);
        assert_eq!(newest(5.0, Some(90.0), 100.0), 90.0);
        assert_eq!(newest(5.0, Some(3.0), 100.0), 5.0);
        assert_eq!(newest(5.0, Some(101.0), 100.0), 5.0);
    }
}
