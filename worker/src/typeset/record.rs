//! One patient's record in one mode, in words.

use serde::{Deserialize, Serialize};
use tobiume_common::{
    CivilDate,
    basic_info::{
        Item, ItemValue, MergeRule, MergedItem, Section, SectionView, SourcedValue,
        headline::{self, Said},
        words,
    },
    patients::PatientView,
};

use super::{Person, Print, person};

/// What is asked for.
#[derive(Deserialize)]
pub struct Record {
    #[serde(flatten)]
    print: Print,
    /// The day of printing in Japan; ages are counted to it.
    today: CivilDate,
    /// The record, as its reader may see it.
    view: PatientView,
}

/// What the template lays out.
#[derive(Serialize)]
pub struct Words<'a> {
    title: &'static str,
    network: &'a str,
    mode: &'static str,
    person: Person<'a>,
    /// 禁忌薬 and ACP, where there is clinical content.
    alerts: Vec<Alert>,
    /// 患者属性情報: names and values.
    registration: Vec<(&'static str, String)>,
    sections: Vec<SectionWords>,
    /// Sentences about what does not stand on this sheet.
    notes: Vec<&'static str>,
    footer: String,
}

#[derive(Serialize)]
struct Alert {
    name: &'static str,
    /// Where it stands in full.
    section: &'static str,
    style: &'static str,
    disputed: bool,
    /// Things said, each with the mark of its age or nothing.
    words: Vec<(Option<String>, String)>,
}

#[derive(Serialize)]
struct SectionWords {
    label: &'static str,
    style: Style,
    /// Where it comes from, unless an entry says otherwise.
    source: Option<String>,
    /// The sentence of an empty section.
    empty: Option<&'static str>,
    items: Vec<ItemWords>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Style {
    Danger,
    Wish,
    Plain,
}

#[derive(Serialize)]
struct ItemWords {
    /// None where the heading says it.
    label: Option<&'static str>,
    strong: bool,
    /// Choices of all institutions together; empty where each entry says its own.
    chips: Vec<String>,
    entries: Vec<EntryWords>,
    conflicts: Vec<EntryWords>,
}

#[derive(Serialize)]
struct EntryWords {
    /// What is missing, where this is a conflict of choices.
    missing: Option<String>,
    body: Option<Body>,
    /// None where the heading of the section says it.
    source: Option<String>,
    stale: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    Text(String),
    Chips(Vec<String>),
    /// Names with details.
    Lines(Vec<(String, String)>),
    Small(String),
}

/// The record in words.
pub fn words(record: &Record) -> Words<'_> {
    let view = &record.view;
    let mut notes = Vec::new();
    if view.mode.is_none() {
        notes.push("登録と同意の内容だけを印刷しています。診療の内容は含みません。");
    }
    if view.claims.is_some() {
        notes.push("行政情報（レセプトデータ等）は、この用紙には含みません。画面で確認してください。");
    }
    let Print {
        network,
        printed_at,
        printed_by,
    } = &record.print;
    Words {
        title: "患者基本情報",
        network,
        mode: view.mode.map_or("登録情報", |mode| mode.label()),
        person: person(&view.patient, Some(record.today)),
        alerts: alerts(view),
        registration: registration(view),
        sections: view.sections.iter().map(section).collect(),
        notes,
        footer: format!("印刷 {printed_at}　{printed_by}　{}", words::HANDLE_WITH_CARE),
    }
}

fn alerts(view: &PatientView) -> Vec<Alert> {
    if view.mode.is_none() {
        return Vec::new();
    }
    let alert = |name, style, section: Section, said: Said| Alert {
        name,
        section: section.label(),
        style,
        disputed: said.disputed,
        words: said.words,
    };
    vec![
        alert(
            "禁忌薬",
            "danger",
            Section::ContraindicatedDrugs,
            headline::contraindicated(&view.sections),
        ),
        alert("ACP", "wish", Section::EmergencyCare, headline::decision(&view.sections)),
    ]
}

fn registration(view: &PatientView) -> Vec<(&'static str, String)> {
    let address = match view.postal_code.as_str() {
        "" => view.patient.address.clone(),
        code => format!("〒{code} {}", view.patient.address),
    };
    let contacts = words::plain(Item::EmergencyContacts, &ItemValue::Contacts(view.emergency_contacts.clone()));
    let mut rows = vec![
        ("住所", address),
        ("電話番号", view.phone.clone()),
        ("血液型", view.blood_type.clone()),
        ("緊急連絡先", contacts),
    ];
    if view.mode.is_none()
        && let Some(consent) = &view.consent
    {
        rows.push(("同意日", consent.given_on.to_string()));
        rows.extend(consent.withdrawn_on.map(|day| ("同意撤回日", day.to_string())));
    }
    rows
}

fn section(view: &SectionView) -> SectionWords {
    let is_single = view.section.items().count() == 1;
    let usual = usual_source(view);
    let item = |merged: &MergedItem| ItemWords {
        label: (!is_single).then_some(merged.item.label()),
        strong: matches!(merged.item, Item::EmergencyCare | Item::EmergencyHospital),
        chips: chips(merged),
        entries: merged.values.iter().map(|value| entry(merged, value, usual.as_deref())).collect(),
        conflicts: merged.conflicts.iter().map(|value| conflict(merged, value)).collect(),
    };
    SectionWords {
        label: view.section.label(),
        style: match view.section {
            Section::ContraindicatedDrugs => Style::Danger,
            Section::EmergencyCare => Style::Wish,
            _ => Style::Plain,
        },
        empty: view.items.is_empty().then(|| words::nothing(view.section)),
        items: view.items.iter().map(item).collect(),
        source: usual,
    }
}

/// Where most of a section comes from; what comes from elsewhere says so itself. Two lists of drugs each say it below them.
fn usual_source(view: &SectionView) -> Option<String> {
    let mut sources: Vec<(String, usize)> = Vec::new();
    for value in view.items.iter().flat_map(|item| &item.values) {
        let source = source(value);
        match sources.iter_mut().find(|(known, _)| *known == source) {
            Some((_, count)) => *count += 1,
            None => sources.push((source, 1)),
        }
    }
    sources.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let only = sources.len() == 1;
    sources
        .into_iter()
        .next()
        .filter(|&(_, count)| only || count > 1)
        .map(|(source, _)| source)
}

/// Choices of all institutions together, where there are several.
fn chips(merged: &MergedItem) -> Vec<String> {
    if merged.item.merge_rule() != MergeRule::EveryChoice || merged.values.len() < 2 {
        return Vec::new();
    }
    let choices = words::every_choice(merged);
    choices.into_iter().map(|check| words::with_note(merged.item, check)).collect()
}

fn entry(merged: &MergedItem, value: &SourcedValue, usual: Option<&str>) -> EntryWords {
    let is_one_of_several = merged.item.merge_rule() == MergeRule::EveryChoice && merged.values.len() > 1;
    EntryWords {
        missing: None,
        body: Some(if is_one_of_several {
            Body::Small(words::plain(merged.item, &value.value))
        } else {
            body(merged.item, &value.value)
        }),
        source: Some(source(value)).filter(|source| Some(source.as_str()) != usual),
        stale: words::stale_words(value),
    }
}

fn conflict(merged: &MergedItem, value: &SourcedValue) -> EntryWords {
    let by_choice = merged.item.merge_rule() == MergeRule::EveryChoice;
    let missing = || format!("「{}」の記載なし", words::missing_choices(merged, &value.value).join("、"));
    EntryWords {
        missing: by_choice.then(missing),
        body: (!by_choice).then(|| body(merged.item, &value.value)),
        source: Some(source(value)),
        stale: words::stale_words(value),
    }
}

fn body(item: Item, value: &ItemValue) -> Body {
    match value {
        ItemValue::Text(text) => Body::Text(text.trim().to_owned()),
        ItemValue::Checks(checks) => Body::Chips(checks.iter().map(|check| words::with_note(item, check)).collect()),
        ItemValue::Lines(lines) => Body::Lines(lines.iter().map(|line| (line.name.clone(), line.detail.clone())).collect()),
        ItemValue::Contacts(contacts) => Body::Lines(
            contacts
                .iter()
                .map(|contact| match contact.relation.as_str() {
                    "" => (contact.name.clone(), contact.phone.clone()),
                    relation => (format!("{}（{relation}）", contact.name), contact.phone.clone()),
                })
                .collect(),
        ),
        ItemValue::Acp(acp) => {
            let talk = words::talk(acp);
            let parts = [acp.decision.trim(), acp.text.trim(), &talk];
            Body::Text(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"))
        }
        ItemValue::Choice(_) | ItemValue::Score(_) | ItemValue::Period { .. } => Body::Text(words::plain(item, value)),
    }
}

/// Institution, author, 更新日.
fn source(value: &SourcedValue) -> String {
    words::spaced([&value.institution, &value.author, &format!("更新 {}", value.updated_on)])
}
