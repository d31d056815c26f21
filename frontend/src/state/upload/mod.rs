//! Sending files in pieces: many at once, gone on with after a lost connection, nothing of them kept.
//!
//! The browser reads each piece from the file while it sends it, so that no byte of a file passes through the program's memory. [`queue`]
//! decides what is sent; here it is done.

mod queue;

use std::{
    cell::{Cell, Ref, RefCell},
    rc::Rc,
};

use gloo_timers::callback::Timeout;
use tobiume_common::{
    ApiError, ErrorCode,
    application::{
        Ticket,
        files::{
            self as application, ApplicationUpload, BeginApplicationUpload, DropApplicationUpload, FinishApplicationUpload,
            GetApplicationUpload, PutApplicationChunk,
        },
    },
    files::{
        self, BeginUpload, ChunkPath, DropUpload, FILES_AT_ONCE, FinishUpload, GetUpload, PutChunk, UploadPath, UploadRequest, UploadState,
        UploadToken,
    },
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, Url};
use yew::prelude::*;

use queue::{Answer, Job, Queue, Task, Trouble};
pub use queue::{Item, Key, Stage};

use crate::{
    api::{self, Abort},
    dom,
};

/// A request that takes longer than this is as good as lost, in milliseconds: a piece needs it on a line of 70 kbit/s.
const PATIENCE: u32 = 120_000;

/// Pictures that every browser shows before they are sent.
const SHOWN_BEFORE: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/// Where files go.
#[derive(Clone, PartialEq)]
pub enum Destination {
    /// To a patient, for whom they are attached later. The number is how many at once.
    Patient(usize),
    /// To one's own 参加申請: what has arrived belongs to it.
    Application(Ticket),
}

impl Destination {
    /// Most files at once.
    const fn most(&self) -> usize {
        match self {
            Self::Patient(most) => *most,
            Self::Application(_) => application::FILES_MAX,
        }
    }

    /// Largest file in bytes.
    const fn largest(&self) -> u64 {
        match self {
            Self::Patient(_) => files::FILE_MAX,
            Self::Application(_) => application::FILE_MAX,
        }
    }
}

impl Default for Destination {
    fn default() -> Self {
        Self::Patient(FILES_AT_ONCE)
    }
}

/// Files on their way to the server, for whoever shows them. A clone is the same files.
#[derive(Clone)]
pub struct Uploads(Rc<Engine>);

impl PartialEq for Uploads {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Sends files there. When the component goes, what was sent and not attached is forgotten.
#[hook]
pub fn use_uploads(to: Destination) -> Uploads {
    let redraw = use_force_update();
    let uploads = use_memo((), move |()| {
        Uploads(Rc::new(Engine {
            queue: RefCell::new(Queue::new(to.most(), to.largest())),
            to,
            files: RefCell::default(),
            flights: RefCell::default(),
            clock: RefCell::default(),
            is_closed: Cell::new(false),
            changed: Box::new(move || redraw.force_update()),
        }))
    });
    let engine = uploads.0.clone();
    use_effect_with((), move |()| {
        let resumed = engine.clone();
        let online = dom::listen(&dom::window(), "online", Box::new(move |_| resumed.resume()));
        move || {
            drop(online);
            engine.close();
        }
    });
    (*uploads).clone()
}

impl Uploads {
    /// The files as they are now.
    pub fn items(&self) -> Ref<'_, [Item]> {
        Ref::map(self.0.queue.borrow(), Queue::items)
    }

    /// The line is lost; sending goes on by itself.
    pub fn is_waiting_for_line(&self) -> bool {
        self.0.queue.borrow().is_waiting_for_line()
    }

    /// The address of a picture that is not sent yet, within this page.
    pub fn preview(&self, key: Key) -> Option<String> {
        let files = self.0.files.borrow();
        files.iter().find(|chosen| chosen.key == key)?.preview.clone()
    }

    /// Shows no picture of a file any more, because the browser cannot.
    pub fn drop_preview(&self, key: Key) {
        let mut files = self.0.files.borrow_mut();
        let chosen = files.iter_mut().find(|chosen| chosen.key == key);
        let preview = chosen.and_then(|chosen| chosen.preview.take());
        drop(files);
        if let Some(preview) = preview {
            revoke(&preview);
            (self.0.changed)();
        }
    }

    /// Sends these too.
    pub fn add(&self, files: Vec<File>) {
        for file in files {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the size of a file is a whole number"
            )]
            let size = dom::number(&file, "size") as u64;
            let text = |name| dom::property(&file, name).as_string().unwrap_or_default();
            let key = self.0.queue.borrow_mut().add(text("name"), size);
            let preview = SHOWN_BEFORE
                .contains(&text("type").as_str())
                .then(|| Url::create_object_url_with_blob(&file).ok())
                .flatten();
            self.0.files.borrow_mut().push(Chosen { key, file, preview });
        }
        self.0.go_on();
    }

    /// Takes a file away, wherever it is by now.
    pub fn remove(&self, key: Key) {
        self.0.remove(key);
        self.0.go_on();
    }

    /// Tries a file again.
    pub fn retry(&self, key: Key) {
        self.0.queue.borrow_mut().retry(key);
        self.0.go_on();
    }

    /// Takes away what is done, because it is attached.
    pub fn clear_done(&self) {
        self.0.queue.borrow_mut().clear_done();
        self.0.forget_files();
        (self.0.changed)();
    }
}

/// A file on the device.
struct Chosen {
    key: Key,
    file: File,
    preview: Option<String>,
}

struct Engine {
    to: Destination,
    queue: RefCell<Queue>,
    files: RefCell<Vec<Chosen>>,
    flights: RefCell<Vec<(Job, Abort)>>,
    /// The rest after a lost line.
    clock: RefCell<Option<Timeout>>,
    is_closed: Cell<bool>,
    changed: Box<dyn Fn()>,
}

impl Engine {
    /// Asks whatever may be asked now, and shows how far it is.
    fn go_on(self: &Rc<Self>) {
        if self.is_closed.get() {
            return;
        }
        loop {
            // Not in the loop's head: the queue would be borrowed for all of its body.
            let job = self.queue.borrow_mut().next();
            let Some(job) = job else { break };
            let abort = Abort::new();
            self.flights.borrow_mut().push((job.clone(), abort.clone()));
            dom::run(Box::pin(fly(self.clone(), job, abort)));
        }
        let rest = self.queue.borrow().rest();
        if let Some(rest) = rest
            && self.clock.borrow().is_none()
        {
            let engine = self.clone();
            self.clock.replace(Some(dom::after(rest, Box::new(move || engine.resume()))));
        }
        (self.changed)();
    }

    fn resume(self: &Rc<Self>) {
        self.clock.take();
        self.queue.borrow_mut().resume();
        self.go_on();
    }

    fn landed(self: &Rc<Self>, job: &Job, answer: Result<Answer, Trouble>) {
        self.flights.borrow_mut().retain(|(flying, _)| flying != job);
        let forgotten = self.queue.borrow_mut().answered(job, answer);
        forgotten.into_iter().for_each(|upload| self.forget(upload));
        self.go_on();
    }

    fn remove(&self, key: Key) {
        let forgotten = self.queue.borrow_mut().remove(key);
        self.flights.borrow_mut().retain(|(job, abort)| {
            // The answer to a beginning is awaited: only it tells what the server should forget.
            let ends = job.key == key && job.task != Task::Begin;
            if ends {
                abort.abort();
            }
            !ends
        });
        forgotten.into_iter().for_each(|upload| self.forget(upload));
        self.forget_files();
    }

    /// Lets go of the files that the queue knows no more.
    fn forget_files(&self) {
        let queue = self.queue.borrow();
        self.files.borrow_mut().retain(|chosen| {
            let stays = queue.items().iter().any(|item| item.key == chosen.key);
            if let Some(preview) = chosen.preview.as_ref().filter(|_| !stays) {
                revoke(preview);
            }
            stays
        });
    }

    fn close(&self) {
        self.is_closed.set(true);
        self.clock.take();
        let keys: Vec<Key> = self.queue.borrow().items().iter().map(|item| item.key).collect();
        keys.into_iter().for_each(|key| self.remove(key));
    }

    async fn ask(&self, job: &Job, abort: &Abort) -> Result<Answer, Trouble> {
        let path = |upload: &UploadToken| UploadPath { upload: upload.clone() };
        let answer = match &job.task {
            Task::Begin => self.begin(job.key, abort).await?.map(Answer::State),
            Task::Ask(upload) => match self.to {
                Destination::Patient(_) => api::call::<GetUpload>(abort, &path(upload), &(), &()).await,
                Destination::Application(_) => api::call::<GetApplicationUpload>(abort, &path(upload), &(), &()).await,
            }
            .map(Answer::State),
            Task::Finish(upload) => match self.to {
                Destination::Patient(_) => api::call::<FinishUpload>(abort, &path(upload), &(), &()).await,
                Destination::Application(_) => api::call::<FinishApplicationUpload>(abort, &path(upload), &(), &()).await,
            }
            .map(Answer::Checked),
            Task::Piece {
                upload,
                number,
                from,
                until,
            } => {
                let piece = self.piece(job.key, *from, *until).ok_or(Trouble::Unreadable)?;
                let path = ChunkPath {
                    upload: upload.clone(),
                    chunk: *number,
                };
                let request = match self.to {
                    Destination::Patient(_) => api::prepare_piece::<PutChunk>(&path, &piece),
                    Destination::Application(_) => api::prepare_piece::<PutApplicationChunk>(&path, &piece),
                };
                let sent = api::send(&request, abort).await;
                if is_offline(&sent) && !is_readable(&piece).await {
                    return Err(Trouble::Unreadable);
                }
                sent.map(|_| Answer::Arrived)
            }
        };
        answer.map_err(Trouble::Server)
    }

    async fn begin(&self, key: Key, abort: &Abort) -> Result<Result<UploadState, ApiError>, Trouble> {
        let found = {
            let queue = self.queue.borrow();
            let item = queue.items().iter().find(|item| item.key == key);
            item.map(|item| (item.name.clone(), item.size))
        };
        let (name, size) = found.ok_or(Trouble::Unreadable)?;
        Ok(match &self.to {
            Destination::Patient(_) => api::call::<BeginUpload>(abort, &(), &(), &UploadRequest { name, size }).await,
            Destination::Application(ticket) => {
                let ticket = ticket.clone();
                api::call::<BeginApplicationUpload>(abort, &(), &(), &ApplicationUpload { ticket, name, size }).await
            }
        })
    }

    /// Tells the server that an upload is of no use any more. Where it does not hear so, it notices by itself after some time.
    fn forget(&self, upload: UploadToken) {
        let is_of_patient = matches!(self.to, Destination::Patient(_));
        dom::run(Box::pin(async move {
            let (abort, path) = (Abort::new(), UploadPath { upload });
            // An upload that is gone already is what was wanted; one that belongs to an application stays.
            let _ = if is_of_patient {
                api::call::<DropUpload>(&abort, &path, &(), &()).await
            } else {
                api::call::<DropApplicationUpload>(&abort, &path, &(), &()).await
            };
        }));
    }

    #[expect(clippy::cast_precision_loss, reason = "files have at most 100 MB")]
    fn piece(&self, key: Key, from: u64, until: u64) -> Option<Blob> {
        let files = self.files.borrow();
        let chosen = files.iter().find(|chosen| chosen.key == key)?;
        chosen.file.slice_with_f64_and_f64(from as f64, until as f64).ok()
    }
}

async fn fly(engine: Rc<Engine>, job: Job, abort: Abort) {
    let late = {
        let abort = abort.clone();
        dom::after(PATIENCE, Box::new(move || abort.give_up()))
    };
    let answer = engine.ask(&job, &abort).await;
    drop(late);
    engine.landed(&job, answer);
}

/// Lets the browser forget a picture.
fn revoke(preview: &str) {
    // It can only fail for an address that is none.
    let _ = Url::revoke_object_url(preview);
}

fn is_offline<T>(answer: &Result<T, ApiError>) -> bool {
    answer.as_ref().is_err_and(|error| error.code == ErrorCode::Offline)
}

/// A browser says of a file that changed or went away what it says of a lost line.
async fn is_readable(piece: &Blob) -> bool {
    match piece.slice_with_f64_and_f64(0.0, 1.0) {
        Ok(byte) => JsFuture::from(byte.array_buffer()).await.is_ok(),
        Err(_) => false,
    }
}
