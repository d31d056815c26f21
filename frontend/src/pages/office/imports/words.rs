//! What is said of a job.

use tobiume_common::jobs::{Job, JobState};
use yew::prelude::*;

/// Whether it is worth asking again.
pub fn is_under_way(job: &Job) -> bool {
    job.state == JobState::Running
}

/// How much was read, of a hundred; nothing while what was read is stored, for nobody knows how long that takes.
pub fn percent(job: &Job) -> Option<u64> {
    (job.bytes < job.bytes_total).then(|| job.bytes * 100 / job.bytes_total)
}

/// How far a job is that is under way.
pub fn how_far(job: &Job) -> String {
    match percent(job) {
        Some(percent) => format!("読んでいます（{percent}%、{}行）", job.rows),
        None => format!("{}行を読みました。書き込んでいます…", job.rows),
    }
}

/// What came of it, and what to do next.
pub fn outcome(job: &Job) -> String {
    match job.state {
        JobState::Running => how_far(job),
        JobState::Stopped => "サーバーが止まったため、終わりませんでした。何も変わっていません。もう一度取り込んでください。".to_owned(),
        JobState::Done | JobState::Refused | JobState::Failed => job.summary.clone(),
    }
}

/// The state, in a word and a colour.
pub fn state_tag(state: JobState) -> Html {
    let class = match state {
        JobState::Running => "tag work",
        JobState::Done => "tag",
        JobState::Stopped | JobState::Refused | JobState::Failed => "tag warn",
    };
    html! { <span {class}>{ state.label() }</span> }
}

#[cfg(test)]
mod tests {
    use tobiume_common::{ids::JobId, jobs::JobKind};

    use super::*;

    #[test]
    fn says_how_far_it_is() {
        let mut job = Job {
            id: JobId(1),
            kind: JobKind::Drugs,
            who: String::new(),
            started_at: String::new(),
            ended_at: None,
            state: JobState::Running,
            rows: 5,
            bytes: 250,
            bytes_total: 1000,
            summary: String::new(),
            problem_count: 0,
        };
        assert_eq!(how_far(&job), "読んでいます（25%、5行）");
        job.bytes = 1000;
        assert_eq!(how_far(&job), "5行を読みました。書き込んでいます…");
        job.bytes_total = 0;
        assert_eq!(percent(&job), None);
    }
}
