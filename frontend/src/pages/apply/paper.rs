//! What was sent, as a PDF to keep.

use tobiume_common::{
    ApiError,
    application::{OwnRequest, PrintApplication, Ticket},
};
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlElement, Url};
use yew::prelude::*;

use crate::{api, components::error_banner, dom};

/// How long the browser may take to store the file, in milliseconds.
const KEPT_FOR: u32 = 60_000;

/// Properties of [`PaperButton`].
#[derive(Properties, PartialEq)]
pub struct PaperProps {
    /// Of which application.
    pub ticket: Ticket,
}

/// Makes the PDF and gives it to the browser to store.
#[component]
pub fn PaperButton(props: &PaperProps) -> Html {
    let (pending, error) = (use_state_eq(|| false), use_state_eq(|| None::<ApiError>));
    let onclick = {
        let (pending, error, ticket) = (pending.clone(), error.setter(), props.ticket.clone());
        Callback::from(move |_: MouseEvent| {
            if *pending {
                return;
            }
            let (pending, error, ticket) = (pending.setter(), error.clone(), ticket.clone());
            pending.set(true);
            dom::run(Box::pin(async move {
                error.set(fetch(ticket).await.err());
                pending.set(false);
            }));
        })
    };
    html! {
        <>
            <button type="button" {onclick} aria-disabled={pending.to_string()}>{ if *pending { "作っています…" } else { "控えのPDF" } }</button>
            { for error.as_ref().map(|error| error_banner(error, None)) }
        </>
    }
}

async fn fetch(ticket: Ticket) -> Result<(), ApiError> {
    let receipt = ticket.receipt.clone();
    let request = api::prepare::<PrintApplication>(&(), &(), &OwnRequest { ticket })?;
    let file = api::fetch_file(&request).await?;
    save(&file, &format!("参加申請書 {receipt}.pdf"));
    Ok(())
}

/// A link to the file, followed at once. A browser that refuses it has nothing to be told.
fn save(file: &Blob, name: &str) {
    let (Ok(address), Ok(link)) = (Url::create_object_url_with_blob(file), dom::document().create_element("a")) else {
        return;
    };
    let _ = (link.set_attribute("href", &address), link.set_attribute("download", name));
    if let Ok(link) = link.dyn_into::<HtmlElement>() {
        link.click();
    }
    dom::after(KEPT_FOR, Box::new(move || drop(Url::revoke_object_url(&address)))).forget();
}
