//! 取り込み: what is loaded into the network and what the server does by itself, written down with its outcome.

use crate::{endpoint::PathValues, ids::JobId, office::ImportProblem};

/// Lines of the history that are shown at once.
pub const JOBS_SHOWN: usize = 30;

wire! {
    /// What is done.
    #[derive(Copy, Eq, Hash)]
    pub enum JobKind {
        /// Registrations from a CSV file.
        Patients,
        /// Master of drugs.
        Drugs,
        /// Master of diseases.
        Diseases,
        /// Master of their modifiers.
        Modifiers,
        /// Japan Post's postal codes.
        PostalCodes,
        /// A city's receipts.
        Claims,
        /// Uploads that nobody attached are removed.
        SweepFiles,
        /// Drafts of applications that nobody sent are removed.
        SweepDrafts,
        /// Users of institutions that left are ended.
        EndUsers,
        /// What was written down about jobs long ago is removed.
        SweepJobs,
    }

    /// Where it stands.
    #[derive(Copy, Eq, Hash)]
    pub enum JobState {
        /// Under way.
        Running,
        /// Nothing was heard of it for a while: its process ended.
        Stopped,
        /// Done.
        Done,
        /// The file is not what it should be: nothing was changed.
        Refused,
        /// It failed, and not for what was given: nothing was changed.
        Failed,
    }

    /// One piece of work.
    pub struct Job {
        /// Which.
        pub id: JobId,
        /// What.
        pub kind: JobKind,
        /// Who began it, in words.
        pub who: String,
        /// When, as RFC 3339.
        pub started_at: String,
        /// When it ended.
        pub ended_at: Option<String>,
        /// Where it stands.
        pub state: JobState,
        /// Rows read so far.
        pub rows: u64,
        /// Bytes of the file read so far: all of them, while what was read is being stored.
        pub bytes: u64,
        /// Bytes of the file; 0 where there is none.
        pub bytes_total: u64,
        /// What came of it, in a sentence without personal data; empty until it ended.
        pub summary: String,
        /// How many problems there were.
        pub problem_count: u64,
    }

    /// The history, newest first.
    pub struct JobList {
        /// At most [`JOBS_SHOWN`].
        pub jobs: Vec<Job>,
        /// Where the next part begins; none at the end.
        pub next: Option<JobId>,
    }

    /// Which part of the history.
    #[derive(Copy, Default)]
    pub struct JobsQuery {
        /// What is older than this one; without it the newest.
        #[serde(default)]
        pub before: Option<JobId>,
    }

    /// One piece of work with what was wrong.
    pub struct JobDetail {
        /// The work.
        pub job: Job,
        /// Problems by their lines, at most 100.
        pub problems: Vec<ImportProblem>,
    }

    /// What was begun.
    #[derive(Copy)]
    pub struct StartedJob {
        /// Ask for it until it has ended.
        pub job: JobId,
    }

    /// Which job.
    #[derive(Copy)]
    pub struct JobPath {
        /// Which.
        pub job: JobId,
    }

    /// What the office may load.
    #[derive(Copy, Eq)]
    pub enum ImportKind {
        /// Registrations from a CSV file.
        Patients,
        /// One of the masters or the postal codes: which, is seen from the file.
        Masters,
    }

    /// What is loaded.
    #[derive(Copy)]
    pub struct ImportPath {
        /// What.
        pub import: ImportKind,
    }
}

impl JobKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Patients,
        Self::Drugs,
        Self::Diseases,
        Self::Modifiers,
        Self::PostalCodes,
        Self::Claims,
        Self::SweepFiles,
        Self::SweepDrafts,
        Self::EndUsers,
        Self::SweepJobs,
    ];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Patients => "patients",
            Self::Drugs => "drugs",
            Self::Diseases => "diseases",
            Self::Modifiers => "modifiers",
            Self::PostalCodes => "postal_codes",
            Self::Claims => "claims",
            Self::SweepFiles => "sweep_files",
            Self::SweepDrafts => "sweep_drafts",
            Self::EndUsers => "end_users",
            Self::SweepJobs => "sweep_jobs",
        }
    }

    /// The kind of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What the screens call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Patients => "患者登録（CSV）",
            Self::Drugs => "医薬品マスター",
            Self::Diseases => "傷病名マスター",
            Self::Modifiers => "修飾語マスター",
            Self::PostalCodes => "郵便番号",
            Self::Claims => "レセプトデータ",
            Self::SweepFiles => "添付されなかったファイルの整理",
            Self::SweepDrafts => "送られなかった申請の整理",
            Self::EndUsers => "退会した施設の利用者の終了",
            Self::SweepJobs => "古い処理の記録の整理",
        }
    }
}

impl JobState {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Running => "進んでいます",
            Self::Stopped => "途中で止まりました",
            Self::Done => "完了",
            Self::Refused => "ファイルに問題あり",
            Self::Failed => "失敗しました",
        }
    }
}

impl ImportKind {
    /// The code in URLs, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Patients => "patients",
            Self::Masters => "masters",
        }
    }
}

impl PathValues for JobPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("job", self.job.to_string())]
    }
}

impl PathValues for ImportPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("import", self.import.code().to_owned())]
    }
}

endpoint!(
    /// Imports and what the server did by itself, newest first.
    ListJobs = Get "/api/office/jobs", Office, query: JobsQuery => JobList
);
endpoint!(
    /// One of them, with the problems by their lines.
    GetJob = Get "/api/office/jobs/{job}", Office, path: JobPath => JobDetail
);
endpoint!(
    /// Takes a file and begins to load it. Refused at once where it is none of what can be loaded, and while another of its kind is loaded.
    StartImport = Post "/api/office/imports/{import}", Office, path: ImportPath, upload: bytes => StartedJob
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_wire() {
        for kind in JobKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
            assert_eq!(JobKind::from_code(kind.code()), Some(kind));
        }
        for kind in [ImportKind::Patients, ImportKind::Masters] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }
}
