//! The built program itself, as an operator runs it.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Output, Stdio},
    thread,
};

use tobiume_backend::db::DatabaseUrl;

use super::database::Fresh;

/// The program `tobiume`; `None`, loudly, where it is not built.
pub fn program(test: &str) -> Option<String> {
    let program = std::env::var("TOBIUME_BIN").ok().filter(|path| std::path::Path::new(path).exists());
    if program.is_none() {
        super::skipped(test, "TOBIUME_BIN is not set or not built; `make test` builds the program");
    }
    program
}

/// A database's address as the program takes it.
pub fn url_text(url: &DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    }
}

/// Runs the program to its end.
pub fn run(program: &str, database: &Fresh, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .env("DATABASE_URL", url_text(&database.url))
        .env("TOBIUME_KEY_FILE", super::database::key_file())
        .env("TOBIUME_FILES", database.files())
        .output()
        .unwrap()
}

/// A server in a process of its own.
pub struct Served {
    /// Where it listens.
    pub base: String,
    child: Child,
    log: Option<thread::JoinHandle<Vec<u8>>>,
}

impl Served {
    /// Starts it on a free port and waits until it listens.
    pub fn start(program: &str, database: &Fresh) -> Self {
        Self::start_logging(program, database, "error")
    }

    /// The same with a log of this level.
    pub fn start_logging(program: &str, database: &Fresh, level: &str) -> Self {
        Self::start_with(program, database, level, &[])
    }

    /// The same with further settings of the environment.
    pub fn start_with(program: &str, database: &Fresh, level: &str, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("DATABASE_URL", url_text(&database.url))
            .env("TOBIUME_KEY_FILE", super::database::key_file())
            .env("TOBIUME_FILES", database.files())
            .env("RUST_LOG", level)
            .envs(settings.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut log = Vec::new();
        let base = loop {
            let mut line = String::new();
            let is_over = stderr.read_line(&mut line).unwrap() == 0;
            log.extend_from_slice(line.as_bytes());
            if let Some(base) = line.trim().strip_prefix("tobiume: http") {
                break format!("http{base}");
            }
            assert!(!is_over, "the server said: {}", String::from_utf8_lossy(&log));
        };
        let log = thread::spawn(move || {
            // What was read before it broke is as good.
            drop(stderr.read_to_end(&mut log));
            log
        });
        Self {
            base,
            child,
            log: Some(log),
        }
    }

    /// Sends SIGTERM.
    pub fn ask_to_stop(&self) {
        self.signal("-TERM");
    }

    /// Sends SIGKILL while others still talk to it.
    pub fn kill_under_way(&self) {
        self.signal("-KILL");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; whether it was a good one.
    pub fn wait(mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it and gives everything it has logged.
    pub fn stop_and_read_log(mut self) -> String {
        self.ask_to_stop();
        self.child.wait().unwrap();
        let log = self.log.take().unwrap().join().unwrap();
        String::from_utf8_lossy(&log).into_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already ended is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
