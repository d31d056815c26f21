//! Insurances of patients: what links claims to a person, and persons to each other.
//!
//! A person may have had several; old claims still come under the old ones, so no row is ever removed. One of them holds today.

use diesel::{dsl::not, prelude::*};
use tobiume_common::{CivilDate, ids::PatientId, patients::InsuranceCard};
use tobiume_formats::fold::{fold_branch, fold_insurance_id};

use crate::db::{
    Conn,
    date::from_civil,
    schema::{insurances, patients},
};

/// 保険: what links claims to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insurance {
    /// 保険者番号 (or 公費負担者番号).
    pub insurer_number: String,
    /// 記号, as written; folded when stored.
    pub symbol: String,
    /// 番号 (or 公費受給者番号), as written; folded when stored.
    pub number: String,
    /// 枝番, folded; empty where there is none.
    pub branch: String,
}

impl From<InsuranceCard> for Insurance {
    fn from(card: InsuranceCard) -> Self {
        let InsuranceCard {
            insurer_number,
            symbol,
            number,
            branch,
        } = card;
        Self {
            insurer_number,
            symbol,
            number,
            branch: fold_branch(&branch),
        }
    }
}

impl Insurance {
    /// Another 枝番 is another person of the household.
    pub fn contradicts_branch(&self, branch: &str) -> bool {
        !self.branch.is_empty() && !branch.is_empty() && self.branch != branch
    }
}

/// Whether an insurer gives each person a number of their own, for life: 後期高齢者医療 (法別番号 39).
pub fn has_own_numbers(insurer_number: &str) -> bool {
    insurer_number.len() == 8 && insurer_number.starts_with("39")
}

/// The ways in which an insurer's number is written: the six digits of 国民健康保険 stand with two zeros before them, too.
pub fn insurer_forms(insurer_number: &str) -> Vec<String> {
    let plain = insurer_number
        .strip_prefix("00")
        .filter(|plain| plain.len() == 6)
        .unwrap_or(insurer_number);
    let padded = (plain.len() == 6).then(|| format!("00{plain}"));
    std::iter::once(plain.to_owned()).chain(padded).collect()
}

/// Adds an insurance, which then holds; returns whether anything changed. A 枝番 that was not known is filled in.
///
/// # Errors
/// Those of the database.
pub fn add(conn: &mut Conn, patient: PatientId, insurance: &Insurance) -> QueryResult<bool> {
    let (symbol, number) = folded(insurance);
    let same = insurances::table.find((&number, &insurance.insurer_number, &symbol, patient.0));
    let known: Option<String> = same.select(insurances::branch).first(conn).optional()?;
    let mut changed = false;
    match known {
        None => {
            diesel::insert_into(insurances::table)
                .values((
                    insurances::number.eq(&number),
                    insurances::insurer_number.eq(&insurance.insurer_number),
                    insurances::symbol.eq(&symbol),
                    insurances::patient_id.eq(patient.0),
                    insurances::branch.eq(&insurance.branch),
                ))
                .execute(conn)?;
            changed = true;
        }
        Some(branch) if branch.is_empty() && !insurance.branch.is_empty() => {
            diesel::update(same).set(insurances::branch.eq(&insurance.branch)).execute(conn)?;
            changed = true;
        }
        Some(_) => {}
    }
    Ok(make_current(conn, patient, insurance)? || changed)
}

/// Corrects which insurance holds: none where none is given, and a 枝番 that was taken away is gone. Returns whether anything changed.
///
/// # Errors
/// Those of the database.
pub fn correct(conn: &mut Conn, patient: PatientId, insurance: Option<&Insurance>) -> QueryResult<bool> {
    let Some(insurance) = insurance else {
        let current = insurances::table
            .filter(insurances::patient_id.eq(patient.0))
            .filter(insurances::is_current.eq(true));
        return Ok(diesel::update(current).set(insurances::is_current.eq(false)).execute(conn)? > 0);
    };
    let changed = add(conn, patient, insurance)?;
    let (symbol, number) = folded(insurance);
    let same = insurances::table.find((number, &insurance.insurer_number, symbol, patient.0));
    let other_branch = same.filter(insurances::branch.ne(&insurance.branch));
    let corrected = diesel::update(other_branch)
        .set(insurances::branch.eq(&insurance.branch))
        .execute(conn)?;
    Ok(changed || corrected > 0)
}

fn make_current(conn: &mut Conn, patient: PatientId, insurance: &Insurance) -> QueryResult<bool> {
    let (symbol, number) = folded(insurance);
    let is_this = || {
        insurances::number
            .eq(number.clone())
            .and(insurances::insurer_number.eq(&insurance.insurer_number))
            .and(insurances::symbol.eq(symbol.clone()))
    };
    let of_patient = || insurances::table.filter(insurances::patient_id.eq(patient.0));
    let others = of_patient().filter(not(is_this())).filter(insurances::is_current.eq(true));
    let ended = diesel::update(others).set(insurances::is_current.eq(false)).execute(conn)?;
    let this = of_patient().filter(is_this()).filter(insurances::is_current.eq(false));
    let begun = diesel::update(this).set(insurances::is_current.eq(true)).execute(conn)?;
    Ok(ended + begun > 0)
}

fn folded(insurance: &Insurance) -> (String, String) {
    (fold_insurance_id(&insurance.symbol), fold_insurance_id(&insurance.number))
}

/// The insurance that holds; empty where none is known.
///
/// # Errors
/// Those of the database.
pub fn current(conn: &mut Conn, patient: PatientId) -> QueryResult<InsuranceCard> {
    let row: Option<(String, String, String, String)> = insurances::table
        .filter(insurances::patient_id.eq(patient.0))
        .filter(insurances::is_current.eq(true))
        .order((insurances::insurer_number.desc(), insurances::number))
        .select((
            insurances::insurer_number,
            insurances::symbol,
            insurances::number,
            insurances::branch,
        ))
        .first(conn)
        .optional()?;
    let card = |(insurer_number, symbol, number, branch): (String, String, String, String)| InsuranceCard {
        insurer_number,
        symbol,
        number,
        // As cards have it.
        branch: if branch.is_empty() { branch } else { format!("{branch:0>2}") },
    };
    Ok(row.map(card).unwrap_or_default())
}

/// Somebody who is registered with an insurance and a birth date.
#[derive(Queryable)]
pub struct Insured {
    /// Who.
    pub id: i64,
    /// 枝番, empty where it is not known.
    pub branch: String,
    /// Stored code of the sex.
    pub sex: String,
    /// カナ氏名.
    pub kana: String,
    /// 同意撤回日.
    pub withdrawn_on: Option<chrono::NaiveDate>,
}

/// Those of an insurance who were born on that day: one person, or twins.
///
/// # Errors
/// Those of the database.
pub fn find_insured(conn: &mut Conn, insurance: &Insurance, birth_date: CivilDate) -> QueryResult<Vec<Insured>> {
    let (symbol, number) = folded(insurance);
    let mut insured: Vec<Insured> = insurances::table
        .inner_join(patients::table)
        .filter(insurances::number.eq(number))
        .filter(insurances::insurer_number.eq_any(insurer_forms(&insurance.insurer_number)))
        .filter(insurances::symbol.eq(symbol))
        .filter(patients::birth_date.eq(from_civil(birth_date)))
        .select((
            patients::id,
            insurances::branch,
            patients::sex,
            patients::kana,
            patients::consent_withdrawn_on,
        ))
        .load(conn)?;
    // Somebody may have it in both ways of writing.
    insured.sort_by_key(|known| known.id);
    insured.dedup_by_key(|known| known.id);
    Ok(insured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insurers_are_written_in_two_ways() {
        assert_eq!(insurer_forms("138016"), ["138016", "00138016"]);
        assert_eq!(insurer_forms("00138016"), ["138016", "00138016"]);
        assert_eq!(insurer_forms("39400015"), ["39400015"]);
    }
}
