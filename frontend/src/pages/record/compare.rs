//! Two versions of an item side by side, with what differs made visible line by line.

use tobiume_common::basic_info::{Acp, Check, Item, ItemValue};
use yew::prelude::*;

use crate::{pages::patients::values, time};

/// A line of one side.
#[derive(Clone, Debug, PartialEq)]
pub struct DiffLine {
    /// What it says.
    pub text: String,
    /// The other side has it, too.
    pub common: bool,
}

/// The lines of a value; none where nothing is entered.
fn lines(item: Item, value: Option<&ItemValue>) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    match value {
        ItemValue::Text(text) => text.trim().lines().map(str::to_owned).collect(),
        ItemValue::Checks(checks) => checks
            .iter()
            .map(|check| values::plain(item, &ItemValue::Choice(check.clone())))
            .collect(),
        ItemValue::Lines(all) => all
            .iter()
            .map(|line| values::plain(item, &ItemValue::Lines(vec![line.clone()])))
            .collect(),
        ItemValue::Contacts(all) => all
            .iter()
            .map(|contact| values::plain(item, &ItemValue::Contacts(vec![contact.clone()])))
            .collect(),
        ItemValue::Acp(acp) => acp_lines(acp),
        ItemValue::Choice(Check { .. }) | ItemValue::Score(_) | ItemValue::Period { .. } => vec![values::plain(item, value)],
    }
}

fn acp_lines(acp: &Acp) -> Vec<String> {
    let day = acp.decided_on.map(time::both_calendars).unwrap_or_default();
    let named = [
        ("決めたこと", acp.decision.as_str()),
        ("話し合った日", &day),
        ("参加者", &acp.participants),
    ];
    let mut lines: Vec<String> = named
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| format!("{name}：{text}"))
        .collect();
    lines.extend(acp.text.lines().map(str::to_owned));
    lines
}

/// Both sides with what they have in common, in order: the longest common subsequence of their lines.
fn diff(left: &[String], right: &[String]) -> (Vec<DiffLine>, Vec<DiffLine>) {
    // longest[i][j]: how many lines left[i..] and right[j..] have in common.
    let mut longest = vec![vec![0_usize; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            longest[i][j] = if left[i] == right[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut in_left, mut in_right) = (vec![false; left.len()], vec![false; right.len()]);
    while i < left.len() && j < right.len() {
        if left[i] == right[j] {
            (in_left[i], in_right[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    let side = |lines: &[String], common: Vec<bool>| {
        lines
            .iter()
            .zip(common)
            .map(|(text, common)| DiffLine {
                text: text.clone(),
                common,
            })
            .collect()
    };
    (side(left, in_left), side(right, in_right))
}

/// One side: whose it is, and what it says.
pub struct Side<'a> {
    /// Above it.
    pub title: &'a str,
    /// Below the title.
    pub by: String,
    /// What it says.
    pub value: Option<&'a ItemValue>,
    /// The word at lines that only this side has.
    pub only: &'static str,
}

/// Both sides of an item.
pub fn sides(item: Item, left: &Side<'_>, right: &Side<'_>) -> Html {
    let (left_lines, right_lines) = diff(&lines(item, left.value), &lines(item, right.value));
    html! {
        <div class="versus">
            { side("left", left, &left_lines) }
            { side("right", right, &right_lines) }
        </div>
    }
}

fn side(class: &'static str, side: &Side<'_>, lines: &[DiffLine]) -> Html {
    let line = |line: &DiffLine| match line.common {
        true => html! { <li>{ &line.text }</li> },
        false => html! { <li class="only"><span class="word">{ side.only }</span>{" "}{ &line.text }</li> },
    };
    html! {
        <div {class}>
            <h3>{ side.title }</h3>
            if !side.by.is_empty() { <p class="source">{ &side.by }</p> }
            if lines.is_empty() {
                <p class="empty">{"記載なし"}</p>
            } else {
                <ul>{ for lines.iter().map(line) }</ul>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    fn marked(lines: &[DiffLine]) -> String {
        lines
            .iter()
            .map(|line| format!("{}{}", if line.common { "" } else { "!" }, line.text))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn lines_that_one_side_has_are_marked() {
        let compare = |left: &str, right: &str| {
            let (left, right) = diff(&texts(left), &texts(right));
            (marked(&left), marked(&right))
        };
        assert_eq!(compare("a b c", "a c d"), ("a !b c".into(), "a c !d".into()));
        assert_eq!(compare("a b", "b a"), ("!a b".into(), "b !a".into()), "another order is seen");
        assert_eq!(compare("a a", "a"), ("a !a".into(), "a".into()));
        assert_eq!(compare("", "x"), (String::new(), "!x".into()));
    }

    #[test]
    fn every_part_of_an_acp_record_is_a_line() {
        let acp = Acp {
            decision: "自宅で".into(),
            decided_on: tobiume_common::CivilDate::new(2026, 4, 1),
            participants: "長女".into(),
            text: "一\n二".into(),
        };
        assert_eq!(
            lines(Item::Acp, Some(&ItemValue::Acp(acp))),
            [
                "決めたこと：自宅で",
                "話し合った日：令和8年4月1日（2026-04-01）",
                "参加者：長女",
                "一",
                "二"
            ]
        );
    }
}
