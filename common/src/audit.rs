//! 閲覧・更新履歴: who looked at a patient's record and who changed it, for the family doctor and, printed, for the patient (開示).

use crate::{ids::PatientPath, patients::PatientSummary};

wire! {
    /// Which part of the history.
    #[derive(Copy, Default)]
    pub struct HistoryQuery {
        /// Rows older than this one (see [`History::next`]); the newest where left out.
        #[serde(default)]
        pub before: Option<i64>,
    }

    /// One line of the history.
    pub struct HistoryRow {
        /// When, RFC 3339 in UTC.
        pub at: String,
        /// Name of who did it.
        pub user: String,
        /// Name of their institution.
        pub institution: String,
        /// From where: address of the device on the network.
        pub place: String,
        /// What was done, in words: 閲覧（救急モード）, 更新（処方、アレルギー）, 添付 …
        pub what: String,
        /// Why, in words; empty where no reason is asked for.
        pub why: String,
    }

    /// Part of the history.
    pub struct History {
        /// Whose history this is.
        pub patient: PatientSummary,
        /// Newest first, at most [`HISTORY_SHOWN`].
        pub rows: Vec<HistoryRow>,
        /// What to ask with for older ones; none where these are the last.
        pub next: Option<i64>,
    }
}

/// Lines of one part of the history.
pub const HISTORY_SHOWN: usize = 50;

endpoint!(
    /// Who looked at this patient's record, who changed it, when, from where and why.
    GetHistory = Get "/api/patients/{patient}/history", Patient(ReadHistory), path: PatientPath, query: HistoryQuery => History
);
endpoint!(
    /// The whole history as a PDF, to be handed to the patient.
    PrintHistory = Get "/api/patients/{patient}/history/print", Patient(ReadHistory), path: PatientPath => file
);
