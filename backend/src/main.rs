//! `tobiume`: the server and its administration on the command line.

use std::process::ExitCode;

/// A request makes hundreds of small allocations on several threads; glibc's allocator spends a fifth
/// of the server's time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tobiume_backend::cli::run()
}
