//! 照合: receipts that are nearly somebody's are the office's to judge, once; what it decided holds for every later file.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use tobiume_common::{
    application::Kind,
    ids::PatientId,
    japanese::fold_name,
    requests::{MatchForm, RequestForm},
};
use tobiume_formats::{
    fold::fold_branch,
    uke::{Identity, Receipt},
};

use crate::{
    api::AppResult,
    db::{
        Conn,
        date::to_civil,
        schema::{claim_imports, claim_persons, claim_receipts, claims_programs},
        sql,
    },
    patients::model::sex_of,
    requests::model::{self, NewRequest},
};

/// Questions that one file asks; further ones are asked when it is given again.
pub const ASKED_MAX: usize = 200;

/// A receipt that is nearly somebody's.
#[derive(Debug)]
pub struct Question {
    key: String,
    form: MatchForm,
}

/// What a decision holds for: the person as the receipts of that insurer write them.
pub fn key(receipt: &Receipt, identity: &Identity) -> String {
    let branch = receipt.insurance.as_ref().and_then(|own| own.branch.as_deref()).unwrap_or_default();
    let parts = [
        identity.insurer_number.clone(),
        identity.symbol.clone(),
        identity.number.clone(),
        identity.birth_date.to_string(),
        receipt.sex.code().to_owned(),
        fold_branch(branch),
        fold_name(&receipt.name),
        fold_name(&receipt.kana),
    ];
    let hash = Sha256::digest(parts.join("\u{1f}"));
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Question {
    /// Whether the receipt is one of these persons'.
    pub fn new(receipt: &Receipt, identity: &Identity, candidates: Vec<i64>) -> Self {
        let branch = receipt.insurance.as_ref().and_then(|own| own.branch.clone()).unwrap_or_default();
        let form = MatchForm {
            insurer_number: identity.insurer_number.clone(),
            symbol: identity.symbol.clone(),
            number: identity.number.clone(),
            branch,
            birth_date: to_civil(identity.birth_date),
            sex: sex_of(receipt.sex.code()),
            name: receipt.name.clone(),
            kana: receipt.kana.clone(),
            candidates: candidates.into_iter().map(PatientId).collect(),
        };
        Self {
            key: key(receipt, identity),
            form,
        }
    }

    /// Whether this person is one of those who may be meant.
    pub fn is_about(&self, patient: i64) -> bool {
        self.form.candidates.contains(&PatientId(patient))
    }

    /// What it holds for.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// What was decided: the person, or that it is none of those registered.
///
/// # Errors
/// Those of the database.
pub fn decided(conn: &mut Conn, keys: &[String]) -> QueryResult<HashMap<String, Option<i64>>> {
    let rows: Vec<(String, Option<i64>)> = claim_persons::table
        .filter(claim_persons::key.eq_any(keys))
        .select((claim_persons::key, claim_persons::patient_id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Decides. Call it inside a write transaction, with its audit row.
///
/// # Errors
/// Those of the database.
pub fn decide(conn: &mut Conn, key: &str, patient: Option<PatientId>, now: NaiveDateTime) -> QueryResult<()> {
    diesel::delete(claim_persons::table.find(key)).execute(conn)?;
    diesel::insert_into(claim_persons::table)
        .values((
            claim_persons::key.eq(key),
            claim_persons::patient_id.eq(patient.map(|patient| patient.0)),
            claim_persons::decided_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

/// What went with an answer that was taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// Whose receipts they were said to be; none where the answer was that they are nobody's.
    pub patient: Option<PatientId>,
    /// Receipts that were taken away from that person.
    pub receipts: usize,
}

/// Takes an answer back, with the receipts that it gave to a person: the files that brought them may be given again, and ask again. Receipts
/// that were imported before they said which answer gave them stay until then. Call it inside a write transaction, with its audit row.
///
/// # Errors
/// Those of the database.
pub fn take_back(conn: &mut Conn, key: &str) -> QueryResult<TakenBack> {
    sql::alone(conn, sql::REQUESTS)?;
    let answer: Option<(Option<i64>, NaiveDateTime)> = claim_persons::table
        .find(key)
        .select((claim_persons::patient_id, claim_persons::decided_at))
        .first(conn)
        .optional()?;
    diesel::delete(claim_persons::table.find(key)).execute(conn)?;
    let Some((Some(patient), decided_at)) = answer else {
        return Ok(TakenBack::default());
    };
    let followed: Vec<i64> = claim_receipts::table
        .inner_join(claim_imports::table)
        .filter(claim_receipts::patient_id.eq(patient))
        .filter(claim_imports::applied_at.ge(decided_at))
        .select(claim_imports::id)
        .distinct()
        .load(conn)?;
    diesel::update(claim_imports::table.filter(claim_imports::id.eq_any(followed)))
        .set(claim_imports::asks_again.eq(true))
        .execute(conn)?;
    let receipts = diesel::delete(claim_receipts::table.filter(claim_receipts::answer_key.eq(key))).execute(conn)?;
    Ok(TakenBack {
        patient: Some(PatientId(patient)),
        receipts,
    })
}

/// Puts questions into the office's queue, each once as long as it waits. Call it inside a write transaction.
///
/// # Errors
/// Those of the database.
pub fn ask(conn: &mut Conn, city_code: &str, questions: &[Question], now: NaiveDateTime) -> AppResult<()> {
    if questions.is_empty() {
        return Ok(());
    }
    sql::alone(conn, sql::REQUESTS)?;
    let city: String = claims_programs::table.find(city_code).select(claims_programs::city).first(conn)?;
    for Question { key, form } in questions {
        if model::waits(conn, Kind::PatientMatch, key)? {
            continue;
        }
        let new = NewRequest {
            form: &RequestForm::PatientMatch(form.clone()),
            key,
            institution: None,
            name: &format!("{city}のレセプト"),
            user: None,
            address: "",
            now,
        };
        new.insert(conn)?;
    }
    Ok(())
}
