//! Whose receipt it is: insurer number, symbol, number and birth date, all four or nobody.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_formats::uke::{Identity, Receipt};

use crate::db::{
    Conn,
    schema::{insurances, patients},
};

/// The outcome for one receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// Exactly one registered person.
    Person(i64),
    /// Nobody: not registered, or not with this insurance.
    Nobody,
    /// More than one person has this insurance and birth date (twins without 枝番).
    Several,
    /// The receipt has no number to match by.
    NoNumber,
}

type Key = (String, String, String, NaiveDate);

/// Matches many receipts with one query.
///
/// # Errors
/// Those of the database.
pub fn match_all(conn: &mut Conn, receipts: &[Receipt], city_code: &str) -> QueryResult<Vec<Match>> {
    let identities: Vec<Option<Identity>> = receipts.iter().map(Receipt::identity).collect();
    let numbers: Vec<&str> = identities.iter().flatten().map(|identity| identity.number.as_str()).collect();
    let rows: Vec<(String, String, String, NaiveDate, i64)> = insurances::table
        .inner_join(patients::table)
        .filter(insurances::number.eq_any(numbers))
        .filter(patients::city_code.eq(city_code))
        .filter(patients::claims_program.eq(true))
        .select((
            insurances::insurer_number,
            insurances::symbol,
            insurances::number,
            patients::birth_date,
            patients::id,
        ))
        .load(conn)?;
    let mut persons: HashMap<Key, Match> = HashMap::new();
    for (insurer, symbol, number, birth_date, patient) in rows {
        persons
            .entry((insurer, symbol, number, birth_date))
            .and_modify(|found| *found = Match::Several)
            .or_insert(Match::Person(patient));
    }
    let person = |identity: Option<Identity>| match identity {
        None => Match::NoNumber,
        Some(own) => persons
            .get(&(own.insurer_number, own.symbol, own.number, own.birth_date))
            .copied()
            .unwrap_or(Match::Nobody),
    };
    Ok(identities.into_iter().map(person).collect())
}
