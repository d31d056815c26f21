//! `tobiume`: the server and its administration on the command line.

use std::process::ExitCode;

/// A request makes hundreds of small allocations on several threads; glibc's allocator spends a fifth
/// of the server's time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The allocator asks for pages of 2 MB, and would hold half of the memory that it takes so without using it. A kernel that
    // knows no such pages refuses, and nothing is lost.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
    tobiume_backend::cli::run()
}
