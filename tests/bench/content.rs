//! What the invented patients' records hold: some variants, spread over everybody by SQL.

use tobiume_backend::claims::content::{Content, Disease, Drug};
use tobiume_common::{
    YearMonth,
    basic_info::{Check, Contact, Item, ItemValue, Line},
};

use crate::people::Dice;

/// Variants of basic_info.
pub const ENTRY_VARIANTS: u64 = 16;

/// Variants of a patient's visits.
pub const VISIT_VARIANTS: u64 = 251;

/// Drugs and diseases in the masters.
pub const DRUGS: u64 = 2_000;
/// See [`DRUGS`].
pub const DISEASES: u64 = 800;

/// 医薬品コード of a number.
pub fn drug_code(number: u64) -> String {
    format!("62{number:07}")
}

/// 傷病名コード of a number.
pub fn disease_code(number: u64) -> String {
    format!("88{number:05}")
}

/// 17 items and their values; with a second institution for every other patient 25 entries in the mean.
pub fn entries(variant: u64) -> [(Item, ItemValue); 17] {
    let mut dice = Dice::new(variant);
    let drugs = (0..3 + dice.below(7)).map(|_| dice.below(DRUGS)).map(|number| Line {
        code: drug_code(number),
        name: drug_name(number),
        detail: "1回1錠 1日1回 朝食後 28日分".to_owned(),
    });
    let drugs = drugs.collect();
    let diseases = (0..4).map(|_| dice.below(DISEASES)).map(|number| Line {
        code: disease_code(number),
        name: disease_name(number),
        detail: String::new(),
    });
    let diseases = diseases.collect();
    let hope = ["all", "no_cpr", "undecided"][(variant % 3) as usize];
    [
        (Item::RegisteredHospital, text("県央救急病院")),
        (Item::EmergencyHospital, text("県央救急病院（内科）")),
        (Item::AddressKind, choice("home_alone")),
        (Item::EmergencyContacts, ItemValue::Contacts(vec![contact("長女"), contact("長男")])),
        (Item::AttendingDoctor, text("梅木　一男")),
        (Item::Prescriptions, ItemValue::Lines(drugs)),
        (
            Item::ContraindicatedDrugs,
            text("ペニシリン系抗菌薬（2012年に全身発疹）。ヨード造影剤は腎機能を確かめてから。"),
        ),
        (Item::MainDiseases, ItemValue::Lines(diseases)),
        (
            Item::History,
            text("2008年頃から高血圧で通院。2015年 大腿骨頸部骨折、手術。2019年 肺炎で入院（2週間）。家庭血圧 130/75 前後。"),
        ),
        (Item::Allergies, ItemValue::Checks(vec![check("food", "そば"), check("iodine", "")])),
        (Item::Treatments, ItemValue::Checks(vec![check("pacemaker", "2017年 植込み")])),
        (Item::Meals, choice("watched")),
        (Item::Mobility, choice("cane")),
        (Item::Excretion, choice("independent")),
        (Item::CareLevel, choice(["care1", "care2", "care3"][(variant % 3) as usize])),
        (Item::Independence, choice("2a")),
        (Item::EmergencyCare, choice(hope)),
    ]
}

fn text(text: &str) -> ItemValue {
    ItemValue::Text(text.to_owned())
}

fn check(choice: &str, note: &str) -> Check {
    Check {
        choice: choice.to_owned(),
        note: note.to_owned(),
    }
}

fn choice(code: &str) -> ItemValue {
    ItemValue::Choice(check(code, ""))
}

fn contact(relation: &str) -> Contact {
    Contact {
        name: "山田　花子".to_owned(),
        relation: relation.to_owned(),
        phone: "090-0000-0000".to_owned(),
    }
}

/// 名称 of a drug.
pub fn drug_name(number: u64) -> String {
    let stems = [
        "アムロジピン",
        "ロスバスタチン",
        "メトホルミン塩酸塩",
        "ランソプラゾール",
        "カルボシステイン",
        "エソメプラゾール",
    ];
    format!(
        "{}錠{}mg「第{number}」",
        stems[(number % 6) as usize],
        [5, 10, 250, 500][(number % 4) as usize]
    )
}

/// 名称 of a disease.
pub fn disease_name(number: u64) -> String {
    let stems = [
        "高血圧症",
        "２型糖尿病",
        "脂質異常症",
        "慢性胃炎",
        "変形性膝関節症",
        "骨粗鬆症",
        "慢性心不全",
    ];
    format!("{}{number}型", stems[(number % 7) as usize])
}

/// One visit of a variant: month before the newest, and the stored document. Three diseases and five drugs in the mean; most
/// drugs are those of the months before.
pub fn visit(variant: u64, number: u64) -> anyhow::Result<String> {
    let mut person = Dice::new(variant);
    let mut visit = Dice::new(variant * 1_000 + number);
    let since = YearMonth::new(2019, 4);
    let diseases = (0..2 + (variant + number) % 3).map(|place| Disease {
        code: disease_code(person.below(DISEASES)),
        modifiers: if place == 2 { "8002".to_owned() } else { String::new() },
        name: String::new(),
        since,
        main: place == 0,
    });
    let diseases = diseases.collect();
    let mut codes: Vec<u64> = (0..4).map(|_| person.below(DRUGS)).collect();
    codes.extend((0..(variant + number) % 3).map(|_| visit.below(DRUGS)));
    let drugs = codes.into_iter().map(|number| Drug {
        code: drug_code(number),
        name: String::new(),
        amount: (1 + number % 3).to_string(),
    });
    Ok(serde_json::to_string(&Content {
        diseases,
        drugs: drugs.collect(),
    })?)
}
