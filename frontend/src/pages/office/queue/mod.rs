//! 受付一覧: the one queue of the secretariat. On a PC the list stands beside what is opened, on a phone one comes after the other.

mod approve;
mod detail;
mod form;
mod keys;
mod legend;
mod letters;
mod list;
mod reason;
mod request;
mod set_up;
mod steps;

pub use letters::{Issued, issued};

use std::rc::Rc;

use tobiume_common::{
    application::{ListApplications, Queue, QueueLine, QueueQuery, SEARCH_MAX, Seen, State, TakeUpApplications, TakeUpRequest},
    ids::ApplicationId,
    session::Session,
};
use web_sys::SubmitEvent;
use yew::prelude::*;

use self::{
    detail::Detail,
    keys::{ListKey, use_keys},
    legend::Legend,
    request::{Request, place},
};
use super::mails::NotReached;
use crate::{
    components::{Field, Link, Page, error_banner, notice},
    dom,
    routes::{self, OfficePage, Route},
    state::{
        load::{Load, use_load},
        send::use_send,
    },
};

/// So long after the last key, the server is asked.
const PAUSE_MS: u32 = 150;

/// The queue, with one application or request opened or none.
pub fn page(user: &Rc<Session>, shown: OfficePage) -> Html {
    let (open, is_request) = match shown {
        OfficePage::Application(application) => (Some(application), false),
        OfficePage::Request(application) => (Some(application), true),
        _ => (None, false),
    };
    html! { <QueuePage user={user.clone()} {open} {is_request} /> }
}

#[derive(Properties, PartialEq)]
struct QueueProps {
    user: Rc<Session>,
    open: Option<ApplicationId>,
    /// What is opened is no participation.
    is_request: bool,
}

/// Lines after the first part, and what to ask with for further ones.
#[derive(Clone, Default, PartialEq)]
struct More {
    lines: Vec<QueueLine>,
    next: Option<i64>,
}

#[component]
fn QueuePage(props: &QueueProps) -> Html {
    let state = use_state_eq(|| None::<State>);
    let text = use_state_eq(String::new);
    let chosen = use_state_eq(Vec::<Seen>::new);
    let legend = use_state_eq(|| false);
    let said = use_state_eq(String::new);
    let query = QueueQuery {
        state: *state,
        text: text.trim().to_owned(),
        after: None,
    };
    let load = use_load::<ListApplications>(Some(((), (), query.clone())), if query.text.is_empty() { 0 } else { PAUSE_MS });
    let (more, ask_more, more_pending) = use_more(&load, &query);
    {
        let chosen = chosen.setter();
        use_effect_with(load.value.clone(), move |_| chosen.set(Vec::new()));
    }
    let lines: Vec<QueueLine> = match &load.value {
        Some(first) => first.lines.iter().chain(&more.lines).cloned().collect(),
        None => Vec::new(),
    };
    let take_up = {
        let (reload, said) = (load.reload.clone(), said.setter());
        use_send::<TakeUpApplications>(Callback::from(move |done: tobiume_common::application::TakenUp| {
            let mut words = format!("{}件の確認を始めました。", done.taken);
            if !done.overtaken.is_empty() {
                words += &format!("{} は、ほかの人が先に更新したため、そのままです。", done.overtaken.join("、"));
            }
            said.set(words);
            reload.emit(());
        }))
    };
    let on_tab = {
        let (state, said) = (state.setter(), said.setter());
        Callback::from(move |next| {
            state.set(next);
            said.set(String::new());
        })
    };
    let toggle = {
        let chosen = chosen.clone();
        Callback::from(move |seen: Seen| chosen.set(toggled(&chosen, seen)))
    };
    let send_chosen = {
        let (send, chosen) = (take_up.send.clone(), chosen.clone());
        Callback::from(move |()| {
            let applications = (*chosen).clone();
            if !applications.is_empty() {
                send.emit(((), (), TakeUpRequest { applications }));
            }
        })
    };
    use_list_keys(&lines, props.open, &chosen, &legend, &send_chosen);
    let show_legend = {
        let legend = legend.setter();
        Callback::from(move |_: MouseEvent| legend.set(true))
    };
    let hide_legend = {
        let legend = legend.setter();
        Callback::from(move |()| legend.set(false))
    };
    let parts = list::Parts {
        lines: &lines,
        open: props.open,
        chosen: &chosen,
        toggle,
        searched: !query.text.is_empty(),
        state: *state,
    };
    let next = load
        .value
        .as_ref()
        .and_then(|first| if more.lines.is_empty() { first.next } else { more.next });
    html! {
        <Page title="受付一覧" class={classes!("queue-page", props.open.is_some().then_some("opened"))}>
            <div class="queue-sides">
                <section class="queue-list" aria-label="受付の一覧" aria-busy={load.pending.to_string()}>
                    <NotReached />
                    { search_form(&text, &load.reload) }
                    if query.text.is_empty() { { tabs(load.value.as_deref(), *state, &on_tab) } }
                    { for load.error.as_ref().map(|error| error_banner(error, Some(load.reload.clone()))) }
                    { for take_up.error.as_ref().map(|error| error_banner(error, None)) }
                    if !said.is_empty() { { notice(&said) } }
                    if !chosen.is_empty() {
                        <p class="chosen">
                            <button type="button" class="primary" aria-disabled={take_up.pending.to_string()} onclick={send_chosen.reform(|_: MouseEvent| ())}>
                                { format!("選んだ{}件の確認を始める", chosen.len()) }
                            </button>
                        </p>
                    }
                    if load.value.is_none() && load.pending { <p class="pending" role="status">{"読み込んでいます…"}</p> }
                    if load.value.is_some() { { list::list(&parts) } }
                    if next.is_some() {
                        <button type="button" class="wide" aria-disabled={more_pending.to_string()} onclick={ask_more.reform(|_: MouseEvent| ())}>
                            { if more_pending { "読み込んでいます…" } else { "続きを表示する" } }
                        </button>
                    }
                    <p class="keys"><button type="button" class="quiet" onclick={show_legend}>{"キー操作の一覧"}<kbd aria-hidden="true">{"?"}</kbd></button></p>
                </section>
                <div class="queue-detail">
                    if let Some(application) = props.open {
                        <p class="back"><Link to={Route::Office(OfficePage::Queue)}>{"受付一覧へ戻る"}</Link></p>
                        if props.is_request {
                            <Request key={application.0} user={props.user.clone()} {application} changed={load.reload.clone()} />
                        } else {
                            <Detail key={application.0} user={props.user.clone()} {application} changed={load.reload.clone()} />
                        }
                    } else {
                        <p class="empty nothing">{"左の一覧から申請を選ぶと、ここに内容が出ます。"}</p>
                    }
                </div>
            </div>
            if *legend { <Legend onclose={hide_legend} /> }
        </Page>
    }
}

/// What is chosen, with one more or one less.
fn toggled(chosen: &[Seen], seen: Seen) -> Vec<Seen> {
    let mut next: Vec<Seen> = chosen.iter().copied().filter(|other| other.id != seen.id).collect();
    if next.len() == chosen.len() {
        next.push(seen);
    }
    next
}

/// Further parts of the list. They go when the first part comes anew.
#[hook]
fn use_more(load: &Load<Queue>, query: &QueueQuery) -> (UseStateHandle<More>, Callback<()>, bool) {
    let more = use_state_eq(More::default);
    {
        let more = more.setter();
        use_effect_with(load.value.clone(), move |_| more.set(More::default()));
    }
    let asking = {
        let more = more.clone();
        use_send::<ListApplications>(Callback::from(move |part: Queue| {
            let lines = more.lines.iter().cloned().chain(part.lines).collect();
            more.set(More { lines, next: part.next });
        }))
    };
    let first = load.value.as_ref().and_then(|first| first.next);
    let next = if more.lines.is_empty() { first } else { more.next };
    let ask = {
        let (send, query, pending) = (asking.send.clone(), query.clone(), asking.pending);
        Callback::from(move |()| {
            if next.is_some() && !pending {
                let query = QueueQuery {
                    after: next,
                    ..query.clone()
                };
                send.emit(((), (), query));
            }
        })
    };
    (more, ask, asking.pending)
}

/// The keys of the list: from line to line, choosing, searching, the legend.
#[hook]
fn use_list_keys(
    lines: &[QueueLine],
    open: Option<ApplicationId>,
    chosen: &UseStateHandle<Vec<Seen>>,
    legend: &UseStateHandle<bool>,
    take_up: &Callback<()>,
) {
    let stepped = use_mut_ref(|| false);
    {
        let stepped = stepped.clone();
        use_effect_with(open, move |open| {
            // Whoever goes through the list stays in it; whoever opened something reads it.
            if open.is_some() && !stepped.replace(false) {
                dom::focus_first("#application-title");
            }
        });
    }
    let (lines, chosen, legend, take_up) = (lines.to_vec(), chosen.clone(), legend.setter(), take_up.clone());
    use_keys(Callback::from(move |key: ListKey| {
        let at = list::focused(&lines).or_else(|| lines.iter().position(|line| Some(line.id) == open));
        match key {
            ListKey::Step(forward) => {
                let Some(line) = list::neighbour(lines.len(), at, forward).and_then(|at| lines.get(at)) else {
                    return;
                };
                list::focus(line.id);
                if open.is_some() {
                    let (stepped, to) = (stepped.clone(), place(line.kind, line.id));
                    routes::leave(Callback::from(move |()| {
                        stepped.replace(true);
                        routes::adjust(&Route::Office(to));
                    }));
                }
            }
            ListKey::Choose => {
                if let Some(line) = at.and_then(|at| lines.get(at)).filter(|line| line.state == State::Submitted) {
                    chosen.set(toggled(&chosen, list::seen(line)));
                }
            }
            ListKey::TakeUp if open.is_none() => take_up.emit(()),
            ListKey::TakeUp => {}
            ListKey::Search => dom::focus_first("#queue-search"),
            ListKey::Back if open.is_some() => routes::go(&Route::Office(OfficePage::Queue)),
            ListKey::Back => {}
            ListKey::Legend => legend.set(true),
        }
    }));
}

fn search_form(text: &UseStateHandle<String>, reload: &Callback<()>) -> Html {
    let onsubmit = reload.reform(|event: SubmitEvent| event.prevent_default());
    let onchange = {
        let text = text.setter();
        Callback::from(move |typed| text.set(typed))
    };
    html! {
        <form role="search" {onsubmit}>
            <Field id="queue-search" label="探す" hint="受付番号、施設名、電話番号（3桁以上）" maxlength={SEARCH_MAX} value={(**text).clone()} {onchange} />
        </form>
    }
}

/// 要対応, and each state with how many there are in it.
fn tabs(queue: Option<&Queue>, shown: Option<State>, onchange: &Callback<Option<State>>) -> Html {
    let count = |state: State| {
        let counts = queue.map(|queue| queue.counts.as_slice()).unwrap_or_default();
        counts.iter().find(|count| count.state == state).map_or(0, |count| count.count)
    };
    let tab = |(state, label, count): (Option<State>, &'static str, Option<i64>)| {
        let onclick = onchange.reform(move |_: MouseEvent| state);
        html! {
            <li><button type="button" aria-pressed={(state == shown).to_string()} {onclick}>
                { label }
                { for count.map(|count| html! { <span class="n">{ count }</span> }) }
            </button></li>
        }
    };
    let states = State::ALL.into_iter().filter(|state| *state != State::Draft);
    let states = states.map(|state| (Some(state), state.label(), Some(count(state))));
    html! {
        <ul class="states" aria-label="状態">{ for [(None, "対応待ち", queue.map(|queue| queue.waiting))].into_iter().chain(states).map(tab) }</ul>
    }
}
