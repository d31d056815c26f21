//! What the reader may do with the patient who is shown: as many links as the server allows, and no more.

use tobiume_common::{
    access::PatientAction,
    ids::PatientPath,
    patients::{PatientView, PrintPatient, ViewQuery},
};
use yew::prelude::*;

use crate::{
    api,
    components::Link,
    dom,
    routes::{PatientRoute, Route, Work},
};

/// Where each action leads, in the order of the row.
const LINKS: [(PatientAction, Work, &str); 4] = [
    (PatientAction::ReadFiles, Work::Files(None), "添付ファイル"),
    (PatientAction::ReadVersions, Work::Versions, "以前の記録"),
    (PatientAction::ReadHistory, Work::History, "閲覧・更新履歴"),
    (PatientAction::EditRegistration, Work::Registration, "登録内容"),
];

/// 追記はこちら, what stands behind the record, and the two ways to print it: the server's PDF is first, because it is the same from every
/// browser and phone, with name and page number on each page; the browser's own print is there when the PDF cannot be had.
pub fn actions(route: &PatientRoute, view: &PatientView) -> Html {
    let links = LINKS.iter().filter(|(action, ..)| may(view, *action));
    let link =
        |(_, work, name): &(PatientAction, Work, &'static str)| html! { <Link to={Route::work(route.patient, *work)}>{ *name }</Link> };
    html! {
        <nav class="actions" aria-label="この患者さんの記録">
            if may(view, PatientAction::Write) {
                <Link to={Route::work(route.patient, Work::Edit(None))} class="btn primary">{"追記はこちら"}</Link>
            }
            { for links.map(link) }
            if may(view, PatientAction::Print) {
                <a href={pdf(route, view)} target="_blank" rel="noopener">{"印刷（PDF）"}</a>
                <button type="button" class="quiet" onclick={|_: MouseEvent| print()}>{"画面を印刷"}</button>
            }
        </nav>
    }
}

/// Whether the reader may do this.
pub fn may(view: &PatientView, action: PatientAction) -> bool {
    view.actions.contains(&action)
}

/// The server's PDF of the mode that is shown.
fn pdf(route: &PatientRoute, view: &PatientView) -> String {
    let path = PatientPath { patient: route.patient };
    api::address::<PrintPatient>(&path, &ViewQuery { mode: view.mode })
}

fn print() {
    // A browser that cannot print does nothing, and shows so.
    let _ = dom::window().print();
}
