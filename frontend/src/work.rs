//! Everything that is neither searching nor reading: the third part of the program, loaded with the first of its pages.

use std::rc::Rc;

use tobiume_common::session::Session;
use yew::prelude::*;

use crate::{
    components::{Link, Page},
    pages,
    routes::{PatientRoute, Route, Work, WorkPage},
    state::search::SearchHandle,
};

/// The page of the URL, for this user.
pub fn work(user: &Rc<Session>, page: &WorkPage, _search: &SearchHandle) -> Html {
    match *page {
        WorkPage::Register => soon("患者さんの登録", Route::Search),
        WorkPage::Of(patient, Work::Edit(section)) => pages::record::edit(user, patient, section),
        WorkPage::Of(patient, Work::Versions) => pages::record::versions(patient),
        WorkPage::Of(patient, work) => soon(title(work), Route::Patient(PatientRoute::of(patient))),
    }
}

const fn title(work: Work) -> &'static str {
    match work {
        Work::Registration => "登録内容",
        Work::Consent => "同意",
        Work::History => "閲覧・更新履歴",
        Work::Edit(_) => "記録の入力",
        Work::Versions => "以前の記録",
        Work::Files => "添付ファイル",
    }
}

fn soon(title: &'static str, back: Route) -> Html {
    html! {
        <Page {title} class="narrow">
            <p>{"準備中です。"}</p>
            <p><Link to={back}>{"戻る"}</Link></p>
        </Page>
    }
}
