//! Checking what a person typed into a form: the browser for the person's comfort, the server for truth.
//!
//! A [`Checker`] takes field by field, hands back the clean text and remembers what is wrong, so that the person sees all of it at once.

use crate::{
    CivilDate,
    error::{ApiError, ErrorCode, FieldError},
    japanese::parse_birth_date,
};

/// Longest date as typed, in characters.
const DATE_MAX: usize = 30;

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

/// Control characters, and those that are not seen and make a text look like another: marks of direction, joiners of width zero.
fn is_unprintable(ch: char) -> bool {
    ch.is_control() || matches!(ch, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
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
}
