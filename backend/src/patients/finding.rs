//! Who may find whom, and by what.
//!
//! `patient_keys` holds, for each patient, a row per scope and key. A scope is all who may find
//! the patient by one rule: everybody ([`EVERYONE`]), an institution, a user through a team, a
//! city. A key is a folded name, the birth date or the card number. So every search of every role
//! is one range of one index, and a row that was never written cannot be found: deny by default.
//!
//! The rows are derived. Whoever changes a patient, a registration or a team calls [`refresh`] in
//! the same transaction.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use tobiume_common::{
    CivilDate,
    access::{FindingScope, finding_scope},
    ids::PatientId,
    japanese::fold_name,
};

use crate::db::{
    Conn,
    date::to_civil,
    schema::{patient_keys, patients, registrations, team_members, teams},
    sql::insert_rows,
};
use crate::session::CurrentUser;

/// The scope of those who may find every patient whose consent stands.
pub const EVERYONE: i64 = 0;

/// The scope of the office: every registration, withdrawn ones too.
pub const EVERY_REGISTRATION: i64 = -1;

/// Cities and users share the negative numbers, far apart; institutions have the positive ones.
const FIRST_USER: i64 = -1_000_000_000;

/// The scope of an institution: its own registered patients.
pub const fn own(institution: i64) -> i64 {
    institution
}

/// The scope of a user: patients of the user's teams.
pub const fn team_member(user: i64) -> i64 {
    FIRST_USER - user
}

/// The scope of a city: residents in its claims program. `None` for what is no city code (5 digits).
pub fn residents(city_code: &str) -> Option<i64> {
    (city_code.len() == 5)
        .then(|| city_code.parse::<i64>().ok())
        .flatten()
        .map(|code| -10 - code)
}

/// The scopes a reader searches in.
pub fn scopes_of(user: &CurrentUser) -> Vec<i64> {
    match finding_scope(user.role) {
        FindingScope::OwnAndTeams => vec![own(user.institution_id.0), team_member(user.id.0)],
        FindingScope::Everyone => vec![EVERYONE],
        FindingScope::Teams => vec![team_member(user.id.0)],
        FindingScope::Residents => residents(&user.city_code).into_iter().collect(),
        FindingScope::EveryRegistration => vec![EVERY_REGISTRATION],
    }
}

/// A row to be.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = patient_keys)]
pub struct KeyRow {
    scope: i64,
    key: String,
    patient_id: i64,
}

/// What a key is made of.
pub struct Findable<'a> {
    /// 氏名.
    pub name: &'a str,
    /// カナ氏名.
    pub kana: &'a str,
    /// 生年月日.
    pub birth_date: CivilDate,
    /// カード番号.
    pub card_number: Option<&'a str>,
}

impl Findable<'_> {
    /// Every key of the patient: family and given names from their beginning, date, card.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = [self.name, self.kana].into_iter().flat_map(name_keys).collect();
        keys.push(birth_date_key(self.birth_date));
        keys.extend(self.card_number.map(card_key));
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// The whole name, and the given name by itself.
fn name_keys(name: &str) -> Vec<String> {
    let mut keys = vec![name_key(name)];
    if let Some((_, given)) = name.trim().split_once([' ', '\u{3000}']) {
        keys.push(given_name_key(given));
    }
    keys
}

/// The key of a name or its beginning.
pub fn name_key(name: &str) -> String {
    format!("n{}", fold_name(name))
}

/// The key of a given name or its beginning.
pub fn given_name_key(name: &str) -> String {
    format!("g{}", fold_name(name))
}

/// The key of a birth date.
pub fn birth_date_key(date: CivilDate) -> String {
    format!("{}{:02}", birth_key(date.year(), Some(date.month())), date.day())
}

/// The beginning of the keys of a year or a month.
pub fn birth_key(year: i16, month: Option<u8>) -> String {
    month.map_or_else(|| format!("d{year:04}"), |month| format!("d{year:04}{month:02}"))
}

/// The key of a card number, as typed: digits count.
pub fn card_key(number: &str) -> String {
    let half = |ch: char| match ch {
        '０'..='９' => char::from_u32(u32::from(ch) - 0xfee0).unwrap_or(ch),
        other => other,
    };
    format!(
        "c{}",
        number.chars().map(half).filter(char::is_ascii_alphanumeric).collect::<String>()
    )
}

/// The range of keys that begin with `key`: its first, and what comes after its last.
pub fn beginning_with(key: String) -> (String, String) {
    let end = format!("{key}\u{10ffff}");
    (key, end)
}

/// The range of whole names in kana: everybody, once, in kana order. Kanji come after kana.
pub fn kana_names() -> (String, String) {
    ("n".to_owned(), "n\u{3400}".to_owned())
}

/// Rows for one patient in the given scopes.
pub fn rows(patient: i64, scopes: &[i64], keys: &[String]) -> Vec<KeyRow> {
    scopes
        .iter()
        .flat_map(|&scope| {
            keys.iter().map(move |key| KeyRow {
                scope,
                key: key.clone(),
                patient_id: patient,
            })
        })
        .collect()
}

/// Writes the rows of one patient anew, and marks namesakes. Call it inside the transaction of the change.
///
/// # Errors
/// Those of the database.
pub fn refresh(conn: &mut Conn, patient: PatientId) -> QueryResult<()> {
    let row: FoundRow = patients::table.find(patient.0).select(FoundRow::as_select()).first(conn)?;
    let scopes = scopes(conn, patient.0, &row)?;
    let keys = Findable {
        name: &row.name,
        kana: &row.kana,
        birth_date: to_civil(row.birth_date),
        card_number: row.card_number.as_deref(),
    }
    .keys();
    diesel::delete(patient_keys::table.filter(patient_keys::patient_id.eq(patient.0))).execute(conn)?;
    insert_key_rows(conn, &rows(patient.0, &scopes, &keys))?;
    mark_namesakes(conn, &row.name_key, &row.kana_key)
}

/// Writes many rows.
///
/// # Errors
/// Those of the database.
pub fn insert_key_rows(conn: &mut Conn, rows: &[KeyRow]) -> QueryResult<()> {
    insert_rows!(conn, patient_keys::table, rows)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = patients)]
struct FoundRow {
    name: String,
    kana: String,
    name_key: String,
    kana_key: String,
    birth_date: chrono::NaiveDate,
    card_number: Option<String>,
    city_code: String,
    claims_program: bool,
    consent_withdrawn_on: Option<chrono::NaiveDate>,
}

/// Every scope the patient stands in.
fn scopes(conn: &mut Conn, patient: i64, row: &FoundRow) -> QueryResult<Vec<i64>> {
    if row.consent_withdrawn_on.is_some() {
        return Ok(vec![EVERY_REGISTRATION]);
    }
    let mut scopes = vec![EVERY_REGISTRATION, EVERYONE];
    let institutions: Vec<i64> = registrations::table
        .filter(registrations::patient_id.eq(patient))
        .select(registrations::institution_id)
        .load(conn)?;
    scopes.extend(institutions.into_iter().map(own));
    let members: Vec<i64> = team_members::table
        .inner_join(teams::table)
        .filter(teams::patient_id.eq(patient))
        .select(team_members::user_id)
        .distinct()
        .load(conn)?;
    scopes.extend(members.into_iter().map(team_member));
    if row.claims_program {
        scopes.extend(residents(&row.city_code));
    }
    Ok(scopes)
}

/// 同姓同名あり for everybody of this name: more than one person whose consent stands bears it, in kanji or kana.
///
/// # Errors
/// Those of the database.
pub fn mark_namesakes(conn: &mut Conn, name_key: &str, kana_key: &str) -> QueryResult<()> {
    let bearers: Vec<(i64, String, String, bool)> = patients::table
        .filter(patients::name_key.eq(name_key).or(patients::kana_key.eq(kana_key)))
        .filter(patients::consent_withdrawn_on.is_null())
        .select((patients::id, patients::name_key, patients::kana_key, patients::has_namesake))
        .load(conn)?;
    let (names, kana): (HashSet<&str>, HashSet<&str>) = bearers.iter().map(|(_, name, kana, _)| (name.as_str(), kana.as_str())).unzip();
    // Who bears the name in kanji alone may share the kana with somebody else.
    let alike: Vec<(i64, String, String)> = patients::table
        .filter(patients::name_key.eq_any(names).or(patients::kana_key.eq_any(kana)))
        .filter(patients::consent_withdrawn_on.is_null())
        .select((patients::id, patients::name_key, patients::kana_key))
        .load(conn)?;
    let (mut by_name, mut by_kana) = (HashMap::new(), HashMap::new());
    for (_, name, kana) in &alike {
        *by_name.entry(name.as_str()).or_insert(0) += 1;
        *by_kana.entry(kana.as_str()).or_insert(0) += 1;
    }
    for (id, name, kana, marked) in &bearers {
        let has_namesake =
            by_name.get(name.as_str()).is_some_and(|&count| count > 1) || by_kana.get(kana.as_str()).is_some_and(|&count| count > 1);
        if has_namesake != *marked {
            diesel::update(patients::table.find(id))
                .set(patients::has_namesake.eq(has_namesake))
                .execute(conn)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_never_meet() {
        let mut scopes = vec![EVERYONE, EVERY_REGISTRATION, own(1), own(5_000), team_member(0), team_member(1)];
        scopes.extend(
            [residents("40100"), residents("40625"), residents("00000"), residents("99999")]
                .into_iter()
                .flatten(),
        );
        let count = scopes.len();
        scopes.sort_unstable();
        scopes.dedup();
        assert_eq!(scopes.len(), count);
        assert_eq!(residents("city"), None);
    }

    #[test]
    fn names_are_found_from_their_beginning_and_by_the_given_name() {
        let birth_date = CivilDate::new(1939, 3, 15).unwrap();
        let keys = Findable {
            name: "山﨑　時子",
            kana: "ヤマザキ　トキコ",
            birth_date,
            card_number: Some("0012-3456-7"),
        }
        .keys();
        let found = |typed| {
            let mut ranges = [name_key(typed), given_name_key(typed)].map(beginning_with).into_iter();
            ranges.any(|(first, end)| keys.iter().any(|stored| *stored >= first && *stored < end))
        };
        for typed in ["山崎", "山﨑時", "やまざき", "ﾔﾏｻﾞｷ ﾄ", "時子", "ときこ", "ヤマサ\u{3099}キ"] {
            assert!(found(typed), "{typed}");
        }
        for typed in ["ヤマサキ", "崎", "キコ"] {
            assert!(!found(typed), "{typed}");
        }
        assert!(keys.contains(&"d19390315".to_owned()));
        assert!(keys.contains(&card_key("００１２ー３４５６ー７")));
    }
}
