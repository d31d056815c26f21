//! What the institution asked for, and what became of it.

use std::rc::Rc;

use tobiume_common::{
    application::{Actor, State, Step, form::NOTE_MAX},
    requests::{OwnInstitution, OwnRequest, RequestPath, RetractOwnRequest, RetractRequest},
};
use yew::prelude::*;

use super::{Writing, in_words};
use crate::{
    components::{Dialog, Field, course, error_banner},
    state::send::use_send,
};

/// All that is shown, newest first.
pub fn requests(own: &OwnInstitution, write: &Callback<Writing>, done: &Callback<OwnInstitution>) -> Html {
    html! {
        <section class="card">
            <h2>{"これまでの申請"}</h2>
            if own.requests.is_empty() {
                <p class="empty">{"まだありません。申請すると、ここで結果を確かめられます。"}</p>
            }
            <ul class="rows">
                { for own.requests.iter().map(|request| html! {
                    <li key={request.id.0}>
                        <RequestLine own={own.clone()} request={request.clone()} write={write.clone()} done={done.clone()} />
                    </li>
                }) }
            </ul>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct RequestProps {
    own: OwnInstitution,
    request: OwnRequest,
    write: Callback<Writing>,
    done: Callback<OwnInstitution>,
}

/// What the applicant does next.
const fn next_words(state: State) -> &'static str {
    match state {
        State::Submitted => "事務局の確認をお待ちください。",
        State::InReview => "事務局が確認しています。",
        State::SentBack => "事務局から確認したいことがあります。下の内容を読んで、回答してください。",
        State::Approved => "承認されました。新しい利用者の参加承認書は、事務局からお届けします。",
        State::Rejected => "却下されました。理由をお読みください。",
        State::Retracted => "取り下げました。",
        State::Draft | State::Scheduling | State::SetUp | State::InUse => "",
    }
}

#[component]
fn RequestLine(props: &RequestProps) -> Html {
    let request = &props.request;
    let kind = request.form.kind();
    let asked = use_state_eq(|| false);
    let set = |shown: bool| {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(shown))
    };
    let sending = use_send::<RetractOwnRequest>(props.done.clone());
    let retract = {
        let (send, close, path, version) = (
            sending.send.clone(),
            set(false),
            RequestPath { application: request.id },
            request.version,
        );
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            send.emit((path, (), RetractRequest { version }));
        })
    };
    let may = |step| kind.after(request.state, step, Actor::Applicant).is_some();
    let answer = {
        let request = Rc::new(request.clone());
        props.write.reform(move |_: MouseEvent| Writing::Answer(request.clone()))
    };
    html! {
        <div class="request">
            <p><b>{ kind.label() }</b>{" "}<span class="tag">{ request.state.label() }</span>{" "}<span class="small nb">{ &request.receipt }</span></p>
            <p>{ next_words(request.state) }</p>
            <details open={request.state == State::SentBack}>
                <summary>{"申請の内容と経過"}</summary>
                { in_words(&request.form, &props.own.users) }
                { course(&request.history) }
            </details>
            { for sending.error.as_ref().map(|error| error_banner(error, None)) }
            <p class="buttons">
                if may(Step::Submit) { <button type="button" class="primary" onclick={answer}>{"回答して申請し直す"}</button> }
                if may(Step::Retract) {
                    <button type="button" aria-disabled={sending.pending.to_string()} onclick={set(true).reform(|_: MouseEvent| ())}>{"取り下げる"}</button>
                }
            </p>
            if *asked {
                <Dialog title="この申請を取り下げますか" onclose={set(false)}>
                    <p>{"取り下げた申請は元に戻せません。もう一度申請することはできます。"}</p>
                    <p class="buttons">
                        <button type="button" class="harm" onclick={retract}>{"取り下げる"}</button>
                        <button type="button" class="primary" autofocus=true onclick={set(false).reform(|_: MouseEvent| ())}>{"やめる"}</button>
                    </p>
                </Dialog>
            }
        </div>
    }
}

/// What the office asked, and the field for the answer to it.
pub fn asked(request: &OwnRequest, answer: &UseStateHandle<String>) -> Html {
    let onchange = {
        let setter = answer.setter();
        Callback::from(move |text| setter.set(text))
    };
    html! {
        <section class="card form" aria-labelledby="part-asked">
            <h2 id="part-asked">{"事務局からの確認"}</h2>
            <div class="whole">{ course(&request.history) }</div>
            <div class="whole"><Field id="answer" label="事務局への回答" maxlength={NOTE_MAX} value={(**answer).clone()} {onchange} /></div>
        </section>
    }
}
