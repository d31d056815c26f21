//! Registrations from a CSV file: `tobiume patients import` and the office's endpoint. All or nothing.
//!
//! Whether a row is somebody who is registered already is decided in [`super::same_person`].

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Seek},
};

use diesel::prelude::*;
use tobiume_common::{
    CivilDate,
    basic_info::Contact,
    ids::InstitutionId,
    japanese::parse_birth_date,
    office::{ImportProblem, ImportReport},
};
use tobiume_formats::{
    ReadError,
    fold::fold_branch,
    problem::MAX_LISTED,
    registrations::{Registration, RegistrationReader},
};

use super::{
    insurance::Insurance,
    model::sex_of,
    register::{self, NewPatient},
    same_person::{self, Match},
};
use crate::{
    api::{AppError, AppResult},
    audit::{self, Event},
    db::{Conn, Db, schema::institutions, sql},
    jobs::Progress,
};

/// Imports a file; with any problem nothing is applied and the report says why. `event` goes into the audit log with what was applied.
///
/// It is read twice: what is wrong with it by itself is found before anybody has to wait for this to write.
///
/// # Errors
/// Those of the database and of reading the file.
pub fn import(
    db: &Db,
    conn: &mut Conn,
    mut file: impl Read + Seek,
    today: CivilDate,
    mut event: Event,
    progress: &mut Progress,
) -> AppResult<ImportReport> {
    let checked = check(conn, BufReader::new(progress.measure(&mut file)), today, progress)?;
    if checked.problem_count > 0 {
        return Ok(checked);
    }
    file.rewind().map_err(anyhow::Error::from)?;
    progress.all_read(conn, checked.read)?;
    let applied = db.write(conn, |conn| {
        sql::alone(conn, sql::REGISTRATIONS)?;
        let mut import = Import::new(conn, today)?;
        import.read(conn, BufReader::new(file), Import::apply)?;
        // An error rolls everything back; the report travels in it.
        if import.report.problem_count > 0 {
            return Err(Stopped::Refused(import.report));
        }
        let ImportReport { added, updated, .. } = import.report;
        audit::insert(db, conn, event.detail(format!("added={added} updated={updated}")))?;
        Ok(import.report)
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

/// What is wrong with the rows, whoever is registered.
fn check(conn: &mut Conn, file: impl BufRead, today: CivilDate, progress: &mut Progress) -> AppResult<ImportReport> {
    let mut import = Import::new(conn, today)?;
    import.read(conn, file, |import, conn, row| {
        import.report.read += 1;
        let line = row.line;
        if let Err(message) = import.to_patient(row) {
            import.problem(line, message);
        }
        Ok(progress.rows(conn, import.report.read)?)
    })?;
    Ok(import.report)
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
    fn new(conn: &mut Conn, today: CivilDate) -> QueryResult<Self> {
        Ok(Self {
            report: empty_report(),
            institutions: institution_ids(conn)?,
            today,
        })
    }

    fn read(
        &mut self,
        conn: &mut Conn,
        file: impl BufRead,
        mut each: impl FnMut(&mut Self, &mut Conn, Registration) -> AppResult<()>,
    ) -> AppResult<()> {
        let mut reader = RegistrationReader::new(file);
        for row in reader.by_ref() {
            match row {
                Ok(row) => each(self, conn, row)?,
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
        match same_person::find(conn, &new)? {
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
            branch: fold_branch(&own.branch.unwrap_or_default()),
        });
        let city_code: String = row.municipality.unwrap_or_default().chars().take(5).collect();
        Ok(NewPatient {
            name: row.name,
            kana: row.kana,
            birth_date,
            sex: sex_of(row.sex.code()),
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
            insurance,
            institutions,
        })
    }
}
