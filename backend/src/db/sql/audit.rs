//! The audit log's rows as they are stored, byte for byte, and its head.

use diesel::{
    QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    prelude::{AsChangeset, Insertable, OptionalExtension, Queryable, QueryableByName, Selectable},
    sql_types::{BigInt, Binary, Bool, Nullable},
};

use super::on_real_connection;
use crate::db::{Conn, schema::audit_head};

/// The one row of the head.
pub(crate) const HEAD: i16 = 1;

/// Where the chain begins and where it ends.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = audit_head)]
pub(crate) struct HeadRow {
    /// Always [`HEAD`].
    pub id: i16,
    /// Number of the chain's first row.
    pub first_id: i64,
    /// What the first row follows on: taken over all older rows.
    pub first_hash: Vec<u8>,
    /// Number of the newest row.
    pub last_id: i64,
    /// Its hash.
    pub last_hash: Vec<u8>,
    /// Over all of the above.
    pub seal: Vec<u8>,
}

/// A row as it is stored. Text is given as bytes: a changed byte need not be text any more.
#[derive(Clone, Debug, QueryableByName)]
pub(crate) struct StoredRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Binary)]
    pub at: Vec<u8>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub user_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub institution_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub session_id: Option<i64>,
    #[diesel(sql_type = Binary)]
    pub action: Vec<u8>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub patient_id: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub patients: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub detail: Option<Vec<u8>>,
    #[diesel(sql_type = Binary)]
    pub address: Vec<u8>,
    #[diesel(sql_type = Binary)]
    pub request_id: Vec<u8>,
    #[diesel(sql_type = Binary)]
    pub hash: Vec<u8>,
    /// Every value is of its column's type, as far as the database does not see to that by itself.
    #[diesel(sql_type = Bool)]
    pub sound: bool,
}

/// SQLite keeps any value in any column, so the types are looked at, too.
const SQLITE_ROWS: &str = "SELECT id, COALESCE(CAST(at AS BLOB), X'') AS at, user_id, institution_id, session_id, \
    COALESCE(CAST(action AS BLOB), X'') AS action, patient_id, CAST(patients AS BLOB) AS patients, CAST(detail AS BLOB) AS detail, \
    COALESCE(CAST(address AS BLOB), X'') AS address, COALESCE(CAST(request_id AS BLOB), X'') AS request_id, \
    COALESCE(CAST(hash AS BLOB), X'') AS hash, \
    typeof(at) = 'text' AND typeof(user_id) IN ('integer', 'null') AND typeof(institution_id) IN ('integer', 'null') \
    AND typeof(session_id) IN ('integer', 'null') AND typeof(action) = 'text' AND typeof(patient_id) IN ('integer', 'null') \
    AND typeof(patients) IN ('text', 'null') AND typeof(detail) IN ('text', 'null') AND typeof(address) = 'text' \
    AND typeof(request_id) = 'text' AND typeof(hash) = 'blob' AS sound \
    FROM audit_log WHERE id >= $1 ORDER BY id LIMIT $2";

/// The moment as SQLite has it, but always with microseconds. What to_char cannot print is no moment of ours.
const POSTGRES_ROWS: &str = "SELECT id, COALESCE(convert_to(to_char(at, 'YYYY-MM-DD HH24:MI:SS.US'), 'UTF8'), '') AS at, \
    user_id, institution_id, session_id, convert_to(action, 'UTF8') AS action, patient_id, convert_to(patients, 'UTF8') AS patients, \
    convert_to(detail, 'UTF8') AS detail, convert_to(address, 'UTF8') AS address, convert_to(request_id, 'UTF8') AS request_id, hash, \
    at BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31' AS sound \
    FROM audit_log WHERE id >= $1 ORDER BY id LIMIT $2";

/// At most `count` rows from number `from` on, in order.
pub(crate) fn rows_from(conn: &mut Conn, from: i64, count: i64) -> QueryResult<Vec<StoredRow>> {
    let statement = match conn {
        Conn::Sqlite(_) => SQLITE_ROWS,
        Conn::Postgres(_) => POSTGRES_ROWS,
    };
    let mut rows: Vec<StoredRow> = on_real_connection!(conn, |conn| diesel::sql_query(statement)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(count)
        .load(conn))?;
    if matches!(conn, Conn::Postgres(_)) {
        rows.iter_mut().for_each(|row| drop_zeros(&mut row.at));
    }
    Ok(rows)
}

/// SQLite's text has no digits, three or six after the second, as many as say something.
fn drop_zeros(moment: &mut Vec<u8>) {
    for zeros in [&b".000000"[..], b"000"] {
        if moment.ends_with(zeros) {
            moment.truncate(moment.len() - zeros.len());
            return;
        }
    }
}

/// The head.
pub(crate) fn head(conn: &mut Conn) -> QueryResult<Option<HeadRow>> {
    on_real_connection!(conn, |conn| audit_head::table
        .find(HEAD)
        .select(HeadRow::as_select())
        .first(conn)
        .optional())
}

/// The head; until the transaction ends nobody else can have it. SQLite has one writer anyway.
pub(crate) fn lock_head(conn: &mut Conn) -> QueryResult<Option<HeadRow>> {
    match conn {
        Conn::Sqlite(_) => head(conn),
        Conn::Postgres(conn) => audit_head::table
            .find(HEAD)
            .select(HeadRow::as_select())
            .for_update()
            .first(conn)
            .optional(),
    }
}

/// Runs `work` on the database as it is at one moment, while others go on writing.
pub(crate) fn at_one_moment<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> anyhow::Result<T>) -> anyhow::Result<T> {
    diesel::Connection::transaction(conn, |conn| {
        if let Conn::Postgres(conn) = conn {
            diesel::sql_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(conn)?;
        }
        work(conn)
    })
}
