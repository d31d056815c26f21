//! Numbers at a glance (統計), and the office's lists as files.

use std::fmt;

use crate::{CivilDate, application::State, endpoint::PathValues, institutions::InstitutionKind};

/// What applications are counted by: days since they were sent last, today being 0. Each group begins at its number.
pub const AGES: [(i64, &str); 4] = [(0, "当日"), (1, "1〜3日"), (4, "4〜7日"), (8, "8日以上")];

/// Days of sign-ins that are counted, today too.
pub const SIGN_IN_DAYS: usize = 30;

/// Most lines of an exported list.
pub const EXPORT_MAX: usize = 100_000;

wire! {
    /// Applications in one state.
    #[derive(Copy, Eq)]
    pub struct StateAges {
        /// The state.
        pub state: State,
        /// How many there are in each group of [`AGES`].
        pub counts: [i64; 4],
    }

    /// How often somebody signed in on a day.
    #[derive(Copy, Eq)]
    pub struct SignInDay {
        /// The day in Japan.
        pub day: CivilDate,
        /// How often.
        pub count: i64,
    }

    /// Registered patients.
    #[derive(Copy, Eq)]
    pub struct PatientNumbers {
        /// Whose consent stands.
        pub registered: i64,
        /// Who withdrew it.
        pub withdrawn: i64,
        /// Who gave it this month, among the registered.
        pub new_this_month: i64,
    }

    /// Institutions that take part, of one 医師会 and kind.
    #[derive(Eq)]
    pub struct InstitutionCount {
        /// 郡市区医師会; empty where they belong to none.
        pub association: String,
        /// 種別.
        pub kind: InstitutionKind,
        /// How many.
        pub count: i64,
    }

    /// Users' accounts, those that have ended left out.
    #[derive(Copy, Eq)]
    pub struct UserNumbers {
        /// Who may sign in.
        pub active: i64,
        /// Whom the office has stopped.
        pub stopped: i64,
        /// Of both, who did not sign in for [`DORMANT_DAYS`](crate::accounts::DORMANT_DAYS) days.
        pub dormant: i64,
    }

    /// Everything at a glance.
    pub struct Numbers {
        /// The day of all of it.
        pub today: CivilDate,
        /// In the order of [`State::ALL`], drafts left out; those without an application, too.
        pub applications: Vec<StateAges>,
        /// Each of the last [`SIGN_IN_DAYS`] days, oldest first.
        pub sign_ins: Vec<SignInDay>,
        /// Patients.
        pub patients: PatientNumbers,
        /// By 医師会 in its order, and kind; the office itself left out.
        pub institutions: Vec<InstitutionCount>,
        /// Users.
        pub users: UserNumbers,
    }

    /// What can be had as a file. Nothing clinical is in any of them.
    #[derive(Copy, Eq, Hash)]
    pub enum ExportTable {
        /// 受付一覧.
        Applications,
        /// 施設.
        Institutions,
        /// 利用者.
        Users,
        /// 統計.
        Numbers,
    }

    /// The kind of file.
    #[derive(Copy, Eq, Hash, Default)]
    pub enum ExportFormat {
        /// CSV, UTF-8 with a byte order mark, so that Excel reads it.
        #[default]
        Csv,
        /// Excel.
        Xlsx,
    }

    /// Which list.
    #[derive(Copy)]
    pub struct ExportPath {
        /// The list.
        pub table: ExportTable,
    }

    /// As what.
    #[derive(Copy, Default)]
    pub struct ExportQuery {
        /// The kind of file.
        #[serde(default)]
        pub format: ExportFormat,
    }
}

impl ExportTable {
    /// All lists.
    pub const ALL: [Self; 4] = [Self::Applications, Self::Institutions, Self::Users, Self::Numbers];

    /// The code in URLs and in the audit log.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applications => "applications",
            Self::Institutions => "institutions",
            Self::Users => "users",
            Self::Numbers => "numbers",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Applications => "受付一覧",
            Self::Institutions => "施設",
            Self::Users => "利用者",
            Self::Numbers => "統計",
        }
    }
}

impl ExportFormat {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// The code in URLs, which is the ending of the file, too.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Xlsx => "Excel",
        }
    }
}

impl fmt::Display for ExportTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl PathValues for ExportPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("table", self.table.to_string())]
    }
}

/// The group of [`AGES`] to which so many days belong.
pub fn age_group(days: i64) -> usize {
    AGES.iter().rposition(|(first, _)| *first <= days).unwrap_or(0)
}

endpoint!(
    /// Numbers at a glance: applications, sign-ins, patients, institutions, users.
    GetNumbers = Get "/api/office/numbers", Office => Numbers
);
endpoint!(
    /// A list of the office as CSV or for Excel.
    ExportList = Get "/api/office/exports/{table}", Office, path: ExportPath, query: ExportQuery => file
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_age_has_its_group() {
        let groups: Vec<usize> = [-1, 0, 1, 3, 4, 7, 8, 1000].into_iter().map(age_group).collect();
        assert_eq!(groups, [0, 0, 1, 1, 2, 2, 3, 3]);
    }

    #[test]
    fn codes_are_those_of_the_wire() {
        for table in ExportTable::ALL {
            assert_eq!(serde_json::to_value(table).unwrap(), table.code());
        }
        for format in ExportFormat::ALL {
            assert_eq!(serde_json::to_value(format).unwrap(), format.code());
        }
    }
}
