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

#[test]
fn every_picture_of_the_offices_guide_is_shown() {
    let guide = fs::read_to_string(workspace().join("docs/事務局の手引き.md")).unwrap();
    let pictures = fs::read_dir(workspace().join("docs/images/office")).unwrap();
    for picture in pictures {
        let name = picture.unwrap().file_name().into_string().unwrap();
        assert!(guide.contains(&format!("](images/office/{name})")), "{name}");
    }
}
