//! `tobiume`: the server and its administration on the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    tobiume_backend::cli::run()
}
