//! What the process takes from itself before it reads a foreign byte.

use std::io;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Address space for a picture, in bytes. The largest is 100 megapixels: 300 MB as RGB, 600 MB of coefficients where it is a
/// progressive JPEG, and three copies of a file of [`crate::answer::INPUT_MAX`].
pub const PICTURE_MEMORY: u64 = 2 << 30;

/// Address space for everything else, in bytes.
pub const MEMORY: u64 = 1 << 30;

/// Time of the processor, in seconds. The slowest honest input takes about a tenth of it.
const CPU_SECONDS: u64 = 60;

/// Open files while fonts are read or `tobiume-heic` is started.
const OPEN_FILES: u64 = 64;

/// Sets the limits: little memory and time, no core dump, no byte written to any file, no privilege gained by starting a program, and
/// no look into this process by others of the same user.
pub fn at_start(memory: u64) -> io::Result<()> {
    limit(Resource::As, memory)?;
    limit(Resource::Cpu, CPU_SECONDS)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Nofile, OPEN_FILES)?;
    rustix::thread::set_no_new_privs(true)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// From here on nothing can be opened: no file, no socket.
pub fn no_more_files() -> io::Result<()> {
    limit(Resource::Nofile, 0)
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let most = Some(most);
    Ok(setrlimit(
        resource,
        Rlimit {
            current: most,
            maximum: most,
        },
    )?)
}
