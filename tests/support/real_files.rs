//! Files that others published, beside the project. They are not part of it: where they are
//! missing, tests say so and are counted as skipped.

use std::path::PathBuf;

/// A file of `../shared/data`; `None`, loudly, where it is missing.
pub fn real_file(test: &str, name: &str) -> Option<PathBuf> {
    let path = super::app::workspace().join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    super::skipped(test, &format!("{} is not here", path.display()));
    None
}
