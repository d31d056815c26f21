//! Who a page is about.

use tobiume_common::patients::PatientSummary;
use yew::prelude::*;

use crate::time;

/// One line that tells a person from another: what follows is not to be taken for somebody else's.
pub fn whose(patient: &PatientSummary) -> Html {
    html! {
        <p class="whose">
            <b class="big">{ &patient.name }</b>{" "}
            <span class="small">{ &patient.kana }</span>{" "}
            <span class="nb">{ format!("{}　{}", time::age(patient.birth_date), patient.sex.label()) }</span>{" "}
            <span class="nb">{ time::both_calendars(patient.birth_date) }</span>
            if patient.has_namesake { {" "}<span class="tag warn">{"同姓同名あり"}</span> }
        </p>
    }
}
