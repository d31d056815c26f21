//! 写す: what other institutions wrote, and drugs of the 行政情報, into the own fields.

use std::{collections::BTreeMap, rc::Rc};

use tobiume_common::{
    basic_info::{Item, ItemValue, Line, SectionView, SourcedValue},
    claims::{ClaimDrug, ClaimsInfo, Visit},
};
use web_sys::HtmlInputElement;
use yew::{html::TargetCast, prelude::*};

use super::{form::Form, hand::Hand};
use crate::{components::Dialog, pages::patients::values, time};

/// What other institutions say, item by item.
pub type Others = BTreeMap<&'static str, Rc<Vec<SourcedValue>>>;

/// What institutions other than this one say, item by item.
pub fn of_others(sections: &[SectionView], own: &str) -> Others {
    let mut others = Others::new();
    for merged in sections.iter().flat_map(|section| &section.items) {
        let mut values: Vec<SourcedValue> = Vec::new();
        for value in merged.values.iter().chain(&merged.conflicts) {
            if value.institution != own && !values.contains(value) {
                values.push(value.clone());
            }
        }
        if !values.is_empty() {
            others.insert(merged.item.code(), Rc::new(values));
        }
    }
    others
}

/// 他施設の記載 of an item, closed until it is wanted.
pub fn others(hand: &Hand, others: &[SourcedValue]) -> Html {
    if others.is_empty() {
        return html! {};
    }
    let entry = |other: &SourcedValue| {
        let onclick = {
            let (hand, value) = (hand.clone(), other.value.clone());
            Callback::from(move |_: MouseEvent| hand.edit(|typed| typed.take_over(hand.item, &value)))
        };
        let name = format!("{}の{}を写す", other.institution, hand.item.label());
        html! {
            <li>
                <div class="entry">{ values::full(hand.item, &other.value) }{ values::source(other) }</div>
                <button type="button" aria-label={name} {onclick}>{"写す"}</button>
            </li>
        }
    };
    html! {
        <details class="others">
            <summary>{ format!("他施設の記載（{}件）", others.len()) }</summary>
            <ul>{ for others.iter().map(entry) }</ul>
        </details>
    }
}

/// Properties of [`ClaimsDialog`].
#[derive(Properties, PartialEq)]
pub struct ClaimsProps {
    /// The form.
    pub form: Rc<Form>,
    /// The latest visits.
    pub claims: ClaimsInfo,
    /// It is to be closed.
    pub onclose: Callback<()>,
}

/// A drug of the visits: the newest time that it was dispensed.
struct Offer<'a> {
    visit: &'a Visit,
    drug: &'a ClaimDrug,
}

/// Every drug with its amount once, newest first.
fn offers(claims: &ClaimsInfo) -> Vec<Offer<'_>> {
    let mut offers: Vec<Offer<'_>> = Vec::new();
    for visit in &claims.visits {
        for drug in &visit.drugs {
            if !offers.iter().any(|offer| offer.drug == drug) {
                offers.push(Offer { visit, drug });
            }
        }
    }
    offers
}

/// 行政情報から写す: drugs of the latest visits with boxes to tick.
#[component]
pub fn ClaimsDialog(props: &ClaimsProps) -> Html {
    let ticked = use_state(Vec::<usize>::new);
    let offers = offers(&props.claims);
    let typed = props.form.typed(Item::Prescriptions);
    let is_there = |drug: &ClaimDrug| {
        typed
            .rows()
            .iter()
            .any(|row| row.cells.first().is_some_and(|name| name.trim() == drug.name))
    };
    let box_of = |(number, offer): (usize, &Offer<'_>)| {
        let there = is_there(offer.drug);
        let onchange = {
            let ticked = ticked.clone();
            Callback::from(move |event: Event| {
                let on = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
                let mut next: Vec<usize> = ticked.iter().copied().filter(|other| *other != number).collect();
                if on {
                    next.push(number);
                }
                next.sort_unstable();
                ticked.set(next);
            })
        };
        html! {
            <li>
                <label>
                    <input type="checkbox" checked={ticked.contains(&number)} disabled={there} {onchange} />
                    <span>{ &offer.drug.name }{"　"}<span class="small">{ &offer.drug.amount }</span></span>
                </label>
                <span class="small">
                    { time::month(offer.visit.month) }{"　"}{ &offer.visit.institution }
                    if there { {" "}<span class="tag">{"入力済み"}</span> }
                </span>
            </li>
        }
    };
    let chosen = ItemValue::Lines(
        ticked
            .iter()
            .filter_map(|number| offers.get(*number))
            .map(|offer| line(offer.drug))
            .collect(),
    );
    let add = {
        let (form, onclose, any) = (props.form.clone(), props.onclose.clone(), !ticked.is_empty());
        Callback::from(move |_: MouseEvent| {
            if any {
                form.edit_from_outside(Item::Prescriptions, |typed| typed.take_over(Item::Prescriptions, &chosen));
            }
            onclose.emit(());
        })
    };
    html! {
        <Dialog title="行政情報から処方に写す" class="roomy" onclose={props.onclose.clone()}>
            <p class="small">{ format!("{}のデータです。数か月前までの情報で、いまの処方とは違うことがあります。", props.claims.city) }</p>
            if offers.is_empty() {
                <p>{"薬の情報はありません。"}</p>
            }
            <ul class="offers">{ for offers.iter().enumerate().map(box_of) }</ul>
            <p class="buttons">
                <button type="button" onclick={props.onclose.reform(|_| ())}>{"やめる"}</button>
                <button type="button" class="primary" onclick={add}>
                    { if ticked.is_empty() { "選んでください".to_owned() } else { format!("{}件を追加", ticked.len()) } }
                </button>
            </p>
        </Dialog>
    }
}

fn line(drug: &ClaimDrug) -> Line {
    Line {
        code: String::new(),
        name: drug.name.clone(),
        detail: drug.amount.clone(),
    }
}

#[cfg(test)]
mod tests {
    use tobiume_common::{
        CivilDate, YearMonth,
        basic_info::{Entry, ViewMode, merge},
        claims::VisitKind,
    };

    use super::*;

    #[test]
    fn what_the_own_institution_says_is_not_offered() {
        let day = CivilDate::new(2026, 4, 1).unwrap();
        let entry = |institution: &str, text: &str| Entry {
            item: Item::EmergencyHospital,
            value: ItemValue::Text(text.into()),
            institution: institution.into(),
            author: String::new(),
            updated_on: day,
        };
        let sections = merge(
            ViewMode::Collaboration,
            vec![entry("A", "一"), entry("B", "二"), entry("C", "三")],
            day,
        );
        let others = of_others(&sections, "A");
        let said: Vec<&str> = others[Item::EmergencyHospital.code()]
            .iter()
            .map(|value| value.institution.as_str())
            .collect();
        assert_eq!(said, ["B", "C"]);
        assert_eq!(others.len(), 1);
    }

    #[test]
    fn a_drug_of_every_month_is_offered_once() {
        let drug = |amount: &str| ClaimDrug {
            name: "アムロジピン".into(),
            amount: amount.into(),
        };
        let visit = |month, drugs| Visit {
            month: YearMonth::new(2026, month).unwrap(),
            kind: VisitKind::Dispensing,
            institution: "薬局".into(),
            days: 1,
            diseases: Vec::new(),
            drugs,
        };
        let claims = ClaimsInfo {
            city: "北九州市".into(),
            through: None,
            visits: vec![visit(8, vec![drug("1錠")]), visit(7, vec![drug("1錠"), drug("2錠")])],
        };
        let offers = offers(&claims);
        assert_eq!(offers.len(), 2);
        assert_eq!(offers[0].visit.month.to_string(), "2026-08");
    }
}
