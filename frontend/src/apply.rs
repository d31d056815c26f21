//! 参加申請, for who has no account: a part of the program of its own, which the desk does not come with.

use std::rc::Rc;

use yew::prelude::*;

use crate::{
    dom, pages,
    routes::{Route, use_route},
};

/// The page of the URL.
pub fn apply() -> Html {
    html! { <Apply /> }
}

#[component]
fn Apply() -> Html {
    let route = use_route();
    let is_styled = use_state_eq(|| false);
    {
        let styled = is_styled.setter();
        use_effect_with((), move |()| {
            dom::load_work_styles(Rc::new(move |came| match came {
                true => styled.set(true),
                false => dom::loading_failed(),
            }));
        });
    }
    match route {
        Route::Apply(page) if *is_styled => pages::apply::page(&page),
        Route::Apply(_) => html! { <main class="boot"><p role="status">{"読み込んでいます…"}</p></main> },
        _ => pages::not_found(),
    }
}
