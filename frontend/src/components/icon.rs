//! Drawings.

use yew::prelude::*;

/// The plum blossom of the network, in the colour of the text around it.
#[component]
pub fn Flower() -> Html {
    let petals = [("10", "4.6"), ("15.1", "8.3"), ("13.2", "14.4"), ("6.8", "14.4"), ("4.9", "8.3")];
    html! {
        <svg class="flower" width="26" height="26" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            { for petals.map(|(cx, cy)| html! { <circle {cx} {cy} r="3.4" fill="currentColor" /> }) }
            <circle class="heart" cx="10" cy="10" r="2" />
        </svg>
    }
}
