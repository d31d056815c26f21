//! Checking what a person typed into a form: the browser for the person's comfort, the server for truth.
//!
//! A [`Checker`] takes field by field, hands back the clean text and remembers what is wrong, so that the person sees all of it at once.

use crate::{
    CivilDate,
    error::{ApiError, ErrorCode, FieldError},
    japanese::{fold_code, is_katakana, parse_birth_date, to_katakana},
};

/// Longest date as typed, in characters.
const DATE_MAX: usize = 30;

/// Longest telephone number as typed, in characters.
pub const PHONE_MAX: usize = 25;

/// Remembers the fields that are wrong.
#[derive(Debug, Default)]
pub struct Checker {
    fields: Vec<FieldError>,
}

impl Checker {
    /// A field is wrong, for the reason given.
    pub fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.fields.push(FieldError {
            field: field.to_owned(),
            message: message.into(),
        });
    }

    /// One line of at most `max` characters, trimmed, which may be empty.
    pub fn line(&mut self, field: &str, text: &str, max: usize) -> String {
        self.text_without(field, text, max, is_unprintable)
    }

    /// One line that must say something; `missing` tells what to enter.
    pub fn required_line(&mut self, field: &str, text: &str, max: usize, missing: &str) -> String {
        if text.trim().is_empty() {
            self.refuse(field, missing);
        }
        self.line(field, text, max)
    }

    /// A text of several lines, at most `max` characters, trimmed, which may be empty.
    pub fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        self.text_without(field, &text.replace("\r\n", "\n"), max, |ch| ch != '\n' && is_unprintable(ch))
    }

    fn text_without(&mut self, field: &str, text: &str, max: usize, is_refused: impl Fn(char) -> bool) -> String {
        let text = text.trim();
        if text.chars().nth(max).is_some() {
            self.refuse(field, format!("{max}文字以内で入力してください。"));
            return String::new();
        }
        if text.chars().any(is_refused) {
            self.refuse(field, "使えない文字（制御文字）が入っています。入力し直してください。");
            return String::new();
        }
        text.to_owned()
    }

    /// A whole day that is not after `today`, 和暦 or 西暦 in any form.
    pub fn past_day(&mut self, field: &str, typed: &str, today: CivilDate) -> Option<CivilDate> {
        // Longer than any date: not worth reading.
        let typed = if typed.chars().nth(DATE_MAX).is_some() { "" } else { typed };
        parse_birth_date(typed, today)
            .map_err(|problem| self.refuse(field, problem.to_string()))
            .ok()
    }

    /// A whole day from `today` on, within two years.
    pub fn coming_day(&mut self, field: &str, typed: &str, today: CivilDate) -> Option<CivilDate> {
        let last = CivilDate::new(today.year() + 2, 12, 31).unwrap_or(today);
        let day = self.past_day(field, typed, last)?;
        if day < today {
            self.refuse(field, "今日より後の日を入力してください。");
            return None;
        }
        Some(day)
    }

    /// A reading, which must be there: katakana in full width, one space between the parts. `what` is what the screen calls it.
    pub fn kana(&mut self, field: &str, typed: &str, max: usize, what: &str) -> String {
        let typed = self.required_line(field, typed, max, &format!("{what}を入力してください。"));
        let kana = single_spaced(&to_katakana(&typed));
        if !kana.is_empty() && !is_katakana(&kana) {
            self.refuse(field, format!("{what}はカタカナかひらがなで入力してください。"));
        }
        kana
    }

    /// A postal code as `802-0001`, or empty.
    pub fn postal_code(&mut self, field: &str, typed: &str) -> String {
        let typed = self.line(field, typed, 20);
        if typed.is_empty() {
            return typed;
        }
        let Some(digits) = postal_code_digits(&typed) else {
            self.refuse(field, "郵便番号は7桁の数字で入力してください。");
            return String::new();
        };
        let (area, town) = digits.split_at(3);
        format!("{area}-{town}")
    }

    /// The municipality that came with a postal code: 5 digits, or empty.
    pub fn city_code(&mut self, field: &str, code: &str) -> String {
        let is_code = code.is_empty() || code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit());
        if !is_code {
            self.refuse(field, "郵便番号から住所を入れ直してください。");
            return String::new();
        }
        code.to_owned()
    }

    /// Digits and single hyphens, or empty. Numbers within Japan have ten or eleven digits and begin with 0; one abroad is dialled with 010
    /// first.
    pub fn phone(&mut self, field: &str, typed: &str) -> String {
        let typed = self.line(field, typed, PHONE_MAX);
        if typed.is_empty() {
            return typed;
        }
        let parts = fold_code(&typed).replace(['(', ')'], "-");
        let parts: Vec<&str> = parts.split('-').filter(|part| !part.is_empty()).collect();
        let phone = parts.join("-");
        if !phone.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            self.refuse(field, "電話番号は数字とハイフンで入力してください。");
            return String::new();
        }
        let digits = phone.bytes().filter(u8::is_ascii_digit).count();
        let is_whole = phone.starts_with('0') && (10..=11).contains(&digits) || phone.starts_with("010") && digits > 11;
        if !is_whole {
            self.refuse(field, "電話番号は市外局番から入力してください（10桁か11桁）。");
            return String::new();
        }
        phone
    }

    /// What was checked, where nothing was wrong with it.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn finish<T>(self, checked: Option<T>) -> Result<T, ApiError> {
        checked.filter(|_| self.fields.is_empty()).ok_or(ApiError {
            fields: self.fields,
            ..ApiError::new(ErrorCode::Invalid)
        })
    }
}

/// A name with one space, whatever there was, between its parts.
pub fn single_spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The 7 digits of a postal code as typed: full or half width, with 〒 or hyphen or without.
pub fn postal_code_digits(typed: &str) -> Option<String> {
    let digits: String = fold_code(typed).chars().filter(|ch| !matches!(ch, '-' | '〒')).collect();
    (digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// Control characters, and those that are not seen and make a text look like another: marks of direction, joiners of width zero.
fn is_unprintable(ch: char) -> bool {
    ch.is_control() || matches!(ch, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let mut checker = Checker::default();
        assert_eq!(checker.line("a", "  山田　", 2), "山田");
        checker.line("b", "山田太", 2);
        checker.required_line("c", "　", 10, "入力してください。");
        checker.line("d", "a\tb", 10);
        checker.line("e", "a\u{202e}b", 10);
        assert_eq!(checker.text("f", "a\r\nb\n", 10), "a\nb");
        checker.text("g", "a\u{0}b", 10);
        checker.past_day("h", &"1".repeat(10_000), CivilDate::new(2026, 11, 22).unwrap());
        let error = checker.finish(Some(())).unwrap_err();
        let fields: Vec<&str> = error.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, ["b", "c", "d", "e", "g", "h"]);
        assert!(error.fields.iter().all(|field| field.message.ends_with('。')));
        assert_eq!(Checker::default().finish(Some(1)), Ok(1));
    }

    fn checked<T>(check: impl FnOnce(&mut Checker) -> T) -> Result<T, ApiError> {
        let mut checker = Checker::default();
        let value = check(&mut checker);
        checker.finish(Some(value))
    }

    #[test]
    fn readings() {
        let kana = |typed| checked(|checker| checker.kana("kana", typed, 80, "カナ氏名"));
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
        let code = |typed| checked(|checker| checker.postal_code("postal_code", typed));
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
        let number = |typed| checked(|checker| checker.phone("phone", typed));
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
    fn days_to_come() {
        let today = CivilDate::new(2026, 11, 22).unwrap();
        let day = |typed| checked(|checker| checker.coming_day("day", typed, today));
        for typed in ["2026/11/22", "R8.12.1", "2028-12-31"] {
            assert!(day(typed).unwrap().is_some_and(|day| day >= today), "{typed}");
        }
        for wrong in ["2026/11/21", "2029/1/1", "2027/2/29", "", "あした"] {
            assert_eq!(day(wrong).unwrap_err().fields[0].field, "day", "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered_and_what_is_kept_is_kept_again(text in ".{0,60}") {
            let keeps: [fn(&mut Checker, &str) -> String; 3] = [
                |checker, text| checker.postal_code("field", text),
                |checker, text| checker.kana("field", text, 80, "カナ"),
                |checker, text| checker.phone("field", text),
            ];
            for keep in keeps {
                if let Ok(kept) = checked(|checker| keep(checker, &text)) {
                    prop_assert_eq!(checked(|checker| keep(checker, &kept)), Ok(kept.clone()));
                }
            }
        }
    }
}
