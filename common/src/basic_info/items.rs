//! Every item of basic_info, described as data.

use super::Section;

/// One entry of a list of choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Stored code.
    pub code: &'static str,
    /// Word on the screen.
    pub label: &'static str,
}

const fn c(code: &'static str, label: &'static str) -> Choice {
    Choice { code, label }
}

/// What an item holds, and how it is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A short free text.
    Text,
    /// A free text of several lines.
    LongText,
    /// One of a list.
    Choice(&'static [Choice]),
    /// Any number of a list, each with a note.
    Checks(&'static [Choice]),
    /// Drugs, chosen from the master or free.
    Drugs,
    /// Diseases, chosen from the master or free; at most so many.
    Diseases(usize),
    /// Persons to be called.
    Contacts,
    /// A score from 0 to this.
    Score(u8),
    /// A period of validity.
    Period,
    /// The ACP record.
    Acp,
}

/// How the entries of several institutions become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeRule {
    /// The newest entry holds; a different older one is shown as a conflict.
    Newest,
    /// Every institution's entry holds, newest first: leaving one out could kill (drugs, 禁忌薬).
    Every,
    /// Every ticked choice holds; one that another institution did not tick is shown as a conflict.
    EveryChoice,
}

macro_rules! items {
    ($( $(#[doc = $doc:literal])* $name:ident = $code:literal, $label:literal, $section:ident, $kind:expr, $rule:ident, $stale:expr; )+) => {
        wire! {
            /// An item of basic_info.
            #[derive(Copy, Eq, Hash)]
            pub enum Item { $( #[doc = $label] $(#[doc = $doc])* $name, )+ }
        }

        impl Item {
            /// All items, section by section, in the order of the form.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$name),+];

            /// The stored code, as on the wire.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The item of a stored code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }

            /// The word on the screen.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }

            /// The section it belongs to.
            pub const fn section(self) -> Section {
                match self { $(Self::$name => Section::$section,)+ }
            }

            /// What it holds.
            pub const fn kind(self) -> ItemKind {
                match self { $(Self::$name => $kind,)+ }
            }

            /// How entries of several institutions become one.
            pub const fn merge_rule(self) -> MergeRule {
                match self { $(Self::$name => MergeRule::$rule,)+ }
            }

            /// After how many months without a new entry the item is marked as old; 0 for never.
            pub const fn stale_after_months(self) -> u32 {
                match self { $(Self::$name => $stale,)+ }
            }
        }
    };
}

items! {
    RegisteredHospital = "registered_hospital", "登録病院", Basic, ItemKind::Text, Every, 0;
    EmergencyHospital = "emergency_hospital", "緊急時紹介先医療機関", Basic, ItemKind::Text, Newest, 24;
    Insurance = "insurance", "保険（記号・番号）", Basic, ItemKind::Text, Newest, 24;
    AddressKind = "address_kind", "住所種別", Basic, ItemKind::Choice(ADDRESS_KINDS), Newest, 24;
    Facility = "facility", "入所施設", Basic, ItemKind::Text, Newest, 24;
    EmergencyContacts = "emergency_contacts", "緊急連絡先", Basic, ItemKind::Contacts, Newest, 24;
    AttendingDoctor = "attending_doctor", "担当医", Basic, ItemKind::Text, Every, 0;
    VisitingNurseStation = "visiting_nurse_station", "訪問看護センター", Basic, ItemKind::Text, Newest, 24;
    VisitingNurse = "visiting_nurse", "担当看護師", Basic, ItemKind::Text, Newest, 24;
    CareOffice = "care_office", "居宅支援事業所", Basic, ItemKind::Text, Newest, 24;
    CareManager = "care_manager", "ケアマネ", Basic, ItemKind::Text, Newest, 24;
    Wishes = "wishes", "患者情報に関する患者さんの意向", Wishes, ItemKind::LongText, Every, 24;
    Remarks = "remarks", "備考", Remarks, ItemKind::LongText, Every, 24;
    Prescriptions = "prescriptions", "処方", Prescriptions, ItemKind::Drugs, Every, 6;
    /// Always shown in red, never closed, never old.
    ContraindicatedDrugs = "contraindicated_drugs", "禁忌薬", ContraindicatedDrugs, ItemKind::LongText, Every, 0;
    MainDiseases = "main_diseases", "主な病名", MainDiseases, ItemKind::Diseases(5), Every, 24;
    History = "history", "病名・病歴等", History, ItemKind::LongText, Every, 36;
    Allergies = "allergies", "アレルギー", Allergies, ItemKind::Checks(ALLERGIES), EveryChoice, 36;
    Treatments = "treatments", "現在の医療・処置", Treatments, ItemKind::Checks(TREATMENTS), EveryChoice, 12;
    Meals = "meals", "食事", DailyLife, ItemKind::Choice(HELP), Newest, 12;
    NutritionRoute = "nutrition_route", "栄養経路", DailyLife, ItemKind::Choice(NUTRITION_ROUTES), Newest, 12;
    MealForm = "meal_form", "食事形態", DailyLife, ItemKind::Choice(MEAL_FORMS), Newest, 12;
    Excretion = "excretion", "排泄", DailyLife, ItemKind::Choice(EXCRETION), Newest, 12;
    Mobility = "mobility", "移動", DailyLife, ItemKind::Choice(MOBILITY), Newest, 12;
    Respiration = "respiration", "呼吸", DailyLife, ItemKind::Choice(RESPIRATION), Newest, 12;
    PhysicalDisability = "physical_disability", "身体障害者", DisabilityCare, ItemKind::Choice(PHYSICAL_GRADES), Newest, 36;
    MentalDisability = "mental_disability", "精神障害者", DisabilityCare, ItemKind::Choice(MENTAL_GRADES), Newest, 36;
    RehabilitationBook = "rehabilitation_book", "療育手帳", DisabilityCare, ItemKind::Choice(REHABILITATION_BOOK), Newest, 36;
    CareLevel = "care_level", "要介護度", CareInsurance, ItemKind::Choice(CARE_LEVELS), Newest, 12;
    CarePeriod = "care_period", "認定期間", CareInsurance, ItemKind::Period, Newest, 24;
    Impairments = "impairments", "障害情報", Impairments, ItemKind::Checks(IMPAIRMENTS), EveryChoice, 24;
    Independence = "independence", "認知症高齢者の日常生活自立度", Cognition, ItemKind::Choice(INDEPENDENCE), Newest, 12;
    Hasegawa = "hasegawa", "長谷川式", Cognition, ItemKind::Score(30), Newest, 12;
    Mmse = "mmse", "MMSE", Cognition, ItemKind::Score(30), Newest, 12;
    Behaviour = "behaviour", "行動の特徴", Behaviour, ItemKind::Checks(BEHAVIOUR), EveryChoice, 12;
    EmergencyCare = "emergency_care", "救命救急医療の希望", EmergencyCare, ItemKind::Choice(EMERGENCY_CARE), Newest, 12;
    Acp = "acp", "ACP記載欄", EmergencyCare, ItemKind::Acp, Newest, 12;
}

const ADDRESS_KINDS: &[Choice] = &[
    c("home", "自宅"),
    c("home_alone", "自宅（独居）"),
    c("nursing_home", "特別養護老人ホーム"),
    c("care_facility", "介護老人保健施設"),
    c("care_clinic", "介護医療院"),
    c("paid_home", "有料老人ホーム"),
    c("serviced_housing", "サービス付き高齢者向け住宅"),
    c("group_home", "グループホーム"),
    c("other", "その他"),
];
const ALLERGIES: &[Choice] = &[
    c("unknown", "不明"),
    c("iodine", "ヨード"),
    c("food", "食物"),
    c("asthma", "喘息"),
    c("metal", "金属"),
    c("other", "その他"),
];
const TREATMENTS: &[Choice] = &[
    c("unknown", "不明"),
    c("pacemaker", "ペースメーカー"),
    c("metal", "体内金属"),
    c("stoma", "ストーマ"),
    c("dialysis", "透析療法"),
    c("other", "その他"),
];
const HELP: &[Choice] = &[
    c("independent", "自立"),
    c("watched", "見守り"),
    c("partial", "一部介助"),
    c("full", "全介助"),
];
const NUTRITION_ROUTES: &[Choice] = &[
    c("oral", "経口"),
    c("nasal_tube", "経鼻経管"),
    c("gastrostomy", "胃ろう"),
    c("enterostomy", "腸ろう"),
    c("intravenous", "中心静脈栄養"),
    c("other", "その他"),
];
const MEAL_FORMS: &[Choice] = &[
    c("regular", "普通食"),
    c("soft", "軟食・全粥"),
    c("chopped", "きざみ食"),
    c("blended", "ミキサー食"),
    c("thickened", "とろみ食"),
    c("none", "経口摂取なし"),
];
const EXCRETION: &[Choice] = &[
    c("independent", "自立"),
    c("watched", "見守り"),
    c("partial", "一部介助"),
    c("full", "全介助"),
    c("portable_toilet", "ポータブルトイレ"),
    c("diaper", "おむつ"),
    c("catheter", "留置カテーテル"),
];
const MOBILITY: &[Choice] = &[
    c("independent", "自立"),
    c("cane", "杖・歩行器"),
    c("watched", "見守り"),
    c("partial", "一部介助"),
    c("wheelchair", "車いす"),
    c("full", "全介助"),
    c("bedridden", "寝たきり"),
];
const RESPIRATION: &[Choice] = &[
    c("independent", "自立"),
    c("oxygen", "在宅酸素"),
    c("mask_ventilation", "マスク式人工呼吸"),
    c("tracheostomy", "気管切開"),
    c("ventilator", "人工呼吸器"),
    c("suction", "吸引あり"),
];
const PHYSICAL_GRADES: &[Choice] = &[
    c("none", "なし"),
    c("1", "1級"),
    c("2", "2級"),
    c("3", "3級"),
    c("4", "4級"),
    c("5", "5級"),
    c("6", "6級"),
];
const MENTAL_GRADES: &[Choice] = &[c("none", "なし"), c("1", "1級"), c("2", "2級"), c("3", "3級")];
const REHABILITATION_BOOK: &[Choice] = &[c("none", "なし"), c("yes", "あり")];
const CARE_LEVELS: &[Choice] = &[
    c("support1", "要支援1"),
    c("support2", "要支援2"),
    c("care1", "要介護1"),
    c("care2", "要介護2"),
    c("care3", "要介護3"),
    c("care4", "要介護4"),
    c("care5", "要介護5"),
    c("applying", "申請中"),
    c("none", "なし"),
    c("unknown", "不明"),
];
const IMPAIRMENTS: &[Choice] = &[
    c("swallowing", "嚥下障害"),
    c("vision", "視覚障害"),
    c("motor", "運動障害"),
    c("hearing", "聴覚障害"),
    c("speech", "言語障害"),
];
const INDEPENDENCE: &[Choice] = &[
    c("independent", "自立"),
    c("1", "I"),
    c("2a", "IIa"),
    c("2b", "IIb"),
    c("3a", "IIIa"),
    c("3b", "IIIb"),
    c("4", "IV"),
    c("m", "M"),
];
const BEHAVIOUR: &[Choice] = &[
    c("wandering", "徘徊"),
    c("night_restless", "昼夜逆転"),
    c("agitation", "興奮・暴言"),
    c("refusal", "介護への抵抗"),
    c("delusion", "妄想"),
    c("unclean", "不潔行為"),
    c("eating_objects", "異食"),
    c("fall_risk", "転倒の危険"),
    c("other", "その他"),
];
/// From full treatment to none, after the undecided one.
const EMERGENCY_CARE: &[Choice] = &[
    c("undecided", "現時点では未定"),
    c("all", "可能な限りの救命救急医療を希望する"),
    c("no_intubation", "気管内挿管・人工呼吸は希望しない"),
    c("no_cpr", "心肺蘇生（心臓マッサージ・電気ショック）は希望しない"),
    c("no_life_support", "延命のための医療は希望しない（苦痛の緩和のみ）"),
    c("no_transport", "救急搬送を希望しない（かかりつけ医へ連絡）"),
];

impl Item {
    /// The choices of an item that has a list; empty for the others.
    pub const fn choices(self) -> &'static [Choice] {
        match self.kind() {
            ItemKind::Choice(choices) | ItemKind::Checks(choices) => choices,
            _ => &[],
        }
    }

    /// The label of a choice's code; the code itself where the list does not know it.
    pub fn choice_label(self, code: &str) -> &str {
        self.choices()
            .iter()
            .find(|choice| choice.code == code)
            .map_or(code, |choice| choice.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basic_info::ViewMode;

    #[test]
    fn codes_are_the_wire_names_and_unique() {
        for item in Item::ALL {
            assert_eq!(serde_json::to_value(item).unwrap(), item.code());
            assert_eq!(Item::from_code(item.code()), Some(item));
        }
    }

    #[test]
    fn every_item_stands_in_the_collaboration_mode() {
        for item in Item::ALL {
            assert!(ViewMode::Collaboration.sections().contains(&item.section()), "{item:?}");
        }
    }

    #[test]
    fn emergency_sections_keep_the_collaboration_order() {
        let all = ViewMode::Collaboration.sections();
        let positions: Vec<_> = ViewMode::Emergency
            .sections()
            .iter()
            .map(|section| all.iter().position(|other| other == section).unwrap())
            .collect();
        assert!(positions.is_sorted());
        assert_eq!(positions.len(), 8);
        assert_eq!(all.len(), 16);
    }

    #[test]
    fn what_kills_is_never_closed() {
        for section in [Section::ContraindicatedDrugs, Section::Allergies, Section::EmergencyCare] {
            assert!(!section.starts_closed());
        }
    }
}
