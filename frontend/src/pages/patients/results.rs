//! Who was found: enough in each line to tell two persons apart.

use tobiume_common::{
    access::{Permission, Role},
    ids::PatientId,
    patients::{PatientList, PatientSummary, RESULTS_SHOWN},
};
use yew::prelude::*;

use crate::{
    components::Link,
    routes::{PatientRoute, Route},
    time,
};

/// The list below the form, with a line that a screen reader reads out whenever it changes.
pub fn results(asked: bool, pending: bool, found: Option<&PatientList>, role: Role, scope: &'static str) -> Html {
    let list = found.filter(|_| asked);
    let said = match list {
        None if asked && pending => "探しています…".to_owned(),
        None => scope.to_owned(),
        Some(list) if list.patients.is_empty() => "見つかりません。".to_owned(),
        Some(list) if list.more => format!("{RESULTS_SHOWN}人より多く見つかりました。生年月日などを足してしぼってください。"),
        Some(list) => format!("{}人見つかりました。", list.patients.len()),
    };
    html! {
        <section class="found" aria-label="検索結果" aria-busy={pending.to_string()}>
            <p role="status" class="said">{ said }</p>
            { for list.map(|list| lines(list, role)) }
        </section>
    }
}

fn lines(list: &PatientList, role: Role) -> Html {
    if list.patients.is_empty() {
        return html! {
            <div class="card empty">
                <p>{"次のことをお確かめください。"}</p>
                <ul>
                    <li>{"読みや漢字を短くする（姓だけ、最初の2文字だけ）"}</li>
                    <li>{"生年月日やカード番号の欄を空にする"}</li>
                    <li>{"登録がまだの方や、同意を取り下げた方は表示されません"}</li>
                </ul>
            </div>
        };
    }
    let may_open = Permission::ReadPatient.allows(role);
    html! { <ul class="people">{ for list.patients.iter().map(|patient| line(patient, may_open)) }</ul> }
}

fn line(patient: &PatientSummary, may_open: bool) -> Html {
    let content = html! {
        <>
            <span class="who-name">
                <b>{ &patient.name }</b>
                <span class="kana">{ &patient.kana }</span>
                if patient.has_namesake { <span class="tag warn">{"同姓同名あり"}</span> }
                if patient.withdrawn { <span class="tag">{"同意撤回"}</span> }
            </span>
            <span class="who-facts">
                <span class="nb">{ time::both_calendars(patient.birth_date) }</span>
                <span class="nb">{ format!("{} {}", time::age(patient.birth_date), patient.sex.label()) }</span>
            </span>
            <span class="who-address">{ &patient.address }</span>
            if !patient.card_number.is_empty() { <span class="who-card">{"カード "}{ &patient.card_number }</span> }
        </>
    };
    if !may_open {
        return html! { <li key={patient.id.0}><div class="person">{ content }</div></li> };
    }
    html! { <li key={patient.id.0}><Link to={Route::Patient(PatientRoute::of(patient.id))} class="person">{ content }</Link></li> }
}

/// The same people beside an open record, on a wide screen: the next one is one step away.
pub fn beside(list: &PatientList, shown: PatientId) -> Html {
    let line = |patient: &PatientSummary| {
        let current = (patient.id == shown).then_some(AttrValue::Static("page"));
        html! {
            <li key={patient.id.0}>
                <Link to={Route::Patient(PatientRoute::of(patient.id))} class="person" {current}>
                    <b>{ &patient.name }</b>
                    <span class="kana">{ &patient.kana }</span>
                    <span class="small">{ format!("{} {}　{}", time::age(patient.birth_date), patient.sex.label(), patient.birth_date) }</span>
                </Link>
            </li>
        }
    };
    html! {
        <nav class="beside" aria-label="検索結果">
            <p class="small"><Link to={Route::Search}>{"検索に戻る"}</Link></p>
            <ul class="people">{ for list.patients.iter().map(line) }</ul>
        </nav>
    }
}
