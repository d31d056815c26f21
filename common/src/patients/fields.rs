//! The single fields of a registration: what is accepted and how it is written.

use super::{
    InsuranceCard,
    registration::{BLOOD_TYPES, CONTACTS_MAX, INSURANCE_MAX, NAME_MAX, PHONE_MAX, RELATION_MAX},
};
use crate::{
    basic_info::Contact,
    check::Checker,
    check_digit,
    error::ApiError,
    japanese::{fold_code, is_katakana, to_katakana, width::narrow},
};

pub(super) fn kana(checker: &mut Checker, typed: &str) -> String {
    let typed = checker.required_line("kana", typed, NAME_MAX, "カナ氏名を入力してください。");
    let kana = single_spaced(&to_katakana(&typed));
    if !kana.is_empty() && !is_katakana(&kana) {
        checker.refuse("kana", "カナ氏名はカタカナかひらがなで入力してください。");
    }
    kana
}

pub(super) fn single_spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn postal_code(checker: &mut Checker, typed: &str) -> String {
    let typed = checker.line("postal_code", typed, 20);
    if typed.is_empty() {
        return typed;
    }
    let Some(digits) = postal_code_digits(&typed) else {
        checker.refuse("postal_code", "郵便番号は7桁の数字で入力してください。");
        return String::new();
    };
    let (area, town) = digits.split_at(3);
    format!("{area}-{town}")
}

/// The 7 digits of a postal code as typed: full or half width, with 〒 or hyphen or without.
pub fn postal_code_digits(typed: &str) -> Option<String> {
    let digits: String = fold_code(typed).chars().filter(|ch| !matches!(ch, '-' | '〒')).collect();
    (digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

pub(super) fn city_code(checker: &mut Checker, code: &str) -> String {
    let is_code = code.is_empty() || code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit());
    if !is_code {
        checker.refuse("city_code", "郵便番号から住所を入れ直してください。");
        return String::new();
    }
    code.to_owned()
}

/// Digits and single hyphens. Numbers within Japan have ten or eleven digits and begin with 0; one abroad is dialled with 010 first.
pub(super) fn phone(checker: &mut Checker, field: &str, typed: &str) -> String {
    let typed = checker.line(field, typed, PHONE_MAX);
    if typed.is_empty() {
        return typed;
    }
    let parts = fold_code(&typed).replace(['(', ')'], "-");
    let parts: Vec<&str> = parts.split('-').filter(|part| !part.is_empty()).collect();
    let phone = parts.join("-");
    if !phone.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        checker.refuse(field, "電話番号は数字とハイフンで入力してください。");
        return String::new();
    }
    let digits = phone.bytes().filter(u8::is_ascii_digit).count();
    let is_whole = phone.starts_with('0') && (10..=11).contains(&digits) || phone.starts_with("010") && digits > 11;
    if !is_whole {
        checker.refuse(field, "電話番号は市外局番から入力してください（10桁か11桁）。");
        return String::new();
    }
    phone
}

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
                phone: phone(checker, &field("phone"), &contact.phone),
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

    fn checked<T>(check: impl FnOnce(&mut Checker) -> T) -> Result<T, ApiError> {
        let mut checker = Checker::default();
        let value = check(&mut checker);
        checker.finish(Some(value))
    }

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
    fn readings() {
        let kana = |typed| checked(|checker| kana(checker, typed));
        for typed in ["ヤマザキ　トキコ", " やまざき  ときこ ", "ﾔﾏｻﾞｷ ﾄｷｺ", "やまさ\u{3099}きトキコ"]
        {
            assert_eq!(kana(typed).unwrap().replace(' ', ""), "ヤマザキトキコ", "{typed}");
        }
        assert_eq!(kana("ヤマザキ　トキコ").unwrap(), "ヤマザキ トキコ");
        for wrong in [
            "",
            "　",
            "山﨑 時子",
            "Yamazaki",
            "ヤマザキ1",
            "ヤマ\u{0}ザキ",
            "ー",
            &"ア".repeat(81),
        ] {
            assert_eq!(kana(wrong).unwrap_err().fields[0].field, "kana", "{wrong:?}");
        }
    }

    #[test]
    fn postal_codes() {
        let code = |typed| checked(|checker| postal_code(checker, typed));
        for typed in ["8020001", "802-0001", "〒802-0001", "８０２－０００１", "802ー0001", " 802 0001 "] {
            assert_eq!(code(typed).unwrap(), "802-0001", "{typed}");
        }
        assert_eq!(code("").unwrap(), "");
        for wrong in ["802000", "80200011", "802-000a", "八〇二", "-"] {
            assert_eq!(code(wrong).unwrap_err().fields[0].field, "postal_code", "{wrong}");
        }
    }

    #[test]
    fn telephone_numbers() {
        let number = |typed| checked(|checker| phone(checker, "phone", typed));
        for (typed, kept) in [
            ("", ""),
            ("093-000-0000", "093-000-0000"),
            ("０９０ー００００ー００００", "090-0000-0000"),
            ("（０９３）０００－００００", "093-000-0000"),
            ("0930000000", "0930000000"),
            ("010-1-212-000-0000", "010-1-212-000-0000"),
        ] {
            assert_eq!(number(typed).unwrap(), kept, "{typed}");
        }
        for wrong in [
            "110",
            "093-000-000",
            "93-000-00000",
            "090-0000-00000",
            "自宅",
            "093-000-000x",
            "+819000000000",
        ] {
            assert_eq!(number(wrong).unwrap_err().fields[0].field, "phone", "{wrong}");
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
            for keep in [postal_code, kana, |checker: &mut Checker, text: &str| phone(checker, "phone", text)] {
                if let Ok(kept) = checked(|checker| keep(checker, &text)) {
                    prop_assert_eq!(checked(|checker| keep(checker, &kept)), Ok(kept.clone()));
                }
            }
            if let Some(kept) = fold_blood_type(&text) {
                prop_assert_eq!(fold_blood_type(kept), Some(kept));
            }
            if let Ok(Some(kept)) = card(&text, &text, &text, &text).check() {
                prop_assert_eq!(kept.check(), Ok(Some(kept.clone())));
            }
        }
    }
}
