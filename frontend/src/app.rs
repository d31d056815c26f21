//! The root: who is signed in decides between the form and the desk.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    dom, pages, parts,
    routes::APPLY,
    state::session::{SignedIn, use_session_state},
};

/// The root. 参加申請 is for who has no account; everything else begins with who is signed in.
#[component]
pub fn App() -> Html {
    if dom::is_below(APPLY) {
        html! { <Apply /> }
    } else {
        html! { <SignedInOrNot /> }
    }
}

/// 参加申請, once it has arrived.
#[component]
fn Apply() -> Html {
    let apply = use_state(|| None::<parts::DrawApply>);
    let arrived = apply.setter();
    use_effect_with((), move |()| {
        spawn_local(async move {
            match parts::apply().await {
                Ok(draw) => arrived.set(Some(draw)),
                Err(parts::NotLoaded) => dom::loading_failed(),
            }
        });
    });
    match *apply {
        Some(draw) => draw(),
        None => coming(),
    }
}

/// Who is signed in decides between the form and the desk.
#[component]
fn SignedInOrNot() -> Html {
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
        (SignedIn::No(farewell), _) => pages::session::sign_in(&session, farewell),
        (SignedIn::Yes(user), Some(draw)) => draw(&session, user),
        (SignedIn::Yes(_) | SignedIn::Unknown, _) => coming(),
    }
}

/// What is wanted is on its way.
fn coming() -> Html {
    html! { <main class="boot"><p role="status">{"読み込んでいます…"}</p></main> }
}
