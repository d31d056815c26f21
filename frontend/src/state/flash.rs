//! One sentence that the next page says: what became of what was done on the page before.

use std::cell::Cell;

use yew::prelude::*;

thread_local! {
    static WORDS: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// What the next page is to say.
pub fn say(words: &'static str) {
    WORDS.set(Some(words));
}

/// What the page before wanted said. It is said once, for as long as this component is shown.
#[hook]
pub fn use_flash() -> Option<&'static str> {
    *use_memo((), |()| WORDS.take())
}
