//! Sending what is asked for: anew, or as the answer to what was sent back.

use tobiume_common::{
    ApiError,
    requests::{AnswerOffice, AnswerRequest, AskOffice, AskRequest, OwnInstitution, OwnRequest, RequestForm, RequestPath},
};
use yew::prelude::*;

use crate::state::send::use_send;

/// The way of a form to the office.
pub struct Asking {
    /// It is on its way.
    pub pending: bool,
    /// Why it did not arrive.
    pub error: Option<ApiError>,
    /// The answer that goes with it, where something was sent back.
    pub answer: UseStateHandle<String>,
    /// Sends.
    pub send: Callback<RequestForm>,
}

/// Sends a form; `done` is told how things are then.
#[hook]
pub fn use_asking(sent_back: Option<&OwnRequest>, done: Callback<OwnInstitution>) -> Asking {
    let answer = use_state(String::new);
    let asking = use_send::<AskOffice>(done.clone());
    let answering = use_send::<AnswerOffice>(done);
    let (ask, reply) = (asking.send, answering.send);
    let back = sent_back.map(|request| (RequestPath { application: request.id }, request.version));
    let text = (*answer).clone();
    let send = Callback::from(move |form: RequestForm| match back {
        None => ask.emit(((), (), AskRequest { form })),
        Some((path, version)) => {
            let answer = text.clone();
            reply.emit((path, (), AnswerRequest { version, form, answer }));
        }
    });
    Asking {
        pending: asking.pending || answering.pending,
        error: asking.error.or(answering.error),
        answer,
        send,
    }
}
