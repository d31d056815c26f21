//! 変更・退会・パスワード再発行: what who takes part already asks of the office, through the same queue as 参加申請.
//!
//! Changes and leaving are asked for by an administrator of the institution (施設管理者) from inside the portal, a new password from the
//! sign-in page. [`Kind::after`] says which steps there are.

mod check;

use crate::{
    CivilDate,
    application::{
        HistoryLine, Kind, State, Step,
        form::{DeviceLine, UserLine},
    },
    endpoint::PathValues,
    ids::{ApplicationId, PatientId, UserId},
    institutions::Profession,
    patients::{PatientSummary, Sex},
};

pub use check::{CheckedChange, CheckedDirectory, CheckedLeaving, CheckedReset};

wire! {
    /// How an institution is reached, as typed.
    #[derive(Default)]
    pub struct Directory {
        /// 郵便番号.
        pub postal_code: String,
        /// 住所.
        pub address: String,
        /// 電話番号.
        pub phone: String,
        /// FAX番号.
        pub fax: String,
        /// メールアドレス.
        pub email: String,
    }

    /// 変更, as typed: whatever is left as it is changes nothing.
    #[derive(Default)]
    pub struct ChangeForm {
        /// How the institution is reached from now on; none where that stays.
        pub directory: Option<Directory>,
        /// Users to be added.
        pub added: Vec<UserLine>,
        /// Users who leave.
        pub removed: Vec<UserId>,
        /// Devices to be added.
        pub devices: Vec<DeviceLine>,
        /// 連絡事項.
        pub note: String,
    }

    /// 退会, as typed.
    #[derive(Default)]
    pub struct LeavingForm {
        /// The last day of taking part.
        pub last_day: String,
        /// Why.
        pub reason: String,
        /// What happens to the patients was read.
        pub agrees: bool,
    }

    /// パスワード再発行, as typed by who cannot sign in.
    #[derive(Default)]
    pub struct ResetForm {
        /// ログインID.
        pub login_id: String,
        /// 氏名.
        pub name: String,
        /// Where the office calls back.
        pub phone: String,
    }

    /// A receipt whose insurance and birth date are those of somebody registered, while its name, sex or 枝番 is not, or fits several.
    pub struct MatchForm {
        /// 保険者番号.
        pub insurer_number: String,
        /// 記号.
        pub symbol: String,
        /// 番号.
        pub number: String,
        /// 枝番; may be empty.
        pub branch: String,
        /// 生年月日.
        pub birth_date: CivilDate,
        /// 性別.
        pub sex: Sex,
        /// 氏名.
        pub name: String,
        /// カナ氏名.
        pub kana: String,
        /// Who has this insurance and birth date.
        pub candidates: Vec<PatientId>,
    }

    /// What is asked for.
    pub enum RequestForm {
        /// 変更.
        Change(ChangeForm),
        /// 退会.
        Leaving(LeavingForm),
        /// パスワード再発行.
        PasswordReset(ResetForm),
        /// 患者照合.
        PatientMatch(MatchForm),
    }

    /// A user of the own institution, as its administrator sees them.
    pub struct Colleague {
        /// Which.
        pub id: UserId,
        /// ログインID.
        pub login_id: String,
        /// 氏名.
        pub name: String,
        /// 職種.
        pub profession: Profession,
        /// 施設管理者.
        pub is_administrator: bool,
    }

    /// A request as who asked sees it.
    pub struct OwnRequest {
        /// Which.
        pub id: ApplicationId,
        /// 受付番号.
        pub receipt: String,
        /// What is asked for.
        pub form: RequestForm,
        /// Where it stands.
        pub state: State,
        /// Counts up with each change.
        pub version: i64,
        /// Oldest first.
        pub history: Vec<HistoryLine>,
    }

    /// The own institution with what it asks for.
    pub struct OwnInstitution {
        /// 施設名.
        pub name: String,
        /// How it is reached.
        pub directory: Directory,
        /// Its users.
        pub users: Vec<Colleague>,
        /// What it asked for, newest first, at most 30.
        pub requests: Vec<OwnRequest>,
    }

    /// Asks for a change or for leaving.
    pub struct AskRequest {
        /// What.
        pub form: RequestForm,
    }

    /// Answers what was sent back.
    pub struct AnswerRequest {
        /// The version that was looked at.
        pub version: i64,
        /// What is asked for now.
        pub form: RequestForm,
        /// 回答, for the history.
        #[serde(default)]
        pub answer: String,
    }

    /// Takes a request back.
    #[derive(Copy)]
    pub struct RetractRequest {
        /// The version that was looked at.
        pub version: i64,
    }

    /// Asks for a new password.
    pub struct AskResetRequest {
        /// For whom.
        pub form: ResetForm,
        /// A field that no person sees; whoever fills it is no person.
        #[serde(default)]
        pub homepage: String,
    }

    /// What should be looked at before a request is granted.
    #[derive(Eq)]
    pub enum RequestDoubt {
        /// There is no such login ID.
        UnknownLogin,
        /// The name is not the user's; theirs is this.
        OtherName(String),
        /// Patients for whom this institution is the only family doctor.
        OnlyFamilyDoctorOf(i64),
        /// No administrator would be left.
        NoAdministratorLeft,
    }

    /// A request as the office sees it.
    pub struct RequestDetail {
        /// Which.
        pub id: ApplicationId,
        /// 受付番号.
        pub receipt: String,
        /// Whose; empty where a login ID is nobody's.
        pub institution: String,
        /// By whom; empty for a password reset.
        pub asked_by: String,
        /// What is asked for.
        pub form: RequestForm,
        /// The users that it is about: who leaves, or whose password it is.
        pub about: Vec<Colleague>,
        /// Users that its approval made or reset, whose letters can be issued.
        pub letters_for: Vec<Colleague>,
        /// Registered persons of whom one may be meant.
        pub candidates: Vec<PatientSummary>,
        /// Where it stands.
        pub state: State,
        /// Counts up with each change.
        pub version: i64,
        /// Who has it; empty where nobody does.
        pub clerk: String,
        /// Oldest first.
        pub history: Vec<HistoryLine>,
        /// What should be looked at.
        pub doubts: Vec<RequestDoubt>,
    }

    /// A step of the office.
    pub struct RequestStep {
        /// The version that was looked at: of two clerks the second is told.
        pub version: i64,
        /// What to do.
        pub step: Step,
        /// Why; must be said where [`Step::needs_reason`].
        #[serde(default)]
        pub reason: String,
        /// Whose the receipt is, where a 患者照合 is approved.
        #[serde(default)]
        pub patient: Option<PatientId>,
    }

    /// Which request.
    #[derive(Copy)]
    pub struct RequestPath {
        /// Which.
        pub application: ApplicationId,
    }
}

impl MatchForm {
    /// What is kept of it once it is decided: nothing of the receipt.
    #[must_use]
    pub fn decided(self) -> Self {
        Self {
            insurer_number: String::new(),
            symbol: String::new(),
            number: String::new(),
            branch: String::new(),
            name: String::new(),
            kana: String::new(),
            candidates: Vec::new(),
            ..self
        }
    }
}

impl RequestForm {
    /// What kind of request it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Change(_) => Kind::Change,
            Self::Leaving(_) => Kind::Leaving,
            Self::PasswordReset(_) => Kind::PasswordReset,
            Self::PatientMatch(_) => Kind::PatientMatch,
        }
    }
}

impl PathValues for RequestPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("application", self.application.to_string())]
    }
}

endpoint!(
    /// The own institution: how it is reached, who works there, and what it asked for.
    GetOwnInstitution = Get "/api/institution", Administer => OwnInstitution
);
endpoint!(
    /// 変更 or 退会 を申請する. The same twice while it waits is one.
    AskOffice = Post "/api/institution/requests", Administer, body: AskRequest => OwnInstitution
);
endpoint!(
    /// Answers what was sent back.
    AnswerOffice = Put "/api/institution/requests/{application}", Administer, path: RequestPath, body: AnswerRequest => OwnInstitution
);
endpoint!(
    /// Takes a request back until it is decided.
    RetractOwnRequest = Post "/api/institution/requests/{application}/retract", Administer, path: RequestPath, body: RetractRequest => OwnInstitution
);
endpoint!(
    /// Asks the office for a new password. The answer is the same whether there is such a user or not.
    AskPasswordReset = Post "/api/session/reset", Public, body: AskResetRequest => ()
);
endpoint!(
    /// One request with what should be looked at.
    GetRequest = Get "/api/office/requests/{application}", Office, path: RequestPath => RequestDetail
);
endpoint!(
    /// A step of the office, approval too: what is asked for happens in the same transaction.
    StepRequest = Post "/api/office/requests/{application}/steps", Office, path: RequestPath, body: RequestStep => RequestDetail
);
