//! An entry of a master, the same type for all three kinds.

use chrono::NaiveDate;

/// Which master.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MasterKind {
    /// 医薬品マスター (`Y`).
    Drug,
    /// 傷病名マスター (`B`).
    Disease,
    /// 修飾語マスター (`Z`).
    Modifier,
}

impl MasterKind {
    /// マスター種別, the second column.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Drug => "Y",
            Self::Disease => "B",
            Self::Modifier => "Z",
        }
    }

    /// The kind with this letter.
    pub fn from_letter(letter: &str) -> Option<Self> {
        [Self::Drug, Self::Disease, Self::Modifier]
            .into_iter()
            .find(|kind| kind.letter() == letter)
    }
}

/// 変更区分: what this edition of the master does with the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// `0`: as before.
    None,
    /// `1`, 抹消: struck out, must not be used.
    Struck,
    /// `3`, 新規.
    New,
    /// `5`, 変更.
    Changed,
    /// `9`, 廃止.
    Abolished,
    /// Any other digit. `2` occurs in the 傷病名 master (2022, 2024) on recently listed entries that
    /// are in use.
    Other(u8),
}

/// Where a modifier stands in a disease's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModifierPlace {
    /// Before the base name (修飾語区分 A1 to A7).
    Prefix,
    /// After it (A8), e.g. の疑い.
    Suffix,
}

/// 剤形 of a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DosageForm {
    /// `1`, 内用薬.
    Internal,
    /// `3`, その他.
    Other,
    /// `4`, 注射薬.
    Injection,
    /// `6`, 外用薬.
    External,
    /// `8`, 歯科用薬剤.
    Dental,
}

/// One entry of a master. Fields that the kind does not have are empty or `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MasterEntry {
    /// Line in the file.
    pub line: u64,
    /// Which master.
    pub kind: MasterKind,
    /// 変更区分.
    pub change: Change,
    /// 医薬品コード (9 digits), 傷病名コード (7) or 修飾語コード (4).
    pub code: String,
    /// 漢字名称, 傷病名基本名称 or 修飾語名称.
    pub name: String,
    /// 傷病名省略名称, or 基本漢字名称 of a drug; `None` when the same as the name.
    pub short_name: Option<String>,
    /// Reading in full-width katakana, see [`crate::fold::normalise_kana`].
    pub kana: String,
    /// Drug: 単位名称 of 使用量 in receipts.
    pub unit: Option<String>,
    /// Drug: 一般名処方の標準的な記載 (masters since 2024).
    pub generic_name: Option<String>,
    /// Drug: 薬価基準収載医薬品コード, twelve characters.
    pub yj_code: Option<String>,
    /// Drug: 剤形.
    pub dosage_form: Option<DosageForm>,
    /// Disease: ICD-10 (2013) without dot, first code.
    pub icd10: Option<String>,
    /// Disease: ICD-10 (2013) without dot, second code (asterisk).
    pub icd10_second: Option<String>,
    /// Modifier: 修飾語区分.
    pub place: Option<ModifierPlace>,
    /// Disease: 移行先 code that replaces this one; `None` when it is its own.
    pub successor: Option<String>,
    /// 廃止年月日, the last day of use; `None` when in use (99999999 in the file).
    pub abolished_on: Option<NaiveDate>,
}

/// Composes the name of a disease as it is shown: prefixes, base name, suffixes, each group in the
/// order of the receipt's record.
///
/// `modifiers` are place and name, as the modifier master gives them, in the order of
/// [`crate::uke::Disease::modifier_codes`].
pub fn compose_disease_name<'a>(base: &str, modifiers: impl IntoIterator<Item = (ModifierPlace, &'a str)>) -> String {
    let mut name = String::new();
    let mut suffixes = String::new();
    for (place, modifier) in modifiers {
        match place {
            ModifierPlace::Prefix => name.push_str(modifier),
            ModifierPlace::Suffix => suffixes.push_str(modifier),
        }
    }
    name.push_str(base);
    name.push_str(&suffixes);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_names() {
        use ModifierPlace::{Prefix, Suffix};
        let modifiers = [(Suffix, "の疑い"), (Prefix, "急性"), (Prefix, "左"), (Suffix, "術後")];
        assert_eq!(compose_disease_name("虫垂炎", modifiers), "急性左虫垂炎の疑い術後");
        assert_eq!(compose_disease_name("虫垂炎", []), "虫垂炎");
    }
}
