//! The sections of basic_info, drawn from their description.

use tobiume_common::basic_info::{Item, MergeRule, MergedItem, Section, SectionView, SourcedValue, words};
use yew::prelude::*;

use super::{allergy::AddAllergy, header, record::folded, values};
use crate::{
    components::Link,
    routes::{Fold, PatientRoute, Route, Work},
};

/// Who may write, and what to do after something was added.
pub struct Writer {
    /// Loads the page's content again.
    pub reload: Callback<()>,
}

/// One section. Long ones start closed; what kills if overlooked never is.
pub fn section(route: &PatientRoute, view: &SectionView, writer: Option<&Writer>) -> Html {
    let section = view.section;
    let (id, class) = match section {
        Section::ContraindicatedDrugs => (Some(header::CONTRAINDICATED), Some("danger")),
        Section::EmergencyCare => (Some(header::EMERGENCY_CARE), Some("acp")),
        _ => (None, None),
    };
    let when = view
        .updated_on
        .map(|date| html! { <span class="when">{ format!("更新 {date}") }</span> });
    let class = classes!("card", class);
    let content = html! { <>{ content(view) }{ for writer.map(|writer| write(route, section, writer)) }</> };
    if section.starts_closed() && !view.items.is_empty() {
        let heading = html! {
            <>{ section.label() }<span class="n">{ count(section, view.count) }</span>{ for when }</>
        };
        return html! {
            <section {id} {class}>{ folded(route, Fold::Section(section), heading, content) }</section>
        };
    }
    html! {
        <section {id} {class}>
            <h2 tabindex={id.map(|_| "-1")}>{ section.label() }{ for when }</h2>
            { content }
        </section>
    }
}

/// 追記 of this section alone.
fn write(route: &PatientRoute, section: Section, writer: &Writer) -> Html {
    let to = Route::work(route.patient, Work::Edit(Some(section)));
    html! {
        <p class="write">
            if section == Section::Allergies { <AddAllergy patient={route.patient} onadded={writer.reload.clone()} /> }
            <Link {to}>{"この項目だけ追記"}<span class="unseen">{ format!("（{}）", section.label()) }</span></Link>
        </p>
    }
}

fn count(section: Section, count: usize) -> String {
    match section {
        Section::Prescriptions => format!("{count}種類"),
        _ => format!("{count}件"),
    }
}

fn content(view: &SectionView) -> Html {
    if view.items.is_empty() {
        return html! { <p class="empty">{ words::nothing(view.section) }</p> };
    }
    let mut items_of_section = view.section.items();
    if items_of_section.next().is_some() && items_of_section.next().is_none() {
        return html! { { for view.items.iter().map(single) } };
    }
    html! { <dl class="items">{ for view.items.iter().map(labelled) }</dl> }
}

/// The only item of its section: its name stands in the heading.
fn single(merged: &MergedItem) -> Html {
    if merged.item.merge_rule() == MergeRule::EveryChoice {
        return choices(merged);
    }
    html! {
        <>
            { for merged.values.iter().map(|value| entry(merged.item, value)) }
            { for conflicts(merged) }
        </>
    }
}

/// An item among others: its name beside its value.
fn labelled(merged: &MergedItem) -> Html {
    let strong = merged.item == Item::EmergencyCare || merged.item == Item::EmergencyHospital;
    html! {
        <div class={classes!(strong.then_some("strong"))}>
            <dt>{ merged.item.label() }</dt>
            <dd>{ single(merged) }</dd>
        </div>
    }
}

fn entry(item: Item, value: &SourcedValue) -> Html {
    html! {
        <div class="entry">
            { values::full(item, &value.value) }
            { values::source(value) }
        </div>
    }
}

/// Choices of all institutions together, each once (そば and えび are two), and then who said what.
fn choices(merged: &MergedItem) -> Html {
    let several = merged.values.len() > 1;
    let line = |value: &SourcedValue| {
        html! {
            <div class="entry">
                if several { <p class="small">{ values::plain(merged.item, &value.value) }</p> }
                { values::source(value) }
            </div>
        }
    };
    html! {
        <>
            <ul class="chips">{ for words::every_choice(merged).into_iter().map(|check| values::chip(merged.item, check)) }</ul>
            { for merged.values.iter().map(line) }
            { for conflicts(merged) }
        </>
    }
}

/// What other institutions say otherwise (食い違い), in full as well: it may be what holds.
fn conflicts(merged: &MergedItem) -> Option<Html> {
    if merged.conflicts.is_empty() {
        return None;
    }
    let by_choice = merged.item.merge_rule() == MergeRule::EveryChoice;
    let line = |other: &SourcedValue| {
        html! {
            <li>
                <b>{"食い違い"}</b>
                if by_choice { { format!("：「{}」の記載なし", words::missing_choices(merged, &other.value).join("、")) } }
                <div class="entry">
                    if !by_choice { { values::full(merged.item, &other.value) } }
                    { values::source(other) }
                </div>
            </li>
        }
    };
    Some(html! { <ul class="conflict">{ for merged.conflicts.iter().map(line) }</ul> })
}
