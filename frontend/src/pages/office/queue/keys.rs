//! Keys of one letter. They do nothing while something is typed or a question is open, and can be switched off.

use std::cell::Cell;

use tobiume_common::application::Step;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};
use yew::prelude::*;

use crate::dom;

thread_local! {
    static OFF: Cell<bool> = const { Cell::new(false) };
}

/// Whether the keys are switched off: some software for dictation types letters.
pub fn are_off() -> bool {
    OFF.get()
}

/// Switches the keys off or on, until the page is loaded anew.
pub fn switch_off(off: bool) {
    OFF.set(off);
}

/// What a key means to the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ListKey {
    /// The next line, or the one before.
    Step(bool),
    /// Chooses the line for what is done to several.
    Choose,
    /// Takes up what is chosen, where nothing is opened.
    TakeUp,
    /// Searches.
    Search,
    /// Back to the list.
    Back,
    /// Shows the keys.
    Legend,
}

impl ListKey {
    fn of(key: &str) -> Option<Self> {
        Some(match key {
            "j" | "J" | "ArrowDown" => Self::Step(true),
            "k" | "K" | "ArrowUp" => Self::Step(false),
            "x" | "X" => Self::Choose,
            "t" | "T" => Self::TakeUp,
            "/" => Self::Search,
            "Escape" => Self::Back,
            "?" => Self::Legend,
            _ => return None,
        })
    }
}

/// What a key means to what is opened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DetailKey {
    /// Take up.
    TakeUp,
    /// Approve.
    Approve,
    /// Send back.
    SendBack,
}

impl DetailKey {
    /// The step that it begins.
    pub const fn step(self) -> Step {
        match self {
            Self::TakeUp => Step::TakeUp,
            Self::Approve => Step::Approve,
            Self::SendBack => Step::SendBack,
        }
    }

    fn of(key: &str) -> Option<Self> {
        Some(match key {
            "t" | "T" => Self::TakeUp,
            "a" | "A" => Self::Approve,
            "r" | "R" => Self::SendBack,
            _ => return None,
        })
    }
}

/// Tells of the list's keys.
#[hook]
pub fn use_keys(told: Callback<ListKey>) {
    use_window_keys(told, ListKey::of);
}

/// Tells of the keys of what is opened.
#[hook]
pub fn use_detail_keys(told: Callback<DetailKey>) {
    use_window_keys(told, DetailKey::of);
}

#[hook]
fn use_window_keys<K: 'static>(told: Callback<K>, of: fn(&str) -> Option<K>) {
    // Anew with each drawing: what a key does depends on what is shown.
    use_effect(move || {
        let action = move |event: &Event| {
            if let Some(key) = event
                .dyn_ref::<KeyboardEvent>()
                .filter(|event| is_meant(event))
                .and_then(|event| of(&event.key()))
            {
                event.prevent_default();
                told.emit(key);
            }
        };
        let listener = dom::listen(&dom::window(), "keydown", Box::new(action));
        move || drop(listener)
    });
}

/// Whether a key is meant for the page as a whole. An input method's keys are never.
fn is_meant(event: &KeyboardEvent) -> bool {
    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
    let is_converting = event.is_composing() || event.key_code() == 229;
    if has_modifier || is_converting || event.default_prevented() || are_off() {
        return false;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_typed_into = target.is_some_and(|element| {
        let fields = "input:not([type=checkbox]), textarea, select, [contenteditable]";
        element.matches(fields).unwrap_or_default()
    });
    let dialog = dom::document().query_selector("dialog[open]").ok().flatten();
    !is_typed_into && dialog.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_one_meaning() {
        for key in ["j", "k", "x", "/", "?", "Escape", "ArrowDown", "ArrowUp", "a", "r", "A", "R"] {
            assert!(ListKey::of(key).is_some() != DetailKey::of(key).is_some(), "{key}");
        }
        // Of what is opened, or, where nothing is, of the lines that are chosen.
        for key in ["t", "T"] {
            assert!(
                ListKey::of(key) == Some(ListKey::TakeUp) && DetailKey::of(key) == Some(DetailKey::TakeUp),
                "{key}"
            );
        }
        for key in ["Enter", "Tab", " ", "b", "1", "ArrowLeft", "F5", "Unidentified"] {
            assert!(ListKey::of(key).is_none() && DetailKey::of(key).is_none(), "{key}");
        }
    }
}
