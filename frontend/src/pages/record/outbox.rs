//! The way of what is typed to the server: drafts by themselves, the saving when told to, one after the other and never at once,
//! so that a draft that was on its way cannot come after the saving.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use tobiume_common::{
    ApiError, ErrorCode,
    basic_info::record::{Draft, DraftKept, DropDraft, KeepDraft, SaveOutcome, SaveRecord},
    ids::{PatientId, PatientPath},
};
use yew::Callback;

use super::form::Form;
use crate::{
    api::{self, Abort},
    dom, time,
};

/// So long after the last key a draft is kept.
const PAUSE_MS: u32 = 2_500;

/// So long after a draft could not be kept it is tried again.
const AGAIN_MS: u32 = 10_000;

/// What became of the draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// Nothing was typed yet.
    Nothing,
    /// Something is typed that is not kept yet.
    Waiting,
    /// Kept at this time of day; whether nothing had to be left out.
    At(String, bool),
    /// It could not be kept.
    Failed(ApiError),
}

/// What the page is told.
pub enum News {
    /// What became of the draft.
    Draft(Kept),
    /// What became of the saving.
    Save(Result<SaveOutcome, ApiError>),
}

#[derive(Clone, Copy, PartialEq)]
enum Job {
    Keep,
    Save,
}

/// See the module.
pub struct Outbox {
    form: Rc<Form>,
    path: PatientPath,
    told: Callback<News>,
    inner: RefCell<Inner>,
}

struct Inner {
    timer: Option<Timeout>,
    /// Something is on its way.
    busy: bool,
    wanted: Option<Job>,
    /// The edits that the server has.
    kept: u32,
    /// The server holds a draft.
    draft_there: bool,
    /// Saved, or left: nothing more is to be kept.
    over: bool,
    /// Left: nobody is there to be told.
    gone: bool,
}

impl Outbox {
    /// For the form of a patient, of which the server may hold a draft.
    pub fn new(form: Rc<Form>, patient: PatientId, draft_there: bool, told: Callback<News>) -> Self {
        Self {
            inner: RefCell::new(Inner {
                timer: None,
                busy: false,
                wanted: None,
                kept: form.edits(),
                draft_there,
                over: false,
                gone: false,
            }),
            form,
            path: PatientPath { patient },
            told,
        }
    }

    /// Whether something is typed that the server does not have.
    pub fn is_waiting(&self) -> bool {
        let inner = self.inner.borrow();
        !inner.over && inner.kept != self.form.edits()
    }

    /// Something was typed: it is kept when the person pauses.
    pub fn touched(self: &Rc<Self>) {
        if self.is_waiting() {
            self.told.emit(News::Draft(Kept::Waiting));
            self.in_a_while(PAUSE_MS);
        }
    }

    fn in_a_while(self: &Rc<Self>, pause: u32) {
        let this = self.clone();
        self.inner.borrow_mut().timer = Some(dom::after(
            pause,
            Box::new(move || {
                if this.is_waiting() {
                    this.want(Job::Keep);
                }
            }),
        ));
    }

    /// Saves what is typed.
    pub fn save(self: &Rc<Self>) {
        self.inner.borrow_mut().timer = None;
        self.want(Job::Save);
    }

    fn want(self: &Rc<Self>, job: Job) {
        {
            let mut inner = self.inner.borrow_mut();
            if inner.wanted != Some(Job::Save) {
                inner.wanted = Some(job);
            }
            if inner.busy {
                return;
            }
            inner.busy = true;
        }
        let this = self.clone();
        dom::run(Box::pin(async move {
            while let Some(job) = this.next() {
                match job {
                    Job::Keep => this.keep().await,
                    Job::Save => this.send().await,
                }
            }
        }));
    }

    fn next(&self) -> Option<Job> {
        let mut inner = self.inner.borrow_mut();
        let job = inner.wanted.take().filter(|_| !inner.over);
        inner.busy = job.is_some();
        job
    }

    async fn keep(self: &Rc<Self>) {
        let edits = self.form.edits();
        let (kept, complete) = self.keep_once().await;
        match kept {
            Ok(kept) => {
                let news = kept.map_or(Kept::Nothing, |kept| Kept::At(time::time_of_day(&kept.saved_at), complete));
                let waiting = {
                    let mut inner = self.inner.borrow_mut();
                    inner.kept = edits;
                    inner.kept != self.form.edits()
                };
                self.tell(News::Draft(if waiting { Kept::Waiting } else { news }));
            }
            Err(error) => {
                if matches!(error.code, ErrorCode::Offline | ErrorCode::Busy | ErrorCode::Internal) {
                    self.in_a_while(AGAIN_MS);
                }
                self.tell(News::Draft(Kept::Failed(error)));
            }
        }
    }

    /// Keeps what is typed, or throws the draft away where nothing differs any more; the answer, and whether nothing had to be left out.
    async fn keep_once(&self) -> (Result<Option<DraftKept>, ApiError>, bool) {
        let (draft, complete) = self.form.to_keep();
        let there = self.inner.borrow().draft_there;
        let answer = match (draft.changes.is_empty(), there) {
            (true, false) => Ok(None),
            (true, true) => api::call::<DropDraft>(&Abort::new(), &self.path, &(), &()).await.map(|()| None),
            (false, _) => self.keep_draft(&draft).await.map(Some),
        };
        if answer.is_ok() {
            self.inner.borrow_mut().draft_there = !draft.changes.is_empty();
        }
        (answer, complete)
    }

    async fn keep_draft(&self, draft: &Draft) -> Result<DraftKept, ApiError> {
        let request = api::prepare::<KeepDraft>(&self.path, &(), draft)?.outliving_page();
        api::read::<KeepDraft>(api::send(&request, &Abort::new()).await?)
    }

    async fn send(&self) {
        let draft = self.form.to_save();
        let outcome = api::call::<SaveRecord>(&Abort::new(), &self.path, &(), &draft).await;
        if let Ok(SaveOutcome::Saved(_)) = outcome {
            self.inner.borrow_mut().over = true;
        }
        self.tell(News::Save(outcome));
    }

    fn tell(&self, news: News) {
        if !self.inner.borrow().gone {
            self.told.emit(news);
        }
    }

    /// Keeps at once what is not kept yet: the page is hidden and may not come back.
    pub fn keep_now(self: &Rc<Self>) {
        if self.is_waiting() {
            self.inner.borrow_mut().timer = None;
            self.want(Job::Keep);
        }
    }

    /// Keeps what is typed a last time before the page is left. An error means that it would be lost.
    pub async fn keep_before_leaving(&self) -> Result<(), ApiError> {
        let edits = self.form.edits();
        self.keep_once().await.0?;
        self.inner.borrow_mut().kept = edits;
        Ok(())
    }

    /// The page is gone: nobody is told any more. What is not kept by now (the session may have ended from elsewhere) is tried once more.
    pub fn close(self: &Rc<Self>) {
        let waiting = self.is_waiting();
        {
            let mut inner = self.inner.borrow_mut();
            inner.timer = None;
            inner.over = true;
            inner.gone = true;
        }
        if waiting {
            let this = self.clone();
            dom::run(Box::pin(async move {
                // Whoever has left is not there to be told that it failed.
                let _ = this.keep_once().await;
            }));
        }
    }
}
