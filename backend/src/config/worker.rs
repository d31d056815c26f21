//! The program that reads foreign pictures and PDFs and typesets documents.

use std::path::PathBuf;

use clap::Args;

/// The worker.
#[derive(Args, Clone, Debug)]
pub struct WorkerConfig {
    /// The program `tobiume-worker`. Without it the one beside this program.
    #[arg(long = "worker", env = "TOBIUME_WORKER")]
    pub program: Option<PathBuf>,
}

const NAME: &str = "tobiume-worker";

impl WorkerConfig {
    /// The program; none where it is not installed. Tests lie one folder deeper than the programs.
    pub fn program(&self) -> Option<PathBuf> {
        if let Some(program) = &self.program {
            return program.exists().then(|| program.clone());
        }
        let own = std::env::current_exe().ok()?;
        own.ancestors()
            .skip(1)
            .take(2)
            .map(|folder| folder.join(NAME))
            .find(|program| program.exists())
    }
}
