//! 申請の状況: where it stands, what happens next, what the office asks.

use tobiume_common::application::{
    Actor, GetOwnApplication, HistoryLine, OwnApplication, OwnRequest, RetractApplication, State, Step, TICKET_MAX, Ticket,
};
use yew::prelude::*;

use super::{
    files::SentFiles,
    keeper::{Keeper, use_keeper},
    paper::PaperButton,
    review::of_step,
    ticket::TicketCard,
    times::Times,
};
use crate::{
    components::{Dialog, Field, FormFrame, Link, Page, course, error_banner},
    routes::{self, ApplyPage, FormStep, Route},
    state::{
        form::{self, Form},
        send::use_send,
    },
};

/// The state of this page's application, or the form for its number and code.
#[component]
pub fn StatusPage() -> Html {
    let keeper = use_keeper();
    let own = keeper.now().own().cloned();
    let ticket = keeper.now().ticket().cloned();
    match (own, ticket) {
        (Some(own), Some(ticket)) => html! { <Standing {own} {ticket} /> },
        _ => html! { <Find /> },
    }
}

/// 受付番号 and 確認コード.
#[component]
fn Find() -> Html {
    let keeper = use_keeper();
    let form = use_reducer(|| {
        Form::new(Ticket {
            receipt: String::new(),
            code: String::new(),
        })
    });
    let ticket = form.value.clone();
    let opening = use_send::<GetOwnApplication>({
        let ticket = ticket.clone();
        Callback::from(move |own| keeper.open(ticket.clone(), own))
    });
    let edit = form::edit(&form);
    let receipt = edit.reform(|text| Box::new(move |ticket: &mut Ticket| ticket.receipt = text) as _);
    let code = edit.reform(|text| Box::new(move |ticket: &mut Ticket| ticket.code = text) as _);
    let onsubmit = {
        let (send, ticket, pending) = (opening.send.clone(), ticket.clone(), opening.pending);
        Callback::from(move |()| {
            if !pending {
                send.emit(((), (), OwnRequest { ticket: ticket.clone() }));
            }
        })
    };
    html! {
        <Page title="申請の状況" class="narrow apply-page">
            <p>{"申請のときに控えた受付番号と確認コードを入力してください。書きかけの申請も、ここから続けられます。"}</p>
            <FormFrame {onsubmit} onleave={Callback::noop()}>
                <section class="card form" aria-label="受付番号と確認コード">
                    <Field id="receipt" label="受付番号" hint="A-000123-4 のような番号" maxlength={TICKET_MAX} value={ticket.receipt} onchange={receipt} />
                    <Field id="code" label="確認コード" hint="英字と数字12文字" maxlength={TICKET_MAX} value={ticket.code} onchange={code} />
                </section>
                { for opening.error.as_ref().map(|error| error_banner(error, None)) }
                <button class="primary wide" aria-disabled={opening.pending.to_string()}>
                    { if opening.pending { "調べています…" } else { "申請を開く" } }
                </button>
            </FormFrame>
            <p class="help">{"控えをなくしたときは、事務局へお電話ください。"}</p>
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct StandingProps {
    own: OwnApplication,
    ticket: Ticket,
}

/// One application.
#[component]
fn Standing(props: &StandingProps) -> Html {
    let keeper = use_keeper();
    let own = &props.own;
    let retracting = use_state_eq(|| false);
    let opened = opener(&keeper, &props.ticket);
    let reading = use_send::<GetOwnApplication>(opened.clone());
    let retraction = use_send::<RetractApplication>({
        let retracting = retracting.setter();
        Callback::from(move |own| {
            retracting.set(false);
            opened.emit(own);
        })
    });
    let request = (
        (),
        (),
        OwnRequest {
            ticket: props.ticket.clone(),
        },
    );
    let ask = {
        let (retracting, send, request) = (retracting.setter(), reading.send.clone(), request.clone());
        (
            Callback::from(move |_: MouseEvent| retracting.set(true)),
            Callback::from(move |_: MouseEvent| send.emit(request.clone())),
        )
    };
    let may_retract = own.state.after(Step::Retract, Actor::Applicant).is_some();
    let error = reading.error.as_ref().or(retraction.error.as_ref());
    html! {
        <Page title="申請の状況" class="narrow apply-page">
            { for keeper.unnoted().map(|ticket| note(&keeper, ticket)) }
            <section class="card" aria-labelledby="standing">
                <h2 id="standing">{"受付番号 "}<span class="nb">{ &own.receipt }</span></h2>
                <p class="big"><span class="tag">{ own.state.label() }</span>{" "}<b>{ &own.form.institution.name }</b></p>
                <p>{ what_next(own.state) }</p>
                { question(own) }
                <p class="buttons">
                    <button type="button" onclick={ask.1}>{ if reading.pending { "読み込んでいます…" } else { "最新の状況を見る" } }</button>
                    if own.state != State::Draft { <PaperButton ticket={props.ticket.clone()} /> }
                    if may_retract { <button type="button" class="harm" onclick={ask.0}>{"申請を取り下げる"}</button> }
                </p>
            </section>
            { for error.map(|error| error_banner(error, None)) }
            <Times own={own.clone()} ticket={props.ticket.clone()} onanswer={opener(&keeper, &props.ticket)} />
            { history(&own.history) }
            <SentFiles ticket={props.ticket.clone()} />
            <section class="card" aria-label="申請の内容">
                <details><summary>{"申請の内容を見る"}</summary>
                    { for FormStep::ALL.into_iter().map(|step| of_step(step, &own.form)) }
                </details>
            </section>
            <p>{ other(&keeper) }</p>
            if *retracting { { retract_dialog(&retracting, retraction.pending, retraction.send.reform(move |()| request.clone())) } }
        </Page>
    }
}

fn opener(keeper: &Keeper, ticket: &Ticket) -> Callback<OwnApplication> {
    let (keeper, ticket) = (keeper.clone(), ticket.clone());
    Callback::from(move |own| keeper.reopen(ticket.clone(), own))
}

fn note(keeper: &Keeper, ticket: Ticket) -> Html {
    let keeper = keeper.clone();
    html! { <TicketCard {ticket} onnoted={Callback::from(move |()| keeper.note())} /> }
}

/// What the office asks, and the way to answer; of a draft the way to go on.
fn question(own: &OwnApplication) -> Html {
    let first = Route::Apply(ApplyPage::Form(FormStep::Institution));
    match own.state {
        State::Draft => html! { <p><Link to={first} class="btn primary wide">{"申請を続ける"}</Link></p> },
        State::SentBack => {
            let asked = own.history.iter().rfind(|line| line.step == Step::SendBack);
            html! {
                <>
                    { for asked.map(|line| html! {
                        <div class="message"><p><b>{"事務局からの連絡"}</b></p><p class="text">{ &line.note }</p></div>
                    }) }
                    <p><Link to={first} class="btn primary wide">{"回答して再申請する"}</Link></p>
                </>
            }
        }
        _ => html! {},
    }
}

/// What happens next, for who applied.
const fn what_next(state: State) -> &'static str {
    match state {
        State::Draft => "まだ送っていません。続きを入力して、最後に「申請する」を押してください。",
        State::Submitted => "事務局に届きました。担当者が内容を確認します。確認が済むまでお待ちください。",
        State::InReview => "事務局が内容を確認しています。お尋ねしたいことがあるときは、この画面に表示します。",
        State::SentBack => "事務局から確認したいことがあります。下の連絡を読み、内容を直して再申請してください。",
        State::Approved => "参加が承認されました。ログインIDと初期パスワードを記した参加承認書を、事務局からお渡しします。",
        State::Rejected => "この申請は承認されませんでした。理由は下の経過にあります。ご不明な点は事務局へお電話ください。",
        State::Retracted => "この申請は取り下げられました。あらためて参加するときは、新しく申請してください。",
        State::Scheduling => "機器の設定の日程を相談しています。下の日時から選んでください。",
        State::SetUp => "機器の設定が済みました。参加承認書のログインIDと初期パスワードで、利用を始めてください。",
        State::InUse => "利用が始まっています。変更や退会は、ログインしてから申請できます。",
    }
}

fn history(lines: &[HistoryLine]) -> Html {
    html! {
        if !lines.is_empty() {
            <section class="card" aria-labelledby="history">
                <h2 id="history">{"これまでの経過"}</h2>
                { course(lines) }
            </section>
        }
    }
}

fn other(keeper: &Keeper) -> Html {
    let keeper = keeper.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        let keeper = keeper.clone();
        routes::leave(Callback::from(move |()| keeper.forget()));
    });
    html! { <button type="button" class="quiet" {onclick}>{"別の申請を開く・この画面を閉じる"}</button> }
}

fn retract_dialog(retracting: &UseStateHandle<bool>, pending: bool, send: Callback<()>) -> Html {
    let retracting = retracting.setter();
    let close = Callback::from(move |()| retracting.set(false));
    let go = Callback::from(move |_: MouseEvent| {
        if !pending {
            send.emit(());
        }
    });
    html! {
        <Dialog title="申請を取り下げますか" onclose={close.clone()}>
            <p>{"取り下げると、この申請は続けられません。あらためて参加するときは、新しく申請します。"}</p>
            <p class="buttons">
                <button type="button" autofocus=true onclick={close.reform(|_: MouseEvent| ())}>{"やめる"}</button>
                <button type="button" class="harm" aria-disabled={pending.to_string()} onclick={go}>
                    { if pending { "取り下げています…" } else { "取り下げる" } }
                </button>
            </p>
        </Dialog>
    }
}
