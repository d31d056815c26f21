//! The list of users.

use std::cell::RefCell;

use tobiume_common::accounts::{ListUsers, SEARCH_MAX, USERS_SHOWN, UserFilter, UserLine, UserList, UserSearch};
use yew::prelude::*;

use super::states;
use crate::{
    components::{Field, Link, Page, Select, ready_or},
    pages::office::listing::{Change, Listing, PAUSE_MS, asks_again, pager, use_listing},
    routes::{OfficePage, Route},
    state::load::use_load,
    time,
};

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

fn change(search: &mut UserSearch, change: Change) {
    match change {
        Change::Text(text) => search.text = text,
        Change::Filter(at) => search.filter = UserFilter::ALL.get(at).copied().unwrap_or(UserFilter::Present),
        Change::After(after) => search.after = after,
    }
}

/// 氏名, ログインID, 施設 …, and who fits.
#[component]
pub fn ListPage() -> Html {
    let Listing {
        search,
        typed,
        chosen,
        turn,
    } = use_listing(begin, change);
    LAST.set(Some(search.clone()));
    let load = use_load::<ListUsers>(Some(((), (), search.clone())), PAUSE_MS);
    let onsubmit = asks_again(&load.reload);
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
            { pager(after, found.next, USERS_SHOWN, "人", turn) }
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
