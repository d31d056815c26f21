//! Finding a patient, and reading the record.

mod actions;
mod allergy;
mod claims;
pub mod header;
mod lists;
mod reason;
mod record;
mod results;
mod search;
mod sections;
pub mod values;

use std::rc::Rc;

use tobiume_common::session::Session;
use yew::prelude::*;

use crate::{routes::PatientRoute, state::search::SearchHandle};

/// 患者検索.
pub fn search(user: &Rc<Session>, search: &SearchHandle) -> Html {
    html! { <search::SearchPage user={user.clone()} search={search.clone()} /> }
}

/// One patient. Another patient is another component: nothing of the one before can stay on the screen.
pub fn patient(user: &Rc<Session>, route: &PatientRoute, search: &SearchHandle) -> Html {
    html! { <record::RecordPage key={route.patient.0} user={user.clone()} route={route.clone()} search={search.clone()} /> }
}
