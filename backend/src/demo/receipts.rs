//! `tobiume demo --receipts FILE`: registers the persons of a real receipt file in the demo network.

use std::{collections::HashSet, fs::File, io::BufReader, path::Path};

use anyhow::{Context, anyhow};
use diesel::prelude::*;
use tobiume_common::{CivilDate, ids::InstitutionId};
use tobiume_formats::{
    ReadError,
    uke::{Identity, Receipt, ReceiptReader},
};

use super::network::UME;
use crate::{
    api::{AppError, AppResult, loggable},
    db::{
        Conn, Db,
        date::to_civil,
        schema::{claims_program_associations, claims_programs, institutions},
    },
    patients::{
        insurance::{self, Insurance},
        model::{sex_code, sex_of},
        register::{self, NewPatient},
    },
};

/// The city whose residents the persons of the file are said to be: 豊前市, which has no part in the
/// demo's own claims, so that months of years ago are its newest ones.
pub const RECEIPTS_CITY: &str = "40214";

/// Registers every person of the file that is not yet registered, with 梅の木医院 as
/// family doctor; returns how many were new.
///
/// # Errors
/// Those of reading the file and of the database; nothing is registered then.
pub fn register_persons_of(db: &Db, file: &Path, today: CivilDate) -> anyhow::Result<u64> {
    let open = || File::open(file).with_context(|| format!("opening {}", file.display()));
    let mut persons = Vec::new();
    let mut seen = HashSet::new();
    for receipt in ReceiptReader::new(BufReader::new(open()?)) {
        match receipt {
            // Some insurance and birth dates are shared by several persons.
            Ok(receipt) => {
                let is_new = |identity: &Identity| seen.insert((identity.clone(), receipt.name.clone(), receipt.sex.code()));
                persons.extend(receipt.identity().filter(is_new).map(|_| receipt.clone()));
            }
            Err(ReadError::Io(error)) => return Err(error.into()),
            // The import, which comes next, reports it.
            Err(ReadError::Faulty(_)) => {}
        }
    }
    let conn = &mut *db.connection()?;
    let registered = db.write(conn, |conn| {
        let doctors = [add_program(conn)?];
        let mut added = 0;
        for receipt in &persons {
            let Some(new) = registration(receipt, &doctors, today) else {
                continue;
            };
            let Some(insurance) = &new.insurance else { continue };
            let insured = insurance::find_insured(conn, insurance, new.birth_date)?;
            if insured.iter().all(|known| known.kana != new.kana || known.sex != sex_code(new.sex)) {
                register::insert(conn, &new, today)?;
                added += 1;
            }
        }
        AppResult::Ok(added)
    });
    registered.map_err(|error| match error {
        AppError::Api(error) => anyhow!(error.message),
        AppError::Internal(cause) => anyhow!(loggable(&cause)),
    })
}

/// A claims program for the persons of the file, open to the association of 梅の木医院; returns that institution.
fn add_program(conn: &mut Conn) -> AppResult<InstitutionId> {
    let (institution, association): (i64, Option<i64>) = institutions::table
        .filter(institutions::code.eq(UME))
        .select((institutions::id, institutions::association_id))
        .first(conn)?;
    if !diesel::select(diesel::dsl::exists(claims_programs::table.find(RECEIPTS_CITY))).get_result::<bool>(conn)? {
        diesel::insert_into(claims_programs::table)
            .values((
                claims_programs::city_code.eq(RECEIPTS_CITY),
                claims_programs::city.eq("豊前市"),
                claims_programs::name.eq("レセプト取り込みの体験"),
            ))
            .execute(conn)?;
        let row = claims_program_associations::city_code.eq(RECEIPTS_CITY);
        diesel::insert_into(claims_program_associations::table)
            .values((row, claims_program_associations::association_id.eq(association.unwrap_or_default())))
            .execute(conn)?;
    }
    Ok(InstitutionId(institution))
}

fn registration(receipt: &Receipt, doctors: &[InstitutionId], today: CivilDate) -> Option<NewPatient> {
    let identity = receipt.identity()?;
    Some(NewPatient {
        name: receipt.name.clone(),
        kana: if receipt.kana.is_empty() {
            receipt.name.clone()
        } else {
            receipt.kana.clone()
        },
        birth_date: to_civil(receipt.birth_date),
        sex: sex_of(receipt.sex.code()),
        postal_code: String::new(),
        address: "福岡県豊前市（レセプトからの体験用登録）".to_owned(),
        phone: String::new(),
        blood_type: String::new(),
        city_code: RECEIPTS_CITY.to_owned(),
        card_number: None,
        contacts: Vec::new(),
        consent_given_on: today,
        claims_program: true,
        insurance: Some(Insurance {
            insurer_number: identity.insurer_number,
            symbol: identity.symbol,
            number: identity.number,
            branch: String::new(),
        }),
        institutions: doctors.to_vec(),
    })
}
