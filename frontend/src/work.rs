//! Everything that is neither searching nor reading: the third part of the program, loaded with the first of its pages.

use std::rc::Rc;

use tobiume_common::{access::Permission, ids::PatientId, session::Session};
use yew::prelude::*;

use crate::{
    components::{Link, Page},
    pages,
    routes::{PatientRoute, Route, Work, WorkPage},
    state::search::SearchHandle,
};

/// The page of the URL, for this user.
pub fn work(user: &Rc<Session>, page: &WorkPage, search: &SearchHandle) -> Html {
    match *page {
        WorkPage::Register if !Permission::RegisterPatients.allows(user.role) => pages::not_found(),
        WorkPage::Register => pages::registration::register(user, search),
        WorkPage::Of(patient, Work::Registration) => pages::registration::correct(patient, search),
        WorkPage::Of(patient, Work::Consent) => pages::consent::consent(user, patient, search),
        WorkPage::Of(patient, Work::History) => pages::history::history(patient),
        WorkPage::Of(patient, Work::Edit(section)) => pages::record::edit(user, patient, section),
        WorkPage::Of(patient, Work::Versions) => pages::record::versions(patient),
        WorkPage::Of(patient, Work::Files) => soon("添付ファイル", patient),
    }
}

fn soon(title: &'static str, patient: PatientId) -> Html {
    html! {
        <Page {title} class="narrow">
            <p>{"準備中です。"}</p>
            <p><Link to={Route::Patient(PatientRoute::of(patient))}>{"戻る"}</Link></p>
        </Page>
    }
}
