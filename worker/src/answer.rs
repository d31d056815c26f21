//! How the programs answer: exit code 0 with the result on standard output, or a code below with one line of JSON that says why not.
//! Every other exit code is a crash.

use std::{
    io::{self, Read, Write},
    panic::{UnwindSafe, catch_unwind},
    process::ExitCode,
};

use serde::{Deserialize, Serialize};

/// The most that is read from standard input, in bytes.
pub const INPUT_MAX: usize = 128 << 20;

/// Why there is no result. Not this program's fault: the same input is refused again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Of a kind, or in a form, that is not read here.
    Unsupported,
    /// Not what it says it is, or incomplete.
    Damaged,
    /// More bytes, pixels or memory than allowed.
    TooLarge,
    /// A PDF that asks for a password.
    Encrypted,
    /// No Japanese font on this machine.
    NoFont,
}

/// The line of JSON that says so.
#[derive(Serialize, Deserialize)]
pub struct Refused {
    /// Why.
    pub refused: Refusal,
}

impl Refusal {
    const fn exit_code(self) -> u8 {
        match self {
            Self::NoFont => 3,
            Self::Unsupported | Self::Damaged | Self::TooLarge | Self::Encrypted => 2,
        }
    }
}

/// All of standard input.
pub fn input() -> io::Result<Result<Vec<u8>, Refusal>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(INPUT_MAX as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > INPUT_MAX {
        return Ok(Err(Refusal::TooLarge));
    }
    Ok(Ok(bytes))
}

/// Runs a reader of foreign bytes. Where one of the libraries below it panics, it has met what it did not expect: the file is damaged.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal> + UnwindSafe) -> Result<T, Refusal> {
    catch_unwind(read).unwrap_or(Err(Refusal::Damaged))
}

/// One line of JSON, and bytes after it.
pub fn write(head: &impl Serialize, bytes: &[&[u8]]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, head)?;
    out.write_all(b"\n")?;
    for part in bytes {
        out.write_all(part)?;
    }
    out.flush()
}

/// Ends the program with a refusal.
pub fn refuse(refusal: Refusal) -> io::Result<ExitCode> {
    write(&Refused { refused: refusal }, &[])?;
    Ok(ExitCode::from(refusal.exit_code()))
}
