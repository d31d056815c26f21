//! What was done before one came to this page.

use yew::prelude::*;

use super::Link;
use crate::{routes::Route, state::news};

/// Says it once: it goes with the page.
#[component]
pub fn NewsLine() -> Html {
    let news = use_memo((), |()| news::take());
    let Some(news) = &*news else {
        return html! {};
    };
    let next = |(to, name): &(Route, &'static str)| html! { <Link to={to.clone()} class="btn">{ *name }</Link> };
    html! {
        <div class="page news" role="status">
            <div class="message ok">
                <p>{ &news.text }</p>
                if !news.next.is_empty() { <p class="buttons">{ for news.next.iter().map(next) }</p> }
            </div>
        </div>
    }
}
