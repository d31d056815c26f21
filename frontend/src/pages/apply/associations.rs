//! 郡市区医師会: one of the network's, or another one as free text.

use tobiume_common::application::{ListAssociations, form::NAME_MAX};
use yew::prelude::*;

use crate::{
    components::{Field, Select},
    state::load::use_load,
};

const ID: &str = "institution.association";

/// Properties of [`AssociationField`].
#[derive(Properties, PartialEq)]
pub struct AssociationProps {
    /// As chosen or typed.
    pub value: AttrValue,
    /// What is wrong with it.
    pub error: Option<AttrValue>,
    /// Told of every change.
    pub onchange: Callback<String>,
}

/// The list; without it, because it did not come, a line to type into.
#[component]
pub fn AssociationField(props: &AssociationProps) -> Html {
    let load = use_load::<ListAssociations>(Some(((), (), ())), 0);
    let other = use_state_eq(|| false);
    let names = load.value.as_ref().map_or(&[][..], |list| &list.names);
    let known = names.iter().position(|name| *name == *props.value);
    let is_other = *other || known.is_none() && !props.value.is_empty();
    let text = |id: &'static str, label: &'static str| {
        html! {
            <Field {id} {label} maxlength={NAME_MAX} value={props.value.clone()} onchange={props.onchange.clone()} error={props.error.clone()} />
        }
    };
    if names.is_empty() {
        return text(ID, "郡市区医師会（入っていなければ空欄）");
    }
    let mut options: Vec<AttrValue> = vec!["入っていない".into()];
    options.extend(names.iter().map(|name| AttrValue::from(name.clone())));
    options.push("その他".into());
    let last = options.len() - 1;
    let onchange = {
        let (names, onchange, other) = (names.to_vec(), props.onchange.clone(), other.setter());
        Callback::from(move |at: usize| {
            other.set(at == last);
            onchange.emit(at.checked_sub(1).and_then(|at| names.get(at).cloned()).unwrap_or_default());
        })
    };
    let chosen = Some(if is_other { last } else { known.map_or(0, |at| at + 1) });
    html! {
        <>
            <Select id={ID} label="郡市区医師会" {options} {chosen} {onchange} error={props.error.clone().filter(|_| !is_other)} />
            if is_other { { text("association-other", "医師会などの名前") } }
        </>
    }
}
