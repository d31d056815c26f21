//! Who was found: enough in each line to tell two persons apart.

use tobiume_common::{
    access::{FindingScope, PatientAction, Permission, Role, finding_scope},
    ids::PatientId,
    patients::{PatientList, PatientSummary, RESULTS_SHOWN},
};
use yew::prelude::*;

use crate::{
    components::Link,
    routes::{PatientRoute, Route, WorkPage},
    state::search::Search,
    time,
};

/// Whether this role may ask for everybody whom it may find: a family doctor's own patients are a list, all patients of the network are
/// none.
pub fn may_list(role: Role) -> bool {
    finding_scope(role) != FindingScope::Everyone
}

/// The list below the form, with a line that a screen reader reads out whenever it changes. Where there is a list before anything is
/// typed, a heading tells the two apart; it always stands there, so that no line moves under a finger when the one becomes the other.
pub fn results(search: &Search, asked: bool, pending: bool, role: Role, scope: &'static str) -> Html {
    let list = search.found.as_deref().filter(|_| asked);
    let everybody = search.everybody;
    let said = match list {
        None if asked && pending => if may_list(role) {
            "読み込んでいます…"
        } else {
            "探しています…"
        }
        .to_owned(),
        None => scope.to_owned(),
        Some(list) => said(list, everybody),
    };
    html! {
        <section class="found" aria-label="検索結果" aria-busy={pending.to_string()}>
            if may_list(role) { <h2>{ if everybody { list_name(role) } else { "検索結果" } }</h2> }
            <p role="status" class="said">{ said }</p>
            { for list.map(|list| lines(list, everybody, role)) }
        </section>
    }
}

/// Those whom an institution or a team cares for are its patients; a city and the office know who is registered.
const fn list_name(role: Role) -> &'static str {
    match role {
        Role::City | Role::Office => "登録者一覧",
        Role::FamilyClinic | Role::EmergencyHospital | Role::Crew | Role::CareTeam => "登録患者一覧",
    }
}

fn said(list: &PatientList, everybody: bool) -> String {
    match (list.patients.len(), list.more, everybody) {
        (0, _, true) => "登録はまだありません。".to_owned(),
        (0, _, false) => "見つかりません。".to_owned(),
        (_, true, true) => format!("はじめの{RESULTS_SHOWN}人です。ほかの方は、氏名などを入力してしぼってください。"),
        (_, true, false) => format!("{RESULTS_SHOWN}人より多く見つかりました。生年月日などを足してしぼってください。"),
        (count, false, true) => format!("{count}人です。"),
        (count, false, false) => format!("{count}人見つかりました。"),
    }
}

fn lines(list: &PatientList, everybody: bool, role: Role) -> Html {
    if list.patients.is_empty() {
        if everybody {
            return html! {};
        }
        return html! {
            <div class="card empty">
                <p>{"次のことをお確かめください。"}</p>
                <ul>
                    <li>{"読みや漢字を短くする（姓だけ、最初の2文字だけ）"}</li>
                    <li>{"生年月日やカード番号の欄を空にする"}</li>
                    <li>{"登録がまだの方や、同意を取り下げた方は表示されません"}</li>
                </ul>
                if Permission::RegisterPatients.allows(role) {
                    <p><Link to={Route::Work(WorkPage::Register)} class="btn primary">{"この内容で新しく登録する"}</Link></p>
                }
            </div>
        };
    }
    let may_open = Permission::Patient(PatientAction::Open).allows(role);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_leafs_through_all_patients_of_the_network() {
        for role in Role::ALL {
            assert_eq!(may_list(role), !matches!(role, Role::EmergencyHospital | Role::Crew), "{role:?}");
        }
    }
}
