//! The sections of basic_info and the two modes that show them.

use super::Item;

wire! {
    /// How a record is shown.
    #[derive(Copy, Eq, Hash)]
    pub enum ViewMode {
        /// 救急モード.
        Emergency,
        /// 多職種連携モード.
        Collaboration,
    }

    /// A section of basic_info.
    #[derive(Copy, Eq, Hash)]
    pub enum Section {
        /// 患者基本情報（緊急時紹介先等）.
        Basic,
        /// 患者情報に関する患者さんの意向.
        Wishes,
        /// 備考.
        Remarks,
        /// 処方.
        Prescriptions,
        /// 禁忌薬.
        ContraindicatedDrugs,
        /// 主な病名.
        MainDiseases,
        /// 病名・病歴等.
        History,
        /// アレルギー.
        Allergies,
        /// 現在の医療・処置.
        Treatments,
        /// 日常生活状態.
        DailyLife,
        /// 障害者医療.
        DisabilityCare,
        /// 介護保険.
        CareInsurance,
        /// 障害情報.
        Impairments,
        /// 認知自立度.
        Cognition,
        /// 行動の特徴.
        Behaviour,
        /// 緊急救命医療が必要な場合.
        EmergencyCare,
    }
}

impl ViewMode {
    /// Both modes.
    pub const ALL: [Self; 2] = [Self::Emergency, Self::Collaboration];

    /// The word on the switch.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Emergency => "救急モード",
            Self::Collaboration => "多職種連携モード",
        }
    }

    /// The sections this mode shows, in exactly this order (SPEC 2).
    pub const fn sections(self) -> &'static [Section] {
        match self {
            Self::Emergency => &[
                Section::Basic,
                Section::Prescriptions,
                Section::ContraindicatedDrugs,
                Section::MainDiseases,
                Section::History,
                Section::Allergies,
                Section::Treatments,
                Section::EmergencyCare,
            ],
            Self::Collaboration => &[
                Section::Basic,
                Section::Wishes,
                Section::Remarks,
                Section::Prescriptions,
                Section::ContraindicatedDrugs,
                Section::MainDiseases,
                Section::History,
                Section::Allergies,
                Section::Treatments,
                Section::DailyLife,
                Section::DisabilityCare,
                Section::CareInsurance,
                Section::Impairments,
                Section::Cognition,
                Section::Behaviour,
                Section::EmergencyCare,
            ],
        }
    }
}

impl Section {
    /// The heading on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Basic => "患者基本情報（緊急時紹介先等）",
            Self::Wishes => "患者情報に関する患者さんの意向",
            Self::Remarks => "備考",
            Self::Prescriptions => "処方",
            Self::ContraindicatedDrugs => "禁忌薬",
            Self::MainDiseases => "主な病名",
            Self::History => "病名・病歴等",
            Self::Allergies => "アレルギー",
            Self::Treatments => "現在の医療・処置",
            Self::DailyLife => "日常生活状態",
            Self::DisabilityCare => "障害者医療",
            Self::CareInsurance => "介護保険",
            Self::Impairments => "障害情報",
            Self::Cognition => "認知自立度",
            Self::Behaviour => "行動の特徴",
            Self::EmergencyCare => "緊急救命医療が必要な場合",
        }
    }

    /// The items of this section, in the order of the form.
    pub fn items(self) -> impl Iterator<Item = Item> {
        Item::ALL.into_iter().filter(move |item| item.section() == self)
    }

    /// Whether the section starts closed, showing name, number of entries and newest date.
    ///
    /// 禁忌薬, アレルギー and the ACP decision never do.
    pub const fn starts_closed(self) -> bool {
        matches!(
            self,
            Self::Prescriptions | Self::DailyLife | Self::DisabilityCare | Self::Impairments | Self::Cognition | Self::Behaviour
        )
    }
}
