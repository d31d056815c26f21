//! `POST /api/patients/doubles`, and whether somebody is the person meant.
//!
//! Whoever registers a patient may not look for others' patients; so only a whole name with the birth date, or a whole insurance, finds
//! anybody, and what is shown is no more than tells two persons apart. Who withdrew the consent is never shown.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    ids::{InstitutionId, PatientId},
    japanese::{fold_address, fold_name, municipality_of},
    patients::{Double, Doubles, FindDoubles, Identity, registration::DOUBLES_SHOWN},
};
use tobiume_formats::fold::fold_insurance_id;

use super::{
    insurance::{Insurance, insurer_forms},
    model::sex_of,
};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    db::{
        Conn,
        date::{from_civil, to_civil},
        schema::{insurances, patients, registrations},
    },
};

/// Persons who could be the one at the form. Whom the answer shows is in the audit log.
pub fn find_doubles(call: &mut Call<'_, FindDoubles>) -> AppResult<Doubles> {
    let user = call.user()?;
    // Asked while typing: what is not yet whole is nobody's name, and nothing to complain of.
    let Ok(identity) = call.body.check(call.app.clock.today()) else {
        return Ok(Doubles { doubles: Vec::new() });
    };
    let doubles = find(call.conn, &identity, user.institution_id, &[])?;
    call.audit(Action::FindDoubles).listing(doubles.iter().map(|double| double.patient));
    Ok(Doubles { doubles })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = patients)]
struct Row {
    id: i64,
    name: String,
    kana: String,
    kana_key: String,
    birth_date: NaiveDate,
    sex: String,
    address: String,
}

/// Likely doubles but for those of whom somebody said that they are not, the likeliest first.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, identity: &Identity, institution: InstitutionId, not_these: &[PatientId]) -> QueryResult<Vec<Double>> {
    let kana_key = fold_name(&identity.kana);
    let birth_date = from_civil(identity.birth_date);
    let same_name: Vec<Row> = patients::table
        .filter(patients::kana_key.eq(&kana_key))
        .filter(patients::birth_date.eq(birth_date))
        .filter(patients::consent_withdrawn_on.is_null())
        .select(Row::as_select())
        .load(conn)?;
    let insured = insured(conn, identity)?;
    let is_insured = |id: i64| insured.iter().any(|row| row.id == id);
    let with_insurance: Vec<bool> = same_name.iter().map(|row| is_insured(row.id)).collect();
    let mut found: HashMap<i64, (Row, bool)> = HashMap::new();
    for (row, same_insurance) in same_name.into_iter().zip(with_insurance) {
        found.insert(row.id, (row, same_insurance));
    }
    for row in insured {
        found.entry(row.id).or_insert((row, true));
    }
    for patient in not_these {
        found.remove(&patient.0);
    }
    let own: Vec<i64> = registrations::table
        .filter(registrations::institution_id.eq(institution.0))
        .filter(registrations::patient_id.eq_any(found.keys()))
        .select(registrations::patient_id)
        .load(conn)?;
    let address = fold_address(&identity.address);
    let mut doubles: Vec<(u8, Double)> = found
        .into_values()
        .map(|(row, same_insurance)| {
            let same_name = row.kana_key == kana_key && row.birth_date == birth_date;
            let same_address = !address.is_empty() && fold_address(&row.address) == address;
            let likeliness = 4 * u8::from(same_name) + 2 * u8::from(same_insurance) + u8::from(same_address);
            let double = Double {
                patient: PatientId(row.id),
                name: row.name,
                kana: row.kana,
                birth_date: to_civil(row.birth_date),
                sex: sex_of(&row.sex),
                area: municipality_of(&row.address),
                same_address,
                same_insurance,
                own: own.contains(&row.id),
            };
            (likeliness, double)
        })
        .collect();
    doubles.sort_by_key(|(likeliness, double)| (std::cmp::Reverse(*likeliness), double.patient));
    doubles.truncate(DOUBLES_SHOWN);
    Ok(doubles.into_iter().map(|(_, double)| double).collect())
}

/// Those who have or had the insurance, whatever their birth date: it may be the date that is mistyped. A household may share it.
fn insured(conn: &mut Conn, identity: &Identity) -> QueryResult<Vec<Row>> {
    let Some(insurance) = identity.insurance.clone().map(Insurance::from) else {
        return Ok(Vec::new());
    };
    let rows: Vec<(Row, String)> = insurances::table
        .inner_join(patients::table)
        .filter(insurances::number.eq(fold_insurance_id(&insurance.number)))
        .filter(insurances::insurer_number.eq_any(insurer_forms(&insurance.insurer_number)))
        .filter(insurances::symbol.eq(fold_insurance_id(&insurance.symbol)))
        .filter(patients::consent_withdrawn_on.is_null())
        .select((Row::as_select(), insurances::branch))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter(|(_, branch)| !insurance.contradicts_branch(branch))
        .map(|(row, _)| row)
        .collect())
}

/// Whether the patient, whose consent stands, is the person meant: by kana and birth date, or by the insurance.
///
/// # Errors
/// Those of the database.
pub fn is_person(conn: &mut Conn, patient: PatientId, identity: &Identity) -> QueryResult<bool> {
    let same_name = patients::table
        .find(patient.0)
        .filter(patients::kana_key.eq(fold_name(&identity.kana)))
        .filter(patients::birth_date.eq(from_civil(identity.birth_date)))
        .filter(patients::consent_withdrawn_on.is_null());
    if diesel::select(diesel::dsl::exists(same_name)).get_result(conn)? {
        return Ok(true);
    }
    Ok(insured(conn, identity)?.iter().any(|row| row.id == patient.0))
}

/// Whether another person whose consent stands has this kana and birth date.
///
/// # Errors
/// Those of the database.
pub fn is_another(conn: &mut Conn, patient: PatientId, identity: &Identity) -> QueryResult<bool> {
    let others = patients::table
        .filter(patients::id.ne(patient.0))
        .filter(patients::kana_key.eq(fold_name(&identity.kana)))
        .filter(patients::birth_date.eq(from_civil(identity.birth_date)))
        .filter(patients::consent_withdrawn_on.is_null());
    diesel::select(diesel::dsl::exists(others)).get_result(conn)
}
