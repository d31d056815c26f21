//! What the fields of one item need to change it.

use std::{cell::RefCell, rc::Rc};

use tobiume_common::basic_info::Item;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, KeyboardEvent};
use yew::{html::TargetCast, prelude::*};

use super::{
    form::Form,
    typed::{Row, Typed, Unreadable},
};

/// Changes an item and draws it again. Fields change what stands in the form at that moment and not what was drawn last, so that two
/// changes between two frames are both kept.
#[derive(Clone)]
pub struct Hand {
    /// The form.
    pub form: Rc<Form>,
    /// The item.
    pub item: Item,
    /// Draws the item again.
    pub redraw: UseForceUpdateHandle,
    /// Gets the focus when the item is drawn again.
    pub focus: Rc<RefCell<Option<String>>>,
}

impl Hand {
    /// Changes the item.
    pub fn edit(&self, edit: impl FnOnce(&mut Typed)) {
        self.form.edit(self.item, edit);
        self.redraw.force_update();
    }

    /// Changes one of the item's texts.
    pub fn set_text(&self, part: usize, text: String) {
        self.edit(|typed| {
            if let Typed::Texts(texts) = typed
                && let Some(slot) = texts.get_mut(part)
            {
                *slot = text;
            }
        });
    }

    /// Changes the item's lines.
    pub fn edit_rows(&self, edit: impl FnOnce(&mut Vec<Row>)) {
        self.edit(|typed| {
            if let Typed::Rows(rows) = typed {
                edit(rows);
            }
        });
    }

    /// Moves the focus to a field that may not be there yet.
    pub fn focus_next(&self, id: String) {
        self.focus.replace(Some(id));
        self.redraw.force_update();
    }
}

/// The text that stands in the field of an event.
pub fn text_of(event: &impl TargetCast) -> String {
    if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
        return input.value();
    }
    if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
        return area.value();
    }
    event
        .target_dyn_into::<HtmlSelectElement>()
        .map(|select| select.value())
        .unwrap_or_default()
}

/// Whether a key belongs to the conversion of kana to kanji. Safari tells the key that ends it with the code 229 alone.
pub fn is_converting(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// Whether a key is pressed without any other.
pub fn is_plain(event: &KeyboardEvent) -> bool {
    !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key())
}

/// What is wrong with one field, below it. It is one node in any case: in a list of nodes that grows at its end, Yew would make the field
/// anew, and the focus would be lost.
pub fn error_line(id: &str, problems: &[Unreadable], part: usize) -> Html {
    match problems.iter().find(|problem| problem.part == part) {
        Some(problem) => html! { <p id={error_id(id)} class="field-error">{ &problem.message }</p> },
        None => html! {},
    }
}

/// The id of what is wrong with a field.
pub fn error_id(id: &str) -> String {
    format!("{id}-error")
}
