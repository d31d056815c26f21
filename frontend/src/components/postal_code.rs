//! 郵便番号, which brings the beginning of the address.

use std::rc::Rc;

use tobiume_common::{
    check::postal_code_digits,
    masters::{GetPostalCode, Place, Places, PostalCodePath},
};
use yew::prelude::*;

use super::Field;
use crate::{dom, state::load::use_load};

/// Properties of [`PostalCodeField`].
#[derive(Properties, PartialEq)]
pub struct PostalCodeProps {
    /// Id of the input, unique on the page.
    #[prop_or(AttrValue::Static("postal_code"))]
    pub id: AttrValue,
    /// Id of the field that the place goes to.
    #[prop_or(AttrValue::Static("address"))]
    pub next: AttrValue,
    /// As typed.
    pub value: AttrValue,
    /// What is wrong with it.
    pub error: Option<AttrValue>,
    /// Told of every change.
    pub onchange: Callback<String>,
    /// Told of the place that it stands for.
    pub onplace: Callback<Place>,
}

/// The code; where it stands for several places, one of them is chosen.
#[component]
pub fn PostalCodeField(props: &PostalCodeProps) -> Html {
    // What was typed here: a code that stood in the form at first has its address already.
    let asked = use_state_eq(|| None::<String>);
    let load = use_load::<GetPostalCode>((*asked).clone().map(|code| (PostalCodePath { code }, (), ())), 0);
    let chosen = use_state_eq(|| false);
    {
        let (onplace, chosen) = (props.onplace.clone(), chosen.setter());
        use_effect_with(load.value.clone(), move |places: &Option<Rc<Places>>| {
            chosen.set(false);
            if let Some([place]) = places.as_ref().map(|places| &places.places[..]) {
                onplace.emit(place.clone());
            }
        });
    }
    let onchange = {
        let (onchange, asked) = (props.onchange.clone(), asked.setter());
        Callback::from(move |text: String| {
            asked.set(postal_code_digits(&text));
            onchange.emit(text);
        })
    };
    let choose = |place: &Place| {
        let (place, onplace, chosen, next) = (place.clone(), props.onplace.clone(), chosen.setter(), props.next.clone());
        Callback::from(move |_: MouseEvent| {
            onplace.emit(place.clone());
            chosen.set(true);
            dom::focus(dom::document().get_element_by_id(&next));
        })
    };
    let places = load.value.as_ref().map_or(&[][..], |places| &places.places);
    let said = match (&load.value, &load.error) {
        (None, Some(_)) => "住所を調べられませんでした。住所を入力してください。",
        (Some(_), _) if places.is_empty() => "この郵便番号は見つかりません。番号を確かめるか、住所を入力してください。",
        (Some(_), _) if places.len() > 1 && !*chosen => "住所を選んでください。",
        _ => "",
    };
    html! {
        <>
            <Field id={props.id.clone()} label="郵便番号" hint="住所が入ります" inputmode="numeric" maxlength=20
                value={props.value.clone()} error={props.error.clone()} {onchange} />
            <p class="understood" role="status">{ said }</p>
            if places.len() > 1 && !*chosen {
                <ul class="places" aria-label="住所の候補">
                    { for places.iter().map(|place| html! {
                        <li><button type="button" onclick={choose(place)}>{ &place.address }</button></li>
                    }) }
                </ul>
            }
        </>
    }
}
