//! A request in words: the same for who asks and for the office.

use tobiume_common::requests::{ChangeForm, Colleague, LeavingForm, MatchForm, RequestForm, ResetForm};
use yew::prelude::*;

use crate::time;

/// What is asked for, item by item. `users` are those whom it may name by their ids.
pub fn in_words(form: &RequestForm, users: &[Colleague]) -> Html {
    let rows = match form {
        RequestForm::Change(form) => change(form, users),
        RequestForm::Leaving(form) => leaving(form),
        RequestForm::PasswordReset(form) => reset(form),
        RequestForm::PatientMatch(form) => receipt(form),
    };
    let row = |(label, text): (&'static str, String)| html! { <div><dt>{ label }</dt><dd class="text">{ text }</dd></div> };
    html! { <dl class="items">{ for rows.into_iter().filter(|(_, text)| !text.trim().is_empty()).map(row) }</dl> }
}

fn change(form: &ChangeForm, users: &[Colleague]) -> Vec<(&'static str, String)> {
    let name_of = |id| {
        let known = users.iter().find(|user| user.id == id);
        known.map_or_else(
            || "（すでに外れた利用者）".to_owned(),
            |user| format!("{}（{}）", user.name, user.login_id),
        )
    };
    let added = form.added.iter().map(|user| {
        let profession = user.profession.map_or("職種なし", |profession| profession.label());
        let administrator = if user.is_administrator { "、管理者" } else { "" };
        format!("{}（{}、{profession}{administrator}）", user.name, user.kana)
    });
    let devices = form
        .devices
        .iter()
        .filter(|line| line.count > 0)
        .map(|line| format!("{} {}台 {}", line.kind.label(), line.count, line.network));
    let mut rows = vec![
        ("追加する利用者", lines(added)),
        ("外す利用者", lines(form.removed.iter().copied().map(name_of))),
        ("追加する機器", lines(devices)),
    ];
    if let Some(directory) = &form.directory {
        rows.extend([
            ("新しい住所", format!("〒{} {}", directory.postal_code, directory.address)),
            ("新しい電話番号", directory.phone.clone()),
            ("新しいFAX番号", directory.fax.clone()),
            ("新しいメールアドレス", directory.email.clone()),
        ]);
    }
    rows.push(("連絡事項", form.note.clone()));
    rows
}

fn leaving(form: &LeavingForm) -> Vec<(&'static str, String)> {
    vec![("利用を終える日", form.last_day.clone()), ("理由", form.reason.clone())]
}

fn reset(form: &ResetForm) -> Vec<(&'static str, String)> {
    vec![
        ("ログインID", form.login_id.clone()),
        ("氏名", form.name.clone()),
        ("折り返し先の電話番号", form.phone.clone()),
    ]
}

fn receipt(form: &MatchForm) -> Vec<(&'static str, String)> {
    let sex = form.sex.label();
    vec![
        ("氏名", format!("{}　{}", form.name, form.kana)),
        ("生年月日", format!("{}　{sex}", time::both_calendars(form.birth_date))),
        ("保険者番号", form.insurer_number.clone()),
        ("記号・番号", format!("{}・{}", form.symbol, form.number)),
        ("枝番", form.branch.clone()),
    ]
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}
