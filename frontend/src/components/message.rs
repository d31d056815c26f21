//! Messages: what happened and what to do next.

use tobiume_common::{ApiError, ErrorCode};
use yew::prelude::*;

use crate::{dom, state::load::Load};

/// An error of the server, read out by a screen reader at once. `retry` is offered where trying
/// again can help.
pub fn error_banner(error: &ApiError, retry: Option<Callback<()>>) -> Html {
    let can_help = matches!(error.code, ErrorCode::Offline | ErrorCode::Busy | ErrorCode::Internal);
    let retry = retry.filter(|_| can_help).map(|retry| {
        let onclick = Callback::from(move |_| retry.emit(()));
        html! { <button type="button" {onclick}>{"もう一度試す"}</button> }
    });
    html! {
        <div class="message error" role="alert">
            <p>{ &error.message }</p>
            if let Some(id) = &error.request_id {
                <p class="small">{"番号："}{ id }</p>
            }
            { for retry }
        </div>
    }
}

/// Something to know, read out when there is time.
pub fn notice(text: &str) -> Html {
    html! { <p class="message info" role="status">{ text }</p> }
}

/// Whom to turn to, in a sentence: by telephone where the number is known.
pub fn office_line(phone: &str) -> Html {
    let phone = if phone.is_empty() { dom::office_phone() } else { phone.to_owned() };
    if phone.is_empty() {
        return html! { {"事務局へご連絡ください。"} };
    }
    html! { <>{"事務局 "}<a class="nb" href={format!("tel:{phone}")}>{ &phone }</a>{" へお電話ください。"}</> }
}

/// What is ready, or why it is not: the one way in which pages show a load. When a refresh fails,
/// what was there stays, below the error.
pub fn ready_or<T>(load: &Load<T>, ready: impl FnOnce(&T) -> Html) -> Html {
    let retry = load.reload.clone();
    let error = load.error.as_ref().map(|error| error_banner(error, Some(retry)));
    match &load.value {
        Some(value) => html! { <>{ for error }{ ready(value) }</> },
        None if load.pending => html! { <p class="pending" role="status">{"読み込んでいます…"}</p> },
        None => html! { { for error } },
    }
}
