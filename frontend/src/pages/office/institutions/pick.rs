//! Choosing an institution by a part of its name.

use tobiume_common::{
    accounts::SEARCH_MAX,
    ids::InstitutionId,
    network::{InstitutionFilter, InstitutionSearch, ListInstitutions},
};
use yew::prelude::*;

use crate::{
    components::{Field, error_banner},
    pages::office::listing::PAUSE_MS,
    state::load::use_load,
};

/// Offered at most: more are found by typing more.
const OFFERED: usize = 8;

/// Properties of [`Pick`].
#[derive(Properties, PartialEq)]
pub struct PickProps {
    /// What to enter.
    pub label: AttrValue,
    /// Which one is chosen.
    pub chosen: Option<InstitutionId>,
    /// Told which one was chosen.
    pub onchange: Callback<InstitutionId>,
}

/// A field, and what fits as buttons.
#[component]
pub fn Pick(props: &PickProps) -> Html {
    let text = use_state_eq(String::new);
    let search = InstitutionSearch {
        text: (*text).clone(),
        filter: InstitutionFilter::Present,
        after: 0,
    };
    let load = use_load::<ListInstitutions>((!text.trim().is_empty()).then_some(((), (), search)), PAUSE_MS);
    let typed = {
        let text = text.setter();
        Callback::from(move |typed| text.set(typed))
    };
    let found = load.value.as_deref();
    html! {
        <>
            <Field id="pick" label={props.label.clone()} hint="施設名・カナ・コードの一部" maxlength={SEARCH_MAX} value={(*text).clone()} onchange={typed} />
            { for load.error.as_ref().map(|error| error_banner(error, None)) }
            <div class="places" role="status">
                if let Some(found) = found {
                    if found.lines.is_empty() { <p class="empty">{"当てはまる施設はありません。"}</p> }
                    { for found.lines.iter().take(OFFERED).map(|line| {
                        let (id, chosen) = (line.id, props.chosen == Some(line.id));
                        let onclick = props.onchange.reform(move |_: MouseEvent| id);
                        html! { <button key={id.0} type="button" aria-pressed={chosen.to_string()} class={chosen.then_some("primary")} {onclick}>{ &line.name }{"　"}{ &line.code }</button> }
                    }) }
                    if found.lines.len() > OFFERED { <p class="small">{"ほかにもあります。もう少し入力してください。"}</p> }
                }
            </div>
        </>
    }
}
