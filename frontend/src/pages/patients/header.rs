//! Who this is, and in one line each what kills if overlooked. It never scrolls away.

use tobiume_common::{
    basic_info::{Item, ItemValue, MergedItem, SectionView, SourcedValue},
    patients::{PatientSummary, PatientView},
};
use yew::prelude::*;

use super::values;
use crate::{dom, time};

/// Anchors of the sections that the header leads to.
pub const CONTRAINDICATED: &str = "kinki";
/// See [`CONTRAINDICATED`].
pub const EMERGENCY_CARE: &str = "acp";

/// 氏名, カナ, 生年月日, age, 性別, card number, 禁忌薬, ACP.
pub fn who(view: &PatientView) -> Html {
    html! {
        <header class="who">
            { person(&view.patient) }
            if view.mode.is_some() { { alerts(&view.sections) } }
        </header>
    }
}

/// 氏名, カナ, 生年月日, age, 性別, card number.
pub fn person(patient: &PatientSummary) -> Html {
    html! {
        <>
            <div class="person">
                <p class="kana">{ &patient.kana }</p>
                <h1 tabindex="-1">{ &patient.name }</h1>
                if patient.has_namesake { <span class="tag warn">{"同姓同名あり"}</span> }
                if patient.withdrawn { <span class="tag">{"同意撤回"}</span> }
            </div>
            <p class="facts">
                <b>{ time::age(patient.birth_date) }</b>{" "}
                <b>{ patient.sex.label() }</b>{" "}
                <span class="nb">{ time::both_calendars(patient.birth_date) }</span>{" "}
                if !patient.card_number.is_empty() { <span class="nb small">{"カード "}{ &patient.card_number }</span> }
            </p>
        </>
    }
}

/// 禁忌薬 and ACP.
pub fn alerts(sections: &[SectionView]) -> Html {
    html! {
        <p class="alerts">
            { alert("no", CONTRAINDICATED, "禁忌薬", contraindicated(sections)) }
            { alert("wish", EMERGENCY_CARE, "ACP", decision(sections)) }
        </p>
    }
}

/// What a line of the header says.
#[derive(Default)]
struct Said {
    /// Each thing once, newest first, with the mark of its age.
    words: Vec<(Option<String>, String)>,
    /// The institutions do not agree.
    disputed: bool,
}

impl Said {
    fn add(&mut self, item: Item, value: &SourcedValue) {
        let words = values::plain(item, &value.value);
        if self.words.iter().any(|(_, said)| *said == words) {
            return;
        }
        // What follows something old is at least as old, so one mark may stand before several.
        let before = self.words.iter().rev().find_map(|(age, _)| age.as_ref());
        let age = values::stale_words(value).filter(|age| Some(age) != before);
        self.words.push((age, words));
    }
}

/// One line that leads to its section; muted where the section says nothing. The marks stand before the words, because words are cut
/// where they are too long.
fn alert(class: &'static str, anchor: &'static str, name: &str, said: Said) -> Html {
    let muted = said.words.is_empty().then_some("none");
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        dom::focus_first(&format!("#{anchor} h2"));
    });
    let thing = |(number, (age, words)): (usize, (Option<String>, String))| {
        html! {
            <>
                if number > 0 { {"／"} }
                { for age.map(|age| html! { <><span class="mark">{ age }</span>{" "}</> }) }
                { words }
            </>
        }
    };
    html! {
        <a class={classes!(class, muted)} href={format!("#{anchor}")} {onclick}>
            <b>{ name }</b>{" "}
            if said.disputed { <span class="mark">{"食い違いあり"}</span>{" "} }
            if muted.is_some() { {"記載なし"} }
            { for said.words.into_iter().enumerate().map(thing) }
        </a>
    }
}

fn find(sections: &[SectionView], item: Item) -> Option<&MergedItem> {
    sections
        .iter()
        .flat_map(|section| &section.items)
        .find(|merged| merged.item == item)
}

/// Everything that must not be given, of every institution.
fn contraindicated(sections: &[SectionView]) -> Said {
    let mut said = Said::default();
    if let Some(merged) = find(sections, Item::ContraindicatedDrugs) {
        merged.values.iter().for_each(|value| said.add(merged.item, value));
        said.disputed = !merged.conflicts.is_empty();
    }
    said
}

/// The choice made for an emergency and the decision of the ACP record, the newer one first. Neither takes the place of the other, but
/// for one case: a later decision that of 「現時点では未定」.
fn decision(sections: &[SectionView]) -> Said {
    let found: Vec<&MergedItem> = [Item::EmergencyCare, Item::Acp]
        .into_iter()
        .filter_map(|item| find(sections, item))
        .collect();
    let mut newest: Vec<(Item, &SourcedValue)> = found
        .iter()
        .filter_map(|merged| Some((merged.item, merged.values.first()?)))
        .collect();
    if let [choice, acp] = newest[..]
        && acp.1.updated_on > choice.1.updated_on
    {
        newest = if is_undecided(&choice.1.value) {
            vec![acp]
        } else {
            vec![acp, choice]
        };
    }
    let mut said = Said {
        disputed: found.iter().any(|merged| !merged.conflicts.is_empty()),
        ..Said::default()
    };
    newest.into_iter().for_each(|(item, value)| said.add(item, value));
    said
}

fn is_undecided(value: &ItemValue) -> bool {
    matches!(value, ItemValue::Choice(check) if check.choice == "undecided" && check.note.is_empty())
}

#[cfg(test)]
mod tests {
    use tobiume_common::basic_info::{Acp, Check, Entry, ViewMode, merge};

    use super::*;

    fn entry(item: Item, value: ItemValue, institution: &str, updated_on: &str) -> Entry {
        Entry {
            item,
            value,
            institution: institution.into(),
            author: String::new(),
            updated_on: updated_on.parse().unwrap(),
        }
    }

    fn choice(code: &str, institution: &str, updated_on: &str) -> Entry {
        let check = Check {
            choice: code.into(),
            note: String::new(),
        };
        entry(Item::EmergencyCare, ItemValue::Choice(check), institution, updated_on)
    }

    fn acp(decision: &str, updated_on: &str) -> Entry {
        let acp = Acp {
            decision: decision.into(),
            decided_on: None,
            participants: String::new(),
            text: String::new(),
        };
        entry(Item::Acp, ItemValue::Acp(acp), "A", updated_on)
    }

    fn drugs(text: &str, institution: &str) -> Entry {
        entry(Item::ContraindicatedDrugs, ItemValue::Text(text.into()), institution, "2019-04-01")
    }

    /// What a line says on 22 November 2026: ages in brackets, and `!` where institutions disagree.
    fn line(says: fn(&[SectionView]) -> Said, entries: Vec<Entry>) -> String {
        let said = says(&merge(ViewMode::Emergency, entries, "2026-11-22".parse().unwrap()));
        let words = said.words.into_iter().map(|(age, words)| match age {
            Some(age) => format!("[{age}]{words}"),
            None => words,
        });
        format!("{}{}", if said.disputed { "!" } else { "" }, words.collect::<Vec<_>>().join("／"))
    }

    #[test]
    fn no_decision_hides_another() {
        const NO_CPR: &str = "心肺蘇生（心臓マッサージ・電気ショック）は希望しない";
        let both = |first, second| line(decision, vec![first, second]);
        assert_eq!(
            both(choice("undecided", "A", "2025-12-01"), acp("挿管しない", "2026-10-01")),
            "挿管しない"
        );
        assert_eq!(
            both(choice("undecided", "A", "2026-10-01"), acp("挿管しない", "2026-01-01")),
            "現時点では未定／挿管しない"
        );
        assert_eq!(
            both(choice("no_cpr", "A", "2026-01-01"), acp("挿管しない", "2026-10-01")),
            format!("挿管しない／{NO_CPR}")
        );
        assert_eq!(
            both(choice("no_cpr", "A", "2024-06-01"), acp("挿管しない", "2023-10-01")),
            format!("[2年前の情報]{NO_CPR}／[3年前の情報]挿管しない")
        );
        assert_eq!(
            both(choice("no_cpr", "A", "2024-06-01"), acp("挿管しない", "2024-05-01")),
            format!("[2年前の情報]{NO_CPR}／挿管しない")
        );
        assert_eq!(both(choice("no_cpr", "A", "2026-01-01"), acp(NO_CPR, "2026-10-01")), NO_CPR);
        assert_eq!(
            both(choice("undecided", "A", "2026-10-01"), choice("no_cpr", "B", "2026-01-01")),
            "!現時点では未定"
        );
        assert_eq!(
            line(
                decision,
                vec![
                    choice("undecided", "A", "2026-02-01"),
                    choice("no_cpr", "B", "2026-01-01"),
                    acp("挿管しない", "2026-10-01")
                ]
            ),
            "!挿管しない"
        );
    }

    #[test]
    fn what_must_not_be_given_is_said_once() {
        assert_eq!(line(contraindicated, Vec::new()), "");
        assert_eq!(line(contraindicated, vec![drugs("ヨード", "A"), drugs("ヨード", "B")]), "ヨード");
        assert_eq!(
            line(contraindicated, vec![drugs("ヨード", "A"), drugs("アスピリン", "B")]),
            "ヨード／アスピリン",
            "each counts: what one of them leaves out is no disagreement"
        );
    }
}
