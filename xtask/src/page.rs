//! The one HTML page: finding its tags, joining its style sheets, and refusing what the
//! Content-Security-Policy of the server would refuse in the browser.

use anyhow::{Result, bail};

/// A start tag of the page: its name and where it stands.
struct Tag<'a> {
    text: &'a str,
    start: usize,
}

/// All start tags with the given name.
fn tags<'a>(html: &'a str, name: &str) -> Vec<Tag<'a>> {
    let opening = format!("<{name}");
    html.match_indices(&opening)
        .filter(|(start, _)| {
            let next = html.as_bytes().get(start + opening.len());
            next.is_none_or(|byte| !byte.is_ascii_alphanumeric())
        })
        .filter_map(|(start, _)| {
            let length = html[start..].find('>')? + 1;
            Some(Tag {
                text: &html[start..start + length],
                start,
            })
        })
        .collect()
}

/// The value of an attribute, quoted or not.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}="))? + name.len() + 2;
    let rest = &tag[start..];
    match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next(),
        _ => rest.split([' ', '>']).next().map(|value| value.trim_end_matches('/')),
    }
}

/// Replaces all style sheets of the page by one link and returns their names in order.
pub fn join_stylesheets(html: &str, joined: &str) -> (String, Vec<String>) {
    let mut page = html.to_owned();
    let mut names = Vec::new();
    let links: Vec<_> = tags(html, "link")
        .into_iter()
        .filter(|tag| attribute(tag.text, "rel") == Some("stylesheet"))
        .collect();
    for tag in links.iter().rev() {
        let href = attribute(tag.text, "href").unwrap_or_default();
        names.insert(0, href.trim_start_matches('/').to_owned());
        let replacement = match tag.start == links[0].start {
            true => format!("<link rel=\"stylesheet\" href=\"/{joined}\">"),
            false => String::new(),
        };
        page.replace_range(tag.start..tag.start + tag.text.len(), &replacement);
    }
    (page, names)
}

/// Adds a script module to those that the browser fetches at once, beside the first one.
pub fn preload_module(html: &str, name: &str) -> Result<String> {
    let link = tags(html, "link")
        .into_iter()
        .find(|tag| attribute(tag.text, "rel") == Some("modulepreload"));
    let Some(link) = link else { bail!("index.html preloads no module") };
    let mut page = html.to_owned();
    page.insert_str(
        link.start,
        &format!("<link rel=\"modulepreload\" href=\"/{name}\" crossorigin=\"anonymous\">"),
    );
    Ok(page)
}

/// Fails when the page holds a script or a style that a strict policy blocks.
pub fn refuse_inline(html: &str) -> Result<()> {
    for tag in tags(html, "script") {
        if attribute(tag.text, "src").is_none() {
            bail!("index.html holds an inline script: {}", tag.text);
        }
    }
    if !tags(html, "style").is_empty() || html.contains(" style=") {
        bail!("index.html holds an inline style");
    }
    let handler = html.match_indices(" on").find(|(start, _)| {
        let name: String = html[start + 3..].chars().take_while(char::is_ascii_lowercase).collect();
        !name.is_empty() && html[start + 3 + name.len()..].starts_with('=')
    });
    if let Some((start, _)) = handler {
        let text: String = html[start..].chars().take(30).collect();
        bail!("index.html holds an inline event handler:{text}");
    }
    Ok(())
}

/// Replaces a file's name by another wherever it is referred to as a whole name.
pub fn rename_references(text: &str, from: &str, to: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let before = rest[..at].chars().next_back();
        let after = rest[at + from.len()..].chars().next();
        let whole = before.is_none_or(|c| matches!(c, '/' | '"' | '\'' | '=' | '(' | '`' | ' '))
            && after.is_none_or(|c| matches!(c, '"' | '\'' | ')' | '`' | ' ' | '>' | '?' | '/'));
        result.push_str(&rest[..at]);
        rest = &rest[at + from.len()..];
        // A key of an object is the name by which the wasm asks for a module, not a place to fetch it from.
        let key = rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':');
        result.push_str(if whole && !key { to } else { from });
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_become_one_link_in_the_first_ones_place() {
        let html = r#"<link rel="icon" href="/i.svg"><link rel=stylesheet href=/a.css><p><link rel="stylesheet" href="/b.css"/>"#;
        let (page, names) = join_stylesheets(html, "app.css");
        assert_eq!(names, ["a.css", "b.css"]);
        assert_eq!(page, r#"<link rel="icon" href="/i.svg"><link rel="stylesheet" href="/app.css"><p>"#);
    }

    #[test]
    fn a_module_is_preloaded_beside_the_first() -> Result<()> {
        let page = preload_module("<title></title><link rel=\"modulepreload\" href=\"/a.js\">", "b.js")?;
        assert!(page.starts_with("<title></title><link rel=\"modulepreload\" href=\"/b.js\""));
        Ok(())
    }

    #[test]
    fn inline_code_is_refused() {
        assert!(refuse_inline("<script src=/boot.js></script><p>on=1</p>").is_ok());
        for html in [
            "<script>x()</script>",
            "<style>p{}</style>",
            "<p style=\"x\">",
            "<a onclick=\"x()\">",
        ] {
            assert!(refuse_inline(html).is_err(), "{html}");
        }
    }

    #[test]
    fn only_whole_names_are_renamed() {
        let text = r#"import "/app.js"; import "/my-app.js"; '/app.js'; { "./app.js": a }"#;
        assert_eq!(
            rename_references(text, "app.js", "app-1.js"),
            r#"import "/app-1.js"; import "/my-app.js"; '/app-1.js'; { "./app.js": a }"#
        );
    }
}
