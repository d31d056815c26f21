//! The steps of what is opened: buttons, keys and questions, the same for whatever is asked for.

use std::rc::Rc;

use tobiume_common::{
    ApiError, ErrorCode,
    application::{Actor, Kind, State, Step},
    endpoint::Endpoint,
    session::Session,
};
use yew::prelude::*;

use super::{
    keys::{self, DetailKey, use_detail_keys},
    reason::Reason,
};
use crate::{
    components::error_banner,
    state::{load::Request, send::use_send},
};

/// What is opened, as far as its steps go.
#[derive(Clone, Copy, PartialEq)]
pub struct Shown {
    /// What is asked for.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// The version that is looked at.
    pub version: i64,
}

impl Shown {
    /// Whether the office may take this step now.
    pub fn may(&self, step: Step) -> bool {
        self.kind.after(self.state, step, Actor::Office).is_some()
    }
}

/// A question before a step.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    /// Whether it is meant: drawn by whoever knows what follows.
    Sure(Step),
    Reason(Step),
}

/// The steps of what is opened.
pub struct Steps {
    shown: Option<Shown>,
    asked: Option<Asked>,
    /// A step is on its way.
    pub pending: bool,
    /// Why the last one was not taken.
    pub error: Option<ApiError>,
    /// Begins a step: some ask first.
    pub begin: Callback<Step>,
    /// Takes a step, for a reason where one is needed.
    pub take: Callback<(Step, String)>,
    /// Closes the question.
    pub close: Callback<()>,
    /// Shows how things are now, in the list too.
    pub renew: Callback<()>,
}

/// The steps of what is opened, by the endpoint that takes them: `request` makes its request of version, step and reason.
#[hook]
pub fn use_steps<E: Endpoint>(
    shown: Option<Shown>,
    reload: Callback<()>,
    changed: Callback<()>,
    request: impl Fn(i64, Step, String) -> Request<E> + 'static,
) -> Steps {
    let asked = use_state_eq(|| None::<Asked>);
    let renew = Callback::from(move |()| {
        reload.emit(());
        changed.emit(());
    });
    let sending = {
        let (renew, asked) = (renew.clone(), asked.setter());
        use_send::<E>(Callback::from(move |_| {
            asked.set(None);
            renew.emit(());
        }))
    };
    let take = {
        let (send, pending, request) = (sending.send.clone(), sending.pending, Rc::new(request));
        Callback::from(move |(step, reason): (Step, String)| {
            if let Some(shown) = shown.filter(|_| !pending) {
                send.emit(request(shown.version, step, reason));
            }
        })
    };
    let begin = {
        let (asked, take) = (asked.setter(), take.clone());
        Callback::from(move |step: Step| match step {
            Step::Approve | Step::Retract => asked.set(Some(Asked::Sure(step))),
            step if step.needs_reason() => asked.set(Some(Asked::Reason(step))),
            step => take.emit((step, String::new())),
        })
    };
    let close = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    {
        let begin = begin.clone();
        use_detail_keys(Callback::from(move |key: DetailKey| {
            if shown.is_some_and(|shown| shown.may(key.step())) {
                begin.emit(key.step());
            }
        }));
    }
    Steps {
        shown,
        asked: *asked,
        pending: sending.pending,
        error: sending.error,
        begin,
        take,
        close,
        renew,
    }
}

impl Steps {
    /// Why the last step was not taken, unless a question that is open says it.
    pub fn failure(&self) -> Html {
        if self.asked.is_some() {
            return html! {};
        }
        let overtaken = self.error.as_ref().is_some_and(|error| error.code == ErrorCode::Conflict);
        html! {
            <>
                { for self.error.as_ref().map(|error| error_banner(error, None)) }
                if overtaken {
                    <p><button type="button" onclick={self.renew.reform(|_: MouseEvent| ())}>{"いまの内容を表示する"}</button></p>
                }
            </>
        }
    }

    /// The question that is open, if there is one; `sure` draws the one before a step that cannot simply be undone.
    pub fn question(&self, sure: impl FnOnce(Step) -> Html) -> Html {
        match self.asked {
            Some(Asked::Sure(step)) => sure(step),
            Some(Asked::Reason(step)) => html! {
                <Reason {step} pending={self.pending} error={self.error.clone()} onsend={self.take.reform(move |reason| (step, reason))}
                    onclose={self.close.clone()} />
            },
            None => html! {},
        }
    }

    /// Buttons for the steps that may be taken, and what is waited for. `clerk` has it; `user` looks.
    pub fn buttons(&self, clerk: &str, user: &Session) -> Html {
        let Some(shown) = self.shown else { return html! {} };
        let state = shown.state;
        const BUTTONS: [(Step, &str, &str, &str); 5] = [
            (Step::TakeUp, "確認を始める", "T", "primary"),
            (Step::Approve, "承認する", "A", "primary"),
            (Step::SendBack, "差し戻す", "R", ""),
            (Step::Reject, "却下する", "", "harm"),
            (Step::Retract, "判断を取り消す", "", "harm"),
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
        let others = state == State::InReview && !clerk.is_empty() && clerk != user.name;
        let waits = what_is_waited_for(shown.kind, state);
        html! {
            <div class="steps">
                if others { <p class="message warn">{ format!("{}さんが確認中です。進める前に声をかけてください。", clerk) }</p> }
                if !waits.is_empty() { <p class="small">{ waits }</p> }
                <div class="buttons">{ for BUTTONS.iter().filter(|(step, ..)| shown.may(*step)).map(button) }</div>
            </div>
        }
    }
}

fn what_is_waited_for(kind: Kind, state: State) -> &'static str {
    match (kind, state) {
        (Kind::PatientMatch, State::Approved) => "選んだ患者さんのレセプトとして扱っています。間違いとわかったときは、判断を取り消せます。",
        (Kind::PatientMatch, State::Rejected) => "どの患者さんでもないと判断しました。間違いとわかったときは、判断を取り消せます。",
        (Kind::PatientMatch, State::Retracted) => {
            "判断を取り消しました。同じファイルをもう一度取り込むと、あらためて照合の依頼が届きます。"
        }
        (_, State::SentBack) => "申請者の回答を待っています。回答が届くと「申請済」に戻ります。",
        (_, State::Rejected) => "却下しました。この申請は終わりです。",
        (_, State::Retracted) => "申請者が取り下げました。この申請は終わりです。",
        (_, State::SetUp) => "設定が終わりました。利用者が初めてログインすると「利用中」になります。",
        (_, State::InUse) => "利用が始まっています。",
        _ => "",
    }
}
