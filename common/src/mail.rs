//! Mail to applicants that could not be sent, for the office.

use crate::{
    application::State,
    endpoint::PathValues,
    ids::{ApplicationId, MailId},
};

/// How long a mail that was given up is told of, in days: after that nobody waits for it.
pub const GIVEN_UP_DAYS: i64 = 30;

/// Most that are listed.
pub const MAILS_SHOWN: usize = 100;

wire! {
    /// What a mail tells.
    #[derive(Copy, Eq, Hash)]
    pub enum MailNotice {
        /// The application has arrived.
        Received,
        /// The office asks something.
        SentBack,
        /// It is approved.
        Approved,
        /// It is rejected.
        Rejected,
        /// Times for the set-up visit are offered.
        DatesOffered,
    }

    /// Why a mail was given up.
    #[derive(Copy, Eq, Hash)]
    pub enum MailProblem {
        /// The mail server will not take it (5xx): the address is wrong, mostly.
        Refused,
        /// The mail server put it off again and again (4xx).
        PutOff,
        /// The mail server was not there, or does not take our mails.
        Unreachable,
        /// It had become old, because mail was off meanwhile.
        Stale,
    }

    /// A mail that was given up.
    pub struct GivenUpMail {
        /// Which.
        pub id: MailId,
        /// What it is about.
        pub application: ApplicationId,
        /// Its 受付番号.
        pub receipt: String,
        /// 施設名 as the applicant wrote it.
        pub institution: String,
        /// What it would have told.
        pub notice: MailNotice,
        /// Where the application stands now.
        pub state: State,
        /// What it tells still holds: it can be sent once more.
        pub is_current: bool,
        /// When the step was taken that it tells of.
        pub written_at: String,
        /// When it was given up.
        pub given_up_at: String,
        /// How often it was tried.
        pub attempts: u32,
        /// Why it was given up.
        pub problem: MailProblem,
        /// The mail server's reply code, where there was one.
        pub reply: Option<u16>,
    }

    /// What was given up in the last [`GIVEN_UP_DAYS`].
    pub struct GivenUpMails {
        /// Newest first, at most [`MAILS_SHOWN`].
        pub mails: Vec<GivenUpMail>,
        /// Whether mail is sent at all.
        pub is_on: bool,
    }

    /// Which mail.
    #[derive(Copy)]
    pub struct MailPath {
        /// Which.
        pub mail: MailId,
    }
}

impl MailNotice {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Received, Self::SentBack, Self::Approved, Self::Rejected, Self::DatesOffered];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::SentBack => "sent_back",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::DatesOffered => "dates_offered",
        }
    }

    /// The notice of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.code() == code)
    }

    /// The state that it tells.
    pub const fn state(self) -> State {
        match self {
            Self::Received => State::Submitted,
            Self::SentBack => State::SentBack,
            Self::Approved => State::Approved,
            Self::Rejected => State::Rejected,
            Self::DatesOffered => State::Scheduling,
        }
    }

    /// What the screens call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Received => "受付のお知らせ",
            Self::SentBack => "差戻しのお知らせ",
            Self::Approved => "承認のお知らせ",
            Self::Rejected => "却下のお知らせ",
            Self::DatesOffered => "設定日程のお知らせ",
        }
    }
}

impl MailProblem {
    /// What happened and what to look at.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Refused => "宛先に断られました。アドレスの間違いかもしれません。",
            Self::PutOff => "宛先が受け取れない状態が続きました。",
            Self::Unreachable => "メールサーバーにつながらないか、受け付けてもらえませんでした。サーバーの管理者に知らせてください。",
            Self::Stale => "書いてから7日を過ぎたため、送りませんでした。",
        }
    }
}

impl PathValues for MailPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("mail", self.mail.to_string())]
    }
}

endpoint!(
    /// Mails to applicants that were given up lately. Without their addresses.
    ListGivenUpMails = Get "/api/office/mails/given-up", Office => GivenUpMails
);
endpoint!(
    /// Puts a mail that was given up into the queue once more, to the address that the application has now.
    ResendMail = Post "/api/office/mails/{mail}/resend", Office, path: MailPath => GivenUpMails
);
