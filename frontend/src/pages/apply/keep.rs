//! What the server has of an application and what it still has to learn: the part of saving that needs no browser.
//!
//! One request at a time. A save whose answer was lost may have gone through: then the server is ahead by just what was sent, which is no
//! conflict.

use tobiume_common::{
    ApiError, ErrorCode,
    application::{ApplicationForm, OwnApplication, State, Ticket},
};

/// Something to ask of the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// To keep a new application.
    Begin(ApplicationForm),
    /// To keep what is typed since.
    Save(Ticket, i64, ApplicationForm),
    /// To send it, with an answer to what the office asked.
    Submit(Ticket, i64, ApplicationForm, String),
    /// What it has, because it is ahead.
    Ask(Ticket),
}

/// What the server answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`Task::Begin`].
    Begun(Ticket),
    /// To all else.
    Own(Box<OwnApplication>),
}

/// An application on its way between page and server.
#[derive(Clone, Debug, Default)]
pub struct Keep {
    ticket: Option<Ticket>,
    /// What the server has.
    own: Option<OwnApplication>,
    /// What stands in the form.
    typed: ApplicationForm,
    /// It shall be kept although it has no ticket yet.
    begins: bool,
    /// It shall be sent, with this answer.
    submits: Option<String>,
    under_way: Option<Task>,
    /// Sent, and the answer was lost.
    unsure: Option<ApplicationForm>,
    asks: bool,
    /// The line was lost, and nothing is tried until later.
    rests: bool,
    trouble: Option<ApiError>,
    /// What somebody else saved meanwhile.
    other: Option<OwnApplication>,
}

impl Keep {
    /// Goes on with one that the server has.
    pub fn opened(ticket: Ticket, own: OwnApplication) -> Self {
        Self {
            ticket: Some(ticket),
            typed: own.form.clone(),
            own: Some(own),
            ..Self::default()
        }
    }

    /// What stands in the form.
    pub const fn typed(&self) -> &ApplicationForm {
        &self.typed
    }

    /// What it is known by, once it is kept.
    pub const fn ticket(&self) -> Option<&Ticket> {
        self.ticket.as_ref()
    }

    /// What the server has.
    pub const fn own(&self) -> Option<&OwnApplication> {
        self.own.as_ref()
    }

    /// Why the last try failed.
    pub const fn trouble(&self) -> Option<&ApiError> {
        self.trouble.as_ref()
    }

    /// What somebody else saved meanwhile.
    pub const fn other(&self) -> Option<&OwnApplication> {
        self.other.as_ref()
    }

    /// Something is on its way.
    pub const fn is_busy(&self) -> bool {
        self.under_way.is_some()
    }

    /// The line was lost, and nothing is tried until later.
    pub const fn is_resting(&self) -> bool {
        self.rests
    }

    /// It is being sent to the office.
    pub const fn is_submitting(&self) -> bool {
        self.submits.is_some()
    }

    /// The server does not have what stands in the form.
    pub fn is_unsaved(&self) -> bool {
        match &self.own {
            Some(own) => own.form != self.typed && own.state.is_open(),
            None => self.begins || self.typed != ApplicationForm::default(),
        }
    }

    /// Something was typed.
    pub fn type_in(&mut self, form: ApplicationForm) {
        if self.typed != form {
            self.typed = form;
            if self.trouble.as_ref().is_some_and(|error| !is_lost(error)) {
                self.trouble = None;
            }
        }
    }

    /// It shall be kept from now on.
    pub fn begin(&mut self) {
        self.begins = true;
        if self.trouble.as_ref().is_some_and(|error| !is_lost(error)) {
            self.trouble = None;
        }
    }

    /// It shall be sent. Said twice is said once.
    pub fn submit(&mut self, answer: String) {
        self.trouble = None;
        self.submits.get_or_insert(answer);
    }

    /// Tries again after a rest.
    pub const fn resume(&mut self) {
        self.rests = false;
    }

    /// Of two versions the one in this form holds.
    pub fn keep_typed(&mut self) {
        if let Some(other) = self.other.take() {
            self.own = Some(other);
        }
    }

    /// Of two versions the other one holds.
    pub fn take_other(&mut self) {
        if let Some(other) = self.other.take() {
            self.typed = other.form.clone();
            self.own = Some(other);
        }
    }

    /// What to ask next, if anything may be asked now.
    pub fn next(&mut self) -> Option<Task> {
        if self.under_way.is_some() || self.rests || self.other.is_some() || self.trouble.as_ref().is_some_and(|error| !is_lost(error)) {
            return None;
        }
        let form = self.typed.clone();
        let task = match (&self.ticket, &self.own) {
            (None, _) => self.begins.then_some(Task::Begin(form)),
            (Some(ticket), _) if self.asks => Some(Task::Ask(ticket.clone())),
            (Some(ticket), Some(own)) if own.state.is_open() => match &self.submits {
                Some(answer) => Some(Task::Submit(ticket.clone(), own.version, form, answer.clone())),
                None => (own.form != form).then(|| Task::Save(ticket.clone(), own.version, form)),
            },
            _ => None,
        };
        self.under_way.clone_from(&task);
        task
    }

    /// Takes an answer in.
    pub fn answered(&mut self, answer: Result<Answer, ApiError>) {
        let Some(task) = self.under_way.take() else { return };
        match (task, answer) {
            (Task::Begin(form), Ok(Answer::Begun(ticket))) => {
                self.own = Some(begun(&ticket, form));
                self.ticket = Some(ticket);
                self.trouble = None;
            }
            (Task::Ask(_), Ok(Answer::Own(own))) => self.learned(*own),
            (task, Ok(Answer::Own(own))) => {
                self.own = Some(*own);
                // What was said while a save was on its way is still to be done.
                if matches!(task, Task::Submit(..)) {
                    self.submits = None;
                }
                self.unsure = None;
                self.trouble = None;
            }
            (_, Ok(Answer::Begun(_))) => {}
            (task, Err(error)) => self.failed(task, error),
        }
    }

    fn failed(&mut self, task: Task, error: ApiError) {
        if is_lost(&error) {
            self.rests = true;
            if let Task::Save(_, _, form) | Task::Submit(_, _, form, _) = task {
                self.unsure = Some(form);
            }
            self.trouble = Some(error);
        } else if error.code == ErrorCode::Conflict && !matches!(task, Task::Ask(_)) {
            self.asks = true;
        } else {
            self.submits = None;
            self.trouble = Some(error);
        }
    }

    /// The server is ahead: by what was sent from here, or by what somebody else did.
    fn learned(&mut self, own: OwnApplication) {
        self.asks = false;
        self.trouble = None;
        let is_ours = self.unsure.take().is_some_and(|form| form == own.form) || own.form == self.typed;
        if !own.state.is_open() {
            self.typed = own.form.clone();
            self.submits = None;
            self.own = Some(own);
        } else if is_ours {
            self.own = Some(own);
        } else {
            self.submits = None;
            self.other = Some(own);
        }
    }
}

/// It may go well when it is tried again.
const fn is_lost(error: &ApiError) -> bool {
    matches!(error.code, ErrorCode::Offline | ErrorCode::Busy | ErrorCode::Internal)
}

/// What the server has of an application that was just begun.
fn begun(ticket: &Ticket, form: ApplicationForm) -> OwnApplication {
    OwnApplication {
        receipt: ticket.receipt.clone(),
        state: State::Draft,
        version: 1,
        form,
        history: Vec::new(),
        set_up: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str) -> ApplicationForm {
        let mut form = ApplicationForm::default();
        form.institution.name = name.to_owned();
        form
    }

    fn ticket() -> Ticket {
        Ticket {
            receipt: "A-000001-8".to_owned(),
            code: "abcd-efgh-jkmn".to_owned(),
        }
    }

    fn own(version: i64, name: &str, state: State) -> OwnApplication {
        OwnApplication {
            version,
            state,
            ..begun(&ticket(), form(name))
        }
    }

    fn answer(version: i64, name: &str, state: State) -> Result<Answer, ApiError> {
        Ok(Answer::Own(Box::new(own(version, name, state))))
    }

    fn save(version: i64, name: &str) -> Option<Task> {
        Some(Task::Save(ticket(), version, form(name)))
    }

    fn lost() -> Result<Answer, ApiError> {
        Err(ErrorCode::Offline.into())
    }

    fn opened(name: &str) -> Keep {
        Keep::opened(ticket(), own(3, name, State::Draft))
    }

    #[test]
    fn nothing_is_kept_before_the_first_step_is_left() {
        let mut keep = Keep::default();
        keep.type_in(form("a"));
        assert_eq!(keep.next(), None);
        assert!(keep.is_unsaved());
        keep.begin();
        assert_eq!(keep.next(), Some(Task::Begin(form("a"))));
        keep.type_in(form("b"));
        assert_eq!(keep.next(), None, "one request at a time");
        keep.answered(Ok(Answer::Begun(ticket())));
        assert_eq!(keep.next(), save(1, "b"));
        keep.answered(answer(2, "b", State::Draft));
        assert!(keep.next().is_none() && !keep.is_unsaved());
    }

    #[test]
    fn a_lost_line_keeps_what_is_typed_and_tries_again() {
        let mut keep = opened("a");
        keep.type_in(form("b"));
        keep.next();
        keep.answered(lost());
        assert!(keep.is_unsaved() && keep.trouble().is_some());
        assert_eq!(keep.next(), None, "it rests");
        keep.type_in(form("c"));
        keep.resume();
        assert_eq!(keep.next(), save(3, "c"));
        keep.answered(answer(4, "c", State::Draft));
        assert!(!keep.is_unsaved() && keep.trouble().is_none());
    }

    #[test]
    fn a_lost_answer_is_no_conflict() {
        let mut keep = opened("a");
        keep.type_in(form("b"));
        keep.next();
        keep.answered(lost());
        keep.type_in(form("c"));
        keep.resume();
        keep.next();
        keep.answered(Err(ErrorCode::Conflict.into()));
        assert_eq!(keep.next(), Some(Task::Ask(ticket())));
        keep.answered(answer(4, "b", State::Draft));
        assert!(keep.other().is_none());
        assert_eq!(keep.next(), save(4, "c"));
    }

    #[test]
    fn what_somebody_else_saved_is_told_and_one_of_both_chosen() {
        for takes_other in [false, true] {
            let mut keep = opened("a");
            keep.type_in(form("b"));
            keep.next();
            keep.answered(Err(ErrorCode::Conflict.into()));
            keep.next();
            keep.answered(answer(9, "z", State::Draft));
            assert!(keep.other().is_some() && keep.next().is_none());
            if takes_other {
                keep.take_other();
                assert_eq!((keep.next(), keep.typed()), (None, &form("z")));
            } else {
                keep.keep_typed();
                assert_eq!(keep.next(), save(9, "b"));
            }
        }
    }

    #[test]
    fn sent_twice_is_asked_once() {
        let mut keep = opened("a");
        keep.submit(String::new());
        keep.submit(String::new());
        assert_eq!(keep.next(), Some(Task::Submit(ticket(), 3, form("a"), String::new())));
        assert_eq!(keep.next(), None);
        keep.answered(answer(4, "a", State::Submitted));
        assert!(keep.next().is_none() && !keep.is_submitting());
    }

    #[test]
    fn what_was_refused_at_the_beginning_is_tried_again_when_the_person_goes_on() {
        let mut keep = Keep::default();
        keep.begin();
        keep.next();
        keep.answered(Err(ErrorCode::Locked.into()));
        assert_eq!(keep.next(), None);
        keep.begin();
        assert_eq!(keep.next(), Some(Task::Begin(ApplicationForm::default())));
    }

    #[test]
    fn sent_while_a_save_is_on_its_way_it_is_sent_after_it() {
        let mut keep = opened("a");
        keep.type_in(form("b"));
        assert_eq!(keep.next(), save(3, "b"));
        keep.submit(String::new());
        keep.answered(answer(4, "b", State::Draft));
        assert_eq!(keep.next(), Some(Task::Submit(ticket(), 4, form("b"), String::new())));
    }

    #[test]
    fn what_is_refused_rests_until_something_changes() {
        let mut keep = opened("a");
        keep.type_in(form("b"));
        keep.next();
        keep.answered(Err(ApiError::field("note", "x")));
        assert_eq!(keep.next(), None);
        keep.type_in(form("c"));
        assert_eq!(keep.next(), save(3, "c"));
    }
}
