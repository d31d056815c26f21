//! 新しい同意: takes a withdrawal back.

use std::rc::Rc;

use tobiume_common::{
    ids::{PatientId, PatientPath},
    patients::RenewConsent,
    session::Session,
};
use yew::prelude::*;

use super::given::{consent_today, given};
use crate::{
    components::{FormFrame, LeaveGuard, Part, error_banner, save},
    routes::{PatientRoute, Route},
    state::{
        form::{self, Form},
        news,
        search::{self, SearchHandle},
        send::use_send,
    },
    time,
};

/// Properties of [`RenewForm`].
#[derive(Properties, PartialEq)]
pub struct RenewProps {
    /// Who records it.
    pub user: Rc<Session>,
    /// Whose consent.
    pub patient: PatientId,
    /// 氏名.
    pub name: AttrValue,
    /// What was found changes.
    pub search: SearchHandle,
}

/// The fields of a consent; afterwards the patient is there again for everybody.
#[component]
pub fn RenewForm(props: &RenewProps) -> Html {
    let form = use_reducer(|| Form::new(consent_today(&props.user)));
    let saving = {
        let (name, search, patient) = (props.name.clone(), props.search.dispatcher(), props.patient);
        use_send::<RenewConsent>(Callback::from(move |()| {
            search.dispatch(search::Step::Forgotten);
            let words = format!("{name} さんの新しい同意を保存しました。同意撤回は取り消されました。");
            news::go_saying(&Route::Patient(PatientRoute::of(patient)), words.as_str());
        }))
    };
    let verdict = form.verdict(time::today().map(|today| form.value.check(today)), saving.error.as_ref());
    let path = PatientPath { patient: props.patient };
    let onsubmit = form::submit(
        &form,
        &verdict,
        saving.pending,
        saving.send.reform(move |consent| (path, (), consent)),
    );
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    html! {
        <FormFrame {onsubmit} onleave={form::left(&form)}>
            <LeaveGuard typed={form.is_changed()} />
            <p class="message info">{"新しい同意を保存すると、同意撤回が取り消され、この患者さんは再び表示されるようになります。"}</p>
            { given(&part, &props.name) }
            { for saving.error.as_ref().map(|error| error_banner(error, None)) }
            <div class="card send">{ save(&verdict, saving.pending) }</div>
        </FormFrame>
    }
}
