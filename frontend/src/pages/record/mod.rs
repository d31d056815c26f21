//! Writing basic_info: the entry form, and earlier versions side by side.
//!
//! The form is made from the table of items ([`shape`] says which fields each kind has). What is typed lives in [`form`], outside of
//! what is drawn; [`outbox`] brings it to the server.

mod check;
mod choices;
mod compare;
mod conflicts;
mod copy;
mod edit;
mod entry;
mod form;
mod hand;
mod item;
mod keys;
mod master;
mod outbox;
mod parts;
mod rows;
mod select;
mod shape;
mod surround;
mod typed;
mod versions;

use std::rc::Rc;

use tobiume_common::{basic_info::Section, ids::PatientId, session::Session};
use yew::prelude::*;

/// The entry form of a patient's basic_info, at a section if one is named.
pub fn edit(user: &Rc<Session>, patient: PatientId, section: Option<Section>) -> Html {
    html! { <edit::EditPage key={patient.0} user={user.clone()} {patient} {section} /> }
}

/// Earlier versions of a patient's basic_info.
pub fn versions(patient: PatientId) -> Html {
    html! { <versions::VersionsPage key={patient.0} {patient} /> }
}
