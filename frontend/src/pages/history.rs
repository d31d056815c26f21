//! 閲覧・更新履歴: who looked at a patient's record and who changed it.

use std::rc::Rc;

use tobiume_common::{
    audit::{GetHistory, History, HistoryQuery, HistoryRow, PrintHistory},
    endpoint::path_of,
    ids::{PatientId, PatientPath},
};
use yew::prelude::*;

use crate::{
    components::{Link, Page, error_banner, whose},
    routes::{PatientRoute, Route},
    state::send::use_send,
    time,
};

/// The history of one patient.
pub fn history(patient: PatientId) -> Html {
    html! { <HistoryPage key={patient.0} {patient} /> }
}

#[derive(Properties, PartialEq)]
struct HistoryProps {
    patient: PatientId,
}

/// The parts that have arrived, newest first.
#[derive(Default)]
struct Parts(Vec<History>);

impl Reducible for Parts {
    type Action = History;

    fn reduce(self: Rc<Self>, part: History) -> Rc<Self> {
        Rc::new(Self(self.0.iter().cloned().chain([part]).collect()))
    }
}

impl Parts {
    /// What to ask with for the next part; none where there is no further one.
    fn next(&self) -> Option<HistoryQuery> {
        match self.0.last() {
            None => Some(HistoryQuery { before: None }),
            Some(part) => part.next.map(|before| HistoryQuery { before: Some(before) }),
        }
    }
}

#[component]
fn HistoryPage(props: &HistoryProps) -> Html {
    let path = PatientPath { patient: props.patient };
    let parts = use_reducer(Parts::default);
    let arrived = parts.dispatcher();
    let loading = use_send::<GetHistory>(Callback::from(move |part| arrived.dispatch(part)));
    let more = {
        let (send, next, pending) = (loading.send.clone(), parts.next(), loading.pending);
        Callback::from(move |()| {
            if let Some(query) = next.filter(|_| !pending) {
                send.emit((path, query, ()));
            }
        })
    };
    let first = more.clone();
    use_effect_with((), move |()| first.emit(()));
    html! {
        <Page title="閲覧・更新履歴" class="work">
            <p class="above">
                <Link to={Route::Patient(PatientRoute::of(props.patient))}>{"患者さんのページへ戻る"}</Link>
                <a class="btn" href={path_of::<PrintHistory>(&path)} target="_blank" rel="noopener">{"印刷（開示用PDF）"}</a>
            </p>
            { for parts.0.first().map(|part| whose(&part.patient)) }
            { table(&parts) }
            { for loading.error.as_ref().map(|error| error_banner(error, Some(more.clone()))) }
            if loading.pending {
                <p class="pending" role="status">{"読み込んでいます…"}</p>
            } else if !parts.0.is_empty() && parts.next().is_some() {
                <p><button type="button" class="wide" onclick={more.reform(|_: MouseEvent| ())}>{"さらに表示"}</button></p>
            }
        </Page>
    }
}

fn table(parts: &Parts) -> Html {
    if parts.0.is_empty() {
        return html! {};
    }
    let mut rows = parts.0.iter().flat_map(|part| &part.rows).peekable();
    if rows.peek().is_none() {
        return html! { <section class="card"><p class="empty">{"閲覧も更新もまだありません。"}</p></section> };
    }
    html! {
        <section class="card history">
            <table>
                <thead><tr>
                    <th scope="col">{"日時"}</th><th scope="col">{"だれが"}</th><th scope="col">{"どこから"}</th>
                    <th scope="col">{"何を"}</th><th scope="col">{"理由"}</th>
                </tr></thead>
                <tbody>{ for rows.map(line) }</tbody>
            </table>
        </section>
    }
}

fn line(row: &HistoryRow) -> Html {
    html! {
        <tr>
            <td>{ time::stamp(&row.at) }</td>
            <td><b>{ &row.user }</b>{" "}<span>{ &row.institution }</span></td>
            <td class="small">{ &row.place }</td>
            <td>{ &row.what }</td>
            <td>{ &row.why }</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use tobiume_common::{
        CivilDate,
        patients::{PatientSummary, Sex},
    };

    use super::*;

    fn part(next: Option<i64>) -> History {
        History {
            patient: PatientSummary {
                id: PatientId(1),
                name: String::new(),
                kana: String::new(),
                birth_date: CivilDate::new(1939, 3, 15).unwrap(),
                sex: Sex::Female,
                address: String::new(),
                card_number: String::new(),
                has_namesake: false,
                withdrawn: false,
            },
            rows: Vec::new(),
            next,
        }
    }

    #[test]
    fn each_part_leads_to_the_next() {
        let parts = Rc::new(Parts::default());
        assert_eq!(parts.next(), Some(HistoryQuery { before: None }));
        let parts = parts.reduce(part(Some(7)));
        assert_eq!(parts.next(), Some(HistoryQuery { before: Some(7) }));
        assert_eq!(parts.reduce(part(None)).next(), None);
    }
}
