//! Runs the built programs as the server does.

#![allow(dead_code, clippy::allow_attributes, reason = "each test program uses its part of it")]

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

/// What a run answered.
pub struct Answer {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
}

impl Answer {
    /// The first line, and the bytes after it.
    pub fn parts(&self) -> (Value, &[u8]) {
        let end = self.stdout.iter().position(|&byte| byte == b'\n').expect("a line");
        (serde_json::from_slice(&self.stdout[..end]).expect("JSON"), &self.stdout[end + 1..])
    }

    /// Why it was refused; fails where it was not.
    pub fn refused(&self) -> String {
        assert_eq!(
            self.code,
            Some(2),
            "{}",
            String::from_utf8_lossy(&self.stdout[..self.stdout.len().min(200)])
        );
        let (head, rest) = self.parts();
        assert!(rest.is_empty());
        head["refused"].as_str().expect("a reason").to_owned()
    }

    /// The answer of a success.
    pub fn success(&self) -> (Value, &[u8]) {
        assert_eq!(
            self.code,
            Some(0),
            "{}",
            String::from_utf8_lossy(&self.stdout[..self.stdout.len().min(200)])
        );
        self.parts()
    }

    /// Whatever it was, it was no crash.
    pub fn assert_answered(&self) {
        match self.code {
            Some(0) => {}
            _ => drop(self.refused()),
        }
    }
}

pub fn run(arguments: &[&str], input: &[u8]) -> Answer {
    run_program(Path::new(env!("CARGO_BIN_EXE_tobiume-worker")), arguments, input)
}

pub fn run_program(program: &Path, arguments: &[&str], input: &[u8]) -> Answer {
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let output = std::thread::scope(|scope| {
        // A program that refuses early does not read to the end.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().expect("it ends")
    });
    Answer {
        code: output.status.code(),
        stdout: output.stdout,
    }
}

/// Says that a test did not run, in a line that the runner of the tests counts.
pub fn skipped(test: &str, why: &str) {
    // Past the capture of the test runner: a skipped test must be seen.
    drop(writeln!(std::io::stderr().lock(), "\nSKIPPED: {test}: {why}"));
}

/// Runs a tool of this machine; none where it is not installed.
pub fn tool(name: &str, arguments: &[&Path]) -> Option<Vec<u8>> {
    let output = match Command::new(name).args(arguments).output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => panic!("{name}: {error}"),
    };
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

/// Whether `needle` stands anywhere in `bytes`.
pub fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}
