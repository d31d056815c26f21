//! The office's side of users: who they are, and how an account lives and ends.
//!
//! A user is a person at an institution: who moves to another one gets a login ID there, and the one of before ends. Nobody is ever deleted,
//! for the audit log names them.

use crate::{
    ApiError,
    application::form::NAME_MAX,
    check::{Checker, single_spaced},
    ids::{InstitutionId, PatientId, UserId},
    institutions::Profession,
    session::SignInRecord,
};

/// Days without a sign-in after which a user is listed as dormant.
pub const DORMANT_DAYS: i64 = 90;

/// Users of one page of the list.
pub const USERS_SHOWN: usize = 50;

/// Longest text that is searched for, in characters.
pub const SEARCH_MAX: usize = 100;

wire! {
    /// Where an account stands.
    #[derive(Copy, Eq, Hash)]
    pub enum AccountState {
        /// It may be used.
        Active,
        /// The office has stopped it (利用停止).
        Stopped,
        /// It has ended. For good: the person gets a new one.
        Removed,
    }

    /// Which users are listed.
    #[derive(Copy, Eq, Hash)]
    pub enum UserFilter {
        /// Everybody whose account has not ended.
        Present,
        /// Who may sign in.
        Active,
        /// Stopped by the office, or locked after failures.
        Locked,
        /// The initial password is still to be changed.
        MustChange,
        /// No sign-in for [`DORMANT_DAYS`].
        Dormant,
        /// Those whose account has ended.
        Removed,
    }

    /// Whom the office looks for.
    pub struct UserSearch {
        /// Parts of 氏名, カナ氏名, ログインID or 施設, all of which must fit; empty for everybody.
        pub text: String,
        /// Which users.
        pub filter: UserFilter,
        /// Of this institution alone.
        pub institution: Option<InstitutionId>,
        /// How many to skip.
        pub after: u32,
    }

    /// A line of the list.
    pub struct UserLine {
        /// Who.
        pub id: UserId,
        /// ログインID.
        pub login_id: String,
        /// 氏名.
        pub name: String,
        /// 職種.
        pub profession: Profession,
        /// 施設.
        pub institution: String,
        /// Where the account stands.
        pub state: AccountState,
        /// Locked for some minutes after failures.
        pub locked_out: bool,
        /// The initial password is still to be changed.
        pub must_change: bool,
        /// When the user signed in last (RFC 3339).
        pub last_sign_in: Option<String>,
    }

    /// A page of the list.
    pub struct UserList {
        /// Its lines.
        pub lines: Vec<UserLine>,
        /// How many there are in all.
        pub count: u32,
        /// How many to skip for the next page, if there is one.
        pub next: Option<u32>,
    }

    /// A team that the user is a member of.
    pub struct Membership {
        /// Whose team.
        pub patient: PatientId,
        /// The team's name.
        pub team: String,
    }

    /// One user, as the office sees them.
    pub struct UserDetail {
        /// Who.
        pub id: UserId,
        /// Counts up with each change by the office.
        pub version: i64,
        /// ログインID.
        pub login_id: String,
        /// 氏名, カナ氏名, 職種, 施設管理者.
        pub form: UserForm,
        /// Where.
        pub institution_id: InstitutionId,
        /// 施設名.
        pub institution: String,
        /// Where the account stands.
        pub state: AccountState,
        /// Since when, where it is stopped or has ended (RFC 3339).
        pub state_since: Option<String>,
        /// The login ID that the person has in its place, after a move.
        pub moved_to: Option<UserId>,
        /// Locked for some minutes after failures.
        pub locked_out: bool,
        /// The initial password is still to be changed.
        pub must_change: bool,
        /// Until when the initial password works (RFC 3339).
        pub initial_until: Option<String>,
        /// The newest sign-ins, newest first.
        pub sign_ins: Vec<SignInRecord>,
        /// Where the user is signed in now, and since when.
        pub sessions: Vec<SignInRecord>,
        /// Teams.
        pub teams: Vec<Membership>,
        /// Begun and unsaved entries of basic_info.
        pub drafts: u32,
    }

    /// What the office may correct of a user, and says of a new one.
    pub struct UserForm {
        /// 氏名.
        pub name: String,
        /// カナ氏名.
        pub kana: String,
        /// 職種.
        pub profession: Option<Profession>,
        /// 施設管理者.
        pub is_administrator: bool,
    }

    /// What the office does with an account, in the version that was looked at.
    #[derive(Copy, Eq, Hash)]
    pub enum AccountStep {
        /// Forgets failed sign-ins: the lock of some minutes is lifted.
        ForgetFailures,
        /// 利用停止: no sign-in until it is lifted, and all sessions end.
        Stop,
        /// Lifts the stop.
        Resume,
        /// Ends the account for good.
        Remove,
    }

    /// A step.
    #[derive(Copy)]
    pub struct StepRequest {
        /// The version that was looked at.
        pub version: i64,
        /// Which.
        pub step: AccountStep,
    }

    /// What ended with a step.
    #[derive(Default)]
    pub struct Ended {
        /// Where the user was signed in.
        pub sessions: Vec<SignInRecord>,
        /// Teams that the user was a member of.
        pub teams: Vec<Membership>,
        /// Unsaved entries of basic_info.
        pub drafts: u32,
    }

    /// What came of a step.
    pub struct StepAnswer {
        /// The user as it is now.
        pub user: UserDetail,
        /// What ended.
        pub ended: Ended,
    }

    /// The version that was looked at.
    #[derive(Copy)]
    pub struct VersionRequest {
        /// It.
        pub version: i64,
    }

    /// A corrected user.
    pub struct UserRequest {
        /// The version that was looked at.
        pub version: i64,
        /// What is to stand there.
        pub form: UserForm,
    }

    /// Where a user goes.
    #[derive(Copy)]
    pub struct MoveRequest {
        /// The version that was looked at.
        pub version: i64,
        /// The new institution.
        pub institution: InstitutionId,
    }

    /// The path of one user.
    #[derive(Copy)]
    pub struct UserPath {
        /// Which.
        pub user: UserId,
    }

    /// The path of one institution.
    #[derive(Copy)]
    pub struct InstitutionPath {
        /// Which.
        pub institution: InstitutionId,
    }
}

impl crate::endpoint::PathValues for UserPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("user", self.user.to_string())]
    }
}

impl crate::endpoint::PathValues for InstitutionPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("institution", self.institution.to_string())]
    }
}

impl AccountState {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "利用中",
            Self::Stopped => "利用停止",
            Self::Removed => "利用終了",
        }
    }

    /// Whether an account may take a step.
    pub const fn may(self, step: AccountStep) -> bool {
        match step {
            AccountStep::ForgetFailures => !matches!(self, Self::Removed),
            AccountStep::Stop => matches!(self, Self::Active),
            AccountStep::Resume => matches!(self, Self::Stopped),
            AccountStep::Remove => !matches!(self, Self::Removed),
        }
    }
}

impl UserFilter {
    /// All filters.
    pub const ALL: [Self; 6] = [
        Self::Present,
        Self::Active,
        Self::Locked,
        Self::MustChange,
        Self::Dormant,
        Self::Removed,
    ];

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Present => "すべて（利用終了を除く）",
            Self::Active => "利用中",
            Self::Locked => "利用停止・ロック中",
            Self::MustChange => "初期パスワードのまま",
            Self::Dormant => "90日以上ログインなし",
            Self::Removed => "利用終了",
        }
    }
}

impl AccountStep {
    /// All steps.
    pub const ALL: [Self; 4] = [Self::ForgetFailures, Self::Stop, Self::Resume, Self::Remove];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ForgetFailures => "forget_failures",
            Self::Stop => "stop",
            Self::Resume => "resume",
            Self::Remove => "remove",
        }
    }

    /// The word on the button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ForgetFailures => "ロックを解除する",
            Self::Stop => "利用を停止する",
            Self::Resume => "利用停止を解除する",
            Self::Remove => "利用を終了する",
        }
    }
}

/// A user who can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedForm {
    /// 氏名, with one space.
    pub name: String,
    /// カナ氏名.
    pub kana: String,
    /// 職種.
    pub profession: Profession,
    /// 施設管理者.
    pub is_administrator: bool,
}

impl UserForm {
    /// What stands in it, clean.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self) -> Result<CheckedForm, ApiError> {
        let mut checker = Checker::default();
        let name = checker.required_line("name", &self.name, NAME_MAX, "氏名を入力してください。");
        let kana = checker.kana("kana", &self.kana, NAME_MAX, "カナ氏名");
        if self.profession.is_none() {
            checker.refuse("profession", "職種を選んでください。");
        }
        checker.finish(self.profession.map(|profession| CheckedForm {
            name: single_spaced(&name),
            kana,
            profession,
            is_administrator: self.is_administrator,
        }))
    }
}

endpoint!(
    /// Users, by institution and login ID.
    ListUsers = Post "/api/office/users/search", Office, body: UserSearch => UserList
);

endpoint!(
    /// One user.
    GetUser = Get "/api/office/users/{user}", Office, path: UserPath => UserDetail
);

endpoint!(
    /// Corrects who a user is.
    UpdateUser = Put "/api/office/users/{user}", Office, path: UserPath, body: UserRequest => UserDetail
);

endpoint!(
    /// A step with an account.
    StepUser = Post "/api/office/users/{user}/step", Office, path: UserPath, body: StepRequest => StepAnswer
);

endpoint!(
    /// A new initial password; the answer is its letter, which nobody gets a second time. All sessions end.
    ReissuePassword = Post "/api/office/users/{user}/password", Office, path: UserPath, body: VersionRequest => file
);

endpoint!(
    /// A new login ID at another institution; the answer is its letter. The account of before ends.
    MoveUser = Post "/api/office/users/{user}/move", Office, path: UserPath, body: MoveRequest => file
);

endpoint!(
    /// A new user of an institution; the answer is the letter.
    AddUser = Post "/api/office/institutions/{institution}/users", Office, path: InstitutionPath, body: UserForm => file
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_done_where() {
        let may = |state: AccountState| AccountStep::ALL.map(|step| state.may(step));
        assert_eq!(may(AccountState::Active), [true, true, false, true]);
        assert_eq!(may(AccountState::Stopped), [true, false, true, true]);
        assert_eq!(may(AccountState::Removed), [false; 4]);
    }

    #[test]
    fn users_are_checked() {
        let form = UserForm {
            name: "青葉　 花子".to_owned(),
            kana: "あおば ﾊﾅｺ".to_owned(),
            profession: Some(Profession::Nurse),
            is_administrator: false,
        };
        let checked = form.check().unwrap();
        assert_eq!((checked.name.as_str(), checked.kana.as_str()), ("青葉 花子", "アオバ ハナコ"));
        let empty = UserForm {
            name: " ".to_owned(),
            kana: "青葉".to_owned(),
            profession: None,
            ..form
        };
        let fields: Vec<String> = empty.check().unwrap_err().fields.into_iter().map(|field| field.field).collect();
        assert_eq!(fields, ["name", "kana", "profession"]);
    }
}
