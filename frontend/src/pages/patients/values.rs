//! Values of items, as a line of text and as they are read.

use tobiume_common::{
    CivilDate,
    basic_info::{Acp, Check, Contact, Item, ItemValue, Line, SourcedValue},
};
use yew::prelude::*;

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

fn spaced<const N: usize>(words: [&str; N]) -> String {
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn with_note(item: Item, check: &Check) -> String {
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

/// The value as it is read on the page.
pub fn full(item: Item, value: &ItemValue) -> Html {
    match value {
        ItemValue::Text(text) => html! { <p class="val text">{ text.trim() }</p> },
        ItemValue::Checks(checks) => html! { <ul class="chips">{ for checks.iter().map(|check| chip(item, check)) }</ul> },
        ItemValue::Lines(lines) => html! { <ul class="lines">{ for lines.iter().map(line) }</ul> },
        ItemValue::Contacts(contacts) => contact_list(contacts),
        ItemValue::Acp(acp) => record_of_talk(acp),
        ItemValue::Choice(_) | ItemValue::Score(_) | ItemValue::Period { .. } => html! { <p class="val">{ plain(item, value) }</p> },
    }
}

/// A ticked choice.
pub fn chip(item: Item, check: &Check) -> Html {
    let unknown = (check.choice == "unknown").then_some("unknown");
    html! { <li class={classes!("chip", unknown)}>{ with_note(item, check) }</li> }
}

fn line(line: &Line) -> Html {
    html! {
        <li>
            <span>{ &line.name }</span>
            if !line.detail.is_empty() { <span class="detail">{ &line.detail }</span> }
        </li>
    }
}

/// Persons to be called, each with a number that a phone calls at a tap.
pub fn contact_list(contacts: &[Contact]) -> Html {
    let person = |contact: &Contact| {
        html! {
            <li>
                { &contact.name }
                if !contact.relation.is_empty() { { format!("（{}）", contact.relation) } }
                if !contact.phone.is_empty() {
                    {" "}<a class="nb" href={format!("tel:{}", contact.phone)}>{ &contact.phone }</a>
                }
            </li>
        }
    };
    html! { <ul class="plain">{ for contacts.iter().map(person) }</ul> }
}

fn record_of_talk(acp: &Acp) -> Html {
    html! {
        <>
            if !acp.decision.is_empty() { <p class="val">{ &acp.decision }</p> }
            if !acp.text.is_empty() { <p class="text">{ &acp.text }</p> }
            <p class="small">{ talk(acp) }</p>
        </>
    }
}

/// When and with whom it was talked about.
fn talk(acp: &Acp) -> String {
    let day = acp.decided_on.map_or_else(String::new, |day| format!("話し合った日 {day}"));
    let who = match acp.participants.trim() {
        "" => String::new(),
        who => format!("参加者 {who}"),
    };
    spaced([&day, &who])
}

/// Where a value comes from: institution, author, 更新日, and whether it is old.
pub fn source(value: &SourcedValue) -> Html {
    html! {
        <p class="source">
            <span>{ &value.institution }</span>{" "}
            <span>{ &value.author }</span>{" "}
            <span class="nb"><span class="word">{"更新 "}</span>{ value.updated_on.to_string() }</span>
            { for stale(value) }
        </p>
    }
}

/// A mark for what nobody has confirmed for long.
pub fn stale(value: &SourcedValue) -> Option<Html> {
    let words = stale_words(value)?;
    Some(html! { <>{" "}<span class="tag warn">{ words }</span></> })
}

/// What [`stale`] says.
pub fn stale_words(value: &SourcedValue) -> Option<String> {
    Some(match value.stale_years? {
        0 => "古い情報（半年以上前）".to_owned(),
        years => format!("{years}年前の情報"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
