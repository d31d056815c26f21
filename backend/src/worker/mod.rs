//! The program `tobiume-worker`: what foreign pictures and PDFs are read with, and documents typeset.
//!
//! It is a process of its own with nothing of ours in its environment: whatever a file does to it, the server lives on, and nothing of
//! another patient is near. It reads all of its input, answers, and ends. A few run at a time, each for a while at most.

mod job;

use std::{path::PathBuf, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use tobiume_common::{ApiError, ErrorCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use job::Job;

use crate::{
    api::{AppError, AppResult},
    app::App,
};

/// Processes at a time: each may take two gigabytes.
const AT_ONCE: usize = 2;

/// Requests that may wait for one; more get 「混み合っています」.
const WAITING: usize = 32;

/// How long one may take, with writing down what it answers.
const PATIENCE: Duration = Duration::from_secs(180);

/// The longest document in bytes; a page has some twenty thousand.
const DOCUMENT_MAX: u64 = 32 * 1024 * 1024;

/// Starts the program. Cheap to clone.
#[derive(Clone)]
pub struct Worker {
    program: Option<PathBuf>,
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

/// What the program can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Reads a picture and makes it fit to show, without what the camera wrote beside it.
    Picture,
    /// Reads a PDF to its end.
    Pdf,
    /// Typesets a document.
    Typeset,
}

impl Task {
    const fn argument(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Pdf => "pdf",
            Self::Typeset => "typeset",
        }
    }
}

/// Why the program gives no result.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Refusal {
    Unsupported,
    Damaged,
    TooLarge,
    Encrypted,
    NoFont,
}

/// The line that says so.
#[derive(Deserialize)]
struct Refused {
    refused: Refusal,
}

/// What a picture became. Its bytes follow, then those of the small picture (JPEG).
#[derive(Debug, Deserialize)]
pub struct PictureHead {
    /// Content type of HTTP.
    pub media_type: String,
    /// Bytes of the picture.
    pub content: u64,
    /// Bytes of the small picture.
    pub thumbnail: usize,
}

/// What is known of a PDF.
#[derive(Debug, Deserialize)]
pub struct PdfHead {
    /// Pages.
    pub pages: u32,
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        let sentence = match refusal {
            Refusal::Unsupported => "この形式のファイルは添付できません。写真かPDFにしてから、もう一度お試しください。",
            Refusal::Damaged => "ファイルが壊れていて開けません。元のファイルを開けるか確かめて、もう一度お試しください。",
            Refusal::TooLarge => "画像やページが大きすぎて開けません。小さくしてから、もう一度お試しください。",
            Refusal::Encrypted => "パスワードつきのPDFは添付できません。パスワードを外してから、もう一度お試しください。",
            Refusal::NoFont => return Self::Internal(anyhow::anyhow!("no Japanese font is installed for typesetting")),
        };
        ApiError::field("file", sentence).into()
    }
}

impl Worker {
    /// With this program; none where it is not installed.
    pub fn new(program: Option<PathBuf>) -> Self {
        Self {
            program,
            places: Arc::new(Semaphore::new(AT_ONCE)),
            queue: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        }
    }

    /// Whether the program is there.
    pub fn is_installed(&self) -> bool {
        self.program.is_some()
    }

    /// Starts a process, once one may run.
    ///
    /// # Errors
    /// Busy, when too many wait; else when the program cannot be started.
    pub async fn start(&self, task: Task) -> AppResult<Job> {
        let program = self
            .program
            .as_ref()
            .ok_or_else(|| anyhow::anyhow!("tobiume-worker is not installed beside this program"))?;
        let place = self.place().await?;
        Ok(Job::start(program, task, place, PATIENCE)?)
    }

    async fn place(&self) -> AppResult<Place> {
        let queued = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| ErrorCode::Busy)?;
        let running = Arc::clone(&self.places).acquire_owned().await.map_err(|_| ErrorCode::Busy)?;
        Ok(Place(queued, running))
    }
}

/// The right to run one process.
struct Place(
    #[expect(dead_code, reason = "given back when dropped")] OwnedSemaphorePermit,
    #[expect(dead_code, reason = "as above")] OwnedSemaphorePermit,
);

/// Typesets a document: its PDF.
///
/// # Errors
/// Busy, when too many wait; else when the program cannot be started or fails.
pub async fn typeset(app: &App, document: &impl Serialize) -> AppResult<Vec<u8>> {
    let document = serde_json::to_vec(document).map_err(anyhow::Error::from)?;
    let mut job = app.worker.start(Task::Typeset).await?;
    job.feed(&document).await?;
    job.finish_input();
    job.whole(DOCUMENT_MAX).await
}
