//! Registering a person: the one way into `patients`.

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    CivilDate,
    basic_info::Contact,
    ids::{InstitutionId, PatientId},
    japanese::fold_name,
    patients::{CheckedRegistration, Registration, Sex, fold_blood_type},
};

use super::{
    finding,
    insurance::{self, Insurance},
    model::{sex_code, sex_of},
};
use crate::{
    api::AppResult,
    db::{
        Conn,
        date::{from_civil, to_civil},
        schema::{patients, registrations},
    },
};

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
    /// Takes part in the claims program of the city.
    pub claims_program: bool,
    /// Insurance.
    pub insurance: Option<Insurance>,
    /// かかりつけ.
    pub institutions: Vec<InstitutionId>,
}

impl NewPatient {
    /// Somebody whom an institution registers at the form: without a card, and in no claims program before the office says so.
    pub fn at_form(checked: CheckedRegistration, consent_given_on: CivilDate, institution: InstitutionId) -> Self {
        let CheckedRegistration {
            name,
            kana,
            birth_date,
            sex,
            postal_code,
            address,
            city_code,
            phone,
            blood_type,
            emergency_contacts,
            insurance,
        } = checked;
        Self {
            name,
            kana,
            birth_date,
            sex,
            postal_code,
            address,
            phone,
            blood_type,
            city_code,
            card_number: None,
            contacts: emergency_contacts,
            consent_given_on,
            claims_program: false,
            insurance: insurance.map(Into::into),
            institutions: vec![institution],
        }
    }
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
            consent_withdrawn_on: None,
            claims_program: new.claims_program,
        })
    }

    /// Names of the fields that differ, as on the wire.
    fn differences(&self, other: &Self) -> Vec<&'static str> {
        let pairs = [
            ("name", self.name == other.name),
            ("kana", self.kana == other.kana),
            ("birth_date", self.birth_date == other.birth_date),
            ("sex", self.sex == other.sex),
            ("postal_code", self.postal_code == other.postal_code),
            ("address", self.address == other.address),
            ("city_code", self.city_code == other.city_code),
            ("phone", self.phone == other.phone),
            ("blood_type", self.blood_type == other.blood_type),
            ("emergency_contacts", self.emergency_contacts == other.emergency_contacts),
        ];
        pairs.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
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
    if let Some(insurance) = &new.insurance {
        insurance::add(conn, patient, insurance)?;
    }
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
    write(conn, patient, &before, &after)?;
    if let Some(insurance) = &new.insurance {
        changed |= insurance::add(conn, patient, insurance)?;
    }
    changed |= add_institutions(conn, patient, &new.institutions, today)?;
    if changed {
        finding::refresh(conn, patient)?;
    }
    Ok(changed)
}

/// Corrects who somebody is; what is left empty is emptied. Card, consent, claims program and the family doctors stay. Returns the names of the
/// fields that changed, as on the wire. Call it inside a transaction.
///
/// # Errors
/// Those of the database.
pub fn correct(conn: &mut Conn, patient: PatientId, new: &NewPatient) -> AppResult<Vec<&'static str>> {
    let before: PatientRow = patients::table.find(patient.0).select(PatientRow::as_select()).first(conn)?;
    let after = PatientRow {
        card_number: before.card_number.clone(),
        consent_given_on: before.consent_given_on,
        consent_withdrawn_on: before.consent_withdrawn_on,
        claims_program: before.claims_program,
        ..PatientRow::of(new)?
    };
    let mut changed = before.differences(&after);
    write(conn, patient, &before, &after)?;
    if insurance::correct(conn, patient, new.insurance.as_ref())? {
        changed.push("insurance");
    }
    finding::refresh(conn, patient)?;
    Ok(changed)
}

fn write(conn: &mut Conn, patient: PatientId, before: &PatientRow, after: &PatientRow) -> QueryResult<()> {
    if before == after {
        return Ok(());
    }
    diesel::update(patients::table.find(patient.0)).set(after).execute(conn)?;
    if (&before.name_key, &before.kana_key) != (&after.name_key, &after.kana_key) {
        // Those of the old name may have lost their namesake.
        finding::mark_namesakes(conn, &before.name_key, &before.kana_key)?;
    }
    Ok(())
}

/// Who somebody is, as the form has it.
///
/// # Errors
/// Those of the database.
pub fn registration(conn: &mut Conn, patient: PatientId) -> AppResult<Registration> {
    let row: PatientRow = patients::table.find(patient.0).select(PatientRow::as_select()).first(conn)?;
    Ok(Registration {
        birth_date: to_civil(row.birth_date).to_string(),
        sex: Some(sex_of(&row.sex)),
        // Lists have other ways of writing it; what is none of the choices is shown as it is, to be chosen anew.
        blood_type: fold_blood_type(&row.blood_type).map_or(row.blood_type, ToOwned::to_owned),
        emergency_contacts: serde_json::from_str(&row.emergency_contacts).map_err(anyhow::Error::from)?,
        insurance: insurance::current(conn, patient)?,
        name: row.name,
        kana: row.kana,
        postal_code: row.postal_code,
        address: row.address,
        city_code: row.city_code,
        phone: row.phone,
    })
}

/// Makes institutions family doctors; returns whether one was new. Call [`finding::refresh`] after it.
///
/// # Errors
/// Those of the database.
pub fn add_institutions(conn: &mut Conn, patient: PatientId, institutions: &[InstitutionId], today: CivilDate) -> QueryResult<bool> {
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
