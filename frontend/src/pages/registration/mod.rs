//! Registering a patient, and correcting who a patient is.

mod contacts;
mod correct;
mod doubles;
mod person;
mod register;
mod request;

use std::rc::Rc;

use tobiume_common::{ids::PatientId, session::Session};
use yew::prelude::*;

use crate::state::search::SearchHandle;

/// 患者さんの登録.
pub fn register(user: &Rc<Session>, search: &SearchHandle) -> Html {
    html! { <register::RegisterPage user={user.clone()} search={search.clone()} /> }
}

/// 登録内容の訂正.
pub fn correct(patient: PatientId, search: &SearchHandle) -> Html {
    html! { <correct::CorrectPage key={patient.0} {patient} search={search.clone()} /> }
}
