//! Whose receipt it is: insurer number, symbol, number and birth date, all four or nobody.
//!
//! Twins share all four. So nothing may speak against the person either: not the sex, not a different 枝番, and, unless a 枝番 or an insurer
//! that gives each person a number of their own tells who it is, not the name.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::japanese::fold_name;
use tobiume_formats::{
    fold::fold_branch,
    uke::{Identity, Receipt},
};

use super::questions::{self, Question};
use crate::{
    db::{
        Conn,
        schema::{insurances, patients},
    },
    patients::insurance::has_own_numbers,
};

/// The outcome for one receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// Exactly one registered person.
    Person(i64),
    /// Nobody: not registered, or not with this insurance.
    Nobody,
    /// Somebody has this insurance and birth date, but another sex, 枝番 or name.
    Other,
    /// More than one person has this insurance and birth date (twins without 枝番).
    Several,
    /// The receipt has no number to match by.
    NoNumber,
}

type Key = (String, String, String, NaiveDate);

/// A registered person as far as a receipt can contradict.
#[derive(Queryable)]
struct Insured {
    insurer: String,
    symbol: String,
    number: String,
    branch: String,
    birth_date: NaiveDate,
    patient: i64,
    sex: String,
    name_key: String,
    kana_key: String,
}

/// Outcomes, and what the office is asked.
#[derive(Debug, Default)]
pub struct Matched {
    /// One for each receipt.
    pub matches: Vec<Match>,
    /// For each receipt the key of the answer that says whose it is; none where it fits by itself or is nobody's.
    pub answers: Vec<Option<String>>,
    /// One for each person who is in doubt and was not decided about.
    pub questions: Vec<Question>,
}

/// Matches many receipts with one query, and one more where some are in doubt.
///
/// # Errors
/// Those of the database.
pub fn match_all(conn: &mut Conn, receipts: &[Receipt], city_code: &str) -> QueryResult<Matched> {
    let identities: Vec<Option<Identity>> = receipts.iter().map(Receipt::identity).collect();
    let numbers: Vec<&str> = identities.iter().flatten().map(|identity| identity.number.as_str()).collect();
    let rows: Vec<Insured> = insurances::table
        .inner_join(patients::table)
        .filter(insurances::number.eq_any(numbers))
        .filter(patients::city_code.eq(city_code))
        .filter(patients::claims_program.eq(true))
        .filter(patients::consent_withdrawn_on.is_null())
        .select((
            insurances::insurer_number,
            insurances::symbol,
            insurances::number,
            insurances::branch,
            patients::birth_date,
            patients::id,
            patients::sex,
            patients::name_key,
            patients::kana_key,
        ))
        .load(conn)?;
    let mut insured: HashMap<Key, Vec<Insured>> = HashMap::new();
    for row in rows {
        let key = (row.insurer.clone(), row.symbol.clone(), row.number.clone(), row.birth_date);
        insured.entry(key).or_default().push(row);
    }
    let of_identity = |own: &Identity| {
        let key = (own.insurer_number.clone(), own.symbol.clone(), own.number.clone(), own.birth_date);
        insured.get(&key)
    };
    let mut matched = Matched::default();
    for (receipt, identity) in receipts.iter().zip(&identities) {
        let found = match identity {
            None => Match::NoNumber,
            Some(own) => of_identity(own).map_or(Match::Nobody, |insured| who(receipt, insured)),
        };
        if let (Match::Other | Match::Several, Some(own)) = (found, identity) {
            let candidates = of_identity(own).into_iter().flatten().map(|person| person.patient).collect();
            matched.questions.push(Question::new(receipt, own, candidates));
        }
        matched.matches.push(found);
        matched.answers.push(None);
    }
    apply_decisions(conn, &mut matched)?;
    Ok(matched)
}

/// What the office decided before holds. A decision for somebody who has not this insurance and birth date any more is none.
fn apply_decisions(conn: &mut Conn, matched: &mut Matched) -> QueryResult<()> {
    if matched.questions.is_empty() {
        return Ok(());
    }
    let keys: Vec<String> = matched.questions.iter().map(|question| question.key().to_owned()).collect();
    let decided = questions::decided(conn, &keys)?;
    let doubtful = matched
        .matches
        .iter_mut()
        .zip(&mut matched.answers)
        .filter(|(found, _)| matches!(found, Match::Other | Match::Several));
    for ((found, answer), question) in doubtful.zip(&matched.questions) {
        let patient = decided.get(question.key()).copied().flatten();
        if let Some(patient) = patient.filter(|patient| question.is_about(*patient)) {
            *found = Match::Person(patient);
            *answer = Some(question.key().to_owned());
        }
    }
    let mut seen = HashSet::new();
    matched.questions.retain(|question| {
        let is_open = decided
            .get(question.key())
            .is_none_or(|patient| patient.is_some_and(|patient| !question.is_about(patient)));
        is_open && seen.insert(question.key().to_owned())
    });
    Ok(())
}

/// The one of those with the insurance and birth date whom nothing in the receipt contradicts.
fn who(receipt: &Receipt, insured: &[Insured]) -> Match {
    let mut agreeing = insured.iter().filter(|person| agrees(receipt, person));
    match (agreeing.next(), agreeing.next()) {
        (Some(person), None) => Match::Person(person.patient),
        (None, _) => Match::Other,
        (Some(_), Some(_)) => Match::Several,
    }
}

fn agrees(receipt: &Receipt, person: &Insured) -> bool {
    if person.sex != receipt.sex.code() {
        return false;
    }
    let branch = receipt.insurance.as_ref().and_then(|own| own.branch.as_deref()).unwrap_or_default();
    let branch = fold_branch(branch);
    if !branch.is_empty() && !person.branch.is_empty() {
        return branch == person.branch;
    }
    // Names are written in many ways: they decide only where nothing else can.
    has_own_numbers(&person.insurer) || receipt.insurance.is_none() || has_name(receipt, person)
}

fn has_name(receipt: &Receipt, person: &Insured) -> bool {
    [&receipt.name, &receipt.kana]
        .map(|name| fold_name(name))
        .iter()
        .any(|name| !name.is_empty() && (*name == person.name_key || *name == person.kana_key))
}
