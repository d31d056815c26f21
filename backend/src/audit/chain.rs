//! The chain of rows: each is hashed over the one before, and the head says where the newest one is.

use anyhow::{bail, ensure};
use diesel::{
    QueryResult, RunQueryDsl,
    prelude::{Insertable, QueryDsl},
    result::Error,
};

use super::{Event, Head, seal::Seal};
use crate::db::{
    Conn, Db,
    schema::{audit_head, audit_log},
    sql::{
        audit::{HEAD, HeadRow, head, lock_head, rows_from},
        insert_rows, on_real_connection,
    },
};

/// Rows read at a time.
pub(super) const PAGE: i64 = 1000;

/// A row of the chain.
#[derive(Insertable)]
#[diesel(table_name = audit_log, treat_none_as_default_value = false)]
struct ChainedRow {
    id: i64,
    #[diesel(embed)]
    event: Event,
    hash: Vec<u8>,
}

/// Writes an event within the caller's transaction. Call it last there: until the transaction ends, nobody else writes to the log.
///
/// # Errors
/// Those of the database; and when the head is not sealed with the network's key, for then nothing may follow on it.
pub fn insert(db: &Db, conn: &mut Conn, event: &Event) -> QueryResult<()> {
    insert_all(db, conn, std::slice::from_ref(event))
}

/// Writes events within the caller's transaction, with one change of the head.
///
/// # Errors
/// Those of [`insert`].
pub fn insert_all(db: &Db, conn: &mut Conn, events: &[Event]) -> QueryResult<()> {
    let seal = Seal::new(db.key());
    let Some(mut head) = lock_head(conn)?.filter(|head| seal.holds(head)) else {
        tracing::error!("the audit log's head is missing or not sealed with this network's key; run `tobiume audit verify`");
        return Err(Error::RollbackTransaction);
    };
    let chained = |event: &Event| {
        head.last_id += 1;
        head.last_hash = seal.row(&head.last_hash, &event.columns(head.last_id));
        ChainedRow {
            id: head.last_id,
            event: event.clone(),
            hash: head.last_hash.clone(),
        }
    };
    let rows: Vec<ChainedRow> = events.iter().map(chained).collect();
    head.seal = seal.head(&head);
    insert_rows!(&mut *conn, audit_log::table, &rows)?;
    on_real_connection!(conn, |conn| diesel::update(audit_head::table.find(HEAD)).set(&head).execute(conn))?;
    Ok(())
}

/// Begins the chain of a log that has none, within the caller's transaction; rows that are there already are sealed as a whole.
/// Returns their number; none where the chain was begun before.
///
/// # Errors
/// Those of the database; and when somebody took the head away.
pub fn begin(db: &Db, conn: &mut Conn) -> anyhow::Result<Option<usize>> {
    if lock_head(conn)?.is_some() {
        return Ok(None);
    }
    let seal = Seal::new(db.key());
    let (mut count, mut last_id, mut hash) = (0, 0, Vec::new());
    loop {
        let rows = rows_from(conn, last_id + 1, PAGE)?;
        for row in &rows {
            ensure!(
                row.hash.is_empty(),
                "the audit log's head was removed; run `tobiume audit verify`, and restore the database from its backup"
            );
            hash = seal.older_row(&hash, &row.into());
            (count, last_id) = (count + 1, row.id);
        }
        if rows.is_empty() {
            break;
        }
    }
    let mut head = HeadRow {
        id: HEAD,
        first_id: last_id + 1,
        first_hash: hash.clone(),
        last_id,
        last_hash: hash,
        seal: Vec::new(),
    };
    head.seal = seal.head(&head);
    on_real_connection!(conn, |conn| diesel::insert_into(audit_head::table).values(&head).execute(conn))?;
    Ok(Some(count))
}

/// Whether the network's key belongs to this database; where the log ends.
///
/// # Errors
/// With a sentence for the operator, when it does not.
pub fn check_key(db: &Db, conn: &mut Conn) -> anyhow::Result<Head> {
    match head(conn)? {
        Some(head) if Seal::new(db.key()).holds(&head) => Ok(Head {
            rows: head.last_id,
            hash: head.last_hash,
        }),
        Some(_) => bail!(
            "the network's key does not belong to this database: the audit log is not sealed with it. Give the key file that the database \
             was made with (--key-file, TOBIUME_KEY_FILE); if it is the right one, run `tobiume audit verify`"
        ),
        None => bail!("the audit log has no head; run `tobiume migrate` after an upgrade, else `tobiume audit verify`"),
    }
}
