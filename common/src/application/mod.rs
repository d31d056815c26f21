//! 参加申請: an institution joins the network (SPEC 4), from the first word of its form to its first sign-in.
//!
//! Who applies has no account. They are known by the 受付番号 and a code that is shown once ([`Ticket`]); the office works through one
//! queue. Both see the same history. [`state`] says who may do what, [`form`] what is asked, [`check`] whether it can be sent.

pub mod check;
pub mod form;
mod kind;
pub mod state;

use crate::{endpoint::PathValues, ids::ApplicationId};

pub use check::{CheckedApplication, CheckedInstitution, CheckedUser};
pub use form::ApplicationForm;
pub use kind::Kind;
pub use state::{Actor, State, Step};

/// Lines of one part of the queue.
pub const QUEUE_SHOWN: usize = 50;

/// Longest receipt number or code as typed, in characters.
pub const TICKET_MAX: usize = 40;

wire! {
    /// Which application: an id of the office's queue.
    #[derive(Copy)]
    pub struct ApplicationPath {
        /// Which.
        pub application: ApplicationId,
    }

    /// What an applicant is known by.
    pub struct Ticket {
        /// 受付番号: `A-000123-4`, the last a check digit.
        pub receipt: String,
        /// 確認コード: shown once, kept nowhere but as a hash.
        pub code: String,
    }

    /// Begins an application.
    pub struct BeginRequest {
        /// What is typed so far.
        pub form: ApplicationForm,
        /// A field that no person sees; whoever fills it is no person.
        #[serde(default)]
        pub homepage: String,
    }

    /// Something with one's own application.
    pub struct OwnRequest {
        /// Which.
        pub ticket: Ticket,
    }

    /// Saves what is typed so far, or sends it.
    pub struct FormRequest {
        /// Which.
        pub ticket: Ticket,
        /// The version that the form was read in: what another window saved meanwhile is not overwritten.
        pub version: i64,
        /// What is typed.
        pub form: ApplicationForm,
        /// 回答: an answer to what was asked, for the history.
        #[serde(default)]
        pub answer: String,
    }

    /// A line of the history.
    pub struct HistoryLine {
        /// When, RFC 3339 in UTC.
        pub at: String,
        /// What was done.
        pub step: Step,
        /// By whom: 申請者, or the name of the clerk.
        pub who: String,
        /// Why, or the answer; may be empty.
        pub note: String,
    }

    /// An application as its applicant sees it.
    pub struct OwnApplication {
        /// 受付番号.
        pub receipt: String,
        /// Where it stands.
        pub state: State,
        /// Counts up with each change.
        pub version: i64,
        /// What is typed.
        pub form: ApplicationForm,
        /// Oldest first.
        pub history: Vec<HistoryLine>,
    }

    /// Which part of the queue.
    #[derive(Copy, Default)]
    pub struct QueueQuery {
        /// Only those in this state; all that wait for the office where left out.
        #[serde(default)]
        pub state: Option<State>,
        /// Those after this one (see [`Queue::next`]); from the beginning where left out.
        #[serde(default)]
        pub after: Option<i64>,
    }

    /// A line of the queue.
    pub struct QueueLine {
        /// Which.
        pub id: ApplicationId,
        /// 受付番号.
        pub receipt: String,
        /// 施設名.
        pub institution: String,
        /// What is asked for.
        pub kind: Kind,
        /// Where it stands.
        pub state: State,
        /// When it was sent last, RFC 3339 in UTC.
        pub sent_at: String,
        /// Who has it; empty where nobody does.
        pub clerk: String,
    }

    /// Part of the queue.
    pub struct Queue {
        /// Those that wait longest first, at most [`QUEUE_SHOWN`].
        pub lines: Vec<QueueLine>,
        /// What to ask with for further ones.
        pub next: Option<i64>,
        /// How many there are in each state that the office sees.
        pub counts: Vec<StateCount>,
    }

    /// How many applications are in a state.
    #[derive(Copy)]
    pub struct StateCount {
        /// The state.
        pub state: State,
        /// How many.
        pub count: i64,
    }

    /// What may be wrong with an application although it could be sent.
    #[derive(Eq)]
    pub enum Doubt {
        /// 同じ医療機関コード takes part already.
        CodeTakesPart(String),
        /// 同じ医療機関コード is in another application that is under way.
        CodeApplied(String),
        /// 同じ施設名 and 電話番号 take part or have applied.
        SameNameAndPhone(String),
        /// The code's prefecture is none of the network's.
        OtherPrefecture(String),
        /// The 医師会 is not in the list.
        UnknownAssociation(String),
    }

    /// An application as the office sees it.
    pub struct ApplicationDetail {
        /// Which.
        pub id: ApplicationId,
        /// 受付番号.
        pub receipt: String,
        /// Where it stands.
        pub state: State,
        /// Counts up with each change.
        pub version: i64,
        /// Who has it; empty where nobody does.
        pub clerk: String,
        /// What is typed.
        pub form: ApplicationForm,
        /// Oldest first.
        pub history: Vec<HistoryLine>,
        /// What should be looked at.
        pub doubts: Vec<Doubt>,
    }

    /// A step of the office.
    pub struct StepRequest {
        /// The version that was looked at: of two clerks the second is told.
        pub version: i64,
        /// What to do.
        pub step: Step,
        /// Why, for the applicant; must be said where [`Step::needs_reason`].
        #[serde(default)]
        pub reason: String,
    }
}

wire! {
    /// Approves.
    pub struct ApproveRequest {
        /// The version that was looked at.
        pub version: i64,
        /// For an institution without a code: the name in its login IDs, 3 to 20 lower-case letters and digits.
        #[serde(default)]
        pub code: String,
    }
}

impl PathValues for ApplicationPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("application", self.application.to_string())]
    }
}

endpoint!(
    /// Begins an application: it is kept from now on. The answer holds the code, which is never shown again.
    BeginApplication = Post "/api/applications", Public, body: BeginRequest => Ticket
);
endpoint!(
    /// One's own application, by 受付番号 and code.
    GetOwnApplication = Post "/api/applications/own", Public, body: OwnRequest => OwnApplication
);
endpoint!(
    /// Saves a draft, or what is changed while it is sent back.
    SaveApplication = Post "/api/applications/save", Public, body: FormRequest => OwnApplication
);
endpoint!(
    /// 申請する: all that must be there is there. Twice is once.
    SubmitApplication = Post "/api/applications/submit", Public, body: FormRequest => OwnApplication
);
endpoint!(
    /// 取り下げる.
    RetractApplication = Post "/api/applications/retract", Public, body: OwnRequest => OwnApplication
);
endpoint!(
    /// The office's queue.
    ListApplications = Get "/api/office/applications", Office, query: QueueQuery => Queue
);
endpoint!(
    /// One application with what should be looked at.
    GetApplication = Get "/api/office/applications/{application}", Office, path: ApplicationPath => ApplicationDetail
);
endpoint!(
    /// A step of the office, but for approval.
    StepApplication = Post "/api/office/applications/{application}/steps", Office, path: ApplicationPath, body: StepRequest => ApplicationDetail
);
endpoint!(
    /// 承認する: institution and users are made, and the answer is their 参加承認書, once.
    ApproveApplication = Post "/api/office/applications/{application}/approval", Office, path: ApplicationPath, body: ApproveRequest => file
);
