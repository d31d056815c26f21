//! 似た方: persons registered already who could be the one at the form.

use tobiume_common::{ids::PatientId, patients::Double};
use yew::prelude::*;

use crate::{
    components::Link,
    routes::{PatientRoute, Route},
    time,
};

/// Id of the panel.
pub const PANEL: &str = "doubles";

/// Properties of [`DoublesPanel`].
#[derive(Properties, PartialEq)]
pub struct DoublesProps {
    /// Who could be the same.
    pub doubles: Vec<Double>,
    /// Of whom the person said: somebody else.
    pub not_these: Vec<PatientId>,
    /// Is the same: this institution joins the family doctors.
    pub onsame: Callback<PatientId>,
    /// Is somebody else, or is not any more.
    pub onother: Callback<PatientId>,
    /// Joining is on its way.
    pub joining: bool,
}

/// Enough of each to tell, and the two answers.
#[component]
pub fn DoublesPanel(props: &DoublesProps) -> Html {
    html! {
        <section id={PANEL} class="card doubles" aria-labelledby="doubles-name">
            <h2 id="doubles-name" tabindex="-1">{"似た方が登録されています"}</h2>
            <p class="small">{"同じ方なら、新しく登録せずに、かかりつけに加わってください。"}</p>
            <ul>{ for props.doubles.iter().map(|double| person(props, double)) }</ul>
        </section>
    }
}

fn person(props: &DoublesProps, double: &Double) -> Html {
    let is_other = props.not_these.contains(&double.patient);
    html! {
        <li key={double.patient.0} class={is_other.then_some("other")}>
            <p><b class="big">{ &double.name }</b>{" "}<span class="small">{ &double.kana }</span></p>
            <p>
                <span class="nb">{ time::both_calendars(double.birth_date) }</span>{" "}
                <span class="nb">{ format!("{} {}", time::age(double.birth_date), double.sex.label()) }</span>
            </p>
            <p class="small">{ &double.area }</p>
            <p>
                if double.same_insurance { <span class="tag warn">{"保険が同じ"}</span>{" "} }
                if double.same_address { <span class="tag warn">{"住所が同じ"}</span> }
            </p>
            { answers(props, double, is_other) }
        </li>
    }
}

fn answers(props: &DoublesProps, double: &Double, is_other: bool) -> Html {
    let patient = double.patient;
    let other = props.onother.reform(move |_: MouseEvent| patient);
    let same = props.onsame.reform(move |_: MouseEvent| patient);
    html! {
        <p class="answers">
            if double.own {
                <span class="small">{"この施設に登録のある方です。"}</span>
                <Link to={Route::Patient(PatientRoute::of(patient))} class="btn primary">{"この方です（記録を開く）"}</Link>
            } else if !is_other {
                <button type="button" class="primary" aria-disabled={props.joining.to_string()} onclick={same}>
                    { if props.joining { "加わっています…" } else { "この方です（かかりつけに加わる）" } }
                </button>
            }
            <button type="button" aria-pressed={is_other.to_string()} onclick={other}>
                { if is_other { "✓ 別の方です" } else { "別の方です" } }
            </button>
        </p>
    }
}
