//! What is printed: figures to standard output, progress to standard error.

use std::io::Write;

/// One figure: `name value unit`.
pub fn figure(name: &str, value: f64, unit: &str) {
    let shown = match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    };
    let mut out = std::io::stdout().lock();
    // Whoever reads the figures may have gone.
    drop(writeln!(out, "{name} {shown} {unit}").and_then(|()| out.flush()));
}

/// What is going on.
pub fn progress(what: &str) {
    drop(writeln!(std::io::stderr().lock(), "bench: {what}"));
}

/// A figure that is not taken, and why.
pub fn skipped(figure: &str, why: &str) {
    progress(&format!("SKIPPED {figure}: {why}"));
}

/// The middle one; of an even number the mean of the two in the middle.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[odd / 2],
        even => f64::midpoint(values[even / 2 - 1], values[even / 2]),
    }
}
