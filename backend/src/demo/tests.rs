//! The demands on the demo network, one test each; those on what the records say are in [`clinical`].

use std::collections::{BTreeMap, BTreeSet};

use tobiume_common::{
    CivilDate,
    basic_info::{Item, ItemValue},
    claims::{VISITS_SHOWN, VisitKind},
    japanese::fold_name,
};

use super::{
    demo_network, network,
    types::{DemoNetwork, DemoPatient},
};

mod clinical;

/// A usual day, the last day of February, and New Year.
const DAYS: [&str; 3] = ["2026-11-22", "2028-02-29", "2027-01-01"];

fn today() -> CivilDate {
    DAYS[0].parse().unwrap()
}

fn demo() -> DemoNetwork {
    demo_network(today())
}

fn values(patient: &DemoPatient, item: Item) -> impl Iterator<Item = &ItemValue> {
    let entries = patient.records.iter().flat_map(|record| &record.entries);
    entries.filter(move |entry| entry.item == item).map(|entry| &entry.value)
}

fn named<'a>(network: &'a DemoNetwork, name: &str) -> Vec<&'a DemoPatient> {
    network.patients.iter().filter(|patient| patient.name == name).collect()
}

/// The check digit of 医療機関コード and 保険者番号: weights 2, 1 from the right, sums of digits.
fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .chars()
        .rev()
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    (10 - sum % 10) % 10
}

#[test]
fn the_same_day_makes_the_same_network() {
    assert_eq!(demo(), demo());
}

#[test]
fn accounts_are_those_of_the_readme() {
    let network = demo();
    let ids: BTreeSet<_> = network.users.iter().map(|user| user.login_id).collect();
    assert_eq!(ids.len(), network.users.len());
    for id in [
        "001@4011123454.fukuoka",
        "002@4011123454.fukuoka",
        "001@4011123462.fukuoka",
        "001@4011199017.fukuoka",
        "001@4031300011.fukuoka",
        "001@4041400019.fukuoka",
        "001@kango.fukuoka",
        "001@caremane.fukuoka",
        "001@kaigo.fukuoka",
        "001@kyukyu.fukuoka",
        "001@city.fukuoka",
        "001@office.fukuoka",
        "009@4011123462.fukuoka",
    ] {
        assert!(ids.contains(id), "{id}");
    }
    for user in &network.users {
        let place = network.institutions.iter().find(|place| place.code == user.institution).unwrap();
        assert!(user.login_id.ends_with(&format!("@{}.fukuoka", place.code)), "{}", user.login_id);
        let initial = (user.login_id == "009@4011123462.fukuoka").then_some("hajimete-2026");
        assert_eq!(user.initial_password, initial);
    }
}

#[test]
fn codes_are_unique_and_have_their_check_digits() {
    let network = demo();
    let codes: BTreeSet<_> = network.institutions.iter().map(|place| place.code).collect();
    assert_eq!(codes.len(), network.institutions.len());
    let visited = network
        .patients
        .iter()
        .flat_map(|patient| &patient.visits)
        .map(|visit| visit.institution_code);
    for code in codes
        .into_iter()
        .chain(visited)
        .filter(|code| code.starts_with(|ch: char| ch.is_ascii_digit()))
    {
        assert_eq!(code.len(), 10, "{code}");
        assert_eq!(code[9..], check_digit(&code[3..9]).to_string(), "{code}");
    }
    let associations: BTreeSet<_> = network.associations.iter().map(|association| association.name).collect();
    assert_eq!(associations.len(), network.associations.len());
    for place in &network.institutions {
        assert!(place.association.is_none_or(|name| associations.contains(name)), "{}", place.code);
    }
    for program in &network.programs {
        assert!(
            program.associations.iter().all(|name| associations.contains(name)),
            "{}",
            program.city
        );
        assert!(program.started_on.is_some(), "{}", program.city);
    }
}

#[test]
fn each_association_lies_in_one_of_the_13_areas() {
    let network = demo();
    let areas: BTreeSet<_> = network.areas.iter().copied().collect();
    assert_eq!((areas.len(), network.areas.len()), (13, 13));
    for association in &network.associations {
        assert!(areas.contains(association.area), "{}", association.name);
    }
}

#[test]
fn patients_are_many_and_told_apart_by_their_cards() {
    for day in DAYS {
        let network = demo_network(day.parse().unwrap());
        let patients = &network.patients;
        assert!(patients.len() >= 64, "{}", patients.len());
        let cards: BTreeSet<_> = patients.iter().map(|patient| &patient.card_number).collect();
        assert_eq!(cards.len(), patients.len());
        for patient in patients {
            let parts: Vec<_> = patient.card_number.split('-').map(str::len).collect();
            assert_eq!(parts, [4, 4, 1], "{}", patient.name);
            assert_eq!(patient.name.split(' ').count(), 2);
            assert_eq!(patient.kana.split(' ').count(), 2);
            assert_eq!(patient.postal_code.len(), 8);
        }
        let numbers: BTreeSet<_> = patients
            .iter()
            .filter_map(|patient| patient.insurance.as_ref())
            .map(|i| &i.number)
            .collect();
        assert_eq!(numbers.len(), patients.iter().filter(|patient| patient.insurance.is_some()).count());
    }
}

#[test]
fn ages_are_those_of_the_region() {
    let network = demo();
    let ages: Vec<_> = network.patients.iter().map(|patient| patient.birth_date.age_on(today())).collect();
    assert!(
        network.patients.iter().all(|patient| patient.birth_date != today()),
        "a day of birth that does not exist"
    );
    assert!(ages.iter().filter(|&&age| (65..=99).contains(&age)).count() * 10 >= ages.len() * 8);
    assert!(ages.iter().filter(|&&age| age < 20).count() >= 2);
}

#[test]
fn insurers_have_their_check_digits() {
    for insurance in demo().patients.iter().filter_map(|patient| patient.insurance.as_ref()) {
        let number = &insurance.insurer_number;
        assert_eq!(number.len(), 8);
        assert_eq!(number[7..], check_digit(&number[..7]).to_string(), "{number}");
    }
}

#[test]
fn every_reference_exists() {
    let network = demo();
    let place = |code: &str| network.institutions.iter().any(|place| place.code == code);
    let user = |id: &str| network.users.iter().find(|user| user.login_id == id);
    for patient in &network.patients {
        assert!(!patient.registered_by.is_empty(), "{}", patient.name);
        assert!(patient.registered_by.iter().all(|code| place(code)), "{}", patient.name);
        let institutions: BTreeSet<_> = patient.records.iter().map(|record| record.institution).collect();
        assert_eq!(institutions.len(), patient.records.len(), "{}", patient.name);
        for record in &patient.records {
            assert_eq!(user(record.author).unwrap().institution, record.institution);
        }
        for member in patient.team.iter().flat_map(|team| &team.members) {
            assert!(user(member).is_some(), "{member}");
        }
        // A visit may have been outside the network, but inside it the name is the same.
        for visit in patient.visits.iter().filter(|visit| place(visit.institution_code)) {
            assert_eq!(network::institution_name(visit.institution_code), visit.institution);
        }
        if patient.claims_program {
            let city = network.programs.iter().find(|program| program.city_code == patient.city_code);
            assert!(city.is_some_and(|city| patient.address.contains(city.city)), "{}", patient.name);
        }
    }
}

#[test]
fn nothing_lies_in_the_future_or_before_the_consent() {
    for day in DAYS {
        let today: CivilDate = day.parse().unwrap();
        for patient in demo_network(today).patients {
            let name = &patient.name;
            let until = patient.consent_withdrawn_on.unwrap_or(today);
            assert!(until <= today && patient.birth_date < patient.consent_given_on, "{name}");
            for record in &patient.records {
                assert!(record.recorded_on.is_sorted() && !record.entries.is_empty(), "{name}");
                assert!(*record.recorded_on.first().unwrap() >= patient.consent_given_on, "{name}");
                assert!(*record.recorded_on.last().unwrap() <= until, "{name}");
                assert!(
                    record.entries.iter().all(|entry| record.recorded_on.contains(&entry.updated_on)),
                    "{name}"
                );
                let newest = record.entries.iter().map(|entry| entry.updated_on).max();
                assert_eq!(newest.as_ref(), record.recorded_on.last(), "{name}");
            }
            for value in values(&patient, Item::Acp) {
                let ItemValue::Acp(acp) = value else { panic!("{name}") };
                assert!(acp.decided_on.unwrap() <= until, "{name}");
            }
            for visit in &patient.visits {
                assert!(visit.month.index() <= today.year_month().index() - 3, "{name}");
                assert!(
                    visit
                        .diseases
                        .iter()
                        .filter_map(|disease| disease.1)
                        .all(|since| since <= visit.month),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn same_names_occur_in_every_form() {
    let network = demo();
    for name in ["田中 和子", "佐藤 清"] {
        let [one, other] = named(&network, name)[..] else {
            panic!("{name}")
        };
        assert!(one.kana == other.kana && one.birth_date != other.birth_date);
    }
    for (one, other, variants) in [
        ("髙橋 正一", "高橋 正一", true),
        ("山﨑 時子", "山崎 時子", true),
        ("渡邊 文子", "渡辺 文子", true),
        ("齋藤 勇", "斎藤 勇", true),
        ("中村 幸子", "中村 佐知子", false),
        ("伊藤 博", "伊東 弘", false),
    ] {
        let (one, other) = (named(&network, one)[0], named(&network, other)[0]);
        assert!(one.kana == other.kana && one.birth_date != other.birth_date);
        assert_eq!(fold_name(&one.name) == fold_name(&other.name), variants, "{}", one.name);
    }
}

#[test]
fn visits_are_those_of_the_program() {
    let network = demo();
    let with_visits: Vec<_> = network.patients.iter().filter(|patient| !patient.visits.is_empty()).collect();
    let kitakyushu = with_visits.iter().filter(|patient| patient.city_code == "40100").count();
    assert!(
        kitakyushu * 5 >= network.patients.len() * 2,
        "{kitakyushu} of {}",
        network.patients.len()
    );
    for patient in &network.patients {
        assert_eq!(patient.claims_program, !patient.visits.is_empty(), "{}", patient.name);
        assert!(patient.visits.len() <= 16);
        assert!(
            patient.visits.is_sorted_by(|newer, older| newer.month >= older.month),
            "{}",
            patient.name
        );
    }
    assert!(with_visits.iter().any(|patient| patient.visits.len() > VISITS_SHOWN));
    let kinds: BTreeMap<_, usize> = with_visits
        .iter()
        .flat_map(|patient| &patient.visits)
        .fold(BTreeMap::new(), |mut kinds, visit| {
            *kinds.entry(visit.kind.code()).or_default() += 1;
            kinds
        });
    assert_eq!(kinds.len(), VisitKind::ALL.len(), "{kinds:?}");
}
