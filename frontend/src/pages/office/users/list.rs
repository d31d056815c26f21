//! The list of users.

use std::cell::RefCell;

use tobiume_common::accounts::{ListUsers, SEARCH_MAX, USERS_SHOWN, UserFilter, UserLine, UserList, UserSearch};
use web_sys::SubmitEvent;
use yew::prelude::*;

use super::states;
use crate::{
    components::{Field, Link, Page, Select, ready_or},
    routes::{OfficePage, Route},
    state::load::use_load,
    time,
};

/// So long after the last key, the server is asked.
const PAUSE_MS: u32 = 150;

thread_local! {
    /// What was looked for last: whoever comes back from one user finds the list as it was. Names are nowhere but in memory.
    static LAST: RefCell<Option<UserSearch>> = const { RefCell::new(None) };
}

fn begin() -> UserSearch {
    LAST.with_borrow(Clone::clone).unwrap_or(UserSearch {
        text: String::new(),
        filter: UserFilter::Present,
        institution: None,
        after: 0,
    })
}

/// 氏名, ログインID, 施設 …, and who fits.
#[component]
pub fn ListPage() -> Html {
    let search = use_state_eq(begin);
    LAST.set(Some((*search).clone()));
    let load = use_load::<ListUsers>(Some(((), (), (*search).clone())), PAUSE_MS);
    let change = {
        let search = search.clone();
        Callback::from(move |next| search.set(next))
    };
    let typed = {
        let search = search.clone();
        change.reform(move |text| UserSearch {
            text,
            after: 0,
            ..(*search).clone()
        })
    };
    let chosen = {
        let search = search.clone();
        change.reform(move |at: usize| UserSearch {
            filter: UserFilter::ALL.get(at).copied().unwrap_or(UserFilter::Present),
            after: 0,
            ..(*search).clone()
        })
    };
    let turn = {
        let search = search.clone();
        change.reform(move |after| UserSearch {
            after,
            ..(*search).clone()
        })
    };
    let reload = load.reload.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        reload.emit(());
    });
    let filters: Vec<AttrValue> = UserFilter::ALL.into_iter().map(|filter| filter.label().into()).collect();
    let at = UserFilter::ALL.into_iter().position(|filter| filter == search.filter);
    html! {
        <Page title="利用者" class="work">
            <form class="card form" role="search" {onsubmit}>
                <div class="half">
                    <Field id="user-text" label="さがす" hint="氏名・カナ・ログインID・施設名の一部" maxlength={SEARCH_MAX} value={search.text.clone()} onchange={typed} />
                </div>
                <div class="half">
                    <Select id="user-filter" label="表示する利用者" options={filters} chosen={at} onchange={chosen} />
                </div>
            </form>
            <section aria-label="利用者の一覧" aria-busy={load.pending.to_string()}>
                { ready_or(&load, |found| listed(found, search.after, &turn)) }
            </section>
        </Page>
    }
}

fn listed(found: &UserList, after: u32, turn: &Callback<u32>) -> Html {
    let first = after + 1;
    let last = after + u32::try_from(found.lines.len()).unwrap_or(0);
    let said = match found.count {
        0 => "当てはまる利用者はいません。言葉を短くするか、状態を変えてください。".to_owned(),
        count => format!("{count}人のうち {first}〜{last}人目"),
    };
    let before = (after > 0).then(|| after.saturating_sub(u32::try_from(USERS_SHOWN).unwrap_or(u32::MAX)));
    let page = |to: u32, label: &'static str| {
        let onclick = turn.reform(move |_: MouseEvent| to);
        html! { <button type="button" {onclick}>{ label }</button> }
    };
    html! {
        <>
            <p role="status" class="said">{ said }</p>
            if !found.lines.is_empty() {
                <div class="card history listed">
                    <table>
                        <thead><tr>
                            <th scope="col">{"氏名"}</th><th scope="col">{"ログインID"}</th><th scope="col">{"施設"}</th>
                            <th scope="col">{"状態"}</th><th scope="col">{"最後のログイン"}</th>
                        </tr></thead>
                        <tbody>{ for found.lines.iter().map(line) }</tbody>
                    </table>
                </div>
            }
            if before.is_some() || found.next.is_some() {
                <p class="buttons">
                    { for before.map(|to| page(to, "前の50人")) }
                    { for found.next.map(|to| page(to, "次の50人")) }
                </p>
            }
        </>
    }
}

fn line(user: &UserLine) -> Html {
    let last = user
        .last_sign_in
        .as_deref()
        .map_or_else(|| "まだありません".to_owned(), time::moment);
    html! {
        <tr key={user.id.0}>
            <td>
                <Link class="row-link" to={Route::Office(OfficePage::User(user.id))}>{ &user.name }</Link>
                {" "}<span class="small">{ user.profession.label() }</span>
            </td>
            <td class="id">{ &user.login_id }</td>
            <td>{ &user.institution }</td>
            <td>{ states(user.state, user.locked_out, user.must_change) }</td>
            <td><span class="on-phone">{"最後のログイン："}</span>{ last }</td>
        </tr>
    }
}
