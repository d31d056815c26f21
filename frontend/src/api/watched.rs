//! A file that is sent as a whole, and how much of it was sent: only the browser's older way of asking tells that.

use gloo_events::EventListener;
use js_sys::JSON;
use tobiume_common::{
    ApiError, ErrorCode,
    endpoint::{Endpoint, Upload, path_of},
};
use wasm_bindgen::JsValue;
use web_sys::{Blob, Event, XmlHttpRequest};

use super::{judged, read};
use crate::dom;

/// A file on its way. Dropped, it is not sent any further, and nobody is told.
pub struct Watched {
    request: XmlHttpRequest,
    listeners: Vec<EventListener>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.listeners.clear();
        // What has ended already is as good.
        let _ = self.request.abort();
    }
}

/// Sends a file to endpoint `E`. `sent` is told how much of it was sent, between 0 and 1, and `done` what came of it.
pub fn upload<E: Endpoint<Body = Upload>>(
    path: &E::Path,
    file: &Blob,
    sent: Box<dyn Fn(f64)>,
    done: Box<dyn Fn(Result<E::Response, ApiError>)>,
) -> Result<Watched, ApiError> {
    let answered = Box::new(move |answer: Result<JsValue, ApiError>| done(answer.and_then(read::<E>)));
    begin(E::METHOD.as_str(), &path_of::<E>(path), file, sent, answered).map_err(|_| ErrorCode::Offline.into())
}

/// The part that is the same for every endpoint.
fn begin(
    method: &str,
    url: &str,
    file: &Blob,
    sent: Box<dyn Fn(f64)>,
    answered: Box<dyn Fn(Result<JsValue, ApiError>)>,
) -> Result<Watched, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open(method, url)?;
    request.set_request_header("content-type", "application/octet-stream")?;
    let progress = move |event: &Event| sent(dom::number(event, "loaded") / dom::number(event, "total").max(1.0));
    let upload = dom::property(&request, "upload").into();
    let ended = {
        let request = request.clone();
        move |_: &Event| answered(answer_of(&request))
    };
    let listeners = vec![
        dom::listen(&upload, "progress", Box::new(progress)),
        dom::listen(&request, "loadend", Box::new(ended)),
    ];
    request.send_with_opt_blob(Some(file))?;
    Ok(Watched { request, listeners })
}

fn answer_of(request: &XmlHttpRequest) -> Result<JsValue, ApiError> {
    let status = request.status().unwrap_or_default();
    if status == 0 {
        return Err(ErrorCode::Offline.into());
    }
    let text = request.response_text().ok().flatten().unwrap_or_default();
    judged(status, JSON::parse(&text).unwrap_or(JsValue::NULL))
}
