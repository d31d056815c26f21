//! 行政情報 (claims_info): what a city's monthly data tell of a patient's visits.

use crate::YearMonth;

/// At most this many visits are shown (最大過去5年分のうち、受診した直近12回分).
pub const VISITS_SHOWN: usize = 12;

/// How far back visits are shown, in months, counted from the newest month the city has sent.
pub const MONTHS_SHOWN: i32 = 60;

wire! {
    /// What kind of claim a visit comes from.
    #[derive(Copy, Eq, Hash)]
    pub enum VisitKind {
        /// 医科入院.
        Inpatient,
        /// 医科外来.
        Outpatient,
        /// 歯科.
        Dental,
        /// 調剤.
        Dispensing,
    }

    /// A disease of a claim, with its modifiers composed into the name.
    pub struct ClaimDisease {
        /// Name as shown.
        pub name: String,
        /// 診療開始日の年月, empty where unknown.
        pub since: Option<YearMonth>,
        /// 主傷病.
        pub main: bool,
    }

    /// A drug of a claim.
    pub struct ClaimDrug {
        /// Name as shown; the code where the master does not know it.
        pub name: String,
        /// 使用量 with its unit, as `1錠`; empty where unknown.
        pub amount: String,
    }

    /// One visit: one claim of one institution for one month.
    pub struct Visit {
        /// 診療年月.
        pub month: YearMonth,
        /// Kind of claim.
        pub kind: VisitKind,
        /// Name of the institution; its code where the name is unknown.
        pub institution: String,
        /// 診療実日数.
        pub days: u16,
        /// Diseases, main ones first.
        pub diseases: Vec<ClaimDisease>,
        /// Drugs in the order of the claim, each once.
        pub drugs: Vec<ClaimDrug>,
    }

    /// The latest visits of a patient.
    pub struct ClaimsInfo {
        /// Name of the city whose data this is.
        pub city: String,
        /// Newest month the city has sent.
        pub through: Option<YearMonth>,
        /// Newest first, at most [`VISITS_SHOWN`].
        pub visits: Vec<Visit>,
    }
}

impl VisitKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Inpatient, Self::Outpatient, Self::Dental, Self::Dispensing];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inpatient => "inpatient",
            Self::Outpatient => "outpatient",
            Self::Dental => "dental",
            Self::Dispensing => "dispensing",
        }
    }

    /// The kind of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Inpatient => "入院",
            Self::Outpatient => "外来",
            Self::Dental => "歯科",
            Self::Dispensing => "調剤",
        }
    }
}
