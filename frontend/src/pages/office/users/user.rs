//! One user: who it is, where they are signed in, and what the office may do.

use std::rc::Rc;

use tobiume_common::{
    accounts::{AccountState, Ended, GetUser, UserDetail, UserPath},
    ids::UserId,
    session::Session,
};
use yew::prelude::*;

use super::{correct::Correct, ended_lines, sign_in_lines, states, steps::Steps, team_lines};
use crate::{
    components::{Link, Page, notice, ready_or},
    routes::{OfficePage, Route},
    state::load::use_load,
    time,
};

/// Properties of [`UserPage`].
#[derive(Properties, PartialEq)]
pub struct UserProps {
    /// Who looks.
    pub clerk: Rc<Session>,
    /// At whom.
    pub user: UserId,
}

/// What was done just now.
#[derive(Clone, PartialEq)]
pub struct Done {
    /// In words.
    pub words: &'static str,
    /// What ended with it.
    pub ended: Option<Ended>,
}

/// The page of one user.
#[component]
pub fn UserPage(props: &UserProps) -> Html {
    let load = use_load::<GetUser>(Some((UserPath { user: props.user }, (), ())), 0);
    let done = use_state_eq(|| None::<Done>);
    let on_done = {
        let (done, reload) = (done.setter(), load.reload.clone());
        Callback::from(move |what: Done| {
            done.set(Some(what));
            reload.emit(());
        })
    };
    html! {
        <Page title="利用者" class="work user-page">
            <p class="above"><Link to={Route::Office(OfficePage::Users)}>{"利用者の一覧へ戻る"}</Link></p>
            if let Some(done) = &*done {
                { notice(done.words) }
                if let Some(ended) = &done.ended {
                    <section class="card" aria-label="終わったもの"><h2>{"終わったもの"}</h2>{ ended_lines(ended) }</section>
                }
            }
            { ready_or(&load, |user| shown(&props.clerk, user, &on_done)) }
        </Page>
    }
}

fn shown(clerk: &Rc<Session>, user: &UserDetail, done: &Callback<Done>) -> Html {
    let is_self = clerk.login_id == user.login_id;
    html! {
        <>
            { facts(user) }
            if user.state != AccountState::Removed {
                if is_self {
                    <p class="message info">{"ご自分のログインIDです。停止・終了・パスワードの発行は、事務局のほかの人に頼んでください。"}</p>
                } else {
                    <Steps user={user.clone()} done={done.clone()} />
                }
                <Correct key={user.version} user={user.clone()} done={done.clone()} />
            }
            { use_of_account(user) }
        </>
    }
}

fn facts(user: &UserDetail) -> Html {
    let fact = |what: &'static str, value: Html| html! { <div><dt>{ what }</dt><dd>{ value }</dd></div> };
    let since = user.state_since.as_deref().filter(|_| user.state != AccountState::Active);
    html! {
        <section class="card" aria-labelledby="user-name">
            <h2 id="user-name">{ &user.form.name }{" "}<span class="small">{ &user.form.kana }</span></h2>
            <dl class="facts">
                { fact("ログインID", html! { <span class="id">{ &user.login_id }</span> }) }
                { fact("施設", html! { { &user.institution } }) }
                { fact("職種", html! { { user.form.profession.map_or("", |profession| profession.label()) } }) }
                if user.form.is_administrator { { fact("役割", html! { {"施設管理者"} }) } }
                { fact("状態", html! {
                    <>{ states(user.state, user.locked_out, user.must_change) }{ for since.map(|since| html! { <>{" "}{ time::moment(since) }{"から"}</> }) }</>
                }) }
                if let Some(until) = user.initial_until.as_deref().filter(|_| user.must_change) {
                    { fact("初期パスワード", html! { { format!("{}まで使えます", time::moment(until)) } }) }
                }
                if let Some(next) = user.moved_to {
                    { fact("異動先", html! { <Link to={Route::Office(OfficePage::User(next))}>{"異動先の利用者を開く"}</Link> }) }
                }
            </dl>
        </section>
    }
}

fn use_of_account(user: &UserDetail) -> Html {
    let none = |words: &'static str| html! { <p class="empty">{ words }</p> };
    html! {
        <div class="pair">
            <section class="card" aria-labelledby="user-sessions">
                <h2 id="user-sessions">{"ログイン中の画面"}</h2>
                { if user.sessions.is_empty() { none("ありません。") } else { sign_in_lines(&user.sessions) } }
                <h2>{"最近のログイン"}</h2>
                { if user.sign_ins.is_empty() { none("まだログインしていません。") } else { sign_in_lines(&user.sign_ins) } }
            </section>
            <section class="card" aria-labelledby="user-teams">
                <h2 id="user-teams">{"参加しているチーム"}</h2>
                { if user.teams.is_empty() { none("ありません。") } else { team_lines(&user.teams) } }
                if user.drafts > 0 { <p class="small">{ format!("書きかけで保存していない記録が{}件あります。", user.drafts) }</p> }
            </section>
        </div>
    }
}
