//! Who this is, and in one line each what kills if overlooked. It never scrolls away.

use tobiume_common::{
    basic_info::{
        SectionView,
        headline::{self, Said},
    },
    patients::{PatientSummary, PatientView},
};
use yew::prelude::*;

use crate::{dom, time};

/// Anchors of the sections that the header leads to.
pub const CONTRAINDICATED: &str = "kinki";
/// See [`CONTRAINDICATED`].
pub const EMERGENCY_CARE: &str = "acp";

/// 氏名, カナ, 生年月日, age, 性別, card number, 禁忌薬, ACP.
pub fn who(view: &PatientView) -> Html {
    html! {
        <header class="who">
            { person(&view.patient) }
            if view.mode.is_some() { { alerts(&view.sections) } }
        </header>
    }
}

/// 氏名, カナ, 生年月日, age, 性別, card number.
pub fn person(patient: &PatientSummary) -> Html {
    html! {
        <>
            <div class="person">
                <p class="kana">{ &patient.kana }</p>
                <h1 tabindex="-1">{ &patient.name }</h1>
                if patient.has_namesake { <span class="tag warn">{"同姓同名あり"}</span> }
                if patient.withdrawn { <span class="tag">{"同意撤回"}</span> }
            </div>
            <p class="facts">
                <b>{ time::age(patient.birth_date) }</b>{" "}
                <b>{ patient.sex.label() }</b>{" "}
                <span class="nb">{ time::both_calendars(patient.birth_date) }</span>{" "}
                if !patient.card_number.is_empty() { <span class="nb small">{"カード "}{ &patient.card_number }</span> }
            </p>
        </>
    }
}

/// 禁忌薬 and ACP.
pub fn alerts(sections: &[SectionView]) -> Html {
    html! {
        <p class="alerts">
            { alert("no", CONTRAINDICATED, "禁忌薬", headline::contraindicated(sections)) }
            { alert("wish", EMERGENCY_CARE, "ACP", headline::decision(sections)) }
        </p>
    }
}

/// One line that leads to its section; muted where the section says nothing. The marks stand before the words, because words are cut
/// where they are too long.
fn alert(class: &'static str, anchor: &'static str, name: &str, said: Said) -> Html {
    let muted = said.words.is_empty().then_some("none");
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        dom::focus_first(&format!("#{anchor} h2"));
    });
    let thing = |(number, (age, words)): (usize, (Option<String>, String))| {
        html! {
            <>
                if number > 0 { {"／"} }
                { for age.map(|age| html! { <><span class="mark">{ age }</span>{" "}</> }) }
                { words }
            </>
        }
    };
    html! {
        <a class={classes!(class, muted)} href={format!("#{anchor}")} {onclick}>
            <b>{ name }</b>{" "}
            if said.disputed { <span class="mark">{"食い違いあり"}</span>{" "} }
            if muted.is_some() { {"記載なし"} }
            { for said.words.into_iter().enumerate().map(thing) }
        </a>
    }
}
