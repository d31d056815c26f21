//! `/terms`: 利用規約, to which who applies agrees.

use std::{fs::File, io::Read, path::Path, sync::Arc};

use anyhow::{Context, ensure};
use axum::{extract::State, http::StatusCode, response::Response};
use maud::{Markup, html};

use super::{answer, layout::Page, site::Site};
use crate::config::NetworkConfig;

/// Longest text in bytes.
const LENGTH_MAX: u64 = 64 * 1024;

/// What a network begins with. It must have its own.
const SAMPLE: &str = include_str!("terms.txt");

/// The text of the rules.
pub struct Terms {
    paragraphs: Vec<Paragraph>,
    is_sample: bool,
}

/// A part of it.
#[derive(Debug, PartialEq, Eq)]
enum Paragraph {
    Heading(String),
    /// Its lines.
    Words(Vec<String>),
}

impl Terms {
    /// Those of this network.
    ///
    /// # Errors
    /// When the file cannot be read, is too long, empty, or no UTF-8.
    pub fn load(network: &NetworkConfig) -> anyhow::Result<Self> {
        let Some(file) = &network.terms_file else {
            return Ok(Self {
                paragraphs: paragraphs(SAMPLE),
                is_sample: true,
            });
        };
        let text = read(file).with_context(|| format!("reading TOBIUME_TERMS_FILE, {}", file.display()))?;
        Ok(Self {
            paragraphs: paragraphs(&text),
            is_sample: false,
        })
    }
}

fn read(file: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    File::open(file)?.take(LENGTH_MAX + 1).read_to_string(&mut text)?;
    ensure!(text.len() as u64 <= LENGTH_MAX, "it is longer than {} KiB", LENGTH_MAX / 1024);
    ensure!(!text.trim().is_empty(), "it is empty");
    Ok(text)
}

/// Empty lines part the text. A line that begins with `#` is a heading; what an editor of Windows adds is none of the text.
fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim).chain([""]) {
        let heading = line.strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim());
        if (line.is_empty() || heading.is_some()) && !words.is_empty() {
            paragraphs.push(Paragraph::Words(std::mem::take(&mut words)));
        }
        match heading {
            Some(heading) => paragraphs.push(Paragraph::Heading(heading.to_owned())),
            None if line.is_empty() => {}
            None => words.push(line.to_owned()),
        }
    }
    paragraphs
}

/// The page.
pub async fn page(State(site): State<Arc<Site>>) -> Response {
    answer::page(StatusCode::OK, content(&site))
}

fn content(site: &Site) -> Markup {
    let page = Page {
        path: "/terms",
        title: "利用規約",
        description: "参加する施設に守っていただくきまりです。",
        listed: true,
    };
    page.around(
        site,
        html! {
            h1 { "利用規約" }
            (text(&site.terms))
        },
    )
}

fn text(terms: &Terms) -> Markup {
    html! {
        @if terms.is_sample {
            p.card { b { "これはひな型です。" } "この地域の規約は、事務局がこの文章と差し替えます。参加申請の前に、事務局へお確かめください。" }
        }
        @for paragraph in &terms.paragraphs {
            @match paragraph {
                Paragraph::Heading(words) => h2 { (words) },
                Paragraph::Words(lines) => p { @for (at, line) in lines.iter().enumerate() { @if at > 0 { br; } (line) } },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lines: &[&str]) -> Paragraph {
        Paragraph::Words(lines.iter().map(|&line| line.to_owned()).collect())
    }

    #[test]
    fn empty_lines_part_the_text() {
        let text = "\u{feff}# 第1条\r\n目的は\r\n次のとおり。\r\n\r\n\r\n つづき \n## 第2条\n";
        let expected = [
            Paragraph::Heading("第1条".to_owned()),
            words(&["目的は", "次のとおり。"]),
            words(&["つづき"]),
            Paragraph::Heading("第2条".to_owned()),
        ];
        assert_eq!(paragraphs(text), expected);
        assert!(paragraphs(" \n\n").is_empty());
    }

    #[test]
    fn what_stands_in_the_file_is_text() {
        let terms = Terms {
            paragraphs: paragraphs("# <b>目的</b>\n<script>alert(1)</script> & \"x\""),
            is_sample: false,
        };
        assert_eq!(
            text(&terms).into_string(),
            "<h2>&lt;b&gt;目的&lt;/b&gt;</h2><p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;</p>"
        );
    }

    #[test]
    fn a_file_that_is_none_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("terms.txt");
        for (content, said) in [(&b" \n"[..], "empty"), (&vec![b'a'; 70_000], "64 KiB"), (b"\x83\x65", "UTF-8")] {
            std::fs::write(&file, content).unwrap();
            assert!(read(&file).unwrap_err().to_string().contains(said), "{said}");
        }
        assert!(read(&folder.path().join("none")).is_err());
    }
}
