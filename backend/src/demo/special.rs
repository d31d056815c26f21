//! The people whom the demo is about: the one of the pictures, and the hard cases.
//!
//! They are composed like everybody else and then changed where their story is another one.

use tobiume_common::{
    CivilDate,
    basic_info::{Contact, Item, ItemValue},
    patients::Sex,
};

use super::{
    calendar::days_before,
    illness::Illness,
    illnesses_brain::*,
    illnesses_inner::*,
    illnesses_other::*,
    life::*,
    network::{HAKATA, KENOU, UME},
    people::{Case, Person},
    people_table::KOKURA,
    records::{check, checks, record_of},
    showcase,
    types::{DemoEntry, DemoPatient, DemoRecord},
    wills::*,
};

/// What a row of the table has that differs; the rest is that of an old woman in 小倉.
pub(super) const SOMEBODY: Person = Person {
    name: "",
    kana: "",
    born: (1940, 1, 1),
    sex: Sex::Female,
    town: &KOKURA,
    home: HOME,
    life: &FRAIL,
    will: &UNDECIDED,
    care: &[],
    items: 99,
    visits: 0,
    team: false,
};

/// All special cases.
pub(super) fn patients(today: CivilDate) -> Vec<DemoPatient> {
    vec![
        showcase::patient(today),
        conflicting(today),
        stale(today),
        withdrawn(today),
        many_drugs(today),
        no_entries_but_hospital(today),
    ]
}

/// Three institutions that do not agree on anything that matters.
fn conflicting(today: CivilDate) -> DemoPatient {
    const PERSON: Person = Person {
        name: "原田 トミ",
        kana: "ハラダ トミ",
        born: (1937, 10, 4),
        will: &NO_LIFE_SUPPORT,
        life: &PARTIAL,
        care: &[(UME, &[&HYPERTENSION, &ALZHEIMER, &CONSTIPATION]), (HAKATA, &[&AF]), (KENOU, &[])],
        visits: 9,
        ..SOMEBODY
    };
    let mut patient = compose(&PERSON, 2, today);
    let day = |days| days_before(today, days);
    let text = |text: &str| ItemValue::Text(text.into());
    for (institution, days, changes) in [
        (
            UME,
            30,
            vec![
                (Item::EmergencyHospital, text("県央救急病院")),
                (Item::AddressKind, choice("home_alone", "")),
                (Item::CareLevel, choice("care3", "")),
                (Item::Mobility, choice("wheelchair", "")),
                (Item::Allergies, checks(&[("iodine", "CTの造影剤で呼吸困難"), ("food", "そば")])),
                (
                    Item::ContraindicatedDrugs,
                    text("ヨード造影剤（アナフィラキシー）\nセレコキシブ（薬疹）"),
                ),
                (Item::EmergencyCare, choice("no_life_support", "")),
            ],
        ),
        (
            HAKATA,
            410,
            vec![
                (Item::EmergencyHospital, text("玄海大学病院")),
                (Item::AddressKind, choice("paid_home", "長女宅近くへ転居予定と聞いた")),
                (Item::CareLevel, choice("care1", "")),
                (Item::Mobility, choice("cane", "")),
                (Item::Allergies, checks(&[("food", "えび"), ("other", "アレルギー性鼻炎")])),
                (Item::ContraindicatedDrugs, text("アスピリン（胃潰瘍出血）")),
                (Item::EmergencyCare, choice("all", "長男の希望")),
            ],
        ),
        (
            KENOU,
            150,
            vec![
                (Item::EmergencyHospital, text("県央救急病院")),
                (Item::CareLevel, choice("care2", "入院時")),
                (Item::Allergies, checks(&[("unknown", "")])),
                (Item::EmergencyCare, choice("no_cpr", "入院中の意向")),
            ],
        ),
    ] {
        change(&mut patient, institution, day(days), changes);
    }
    patient
}

/// Nobody has touched the record for years.
fn stale(today: CivilDate) -> DemoPatient {
    const PERSON: Person = Person {
        name: "松尾 義男",
        kana: "マツオ ヨシオ",
        born: (1934, 4, 17),
        sex: Sex::Male,
        home: ALONE,
        will: &NO_CPR,
        care: &[(UME, &[&HYPERTENSION, &PROSTATE, &KNEE, &DIABETES_DPP4])],
        items: 19,
        ..SOMEBODY
    };
    /// How long ago the last entry was made: nearly five years.
    const DAYS: u32 = 1780;
    // Composed as of that day, so that the ages of all texts fit; the insurance is that of today.
    let then = days_before(today, DAYS);
    DemoPatient {
        insurance: Some(case(&PERSON, 3, today).insurance()),
        ..compose(&PERSON, 3, then)
    }
}

/// Wanted to take part no longer.
fn withdrawn(today: CivilDate) -> DemoPatient {
    const PERSON: Person = Person {
        name: "久保田 実",
        kana: "クボタ ミノル",
        born: (1945, 8, 6),
        sex: Sex::Male,
        life: &INDEPENDENT,
        care: &[(UME, &[&HYPERTENSION, &DYSLIPIDEMIA]), (HAKATA, &[&GLAUCOMA])],
        items: 14,
        visits: 5,
        ..SOMEBODY
    };
    let recorded = days_before(today, 120);
    DemoPatient {
        consent_withdrawn_on: Some(days_before(today, 40)),
        ..compose(&PERSON, 4, recorded)
    }
}

/// The longest list of drugs: 25 of them.
fn many_drugs(today: CivilDate) -> DemoPatient {
    const ILLNESSES: &[&Illness] = &[
        &HEART_FAILURE,
        &AF,
        &PACEMAKER,
        &DIABETES_DPP4,
        &PARKINSON,
        &OSTEOPOROSIS,
        &HYPOTHYROID,
        &GLAUCOMA,
        &GERD,
        &CONSTIPATION,
        &SKIN,
        &DYSLIPIDEMIA,
        &KNEE,
        &BLADDER,
        &INSOMNIA,
    ];
    const PERSON: Person = Person {
        name: "江頭 シヅエ",
        kana: "エガシラ シヅエ",
        born: (1936, 1, 29),
        home: SERVICED,
        life: &PARTIAL,
        will: &NO_INTUBATION,
        care: &[(UME, ILLNESSES), (KENOU, &[])],
        visits: 12,
        team: true,
        ..SOMEBODY
    };
    compose(&PERSON, 5, today)
}

/// Known to a hospital alone, which wrote down very little.
fn no_entries_but_hospital(today: CivilDate) -> DemoPatient {
    const PERSON: Person = Person {
        name: "宮﨑 龍之介",
        kana: "ミヤザキ リュウノスケ",
        born: (1959, 12, 7),
        sex: Sex::Male,
        life: &INDEPENDENT,
        will: &ALL,
        care: &[(KENOU, &[])],
        items: 5,
        ..SOMEBODY
    };
    DemoPatient {
        insurance: None,
        blood_type: String::new(),
        phone: String::new(),
        ..compose(&PERSON, 6, today)
    }
}

fn case(person: &Person, seed: usize, today: CivilDate) -> Case<'_> {
    Case { person, seed, today }
}

/// A special person before the story.
pub(super) fn compose(person: &Person, seed: usize, today: CivilDate) -> DemoPatient {
    case(person, seed, today).patient()
}

/// Puts these values in the place of what an institution said, or beside it.
pub(super) fn change(patient: &mut DemoPatient, institution: &str, updated_on: CivilDate, changes: Vec<(Item, ItemValue)>) {
    for record in patient.records.iter_mut().filter(|record| record.institution == institution) {
        let mut entries = std::mem::take(&mut record.entries);
        for (item, value) in &changes {
            entries.retain(|entry| entry.item != *item);
            entries.push(DemoEntry {
                item: *item,
                value: value.clone(),
                updated_on,
            });
        }
        replace_entries(record, entries);
    }
    let first = patient.records.iter().filter_map(|record| record.recorded_on.first()).min();
    if let Some(&first) = first {
        patient.consent_given_on = patient.consent_given_on.min(days_before(first, 7));
    }
}

/// The record with other entries, and the days that follow from them.
pub(super) fn replace_entries(record: &mut DemoRecord, mut entries: Vec<DemoEntry>) {
    entries.sort_by_key(|entry| entry.item as usize);
    if let Some(changed) = record_of(record.institution, entries) {
        *record = changed;
    }
}

/// Those to be called.
pub(super) fn contact(name: &str, relation: &str, phone: &str) -> Contact {
    Contact {
        name: name.into(),
        relation: relation.into(),
        phone: phone.into(),
    }
}

/// One of a list, with a note.
pub(super) fn choice(code: &str, note: &str) -> ItemValue {
    ItemValue::Choice(check((code, note)))
}
