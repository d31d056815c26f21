//! One of a few: radio buttons with keys, and a list that opens.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::dom;

/// Properties of [`Choice`] and [`Select`].
#[derive(Properties, PartialEq)]
pub struct ChoiceProps {
    /// The field's name on the wire; the id of the first button or of the list.
    pub id: AttrValue,
    /// What to choose.
    pub label: AttrValue,
    /// What there is to choose from.
    pub options: Vec<AttrValue>,
    /// Which one is chosen.
    pub chosen: Option<usize>,
    /// Told which one was chosen.
    pub onchange: Callback<usize>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
}

/// Radio buttons side by side, each with the number key that chooses it.
#[component]
pub fn Choice(props: &ChoiceProps) -> Html {
    let onkeydown = {
        let (onchange, count, id) = (props.onchange.clone(), props.options.len(), props.id.clone());
        Callback::from(move |event: KeyboardEvent| {
            let at = event.key().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            if let Some(at) = at.filter(|at| *at < count) {
                onchange.emit(at);
                dom::focus(dom::document().get_element_by_id(&button_id(&id, at)));
            }
        })
    };
    let error_id = format!("{}-error", props.id);
    let described = props.error.is_some().then(|| error_id.clone());
    let option = |(at, label): (usize, &AttrValue)| {
        let id = if at == 0 {
            props.id.clone()
        } else {
            AttrValue::from(format!("{}-{at}", props.id))
        };
        let onchange = props.onchange.reform(move |_: Event| at);
        html! {
            <label>
                <input type="radio" {id} name={props.id.clone()} checked={props.chosen == Some(at)} {onchange} aria-describedby={described.clone()} />
                { label }<kbd aria-hidden="true">{ at + 1 }</kbd>
            </label>
        }
    };
    html! {
        <fieldset class="field choice" {onkeydown}>
            <legend>{ &props.label }</legend>
            <p class="hint keys">{"数字のキーでも選べます"}</p>
            <div>{ for props.options.iter().enumerate().map(option) }</div>
            if let Some(error) = &props.error {
                <p id={error_id.clone()} class="field-error">{ error }</p>
            }
        </fieldset>
    }
}

/// The first button bears the field's name, so that it is found when something is wrong with the field.
fn button_id(field: &str, at: usize) -> String {
    if at == 0 { field.to_owned() } else { format!("{field}-{at}") }
}

/// A list that opens. Nothing chosen is its first line.
#[component]
pub fn Select(props: &ChoiceProps) -> Html {
    let onchange = {
        let onchange = props.onchange.clone();
        Callback::from(move |event: Event| {
            let list = event.target_dyn_into::<HtmlSelectElement>();
            if let Some(at) = list.and_then(|list| usize::try_from(list.selected_index()).ok()) {
                onchange.emit(at);
            }
        })
    };
    let error_id = format!("{}-error", props.id);
    let option = |(at, label): (usize, &AttrValue)| html! { <option selected={props.chosen == Some(at)}>{ label }</option> };
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ &props.label }</label>
            <div class="input">
                <select id={props.id.clone()} {onchange} aria-invalid={props.error.is_some().then_some("true")}
                    aria-describedby={props.error.is_some().then(|| error_id.clone())}>
                    { for props.options.iter().enumerate().map(option) }
                </select>
            </div>
            if let Some(error) = &props.error {
                <p id={error_id.clone()} class="field-error">{ error }</p>
            }
        </div>
    }
}
