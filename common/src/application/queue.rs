//! The office's side of applications: one queue for everything, and what is decided there.

use super::{ApplicationForm, ApplicationPath, HistoryLine, Kind, SetUp, SetUpStand, State, Step, files::ApplicationFile};
use crate::ids::{ApplicationId, UserId};

/// Lines of one part of the queue.
pub const QUEUE_SHOWN: usize = 50;

/// Longest text that is searched for, in characters.
pub const SEARCH_MAX: usize = 80;

wire! {
    /// Which part of the queue.
    #[derive(Default)]
    pub struct QueueQuery {
        /// Of one state; what waits for the office where left out.
        #[serde(default)]
        pub state: Option<State>,
        /// 受付番号, part of a 施設名, or a telephone number. Without a state every state is searched.
        #[serde(default)]
        pub text: String,
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
        /// What is asked for.
        pub kind: Kind,
        /// 施設名.
        pub institution: String,
        /// Where it stands.
        pub state: State,
        /// The version that is shown, for steps taken from the list.
        pub version: i64,
        /// When it was sent last, RFC 3339 in UTC.
        pub sent_at: String,
        /// Who has it; empty where nobody does.
        pub clerk: String,
        /// What should be looked at before it is decided; nothing once it is.
        pub doubts: Vec<Doubt>,
        /// Where the set-up stands, for what waits for it.
        pub set_up: Option<SetUpStand>,
    }

    /// Part of the queue.
    pub struct Queue {
        /// Those that wait longest first, at most [`QUEUE_SHOWN`].
        pub lines: Vec<QueueLine>,
        /// What to ask with for further ones.
        pub next: Option<i64>,
        /// How many wait for the office, whatever is asked for.
        pub waiting: i64,
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

    /// Another application.
    #[derive(Eq)]
    pub struct Other {
        /// Which.
        pub id: ApplicationId,
        /// 受付番号.
        pub receipt: String,
    }

    /// What may be wrong with an application although it could be sent.
    #[derive(Eq)]
    pub enum Doubt {
        /// 同じ医療機関コード takes part already.
        CodeTakesPart(String),
        /// 同じ医療機関コード is in another application that is under way.
        CodeApplied(Other),
        /// 同じ施設名 and 電話番号 have applied.
        SameNameAndPhone(Other),
        /// The code's prefecture is none of the network's.
        OtherPrefecture(String),
        /// The 医師会 is not in the list.
        UnknownAssociation(String),
    }

    /// A user who was made by an approval.
    pub struct MadeUser {
        /// Which.
        pub id: UserId,
        /// ログインID.
        pub login_id: String,
        /// 氏名.
        pub name: String,
        /// Has not chosen a password yet.
        pub waits: bool,
        /// Until when the initial password works, RFC 3339 in UTC; empty where there is none.
        pub initial_until: String,
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
        /// When it was sent last, RFC 3339 in UTC.
        pub sent_at: String,
        /// Who has it; empty where nobody does.
        pub clerk: String,
        /// What is typed.
        pub form: ApplicationForm,
        /// Oldest first.
        pub history: Vec<HistoryLine>,
        /// What was sent beside the form.
        pub files: Vec<ApplicationFile>,
        /// What should be looked at.
        pub doubts: Vec<Doubt>,
        /// Its users, once it is approved.
        pub users: Vec<MadeUser>,
        /// The set-up, once it is approved.
        pub set_up: Option<SetUp>,
        /// The part of its login IDs behind the at sign; for who has no code the office gives what stands before the dot.
        pub login_domain: String,
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

    /// Approves.
    pub struct ApproveRequest {
        /// The version that was looked at.
        pub version: i64,
        /// For an institution without a code: the name in its login IDs, 3 to 20 lower-case letters and digits.
        #[serde(default)]
        pub code: String,
    }

    /// An application in the version that a line of the queue showed.
    #[derive(Copy)]
    pub struct Seen {
        /// Which.
        pub id: ApplicationId,
        /// In which version.
        pub version: i64,
    }

    /// Takes up several.
    pub struct TakeUpRequest {
        /// Which, at most [`QUEUE_SHOWN`].
        pub applications: Vec<Seen>,
    }

    /// What became of several.
    pub struct TakenUp {
        /// How many were taken up.
        pub taken: usize,
        /// 受付番号 of those that somebody else was quicker with.
        pub overtaken: Vec<String>,
    }

    /// Issues letters again.
    pub struct ReissueRequest {
        /// For this user; for all who have not chosen a password yet where left out.
        #[serde(default)]
        pub user: Option<UserId>,
    }
}

endpoint!(
    /// The office's queue. Names and telephone numbers that are searched for do not stand in a URL.
    ListApplications = Post "/api/office/applications/search", Office, body: QueueQuery => Queue
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
endpoint!(
    /// 確認を始める, for several at once. Of those that changed meanwhile none is touched.
    TakeUpApplications = Post "/api/office/applications/take-up", Office, body: TakeUpRequest => TakenUp
);
endpoint!(
    /// 参加承認書 once more, with new initial passwords: the old ones and the sessions of their users end.
    ReissueLetters = Post "/api/office/applications/{application}/letters", Office, path: ApplicationPath, body: ReissueRequest => file
);
