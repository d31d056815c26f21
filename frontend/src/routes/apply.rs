//! The URLs of 参加申請. They carry neither 受付番号 nor code.

/// A page of 参加申請.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ApplyPage {
    /// The form.
    Form,
    /// 申請の状況.
    Status,
    /// パスワードの再発行.
    Reset,
}

impl ApplyPage {
    /// The page of what follows `/apply`.
    pub fn parse(rest: &[&str]) -> Option<Self> {
        match rest {
            [] => Some(Self::Form),
            ["status"] => Some(Self::Status),
            ["reset"] => Some(Self::Reset),
            _ => None,
        }
    }

    /// The URL of the page.
    pub const fn url(self) -> &'static str {
        match self {
            Self::Form => "/apply",
            Self::Status => "/apply/status",
            Self::Reset => "/apply/reset",
        }
    }
}
