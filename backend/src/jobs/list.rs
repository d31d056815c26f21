//! `GET /api/office/jobs` and one of them.

use tobiume_common::{
    ErrorCode,
    jobs::{GetJob, JOBS_SHOWN, JobDetail, JobList, ListJobs},
};

use super::model;
use crate::api::{AppResult, Call};

/// The history, newest first.
pub fn list_jobs(call: &mut Call<'_, ListJobs>) -> AppResult<JobList> {
    let most = i64::try_from(JOBS_SHOWN).unwrap_or(i64::MAX);
    let rows = model::list(call.conn, call.query.before, most + 1)?;
    let now = call.app.clock.timestamp();
    let has_more = rows.len() > JOBS_SHOWN;
    let jobs: Vec<_> = rows.into_iter().take(JOBS_SHOWN).filter_map(|row| row.shown(now)).collect();
    Ok(JobList {
        next: jobs.last().map(|job| job.id).filter(|_| has_more),
        jobs,
    })
}

/// One job with its problems.
pub fn get_job(call: &mut Call<'_, GetJob>) -> AppResult<JobDetail> {
    let (row, problems) = model::find(call.conn, call.path.job)?.ok_or(ErrorCode::NotFound)?;
    let job = row.shown(call.app.clock.timestamp()).ok_or(ErrorCode::NotFound)?;
    Ok(JobDetail {
        job,
        problems: serde_json::from_str(&problems).map_err(anyhow::Error::from)?,
    })
}
