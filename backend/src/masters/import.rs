//! One master, all or nothing: `tobiume masters import` and the office's page.
//!
//! Entries that a newer edition no longer has stay: old claims still name them.

use std::{
    collections::{HashMap, HashSet},
    io::{self, Read, Seek},
};

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_formats::{
    Problem,
    masters::{MasterEntry, MasterFileError, MasterKind, ModifierPlace, read_master},
};

use crate::{
    api::{AppError, AppResult},
    audit::{self, Event},
    db::{
        Conn, Db,
        schema::{master_editions, masters},
        sql::{insert_rows, on_real_connection},
    },
    jobs::Progress,
};

/// Entries of one master at most: many times the largest (27,000), so that a file made to fill the memory does not.
const ENTRIES_MAX: usize = 300_000;

/// What an import did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct MasterImport {
    /// Which master; none when the file is none.
    pub kind: Option<MasterKind>,
    /// Entries read.
    pub read: u64,
    /// New codes.
    pub added: u64,
    /// Codes whose entry changed.
    pub updated: u64,
    /// Codes just as before.
    pub unchanged: u64,
    /// Problems; with any nothing was applied.
    pub problems: Vec<Problem>,
    /// How many in all.
    pub problem_count: u64,
}

#[derive(Clone, PartialEq, Eq, Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = masters, treat_none_as_null = true)]
struct MasterRow {
    kind: String,
    code: String,
    name: String,
    kana: String,
    unit: String,
    generic_name: String,
    yj_code: String,
    icd10: String,
    is_suffix: bool,
    successor: String,
    abolished_on: Option<NaiveDate>,
}

impl From<MasterEntry> for MasterRow {
    fn from(entry: MasterEntry) -> Self {
        Self {
            kind: entry.kind.letter().to_owned(),
            code: entry.code,
            name: entry.name,
            kana: entry.kana,
            unit: entry.unit.unwrap_or_default(),
            generic_name: entry.generic_name.unwrap_or_default(),
            yj_code: entry.yj_code.unwrap_or_default(),
            icd10: entry.icd10.unwrap_or_default(),
            is_suffix: entry.place == Some(ModifierPlace::Suffix),
            successor: entry.successor.unwrap_or_default(),
            abolished_on: entry.abolished_on,
        }
    }
}

/// Imports one master, plain or zipped. `event` goes into the audit log with what was applied.
///
/// # Errors
/// Those of the database; Invalid for a file that cannot be opened as a master at all.
pub fn import(db: &Db, conn: &mut Conn, file: impl Read + Seek, mut event: Event, progress: &mut Progress) -> AppResult<MasterImport> {
    let mut rows: Vec<MasterRow> = Vec::new();
    let summary = read_master(progress.measure(file), |entry| {
        if rows.len() >= ENTRIES_MAX {
            return Err(MasterFileError::Io(io::Error::other("more entries than any master has")).into());
        }
        rows.push(entry.into());
        progress.rows(conn, rows.len() as u64)?;
        Ok::<_, AppError>(())
    })?;
    let report = MasterImport {
        kind: summary.kind,
        read: summary.entries,
        ..MasterImport::default()
    };
    if !summary.problems.is_empty() {
        return Ok(MasterImport {
            problems: summary.problems.listed().to_vec(),
            problem_count: summary.problems.total(),
            ..report
        });
    }
    let Some(kind) = summary.kind else { return Ok(report) };
    let mut seen = HashSet::new();
    rows.retain(|row| seen.insert(row.code.clone()));
    progress.all_read(conn, summary.entries)?;
    db.write(conn, |conn| -> AppResult<MasterImport> {
        let report = apply(conn, kind, rows, report)?;
        event.detail(format!("kind={} added={} updated={}", kind.letter(), report.added, report.updated));
        audit::insert(db, conn, &event)?;
        Ok(report)
    })
}

fn apply(conn: &mut Conn, kind: MasterKind, rows: Vec<MasterRow>, mut report: MasterImport) -> AppResult<MasterImport> {
    let known: Vec<MasterRow> = masters::table
        .filter(masters::kind.eq(kind.letter()))
        .select(MasterRow::as_select())
        .load(conn)?;
    let known: HashMap<String, MasterRow> = known.into_iter().map(|row| (row.code.clone(), row)).collect();
    let mut new = Vec::new();
    for row in rows {
        match known.get(&row.code) {
            None => new.push(row),
            Some(before) if *before == row => report.unchanged += 1,
            Some(_) => {
                diesel::update(masters::table.find((&row.kind, &row.code)))
                    .set(&row)
                    .execute(conn)?;
                report.updated += 1;
            }
        }
    }
    report.added = new.len() as u64;
    insert_rows!(&mut *conn, masters::table, &new)?;
    if report.added + report.updated > 0 {
        next_edition(conn, kind)?;
    }
    Ok(report)
}

/// Tells every node that what it keeps of this master is old.
fn next_edition(conn: &mut Conn, kind: MasterKind) -> QueryResult<()> {
    on_real_connection!(conn, |conn| diesel::insert_into(master_editions::table)
        .values((master_editions::kind.eq(kind.letter()), master_editions::edition.eq(1)))
        .on_conflict(master_editions::kind)
        .do_update()
        .set(master_editions::edition.eq(master_editions::edition + 1))
        .execute(conn)
        .map(|_| ()))
}
