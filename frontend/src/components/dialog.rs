//! A question that must be answered before anything else.

use web_sys::{Event, HtmlDialogElement};
use yew::prelude::*;

use crate::dom;

/// Properties of [`Dialog`].
#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// The question.
    pub title: AttrValue,
    /// Called when it is closed with the escape key.
    pub onclose: Callback<()>,
    /// Style.
    #[prop_or_default]
    pub class: Classes,
    /// Explanation and buttons.
    pub children: Html,
}

/// The browser's own modal dialog: it keeps the keyboard inside and the rest still. Afterwards the keyboard is where it was.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let element = use_node_ref();
    let shown = element.clone();
    use_effect_with((), move |()| {
        let before = dom::document().active_element();
        let dialog = shown.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            // It can only fail when it is open already.
            let _ = dialog.show_modal();
        }
        move || {
            // As long as it is open, nothing behind it takes the focus.
            if let Some(dialog) = dialog {
                dialog.close();
            }
            dom::focus(before);
        }
    });
    let onclose = props.onclose.clone();
    let oncancel = Callback::from(move |event: Event| {
        event.prevent_default();
        onclose.emit(());
    });
    html! {
        <dialog ref={element} class={props.class.clone()} aria-labelledby="dialog-title" {oncancel}>
            <h2 id="dialog-title">{ &props.title }</h2>
            { props.children.clone() }
        </dialog>
    }
}
