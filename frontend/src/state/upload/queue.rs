//! What is sent next, and what an answer means: the part of an upload that needs no browser.
//!
//! Files are sent in the order in which they were chosen, a few pieces at a time. When the line is lost everything rests; then the server is
//! asked which pieces it has, with one request, before the others follow.

use tobiume_common::{
    ApiError, ErrorCode,
    files::{CheckedUpload, UploadState, UploadToken, too_large},
};

/// Requests under way at once, of all files together.
const AT_ONCE: usize = 3;

/// How long it rests after the line was lost for the first, second … time in a row, in milliseconds.
const RESTS: [u32; 6] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/// Names a file among those that were chosen.
pub type Key = u32;

/// A file that was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Which.
    pub key: Key,
    /// Its name on the device.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// How far it is.
    pub stage: Stage,
    /// The server's name for it, once it has one.
    upload: Option<UploadToken>,
    flying: Vec<Task>,
    begun_anew: bool,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Its turn has not come.
    Waiting,
    /// Pieces are being sent.
    Sending(Pieces),
    /// The server has all of it and looks into it.
    Checking,
    /// It can be attached.
    Done(CheckedUpload),
    /// It cannot be taken, for this reason.
    Refused(String),
    /// It may go well when it is tried again.
    Failed(String),
}

/// What the server has of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Pieces {
    size: u64,
    chunk: u64,
    missing: Vec<u32>,
    /// An answer was lost, so that the server may have more.
    unsure: bool,
}

/// Something to ask of the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// About which file.
    pub key: Key,
    /// What.
    pub task: Task,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// A name for the upload.
    Begin,
    /// Which pieces are there.
    Ask(UploadToken),
    /// To take a piece.
    Piece {
        /// Of which upload.
        upload: UploadToken,
        /// Which piece.
        number: u32,
        /// Where it begins in the file.
        from: u64,
        /// Where it ends.
        until: u64,
    },
    /// What it is.
    Finish(UploadToken),
}

/// What the server answered.
#[derive(Debug)]
pub enum Answer {
    /// To [`Task::Begin`] and [`Task::Ask`].
    State(UploadState),
    /// To [`Task::Piece`].
    Arrived,
    /// To [`Task::Finish`].
    Checked(CheckedUpload),
}

/// Why there is no answer of use.
#[derive(Debug)]
pub enum Trouble {
    /// The browser cannot read the file any more.
    Unreadable,
    /// The server, or the way to it.
    Server(ApiError),
}

/// The files that were chosen, in this order.
#[derive(Debug)]
pub struct Queue {
    items: Vec<Item>,
    next_key: Key,
    most: usize,
    /// Bytes of the largest file that is taken.
    largest: u64,
    /// How often in a row the line was lost.
    losses: usize,
    resting: bool,
}

impl Queue {
    /// For at most so many files of at most so many bytes.
    pub const fn new(most: usize, largest: u64) -> Self {
        Self {
            items: Vec::new(),
            next_key: 0,
            most,
            largest,
            losses: 0,
            resting: false,
        }
    }

    /// All files.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The line is lost, and nothing has gone through since.
    pub const fn is_waiting_for_line(&self) -> bool {
        self.losses > 0
    }

    /// How long to rest from now on, in milliseconds, where it does.
    pub fn rest(&self) -> Option<u32> {
        self.resting.then(|| RESTS[(self.losses.max(1) - 1).min(RESTS.len() - 1)])
    }

    /// Adds a file, and names it. One that is never going to be taken is refused before anything is sent.
    pub fn add(&mut self, name: String, size: u64) -> Key {
        let key = self.next_key;
        self.next_key += 1;
        let taken = self.items.iter().filter(|item| !item.is_refused()).count();
        let stage = self.refusal(size, taken).map_or(Stage::Waiting, Stage::Refused);
        self.items.push(Item {
            key,
            name,
            size,
            stage,
            upload: None,
            flying: Vec::new(),
            begun_anew: false,
        });
        key
    }

    /// Takes a file away; gives what the server should forget.
    pub fn remove(&mut self, key: Key) -> Option<UploadToken> {
        let at = self.items.iter().position(|item| item.key == key)?;
        self.items.remove(at).upload
    }

    /// Takes away what is done, because it is attached.
    pub fn clear_done(&mut self) {
        self.items.retain(|item| !matches!(item.stage, Stage::Done(_)));
    }

    /// Tries a file again that failed.
    pub fn retry(&mut self, key: Key) {
        if let Some(item) = self.find(key).filter(|item| matches!(item.stage, Stage::Failed(_))) {
            item.go_on();
        }
    }

    /// Goes on after a rest.
    pub const fn resume(&mut self) {
        self.resting = false;
    }

    /// What to ask next, if there is anything and there may be one more request.
    pub fn next(&mut self) -> Option<Job> {
        let flying: usize = self.items.iter().map(|item| item.flying.len()).sum();
        let most = if self.losses > 0 { 1 } else { AT_ONCE };
        if self.resting || flying >= most {
            return None;
        }
        self.items.iter_mut().find_map(|item| {
            let task = item.next()?;
            item.flying.push(task.clone());
            Some(Job { key: item.key, task })
        })
    }

    /// Takes an answer in. Gives what the server should forget: an upload of a file that was taken away meanwhile.
    pub fn answered(&mut self, job: &Job, answer: Result<Answer, Trouble>) -> Option<UploadToken> {
        if answer.is_ok() {
            self.losses = 0;
            self.resting = false;
        }
        if let Err(Trouble::Server(error)) = &answer
            && matches!(error.code, ErrorCode::Offline | ErrorCode::Busy)
        {
            self.lost();
        }
        match (self.find(job.key), answer) {
            (Some(item), answer) => {
                item.answered(&job.task, answer);
                None
            }
            (None, Ok(Answer::State(state))) if job.task == Task::Begin => Some(state.upload),
            (None, _) => None,
        }
    }

    /// Why a file is not even begun.
    fn refusal(&self, size: u64, taken: usize) -> Option<String> {
        if size == 0 {
            return Some("ファイルの中身が空です。別のファイルを選んでください。".to_owned());
        }
        if size > self.largest {
            return Some(too_large(self.largest));
        }
        let most = self.most;
        (taken >= most).then(|| format!("一度に送れるファイルは{most}個までです。先に添付してから、残りを選んでください。"))
    }

    /// What was under way when the line broke is one loss.
    fn lost(&mut self) {
        if !self.resting {
            self.resting = true;
            self.losses += 1;
        }
    }

    fn find(&mut self, key: Key) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.key == key)
    }
}

impl Item {
    /// Bytes that have arrived.
    pub fn sent(&self) -> u64 {
        match &self.stage {
            Stage::Waiting | Stage::Refused(_) | Stage::Failed(_) => 0,
            Stage::Sending(pieces) => pieces.sent(),
            Stage::Checking | Stage::Done(_) => self.size,
        }
    }

    /// It waits, is sent or looked into.
    pub const fn is_under_way(&self) -> bool {
        matches!(self.stage, Stage::Waiting | Stage::Sending(_) | Stage::Checking)
    }

    const fn is_refused(&self) -> bool {
        matches!(self.stage, Stage::Refused(_))
    }

    fn next(&self) -> Option<Task> {
        let idle = self.flying.is_empty();
        match (&self.stage, &self.upload) {
            (Stage::Waiting, None) => idle.then_some(Task::Begin),
            (Stage::Waiting, Some(upload)) => idle.then(|| Task::Ask(upload.clone())),
            (Stage::Sending(pieces), Some(upload)) if pieces.unsure => idle.then(|| Task::Ask(upload.clone())),
            (Stage::Sending(pieces), Some(upload)) => pieces.tasks(upload).find(|task| !self.flying.contains(task)),
            (Stage::Checking, Some(upload)) => idle.then(|| Task::Finish(upload.clone())),
            _ => None,
        }
    }

    fn answered(&mut self, task: &Task, answer: Result<Answer, Trouble>) {
        self.flying.retain(|flying| flying != task);
        // Of an upload that was given up, or of a file that failed meanwhile.
        if !self.is_under_way() || task.upload().is_some_and(|upload| self.upload.as_ref() != Some(upload)) {
            return;
        }
        match answer {
            Ok(Answer::State(state)) => self.learned(state),
            Ok(Answer::Arrived) => self.arrived(task),
            Ok(Answer::Checked(checked)) => self.stage = Stage::Done(checked),
            Err(Trouble::Unreadable) => self.stage = Stage::Refused("ファイルを読めませんでした。もう一度選んでください。".to_owned()),
            Err(Trouble::Server(error)) => self.failed(error),
        }
    }

    fn learned(&mut self, state: UploadState) {
        let pieces = Pieces::of(&state);
        self.upload = Some(state.upload);
        self.stage = if pieces.missing.is_empty() {
            Stage::Checking
        } else {
            Stage::Sending(pieces)
        };
    }

    fn arrived(&mut self, task: &Task) {
        let (Stage::Sending(pieces), Task::Piece { number, .. }) = (&mut self.stage, task) else {
            return;
        };
        pieces.missing.retain(|missing| missing != number);
        if pieces.missing.is_empty() {
            self.stage = Stage::Checking;
        }
    }

    fn failed(&mut self, error: ApiError) {
        match error.code {
            ErrorCode::Offline | ErrorCode::Busy => {
                if let Stage::Sending(pieces) = &mut self.stage {
                    pieces.unsure = true;
                }
            }
            // The server has forgotten the upload: once, it is begun anew.
            ErrorCode::NotFound if self.upload.is_some() && !self.begun_anew => {
                self.begun_anew = true;
                self.upload = None;
                self.stage = Stage::Waiting;
            }
            ErrorCode::Invalid | ErrorCode::TooLarge => {
                self.upload = None;
                let sentence = error.fields.into_iter().next().map_or(error.message, |field| field.message);
                self.stage = Stage::Refused(sentence);
            }
            _ => self.stage = Stage::Failed(error.message),
        }
    }

    /// Goes on from what the server has.
    fn go_on(&mut self) {
        self.stage = Stage::Waiting;
    }
}

impl Task {
    const fn upload(&self) -> Option<&UploadToken> {
        match self {
            Self::Begin => None,
            Self::Ask(upload) | Self::Finish(upload) | Self::Piece { upload, .. } => Some(upload),
        }
    }
}

impl Pieces {
    fn of(state: &UploadState) -> Self {
        let chunk = u64::from(state.chunk_size.max(1));
        let count = u32::try_from(state.size.div_ceil(chunk)).unwrap_or(u32::MAX);
        Self {
            size: state.size,
            chunk,
            missing: (0..count).filter(|number| !state.received.contains(number)).collect(),
            unsure: false,
        }
    }

    fn tasks<'a>(&'a self, upload: &'a UploadToken) -> impl Iterator<Item = Task> + 'a {
        self.missing.iter().map(|&number| Task::Piece {
            upload: upload.clone(),
            number,
            from: self.begins(number),
            until: self.begins(number + 1),
        })
    }

    /// Where a piece begins, and the one before it ends.
    fn begins(&self, number: u32) -> u64 {
        (u64::from(number) * self.chunk).min(self.size)
    }

    fn sent(&self) -> u64 {
        let missing: u64 = self
            .missing
            .iter()
            .map(|&number| self.begins(number + 1) - self.begins(number))
            .sum();
        self.size - missing
    }
}

#[cfg(test)]
mod tests;
