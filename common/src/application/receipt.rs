//! 受付番号: a number that may be said on the telephone. It names an application and opens nothing.

use crate::{check_digit, ids::ApplicationId, japanese::fold_code};

/// The 受付番号: `A-000123-4`, the last a check digit.
pub fn receipt(id: ApplicationId) -> String {
    let digits = format!("{:06}", id.0);
    let check = check_digit::modulus10(&digits).unwrap_or(0);
    format!("A-{digits}-{check}")
}

/// The application of a 受付番号 as typed: in any width and case, with hyphens or without.
pub fn id_of(typed: &str) -> Option<ApplicationId> {
    let folded = fold_code(typed).to_ascii_uppercase();
    let digits: String = folded
        .strip_prefix('A')
        .unwrap_or(&folded)
        .chars()
        .filter(|ch| *ch != '-')
        .collect();
    if digits.len() < 7 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (own, check) = digits.split_at(digits.len() - 1);
    let is_whole = check_digit::modulus10(own).map(|check| check.to_string()).as_deref() == Some(check);
    own.parse().ok().filter(|_| is_whole).map(ApplicationId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_are_read_as_they_are_typed() {
        for id in [1, 123, 999_999, 1_000_000, 123_456_789] {
            let id = ApplicationId(id);
            let receipt = receipt(id);
            for typed in [
                receipt.clone(),
                receipt.to_lowercase(),
                receipt.replace('-', ""),
                format!(" {receipt} "),
                receipt[2..].to_owned(),
            ] {
                assert_eq!(id_of(&typed), Some(id), "{typed}");
            }
        }
        assert_eq!(receipt(ApplicationId(123)), "A-000123-0");
        assert_eq!(id_of("Ａ－０００１２３－０"), Some(ApplicationId(123)));
        for wrong in [
            "",
            "A",
            "A-000123-1",
            "A-000132-0",
            "000123",
            "B-000123-0",
            "A-12x456-7",
            &"9".repeat(40),
        ] {
            assert_eq!(id_of(wrong), None, "{wrong}");
        }
    }
}
