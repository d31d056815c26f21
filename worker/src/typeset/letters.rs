//! 参加承認書: one page for each user, with the login ID and the initial password.

use serde::{Deserialize, Serialize};
use tobiume_common::{CivilDate, japanese::wareki::both_calendars};

/// What is asked for.
#[derive(Deserialize)]
pub struct Letters {
    network: String,
    office_phone: String,
    issued_on: CivilDate,
    institution: String,
    postal_code: String,
    address: String,
    /// Days for which the initial password may be used.
    days: i64,
    letters: Vec<Letter>,
}

/// What one user is told.
#[derive(Deserialize, Serialize)]
struct Letter {
    name: String,
    profession: String,
    login_id: String,
    password: String,
}

/// What the template lays out.
#[derive(Serialize)]
pub struct Words<'a> {
    title: &'static str,
    network: &'a str,
    office: String,
    issued: String,
    institution: &'a str,
    address: String,
    validity: String,
    letters: &'a [Letter],
}

/// The letters in words.
pub fn words(letters: &Letters) -> Words<'_> {
    let phone = &letters.office_phone;
    Words {
        title: "参加承認書",
        network: &letters.network,
        office: if phone.is_empty() {
            format!("{}　事務局", letters.network)
        } else {
            format!("{}　事務局　電話 {phone}", letters.network)
        },
        issued: both_calendars(letters.issued_on),
        institution: &letters.institution,
        address: format!("〒{}　{}", letters.postal_code, letters.address),
        validity: format!(
            "最初のパスワードは、発行日から{}日間、新しいパスワードを決めるためにだけ使えます。",
            letters.days
        ),
        letters: &letters.letters,
    }
}
