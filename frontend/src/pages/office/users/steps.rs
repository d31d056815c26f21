//! What the office does with an account: asked once more, with what will end.

use std::rc::Rc;

use tobiume_common::accounts::{
    AccountState, AccountStep, Ended, MoveRequest, MoveUser, ReissuePassword, StepAnswer, StepRequest, StepUser, UserDetail, UserPath,
    VersionRequest,
};
use yew::prelude::*;

use super::{ended_lines, user::Done};
use crate::{
    components::{Dialog, error_banner},
    pages::office::{
        institutions::Pick,
        queue::{Issued, issued},
    },
    state::send::{use_send, use_send_for_file},
};

/// Properties of [`Steps`].
#[derive(Properties, PartialEq)]
pub struct StepsProps {
    /// Whose account.
    pub user: UserDetail,
    /// Told what was done.
    pub done: Callback<Done>,
}

/// What is asked.
#[derive(Clone, Copy, PartialEq)]
enum Question {
    Step(AccountStep),
    Letter,
    Move,
}

/// The buttons, and the question that each of them asks.
#[component]
pub fn Steps(props: &StepsProps) -> Html {
    let question = use_state_eq(|| None::<Question>);
    let user = &props.user;
    let ask = {
        let question = question.setter();
        Callback::from(move |asked| question.set(asked))
    };
    let button = |asked: Question, label: &'static str, class: &'static str| {
        let onclick = ask.reform(move |_: MouseEvent| Some(asked));
        html! { <button type="button" {class} {onclick}>{ label }</button> }
    };
    let steps = AccountStep::ALL.into_iter().filter(|step| match step {
        AccountStep::ForgetFailures => user.locked_out,
        _ => user.state.may(*step),
    });
    let class = |step| match step {
        AccountStep::Stop | AccountStep::Remove => "harm",
        AccountStep::ForgetFailures | AccountStep::Resume => "",
    };
    let close = ask.reform(|()| None);
    html! {
        <section class="card account-steps" aria-labelledby="user-steps">
            <h2 id="user-steps">{"手続き"}</h2>
            <p class="buttons">
                if user.state == AccountState::Active { { button(Question::Letter, "新しい初期パスワードを発行する", "") } }
                { button(Question::Move, "別の施設へ移す", "") }
                { for steps.map(|step| button(Question::Step(step), step.label(), class(step))) }
            </p>
            { match *question {
                Some(Question::Step(step)) => html! { <Ask user={user.clone()} {step} {close} done={props.done.clone()} /> },
                Some(Question::Letter) => html! { <LetterDialog user={user.clone()} {close} done={props.done.clone()} /> },
                Some(Question::Move) => html! { <MoveDialog user={user.clone()} {close} done={props.done.clone()} /> },
                None => html! {},
            } }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct AskProps {
    user: UserDetail,
    step: AccountStep,
    close: Callback<()>,
    done: Callback<Done>,
}

const fn done_words(step: AccountStep) -> &'static str {
    match step {
        AccountStep::ForgetFailures => "ロックを解除しました。すぐにログインできます。",
        AccountStep::Stop => "利用を停止しました。",
        AccountStep::Resume => "利用停止を解除しました。これまでのパスワードでログインできます。",
        AccountStep::Remove => "利用を終了しました。",
    }
}

#[component]
fn Ask(props: &AskProps) -> Html {
    let (user, step) = (&props.user, props.step);
    let sending = {
        let (done, close) = (props.done.clone(), props.close.clone());
        use_send::<StepUser>(Callback::from(move |answer: StepAnswer| {
            close.emit(());
            done.emit(Done {
                words: done_words(step),
                ended: matches!(step, AccountStep::Stop | AccountStep::Remove).then_some(answer.ended),
            });
        }))
    };
    let send = {
        let (send, pending, path, version) = (sending.send.clone(), sending.pending, UserPath { user: user.id }, user.version);
        Callback::from(move |_: MouseEvent| {
            if !pending {
                send.emit((path, (), StepRequest { version, step }));
            }
        })
    };
    let will_end = Ended {
        sessions: user.sessions.clone(),
        teams: if step == AccountStep::Remove {
            user.teams.clone()
        } else {
            Vec::new()
        },
        drafts: if step == AccountStep::Remove { user.drafts } else { 0 },
    };
    let harms = matches!(step, AccountStep::Stop | AccountStep::Remove);
    html! {
        <Dialog title={format!("{}さん：{}", user.form.name, step.label())} class="roomy-form" onclose={props.close.clone()}>
            <p class="id">{ &user.login_id }</p>
            { rules(step) }
            if harms { <p><b>{"いま終わるもの："}</b></p>{ ended_lines(&will_end) } }
            { for sending.error.as_ref().map(|error| error_banner(error, None)) }
            <p class="buttons">
                <button type="button" class={if harms { "harm" } else { "primary" }} aria-disabled={sending.pending.to_string()} onclick={send}>
                    { if sending.pending { "保存しています…" } else { step.label() } }
                </button>
                <button type="button" autofocus=true onclick={props.close.reform(|_: MouseEvent| ())}>{"やめる"}</button>
            </p>
        </Dialog>
    }
}

fn rules(step: AccountStep) -> Html {
    let words: &[&'static str] = match step {
        AccountStep::ForgetFailures => {
            &["続けて間違えたことを忘れ、10分待たずにログインできるようにします。本人からの電話か確かめてください。"]
        }
        AccountStep::Stop => &[
            "ログインできなくなり、開いている画面は次の操作で終わります。",
            "チームへの参加と書きかけの記録は残ります。停止はいつでも解除できます。",
        ],
        AccountStep::Resume => &["これまでのパスワードで、またログインできるようになります。"],
        AccountStep::Remove => &[
            "ログインできなくなり、開いている画面は次の操作で終わります。",
            "チームから外れ、書きかけの記録は消えます。保存した記録と閲覧・更新履歴は残ります。",
            "元に戻せません。また使うときは、新しいログインIDになります。",
        ],
    };
    html! { <ul class="rules">{ for words.iter().map(|word| html! { <li>{ *word }</li> }) }</ul> }
}

#[derive(Properties, PartialEq)]
struct LetterProps {
    user: UserDetail,
    close: Callback<()>,
    done: Callback<Done>,
}

/// 参加承認書 with a new initial password.
#[component]
fn LetterDialog(props: &LetterProps) -> Html {
    let user = &props.user;
    let letter = use_state_eq(|| None::<Rc<Issued>>);
    let sending = {
        let (letter, login_id) = (letter.setter(), user.login_id.clone());
        use_send_for_file::<ReissuePassword>(Callback::from(move |address| {
            letter.set(Some(Rc::new(Issued::new(address, &login_id))))
        }))
    };
    let send = {
        let (send, pending, path, version) = (sending.send.clone(), sending.pending, UserPath { user: user.id }, user.version);
        Callback::from(move |_: MouseEvent| {
            if !pending {
                send.emit((path, (), VersionRequest { version }));
            }
        })
    };
    let close = {
        let (close, done, issued) = (props.close.clone(), props.done.clone(), letter.is_some());
        Callback::from(move |()| {
            close.emit(());
            if issued {
                done.emit(Done {
                    words: "新しい参加承認書を発行しました。本人に渡してください。",
                    ended: None,
                });
            }
        })
    };
    html! {
        <Dialog title={format!("{}さん：新しい初期パスワード", user.form.name)} class="roomy-form" onclose={close.clone()}>
            if let Some(letter) = &*letter {
                { issued(letter, 1) }
                <p class="buttons"><button type="button" onclick={close.reform(|_: MouseEvent| ())}>{"閉じる"}</button></p>
            } else {
                <p class="id">{ &user.login_id }</p>
                <ul class="rules">
                    <li>{"いまのパスワードは使えなくなり、開いている画面は次の操作で終わります。"}</li>
                    <li>{"新しい参加承認書のパスワードは14日間使え、最初のログインで本人が変えます。"}</li>
                </ul>
                { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                <p class="buttons">
                    <button type="button" class="primary" aria-disabled={sending.pending.to_string()} onclick={send}>
                        { if sending.pending { "作っています…" } else { "発行する" } }
                    </button>
                    <button type="button" autofocus=true onclick={close.reform(|_: MouseEvent| ())}>{"やめる"}</button>
                </p>
            }
        </Dialog>
    }
}

/// A new login ID at another institution, with its letter.
#[component]
fn MoveDialog(props: &LetterProps) -> Html {
    let user = &props.user;
    let goal = use_state_eq(|| None);
    let letter = use_state_eq(|| None::<Rc<Issued>>);
    let sending = {
        let (letter, login_id) = (letter.setter(), user.login_id.clone());
        use_send_for_file::<MoveUser>(Callback::from(move |address| {
            letter.set(Some(Rc::new(Issued::new(address, &login_id))))
        }))
    };
    let send = {
        let (send, pending, path, version, goal) = (
            sending.send.clone(),
            sending.pending,
            UserPath { user: user.id },
            user.version,
            *goal,
        );
        Callback::from(move |_: MouseEvent| {
            if let Some(institution) = goal.filter(|_| !pending) {
                send.emit((path, (), MoveRequest { version, institution }));
            }
        })
    };
    let choose = {
        let goal = goal.setter();
        Callback::from(move |institution| goal.set(Some(institution)))
    };
    let close = {
        let (close, done, issued) = (props.close.clone(), props.done.clone(), letter.is_some());
        Callback::from(move |()| {
            close.emit(());
            if issued {
                done.emit(Done {
                    words: "別の施設へ移しました。このログインIDの利用は終わり、新しいログインIDができました。",
                    ended: None,
                });
            }
        })
    };
    let will_end = Ended {
        sessions: user.sessions.clone(),
        teams: user.teams.clone(),
        drafts: user.drafts,
    };
    html! {
        <Dialog title={format!("{}さん：別の施設へ移す", user.form.name)} class="roomy-form" onclose={close.clone()}>
            if let Some(letter) = &*letter {
                { issued(letter, 1) }
                <p class="buttons"><button type="button" onclick={close.reform(|_: MouseEvent| ())}>{"閉じる"}</button></p>
            } else {
                <ul class="rules">
                    <li>{"見られる患者さんは施設で決まるため、移った先の施設の新しいログインIDになります。参加承認書を新しくお渡しします。"}</li>
                    <li>{"いまのログインIDは終わります。これまでの記録と履歴は、いまのログインIDのまま残ります。"}</li>
                </ul>
                <Pick label="移る先の施設" chosen={*goal} onchange={choose} />
                <p><b>{"いま終わるもの："}</b></p>
                { ended_lines(&will_end) }
                { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                <p class="buttons">
                    <button type="button" class="harm" aria-disabled={(sending.pending || goal.is_none()).to_string()} onclick={send}>
                        { if sending.pending { "作っています…" } else { "移す" } }
                    </button>
                    <button type="button" onclick={close.reform(|_: MouseEvent| ())}>{"やめる"}</button>
                </p>
            }
        </Dialog>
    }
}
