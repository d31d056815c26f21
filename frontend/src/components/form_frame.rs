//! A form that is filled in without the mouse.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement, SubmitEvent};
use yew::prelude::*;

use crate::dom;

/// Properties of [`FormFrame`].
#[derive(Properties, PartialEq)]
pub struct FormFrameProps {
    /// Style.
    #[prop_or_default]
    pub class: Classes,
    /// Sends it.
    pub onsubmit: Callback<()>,
    /// Told of the id of a field that the keyboard left with something in it.
    pub onleave: Callback<String>,
    /// The fields.
    pub children: Html,
}

/// Enter goes to the next field and sends from the last one; Ctrl+Enter sends from everywhere.
#[component]
pub fn FormFrame(props: &FormFrameProps) -> Html {
    let frame = use_node_ref();
    let onsubmit = props.onsubmit.reform(|event: SubmitEvent| event.prevent_default());
    let onkeydown = {
        let (frame, send) = (frame.clone(), props.onsubmit.clone());
        Callback::from(move |event: KeyboardEvent| {
            // The Enter that accepts what an input method proposes is no Enter of the form. Safari tells it by its number alone.
            if event.key() != "Enter" || event.is_composing() || event.key_code() == 229 {
                return;
            }
            if event.ctrl_key() || event.meta_key() {
                event.prevent_default();
                send.emit(());
            } else if go_on(frame.cast(), event.target_dyn_into()) {
                event.prevent_default();
            }
        })
    };
    let onfocusout = {
        let onleave = props.onleave.clone();
        Callback::from(move |event: FocusEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            if let Some(input) = input.filter(|input| input.type_() != "radio" && !input.value().is_empty()) {
                onleave.emit(input.id());
            }
        })
    };
    html! {
        <form ref={frame} class={props.class.clone()} novalidate=true {onsubmit} {onkeydown} {onfocusout}>
            { props.children.clone() }
        </form>
    }
}

/// Goes from a field to the next one, if there is one. The buttons between them are reached by the tab key alone.
fn go_on(frame: Option<Element>, from: Option<Element>) -> bool {
    let (Some(frame), Some(from)) = (frame, from) else { return false };
    if !from.is_instance_of::<HtmlInputElement>() && !from.is_instance_of::<HtmlSelectElement>() {
        return false;
    }
    let Ok(fields) = frame.query_selector_all("input:not([type=file]), select, textarea") else {
        return false;
    };
    let fields = (0..fields.length()).filter_map(|at| fields.item(at)?.dyn_into::<Element>().ok());
    let next = fields
        .skip_while(|field| *field != from)
        .find(|field| *field != from && !are_one_choice(field, &from));
    let found = next.is_some();
    dom::focus(next);
    found
}

/// Radio buttons of one name are one field.
fn are_one_choice(a: &Element, b: &Element) -> bool {
    let name = |element: &Element| {
        element
            .get_attribute("type")
            .filter(|kind| kind == "radio")
            .and_then(|_| element.get_attribute("name"))
    };
    name(a).is_some_and(|a| name(b) == Some(a))
}
