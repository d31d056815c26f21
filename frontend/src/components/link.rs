//! A link within the program: a real link, followed without loading the page anew.

use web_sys::MouseEvent;
use yew::prelude::*;

use crate::routes::{self, Route};

/// Properties of [`Link`].
#[derive(Properties, PartialEq)]
pub struct LinkProps {
    /// Where to.
    pub to: Route,
    /// Style.
    #[prop_or_default]
    pub class: Classes,
    /// `page` for the link of what is shown now.
    #[prop_or_default]
    pub current: Option<AttrValue>,
    /// What it says.
    pub children: Html,
}

/// A link to another page. With a modifier key the browser does what it always does.
#[component]
pub fn Link(props: &LinkProps) -> Html {
    let to = props.to.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        if is_plain_click(&event) {
            event.prevent_default();
            routes::go(&to);
        }
    });
    html! {
        <a href={props.to.url()} class={props.class.clone()} aria-current={props.current.clone()} {onclick}>{ props.children.clone() }</a>
    }
}

/// Whether a click on a link means: here, and not in another tab or window.
pub fn is_plain_click(event: &MouseEvent) -> bool {
    event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}
