//! What one institution writes about one person, item by item.

use tobiume_common::{
    CivilDate,
    basic_info::{Acp, Check, Item, ItemKind, ItemValue},
};

use super::{
    calendar::{days_before, months_after, months_before, year_before},
    illness::Illness,
    network,
    people::Case,
    records::{EVERYTHING, FIRST, OF_ANOTHER, OF_CARE, OF_HOSPITAL, THEN, check, checks, drugs, line},
    types::DemoEntry,
    visits::admission_of,
};

/// The number of the line, after those of illnesses, that an allergy's year is chosen by.
const ALLERGY_YEAR: usize = 7;

/// Allergies that go with any illness, and the 禁忌薬 they lead to.
const ALLERGIES: [(&[(&str, &str)], &str); 9] = [
    (&[("other", "聴取済み、なし")], ""),
    (&[("iodine", "CTの造影剤")], "ヨード造影剤（{y}年 CT時に血圧低下、昇圧薬を使用）"),
    (&[("food", "そば")], ""),
    (&[("other", "ペニシリン系で発疹")], "ペニシリン系抗菌薬（{y}年 全身に発疹）"),
    (&[("unknown", "")], ""),
    (&[("metal", "ニッケル。腕時計でかぶれる")], ""),
    (&[("food", "えび・かに"), ("other", "スギ花粉")], ""),
    (&[("other", "ピリン系")], "ピリン系解熱薬（SG配合顆粒など）：{y}年 薬疹"),
    (&[("other", "テープかぶれ")], ""),
];

/// One institution writing about one person.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub case: Case<'a>,
    /// Which of the row's institutions it is; 0 is the family doctor's.
    pub place: usize,
    pub institution: &'static str,
    pub illnesses: &'static [&'static Illness],
}

impl Writer<'_> {
    /// What this institution has filled in.
    pub fn entries(self) -> Vec<DemoEntry> {
        self.items().into_iter().filter_map(|item| self.entry(item)).collect()
    }

    /// Whether it knows the person from one admission only.
    fn is_hospital_alone(self) -> bool {
        self.illnesses.is_empty() && network::is_emergency_hospital(self.institution)
    }

    fn items(self) -> Vec<Item> {
        if self.place > 0 {
            return if self.is_hospital_alone() {
                OF_HOSPITAL.to_vec()
            } else {
                OF_ANOTHER.to_vec()
            };
        }
        let wanted = self.case.person.items;
        if wanted == EVERYTHING {
            return Item::ALL.to_vec();
        }
        let mut then = THEN.to_vec();
        then.rotate_left(self.case.seed % THEN.len());
        let needs_care = self.case.person.life.care != "none" || self.case.person.team;
        let of_care = OF_CARE.iter().filter(|_| needs_care).copied();
        let has_value = |item: &Item| self.value(*item).is_some_and(|value| !value.is_empty());
        FIRST
            .into_iter()
            .chain(then)
            .chain(of_care)
            .filter(has_value)
            .take(wanted)
            .collect()
    }

    fn entry(self, item: Item) -> Option<DemoEntry> {
        let value = self.value(item).filter(|value| !value.is_empty())?;
        Some(DemoEntry {
            item,
            value,
            updated_on: self.day(item),
        })
    }

    /// The day of the newest entry. Prescriptions are renewed at each visit, a history is written once.
    fn day(self, item: Item) -> CivilDate {
        if self.is_hospital_alone() {
            let (month, ..) = admission_of(self.case);
            // The doctor is noted at the admission, the rest at the discharge.
            let day = if item == Item::AttendingDoctor { 3 } else { 25 };
            return CivilDate::new(month.year(), month.month(), day).unwrap_or(self.case.today);
        }
        let seed = self.case.seed as u32;
        let latest = 3 + seed * 11 % 120 + self.place as u32 * 160;
        let back = match item {
            Item::Prescriptions | Item::MainDiseases => 0,
            Item::EmergencyCare | Item::Acp | Item::CareLevel | Item::CarePeriod | Item::Treatments => 35,
            // What changes slowly is old with the old.
            Item::History | Item::Allergies | Item::ContraindicatedDrugs if self.case.age() >= 60 => 310 + seed % 60,
            _ if (item as usize + self.case.seed).is_multiple_of(2) => 35,
            _ => 140 + seed % 20,
        };
        days_before(self.case.today, latest + back)
    }

    fn value(self, item: Item) -> Option<ItemValue> {
        match item.kind() {
            ItemKind::Text | ItemKind::LongText => self.text(item).map(ItemValue::Text),
            ItemKind::Choice(_) => self.choice(item).map(|choice| ItemValue::Choice(check(choice))),
            ItemKind::Checks(_) => Some(self.ticked(item)),
            ItemKind::Drugs => {
                let drugs = drugs(self.case, self.place);
                Some(ItemValue::Lines(drugs.iter().map(|drug| line(drug.name, drug.usage)).collect()))
            }
            ItemKind::Diseases(most) => {
                let diseases = self.diseases().take(most).map(|&(name, detail)| line(name, detail));
                Some(ItemValue::Lines(diseases.collect()))
            }
            ItemKind::Contacts => Some(ItemValue::Contacts(self.case.contacts())),
            ItemKind::Score(most) => self.score(item, most),
            ItemKind::Period => self.period(),
            ItemKind::Acp => self.acp(),
        }
    }

    fn diseases(self) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
        self.illnesses.iter().flat_map(|illness| illness.diseases)
    }

    fn text(self, item: Item) -> Option<String> {
        let case = self.case;
        let author = network::author(self.institution)?;
        let text = match item {
            Item::RegisteredHospital => network::institution_name(self.institution).to_owned(),
            Item::EmergencyHospital => case.person.town.hospital.to_owned(),
            Item::Insurance => self.insurance(),
            Item::Facility => case.person.home.1.to_owned(),
            Item::AttendingDoctor => author.name.to_owned(),
            Item::VisitingNurseStation | Item::VisitingNurse | Item::CareOffice | Item::CareManager => self.carer(item)?.to_owned(),
            Item::Wishes => (*case.pick(case.person.life.wishes, 5)?).to_owned(),
            Item::Remarks => self.remarks()?,
            Item::ContraindicatedDrugs => self.contraindicated(),
            Item::History => self.history(),
            _ => return None,
        };
        Some(text)
    }

    /// Who nurses and who plans the care: the staff of a facility, or those who come to the house.
    fn carer(self, item: Item) -> Option<&'static str> {
        let (kind, facility) = self.case.person.home;
        let has_staff = matches!(kind, "nursing_home" | "care_facility" | "care_clinic");
        let young = self.case.age() < 40;
        let name = match item {
            Item::VisitingNurseStation if has_staff => "なし（施設の看護師）",
            Item::VisitingNurse if has_staff => "施設看護師 坂口 里美",
            Item::CareOffice if has_staff => facility,
            Item::CareManager if has_staff => "施設ケアマネ 田村 由紀",
            Item::VisitingNurseStation => "ひまわり訪問看護ステーション",
            Item::VisitingNurse => self.case.pick(&["岡 美穂", "堤 あゆみ"], 4)?,
            Item::CareOffice if young => "相談支援センターたんぽぽ",
            Item::CareManager if young => "相談支援専門員 久我 明",
            Item::CareOffice => "ケアプランつばき",
            Item::CareManager => "吉村 直樹",
            _ => return None,
        };
        Some(name)
    }

    fn insurance(self) -> String {
        let insurance = self.case.insurance();
        if insurance.symbol.is_empty() {
            return format!("後期高齢者医療 {} 番号 {}", insurance.insurer_number, insurance.number);
        }
        format!(
            "{} 記号 {} 番号 {}（枝番 {}）",
            insurance.insurer_number, insurance.symbol, insurance.number, insurance.branch
        )
    }

    fn remarks(self) -> Option<String> {
        if self.place == 0 {
            return Some((*self.case.pick(self.case.person.life.remarks, 6)?).to_owned());
        }
        let text = if self.is_hospital_alone() {
            "退院サマリはかかりつけ医へ送付済み。次回の画像検査は半年後。"
        } else {
            "処方は当院の分のみ記載。内科の薬はかかりつけ医へ。"
        };
        Some(text.to_owned())
    }

    /// What illnesses and allergies forbid, one line each; the allergy only where it was first told.
    fn contraindicated(self) -> String {
        let from_illness = self.illnesses.iter().map(|illness| illness.red).enumerate();
        let from_allergy = if self.place == 0 { self.allergy().1 } else { "" };
        let all = from_illness
            .chain([(ALLERGY_YEAR, from_allergy)])
            .filter(|(_, text)| !text.is_empty());
        all.map(|(year, text)| self.dated(text, year)).collect::<Vec<_>>().join("\n")
    }

    fn history(self) -> String {
        if self.is_hospital_alone() {
            let (month, _, text) = admission_of(self.case);
            return format!("{}年{}月 {text}", month.year(), month.month());
        }
        let mut lines: Vec<String> = Vec::new();
        for (index, illness) in self.illnesses.iter().enumerate() {
            if let Some(text) = self.case.pick(illness.history, index) {
                lines.push(self.dated(text, index));
            }
        }
        // The list of main diseases is short; the rest belongs here.
        let rest: Vec<&str> = self.diseases().skip(5).map(|&(name, _)| name).collect();
        if !rest.is_empty() {
            lines.push(format!("ほかに、{}。", rest.join("、")));
        }
        let before = [
            "虫垂炎手術（20歳代）。",
            "両眼 白内障手術。",
            "{y}年 胆石で腹腔鏡下胆嚢摘出術。",
            "輸血歴なし。",
            "{z}年 新型コロナウイルス感染症（軽症）。",
        ];
        let last = match (self.place, self.illnesses.is_empty()) {
            (0, true) => Some(&"治療中の病気なし。年1回の健診のみ。"),
            (0, _) if self.case.age() >= 60 => self.case.pick(&before, 7),
            _ => None,
        };
        lines.extend(last.map(|text| self.dated(text, ALLERGY_YEAR + 1)));
        lines.join("\n")
    }

    fn choice(self, item: Item) -> Option<(&'static str, &'static str)> {
        let person = self.case.person;
        let [meals, route, form, excretion, mobility, respiration] = person.life.daily;
        let [physical, mental, book] = person.life.disability;
        let code = match item {
            Item::AddressKind => person.home.0,
            Item::Meals => meals,
            Item::NutritionRoute => route,
            Item::MealForm => form,
            Item::Excretion => excretion,
            Item::Mobility => mobility,
            Item::Respiration => respiration,
            Item::PhysicalDisability => physical,
            Item::MentalDisability => mental,
            Item::RehabilitationBook => book,
            Item::CareLevel => person.life.care,
            // The scale is one of old age.
            Item::Independence if self.case.age() < 40 => return None,
            Item::Independence => person.life.independence,
            Item::EmergencyCare => return Some((person.will.choice, person.will.note)),
            _ => return None,
        };
        Some((code, ""))
    }

    fn ticked(self, item: Item) -> ItemValue {
        match item {
            Item::Allergies => checks(self.allergy().0),
            Item::Impairments => checks(self.case.person.life.impairments),
            Item::Behaviour => checks(self.case.person.life.behaviour),
            _ => {
                let treatments: Vec<_> = self.illnesses.iter().filter_map(|illness| illness.treatment).collect();
                if treatments.is_empty() && self.case.person.items == EVERYTHING && self.place == 0 {
                    return checks(&[("other", "特になし")]);
                }
                self.merged_treatments(&treatments)
            }
        }
    }

    /// A choice can be ticked once: notes of two illnesses are joined.
    fn merged_treatments(self, treatments: &[(&str, &str)]) -> ItemValue {
        let mut merged: Vec<Check> = Vec::new();
        for &(choice, note) in treatments {
            match merged.iter_mut().find(|check| check.choice == choice) {
                Some(same) => same.note = format!("{}、{note}", same.note),
                None => merged.push(check((choice, note))),
            }
        }
        ItemValue::Checks(merged)
    }

    /// What the person does not bear: told by the illness of any institution, else one of the usual.
    fn allergy(self) -> (&'static [(&'static str, &'static str)], &'static str) {
        let all = self.case.person.care.iter().flat_map(|&(_, illnesses)| illnesses);
        match all.map(|illness| illness.allergies).find(|allergies| !allergies.is_empty()) {
            Some(allergies) => (allergies, ""),
            None => self.case.pick(&ALLERGIES, 8).copied().unwrap_or(ALLERGIES[0]),
        }
    }

    fn score(self, item: Item, most: u8) -> Option<ItemValue> {
        // The scales are made for adults.
        if self.case.age() < 20 {
            return None;
        }
        let (hasegawa, mmse) = self.case.person.life.scores;
        let base = if item == Item::Hasegawa { hasegawa } else { mmse };
        Some(ItemValue::Score(base.saturating_sub(self.case.seed as u8 % 3).min(most)))
    }

    fn period(self) -> Option<ItemValue> {
        if self.case.person.life.care == "none" {
            return None;
        }
        let month = months_before(self.case.today, 4 + self.case.seed as i32 % 12);
        let from = CivilDate::new(month.year(), month.month(), 1)?;
        let length = if self.case.person.life.care == "applying" { 6 } else { 24 };
        Some(ItemValue::Period {
            from: Some(from),
            until: months_after(from, length),
        })
    }

    fn acp(self) -> Option<ItemValue> {
        let (decision, text) = *self.case.pick(self.case.person.will.talks, 9)?;
        let author = network::author(self.institution)?;
        let doctor = author.name.split(' ').next()?;
        let contacts = self.case.contacts();
        let family = contacts.first().map_or("家族", |contact| contact.relation.as_str());
        let nurse = if self.case.person.team { "・訪問看護師" } else { "" };
        Some(ItemValue::Acp(Acp {
            decision: decision.into(),
            decided_on: Some(self.day(Item::Acp)),
            participants: format!("本人・{family}・{doctor}医師{nurse}"),
            text: text.into(),
        }))
    }

    /// Puts the years in; `line` keeps what happened apart from what else happened.
    fn dated(self, text: &str, line: usize) -> String {
        let seed = self.case.seed as i16;
        let long_ago = year_before(self.case.today, 4 + (seed + line as i16 * 4) % 9);
        let lately = year_before(self.case.today, 1 + seed % 2);
        text.replace("{y}", &long_ago).replace("{z}", &lately)
    }
}
