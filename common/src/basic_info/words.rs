//! Values of items in words, for the screen and for paper.

use super::{Acp, Check, Item, ItemValue, MergedItem, Section, SourcedValue};
use crate::CivilDate;

/// The value in one line.
pub fn plain(item: Item, value: &ItemValue) -> String {
    match value {
        ItemValue::Text(text) => one_line(text),
        ItemValue::Choice(check) => with_note(item, check),
        ItemValue::Checks(checks) => checks.iter().map(|check| with_note(item, check)).collect::<Vec<_>>().join("、"),
        ItemValue::Lines(lines) => lines
            .iter()
            .map(|line| spaced([&line.name, &line.detail]))
            .collect::<Vec<_>>()
            .join("、"),
        ItemValue::Contacts(contacts) => contacts
            .iter()
            .map(|contact| spaced([&contact.name, &contact.relation, &contact.phone]))
            .collect::<Vec<_>>()
            .join("、"),
        ItemValue::Score(points) => format!("{points}点"),
        ItemValue::Period { from, until } => format!("{}〜{}", date(*from), date(*until)),
        ItemValue::Acp(acp) => [one_line(&acp.decision), one_line(&acp.text), talk(acp)]
            .into_iter()
            .find(|words| !words.is_empty())
            .unwrap_or_default(),
    }
}

fn one_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("、")
}

/// Words with spaces between them, without the empty ones.
pub fn spaced<const N: usize>(words: [&str; N]) -> String {
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A ticked choice with the note that explains it.
pub fn with_note(item: Item, check: &Check) -> String {
    let label = item.choice_label(&check.choice);
    if check.note.is_empty() {
        label.to_owned()
    } else {
        format!("{label}：{}", check.note)
    }
}

fn date(date: Option<CivilDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

/// The ticked choices of a value; none where it has no choices.
pub fn checks(value: &ItemValue) -> &[Check] {
    match value {
        ItemValue::Checks(checks) => checks,
        _ => &[],
    }
}

/// When and with whom it was talked about.
pub fn talk(acp: &Acp) -> String {
    let day = acp.decided_on.map_or_else(String::new, |day| format!("話し合った日 {day}"));
    let who = match acp.participants.trim() {
        "" => String::new(),
        who => format!("参加者 {who}"),
    };
    spaced([&day, &who])
}

/// How old a value is, where nobody has confirmed it for long.
pub fn stale_words(value: &SourcedValue) -> Option<String> {
    Some(match value.stale_years? {
        0 => "古い情報（半年以上前）".to_owned(),
        years => format!("{years}年前の情報"),
    })
}

/// Every choice that somebody ticked, each once. With different notes (食物：そば, 食物：えび) they are two.
pub fn every_choice(merged: &MergedItem) -> Vec<&Check> {
    let mut seen: Vec<&Check> = Vec::new();
    for check in merged.values.iter().flat_map(|value| checks(&value.value)) {
        if !seen.contains(&check) {
            seen.push(check);
        }
    }
    seen
}

/// The choices that somebody ticked and this entry did not.
pub fn missing_choices<'a>(merged: &'a MergedItem, other: &ItemValue) -> Vec<&'a str> {
    let own: Vec<&str> = checks(other).iter().map(|check| check.choice.as_str()).collect();
    let mut missing: Vec<&str> = Vec::new();
    for check in merged.values.iter().flat_map(|value| checks(&value.value)) {
        let label = merged.item.choice_label(&check.choice);
        if check.choice != "unknown" && !own.contains(&check.choice.as_str()) && !missing.contains(&label) {
            missing.push(label);
        }
    }
    missing
}

/// What a section says in which nothing is entered.
pub const fn nothing(section: Section) -> &'static str {
    match section {
        Section::ContraindicatedDrugs => "記載がありません（禁忌がないという意味ではありません）。",
        Section::Allergies => "記載がありません（アレルギーがないという意味ではありません）。",
        _ => "記載がありません。",
    }
}

/// What stands on every sheet of paper with a patient's data.
pub const HANDLE_WITH_CARE: &str = "患者さんの情報です。取り扱いに注意し、不要になったら裁断してください。";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basic_info::{Contact, Entry, ViewMode, merge};

    fn check(choice: &str, note: &str) -> Check {
        Check {
            choice: choice.into(),
            note: note.into(),
        }
    }

    #[test]
    fn values_in_one_line() {
        let food = ItemValue::Checks(vec![check("iodine", ""), check("food", "そば")]);
        assert_eq!(plain(Item::Allergies, &food), "ヨード、食物：そば");
        assert_eq!(
            plain(Item::ContraindicatedDrugs, &ItemValue::Text("セフェム系\n\n ヨード造影剤 ".into())),
            "セフェム系、ヨード造影剤"
        );
        assert_eq!(plain(Item::Hasegawa, &ItemValue::Score(21)), "21点");
        let period = ItemValue::Period {
            from: CivilDate::new(2026, 4, 1),
            until: None,
        };
        assert_eq!(plain(Item::CarePeriod, &period), "2026-04-01〜");
        let daughter = Contact {
            name: "山﨑 良子".into(),
            relation: "長女".into(),
            phone: "090-0000-0000".into(),
        };
        assert_eq!(
            plain(Item::EmergencyContacts, &ItemValue::Contacts(vec![daughter])),
            "山﨑 良子 長女 090-0000-0000"
        );
    }

    #[test]
    fn a_talk_without_a_decision_is_not_lost() {
        let mut acp = Acp {
            decision: String::new(),
            decided_on: CivilDate::new(2026, 4, 1),
            participants: "長女".into(),
            text: String::new(),
        };
        assert_eq!(
            plain(Item::Acp, &ItemValue::Acp(acp.clone())),
            "話し合った日 2026-04-01 参加者 長女"
        );
        acp.text = "家で\n過ごしたい".into();
        assert_eq!(plain(Item::Acp, &ItemValue::Acp(acp)), "家で、過ごしたい");
    }

    fn ticked(institution: &str, codes: &[&str], date: CivilDate) -> Entry {
        let checks = codes
            .iter()
            .map(|&code| Check {
                choice: code.into(),
                note: String::new(),
            })
            .collect();
        Entry {
            item: Item::Allergies,
            value: ItemValue::Checks(checks),
            institution: institution.into(),
            author: String::new(),
            updated_on: date,
        }
    }

    #[test]
    fn a_conflict_names_what_the_other_left_out() {
        let date = CivilDate::new(2026, 4, 1).unwrap();
        let entries = vec![ticked("A", &["iodine", "food"], date), ticked("B", &["food", "unknown"], date)];
        let sections = merge(ViewMode::Emergency, entries, date);
        let merged = sections.iter().flat_map(|view| &view.items).next().unwrap();
        assert_eq!(missing_choices(merged, &merged.conflicts[0].value), ["ヨード"]);
    }
}
