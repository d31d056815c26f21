//! 参加承認書 once it was issued, and issued again: with new initial passwords.

use std::rc::Rc;

use tobiume_common::{
    application::{ApplicationPath, MadeUser, ReissueLetters, ReissueRequest},
    ids::{ApplicationId, UserId},
};
use yew::prelude::*;

use crate::{
    api,
    components::{Dialog, error_banner},
    state::send::use_send_for_file,
    time,
};

/// Letters that can be opened until whoever holds this goes.
#[derive(PartialEq)]
pub struct Issued {
    address: String,
    file_name: String,
}

impl Issued {
    /// At this address within the page.
    pub fn new(address: String, receipt: &str) -> Self {
        Self {
            address,
            file_name: format!("参加承認書_{receipt}.pdf"),
        }
    }
}

impl Drop for Issued {
    fn drop(&mut self) {
        api::forget_file(&self.address);
    }
}

/// The ways to the letters.
pub fn issued(letters: &Issued, count: usize) -> Html {
    html! {
        <>
            <p class="message ok" role="status">{ format!("参加承認書（{count}枚）ができました。") }</p>
            <p><b>{"閉じると、もう開けません。"}</b>{"先に印刷するか保存してください。なくしたときは、新しいパスワードで再発行できます。"}</p>
            <p class="letters-ways">
                <a class="btn primary" href={letters.address.clone()} target="_blank" rel="noopener">{"開いて印刷する（PDF）"}</a>
                <a class="btn" href={letters.address.clone()} download={letters.file_name.clone()}>{"保存する"}</a>
            </p>
        </>
    }
}

/// Properties of [`Letters`].
#[derive(Properties, PartialEq)]
pub struct LettersProps {
    /// Of which application.
    pub application: ApplicationId,
    /// Its users; none before it is approved.
    pub users: Vec<MadeUser>,
    /// Told that they are not what they were.
    pub changed: Callback<()>,
}

/// Whose letter is asked for: one user's, or those of all who have not chosen a password.
#[derive(Clone, PartialEq)]
struct Asked {
    user: Option<UserId>,
    whose: String,
    count: usize,
}

/// The users, each with the way to a new letter.
#[component]
pub fn Letters(props: &LettersProps) -> Html {
    let asked = use_state_eq(|| None::<Asked>);
    let letters = use_state_eq(|| None::<Rc<Issued>>);
    let issuing = {
        let (letters, changed, receipt) = (letters.setter(), props.changed.clone(), props.application.to_string());
        use_send_for_file::<ReissueLetters>(Callback::from(move |address| {
            letters.set(Some(Rc::new(Issued::new(address, &receipt))));
            changed.emit(());
        }))
    };
    if props.users.is_empty() {
        return html! {};
    }
    let ask = {
        let asked = asked.setter();
        Callback::from(move |whose: Asked| asked.set(Some(whose)))
    };
    let close = {
        let (asked, letters) = (asked.setter(), letters.setter());
        Callback::from(move |()| {
            asked.set(None);
            letters.set(None);
        })
    };
    let waiting = props.users.iter().filter(|user| user.waits).count();
    let send = {
        let (send, pending, application) = (issuing.send.clone(), issuing.pending, props.application);
        Callback::from(move |user| {
            if !pending {
                send.emit((ApplicationPath { application }, (), ReissueRequest { user }));
            }
        })
    };
    let all = ask.reform(move |_: MouseEvent| Asked {
        user: None,
        whose: format!("まだパスワードを決めていない{waiting}人"),
        count: waiting,
    });
    html! {
        <section class="card made" aria-labelledby="made-title">
            <h3 id="made-title">{"できた利用者"}<span class="n">{ format!("{}人", props.users.len()) }</span></h3>
            <ul class="rows">{ for props.users.iter().map(|user| line(user, &ask)) }</ul>
            if waiting > 1 { <p><button type="button" onclick={all}>{ format!("まだの{waiting}人に参加承認書を再発行") }</button></p> }
            if let Some(asked) = &*asked {
                <Dialog title="参加承認書の再発行" onclose={close.clone()}>
                    if let Some(letters) = &*letters {
                        { issued(letters, asked.count) }
                        <p class="buttons"><button type="button" onclick={close.reform(|_: MouseEvent| ())}>{"閉じる"}</button></p>
                    } else {
                        { question(asked, &close, &send, issuing.pending) }
                        { for issuing.error.as_ref().map(|error| error_banner(error, None)) }
                    }
                </Dialog>
            }
        </section>
    }
}

fn line(user: &MadeUser, ask: &Callback<Asked>) -> Html {
    let whose = Asked {
        user: Some(user.id),
        whose: format!("{}さん", user.name),
        count: 1,
    };
    let state = match (user.waits, user.initial_until.is_empty()) {
        (true, false) => format!("初期パスワードは{}まで", time::moment(&user.initial_until)),
        (true, true) => "初期パスワードのまま".to_owned(),
        (false, _) => "ログイン済み".to_owned(),
    };
    let label = format!("{}さんの参加承認書を再発行", user.name);
    html! {
        <li key={user.id.0}>
            <b>{ &user.name }</b>
            <span>{ &user.login_id }</span>
            <span class="small">{ state }</span>
            <button type="button" class="quiet" aria-label={label} onclick={ask.reform(move |_: MouseEvent| whose.clone())}>{"再発行"}</button>
        </li>
    }
}

fn question(asked: &Asked, close: &Callback<()>, send: &Callback<Option<UserId>>, pending: bool) -> Html {
    let user = asked.user;
    html! {
        <>
            <p>{ format!("{}に、新しい初期パスワードの参加承認書を出します。", asked.whose) }</p>
            <ul class="rules">
                <li>{"今のパスワードは使えなくなり、ログイン中なら終わります。"}</li>
                <li>{"新しい初期パスワードは14日間使えます。"}</li>
            </ul>
            <p class="buttons">
                <button type="button" onclick={close.reform(|_: MouseEvent| ())}>{"やめる"}</button>
                <button type="button" class="primary" aria-disabled={pending.to_string()} onclick={send.reform(move |_: MouseEvent| user)}>
                    { if pending { "作っています…" } else { "再発行する" } }
                </button>
            </p>
        </>
    }
}
