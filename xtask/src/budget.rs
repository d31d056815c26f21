//! The size of the first load, written down in the repository and guarded.
//!
//! Each way of compiling has its own line (`way bytes`): they differ by more than the tolerance.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

/// A build may grow by this much before somebody has to look.
const TOLERANCE_PERCENT: usize = 2;

/// The recorded size of a way, if there is one.
fn recorded(text: &str, way: &str) -> Option<usize> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .find(|(name, _)| *name == way)
        .and_then(|(_, bytes)| bytes.trim().parse().ok())
}

/// What to say about a size; an error when it is above the recorded one and the tolerance.
pub fn check(file: &Path, way: &str, bytes: usize) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let Some(budget) = recorded(&text, way) else {
        return Ok(format!("no size is recorded for '{way}' builds in {}", file.display()));
    };
    let limit = budget + budget * TOLERANCE_PERCENT / 100;
    if bytes > limit {
        bail!(
            "the first load is {bytes} bytes (brotli), above the {budget} recorded for '{way}' builds \
             plus {TOLERANCE_PERCENT}% ({limit}): make it smaller, or record the new size with 'make size-record'"
        );
    }
    Ok(format!("{budget} recorded for '{way}' builds, {limit} allowed"))
}

/// Writes a size down in place of the recorded one.
pub fn record(file: &Path, way: &str, bytes: usize) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    fs::write(file, with_record(&text, way, bytes))?;
    Ok(())
}

fn with_record(text: &str, way: &str, bytes: usize) -> String {
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| line.split(' ').next() != Some(way))
        .map(str::to_owned)
        .collect();
    lines.push(format!("{way} {bytes}"));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_has_its_own_line() {
        let text = "# comment\ndebian 100\nrustup 200\n";
        assert_eq!(recorded(text, "rustup"), Some(200));
        assert_eq!(recorded(text, "rustup-src"), None);
        assert_eq!(with_record(text, "debian", 5), "# comment\nrustup 200\ndebian 5\n");
    }
}
