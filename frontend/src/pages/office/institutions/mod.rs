//! 施設: who takes part, one of them, and how one leaves.

mod add;
mod edit;
mod institution;
mod leaving;
mod list;
mod pick;

use tobiume_common::ids::InstitutionId;
use yew::prelude::*;

pub use pick::Pick;

/// All of them, found by what the office is told on the telephone.
pub fn list() -> Html {
    html! { <list::ListPage /> }
}

/// One institution.
pub fn institution(institution: InstitutionId) -> Html {
    html! { <institution::InstitutionPage key={institution.0} {institution} /> }
}
