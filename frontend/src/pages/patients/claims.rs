//! 行政情報: the latest visits, from the city's monthly data.

use tobiume_common::claims::{ClaimDisease, ClaimDrug, ClaimsInfo, Visit};
use yew::prelude::*;

use super::record::folded;
use crate::{
    routes::{Fold, PatientRoute},
    time,
};

/// The visits, closed at first: name, count and newest month.
pub fn claims(route: &PatientRoute, info: &ClaimsInfo) -> Html {
    let newest = info
        .through
        .map(|month| html! { <span class="when">{ format!("{}診療分まで", time::month(month)) }</span> });
    if info.visits.is_empty() {
        return html! {
            <section class="card">
                <h2>{"行政情報"}{ for newest }</h2>
                <p class="empty">{ format!("{}から届いた受診の情報はありません。", info.city) }</p>
            </section>
        };
    }
    let heading = html! { <>{"行政情報"}<span class="n">{ format!("{}件", info.visits.len()) }</span>{ for newest }</> };
    let content = html! {
        <>
            <p class="small">{ format!("{}の国保・後期高齢者医療のデータです。数か月前までの情報で、いまの処方とは違うことがあります。", info.city) }</p>
            <ul class="visits">{ for info.visits.iter().map(visit) }</ul>
        </>
    };
    html! { <section class="card">{ folded(route, Fold::Claims, heading, content) }</section> }
}

fn visit(visit: &Visit) -> Html {
    let days = if visit.days > 0 {
        format!("（{}日）", visit.days)
    } else {
        String::new()
    };
    html! {
        <li>
            <h3>
                { time::month(visit.month) }{"　"}{ &visit.institution }
                <span class="when">{ visit.kind.label() }{ days }</span>
            </h3>
            <dl>
                if !visit.diseases.is_empty() {
                    <dt>{"病名"}</dt>
                    <dd><ul class="plain">{ for visit.diseases.iter().map(disease) }</ul></dd>
                }
                if !visit.drugs.is_empty() {
                    <dt>{"薬"}</dt>
                    <dd><ul class="plain">{ for visit.drugs.iter().map(drug) }</ul></dd>
                }
            </dl>
        </li>
    }
}

fn disease(disease: &ClaimDisease) -> Html {
    html! {
        <li>
            { &disease.name }
            if disease.main { {" "}<span class="tag">{"主病名"}</span> }
            { for disease.since.map(|month| html! { <span class="small">{ format!(" {}から", time::month(month)) }</span> }) }
        </li>
    }
}

fn drug(drug: &ClaimDrug) -> Html {
    html! {
        <li>
            { &drug.name }
            if !drug.amount.is_empty() { <span class="small">{"　"}{ &drug.amount }</span> }
        </li>
    }
}
