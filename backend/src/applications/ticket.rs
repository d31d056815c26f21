//! What an applicant is known by: a number that may be said on the telephone, and a code that only they have.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
pub use tobiume_common::application::receipt::{id_of, receipt};
use tobiume_common::japanese::fold_code;

/// Letters of a code: none that is taken for another when it is read aloud or copied by hand.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Letters of a code, 59 bits: too many to try, even without the lock.
const CODE_LENGTH: usize = 12;

/// Letters between two hyphens.
const GROUP: usize = 4;

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
