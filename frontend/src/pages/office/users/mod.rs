//! 利用者: who may sign in, and one of them.

pub mod correct;
mod list;
mod steps;
mod user;

use std::rc::Rc;

use tobiume_common::{
    accounts::{AccountState, Ended, Membership},
    ids::UserId,
    session::{Session, SignInRecord},
};
use yew::prelude::*;

use crate::time;

/// Everybody, found by what the office is told on the telephone.
pub fn list() -> Html {
    html! { <list::ListPage /> }
}

/// One user.
pub fn user(clerk: &Rc<Session>, user: UserId) -> Html {
    html! { <user::UserPage key={user.0} clerk={clerk.clone()} {user} /> }
}

/// How an account stands, in tags.
fn states(state: AccountState, locked_out: bool, must_change: bool) -> Html {
    let ended = state == AccountState::Removed;
    html! {
        <>
            <span class={classes!("tag", (state != AccountState::Active).then_some("warn"))}>{ state.label() }</span>
            if locked_out && !ended { {" "}<span class="tag warn">{"ロック中"}</span> }
            if must_change && !ended { {" "}<span class="tag">{"初期パスワード"}</span> }
        </>
    }
}

/// Where and since when.
fn sign_in_lines(records: &[SignInRecord]) -> Html {
    let line = |record: &SignInRecord| html! { <li>{ time::moment(&record.at) }<span class="small">{ &record.place }</span></li> };
    html! { <ul class="rows">{ for records.iter().map(line) }</ul> }
}

/// Names of teams.
fn team_lines(teams: &[Membership]) -> Html {
    html! { <ul class="rows">{ for teams.iter().map(|team| html! { <li>{ &team.team }</li> }) }</ul> }
}

/// What ended, or will.
pub fn ended_lines(ended: &Ended) -> Html {
    if ended.sessions.is_empty() && ended.teams.is_empty() && ended.drafts == 0 {
        return html! { <p>{"ログイン中の画面・参加しているチーム・書きかけの記録はありません。"}</p> };
    }
    html! {
        <>
            if !ended.sessions.is_empty() { <h3>{ format!("ログイン中の画面（{}）", ended.sessions.len()) }</h3>{ sign_in_lines(&ended.sessions) } }
            if !ended.teams.is_empty() { <h3>{ format!("参加しているチーム（{}）", ended.teams.len()) }</h3>{ team_lines(&ended.teams) } }
            if ended.drafts > 0 { <h3>{ format!("書きかけの記録（{}）", ended.drafts) }</h3> }
        </>
    }
}
