//! 参加申請 as it was sent, for who applied.

use serde::{Deserialize, Serialize};
use tobiume_common::application::{ApplicationForm, form::UserLine, words};

/// What is asked for.
#[derive(Deserialize)]
pub struct Application {
    network: String,
    office_phone: String,
    receipt: String,
    state: String,
    /// The moment in Japan at which it was sent last, as `2026-11-22 10:05`.
    sent_at: String,
    form: ApplicationForm,
    /// Names of what was sent beside it.
    #[serde(default)]
    files: Vec<String>,
}

/// What the template lays out.
#[derive(Serialize)]
pub struct Words<'a> {
    title: &'static str,
    network: &'a str,
    office: String,
    receipt: &'a str,
    state: &'a str,
    sent_at: &'a str,
    sections: Vec<Section>,
    users: Vec<User<'a>>,
}

#[derive(Serialize)]
struct Section {
    title: &'static str,
    lines: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct User<'a> {
    name: &'a str,
    kana: &'a str,
    role: String,
}

impl<'a> User<'a> {
    fn of(user: &'a UserLine) -> Self {
        Self {
            name: &user.name,
            kana: &user.kana,
            role: words::role(user),
        }
    }
}

/// The application in words. What was left empty is not on the paper.
pub fn words(application: &Application) -> Words<'_> {
    let form = &application.form;
    let section = |title, mut lines: words::Lines| {
        lines.retain(|(_, answer)| !answer.trim().is_empty());
        Section { title, lines }
    };
    let mut sections = vec![
        section("施設", words::institution(form)),
        section("利用するシステム・機器", words::systems(form)),
        section("設定の希望日・連絡事項", words::wishes(form)),
        section(
            "添付ファイル",
            application.files.iter().map(|name| ("ファイル名", name.clone())).collect(),
        ),
    ];
    sections.retain(|section| !section.lines.is_empty());
    let phone = &application.office_phone;
    Words {
        title: "参加申請書（控え）",
        network: &application.network,
        office: if phone.is_empty() {
            format!("{}　事務局", application.network)
        } else {
            format!("{}　事務局　電話 {phone}", application.network)
        },
        receipt: &application.receipt,
        state: &application.state,
        sent_at: &application.sent_at,
        sections,
        users: form
            .users
            .iter()
            .filter(|user| !user.name.trim().is_empty())
            .map(User::of)
            .collect(),
    }
}
