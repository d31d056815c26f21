//! Signing in and out, and the rules for passwords.

use std::fmt;

use crate::{access::Role, institutions::Profession};

wire! {
    /// What the sign-in form sends.
    pub struct SignInRequest {
        /// ログインID, as `001@4011123454.fukuoka`.
        pub login_id: String,
        /// パスワード.
        pub password: String,
    }

    /// A change of the own password.
    pub struct ChangePasswordRequest {
        /// The password in use (the initial one at the first sign-in).
        pub current: String,
        /// The new one; see [`check_new_password`].
        pub new: String,
    }

    /// When and from where somebody signed in.
    pub struct SignInRecord {
        /// Moment, RFC 3339 in UTC.
        pub at: String,
        /// Device and address in words, as 「Windows の Chrome（10.20.3.4）」.
        pub place: String,
    }

    /// Who is signed in: everything the shell of the page needs.
    pub struct Session {
        /// Login ID.
        pub login_id: String,
        /// Full name.
        pub name: String,
        /// Profession.
        pub profession: Profession,
        /// Name of the institution.
        pub institution: String,
        /// What the institution lets them see.
        pub role: Role,
        /// 施設管理者: asks the office for changes.
        pub is_administrator: bool,
        /// The initial password must be changed before anything else.
        pub must_change_password: bool,
        /// The sign-in before this one.
        pub last_sign_in: Option<SignInRecord>,
        /// Seconds without any request after which the session ends.
        pub idle_seconds: u32,
        /// Name of the network, from the configuration.
        pub network: String,
        /// Telephone of the secretariat, from the configuration.
        pub office_phone: String,
    }
}

endpoint!(
    /// Signs in: sets the session cookie. Unknown ID and wrong password are answered alike.
    SignIn = Post "/api/session", Public, body: SignInRequest => Session
);
endpoint!(
    /// Who is signed in.
    GetSession = Get "/api/session", SignedIn => Session
);
endpoint!(
    /// Changes the own password and ends all other sessions of the user.
    ChangePassword = Put "/api/session/password", SignedIn, body: ChangePasswordRequest => Session
);
endpoint!(
    /// Signs out: the session ends at once, on the server too.
    SignOut = Delete "/api/session", SignedIn => ()
);

/// Longest password in characters.
pub const PASSWORD_MAX: usize = 128;

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer than 14 characters, and fewer than 10 or of fewer than three kinds.
    TooShort,
    /// More than [`PASSWORD_MAX`] characters.
    TooLong,
    /// Often used, or a simple sequence.
    Common,
    /// Holds the login ID.
    HoldsLoginId,
}

impl fmt::Display for PasswordProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "14文字以上、または英大文字・英小文字・数字・記号のうち3種類を含む10文字以上にしてください。",
            Self::TooLong => "128文字以内にしてください。",
            Self::Common => "推測されやすいパスワードです。別のものにしてください。",
            Self::HoldsLoginId => "ログインIDを含まないものにしてください。",
        })
    }
}

/// Words that common passwords are made of; what is left after removing them is what counts.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "pass",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "1qaz2wsx",
    "iloveyou",
    "letmein",
    "welcome",
    "admin",
    "login",
    "abc123",
    "abcdefghijklmn",
    "abcdefgh",
    "abcdef",
    "abcd",
    "abc",
    "sakura",
    "tobiume",
    "umenoki",
    "fukuoka",
    "hakata",
    "hajimete",
    "doraemon",
    "pokemon",
    "baseball",
    "football",
    "dragon",
    "monkey",
    "master",
    "sunshine",
    "princess",
    "japan",
    "nippon",
    "tokyo",
    "kitakyushu",
    "hospital",
    "clinic",
    "doctor",
    "byouin",
    "isha",
];

/// Checks a new password: 14 characters or more, or 10 with three kinds of characters; no common
/// one, none with the login ID in it. Any Unicode is welcome.
///
/// ```
/// use tobiume_common::session::{PasswordProblem, check_new_password};
/// assert_eq!(check_new_password("春の小川はさらさらいくよ岸", "001@x"), Err(PasswordProblem::TooShort));
/// assert_eq!(check_new_password("春の小川はさらさらいくよ岸の", "001@x"), Ok(()));
/// assert_eq!(check_new_password("Ume-no-ki7", "001@x"), Ok(()));
/// assert_eq!(check_new_password("Password-2026!", "001@x"), Err(PasswordProblem::Common));
/// ```
pub fn check_new_password(password: &str, login_id: &str) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    if length > PASSWORD_MAX {
        return Err(PasswordProblem::TooLong);
    }
    if length < 10 || (length < 14 && kinds_of_characters(password) < 3) {
        return Err(PasswordProblem::TooShort);
    }
    let lower = password.to_lowercase();
    if !login_id.is_empty() && lower.contains(&login_id.to_lowercase()) {
        return Err(PasswordProblem::HoldsLoginId);
    }
    if is_common(&lower) {
        return Err(PasswordProblem::Common);
    }
    Ok(())
}

fn kinds_of_characters(password: &str) -> usize {
    let is_other = |ch: char| !ch.is_ascii_lowercase() && !ch.is_ascii_uppercase() && !ch.is_ascii_digit();
    [
        password.contains(|ch: char| ch.is_ascii_lowercase()),
        password.contains(|ch: char| ch.is_ascii_uppercase()),
        password.contains(|ch: char| ch.is_ascii_digit()),
        password.contains(is_other),
    ]
    .into_iter()
    .filter(|&present| present)
    .count()
}

/// Whether little is left without common words, digits, signs and repeats.
fn is_common(lower: &str) -> bool {
    let mut rest = lower.to_owned();
    for word in COMMON {
        rest = rest.replace(word, " ");
    }
    let had_word = rest.contains(' ');
    let mut letters: Vec<char> = rest.chars().filter(|ch| ch.is_alphabetic()).collect();
    letters.dedup();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let only_digits_and_signs = !lower.chars().any(char::is_alphabetic) && distinct.len() < 8;
    distinct.len() < 5 || only_digits_and_signs || (had_word && letters.len() < 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_weak_passwords() {
        for (password, problem) in [
            ("", PasswordProblem::TooShort),
            ("Abc-12345", PasswordProblem::TooShort),
            ("abcdefghijklm", PasswordProblem::TooShort),
            ("aaaaaaaaaaaaaaaaaaaa", PasswordProblem::Common),
            ("12341234123412341234", PasswordProblem::Common),
            ("passwordpassword123", PasswordProblem::Common),
            ("Qwertyuiop123!", PasswordProblem::Common),
            ("tobiume-demo-2026x-001@kango.fukuoka", PasswordProblem::HoldsLoginId),
        ] {
            assert_eq!(check_new_password(password, "001@kango.fukuoka"), Err(problem), "{password}");
        }
        assert_eq!(check_new_password(&"あ1b".repeat(60), "x"), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn takes_long_and_unicode_passwords() {
        for password in [
            "correct horse battery staple",
            "梅の花が咲くころに会いましょう",
            "Yuk1-wa-furu",
            &"東風吹かば".repeat(14),
        ] {
            assert_eq!(check_new_password(password, "001@kango.fukuoka"), Ok(()), "{password}");
        }
    }
}
