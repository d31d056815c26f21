//! `tobiume claims import`: a city's RECEIPTC.UKE.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
};

use chrono::{Datelike, NaiveDateTime};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use tobiume_common::{YearMonth, claims::VisitKind};
use tobiume_formats::{
    Problem, ProblemKind, ReadError,
    uke::{FileHeader, Receipt, ReceiptReader, Summary, check},
};

use super::{
    content::Content,
    matching::{Match, Matched, match_all},
    model::{self, ReceiptRow},
    questions::{self, ASKED_MAX, Question},
};
use crate::{
    api::{AppError, AppResult},
    audit::{self, Action, Event},
    db::{
        Conn, Db,
        date::day_in_japan,
        schema::{claim_imports, claim_receipts, claims_programs, institutions},
        sql,
    },
    jobs::Progress,
};

/// Receipts a transaction stores: short enough that a reader's audit row hardly waits.
const BATCH: usize = 1000;

/// Unmatched receipts the report lists.
const UNMATCHED_LISTED: usize = 100;

/// What an import did.
#[derive(Debug)]
pub enum Outcome {
    /// The file's receipts are shown.
    Applied(Applied),
    /// The same file was applied before, and all of it was matched: nothing to do.
    AlreadyApplied,
    /// The file is faulty; nothing was applied.
    Refused {
        /// The first problems.
        problems: Vec<Problem>,
        /// How many in all.
        problem_count: u64,
    },
    /// The city has no claims program.
    UnknownCity,
}

/// Figures of an applied file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Records of the file.
    pub records: u64,
    /// Receipts of the file.
    pub receipts: u64,
    /// GO 総件数, as checked.
    pub count_total: u64,
    /// GO 総合計点数, as checked.
    pub points_total: u64,
    /// Receipts of registered persons.
    pub matched: u64,
    /// Receipts of nobody registered: line and why. Never who.
    pub unmatched: Vec<(u64, Match)>,
    /// How many in all.
    pub unmatched_count: u64,
}

impl Applied {
    /// With the figures of the file as it was checked.
    fn of_file(self, summary: &Summary) -> Self {
        Self {
            records: summary.records,
            receipts: summary.receipts,
            count_total: summary.count_total,
            points_total: summary.points_total,
            ..self
        }
    }
}

/// Imports a file of a city (code of 5 or 6 digits).
///
/// # Errors
/// Those of the database and of reading the file; what was loaded is then removed.
pub fn import(
    db: &Db,
    conn: &mut Conn,
    city_code: &str,
    mut file: File,
    now: NaiveDateTime,
    progress: &mut Progress,
) -> AppResult<Outcome> {
    let city_code = city_code.get(..5).unwrap_or(city_code);
    if !diesel::select(diesel::dsl::exists(claims_programs::table.find(city_code))).get_result(conn)? {
        return Ok(Outcome::UnknownCity);
    }
    let (sha256, summary) = check_file(&mut file)?;
    if !summary.problems.is_empty() {
        return Ok(Outcome::Refused {
            problems: summary.problems.listed().to_vec(),
            problem_count: summary.problems.total(),
        });
    }
    let Some(header) = &summary.header else {
        return Ok(Outcome::Refused {
            problems: Vec::new(),
            problem_count: 1,
        });
    };
    if is_in_future(header, now) {
        return Ok(Outcome::Refused {
            problems: vec![Problem {
                line: 1,
                record: "IR".to_owned(),
                kind: ProblemKind::ClaimedInFuture,
            }],
            problem_count: 1,
        });
    }
    let _alone = sql::import_lock(db.url())?;
    db.write(conn, |conn| remove_unfinished(conn, city_code))?;
    if is_applied_whole(conn, city_code, &sha256)? {
        return Ok(Outcome::AlreadyApplied);
    }
    let import_id = db.write(conn, |conn| begin(conn, city_code, &sha256, now))?;
    let loaded = load(db, conn, city_code, import_id, header, file, progress);
    let applied = loaded.and_then(|mut loaded| {
        loaded.applied = loaded.applied.of_file(&summary);
        // In an order that does not depend on chance.
        let mut questions: Vec<Question> = std::mem::take(&mut loaded.questions).into_values().collect();
        questions.sort_unstable_by(|a, b| a.key().cmp(b.key()));
        db.write(conn, |conn| -> AppResult<()> {
            questions::ask(conn, city_code, &questions, now)?;
            show(conn, city_code, import_id, &sha256, &loaded, now)?;
            // Imports are run by whoever may use the command line.
            let Applied {
                matched, unmatched_count, ..
            } = &loaded.applied;
            let detail = format!("city={city_code} matched={matched} unmatched={unmatched_count}");
            Ok(audit::insert(
                db,
                conn,
                Event::by_operator(Action::ImportClaims, now).detail(detail),
            )?)
        })?;
        Ok(loaded.applied)
    });
    match applied {
        Ok(applied) => Ok(Outcome::Applied(applied)),
        Err(error) => {
            db.write(conn, |conn| remove_unfinished(conn, city_code))?;
            Err(error)
        }
    }
}

fn is_in_future(header: &FileHeader, now: NaiveDateTime) -> bool {
    let claimed = (header.claim_month.year, header.claim_month.month);
    let today = day_in_japan(now);
    claimed > (today.year(), today.month())
}

/// Reads the file once: its hash and whether it is sound.
fn check_file(file: &mut File) -> AppResult<(String, Summary)> {
    let failed = |error: std::io::Error| AppError::Internal(error.into());
    let mut reader = Hashing {
        source: &mut *file,
        hasher: Sha256::new(),
    };
    let summary = check(BufReader::with_capacity(256 * 1024, &mut reader)).map_err(failed)?;
    std::io::copy(&mut reader, &mut std::io::sink()).map_err(failed)?;
    let hash = reader.hasher.finalize();
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok((hash.iter().map(|byte| format!("{byte:02x}")).collect(), summary))
}

struct Hashing<R> {
    source: R,
    hasher: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

/// Rows of imports of the city that were never shown: what a killed import leaves.
fn remove_unfinished(conn: &mut Conn, city_code: &str) -> QueryResult<()> {
    let unfinished: Vec<i64> = claim_imports::table
        .filter(claim_imports::city_code.eq(city_code))
        .filter(claim_imports::applied_at.is_null())
        .select(claim_imports::id)
        .load(conn)?;
    diesel::delete(claim_receipts::table.filter(claim_receipts::import_id.eq_any(&unfinished))).execute(conn)?;
    diesel::delete(claim_imports::table.filter(claim_imports::id.eq_any(&unfinished))).execute(conn)?;
    Ok(())
}

/// With unmatched receipts a file may be given again: the persons may be registered by now. So it may when an answer was taken back.
fn is_applied_whole(conn: &mut Conn, city_code: &str, sha256: &str) -> QueryResult<bool> {
    let applied = claim_imports::table
        .filter(claim_imports::city_code.eq(city_code))
        .filter(claim_imports::sha256.eq(sha256))
        .filter(claim_imports::applied_at.is_not_null())
        .filter(claim_imports::unmatched.eq(0))
        .filter(claim_imports::asks_again.eq(false));
    diesel::select(diesel::dsl::exists(applied)).get_result(conn)
}

fn begin(conn: &mut Conn, city_code: &str, sha256: &str, now: NaiveDateTime) -> QueryResult<i64> {
    diesel::insert_into(claim_imports::table)
        .values((
            claim_imports::city_code.eq(city_code),
            claim_imports::sha256.eq(sha256),
            claim_imports::started_at.eq(now),
            claim_imports::receipts.eq(0),
            claim_imports::unmatched.eq(0),
        ))
        .returning(claim_imports::id)
        .get_result(conn)
}

/// What was loaded and waits to be shown.
struct Loaded {
    applied: Applied,
    latest_month: Option<i32>,
    /// By what they hold for: a person has many receipts.
    questions: HashMap<String, Question>,
}

fn load(
    db: &Db,
    conn: &mut Conn,
    city_code: &str,
    import_id: i64,
    header: &FileHeader,
    file: File,
    progress: &mut Progress,
) -> AppResult<Loaded> {
    let institution = Institution::of(conn, header)?;
    let mut loaded = Loaded {
        applied: Applied::default(),
        latest_month: None,
        questions: HashMap::new(),
    };
    let mut read = 0;
    let mut reader = ReceiptReader::new(BufReader::with_capacity(256 * 1024, progress.measure(file)));
    loop {
        let batch = reader
            .by_ref()
            .take(BATCH)
            .collect::<Result<Vec<Receipt>, ReadError>>()
            .map_err(|error| AppError::Internal(error.into()))?;
        if batch.is_empty() {
            return Ok(loaded);
        }
        let matched = match_all(conn, &batch, city_code)?;
        let rows = loaded.take(&batch, &matched, import_id, &institution)?;
        loaded.ask(matched.questions);
        db.write(conn, |conn| model::insert(conn, &rows))?;
        read += batch.len() as u64;
        progress.rows(conn, read)?;
    }
}

struct Institution {
    code: String,
    name: String,
}

impl Institution {
    /// The name as in the file; that of the participating institution where the file has none.
    fn of(conn: &mut Conn, header: &FileHeader) -> QueryResult<Self> {
        let code = header.institution_code10();
        let name = if header.institution_name.is_empty() {
            institutions::table
                .filter(institutions::code.eq(&code))
                .select(institutions::name)
                .first(conn)
                .optional()?
                .unwrap_or_default()
        } else {
            header.institution_name.clone()
        };
        Ok(Self { code, name })
    }
}

impl Loaded {
    fn ask(&mut self, questions: Vec<Question>) {
        for question in questions {
            if self.questions.len() < ASKED_MAX {
                self.questions.entry(question.key().to_owned()).or_insert(question);
            }
        }
    }

    fn take(&mut self, batch: &[Receipt], matched: &Matched, import_id: i64, institution: &Institution) -> AppResult<Vec<ReceiptRow>> {
        let mut rows = Vec::with_capacity(batch.len());
        for ((receipt, found), answer) in batch.iter().zip(&matched.matches).zip(&matched.answers) {
            let month = month_index(receipt)?;
            let Match::Person(patient_id) = *found else {
                self.applied.unmatched_count += 1;
                if self.applied.unmatched.len() < UNMATCHED_LISTED {
                    self.applied.unmatched.push((receipt.line, *found));
                }
                continue;
            };
            self.applied.matched += 1;
            self.latest_month = self.latest_month.max(Some(month));
            rows.push(ReceiptRow {
                patient_id,
                month,
                import_id,
                line: i64::try_from(receipt.line).unwrap_or(i64::MAX),
                kind: if receipt.kind.is_inpatient() {
                    VisitKind::Inpatient
                } else {
                    VisitKind::Outpatient
                }
                .code(),
                institution_code: institution.code.clone(),
                institution_name: institution.name.clone(),
                days: receipt.actual_days.and_then(|days| i16::try_from(days).ok()).unwrap_or(0),
                content: serde_json::to_string(&Content::of(receipt)).map_err(anyhow::Error::from)?,
                answer_key: answer.clone(),
            });
        }
        Ok(rows)
    }
}

fn month_index(receipt: &Receipt) -> AppResult<i32> {
    let year = i16::try_from(receipt.month.year).ok();
    let month = u8::try_from(receipt.month.month).ok();
    let month = year.zip(month).and_then(|(year, month)| YearMonth::new(year, month));
    Ok(month
        .ok_or_else(|| anyhow::anyhow!("line {}: month out of range", receipt.line))?
        .index())
}

/// Shows what was loaded, in place of older claims of the same persons, institution, month and kind.
fn show(conn: &mut Conn, city_code: &str, import_id: i64, sha256: &str, loaded: &Loaded, now: NaiveDateTime) -> QueryResult<()> {
    // The same file again (persons were registered meanwhile): its older imports have nothing left to show, and what other files brought
    // since its first time corrected it, and stays.
    let earlier: Vec<i64> = claim_imports::table
        .filter(claim_imports::city_code.eq(city_code))
        .filter(claim_imports::sha256.eq(sha256))
        .filter(claim_imports::id.ne(import_id))
        .order(claim_imports::id)
        .select(claim_imports::id)
        .load(conn)?;
    if let Some(&first) = earlier.first() {
        diesel::delete(claim_receipts::table.filter(claim_receipts::import_id.eq_any(&earlier))).execute(conn)?;
        sql::delete_corrected_receipts(conn, import_id, first)?;
    }
    // An answer may have been taken back while this was loaded; none is until this is shown.
    sql::alone(conn, sql::REQUESTS)?;
    let asks_again = sql::delete_receipts_without_answer(conn, import_id)? > 0;
    sql::delete_superseded_receipts(conn, import_id)?;
    let applied = &loaded.applied;
    diesel::update(claim_imports::table.find(import_id))
        .set((
            claim_imports::applied_at.eq(Some(now)),
            claim_imports::asks_again.eq(asks_again),
            claim_imports::receipts.eq(i64::try_from(applied.matched).unwrap_or(i64::MAX)),
            claim_imports::unmatched.eq(i64::try_from(applied.unmatched_count).unwrap_or(i64::MAX)),
        ))
        .execute(conn)?;
    let newest: Option<i32> = claims_programs::table
        .find(city_code)
        .select(claims_programs::latest_month)
        .first(conn)?;
    diesel::update(claims_programs::table.find(city_code))
        .set(claims_programs::latest_month.eq(newest.max(loaded.latest_month)))
        .execute(conn)?;
    Ok(())
}
