//! Whether a row of a list is somebody who is registered already.
//!
//! Two persons taken for one mix their drugs; one person taken for two loses them. So a row is a registered person only where a number says so
//! and nothing speaks against it, or where name, birth date and address all agree; what could be either is left to the office.
//! A form asks the person at it about likely doubles ([`super::doubles`]); what it must not ask about, who withdrew, is decided here too.

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    CivilDate,
    ids::PatientId,
    japanese::{fold_address, fold_name},
};

use super::{
    finding,
    insurance::{self, Insurance, Insured},
    model::sex_code,
    register::NewPatient,
};
use crate::{
    api::AppResult,
    db::{
        Conn,
        date::{from_civil, to_civil},
        schema::{insurances, patient_keys, patients},
    },
};

/// The answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Match {
    /// Not registered.
    Nobody,
    /// This person.
    Person(PatientId),
    /// It cannot be told; the sentence says what would help.
    Doubtful(&'static str),
}

const TWINS: &str =
    "同じ保険・生年月日で、氏名か性別の違う登録があります（双子のきょうだいなど）。両方の枝番を加えるか、氏名と性別を確かめてください。";
const TWO_PERSONS: &str = "保険とカード番号が、別々の人の登録と一致します。どちらかの誤りを直してください。";
const CARD_IN_USE: &str = "このカード番号は別の人に使われています。カード番号と生年月日を確かめてください。";
const SAME_NAME: &str =
    "同じ氏名・生年月日の登録があります。同じ人ならその人のカード番号か住所に合わせ、別の人なら両方にカード番号を加えてください。";
const WITHDRAWN: &str = "同意を撤回した人です。この行を除いて取り込み、新しい同意書は事務局へお知らせください。";

/// Among whom to look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Among {
    Everybody,
    Withdrawn,
}

impl Among {
    fn counts(self, withdrawn_on: Option<NaiveDate>) -> bool {
        self == Self::Everybody || withdrawn_on.is_some()
    }
}

/// Who the row is.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, new: &NewPatient) -> AppResult<Match> {
    let found = match (by_insurance(conn, new, Among::Everybody)?, by_card(conn, new)?) {
        (doubtful @ Match::Doubtful(_), _) | (_, doubtful @ Match::Doubtful(_)) => doubtful,
        (Match::Person(insured), Match::Person(holder)) if insured != holder => Match::Doubtful(TWO_PERSONS),
        (Match::Person(person), _) | (_, Match::Person(person)) => Match::Person(person),
        (Match::Nobody, Match::Nobody) => by_name(conn, new, Among::Everybody)?,
    };
    match found {
        // Such a consent is the office's to take back, by hand.
        Match::Person(person) if withdrawn_on(conn, person)?.is_some_and(|day| new.consent_given_on > day) => {
            Ok(Match::Doubtful(WITHDRAWN))
        }
        found => Ok(found),
    }
}

/// The one who withdrew the consent and without doubt is this person, and the day of the withdrawal.
///
/// # Errors
/// Those of the database.
pub fn find_withdrawn(conn: &mut Conn, new: &NewPatient) -> AppResult<Option<(PatientId, CivilDate)>> {
    let found = match by_insurance(conn, new, Among::Withdrawn)? {
        Match::Nobody => by_name(conn, new, Among::Withdrawn)?,
        found => found,
    };
    let Match::Person(person) = found else { return Ok(None) };
    Ok(withdrawn_on(conn, person)?.map(|day| (person, day)))
}

fn by_insurance(conn: &mut Conn, new: &NewPatient, among: Among) -> AppResult<Match> {
    let Some(insurance) = &new.insurance else {
        return Ok(Match::Nobody);
    };
    let mut insured = insurance::find_insured(conn, insurance, new.birth_date)?;
    insured.retain(|known| among.counts(known.withdrawn_on) && !insurance.contradicts_branch(&known.branch));
    if insured.is_empty() {
        return Ok(Match::Nobody);
    }
    let agrees = |known: &&Insured| {
        known.sex == sex_code(new.sex)
            && (!insurance.branch.is_empty() && known.branch == insurance.branch || same_given_name(&known.kana, &new.kana))
    };
    let agreeing: Vec<&Insured> = insured.iter().filter(agrees).collect();
    Ok(match agreeing.as_slice() {
        [only] => Match::Person(PatientId(only.id)),
        _ => Match::Doubtful(TWINS),
    })
}

/// The family name changes with a marriage, the given name hardly ever.
fn same_given_name(a: &str, b: &str) -> bool {
    let given = |kana: &str| {
        let kana = kana.trim();
        fold_name(kana.split_once([' ', '\u{3000}']).map_or(kana, |(_, given)| given))
    };
    given(a) == given(b)
}

fn by_card(conn: &mut Conn, new: &NewPatient) -> AppResult<Match> {
    let Some(card) = &new.card_number else { return Ok(Match::Nobody) };
    let holder: Option<(i64, NaiveDate)> = patient_keys::table
        .inner_join(patients::table)
        .filter(patient_keys::scope.eq(finding::EVERY_REGISTRATION))
        .filter(patient_keys::key.eq(finding::card_key(card)))
        .select((patients::id, patients::birth_date))
        .first(conn)
        .optional()?;
    Ok(match holder {
        None => Match::Nobody,
        Some((id, born)) if born == from_civil(new.birth_date) => Match::Person(PatientId(id)),
        Some(_) => Match::Doubtful(CARD_IN_USE),
    })
}

fn by_name(conn: &mut Conn, new: &NewPatient, among: Among) -> AppResult<Match> {
    let same_name: Vec<(i64, String, Option<String>, Option<NaiveDate>)> = patients::table
        .filter(patients::kana_key.eq(fold_name(&new.kana)))
        .filter(patients::name_key.eq(fold_name(&new.name)))
        .filter(patients::birth_date.eq(from_civil(new.birth_date)))
        .select((
            patients::id,
            patients::address,
            patients::card_number,
            patients::consent_withdrawn_on,
        ))
        .load(conn)?;
    let mut could_be = Vec::new();
    for (id, address, card, _) in same_name.into_iter().filter(|row| among.counts(row.3)) {
        // `by_card` and `by_insurance` found nobody: who has a card, or a number of such an insurer, has another one.
        let has_other_card = new.card_number.is_some() && card.is_some();
        if !has_other_card && !has_other_number(conn, id, new)? {
            could_be.push((id, address));
        }
    }
    Ok(
        match could_be
            .iter()
            .find(|(_, address)| fold_address(address) == fold_address(&new.address))
        {
            Some((id, _)) => Match::Person(PatientId(*id)),
            None if could_be.is_empty() => Match::Nobody,
            None => Match::Doubtful(SAME_NAME),
        },
    )
}

/// Whether the person is known by another number to the row's insurer, which gives everybody one.
fn has_other_number(conn: &mut Conn, id: i64, new: &NewPatient) -> QueryResult<bool> {
    let own_numbers = |insurance: &&Insurance| insurance::has_own_numbers(&insurance.insurer_number);
    let Some(insurance) = new.insurance.as_ref().filter(own_numbers) else {
        return Ok(false);
    };
    let other = insurances::table
        .filter(insurances::patient_id.eq(id))
        .filter(insurances::insurer_number.eq(&insurance.insurer_number));
    diesel::select(diesel::dsl::exists(other)).get_result(conn)
}

fn withdrawn_on(conn: &mut Conn, person: PatientId) -> QueryResult<Option<CivilDate>> {
    let day: Option<NaiveDate> = patients::table.find(person.0).select(patients::consent_withdrawn_on).first(conn)?;
    Ok(day.map(to_civil))
}
