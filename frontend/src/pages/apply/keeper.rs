//! Keeping an application while it is typed. It lives in this page's memory alone: nothing of it is in browser storage.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_timers::callback::Timeout;
use tobiume_common::{
    ApiError,
    application::{
        ApplicationForm, BeginApplication, BeginRequest, FormRequest, GetOwnApplication, OwnApplication, OwnRequest, SaveApplication,
        SubmitApplication, Ticket,
    },
};
use yew::prelude::*;

use super::keep::{Answer, Keep, Task};
use crate::{
    api::{self, Abort},
    dom,
};

/// How long nothing is typed before it is saved, in milliseconds.
const PAUSE: u32 = 1_500;

/// How long it rests after the line was lost, in milliseconds.
const REST: u32 = 5_000;

/// How long an answer is waited for, in milliseconds.
const PATIENCE: u32 = 30_000;

/// The application of this page, for whoever shows it. A clone is the same one.
#[derive(Clone, Default)]
pub struct Keeper(Rc<Inner>);

#[derive(Default)]
struct Inner {
    keep: RefCell<Keep>,
    /// The person said that number and code were noted.
    noted: Cell<bool>,
    /// What stands in the field that no person sees.
    homepage: RefCell<String>,
    pause: RefCell<Option<Timeout>>,
    /// The rest after a lost line; typing does not end it.
    rest: RefCell<Option<Timeout>>,
    watchers: RefCell<Vec<(u32, Callback<()>)>>,
    next_watcher: Cell<u32>,
}

thread_local! {
    static KEEPER: Keeper = Keeper::default();
}

/// The application of this page, drawn again when something about it changes.
#[hook]
pub fn use_keeper() -> Keeper {
    let redraw = use_force_update();
    let keeper = KEEPER.with(Clone::clone);
    let watched = keeper.clone();
    use_effect_with((), move |()| {
        let watcher = watched.watch(Callback::from(move |()| redraw.force_update()));
        let resumed = watched.clone();
        let online = dom::listen(&dom::window(), "online", Box::new(move |_| resumed.resume()));
        move || {
            drop(online);
            watched.0.watchers.borrow_mut().retain(|(known, _)| *known != watcher);
        }
    });
    keeper
}

impl Keeper {
    /// What it knows now.
    pub fn now(&self) -> std::cell::Ref<'_, Keep> {
        self.0.keep.borrow()
    }

    /// Number and code are to be shown, because the person has not said that they were noted.
    pub fn unnoted(&self) -> Option<Ticket> {
        self.now().ticket().filter(|_| !self.0.noted.get()).cloned()
    }

    /// Number and code were noted.
    pub fn note(&self) {
        self.0.noted.set(true);
        self.changed();
    }

    /// Goes on with one that the server has. Whoever typed its code has it.
    pub fn open(&self, ticket: Ticket, own: OwnApplication) {
        self.0.keep.replace(Keep::opened(ticket, own));
        self.0.noted.set(true);
        self.changed();
    }

    /// The same one as the server has it now, unless something typed is still to be saved.
    pub fn reopen(&self, ticket: Ticket, own: OwnApplication) {
        if !self.now().is_unsaved() || !own.state.is_open() {
            self.0.keep.replace(Keep::opened(ticket, own));
            self.changed();
        }
    }

    /// Forgets it on this device.
    pub fn forget(&self) {
        self.0.keep.take();
        self.0.noted.set(false);
        self.0.pause.take();
        self.changed();
    }

    /// Something was typed: it is saved after a pause.
    pub fn type_in(&self, form: ApplicationForm) {
        self.0.keep.borrow_mut().type_in(form);
        let keeper = self.clone();
        self.0.pause.replace(Some(dom::after(PAUSE, Box::new(move || keeper.go_on()))));
        self.changed();
    }

    /// What a person does not see was filled in.
    pub fn fill_homepage(&self, text: String) {
        self.0.homepage.replace(text);
    }

    /// It is kept from now on, and what is typed is saved now.
    pub fn save(&self) {
        self.0.keep.borrow_mut().begin();
        self.go_on();
    }

    /// Sends it.
    pub fn submit(&self, answer: String) {
        let mut keep = self.0.keep.borrow_mut();
        keep.submit(answer);
        keep.resume();
        drop(keep);
        self.go_on();
    }

    /// Of two versions the one in this form holds.
    pub fn keep_typed(&self) {
        self.0.keep.borrow_mut().keep_typed();
        self.go_on();
    }

    /// Of two versions the other one holds.
    pub fn take_other(&self) {
        self.0.keep.borrow_mut().take_other();
        self.changed();
    }

    /// Tries at once what rests.
    pub fn resume(&self) {
        self.0.keep.borrow_mut().resume();
        self.go_on();
    }

    fn watch(&self, told: Callback<()>) -> u32 {
        let watcher = self.0.next_watcher.get();
        self.0.next_watcher.set(watcher + 1);
        self.0.watchers.borrow_mut().push((watcher, told));
        watcher
    }

    fn changed(&self) {
        let watchers = self.0.watchers.borrow().clone();
        watchers.iter().for_each(|(_, told)| told.emit(()));
    }

    fn go_on(&self) {
        let task = self.0.keep.borrow_mut().next();
        if let Some(task) = task {
            let keeper = self.clone();
            dom::run(Box::pin(async move { keeper.ask(task).await }));
        }
        self.changed();
    }

    async fn ask(self, task: Task) {
        let abort = Abort::new();
        let late = {
            let abort = abort.clone();
            dom::after(PATIENCE, Box::new(move || abort.give_up()))
        };
        let answer = self.call(task, &abort).await;
        drop(late);
        let is_lost = {
            let mut keep = self.0.keep.borrow_mut();
            keep.answered(answer);
            keep.is_resting()
        };
        if is_lost {
            let keeper = self.clone();
            self.0.rest.replace(Some(dom::after(REST, Box::new(move || keeper.resume()))));
            self.changed();
        } else {
            self.go_on();
        }
    }

    async fn call(&self, task: Task, abort: &Abort) -> Result<Answer, ApiError> {
        let form = |ticket, version, form, answer| FormRequest {
            ticket,
            version,
            form,
            answer,
        };
        let own = match task {
            Task::Begin(form) => {
                let homepage = self.0.homepage.borrow().clone();
                let begin = BeginRequest { form, homepage };
                return api::call::<BeginApplication>(abort, &(), &(), &begin).await.map(Answer::Begun);
            }
            Task::Save(ticket, version, typed) => {
                api::call::<SaveApplication>(abort, &(), &(), &form(ticket, version, typed, String::new())).await
            }
            Task::Submit(ticket, version, typed, answer) => {
                api::call::<SubmitApplication>(abort, &(), &(), &form(ticket, version, typed, answer)).await
            }
            Task::Ask(ticket) => api::call::<GetOwnApplication>(abort, &(), &(), &OwnRequest { ticket }).await,
        };
        own.map(|own| Answer::Own(Box::new(own)))
    }
}
