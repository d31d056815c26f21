//! The URLs of 参加申請. They carry neither 受付番号 nor code.

/// Below here is what needs no account.
pub const APPLY: &str = "/apply";

/// A page of 参加申請.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ApplyPage {
    /// The form, at one of its steps.
    Form(FormStep),
    /// 申請の状況.
    Status,
    /// パスワードの再発行.
    Reset,
}

/// A step of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormStep {
    /// 施設.
    Institution,
    /// 利用するシステム・機器.
    Systems,
    /// 利用者.
    Users,
    /// 設定の希望日・連絡事項・添付.
    Wishes,
    /// 確認.
    Review,
}

impl FormStep {
    /// All steps, in their order.
    pub const ALL: [Self; 5] = [Self::Institution, Self::Systems, Self::Users, Self::Wishes, Self::Review];

    /// What comes next.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self)
    }

    /// What came before.
    pub fn before(self) -> Option<Self> {
        Self::ALL.into_iter().rfind(|step| *step < self)
    }
}

impl ApplyPage {
    /// The page of what follows `/apply`.
    pub fn parse(rest: &[&str], query: &str) -> Option<Self> {
        let form = |step: &FormStep| Self::Form(*step).url().split_once('?').map_or("", |(_, own)| own) == query.trim_start_matches('?');
        match rest {
            [] => Some(Self::Form(
                *FormStep::ALL.iter().find(|step| form(step)).unwrap_or(&FormStep::Institution),
            )),
            ["status"] => Some(Self::Status),
            ["reset"] => Some(Self::Reset),
            _ => None,
        }
    }

    /// The URL of the page.
    pub const fn url(self) -> &'static str {
        match self {
            Self::Form(FormStep::Institution) => APPLY,
            Self::Form(FormStep::Systems) => "/apply?step=2",
            Self::Form(FormStep::Users) => "/apply?step=3",
            Self::Form(FormStep::Wishes) => "/apply?step=4",
            Self::Form(FormStep::Review) => "/apply?step=5",
            Self::Status => "/apply/status",
            Self::Reset => "/apply/reset",
        }
    }
}
