//! What an applicant is known by: a number that may be said on the telephone, and a code that only they have.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tobiume_common::{check_digit, ids::ApplicationId, japanese::fold_code};

/// Letters of a code: none that is taken for another when it is read aloud or copied by hand.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Letters of a code, 59 bits: too many to try, even without the lock.
const CODE_LENGTH: usize = 12;

/// Letters between two hyphens.
const GROUP: usize = 4;

/// The 受付番号: `A-000123-4`.
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

/// A new code or initial password, as it is shown.
///
/// # Errors
/// When the system gives no randomness.
pub fn random_letters() -> anyhow::Result<String> {
    let mut code = String::with_capacity(CODE_LENGTH + CODE_LENGTH / GROUP);
    let mut letters = 0;
    while letters < CODE_LENGTH {
        let mut bytes = [0; CODE_LENGTH];
        getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
        // Bytes beyond the last multiple of 31 are thrown away: every letter is as likely as the others.
        for letter in bytes.iter().filter(|byte| **byte < 248).map(|byte| LETTERS[usize::from(byte % 31)]) {
            if letters == CODE_LENGTH {
                break;
            }
            if letters > 0 && letters % GROUP == 0 {
                code.push('-');
            }
            code.push(char::from(letter));
            letters += 1;
        }
    }
    Ok(code)
}

/// What is kept of a code, however it was typed.
pub fn hash(code: &str) -> Vec<u8> {
    let letters: String = fold_code(code).to_ascii_lowercase().chars().filter(|ch| *ch != '-').collect();
    Sha256::digest(letters.as_bytes()).to_vec()
}

/// Whether this is the code that was kept.
pub fn fits(code: &str, kept: &[u8]) -> bool {
    hash(code).ct_eq(kept).into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

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

    #[test]
    fn codes_are_told_apart() {
        let codes: HashSet<String> = (0..1000).map(|_| random_letters().unwrap()).collect();
        assert_eq!(codes.len(), 1000);
        for code in &codes {
            let groups: Vec<&str> = code.split('-').collect();
            assert!(groups.len() == 3 && groups.iter().all(|group| group.len() == GROUP), "{code}");
            assert!(code.bytes().all(|byte| byte == b'-' || LETTERS.contains(&byte)), "{code}");
        }
        let code = "abcd-efgh-jkmn";
        for typed in [code, "ABCDEFGHJKMN", " ａｂｃｄ－ｅｆｇｈ－ｊｋｍｎ "] {
            assert!(fits(typed, &hash(code)), "{typed}");
        }
        assert!(!fits("abcd-efgh-jkmp", &hash(code)) && !fits("", &hash(code)));
    }
}
