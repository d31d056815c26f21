//! The secretariat's side: registrations in bulk.

wire! {
    /// A line of an imported file that needs the operator's attention.
    pub struct ImportProblem {
        /// Line of the file, from 1; 0 for the file as a whole.
        pub line: u64,
        /// What is wrong and what to do, in Japanese, without personal data.
        pub message: String,
    }

    /// What an import did. With any problem nothing was applied.
    pub struct ImportReport {
        /// Rows read.
        pub read: u64,
        /// Persons newly registered.
        pub added: u64,
        /// Persons whose registration changed.
        pub updated: u64,
        /// Persons already registered just so.
        pub unchanged: u64,
        /// Problems, at most 100; empty when the import was applied.
        pub problems: Vec<ImportProblem>,
        /// How many problems there were in all.
        pub problem_count: u64,
    }
}

endpoint!(
    /// Registers patients from a CSV file (columns: see the operator guide). All or nothing. Answers when it is done: for programs; the page
    /// begins it and asks for the job.
    ImportPatients = Post "/api/office/patients/import", Office, upload: bytes => ImportReport
);
