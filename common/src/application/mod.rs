//! 参加申請: an institution joins the network (SPEC 4), from the first word of its form to its first sign-in.
//!
//! Who applies has no account. They are known by the 受付番号 and a code that is shown once ([`Ticket`]); the office works through one
//! queue ([`queue`]). Both see the same history. [`state`] says who may do what, [`form`] what is asked, [`check`] whether it can be sent.

pub mod check;
pub mod files;
pub mod form;
mod kind;
pub mod paste;
pub mod queue;
pub mod reasons;
pub mod receipt;
pub mod set_up;
pub mod state;
pub mod words;

use crate::{endpoint::PathValues, ids::ApplicationId};

pub use check::{CheckedApplication, CheckedInstitution, CheckedUser};
pub use form::ApplicationForm;
pub use kind::Kind;
pub use queue::*;
pub use set_up::{AnswerSetUpTimes, OfferSetUpTimes, RecordDevices, SetUp, SetUpStand};
pub use state::{Actor, State, Step};

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

    /// The 郡市区医師会 of the network.
    pub struct Associations {
        /// Their names, in order.
        pub names: Vec<String>,
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
        /// The set-up, once it is approved.
        pub set_up: Option<SetUp>,
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
    /// The 郡市区医師会 to choose from.
    ListAssociations = Get "/api/applications/associations", Public => Associations
);
endpoint!(
    /// What was sent, as a PDF for who applied.
    PrintApplication = Post "/api/applications/pdf", Public, body: OwnRequest => file
);
