//! Everything that is neither searching nor reading: the third part of the program, loaded with the first of its pages.

use std::rc::Rc;

use tobiume_common::{access::Permission, session::Session};
use yew::prelude::*;

use crate::{
    pages,
    parts::DrawWork,
    routes::{Work, WorkPage},
    state::search::SearchHandle,
};

/// What this part draws.
pub const WORK: DrawWork = DrawWork {
    page: work,
    viewer: pages::files::viewer,
};

/// The page of the URL, for this user.
fn work(user: &Rc<Session>, page: &WorkPage, search: &SearchHandle) -> Html {
    match *page {
        WorkPage::Register if !Permission::RegisterPatients.allows(user.role) => pages::not_found(),
        WorkPage::Institution if !user.is_administrator || !Permission::Administer.allows(user.role) => pages::not_found(),
        WorkPage::Institution => pages::institution::institution(),
        WorkPage::Register => pages::registration::register(user, search),
        WorkPage::Of(patient, Work::Registration) => pages::registration::correct(patient, search),
        WorkPage::Of(patient, Work::Consent) => pages::consent::consent(user, patient, search),
        WorkPage::Of(patient, Work::History) => pages::history::history(patient),
        WorkPage::Of(patient, Work::Edit(section)) => pages::record::edit(user, patient, section),
        WorkPage::Of(patient, Work::Versions) => pages::record::versions(patient),
        WorkPage::Of(patient, Work::Files(open)) => pages::files::files(patient, open),
    }
}
