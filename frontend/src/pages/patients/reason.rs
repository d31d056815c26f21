//! Why an emergency hospital opens a record: asked once for each patient and session, before
//! anything is shown, and told to the family doctor.

use tobiume_common::{
    ids::{PatientId, PatientPath},
    patients::{NOTE_MAX, OpenPatient, OpenReason, OpenRequest, PatientSummary},
};
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::{
    components::{Field, Link, error_banner},
    dom,
    routes::Route,
    state::send::use_send,
    time,
};

/// Properties of [`ReasonForm`].
#[derive(Properties, PartialEq)]
pub struct ReasonProps {
    /// Whose record.
    pub patient: PatientId,
    /// Who this is, where the search has told.
    pub summary: Option<PatientSummary>,
    /// The reason is given.
    pub ondone: Callback<()>,
}

/// 救急搬送, 転院, その他 with a note.
#[component]
pub fn ReasonForm(props: &ReasonProps) -> Html {
    let other = use_state(|| false);
    let note = use_state(String::new);
    let tried_empty = use_state(|| false);
    use_effect_with(*other, |open| {
        if *open {
            dom::focus_first("#note");
        }
    });
    let sending = use_send::<OpenPatient>(props.ondone.clone());
    let open = {
        let (send, patient, pending) = (sending.send.clone(), props.patient, sending.pending);
        Callback::from(move |(reason, note): (OpenReason, String)| {
            if !pending {
                send.emit((PatientPath { patient }, (), OpenRequest { reason, note }));
            }
        })
    };
    let button = |reason: OpenReason| {
        let (open, expand) = (open.clone(), other.setter());
        let onclick = Callback::from(move |_: MouseEvent| match reason {
            OpenReason::Other => expand.set(true),
            _ => open.emit((reason, String::new())),
        });
        let expanded = (reason == OpenReason::Other).then(|| other.to_string());
        html! { <button type="button" class="reason" aria-expanded={expanded} {onclick}>{ reason.label() }</button> }
    };
    let onsubmit = {
        let (note, tried_empty, open) = (note.clone(), tried_empty.setter(), open.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = note.trim().to_owned();
            tried_empty.set(text.is_empty());
            match text.is_empty() {
                true => dom::focus_first("#note"),
                false => open.emit((OpenReason::Other, text)),
            }
        })
    };
    let missing = *tried_empty && note.trim().is_empty();
    html! {
        <section class="card why">
            { for props.summary.as_ref().map(who) }
            <p>{"選んだ理由は記録に残り、かかりつけ医に知らされます。"}</p>
            { for sending.error.as_ref().map(|error| error_banner(error, None)) }
            <div class="reasons" role="group" aria-label="閲覧の理由">{ for OpenReason::ALL.map(button) }</div>
            if *other {
                <form novalidate=true {onsubmit}>
                    <Field id="note" label="理由" maxlength={NOTE_MAX} value={(*note).clone()}
                        onchange={let setter = note.setter(); Callback::from(move |text| setter.set(text))}
                        error={missing.then_some(AttrValue::Static("閲覧の理由を入力してください。"))} />
                    <button class="primary wide">{"この理由で開く"}</button>
                </form>
            }
            <p><Link to={Route::Search}>{"開かずに検索へ戻る"}</Link></p>
        </section>
    }
}

fn who(patient: &PatientSummary) -> Html {
    html! {
        <p>
            <b class="big">{ &patient.name }</b>
            {"　"}{ format!("{}　{}　", time::age(patient.birth_date), patient.sex.label()) }
            <span class="nb">{ time::both_calendars(patient.birth_date) }</span>
        </p>
    }
}
