//! One application: everything of its form in one look, what to look at beside it, and the steps that may be taken.

use std::rc::Rc;

use tobiume_common::{
    ErrorCode,
    application::{
        Actor, ApplicationDetail, ApplicationPath, Doubt, GetApplication, HistoryLine, Kind, State, Step, StepApplication, StepRequest,
    },
    ids::ApplicationId,
    session::Session,
};
use yew::prelude::*;

use super::{
    approve::Approval,
    form, keys,
    keys::{DetailKey, use_detail_keys},
    letters::Letters,
    list,
    reason::Reason,
    set_up,
};
use crate::{
    components::{Link, error_banner},
    routes::{OfficePage, Route},
    state::{
        load::{Load, use_load},
        send::use_send,
    },
    time,
};

/// Properties of [`Detail`].
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// Who looks.
    pub user: Rc<Session>,
    /// Which.
    pub application: ApplicationId,
    /// Told that the list is not what it was.
    pub changed: Callback<()>,
}

/// A question before a step.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    Approval,
    Reason(Step),
}

/// One application.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let path = ApplicationPath {
        application: props.application,
    };
    let load = use_load::<GetApplication>(Some((path, (), ())), 0);
    let asked = use_state_eq(|| None::<Asked>);
    let renew = {
        let (reload, changed) = (load.reload.clone(), props.changed.clone());
        Callback::from(move |()| {
            reload.emit(());
            changed.emit(());
        })
    };
    let stepping = {
        let (renew, asked) = (renew.clone(), asked.setter());
        use_send::<StepApplication>(Callback::from(move |_| {
            asked.set(None);
            renew.emit(());
        }))
    };
    let version = load.value.as_ref().map(|shown| shown.version);
    let take = {
        let (send, pending) = (stepping.send.clone(), stepping.pending);
        Callback::from(move |(step, reason): (Step, String)| {
            if let Some(version) = version.filter(|_| !pending) {
                send.emit((path, (), StepRequest { version, step, reason }));
            }
        })
    };
    let begin = {
        let (asked, take) = (asked.setter(), take.clone());
        Callback::from(move |step: Step| match step {
            Step::Approve => asked.set(Some(Asked::Approval)),
            step if step.needs_reason() => asked.set(Some(Asked::Reason(step))),
            step => take.emit((step, String::new())),
        })
    };
    let close = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    {
        let (begin, state) = (begin.clone(), load.value.as_ref().map(|shown| shown.state));
        use_detail_keys(Callback::from(move |key: DetailKey| {
            let step = key.step();
            if state.is_some_and(|state| may(state, step)) {
                begin.emit(step);
            }
        }));
    }
    let overtaken = stepping.error.as_ref().is_some_and(|error| error.code == ErrorCode::Conflict);
    html! {
        <article class="application" aria-labelledby="application-title" aria-busy={load.pending.to_string()}>
            { head(&load) }
            { for load.error.as_ref().map(|error| error_banner(error, Some(load.reload.clone()))) }
            if asked.is_none() {
                { for stepping.error.as_ref().map(|error| error_banner(error, None)) }
                if overtaken { { reload_line(&renew) } }
            }
            if let Some(shown) = &load.value {
                { steps(shown, &props.user, &begin, stepping.pending) }
                { doubts(&shown.doubts) }
                <Letters application={props.application} users={shown.users.clone()} changed={renew.clone()} />
                { set_up::part(shown, &renew, &begin) }
                { form::form(shown) }
                { history(&shown.history) }
                { match *asked {
                    Some(Asked::Approval) => html! { <Approval shown={shown.clone()} onclose={close} changed={renew} /> },
                    Some(Asked::Reason(step)) => html! {
                        <Reason {step} pending={stepping.pending} error={stepping.error.clone()} onsend={take.reform(move |reason| (step, reason))} onclose={close} />
                    },
                    None => html! {},
                } }
            }
        </article>
    }
}

/// Whether the office may take this step now.
fn may(state: State, step: Step) -> bool {
    Kind::Participation.after(state, step, Actor::Office).is_some()
}

/// The heading stands from the beginning, so that the keyboard can go there.
fn head(load: &Load<ApplicationDetail>) -> Html {
    let shown = load.value.as_ref();
    let name = shown.map_or("読み込んでいます…", |shown| shown.form.institution.name.as_str());
    html! {
        <header class="application-head">
            <h2 id="application-title" tabindex="-1">{ name }</h2>
            if let Some(shown) = shown {
                <p>
                    { list::state_tag(shown.state) }
                    <span class="nb">{ &shown.receipt }</span>
                    { list::age(shown.state, &shown.sent_at) }
                    <span class="small nb">{ format!("受付 {}", time::moment(&shown.sent_at)) }</span>
                    <span class="small">{ if shown.clerk.is_empty() { "担当なし".to_owned() } else { format!("担当 {}", shown.clerk) } }</span>
                </p>
            }
        </header>
    }
}

/// Somebody was quicker.
pub fn reload_line(renew: &Callback<()>) -> Html {
    html! { <p><button type="button" onclick={renew.reform(|_: MouseEvent| ())}>{"いまの内容を表示する"}</button></p> }
}

/// Buttons for what may be done now, and nothing else.
fn steps(shown: &ApplicationDetail, user: &Session, begin: &Callback<Step>, pending: bool) -> Html {
    let stepping = Stepping {
        clerk: &shown.clerk,
        user,
        pending,
        begin,
    };
    stepping.buttons(shown.state, |step| may(shown.state, step))
}

/// The steps of what is opened.
pub struct Stepping<'a> {
    /// Who has it.
    pub clerk: &'a str,
    /// Who looks.
    pub user: &'a Session,
    /// A step is on its way.
    pub pending: bool,
    /// Begins a step.
    pub begin: &'a Callback<Step>,
}

impl Stepping<'_> {
    /// Buttons for the steps that may be taken, or what is waited for.
    pub fn buttons(&self, state: State, may: impl Fn(Step) -> bool) -> Html {
        const BUTTONS: [(Step, &str, &str, &str); 4] = [
            (Step::TakeUp, "確認を始める", "T", "primary"),
            (Step::Approve, "承認する", "A", "primary"),
            (Step::SendBack, "差し戻す", "R", ""),
            (Step::Reject, "却下する", "", "harm"),
        ];
        let button = |&(step, label, key, class): &(Step, &'static str, &'static str, &'static str)| {
            let onclick = self.begin.reform(move |_: MouseEvent| step);
            html! {
                <button type="button" class={classes!(class)} aria-disabled={self.pending.to_string()} {onclick}>
                    { label }
                    if !key.is_empty() && !keys::are_off() { <kbd aria-hidden="true">{ key }</kbd> }
                </button>
            }
        };
        let others = state == State::InReview && !self.clerk.is_empty() && self.clerk != self.user.name;
        let waits = match state {
            State::SentBack => "申請者の回答を待っています。回答が届くと「申請済」に戻ります。",
            State::Rejected => "却下しました。この申請は終わりです。",
            State::Retracted => "申請者が取り下げました。この申請は終わりです。",
            State::SetUp => "設定が終わりました。利用者が初めてログインすると「利用中」になります。",
            State::InUse => "利用が始まっています。",
            _ => "",
        };
        html! {
            <div class="steps">
                if others { <p class="message warn">{ format!("{}さんが確認中です。進める前に声をかけてください。", self.clerk) }</p> }
                if !waits.is_empty() { <p class="small">{ waits }</p> }
                <div class="buttons">{ for BUTTONS.iter().filter(|(step, ..)| may(*step)).map(button) }</div>
            </div>
        }
    }
}

/// What to look at before the decision, each with what to do.
fn doubts(doubts: &[Doubt]) -> Html {
    if doubts.is_empty() {
        return html! {};
    }
    let other = |other: &tobiume_common::application::Other| {
        html! { <Link to={Route::Office(OfficePage::Application(other.id))}>{ &other.receipt }</Link> }
    };
    let line = |doubt: &Doubt| {
        let words = match doubt {
            Doubt::CodeTakesPart(name) => {
                html! { <>{"同じコードの施設「"}{ name }{"」がすでに参加しています。施設の変更なら、却下して変更をお願いしてください。"}</> }
            }
            Doubt::CodeApplied(application) => {
                html! { <>{"同じコードの申請 "}{ other(application) }{" があります。どちらを進めるか確かめてください。"}</> }
            }
            Doubt::SameNameAndPhone(application) => {
                html! { <>{"同じ施設名と電話番号の申請 "}{ other(application) }{" があります。重複でないか確かめてください。"}</> }
            }
            Doubt::OtherPrefecture(prefecture) => {
                html! { <>{ format!("コードの都道府県（{prefecture}）から参加している施設はまだありません。コードの誤りでないか確かめてください。") }</> }
            }
            Doubt::UnknownAssociation(name) => {
                html! { <>{ format!("郡市区医師会「{name}」は一覧にありません。承認すると、医師会なしで登録されます。") }</> }
            }
        };
        html! { <li>{ words }</li> }
    };
    html! {
        <section class="card doubts" aria-labelledby="doubts-title">
            <h3 id="doubts-title">{"確かめてください"}</h3>
            <ul>{ for doubts.iter().map(line) }</ul>
        </section>
    }
}

/// What happened, oldest first.
pub fn history(lines: &[HistoryLine]) -> Html {
    let line = |line: &HistoryLine| {
        html! {
            <li>
                <b>{ line.step.label() }</b>
                <span>{ &line.who }</span>
                <span class="when">{ time::moment(&line.at) }</span>
                if !line.note.is_empty() { <p class="text">{ &line.note }</p> }
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="history-title">
            <h3 id="history-title">{"経過"}</h3>
            <ol class="rows">{ for lines.iter().map(line) }</ol>
        </section>
    }
}
