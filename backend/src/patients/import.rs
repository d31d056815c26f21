//! Registrations from a CSV file: `tobiume patients import` and the office's endpoint. All or nothing.
//!
//! A row is the same person as a registered one when insurance and birth date agree, or card
//! number and birth date, or name, kana, birth date and address. Names and birth date alone are
//! never enough: then the row is reported.

use std::{collections::HashMap, io::BufRead};

use diesel::prelude::*;
use tobiume_common::{
    CivilDate,
    basic_info::Contact,
    ids::{InstitutionId, PatientId},
    japanese::{fold_name, parse_birth_date},
    office::{ImportProblem, ImportReport},
    patients::Sex,
};
use tobiume_formats::{
    ReadError,
    problem::MAX_LISTED,
    registrations::{Registration, RegistrationReader},
};

use super::register::{self, Insurance, NewPatient};
use crate::{
    api::{AppError, AppResult},
    db::{
        Conn, Db,
        date::from_civil,
        schema::{institutions, patients},
    },
};

/// Imports a file; with any problem nothing is applied and the report says why.
///
/// # Errors
/// Those of the database and of reading the file.
pub fn import(db: &Db, conn: &mut Conn, file: impl BufRead, today: CivilDate) -> AppResult<ImportReport> {
    let applied = db.write(conn, |conn| {
        let mut import = Import {
            report: empty_report(),
            institutions: institution_ids(conn)?,
            today,
        };
        import.read(conn, file)?;
        // An error rolls everything back; the report travels in it.
        if import.report.problem_count > 0 {
            Err(Stopped::Refused(import.report))
        } else {
            Ok(import.report)
        }
    });
    match applied {
        Ok(report) => Ok(report),
        Err(Stopped::Refused(report)) => Ok(ImportReport {
            added: 0,
            updated: 0,
            unchanged: 0,
            ..report
        }),
        Err(Stopped::Failed(error)) => Err(error),
    }
}

/// Why the transaction is rolled back.
enum Stopped {
    Refused(ImportReport),
    Failed(AppError),
}

impl From<diesel::result::Error> for Stopped {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<AppError> for Stopped {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

const fn empty_report() -> ImportReport {
    ImportReport {
        read: 0,
        added: 0,
        updated: 0,
        unchanged: 0,
        problems: Vec::new(),
        problem_count: 0,
    }
}

fn institution_ids(conn: &mut Conn) -> QueryResult<HashMap<String, i64>> {
    let rows: Vec<(String, i64)> = institutions::table.select((institutions::code, institutions::id)).load(conn)?;
    Ok(rows.into_iter().collect())
}

struct Import {
    report: ImportReport,
    institutions: HashMap<String, i64>,
    today: CivilDate,
}

impl Import {
    fn read(&mut self, conn: &mut Conn, file: impl BufRead) -> AppResult<()> {
        let mut reader = RegistrationReader::new(file);
        for row in reader.by_ref() {
            match row {
                Ok(row) => self.apply(conn, row)?,
                Err(ReadError::Io(error)) => return Err(AppError::Internal(error.into())),
                // Listed by the reader, with the faults of the heading.
                Err(ReadError::Faulty(_)) => {}
            }
        }
        let found = reader.problems();
        let listed = found.listed().iter().map(|problem| ImportProblem {
            line: problem.line,
            message: problem.to_string(),
        });
        self.report.problems.extend(listed);
        self.report.problem_count += found.total();
        self.report.problems.sort_by_key(|problem| problem.line);
        self.report.problems.truncate(MAX_LISTED);
        Ok(())
    }

    fn apply(&mut self, conn: &mut Conn, row: Registration) -> AppResult<()> {
        self.report.read += 1;
        let line = row.line;
        let new = match self.to_patient(row) {
            Ok(new) => new,
            Err(message) => {
                self.problem(line, message);
                return Ok(());
            }
        };
        if self.report.problem_count > 0 {
            // Nothing will be applied: only look for further problems.
            return Ok(());
        }
        match same_person(conn, &new)? {
            Match::Nobody => {
                register::insert(conn, &new, self.today)?;
                self.report.added += 1;
            }
            Match::Person(patient) => {
                let changed = register::update(conn, patient, &new, self.today)?;
                *(if changed {
                    &mut self.report.updated
                } else {
                    &mut self.report.unchanged
                }) += 1;
            }
            Match::Doubtful(message) => self.problem(line, message.to_owned()),
        }
        Ok(())
    }

    fn problem(&mut self, line: u64, message: String) {
        self.report.problem_count += 1;
        if self.report.problems.len() < MAX_LISTED {
            self.report.problems.push(ImportProblem {
                line,
                message: format!("{line}行目：{message}"),
            });
        }
    }

    fn to_patient(&self, row: Registration) -> Result<NewPatient, String> {
        let birth_date = parse_birth_date(&row.birth_date, self.today).map_err(|problem| format!("生年月日：{problem}"))?;
        let consent = row.consent_date.ok_or("同意日がありません。同意書の日付を加えてください。")?;
        let consent_given_on = parse_birth_date(&consent, self.today).map_err(|problem| format!("同意日：{problem}"))?;
        let institutions = row.institutions.iter().map(|code| {
            let id = self
                .institutions
                .get(code)
                .ok_or("かかりつけ医療機関コードの施設が参加していません。コードを確かめるか、先に参加を登録してください。")?;
            Ok(InstitutionId(*id))
        });
        let institutions = institutions.collect::<Result<Vec<_>, &str>>()?;
        let contact = row.emergency_contact.map(|contact| Contact {
            name: contact.name.unwrap_or_default(),
            relation: contact.relation.unwrap_or_default(),
            phone: contact.phone.unwrap_or_default(),
        });
        let insurance = row.insurance.map(|own| Insurance {
            insurer_number: own.insurer_number,
            symbol: own.symbol,
            number: own.number,
            branch: own.branch.unwrap_or_default(),
        });
        let city_code: String = row.municipality.unwrap_or_default().chars().take(5).collect();
        Ok(NewPatient {
            name: row.name,
            kana: row.kana,
            birth_date,
            sex: match row.sex {
                tobiume_formats::Sex::Male => Sex::Male,
                tobiume_formats::Sex::Female => Sex::Female,
            },
            postal_code: row.postal_code.unwrap_or_default(),
            address: row.address.unwrap_or_default(),
            phone: row.phone.unwrap_or_default(),
            blood_type: row.blood_type.unwrap_or_default(),
            // The office registers a resident for the city's program: with municipality and insurance claims can be matched.
            claims_program: !city_code.is_empty() && insurance.is_some(),
            city_code,
            card_number: row.card_number,
            contacts: contact.into_iter().collect(),
            consent_given_on,
            consent_withdrawn_on: None,
            insurance,
            institutions,
        })
    }
}

enum Match {
    Nobody,
    Person(PatientId),
    Doubtful(&'static str),
}

fn same_person(conn: &mut Conn, new: &NewPatient) -> AppResult<Match> {
    let birth_date = from_civil(new.birth_date);
    if let Some(insurance) = &new.insurance {
        match register::find_by_insurance(conn, insurance, new.birth_date)?.as_slice() {
            [] => {}
            [only] => return Ok(Match::Person(PatientId(*only))),
            _ => {
                return Ok(Match::Doubtful(
                    "同じ保険・生年月日の登録が2人以上あります。カード番号か枝番を確かめ、事務局で整理してください。",
                ));
            }
        }
    }
    if let Some(card) = &new.card_number {
        let holder: Option<(i64, chrono::NaiveDate)> = patients::table
            .filter(patients::card_number.eq(card))
            .select((patients::id, patients::birth_date))
            .first(conn)
            .optional()?;
        match holder {
            Some((id, born)) if born == birth_date => return Ok(Match::Person(PatientId(id))),
            Some(_) => {
                return Ok(Match::Doubtful(
                    "このカード番号は別の人に使われています。カード番号と生年月日を確かめてください。",
                ));
            }
            None => {}
        }
    }
    let same_name: Vec<(i64, String)> = patients::table
        .filter(patients::kana_key.eq(fold_name(&new.kana)))
        .filter(patients::name_key.eq(fold_name(&new.name)))
        .filter(patients::birth_date.eq(birth_date))
        .select((patients::id, patients::address))
        .load(conn)?;
    if let Some((id, _)) = same_name.iter().find(|(_, address)| *address == new.address) {
        return Ok(Match::Person(PatientId(*id)));
    }
    let known_otherwise = new.insurance.is_some() || new.card_number.is_some();
    if !same_name.is_empty() && !known_otherwise {
        return Ok(Match::Doubtful(
            "同じ氏名・生年月日で住所の違う登録があります。同じ人か確かめ、カード番号か保険を加えてください。",
        ));
    }
    Ok(Match::Nobody)
}
