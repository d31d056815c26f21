//! One run of the program.

use std::{path::Path, process::Stdio, time::Duration};

use serde::de::DeserializeOwned;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::{Instant, timeout_at},
};

use super::{Place, Refusal, Refused, Task};
use crate::api::{AppError, AppResult};

/// The longest line before the bytes.
const HEAD_MAX: u64 = 4096;

/// A process under way. It is killed when this is dropped before its end.
pub struct Job {
    task: Task,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    deadline: Instant,
    _place: Place,
}

impl Job {
    pub(super) fn start(program: &Path, task: Task, place: Place, patience: Duration) -> anyhow::Result<Self> {
        let mut child = Command::new(program)
            .arg(task.argument())
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Libraries may quote there what they read.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = output.ok_or_else(|| anyhow::anyhow!("the worker has no output"))?;
        Ok(Self {
            task,
            child,
            input,
            output: BufReader::new(output),
            deadline: Instant::now() + patience,
            _place: place,
        })
    }

    /// Gives some of its input. Once it takes no more, which its answer explains, the rest is thrown away.
    ///
    /// # Errors
    /// A sentence, when it takes too long.
    pub async fn feed(&mut self, bytes: &[u8]) -> AppResult<()> {
        let Some(input) = &mut self.input else { return Ok(()) };
        match timeout_at(self.deadline, input.write_all(bytes)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => {
                self.input = None;
                Ok(())
            }
            Err(_) => Err(self.failed("took too long")),
        }
    }

    /// Says that this was all of its input.
    pub fn finish_input(&mut self) {
        self.input = None;
    }

    /// The line of its answer.
    ///
    /// # Errors
    /// A sentence, when it refuses its input or fails.
    pub async fn head<T: DeserializeOwned>(&mut self) -> AppResult<T> {
        self.finish_input();
        let mut line = Vec::new();
        let mut head = (&mut self.output).take(HEAD_MAX);
        let read = timeout_at(self.deadline, head.read_until(b'\n', &mut line)).await;
        if !matches!(read, Ok(Ok(_))) {
            return Err(self.failed("gave no answer in time"));
        }
        if let Ok(Refused { refused }) = serde_json::from_slice(&line) {
            return Err(refused.into());
        }
        serde_json::from_slice(&line).map_err(|_| self.failed("gave no answer"))
    }

    /// The next bytes of its answer, exactly so many.
    ///
    /// # Errors
    /// A sentence, when it fails.
    pub async fn bytes(&mut self, count: usize) -> AppResult<Vec<u8>> {
        let mut bytes = vec![0; count];
        match timeout_at(self.deadline, self.output.read_exact(&mut bytes)).await {
            Ok(Ok(_)) => Ok(bytes),
            _ => Err(self.failed("stopped in its answer")),
        }
    }

    /// All of its answer, at most so many bytes; and its end.
    ///
    /// # Errors
    /// A sentence, when it refuses its input or fails.
    pub async fn whole(mut self, most: u64) -> AppResult<Vec<u8>> {
        self.finish_input();
        let mut bytes = Vec::new();
        let mut output = (&mut self.output).take(most);
        let read = timeout_at(self.deadline, output.read_to_end(&mut bytes)).await;
        if !matches!(read, Ok(Ok(_))) {
            return Err(self.failed("gave no answer in time"));
        }
        if let Ok(Refused { refused }) = serde_json::from_slice(&bytes) {
            return Err(refused.into());
        }
        self.end().await?;
        Ok(bytes)
    }

    /// Waits for its end, which must be a good one with nothing more to say.
    ///
    /// # Errors
    /// A sentence, when it fails.
    pub async fn end(mut self) -> AppResult<()> {
        let more = timeout_at(self.deadline, self.output.fill_buf()).await;
        if !matches!(more, Ok(Ok(more)) if more.is_empty()) {
            return Err(self.failed("said more than it announced"));
        }
        match timeout_at(self.deadline, self.child.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => Err(self.failed(&status.to_string())),
            _ => Err(self.failed("did not end")),
        }
    }

    /// For the log that it failed; for the person that the file is damaged: an input that breaks the program is.
    fn failed(&self, how: &str) -> AppError {
        tracing::error!(task = self.task.argument(), how, "the worker failed");
        match self.task {
            Task::Picture | Task::Pdf => Refusal::Damaged.into(),
            Task::Typeset => AppError::Internal(anyhow::anyhow!("typesetting failed")),
        }
    }
}
