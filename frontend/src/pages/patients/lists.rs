//! What stands beside the record: registration, institutions, consent.

use tobiume_common::{
    access::PatientAction,
    ids::PatientId,
    patients::{ConsentRecord, InstitutionRecord, PatientView},
};
use yew::prelude::*;

use super::{actions, values};
use crate::{
    components::Link,
    routes::{Route, Work},
};

/// 患者属性情報 beyond what the header says.
pub fn registration(view: &PatientView) -> Html {
    let address = match view.postal_code.as_str() {
        "" => view.patient.address.clone(),
        code => format!("〒{code} {}", view.patient.address),
    };
    let phone = (!view.phone.is_empty()).then(|| html! { <a href={format!("tel:{}", view.phone)}>{ &view.phone }</a> });
    let contacts = (!view.emergency_contacts.is_empty()).then(|| values::contact_list(&view.emergency_contacts));
    html! {
        <section class="card">
            <h2>{"患者属性情報"}</h2>
            <dl class="items">
                { row("住所", Some(html! { { address } })) }
                { row("電話番号", phone) }
                { row("血液型", (!view.blood_type.is_empty()).then(|| html! { { &view.blood_type } })) }
                { row("緊急連絡先", contacts) }
            </dl>
            if actions::may(view, PatientAction::EditRegistration) {
                <p class="go"><Link to={Route::work(view.patient.id, Work::Registration)}>{"登録内容を訂正する"}</Link></p>
            }
        </section>
    }
}

fn row(label: &str, value: Option<Html>) -> Html {
    html! { <div><dt>{ label }</dt><dd>{ value.unwrap_or_else(|| html! { <span class="empty">{"記載なし"}</span> }) }</dd></div> }
}

/// 登録施設: 施設名, 前回記録日, 最新記録日, and the way to earlier versions.
pub fn institutions(view: &PatientView) -> Html {
    let institutions = &view.institutions;
    let versions = view.actions.contains(&PatientAction::ReadVersions);
    let date = |date: Option<_>| date.map_or_else(|| "—".to_owned(), |date: tobiume_common::CivilDate| date.to_string());
    let line = |institution: &InstitutionRecord| {
        html! {
            <tr>
                <th scope="row">{ &institution.name }</th>
                <td>{ date(institution.previous_on) }</td>
                <td>{ date(institution.latest_on) }</td>
            </tr>
        }
    };
    html! {
        <section class="card">
            <h2>{"登録施設"}</h2>
            if institutions.is_empty() {
                <p class="empty">{"記録のある施設はまだありません。"}</p>
            } else {
                <table>
                    <thead><tr><th scope="col">{"施設名"}</th><th scope="col">{"前回記録日"}</th><th scope="col">{"最新記録日"}</th></tr></thead>
                    <tbody>{ for institutions.iter().map(line) }</tbody>
                </table>
            }
            if versions { <p class="write"><Link to={Route::work(view.patient.id, Work::Versions)}>{"以前の記録を見る"}</Link></p> }
        </section>
    }
}

/// The consent, for those who may see it.
pub fn consent(patient: PatientId, consent: &ConsentRecord) -> Html {
    html! {
        <section class="card">
            <h2>{"同意"}</h2>
            <dl class="items">
                { row("同意日", Some(html! { { consent.given_on.to_string() } })) }
                { for consent.withdrawn_on.map(|date| row("同意撤回日", Some(html! { { date.to_string() } }))) }
            </dl>
            <p class="go"><Link to={Route::work(patient, Work::Consent)}>{"同意の記録・撤回"}</Link></p>
        </section>
    }
}
