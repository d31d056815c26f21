//! A native list to choose from, whose choice is the page's and not the browser's: undoing and copying change it, too.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::hand::text_of;

/// Properties of [`Select`].
#[derive(Properties, PartialEq)]
pub struct SelectProps {
    /// Id of the list.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// The value of the option chosen.
    pub value: AttrValue,
    /// Told of another choice.
    pub onchange: Callback<String>,
    /// Id of what is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// The options.
    pub children: Html,
}

/// A list of options of which one is chosen.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let element = use_node_ref();
    {
        let (element, value) = (element.clone(), props.value.clone());
        use_effect(move || {
            if let Some(select) = element.cast::<HtmlSelectElement>() {
                select.set_value(&value);
            }
        });
    }
    html! {
        <select ref={element} id={props.id.clone()} onchange={props.onchange.reform(|event: Event| text_of(&event))}
            aria-invalid={props.error.is_some().then_some("true")} aria-describedby={props.error.clone()}>
            { props.children.clone() }
        </select>
    }
}
