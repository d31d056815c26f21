//! 登録内容の訂正: who the patient is, in the form of the registration.

use tobiume_common::{
    ids::{PatientId, PatientPath},
    patients::{GetRegistration, Registration, UpdateRegistration},
};
use yew::prelude::*;

use super::{contacts::empty_contact, person::person};
use crate::{
    components::{FormFrame, LeaveGuard, Link, Page, Part, error_banner, ready_or, save},
    routes::{PatientRoute, Route},
    state::{
        form::{self, Form},
        load::use_load,
        news,
        search::{self, SearchHandle},
        send::use_send,
    },
    time,
};

/// Properties of [`CorrectPage`].
#[derive(Properties, PartialEq)]
pub struct CorrectProps {
    /// Whose registration.
    pub patient: PatientId,
    /// The search that led here: what it found changes.
    pub search: SearchHandle,
}

/// The registration as it is, to be changed.
#[component]
pub fn CorrectPage(props: &CorrectProps) -> Html {
    let path = PatientPath { patient: props.patient };
    let load = use_load::<GetRegistration>(Some((path, (), ())), 0);
    html! {
        <Page title="登録内容の訂正" class="work">
            { ready_or(&load, |registration| html! {
                <CorrectForm patient={props.patient} registration={registration.clone()} search={props.search.clone()} />
            }) }
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    patient: PatientId,
    registration: Registration,
    search: SearchHandle,
}

#[component]
fn CorrectForm(props: &FormProps) -> Html {
    let form = use_reducer(|| Form::new(with_a_contact(&props.registration)));
    let page = Route::Patient(PatientRoute::of(props.patient));
    let saving = {
        let (page, search) = (page.clone(), props.search.dispatcher());
        use_send::<UpdateRegistration>(Callback::from(move |()| {
            search.dispatch(search::Step::Forgotten);
            news::go_saying(&page, "登録内容を保存しました。");
        }))
    };
    let verdict = form.verdict(time::today().map(|today| form.value.check(today)), saving.error.as_ref());
    let path = PatientPath { patient: props.patient };
    let send = saving.send.reform(move |registration| (path, (), registration));
    let onsubmit = form::submit(&form, &verdict, saving.pending, send);
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    html! {
        <>
            <LeaveGuard typed={form.is_changed()} />
            <FormFrame class="with-side" {onsubmit} onleave={form::left(&form)}>
                <div>{ person(&part, html! {}) }</div>
                <div class="side">
                    { for saving.error.as_ref().map(|error| error_banner(error, None)) }
                    <div class="card send">
                        { save(&verdict, saving.pending) }
                        <Link to={page} class="btn wide">{"保存せずに戻る"}</Link>
                    </div>
                </div>
            </FormFrame>
        </>
    }
}

/// A first row to type into where there is none.
fn with_a_contact(registration: &Registration) -> Registration {
    let mut registration = registration.clone();
    if registration.emergency_contacts.is_empty() {
        registration.emergency_contacts.push(empty_contact());
    }
    registration
}
