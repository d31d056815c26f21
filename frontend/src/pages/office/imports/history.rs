//! これまでの処理: one line for each job.

use tobiume_common::{
    ids::JobId,
    jobs::{GetJob, JOBS_SHOWN, Job, JobDetail, JobList, JobPath},
};
use yew::prelude::*;

use super::words::{outcome, state_tag};
use crate::{
    components::{Dialog, ready_or},
    state::load::use_load,
    time,
};

/// The lines, and the ways to older and newest ones.
pub fn shown(list: &JobList, is_newest: bool, part: &Callback<Option<JobId>>) -> Html {
    if list.jobs.is_empty() {
        return html! { <div class="card"><p class="empty">{"記録はまだありません。"}</p></div> };
    }
    let older = list.next.map(|next| part.reform(move |_: MouseEvent| Some(next)));
    html! {
        <>
            <div class="card history listed">
                <table>
                    <thead><tr>
                        <th scope="col">{"始めた日時"}</th><th scope="col">{"種類"}</th><th scope="col">{"だれが"}</th>
                        <th scope="col">{"状態"}</th><th scope="col">{"結果"}</th>
                    </tr></thead>
                    <tbody>{ for list.jobs.iter().map(line) }</tbody>
                </table>
            </div>
            if !is_newest || older.is_some() {
                <p class="buttons">
                    if !is_newest { <button type="button" onclick={part.reform(|_: MouseEvent| None)}>{"最新へ戻る"}</button> }
                    { for older.map(|onclick| html! { <button type="button" {onclick}>{ format!("前の{JOBS_SHOWN}件") }</button> }) }
                </p>
            }
        </>
    }
}

fn line(job: &Job) -> Html {
    html! {
        <tr key={job.id.0}>
            <td>{ time::moment(&job.started_at) }</td>
            <td><b>{ job.kind.label() }</b></td>
            <td>{ &job.who }</td>
            <td>{ state_tag(job.state) }</td>
            <td>
                { outcome(job) }
                if job.problem_count > 0 { <ProblemsButton job={job.id} count={job.problem_count} /> }
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct ProblemsButtonProps {
    job: JobId,
    count: u64,
}

/// Opens what was wrong.
#[component]
fn ProblemsButton(props: &ProblemsButtonProps) -> Html {
    let open = use_state_eq(|| false);
    let request = open.then_some((JobPath { job: props.job }, (), ()));
    let load = use_load::<GetJob>(request, 0);
    let set = |to: bool| {
        let open = open.setter();
        Callback::from(move |()| open.set(to))
    };
    html! {
        <>
            <p class="problems-button"><button type="button" onclick={set(true).reform(|_: MouseEvent| ())}>{ format!("問題を見る（{}件）", props.count) }</button></p>
            if *open {
                <Dialog title="取り込めなかった理由" class="roomy-form" onclose={set(false)}>
                    { ready_or(&load, problems) }
                    <p class="buttons"><button type="button" class="primary" onclick={set(false).reform(|_: MouseEvent| ())}>{"閉じる"}</button></p>
                </Dialog>
            }
        </>
    }
}

/// What was wrong, by line.
pub fn problems(detail: &JobDetail) -> Html {
    let listed = detail.problems.len();
    if listed == 0 {
        return html! {};
    }
    html! {
        <>
            if detail.job.problem_count > listed as u64 { <p>{ format!("はじめの{listed}件です。") }</p> }
            <ul class="problem-lines">{ for detail.problems.iter().map(|problem| html! { <li>{ &problem.message }</li> }) }</ul>
        </>
    }
}
