//! Steps of the build that are easier in Rust than in shell. `xtask dist` turns what Trunk made into
//! what the server serves: hashed names, precompressed files, no inline script, a checked size.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

mod budget;
mod dist;
mod files;
mod page;

const HELP: &str = "\
usage: xtask dist --from DIR --to DIR --budget FILE --way NAME [--record]

  --from DIR     what `trunk build` wrote
  --to DIR       the folder that the server serves; replaced as a whole
  --budget FILE  recorded sizes of the first load, one line for each way of compiling
  --way NAME     the way this build was compiled (scripts/wasm-way.sh)
  --record       write this build's size down as the new budget instead of checking it";

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    match args.next().as_deref() {
        Some("dist") => dist::run(&parse(args)?),
        _ => bail!("{HELP}"),
    }
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<dist::Options> {
    let (mut from, mut to, mut budget, mut way, mut record) = (None, None, None, None, false);
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} needs a value\n{HELP}"));
        match arg.as_str() {
            "--from" => from = Some(PathBuf::from(value()?)),
            "--to" => to = Some(PathBuf::from(value()?)),
            "--budget" => budget = Some(PathBuf::from(value()?)),
            "--way" => way = Some(value()?),
            "--record" => record = true,
            _ => bail!("unknown argument {arg}\n{HELP}"),
        }
    }
    Ok(dist::Options {
        from: from.context(HELP)?,
        to: to.context(HELP)?,
        budget: budget.context(HELP)?,
        way: way.context(HELP)?,
        record,
    })
}
