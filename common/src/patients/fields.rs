//! The single fields of a registration: what is accepted and how it is written.

use super::{
    InsuranceCard,
    registration::{BLOOD_TYPES, CONTACTS_MAX, INSURANCE_MAX, NAME_MAX, RELATION_MAX},
};
use crate::{
    basic_info::Contact,
    check::Checker,
    check_digit,
    error::ApiError,
    japanese::{fold_code, width::narrow},
};

/// One of [`BLOOD_TYPES`], or empty where nothing was entered. Lists write `A型 Rh(+)`: Rh+ is what is not said.
pub fn fold_blood_type(text: &str) -> Option<&'static str> {
    let letters: String = text.chars().map(narrow).collect::<String>().to_ascii_uppercase();
    let letters: String = letters.chars().filter(|ch| !matches!(ch, ' ' | '型' | '(' | ')')).collect();
    let (letters, negative) = match letters.replace(['−', 'ー', '‐'], "-").strip_suffix("RH-") {
        Some(group) => (group.to_owned(), true),
        None => (letters.trim_end_matches('+').trim_end_matches("RH").to_owned(), false),
    };
    if letters.is_empty() {
        return (!negative && text.trim().is_empty()).then_some("");
    }
    BLOOD_TYPES.into_iter().find(|known| {
        let group = known.strip_suffix(" Rh-");
        group.unwrap_or(known) == letters && group.is_some() == negative
    })
}

pub(super) fn contacts(checker: &mut Checker, typed: &[Contact]) -> Vec<Contact> {
    if typed.len() > CONTACTS_MAX {
        checker.refuse("emergency_contacts", format!("緊急連絡先は{CONTACTS_MAX}件までにしてください。"));
        return Vec::new();
    }
    let is_empty = |contact: &Contact| {
        [&contact.name, &contact.relation, &contact.phone]
            .iter()
            .all(|text| text.trim().is_empty())
    };
    let filled = typed.iter().enumerate().filter(|(_, contact)| !is_empty(contact));
    filled
        .map(|(at, contact)| {
            let field = |name: &str| format!("emergency_contacts.{at}.{name}");
            Contact {
                name: checker.required_line(&field("name"), &contact.name, NAME_MAX, "緊急連絡先の氏名を入力してください。"),
                relation: checker.line(&field("relation"), &contact.relation, RELATION_MAX),
                phone: checker.phone(&field("phone"), &contact.phone),
            }
        })
        .collect()
}

pub(super) fn insurance(checker: &mut Checker, card: &InsuranceCard) -> Option<InsuranceCard> {
    match card.check() {
        Ok(insurance) => insurance,
        Err(error) => {
            error
                .fields
                .into_iter()
                .for_each(|field| checker.refuse(&format!("insurance.{}", field.field), field.message));
            None
        }
    }
}

impl InsuranceCard {
    /// Insurer and number belong together: one without the other matches no claim. None where nothing was typed.
    pub(super) fn check(&self) -> Result<Option<Self>, ApiError> {
        let mut checker = Checker::default();
        let [insurer_number, branch] = [&self.insurer_number, &self.branch].map(|typed| fold_code(typed));
        let symbol = checker.line("symbol", &self.symbol, INSURANCE_MAX);
        let number = checker.line("number", &self.number, INSURANCE_MAX);
        if [&insurer_number, &branch, &symbol, &number].iter().all(|text| text.is_empty()) {
            return checker.finish(Some(None));
        }
        if insurer_number.is_empty() {
            checker.refuse("insurer_number", "保険者番号も入力してください。");
        } else if !matches!(insurer_number.len(), 6 | 8) || !insurer_number.bytes().all(|byte| byte.is_ascii_digit()) {
            checker.refuse("insurer_number", "保険者番号は6桁か8桁の数字で入力してください。");
        } else if !check_digit::is_insurer_number(&insurer_number) {
            checker.refuse(
                "insurer_number",
                "保険者番号に入力の誤りがあります。保険の資格情報を見て、入力し直してください。",
            );
        }
        if fold_code(&self.number).is_empty() {
            checker.refuse("number", "番号（被保険者番号）も入力してください。");
        }
        if branch.len() > 2 || !branch.bytes().all(|byte| byte.is_ascii_digit()) {
            checker.refuse("branch", "枝番は2桁の数字で入力してください。");
        }
        checker.finish(Some(Some(Self {
            insurer_number,
            symbol,
            number,
            branch,
        })))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card(insurer_number: &str, symbol: &str, number: &str, branch: &str) -> InsuranceCard {
        let [insurer_number, symbol, number, branch] = [insurer_number, symbol, number, branch].map(ToOwned::to_owned);
        InsuranceCard {
            insurer_number,
            symbol,
            number,
            branch,
        }
    }

    #[test]
    fn blood_types() {
        for known in BLOOD_TYPES {
            assert_eq!(fold_blood_type(known), Some(known));
        }
        for (written, known) in [
            ("A型 Rh(+)", "A"),
            ("ＡＢ型", "AB"),
            ("o", "O"),
            ("B型(Rh−)", "B Rh-"),
            ("Ａ＋", "A"),
            (" ", ""),
        ] {
            assert_eq!(fold_blood_type(written), Some(known), "{written}");
        }
        for unknown in ["C", "A-", "Rh-", "Rh+", "型", "不明 Rh-", "+"] {
            assert_eq!(fold_blood_type(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn insurances() {
        assert_eq!(InsuranceCard::default().check(), Ok(None));
        let whole = card("０１１３００１２", "１２・３４", "５６", "０１").check().unwrap().unwrap();
        assert_eq!(whole, card("01130012", "１２・３４", "５６", "01"));
        assert!(
            card("39400015", "", "77001122", "").check().unwrap().is_some(),
            "後期高齢者 have no 記号"
        );
        for (wrong, field) in [
            (card("01130013", "1", "2", ""), "insurer_number"),
            (card("0113001", "1", "2", ""), "insurer_number"),
            (card("0113001a", "1", "2", ""), "insurer_number"),
            (card("", "1", "2", ""), "insurer_number"),
            (card("01130012", "1", "", ""), "number"),
            (card("01130012", "1", "　", ""), "number"),
            (card("01130012", "1", "2", "001"), "branch"),
            (card("01130012", "1", "2", "い"), "branch"),
            (card("01130012", &"1".repeat(41), "2", ""), "symbol"),
            (card("01130012", "1", "2\n3", ""), "number"),
        ] {
            assert_eq!(wrong.check().unwrap_err().fields[0].field, field, "{wrong:?}");
        }
        let alone = card("", "1", "", "").check().unwrap_err();
        assert_eq!(
            alone.fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(),
            ["insurer_number", "number"]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_answered_and_what_is_kept_is_kept_again(text in ".{0,60}") {
            if let Some(kept) = fold_blood_type(&text) {
                prop_assert_eq!(fold_blood_type(kept), Some(kept));
            }
            if let Ok(Some(kept)) = card(&text, &text, &text, &text).check() {
                prop_assert_eq!(kept.check(), Ok(Some(kept.clone())));
            }
        }
    }
}
