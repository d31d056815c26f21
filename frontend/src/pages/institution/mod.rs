//! 施設の申請: what an administrator of an institution asks of the office from inside the portal.

mod ask;
mod change;
mod leaving;
mod people;
mod requests;
mod words;

use std::rc::Rc;

use tobiume_common::requests::{Colleague, GetOwnInstitution, OwnInstitution, OwnRequest, RequestForm};
use yew::prelude::*;

pub use words::in_words;

use self::{change::ChangeFormPage, leaving::LeavingFormPage, requests::requests};
use crate::{
    components::{Page, ready_or},
    state::load::use_load,
};

/// 施設の申請.
pub fn institution() -> Html {
    html! { <InstitutionPage /> }
}

/// What is being written.
#[derive(Clone, PartialEq)]
enum Writing {
    /// Nothing: what there is is shown.
    Nothing,
    /// 変更, anew.
    Change,
    /// 退会, anew.
    Leaving,
    /// An answer to what was sent back.
    Answer(Rc<OwnRequest>),
}

#[component]
fn InstitutionPage() -> Html {
    let load = use_load::<GetOwnInstitution>(Some(((), (), ())), 0);
    let newest = use_state(|| None::<Rc<OwnInstitution>>);
    let writing = use_state(|| Writing::Nothing);
    let write = {
        let writing = writing.setter();
        Callback::from(move |next| writing.set(next))
    };
    // What a form or a step answered is newer than what was loaded.
    let done = {
        let (newest, writing) = (newest.setter(), writing.setter());
        Callback::from(move |answer: OwnInstitution| {
            newest.set(Some(Rc::new(answer)));
            writing.set(Writing::Nothing);
        })
    };
    let content = |loaded: &OwnInstitution| {
        let own = (*newest).as_deref().unwrap_or(loaded);
        match &*writing {
            Writing::Nothing => overview(own, &write, &done),
            Writing::Change => html! { <ChangeFormPage own={own.clone()} sent_back={None::<OwnRequest>} {write} {done} /> },
            Writing::Leaving => html! { <LeavingFormPage sent_back={None::<OwnRequest>} {write} {done} /> },
            Writing::Answer(request) => answer(own, request, write.clone(), done.clone()),
        }
    };
    html! { <Page title="施設の申請" class="work narrow">{ ready_or(&load, content) }</Page> }
}

fn answer(own: &OwnInstitution, request: &OwnRequest, write: Callback<Writing>, done: Callback<OwnInstitution>) -> Html {
    let sent_back = Some(request.clone());
    match request.form {
        RequestForm::Change(_) => html! { <ChangeFormPage own={own.clone()} {sent_back} {write} {done} /> },
        RequestForm::Leaving(_) => html! { <LeavingFormPage {sent_back} {write} {done} /> },
        RequestForm::PasswordReset(_) | RequestForm::PatientMatch(_) => html! {},
    }
}

fn overview(own: &OwnInstitution, write: &Callback<Writing>, done: &Callback<OwnInstitution>) -> Html {
    let to = |writing: Writing| write.reform(move |_: MouseEvent| writing.clone());
    html! {
        <>
            <section class="card">
                <h2>{ &own.name }</h2>
                <p>{"利用者・機器・連絡先の変更と退会は、ここから事務局へ申請します。用紙の郵送は要りません。"}</p>
                <p class="buttons">
                    <button type="button" class="primary" onclick={to(Writing::Change)}>{"変更を申請する"}</button>
                    <button type="button" onclick={to(Writing::Leaving)}>{"退会を申請する"}</button>
                </p>
            </section>
            { requests(own, write, done) }
            <section class="card">
                <h2>{ format!("利用者（{}人）", own.users.len()) }</h2>
                <ul class="rows">{ for own.users.iter().map(colleague) }</ul>
            </section>
        </>
    }
}

fn colleague(user: &Colleague) -> Html {
    html! {
        <li key={user.id.0}>
            <div>
                <b>{ &user.name }</b>{ format!("　{}", user.profession.label()) }
                if user.is_administrator { {" "}<span class="tag">{"管理者"}</span> }
                <p class="small">{ &user.login_id }</p>
            </div>
        </li>
    }
}
