//! The consent of a patient: its record, its withdrawal, a new one.

mod given;
mod page;
mod renew;
mod withdraw;

use std::rc::Rc;

use tobiume_common::{ids::PatientId, session::Session};
use yew::prelude::*;

use crate::state::search::SearchHandle;

pub use given::{consent_today, given};

/// 同意: what happened to it, and what may be done.
pub fn consent(user: &Rc<Session>, patient: PatientId, search: &SearchHandle) -> Html {
    html! { <page::ConsentPage key={patient.0} user={user.clone()} {patient} search={search.clone()} /> }
}
