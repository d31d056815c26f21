//! Sending: one thing at a time, told to the person while it is on its way and when it fails.

use tobiume_common::{ApiError, endpoint::Endpoint};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::load::Request;
use crate::api::{self, Abort, Prepared};

/// A form's way to the server.
pub struct Sending<E: Endpoint> {
    /// It is on its way: the button waits.
    pub pending: bool,
    /// Why the last try failed.
    pub error: Option<ApiError>,
    /// Sends.
    pub send: Callback<Request<E>>,
}

/// Sends to `E` when told to, and calls `done` with the answer. Ended when the component goes.
#[hook]
pub fn use_send<E: Endpoint>(done: Callback<E::Response>) -> Sending<E> {
    let raw = use_raw_send();
    let send = {
        let RawSend { error, send, .. } = raw.clone();
        Callback::from(move |(path, query, body): Request<E>| {
            let (done, unreadable) = (done.clone(), error.setter());
            let answered = Callback::from(move |answer| match api::read::<E>(answer) {
                Ok(answer) => done.emit(answer),
                Err(error) => unreadable.set(Some(error)),
            });
            match api::prepare::<E>(&path, &query, &body) {
                Ok(request) => send.emit((request, answered)),
                Err(refused) => error.set(Some(refused)),
            }
        })
    };
    Sending {
        pending: raw.pending,
        error: (*raw.error).clone(),
        send,
    }
}

/// Sends to `E`, whose answer is a file, and calls `done` with the file's address within this page: whoever takes it calls
/// [`api::forget_file`] in the end.
#[hook]
pub fn use_send_for_file<E: Endpoint>(done: Callback<String>) -> Sending<E> {
    let raw = use_raw_send();
    let send = {
        let RawSend { error, send, .. } = raw.clone();
        Callback::from(move |(path, query, body): Request<E>| {
            let answered = done.reform(|address: JsValue| address.as_string().unwrap_or_default());
            match api::prepare::<E>(&path, &query, &body) {
                Ok(request) => send.emit((request, answered)),
                Err(refused) => error.set(Some(refused)),
            }
        })
    };
    Sending {
        pending: raw.pending,
        error: (*raw.error).clone(),
        send,
    }
}

/// The part of sending that is the same for every endpoint, compiled once.
#[derive(Clone)]
struct RawSend {
    pending: bool,
    error: UseStateHandle<Option<ApiError>>,
    send: Callback<(Prepared, Callback<JsValue>)>,
}

#[hook]
fn use_raw_send() -> RawSend {
    let pending = use_state(|| false);
    let error = use_state(|| None);
    let abort = use_memo((), |()| Abort::new());
    let on_leave = abort.clone();
    use_effect_with((), move |()| move || on_leave.abort());
    let send = {
        let (pending, error) = (pending.setter(), error.setter());
        Callback::from(move |(request, done): (Prepared, Callback<JsValue>)| {
            let (pending, error, abort) = (pending.clone(), error.clone(), abort.clone());
            pending.set(true);
            error.set(None);
            spawn_local(async move {
                let answer = api::send(&request, &abort).await;
                pending.set(false);
                match answer {
                    Ok(answer) => done.emit(answer),
                    Err(problem) => error.set(Some(problem)),
                }
            });
        })
    };
    RawSend {
        pending: *pending,
        error,
        send,
    }
}
