//! Revisions in the database: what each saving of a record changed, and so every earlier version of it.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    dsl::{exists, max},
    prelude::*,
};
use tobiume_common::{
    basic_info::Item,
    ids::{InstitutionId, PatientId, RevisionId, UserId},
};

use crate::db::{
    Conn,
    schema::{basic_info_changes as changes, basic_info_revisions as revisions, institutions, users},
    sql::{insert_rows, on_real_connection},
};

/// What one institution keeps of one patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Whose.
    pub patient: PatientId,
    /// By whom it is kept.
    pub institution: InstitutionId,
}

/// The newest revision of a record; 0 where there is none.
///
/// # Errors
/// Those of the database.
pub fn newest(conn: &mut Conn, record: Record) -> QueryResult<RevisionId> {
    let id: Option<i64> = on_real_connection!(conn, |conn| revisions::table
        .filter(revisions::patient_id.eq(record.patient.0))
        .filter(revisions::institution_id.eq(record.institution.0))
        .select(max(revisions::id))
        .get_result(conn))?;
    Ok(RevisionId(id.unwrap_or(0)))
}

/// Whether the revision is one of the record's.
///
/// # Errors
/// Those of the database.
pub fn has(conn: &mut Conn, record: Record, revision: RevisionId) -> QueryResult<bool> {
    Ok(record_of(conn, revision)? == Some(record))
}

/// The record that a revision belongs to.
///
/// # Errors
/// Those of the database.
pub fn record_of(conn: &mut Conn, revision: RevisionId) -> QueryResult<Option<Record>> {
    let found: Option<(i64, i64)> = on_real_connection!(conn, |conn| revisions::table
        .find(revision.0)
        .select((revisions::patient_id, revisions::institution_id))
        .get_result(conn)
        .optional())?;
    Ok(found.map(|(patient, institution)| Record {
        patient: PatientId(patient),
        institution: InstitutionId(institution),
    }))
}

/// Who changed which items of the record after a revision, and when; of several the last.
///
/// # Errors
/// Those of the database.
pub fn changed_since(conn: &mut Conn, record: Record, base: RevisionId) -> QueryResult<HashMap<Item, (String, NaiveDateTime)>> {
    let rows: Vec<(String, String, NaiveDateTime)> = on_real_connection!(conn, |conn| changes::table
        .inner_join(revisions::table.inner_join(users::table))
        .filter(revisions::patient_id.eq(record.patient.0))
        .filter(revisions::institution_id.eq(record.institution.0))
        .filter(revisions::id.gt(base.0))
        .order(revisions::id)
        .select((changes::item, users::name, revisions::saved_at))
        .load(conn))?;
    let known = |(code, author, at): (String, String, NaiveDateTime)| Some((Item::from_code(&code)?, (author, at)));
    Ok(rows.into_iter().filter_map(known).collect())
}

/// What each item said right after a revision, as stored.
///
/// # Errors
/// Those of the database.
pub fn version(conn: &mut Conn, record: Record, until: RevisionId) -> QueryResult<HashMap<Item, String>> {
    let rows: Vec<(String, Option<String>)> = on_real_connection!(conn, |conn| changes::table
        .inner_join(revisions::table)
        .filter(revisions::patient_id.eq(record.patient.0))
        .filter(revisions::institution_id.eq(record.institution.0))
        .filter(revisions::id.le(until.0))
        .order(revisions::id)
        .select((changes::item, changes::value))
        .load(conn))?;
    let mut version = HashMap::new();
    for (code, value) in rows {
        let Some(item) = Item::from_code(&code) else { continue };
        match value {
            Some(value) => version.insert(item, value),
            None => version.remove(&item),
        };
    }
    Ok(version)
}

/// A revision as it is listed.
#[derive(Queryable)]
pub struct RevisionRow {
    /// Which.
    pub id: i64,
    /// Institution.
    pub institution_id: i64,
    /// Its name.
    pub institution: String,
    /// Who saved.
    pub author: String,
    /// When.
    pub saved_at: NaiveDateTime,
}

/// The newest revisions of all institutions that changed one of the items, at most so many.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, patient: PatientId, items: &[&str], most: i64) -> QueryResult<Vec<RevisionRow>> {
    on_real_connection!(conn, |conn| {
        let shown = changes::table
            .filter(changes::revision_id.eq(revisions::id))
            .filter(changes::item.eq_any(items));
        revisions::table
            .inner_join(institutions::table)
            .inner_join(users::table)
            .filter(revisions::patient_id.eq(patient.0))
            .filter(exists(shown))
            .order((revisions::saved_at.desc(), revisions::id.desc()))
            .limit(most)
            .select((
                revisions::id,
                institutions::id,
                institutions::name,
                users::name,
                revisions::saved_at,
            ))
            .load(conn)
    })
}

/// Which items revisions changed.
///
/// # Errors
/// Those of the database.
pub fn items_of(conn: &mut Conn, ids: &[i64]) -> QueryResult<HashMap<i64, Vec<Item>>> {
    let rows: Vec<(i64, String)> = on_real_connection!(conn, |conn| changes::table
        .filter(changes::revision_id.eq_any(ids))
        .select((changes::revision_id, changes::item))
        .load(conn))?;
    let mut items: HashMap<i64, Vec<Item>> = HashMap::new();
    for (id, code) in rows {
        items.entry(id).or_default().extend(Item::from_code(&code));
    }
    Ok(items)
}

#[derive(Insertable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
struct ChangeRow<'a> {
    revision_id: i64,
    item: &'static str,
    value: Option<&'a str>,
}

/// Writes a revision with what it changed: an item without a value was emptied. Call it inside a transaction.
///
/// # Errors
/// Those of the database.
pub fn insert(
    conn: &mut Conn,
    record: Record,
    author: UserId,
    saved_at: NaiveDateTime,
    changed: &[(Item, Option<String>)],
) -> QueryResult<RevisionId> {
    let revision_id: i64 = on_real_connection!(&mut *conn, |conn| diesel::insert_into(revisions::table)
        .values((
            revisions::patient_id.eq(record.patient.0),
            revisions::institution_id.eq(record.institution.0),
            revisions::author_id.eq(author.0),
            revisions::saved_at.eq(saved_at),
        ))
        .returning(revisions::id)
        .get_result(conn))?;
    let rows: Vec<ChangeRow<'_>> = changed
        .iter()
        .map(|(item, value)| ChangeRow {
            revision_id,
            item: item.code(),
            value: value.as_deref(),
        })
        .collect();
    insert_rows!(conn, changes::table, &rows)?;
    Ok(RevisionId(revision_id))
}
