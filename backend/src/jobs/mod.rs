//! What is loaded and what the server does by itself, written down: begun, how far, and what came of it.
//!
//! [`record`] does so for the command line and for programs, [`start_import`] for the page, [`note`] for what the server did by itself.
//! A job that did not end and was not heard of for a while died with its process: that is told by the time and not by a process id, which
//! another node would not know. No row holds anything of a person but who began the job.

mod import;
mod list;
mod model;
mod progress;
mod work;

use std::fs::File;

use chrono::NaiveDateTime;
use tobiume_common::{
    ErrorCode,
    ids::{JobId, UserId},
    jobs::JobKind,
    office::ImportProblem,
};

use crate::{
    api::{AppError, AppResult, loggable},
    app::{App, Clock},
    db::{Conn, Db},
};

pub use import::start_import;
pub use list::{get_job, list_jobs};
pub use model::sweep;
pub use progress::{Measured, Progress};
pub use work::{by_line, kind_of, load, told};

/// Who begins a job.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Somebody of the office.
    Clerk(UserId),
    /// Whoever may use the command line of the server.
    Operator,
    /// The server.
    Server,
}

/// What came of a job.
#[derive(Clone, Debug)]
pub struct Ended {
    outcome: model::Outcome,
    /// A sentence.
    pub summary: String,
    /// The first problems, by their lines.
    pub problems: Vec<ImportProblem>,
    /// How many there were.
    pub problem_count: u64,
}

impl Ended {
    /// It was done.
    pub const fn done(summary: String) -> Self {
        Self {
            outcome: model::Outcome::Done,
            summary,
            problems: Vec::new(),
            problem_count: 0,
        }
    }

    /// What was given is not what it should be; nothing was changed.
    pub const fn refused(summary: String, problems: Vec<ImportProblem>, problem_count: u64) -> Self {
        Self {
            outcome: model::Outcome::Refused,
            summary,
            problems,
            problem_count,
        }
    }

    /// The file has these problems.
    pub fn faulty(problems: Vec<ImportProblem>, problem_count: u64) -> Self {
        let summary = format!("取り込みませんでした（問題 {problem_count} 件）。直してから、もう一度取り込んでください。");
        Self::refused(summary, problems, problem_count)
    }

    fn failed(summary: &str) -> Self {
        Self {
            outcome: model::Outcome::Failed,
            ..Self::done(summary.to_owned())
        }
    }

    /// Whether it was done.
    pub fn is_done(&self) -> bool {
        self.outcome == model::Outcome::Done
    }
}

/// What a job is about to be.
pub struct Begin<'a> {
    /// The database.
    pub db: &'a Db,
    /// The time.
    pub clock: &'a Clock,
    /// What it does.
    pub kind: JobKind,
    /// Who begins it.
    pub who: Who,
    /// Bytes that are to be read.
    pub bytes: u64,
}

/// The bytes of a file.
///
/// # Errors
/// When the system does not say.
pub fn size_of(file: &File) -> AppResult<u64> {
    Ok(file.metadata().map_err(anyhow::Error::from)?.len())
}

/// Does a piece of work and writes down what came of it. What is refused is an end like another.
///
/// # Errors
/// Those of the database and of `work`, which is written down as failed.
pub fn record(begin: &Begin<'_>, conn: &mut Conn, work: impl FnOnce(&mut Conn, &mut Progress) -> AppResult<Ended>) -> AppResult<Ended> {
    let job = model::begin(conn, begin)?;
    carry_out(begin.db, begin.clock, conn, job, work)
}

/// Does the work of a job that was begun.
fn carry_out(
    db: &Db,
    clock: &Clock,
    conn: &mut Conn,
    job: JobId,
    work: impl FnOnce(&mut Conn, &mut Progress) -> AppResult<Ended>,
) -> AppResult<Ended> {
    let mut progress = Progress::of(db, clock, job);
    let done = match work(conn, &mut progress) {
        Err(AppError::Api(refusal)) if refusal.code == ErrorCode::Invalid => Ok(Ended::refused(refusal.message, Vec::new(), 0)),
        done => done,
    };
    const FAILED: &str = "システムの問題で取り込めませんでした。何も変わっていません。もう一度お試しください。続くときは、サーバーの管理者に知らせてください。";
    let failed;
    let ended = match &done {
        Ok(ended) => ended,
        Err(_) => {
            failed = Ended::failed(FAILED);
            &failed
        }
    };
    model::end(conn, db, job, ended, clock.timestamp())?;
    done
}

/// Writes down what the server did by itself: only where it did something or failed. What fails again and again is one line, as long as
/// nothing of its kind was done in between.
pub async fn note(app: &App, kind: JobKind, started_at: NaiveDateTime, done: AppResult<Option<String>>) {
    let ended = match done {
        Ok(None) => return,
        Ok(Some(summary)) => Ended::done(summary),
        Err(cause) => {
            log(kind, &cause);
            Ended::failed("システムの問題でできませんでした。1時間後にもう一度行います。続くときは、サーバーの管理者に知らせてください。")
        }
    };
    let noted = app
        .with_connection(move |app, conn| model::note(conn, app, kind, started_at, &ended))
        .await;
    if let Err(cause) = noted {
        log(kind, &cause);
    }
}

fn log(kind: JobKind, cause: &AppError) {
    let job = kind.code();
    match cause {
        AppError::Internal(cause) => tracing::error!(job, cause = %loggable(cause), "a job failed"),
        AppError::Api(refusal) => tracing::error!(job, code = ?refusal.code, "a job failed"),
    }
}
