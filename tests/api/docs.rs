//! What is written for people leads to what is there.

use std::{collections::BTreeSet, fs, path::Path};

use support::app::workspace;

/// Where the links and pictures of a text lead within this project: `](there)`, `src="there"`.
fn links(text: &str) -> Vec<&str> {
    let after = |mark: &'static str, end: char| text.split(mark).skip(1).filter_map(move |rest| rest.split(end).next());
    let all = after("](", ')').chain(after("src=\"", '"'));
    all.filter(|link| !link.contains("://")).collect()
}

/// The headings of a text, as GitHub makes anchors of them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| {
        let kept = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

fn broken(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let leads = |link: &&str| match link.split_once('#') {
        Some(("", anchor)) => anchors(&text).contains(anchor),
        Some((path, _)) => file.with_file_name(path).exists(),
        None => file.with_file_name(link).exists(),
    };
    let lost = links(&text).into_iter().filter(|link| !leads(link));
    lost.map(|link| format!("{}: {link}", file.display())).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let docs = fs::read_dir(workspace().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = docs.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    files.extend(["README.md", "ARCHITECTURE.md"].map(|name| workspace().join(name)));
    let lost: Vec<_> = files.iter().flat_map(|file| broken(file)).collect();
    assert_eq!(lost, Vec::<String>::new());
    assert_eq!(links("![a](b.png) <img src=\"c\"> [d](https://e)"), ["b.png", "c"]);
}

/// A block that is left open swallows all that follows it, and no browser says so.
#[test]
fn every_block_of_the_styles_is_closed() {
    let styles = fs::read_dir(workspace().join("assets/styles"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for file in styles {
        let text = fs::read_to_string(&file).unwrap();
        assert!(is_closed(&text), "{}", file.display());
    }
    for (text, closed) in [
        ("a { b: c; } /* } */", true),
        ("@media x { a { } b { }", false),
        ("a { } } b {", false),
    ] {
        assert_eq!(is_closed(text), closed, "{text}");
    }
}

fn is_closed(style: &str) -> bool {
    let mut parts = style.split("/*");
    let rules: String = parts
        .next()
        .into_iter()
        .chain(parts.filter_map(|part| part.split_once("*/").map(|(_, rules)| rules)))
        .collect();
    let depths = rules.chars().scan(0_i32, |depth, ch| {
        *depth += i32::from(ch == '{') - i32::from(ch == '}');
        Some(*depth)
    });
    let depths: Vec<i32> = depths.collect();
    depths.iter().all(|depth| *depth >= 0) && depths.last().is_none_or(|depth| *depth == 0)
}

#[test]
fn every_picture_of_the_offices_guide_is_shown() {
    let guide = fs::read_to_string(workspace().join("docs/事務局の手引き.md")).unwrap();
    let pictures = fs::read_dir(workspace().join("docs/images/office")).unwrap();
    for picture in pictures {
        let name = picture.unwrap().file_name().into_string().unwrap();
        assert!(guide.contains(&format!("](images/office/{name})")), "{name}");
    }
}
