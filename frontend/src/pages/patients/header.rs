//! Who this is, and in one line each what kills if overlooked. It never scrolls away.

use tobiume_common::{
    basic_info::{Item, MergedItem},
    patients::PatientView,
};
use yew::prelude::*;

use super::values;
use crate::{dom, time};

/// Anchors of the sections that the header leads to.
pub const CONTRAINDICATED: &str = "kinki";
/// See [`CONTRAINDICATED`].
pub const EMERGENCY_CARE: &str = "acp";

/// 氏名, カナ, 生年月日, age, 性別, card number, 禁忌薬, ACP.
pub fn who(view: &PatientView) -> Html {
    let patient = &view.patient;
    html! {
        <header class="who">
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
            if view.mode.is_some() {
                <p class="alerts">
                    { alert("no", CONTRAINDICATED, "禁忌", &contraindicated(view)) }
                    { alert("wish", EMERGENCY_CARE, "ACP", &decision(view)) }
                </p>
            }
        </header>
    }
}

/// One line that leads to its section; muted where the section says nothing.
fn alert(class: &'static str, anchor: &'static str, name: &str, words: &Option<String>) -> Html {
    let muted = words.is_none().then_some("none");
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        dom::focus_first(&format!("#{anchor} h2"));
    });
    html! {
        <a class={classes!(class, muted)} href={format!("#{anchor}")} {onclick}>
            <b>{ name }</b>{" "}{ words.as_deref().unwrap_or("記載なし") }
        </a>
    }
}

fn find(view: &PatientView, item: Item) -> Option<&MergedItem> {
    view.sections
        .iter()
        .flat_map(|section| &section.items)
        .find(|merged| merged.item == item)
}

/// Everything that must not be given, in one line.
fn contraindicated(view: &PatientView) -> Option<String> {
    let merged = find(view, Item::ContraindicatedDrugs)?;
    let words: Vec<String> = merged.values.iter().map(|value| values::plain(merged.item, &value.value)).collect();
    Some(words.join("／"))
}

/// The choice made for an emergency; the words of the ACP record where no choice is entered.
fn decision(view: &PatientView) -> Option<String> {
    let newest = |item| find(view, item).and_then(|merged| Some(values::plain(item, &merged.values.first()?.value)));
    newest(Item::EmergencyCare).or_else(|| newest(Item::Acp))
}
