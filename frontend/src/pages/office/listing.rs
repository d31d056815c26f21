//! What the office's lists have in common: what is looked for, and the way from part to part.

use web_sys::SubmitEvent;
use yew::prelude::*;

/// So long after the last key, the server is asked.
pub const PAUSE_MS: u32 = 150;

/// What somebody changes of what is looked for.
pub enum Change {
    /// The words.
    Text(String),
    /// Which of the filters.
    Filter(usize),
    /// Where the part begins that is shown.
    After(u32),
}

/// What is looked for, and how it is changed.
pub struct Listing<S> {
    /// What is looked for.
    pub search: S,
    /// Other words: from the first part on.
    pub typed: Callback<String>,
    /// Another filter: from the first part on.
    pub chosen: Callback<usize>,
    /// Another part.
    pub turn: Callback<u32>,
}

/// What is looked for in a list; `change` writes a change into it.
#[hook]
pub fn use_listing<S: Clone + PartialEq + 'static>(begin: fn() -> S, change: fn(&mut S, Change)) -> Listing<S> {
    let search = use_state_eq(begin);
    let changed = {
        let search = search.clone();
        Callback::from(move |step: Change| {
            let mut next = (*search).clone();
            if !matches!(step, Change::After(_)) {
                change(&mut next, Change::After(0));
            }
            change(&mut next, step);
            search.set(next);
        })
    };
    Listing {
        search: (*search).clone(),
        typed: changed.reform(Change::Text),
        chosen: changed.reform(Change::Filter),
        turn: changed.reform(Change::After),
    }
}

/// A form that asks again when it is sent.
pub fn asks_again(reload: &Callback<()>) -> Callback<SubmitEvent> {
    reload.reform(|event: SubmitEvent| event.prevent_default())
}

/// The ways to the parts before and after: each `step` long, counted in `unit`.
pub fn pager(after: u32, next: Option<u32>, step: usize, unit: &str, turn: &Callback<u32>) -> Html {
    let before = (after > 0).then(|| after.saturating_sub(u32::try_from(step).unwrap_or(u32::MAX)));
    if before.is_none() && next.is_none() {
        return html! {};
    }
    let page = |to: u32, word: &str| {
        let onclick = turn.reform(move |_: MouseEvent| to);
        html! { <button type="button" {onclick}>{ format!("{word}の{step}{unit}") }</button> }
    };
    html! {
        <p class="buttons">
            { for before.map(|to| page(to, "前")) }
            { for next.map(|to| page(to, "次")) }
        </p>
    }
}
