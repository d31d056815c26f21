//! 山﨑 時子, the patient of the pictures: what the page of one patient is judged by.

use tobiume_common::{
    CivilDate,
    basic_info::{Acp, Contact, Item, ItemValue},
    claims::VisitKind,
};

use super::{
    calendar::{days_before, months_before},
    illness::{Drug, Illness, NONE, d},
    illnesses_inner::*,
    life::*,
    network::{HAKATA, KENOU, UME},
    people::{Case, Person},
    records::{checks, line, record_of},
    special::{SOMEBODY, change, choice, compose, contact, replace_entries},
    types::{DemoEntry, DemoPatient, DemoTeam, DemoVisit},
    visits::{MONTHS_LATE, amounts, dental, visit},
    wills::*,
};

/// Her drugs: 7 of them, all from the family doctor.
const DRUGS: &[Drug] = &[
    d("アムロジピン錠5mg", "1回1錠 1日1回 朝食後 28日分", "1錠"),
    d("フロセミド錠20mg", "1回1錠 1日1回 朝食後 28日分", "1錠"),
    d("スピロノラクトン錠25mg", "1回1錠 1日1回 朝食後 28日分", "1錠"),
    d("ビソプロロールフマル酸塩錠0.625mg", "1回1錠 1日1回 朝食後 28日分", "1錠"),
    d("リクシアナOD錠30mg", "1回1錠 1日1回 朝食後 28日分", "1錠"),
    d("トラゼンタ錠5mg", "1回1錠 1日1回 朝食後 28日分", "1錠"),
    d("酸化マグネシウム錠330mg", "1回1錠 1日2回 朝夕食後 28日分", "2錠"),
];

const HEART: Illness = Illness {
    diseases: &[("慢性心不全", ""), ("心房細動", "")],
    drugs: &[DRUGS],
    ..NONE
};

const PERSON: Person = Person {
    name: "山﨑 時子",
    kana: "ヤマザキ トキコ",
    born: (1939, 3, 15),
    home: ALONE,
    life: &PARTIAL,
    will: &NO_INTUBATION,
    care: &[(UME, &[&HEART]), (HAKATA, &[&DIABETES_DPP4])],
    visits: 16,
    ..SOMEBODY
};

/// Her registration, records, team and visits.
pub(super) fn patient(today: CivilDate) -> DemoPatient {
    let mut patient = compose(&PERSON, 1, today);
    let family = vec![contact("山﨑 良子", "長女", "090-0000-0000")];
    patient.card_number = "0012-3456-7".into();
    patient.emergency_contacts.clone_from(&family);
    patient.blood_type = "A".into();
    family_doctor(&mut patient, family, today);
    second_clinic(&mut patient, today);
    patient.team = Some(DemoTeam {
        name: "山﨑時子さんチーム".into(),
        members: vec![
            "001@4011123454.fukuoka",
            "001@kango.fukuoka",
            "001@caremane.fukuoka",
            "001@kaigo.fukuoka",
            "001@4041400019.fukuoka",
            "001@4031300011.fukuoka",
        ],
    });
    patient.visits = visits(today);
    patient
}

/// 梅の木医院 keeps everything but the old history.
fn family_doctor(patient: &mut DemoPatient, family: Vec<Contact>, today: CivilDate) {
    let day = |days| days_before(today, days);
    let text = |text: &str| ItemValue::Text(text.into());
    for record in patient.records.iter_mut().filter(|record| record.institution == UME) {
        let entries = std::mem::take(&mut record.entries)
            .into_iter()
            .filter(|entry| entry.item != Item::History)
            .map(|entry| DemoEntry {
                updated_on: day(if (entry.item as usize).is_multiple_of(3) { 82 } else { 25 }),
                ..entry
            })
            .collect();
        replace_entries(record, entries);
    }
    let talked_on = day(82);
    for (days, changes) in [
        (
            20,
            vec![
                (Item::EmergencyHospital, text("県央救急病院")),
                (Item::EmergencyContacts, ItemValue::Contacts(family)),
            ],
        ),
        (
            25,
            vec![
                (
                    Item::Prescriptions,
                    ItemValue::Lines(DRUGS.iter().map(|drug| line(drug.name, drug.usage)).collect()),
                ),
                (
                    Item::MainDiseases,
                    ItemValue::Lines(vec![line("慢性心不全", ""), line("心房細動", "")]),
                ),
                (Item::Treatments, checks(&[("pacemaker", "2021年")])),
                (Item::VisitingNurse, text("岡 美穂")),
            ],
        ),
        (
            82,
            vec![
                (Item::EmergencyCare, choice("no_intubation", "")),
                (
                    Item::Acp,
                    ItemValue::Acp(Acp {
                        decision: "気管内挿管・人工呼吸は希望しない".into(),
                        decided_on: Some(talked_on),
                        participants: "本人・長女・松田医師・訪問看護 岡".into(),
                        text: "「苦しくないようにしてほしい。点滴と酸素は希望する。」".into(),
                    }),
                ),
            ],
        ),
        (
            226,
            vec![
                (
                    Item::ContraindicatedDrugs,
                    text("セフェム系抗菌薬（アナフィラキシー 2019年）\nヨード造影剤"),
                ),
                (Item::Allergies, checks(&[("iodine", ""), ("food", "そば")])),
            ],
        ),
    ] {
        change(patient, UME, day(days), changes);
    }
}

/// 博多中央クリニック wrote last long ago, and did not know of the buckwheat.
fn second_clinic(patient: &mut DemoPatient, today: CivilDate) {
    let text = |text: &str| ItemValue::Text(text.into());
    let entries = [
        (Item::RegisteredHospital, text("博多中央クリニック"), 1270),
        (Item::AttendingDoctor, text("平野 恵子"), 1270),
        (Item::MainDiseases, ItemValue::Lines(vec![line("2型糖尿病", "")]), 646),
        (
            Item::History,
            text("2019年 大腿骨頸部骨折（人工骨頭）。2022年 心不全で入院（県央救急病院）。"),
            646,
        ),
        (Item::Allergies, checks(&[("iodine", "")]), 1270),
    ];
    let entries = entries.map(|(item, value, days)| DemoEntry {
        item,
        value,
        updated_on: days_before(today, days),
    });
    let record = record_of(HAKATA, entries.into());
    patient.records.retain(|record| record.institution != HAKATA);
    patient.records.extend(record);
    patient.consent_given_on = days_before(today, 1290);
}

/// 16 visits, the admission of long ago among them: more than the page shows.
fn visits(today: CivilDate) -> Vec<DemoVisit> {
    let drugs = amounts(&DRUGS.iter().collect::<Vec<_>>());
    let month = |back| months_before(today, MONTHS_LATE + back);
    let disease = |name: &str, years: i32, main| (name.to_owned(), Some(months_before(today, years * 12)), main);
    let heart = vec![
        disease("慢性心不全", 5, true),
        disease("心房細動", 7, false),
        disease("洞不全症候群", 6, false),
    ];
    let mut visits = Vec::new();
    for back in 0..6 {
        visits.push(DemoVisit {
            diseases: heart.clone(),
            drugs: drugs.clone(),
            ..visit((UME, "梅の木医院"), month(back), VisitKind::Outpatient, 2)
        });
        visits.push(DemoVisit {
            drugs: drugs.clone(),
            ..visit(("4041400019", "みどり薬局"), month(back), VisitKind::Dispensing, 1)
        });
        if back == 1 || back == 4 {
            visits.push(DemoVisit {
                diseases: vec![disease("2型糖尿病", 8, true)],
                drugs: vec![
                    ("トラゼンタ錠5mg".into(), "1錠".into()),
                    ("メコバラミン錠500μg".into(), "3錠".into()),
                ],
                ..visit((HAKATA, "博多中央クリニック"), month(back), VisitKind::Outpatient, 1)
            });
        }
        if back == 2 {
            let case = Case {
                person: &PERSON,
                seed: 1,
                today,
            };
            visits.push(dental(case, month(back)));
        }
    }
    visits.push(DemoVisit {
        diseases: vec![disease("慢性心不全", 5, true), ("急性呼吸不全".into(), Some(month(48)), false)],
        drugs: vec![("フロセミド注20mg".into(), "2管".into())],
        ..visit((KENOU, "県央救急病院"), month(48), VisitKind::Inpatient, 18)
    });
    visits
}
