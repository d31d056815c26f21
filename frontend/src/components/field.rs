//! Fields of forms: label, hint and error stand with the input, for the eye and the screen reader.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`Field`] and [`PasswordField`].
#[derive(Properties, PartialEq, Clone)]
pub struct FieldProps {
    /// Id of the input, unique on the page.
    pub id: AttrValue,
    /// What to enter.
    pub label: AttrValue,
    /// How to enter it.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// Its text.
    pub value: AttrValue,
    /// Told of every change.
    pub onchange: Callback<String>,
    /// The browser's word for what it may fill in; none forbids it.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    /// Which keyboard a phone shows.
    #[prop_or_default]
    pub inputmode: Option<AttrValue>,
    /// Id of a list of proposals.
    #[prop_or_default]
    pub list: Option<AttrValue>,
    /// Kind of input.
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// Longest text.
    #[prop_or(128)]
    pub maxlength: usize,
    /// What stands in the field beside the text.
    #[prop_or_default]
    pub beside: Html,
}

/// A labelled line of text.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let onchange = props.onchange.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            onchange.emit(input.value());
        }
    });
    let (hint_id, error_id) = (format!("{}-hint", props.id), format!("{}-error", props.id));
    let described: Vec<&str> = [(&hint_id, props.hint.is_some()), (&error_id, props.error.is_some())]
        .into_iter()
        .filter_map(|(id, there)| there.then_some(id.as_str()))
        .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ &props.label }</label>
            if let Some(hint) = &props.hint {
                <p id={hint_id.clone()} class="hint">{ hint }</p>
            }
            <div class="input">
            <input
                id={props.id.clone()}
                type={props.kind.clone()}
                value={props.value.clone()}
                {oninput}
                autocomplete={props.autocomplete.clone()}
                autocapitalize="none"
                spellcheck="false"
                inputmode={props.inputmode.clone()}
                list={props.list.clone()}
                maxlength={props.maxlength.to_string()}
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={described}
            />
            { props.beside.clone() }
            </div>
            if let Some(error) = &props.error {
                <p id={error_id.clone()} class="field-error">{ error }</p>
            }
        </div>
    }
}

/// A password, which can be made readable: nobody types 14 characters blindly on a phone.
#[component]
pub fn PasswordField(props: &FieldProps) -> Html {
    let shown = use_state(|| false);
    let onclick = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    let kind = if *shown { "text" } else { "password" };
    let beside = html! {
        <button type="button" class="quiet" aria-pressed={shown.to_string()} aria-label={format!("{}を表示する", props.label)} {onclick}>
            { if *shown { "隠す" } else { "表示" } }
        </button>
    };
    html! { <Field ..FieldProps { kind: kind.into(), beside, ..props.clone() } /> }
}
