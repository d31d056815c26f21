//! The root: who is signed in decides between the form and the desk.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    dom, pages, parts,
    state::session::{SignedIn, use_session_state},
};

/// The root.
#[component]
pub fn App() -> Html {
    let session = use_session_state();
    let desk = use_state(|| None::<parts::DrawDesk>);
    let arrived = desk.setter();
    use_effect_with((), move |()| {
        spawn_local(async move {
            match parts::desk().await {
                Ok(draw) => arrived.set(Some(draw)),
                Err(parts::NotLoaded) => dom::loading_failed(),
            }
        });
    });
    match (&*session, *desk) {
        (SignedIn::No(farewell), _) => pages::session::sign_in(&session, *farewell),
        (SignedIn::Yes(user), Some(draw)) => draw(&session, user),
        (SignedIn::Yes(_) | SignedIn::Unknown, _) => html! {
            <main class="boot"><p role="status">{"読み込んでいます…"}</p></main>
        },
    }
}
