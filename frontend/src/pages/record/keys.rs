//! The keys of the form as a whole: saving, going from section to section, Enter for the next field.

use tobiume_common::basic_info::Section;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::hand::{is_converting, is_plain};
use crate::dom;

/// What can be typed into, in a form.
const FIELDS: &str = "input:not(:disabled), select, textarea";

/// What a key means to the form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FormKey {
    /// Save.
    Save,
    /// The next section, or the one before.
    Section(bool),
    /// The next field.
    NextField,
}

/// What a key means, where no field has used it. Nothing while a dialog is open.
pub fn form_key(event: &KeyboardEvent) -> Option<FormKey> {
    if event.default_prevented() || is_converting(event) || dialog_is_open() {
        return None;
    }
    let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
    let alt = event.alt_key() && !(event.ctrl_key() || event.meta_key() || event.shift_key());
    match event.key().as_str() {
        "Enter" | "s" | "S" if command => Some(FormKey::Save),
        "ArrowDown" if alt => Some(FormKey::Section(true)),
        "ArrowUp" if alt => Some(FormKey::Section(false)),
        "Enter" if is_plain(event) && target_is_field(event) => Some(FormKey::NextField),
        _ => None,
    }
}

fn dialog_is_open() -> bool {
    dom::document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// A field of one line of the form; in others Enter has a meaning of its own.
fn target_is_field(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.matches(".entry-form input, .entry-form select").unwrap_or_default())
}

/// The DOM id of a section of the form.
pub fn section_id(section: Section) -> String {
    format!("s-{}", section as u8)
}

/// The section in which the focus is.
pub fn focused_section(sections: &[Section]) -> Option<Section> {
    let focused = dom::document().active_element()?;
    let id = focused.closest("section[id^='s-']").ok().flatten()?.id();
    sections.iter().copied().find(|section| section_id(*section) == id)
}

/// The section after another, or before it.
pub fn neighbour(sections: &[Section], now: Option<Section>, forward: bool) -> Option<Section> {
    let Some(place) = now.and_then(|now| sections.iter().position(|section| *section == now)) else {
        return sections.first().copied();
    };
    let place = if forward { place + 1 } else { place.checked_sub(1)? };
    sections.get(place).copied()
}

/// Goes to the first field of a section, with the section's heading in sight.
pub fn jump(section: Section) {
    let Some(element) = dom::document().get_element_by_id(&section_id(section)) else {
        return;
    };
    dom::focus(element.query_selector(FIELDS).ok().flatten());
    element.scroll_into_view();
}

/// Goes from a field of the form to the one after it; a text there is selected, as the tab key does.
pub fn next_field() {
    let (Some(now), Ok(all)) = (
        dom::document().active_element(),
        dom::document().query_selector_all(&format!(".entry-form :is({FIELDS})")),
    ) else {
        return;
    };
    let all: Vec<HtmlElement> = (0..all.length()).filter_map(|number| all.get(number)?.dyn_into().ok()).collect();
    let Some(place) = all.iter().position(|field| **field == now) else {
        return;
    };
    if let Some(next) = all.get(place + 1) {
        // A field takes the focus; one that does not is none.
        let _ = next.focus();
        if let Some(input) = next.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_gone_through_in_order() {
        let sections = [Section::Basic, Section::Wishes, Section::Remarks];
        assert_eq!(neighbour(&sections, None, true), Some(Section::Basic));
        assert_eq!(neighbour(&sections, Some(Section::Basic), true), Some(Section::Wishes));
        assert_eq!(neighbour(&sections, Some(Section::Basic), false), None);
        assert_eq!(neighbour(&sections, Some(Section::Remarks), true), None);
    }
}
