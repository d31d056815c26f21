//! Where files are chosen: dropped on a PC, from the camera or the photo library on a phone.

use tobiume_common::files::{FILE_MAX, FILES_AT_ONCE};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DragEvent, Event, File, HtmlInputElement};
use yew::prelude::*;

use crate::dom;

/// What may be chosen. No `capture`: with it an iPhone opens the camera at once and hides the photo library and the files.
const ACCEPT: &str = "image/*,.heic,.heif,application/pdf";

/// Properties of [`DropZone`].
#[derive(Properties, PartialEq)]
pub struct DropZoneProps {
    /// Id of the input, unique on the page.
    pub id: AttrValue,
    /// What to choose.
    pub label: AttrValue,
    /// One file and no more.
    #[prop_or_default]
    pub single: bool,
    /// How many may be chosen.
    #[prop_or(FILES_AT_ONCE)]
    pub most: usize,
    /// Largest one in bytes.
    #[prop_or(FILE_MAX)]
    pub largest: u64,
    /// What the browser offers.
    #[prop_or(AttrValue::Static(ACCEPT))]
    pub accept: AttrValue,
    /// What that is, in words.
    #[prop_or(AttrValue::Static("写真かPDF"))]
    pub kinds: AttrValue,
    /// Told of what was chosen.
    pub onfiles: Callback<Vec<File>>,
}

/// A real file input with its label as a button, in a field that takes dropped files.
#[component]
pub fn DropZone(props: &DropZoneProps) -> Html {
    let over = use_state_eq(|| false);
    use_effect_with((), |()| keep_the_page());
    let onchange = {
        let onfiles = props.onfiles.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                onfiles.emit(files_of(&input));
                // The same file may be chosen again after it was taken away.
                dom::set_property(&input, "value", &"".into());
            }
        })
    };
    let ondragover = {
        let over = over.setter();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(true);
        })
    };
    let ondragleave = {
        let over = over.setter();
        Callback::from(move |_: DragEvent| over.set(false))
    };
    let ondrop = {
        let (over, onfiles) = (over.setter(), props.onfiles.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            onfiles.emit(files_of(&dom::property(&event, "dataTransfer")));
        })
    };
    let hint_id = format!("{}-hint", props.id);
    html! {
        <div class={classes!("drop", over.then_some("over"))} {ondragover} {ondragleave} {ondrop}>
            <input type="file" id={props.id.clone()} accept={props.accept.clone()} multiple={!props.single} aria-describedby={hint_id.clone()} {onchange} />
            <label class="btn" for={props.id.clone()}>{ &props.label }</label>
            <p class="hint" id={hint_id.clone()}>
                <span class="by-mouse">{"ここへドラッグすることもできます。"}</span>
                if !props.single { { format!("一度に{}個まで選べます。", props.most) } }
                { format!("{}、1個{}MBまで", props.kinds, props.largest / (1024 * 1024)) }
            </p>
        </div>
    }
}

/// The files that something of the browser carries.
fn files_of(carrier: &JsValue) -> Vec<File> {
    let files = dom::entries(&dom::property(carrier, "files"));
    files.into_iter().map(JsCast::unchecked_into).collect()
}

/// A file that is dropped beside the field must not take the place of the page. Gives what undoes it.
fn keep_the_page() -> impl FnOnce() {
    let prevent = |event: &Event| {
        let types = dom::property(&dom::property(event, "dataTransfer"), "types");
        if dom::entries(&types).iter().any(|kind| *kind == "Files") {
            event.prevent_default();
        }
    };
    let listeners = ["dragover", "drop"].map(|name| dom::listen(&dom::window(), name, Box::new(prevent)));
    || drop(listeners)
}
