//! Registering a person: the one way into `patients`.

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    CivilDate,
    basic_info::Contact,
    ids::{InstitutionId, PatientId},
    japanese::fold_name,
    patients::Sex,
};
use tobiume_formats::fold::fold_insurance_id;

use super::{finding, model::sex_code};
use crate::{
    api::AppResult,
    db::{
        Conn,
        date::from_civil,
        schema::{insurances, patients, registrations},
    },
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

/// Whether an insurer gives each person a number of their own, for life: 後期高齢者医療 (法別番号 39).
pub fn has_own_numbers(insurer_number: &str) -> bool {
    insurer_number.len() == 8 && insurer_number.starts_with("39")
}

/// A person to be registered.
#[derive(Clone, Debug)]
pub struct NewPatient {
    /// 氏名.
    pub name: String,
    /// カナ氏名.
    pub kana: String,
    /// 生年月日.
    pub birth_date: CivilDate,
    /// 性別.
    pub sex: Sex,
    /// 郵便番号.
    pub postal_code: String,
    /// 住所.
    pub address: String,
    /// 電話番号.
    pub phone: String,
    /// 血液型.
    pub blood_type: String,
    /// Municipality of residence, 5 digits, empty where unknown.
    pub city_code: String,
    /// カード番号.
    pub card_number: Option<String>,
    /// 緊急連絡先.
    pub contacts: Vec<Contact>,
    /// 同意日.
    pub consent_given_on: CivilDate,
    /// 同意撤回日.
    pub consent_withdrawn_on: Option<CivilDate>,
    /// Takes part in the claims program of the city.
    pub claims_program: bool,
    /// Insurance.
    pub insurance: Option<Insurance>,
    /// かかりつけ.
    pub institutions: Vec<InstitutionId>,
}

/// The columns of a patient that a registration may set and set again.
#[derive(Insertable, AsChangeset, PartialEq, Queryable, Selectable)]
#[diesel(table_name = patients, treat_none_as_null = true)]
struct PatientRow {
    name: String,
    kana: String,
    name_key: String,
    kana_key: String,
    birth_date: NaiveDate,
    sex: String,
    postal_code: String,
    address: String,
    phone: String,
    blood_type: String,
    city_code: String,
    card_number: Option<String>,
    emergency_contacts: String,
    consent_given_on: NaiveDate,
    consent_withdrawn_on: Option<NaiveDate>,
    claims_program: bool,
}

impl PatientRow {
    fn of(new: &NewPatient) -> AppResult<Self> {
        Ok(Self {
            name: new.name.clone(),
            kana: new.kana.clone(),
            name_key: fold_name(&new.name),
            kana_key: fold_name(&new.kana),
            birth_date: from_civil(new.birth_date),
            sex: sex_code(new.sex).to_owned(),
            postal_code: new.postal_code.clone(),
            address: new.address.clone(),
            phone: new.phone.clone(),
            blood_type: new.blood_type.clone(),
            city_code: new.city_code.clone(),
            card_number: new.card_number.clone(),
            emergency_contacts: serde_json::to_string(&new.contacts).map_err(anyhow::Error::from)?,
            consent_given_on: from_civil(new.consent_given_on),
            consent_withdrawn_on: new.consent_withdrawn_on.map(from_civil),
            claims_program: new.claims_program,
        })
    }
}

/// Registers a person. Call it inside a transaction.
///
/// # Errors
/// Those of the database; a card number in use is one of them.
pub fn insert(conn: &mut Conn, new: &NewPatient, today: CivilDate) -> AppResult<PatientId> {
    let row = PatientRow::of(new)?;
    let id: i64 = diesel::insert_into(patients::table)
        .values((row, patients::has_namesake.eq(false)))
        .returning(patients::id)
        .get_result(conn)?;
    let patient = PatientId(id);
    add_insurance(conn, patient, new.insurance.as_ref())?;
    add_institutions(conn, patient, &new.institutions, today)?;
    finding::refresh(conn, patient)?;
    Ok(patient)
}

/// Brings a registered person up to date; returns whether anything changed. What is left empty stays as it was: a list with fewer columns
/// takes nothing away. The date of the first consent and a withdrawal stay, too. Call it inside a transaction.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, patient: PatientId, new: &NewPatient, today: CivilDate) -> AppResult<bool> {
    let before: PatientRow = patients::table.find(patient.0).select(PatientRow::as_select()).first(conn)?;
    let mut after = PatientRow {
        consent_given_on: before.consent_given_on,
        consent_withdrawn_on: before.consent_withdrawn_on,
        card_number: new.card_number.clone().or(before.card_number.clone()),
        claims_program: new.claims_program || before.claims_program,
        ..PatientRow::of(new)?
    };
    if new.contacts.is_empty() {
        after.emergency_contacts.clone_from(&before.emergency_contacts);
    }
    for (after, before) in [
        (&mut after.postal_code, &before.postal_code),
        (&mut after.address, &before.address),
        (&mut after.phone, &before.phone),
        (&mut after.blood_type, &before.blood_type),
        (&mut after.city_code, &before.city_code),
    ] {
        if after.is_empty() {
            after.clone_from(before);
        }
    }
    let mut changed = after != before;
    if changed {
        diesel::update(patients::table.find(patient.0)).set(after).execute(conn)?;
    }
    changed |= add_insurance(conn, patient, new.insurance.as_ref())?;
    changed |= add_institutions(conn, patient, &new.institutions, today)?;
    if changed {
        finding::refresh(conn, patient)?;
    }
    Ok(changed)
}

/// A person may have had several insurances; old claims still come under the old one. A 枝番 that was not known is filled in.
fn add_insurance(conn: &mut Conn, patient: PatientId, insurance: Option<&Insurance>) -> QueryResult<bool> {
    let Some(insurance) = insurance else { return Ok(false) };
    let (symbol, number) = (fold_insurance_id(&insurance.symbol), fold_insurance_id(&insurance.number));
    let same = insurances::table.find((&number, &insurance.insurer_number, &symbol, patient.0));
    let known: Option<String> = same.select(insurances::branch).first(conn).optional()?;
    if let Some(branch) = known {
        if !branch.is_empty() || insurance.branch.is_empty() {
            return Ok(false);
        }
        diesel::update(same).set(insurances::branch.eq(&insurance.branch)).execute(conn)?;
        return Ok(true);
    }
    diesel::insert_into(insurances::table)
        .values((
            insurances::number.eq(&number),
            insurances::insurer_number.eq(&insurance.insurer_number),
            insurances::symbol.eq(&symbol),
            insurances::patient_id.eq(patient.0),
            insurances::branch.eq(&insurance.branch),
        ))
        .execute(conn)?;
    Ok(true)
}

fn add_institutions(conn: &mut Conn, patient: PatientId, institutions: &[InstitutionId], today: CivilDate) -> QueryResult<bool> {
    let mut added = false;
    for institution in institutions {
        let known = registrations::table.find((patient.0, institution.0));
        if diesel::select(diesel::dsl::exists(known)).get_result(conn)? {
            continue;
        }
        diesel::insert_into(registrations::table)
            .values((
                registrations::patient_id.eq(patient.0),
                registrations::institution_id.eq(institution.0),
                registrations::registered_on.eq(from_civil(today)),
            ))
            .execute(conn)?;
        added = true;
    }
    Ok(added)
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
}

/// Those of an insurance who were born on that day: one person, or twins.
///
/// # Errors
/// Those of the database.
pub fn find_by_insurance(conn: &mut Conn, insurance: &Insurance, birth_date: CivilDate) -> QueryResult<Vec<Insured>> {
    insurances::table
        .inner_join(patients::table)
        .filter(insurances::number.eq(fold_insurance_id(&insurance.number)))
        .filter(insurances::insurer_number.eq(&insurance.insurer_number))
        .filter(insurances::symbol.eq(fold_insurance_id(&insurance.symbol)))
        .filter(patients::birth_date.eq(from_civil(birth_date)))
        .select((patients::id, insurances::branch, patients::sex, patients::kana))
        .load(conn)
}
