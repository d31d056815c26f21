//! What stands in the records: kinds of values, how much, and whether it goes together.

use std::collections::BTreeSet;

use tobiume_common::{
    CivilDate,
    basic_info::{Entry, Item, ItemKind, ItemValue, ViewMode, merge},
};

use super::{demo, named, today, values};
use crate::demo::{
    network,
    types::{DemoNetwork, DemoPatient},
};

/// The longest list of drugs.
const MOST_DRUGS: usize = 25;

/// Names of all drugs that all institutions prescribe.
fn drugs(patient: &DemoPatient) -> Vec<&str> {
    values(patient, Item::Prescriptions)
        .flat_map(|value| match value {
            ItemValue::Lines(lines) => lines.as_slice(),
            _ => &[],
        })
        .map(|line| line.name.as_str())
        .collect()
}

fn texts(patient: &DemoPatient, item: Item) -> String {
    let texts = values(patient, item).filter_map(|value| match value {
        ItemValue::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn items(patient: &DemoPatient) -> BTreeSet<&'static str> {
    let entries = patient.records.iter().flat_map(|record| &record.entries);
    entries.map(|entry| entry.item.code()).collect()
}

#[test]

fn values_are_of_their_items_kind_and_choices_are_known() {
    for patient in demo().patients {
        for record in &patient.records {
            let codes: BTreeSet<_> = record.entries.iter().map(|entry| entry.item.code()).collect();
            assert_eq!(codes.len(), record.entries.len(), "{} {}", patient.name, record.institution);
            for entry in &record.entries {
                check_value(&patient.name, entry.item, &entry.value);
            }
        }
    }
}

fn check_value(name: &str, item: Item, value: &ItemValue) {
    assert!(!value.is_empty(), "{name} {item:?}");
    let known = |code: &str| item.choices().iter().any(|choice| choice.code == code);
    let fits = match (item.kind(), value) {
        (ItemKind::Text, ItemValue::Text(text)) => !text.contains(['\n', '{']),
        (ItemKind::LongText, ItemValue::Text(text)) => !text.contains('{'),
        (ItemKind::Choice(_), ItemValue::Choice(check)) => known(&check.choice),
        (ItemKind::Checks(_), ItemValue::Checks(checks)) => {
            let codes: BTreeSet<_> = checks.iter().map(|check| &check.choice).collect();
            codes.len() == checks.len() && codes.into_iter().all(|code| known(code))
        }
        (ItemKind::Drugs, ItemValue::Lines(lines)) => lines.len() <= MOST_DRUGS,
        (ItemKind::Diseases(most), ItemValue::Lines(lines)) => lines.len() <= most,
        (ItemKind::Score(most), ItemValue::Score(score)) => *score <= most,
        (ItemKind::Period, ItemValue::Period { from, until }) => from < until,
        (kind, value) => matches!(
            (kind, value),
            (ItemKind::Contacts, ItemValue::Contacts(_)) | (ItemKind::Acp, ItemValue::Acp(_))
        ),
    };
    assert!(fits, "{name} {item:?} {value:?}");
}

#[test]

fn records_are_filled_as_records_are() {
    let network = demo();
    let counts: Vec<_> = network.patients.iter().map(|patient| items(patient).len()).collect();
    let whole = counts.iter().filter(|&&count| count == Item::ALL.len()).count();
    assert!(whole >= 12, "{whole}");
    let usual = counts.iter().filter(|count| (10..=20).contains(*count)).count();
    assert!(usual * 2 > counts.len(), "{usual} {counts:?}");
    let shared = network.patients.iter().filter(|patient| patient.records.len() > 1).count();
    assert!(shared * 4 >= network.patients.len(), "{shared}");
    let teams = network.patients.iter().filter(|patient| patient.team.is_some()).count();
    assert!((6..=16).contains(&teams), "{teams}");
}

#[test]

fn every_decision_and_every_kind_of_home_occurs() {
    let network = demo();
    for item in [
        Item::EmergencyCare,
        Item::AddressKind,
        Item::CareLevel,
        Item::Treatments,
        Item::Allergies,
    ] {
        let used: BTreeSet<_> = network
            .patients
            .iter()
            .flat_map(|patient| values(patient, item))
            .flat_map(|value| match value {
                ItemValue::Choice(check) => vec![check.choice.as_str()],
                ItemValue::Checks(checks) => checks.iter().map(|check| check.choice.as_str()).collect(),
                _ => Vec::new(),
            })
            .collect();
        let every = item.choices().iter().filter(|choice| used.contains(choice.code)).count();
        if matches!(item, Item::EmergencyCare) {
            assert_eq!(every, item.choices().len());
        }
        assert!(every + 2 >= item.choices().len(), "{item:?} {used:?}");
    }
}

#[test]

fn drug_lists_are_of_every_length() {
    let network = demo();
    let counts: BTreeSet<_> = network.patients.iter().map(|patient| drugs(patient).len()).collect();
    assert!(counts.contains(&0) && counts.contains(&MOST_DRUGS), "{counts:?}");
    assert!(counts.len() >= 10, "{counts:?}");
    let red: Vec<_> = network
        .patients
        .iter()
        .map(|patient| texts(patient, Item::ContraindicatedDrugs))
        .collect();
    assert!(red.iter().filter(|text| text.is_empty()).count() >= 5);
    assert!(red.iter().filter(|text| text.contains('\n')).count() >= 10);
}

#[test]

fn one_is_withdrawn_one_stale_one_contradictory() {
    let network = demo();
    let withdrawn: Vec<_> = network
        .patients
        .iter()
        .filter(|patient| patient.consent_withdrawn_on.is_some())
        .collect();
    assert_eq!(withdrawn.len(), 1);
    let stale = named(&network, "松尾 義男")[0];
    let newest = stale.records.iter().filter_map(|record| record.recorded_on.last()).max().unwrap();
    assert!(newest.months_until(today()) >= 48);

    let sections = merge(ViewMode::Collaboration, entries(&network, "原田 トミ"), today());
    let conflicts: BTreeSet<_> = sections
        .iter()
        .flat_map(|section| &section.items)
        .filter(|item| !item.conflicts.is_empty())
        .map(|item| item.item.code())
        .collect();
    for item in [Item::EmergencyHospital, Item::CareLevel, Item::Allergies, Item::EmergencyCare] {
        assert!(conflicts.contains(item.code()), "{item:?} {conflicts:?}");
    }
}

fn entries(network: &DemoNetwork, name: &str) -> Vec<Entry> {
    let records = named(network, name)[0].records.iter();
    let entries = records.flat_map(|record| record.entries.iter().map(move |entry| (record, entry)));
    entries
        .map(|(record, entry)| Entry {
            item: entry.item,
            value: entry.value.clone(),
            institution: network::institution_name(record.institution).into(),
            author: record.author.into(),
            updated_on: entry.updated_on,
        })
        .collect()
}

/// What no doctor would write side by side.

#[test]

fn drugs_fit_the_diseases() {
    for patient in demo().patients {
        let drugs = drugs(&patient);
        let takes = |part: &str| drugs.iter().any(|name| name.contains(part));
        let diseases: Vec<_> = values(&patient, Item::MainDiseases)
            .flat_map(|value| match value {
                ItemValue::Lines(lines) => lines.as_slice(),
                _ => &[],
            })
            .map(|line| line.name.as_str())
            .collect();
        let has = |part: &str| diseases.iter().any(|name| name.contains(part)) || texts(&patient, Item::History).contains(part);
        let red = texts(&patient, Item::ContraindicatedDrugs);
        let name = &patient.name;
        let oral_anticoagulant = ["エリキュース", "リクシアナ", "イグザレルト", "ワルファリン"];
        let anticoagulants = oral_anticoagulant.iter().filter(|part| takes(part)).count();
        assert!(anticoagulants <= 1, "{name}");
        if diseases.contains(&"心房細動") {
            assert_eq!(anticoagulants, 1, "{name}");
        }
        if has("透析") || has("慢性腎") {
            assert!(
                !takes("メトホルミン") && !takes("酸化マグネシウム") && !takes("リクシアナ"),
                "{name}"
            );
        }
        if red.contains("NSAIDs") {
            assert!(!takes("ロキソプロフェン"), "{name}");
        }
        if red.contains("β遮断薬") {
            assert!(!takes("ロール錠"), "{name}");
        }
        if has("パーキンソン") || has("レビー") {
            assert!(!takes("スルピリド") && !takes("ハロペリドール") && !takes("リスペリドン"), "{name}");
        }
        if takes("エンレスト") {
            assert!(!takes("サルタン") && !takes("エナラプリル"), "{name}");
        }
    }
}

#[test]

fn the_patient_of_the_pictures_is_the_one_of_the_pictures() {
    let network = demo();
    let patient = named(&network, "山﨑 時子")[0];
    let day = |text: &str| text.parse::<CivilDate>().unwrap();
    assert_eq!(patient.birth_date, day("1939-03-15"));
    assert_eq!(patient.card_number, "0012-3456-7");
    assert_eq!(patient.registered_by, ["4011123454", "4011123462"]);
    assert_eq!(items(patient).len(), Item::ALL.len());
    assert_eq!(patient.team.as_ref().unwrap().members.len(), 6);
    assert_eq!(patient.visits.len(), 16);
    assert_eq!(patient.visits[0].month.to_string(), "2026-08");

    let merged = merge(ViewMode::Emergency, entries(&network, "山﨑 時子"), today());
    let find = |item: Item| {
        merged
            .iter()
            .flat_map(|section| &section.items)
            .find(|found| found.item == item)
            .unwrap()
    };
    assert_eq!(find(Item::Prescriptions).values.len(), 1);
    assert_eq!(find(Item::Prescriptions).values[0].value.count(), 7);
    assert_eq!(find(Item::Prescriptions).values[0].updated_on, day("2026-10-28"));
    assert_eq!(find(Item::EmergencyHospital).values[0].updated_on, day("2026-11-02"));
    assert_eq!(find(Item::ContraindicatedDrugs).values[0].updated_on, day("2026-04-10"));
    let conflict = &find(Item::Allergies).conflicts[0];
    assert_eq!(conflict.institution, "博多中央クリニック");
    assert_eq!(conflict.updated_on, day("2023-06-01"));
    let days = |institution: usize| {
        let recorded = &patient.records[institution].recorded_on;
        recorded[recorded.len() - 2..].to_vec()
    };
    assert_eq!(days(0), [day("2026-10-28"), day("2026-11-02")]);
    assert_eq!(days(1), [day("2023-06-01"), day("2025-02-14")]);
}
