//! SQL that differs between SQLite and PostgreSQL, or that diesel cannot say for both at once.

pub(crate) mod audit;
pub(crate) mod registered;

use std::fs::File;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    QueryDsl, QueryResult, QueryableByName, RunQueryDsl,
    connection::{AnsiTransactionManager, TransactionManager},
    result::Error,
    sql_types::{BigInt, Date, Timestamp},
};

use tobiume_common::ids::PatientId;

use super::{Conn, DatabaseUrl, schema::patients};

/// The smallest query.
pub(super) fn ping(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => diesel::sql_query("SELECT 1").execute(conn),
        Conn::Postgres(conn) => diesel::sql_query("SELECT 1").execute(conn),
    }
    .map(|_| ())
}

/// `BEGIN IMMEDIATE` … `COMMIT` on SQLite, so that a transaction that reads before it writes
/// cannot fail half-way for a lock that another process took.
pub(super) fn immediate_transaction<T, E: From<Error>>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
    if let Conn::Sqlite(conn) = conn {
        AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?;
    }
    let result = work(conn);
    if let Conn::Sqlite(conn) = conn {
        match result {
            Ok(_) => AnsiTransactionManager::commit_transaction(conn)?,
            Err(_) => AnsiTransactionManager::rollback_transaction(conn)?,
        }
    }
    result
}

/// Runs a query on the connection of the one database or the other: for what is asked with every look.
/// Through `MultiConnection` each value takes a detour; on the real connection diesel keeps the prepared statement.
macro_rules! on_real_connection {
    ($conn:expr, |$real:ident| $run:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite($real) => $run,
            $crate::db::Conn::Postgres($real) => $run,
        }
    };
}
pub(crate) use on_real_connection;

/// The first rows of a query with an order. SQLite yields rows one by one and is simply not asked for more: a bound LIMIT would have it
/// plan the statement anew with each request, since it looks at the bound value while it plans.
macro_rules! load_first {
    ($conn:expr, $count:expr, $query:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite(conn) => diesel::RunQueryDsl::load_iter::<_, diesel::connection::DefaultLoadingMode>($query, conn)
                .and_then(|rows| rows.take($count).collect::<diesel::QueryResult<Vec<_>>>()),
            $crate::db::Conn::Postgres(conn) => {
                let count = i64::try_from($count).unwrap_or(i64::MAX);
                diesel::RunQueryDsl::load(diesel::QueryDsl::limit($query, count), conn)
            }
        }
    };
}
pub(crate) use load_first;

/// Inserts rows quickly: prepared row by row on SQLite (no round trips there), many rows a
/// statement on PostgreSQL. Call it inside a transaction.
macro_rules! insert_rows {
    ($conn:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        match $conn {
            $crate::db::Conn::Sqlite(conn) => rows
                .iter()
                .try_for_each(|row| diesel::RunQueryDsl::execute(diesel::insert_into($table).values(row), conn).map(|_| ())),
            $crate::db::Conn::Postgres(conn) => rows
                .chunks($crate::db::sql::ROWS_PER_STATEMENT)
                .try_for_each(|rows| diesel::RunQueryDsl::execute(diesel::insert_into($table).values(rows), conn).map(|_| ())),
        }
    }};
}
pub(crate) use insert_rows;

/// PostgreSQL takes 65,535 parameters a statement; our widest rows have 18 columns.
pub(crate) const ROWS_PER_STATEMENT: usize = 1000;

/// Whether another import of the claim's patient, month, kind and institution fulfils a condition. By the primary key (patient_id, month);
/// diesel has no alias in DELETE. What an answer of the office gave to the person stands in the place of what the same answer gave alone:
/// if the answer is taken back, nothing of the person's own is missing.
fn another(condition: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM claim_receipts other WHERE other.patient_id = claim_receipts.patient_id AND other.month = claim_receipts.month \
         AND other.kind = claim_receipts.kind AND other.institution_code = claim_receipts.institution_code \
         AND (other.answer_key IS NULL OR other.answer_key = claim_receipts.answer_key) AND {condition})"
    )
}

/// Removes shown claims that an import brings anew: same person, month, kind and institution.
pub(crate) fn delete_superseded_receipts(conn: &mut Conn, import_id: i64) -> QueryResult<usize> {
    // SQLite takes $1 for a name and numbers names in their order, so one text serves both.
    let statement = format!(
        "DELETE FROM claim_receipts WHERE import_id <> $1 AND patient_id IN (SELECT patient_id FROM claim_receipts WHERE import_id = $1) AND {}",
        another("other.import_id = $1")
    );
    on_real_connection!(conn, |conn| diesel::sql_query(statement).bind::<BigInt, _>(import_id).execute(conn))
}

/// Removes claims of an import that a later import than `first` has brought already.
pub(crate) fn delete_corrected_receipts(conn: &mut Conn, import_id: i64, first: i64) -> QueryResult<usize> {
    let statement = format!(
        "DELETE FROM claim_receipts WHERE import_id = $1 AND {}",
        another("other.import_id > $2 AND other.import_id <> $1")
    );
    on_real_connection!(conn, |conn| diesel::sql_query(statement)
        .bind::<BigInt, _>(import_id)
        .bind::<BigInt, _>(first)
        .execute(conn))
}

/// Removes claims of an import that an answer of the office gave to a person and that was taken back or changed meanwhile.
pub(crate) fn delete_receipts_without_answer(conn: &mut Conn, import_id: i64) -> QueryResult<usize> {
    let statement = "DELETE FROM claim_receipts WHERE import_id = $1 AND answer_key IS NOT NULL AND NOT EXISTS \
                     (SELECT 1 FROM claim_persons p WHERE p.key = claim_receipts.answer_key AND p.patient_id = claim_receipts.patient_id)";
    on_real_connection!(conn, |conn| diesel::sql_query(statement).bind::<BigInt, _>(import_id).execute(conn))
}

/// How many there were on a day.
#[derive(QueryableByName)]
pub(crate) struct DayCount {
    /// The day in Japan.
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// Sign-ins since a moment by their day in Japan; days without one are left out.
pub(crate) fn sign_ins_by_day(conn: &mut Conn, since: NaiveDateTime) -> QueryResult<Vec<DayCount>> {
    let statement = |day: &str| format!("SELECT {day} AS day, COUNT(*) AS count FROM sign_ins WHERE signed_in_at >= $1 GROUP BY 1");
    match conn {
        Conn::Sqlite(conn) => diesel::sql_query(statement("date(signed_in_at, '+9 hours')"))
            .bind::<Timestamp, _>(since)
            .load(conn),
        Conn::Postgres(conn) => diesel::sql_query(statement("(signed_in_at + INTERVAL '9 hours')::date"))
            .bind::<Timestamp, _>(since)
            .load(conn),
    }
}

/// Lets one transaction of a kind run at a time, until it ends. SQLite has one writer anyway.
pub(crate) fn alone(conn: &mut Conn, lock: i64) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(conn) => diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
            .bind::<BigInt, _>(lock)
            .execute(conn)
            .map(|_| ()),
    }
}

/// Holds a patient until the transaction ends, so that who also wants to write what hangs on it waits. It is the patient's row that is locked,
/// since it is there before the first record is. Rows that point to it can be written meanwhile. SQLite has one writer anyway.
pub(crate) fn hold_patient(conn: &mut Conn, patient: PatientId) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(conn) => patients::table
            .find(patient.0)
            .select(patients::id)
            .for_no_key_update()
            .execute(conn)
            .map(|_| ()),
    }
}

/// The lock of registrations: two lists at once would each miss the other's persons.
pub(crate) const REGISTRATIONS: i64 = IMPORT_LOCK + 1;

/// The lock of steps with accounts and institutions. Whoever needs both takes this one first.
pub(crate) const ACCOUNTS: i64 = IMPORT_LOCK + 2;
/// The lock of requests: one is kept at a time, so that the same twice is once.
pub(crate) const REQUESTS: i64 = IMPORT_LOCK + 3;
/// The lock of beginning a job that may not run twice.
pub(crate) const JOBS: i64 = IMPORT_LOCK + 4;

/// Held while a claims import runs: one at a time, over all processes. Ends with the process that holds it.
pub(crate) struct ImportLock {
    _file: Option<File>,
    _session: Option<Conn>,
}

/// "tobiume" in a number: PostgreSQL's advisory locks are named by numbers.
const IMPORT_LOCK: i64 = 0x0074_6f62_6975_6d65;

/// Waits for the lock: a file beside an SQLite database, an advisory lock of a session of its own on PostgreSQL.
pub(crate) fn import_lock(url: &DatabaseUrl) -> anyhow::Result<ImportLock> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            let file = File::create(path.with_extension("import.lock"))?;
            file.lock()?;
            Ok(ImportLock {
                _file: Some(file),
                _session: None,
            })
        }
        DatabaseUrl::Postgres(_) => {
            let mut session = url.connect()?;
            if let Conn::Postgres(conn) = &mut session {
                diesel::sql_query("SELECT pg_advisory_lock($1)")
                    .bind::<BigInt, _>(IMPORT_LOCK)
                    .execute(conn)?;
            }
            Ok(ImportLock {
                _file: None,
                _session: Some(session),
            })
        }
    }
}
