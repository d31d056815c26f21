//! From Trunk's output to the folder that is served.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{
    budget,
    files::{self, Files},
    page,
};

const PAGE: &str = "index.html";
const STYLES: &str = "app.css";
/// Loads the parts of the program; imported by the program's own script, which the browser cannot know in time.
const PART_LOADER: &str = "__wasm_split.js";

/// What `xtask dist` was asked.
pub struct Options {
    /// Trunk's output.
    pub from: PathBuf,
    /// The folder to serve.
    pub to: PathBuf,
    /// The file with the recorded sizes.
    pub budget: PathBuf,
    /// How the wasm was compiled.
    pub way: String,
    /// Write the size down instead of checking it.
    pub record: bool,
}

/// Does the whole step.
pub fn run(options: &Options) -> Result<()> {
    let mut files = files::read(&options.from)?;
    let html = text(files.remove(PAGE).context("Trunk made no index.html")?)?;
    let mut html = join_styles(&mut files, &html)?;
    if files.contains_key(PART_LOADER) {
        html = page::preload_module(&html, PART_LOADER)?;
    }
    page::refuse_inline(&html)?;
    let (mut files, html) = rename_by_content(files, html)?;
    files.insert(PAGE.to_owned(), html.clone().into_bytes());

    let mut first_load = 0;
    for (name, content) in files.clone() {
        let (brotli, gzip) = (files::brotli(&content)?, files::gzip(&content)?);
        let first = name == PAGE || html.contains(&name);
        let mark = if first { "" } else { " (later)" };
        report(&format!("   {name}: {} bytes, brotli {}{mark}", content.len(), brotli.len()));
        first_load += if first { brotli.len() } else { 0 };
        files.insert(format!("{name}.br"), brotli);
        files.insert(format!("{name}.gz"), gzip);
    }
    report(&format!("   first load, all files, brotli: {first_load} bytes"));
    if options.record {
        budget::record(&options.budget, &options.way, first_load)?;
    } else {
        report(&format!("   {}", budget::check(&options.budget, &options.way, first_load)?));
    }
    files::replace(&options.to, &files)
}

fn text(content: Vec<u8>) -> Result<String> {
    String::from_utf8(content).context("a text file is not UTF-8")
}

/// One style sheet instead of several: one request.
fn join_styles(files: &mut Files, html: &str) -> Result<String> {
    let (html, names) = page::join_stylesheets(html, STYLES);
    let mut joined = Vec::new();
    for name in &names {
        joined.extend(
            files
                .remove(name)
                .with_context(|| format!("index.html names {name}, which is missing"))?,
        );
        joined.push(b'\n');
    }
    files.insert(STYLES.to_owned(), joined);
    Ok(html)
}

/// Gives every file a name by its content and mends the references.
///
/// Scripts refer to each other in circles, so they share the hash of all of them together.
fn rename_by_content(files: Files, html: String) -> Result<(Files, String)> {
    let (scripts, others): (Files, Files) = files.into_iter().partition(|(name, _)| name.ends_with(".js"));
    let (texts, binaries): (Files, Files) = others.into_iter().partition(|(name, _)| is_text(name));
    let mut renamed = Renamed {
        done: Files::new(),
        names: Vec::new(),
    };
    for (name, content) in binaries.into_iter().chain(texts) {
        let content = renamed.mend(&name, content)?;
        renamed.add(files::hashed_name(&name, &content), name, content);
    }
    let mut all = Vec::new();
    let mut mended = Files::new();
    for (name, content) in scripts {
        let content = renamed.mend(&name, content)?;
        all.extend_from_slice(&content);
        mended.insert(name, content);
    }
    renamed
        .names
        .extend(mended.keys().map(|name| (name.clone(), files::hashed_name(name, &all))));
    for (name, content) in mended {
        let content = renamed.mend(&name, content)?;
        renamed.done.insert(files::hashed_name(&name, &all), content);
    }
    let html = renamed.references(html);
    Ok((renamed.done, html))
}

/// Files under their new names, and which name became which.
struct Renamed {
    done: Files,
    names: Vec<(String, String)>,
}

impl Renamed {
    fn add(&mut self, new_name: String, name: String, content: Vec<u8>) {
        self.done.insert(new_name.clone(), content);
        self.names.push((name, new_name));
    }

    fn references(&self, text: String) -> String {
        self.names
            .iter()
            .fold(text, |text, (from, to)| page::rename_references(&text, from, to))
    }

    fn mend(&self, name: &str, content: Vec<u8>) -> Result<Vec<u8>> {
        if !is_text(name) {
            return Ok(content);
        }
        Ok(self.references(text(content)?).into_bytes())
    }
}

fn is_text(name: &str) -> bool {
    matches!(name.rsplit('.').next(), Some("js" | "css" | "webmanifest"))
}

#[expect(clippy::print_stdout, reason = "the report of a command line tool")]
fn report(line: &str) {
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_follow_the_new_names() -> Result<()> {
        let files = Files::from([
            ("app.js".to_owned(), b"import './parts.js'; fetch('/app_bg.wasm')".to_vec()),
            ("parts.js".to_owned(), b"import './app.js'".to_vec()),
            ("app_bg.wasm".to_owned(), vec![0, 1]),
        ]);
        let (files, html) = rename_by_content(files, "<script src=\"/app.js\"></script>".to_owned())?;
        let named = |start: &str| files.keys().find(|name| name.starts_with(start)).context("a file is gone");
        let (app, parts, wasm) = (named("app-")?, named("parts-")?, named("app_bg-")?);
        assert_eq!(html, format!("<script src=\"/{app}\"></script>"));
        assert_eq!(text(files[app].clone())?, format!("import './{parts}'; fetch('/{wasm}')"));
        assert_eq!(text(files[parts].clone())?, format!("import './{app}'"));
        Ok(())
    }
}
