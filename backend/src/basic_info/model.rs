//! Entries and records of basic_info.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::{connection::DefaultLoadingMode, prelude::*};
use tobiume_common::{
    CivilDate,
    basic_info::{Entry, Item, ItemValue, ViewMode},
    ids::{InstitutionId, PatientId, UserId},
    patients::InstitutionRecord,
};

use super::ledger::{self, Record};
use crate::{
    api::AppResult,
    db::{
        Conn,
        date::{from_civil, noon_in_japan, to_civil},
        schema::{basic_info_entries, basic_info_records, institutions, users},
        sql::{insert_rows, on_real_connection},
    },
};

/// Stands for a value that this version of the program cannot read.
pub(super) const UNREADABLE: &str = "（この項目は読み取れません。更新した施設か事務局にお問い合わせください）";

type EntryRow = (String, String, NaiveDate, String, String);

/// Every institution's entries of the items that a mode shows. The others do not leave the database's rows.
///
/// # Errors
/// Those of the database.
pub fn entries(conn: &mut Conn, patient: PatientId, mode: ViewMode) -> AppResult<Vec<Entry>> {
    on_real_connection!(conn, |conn| {
        basic_info_entries::table
            .inner_join(institutions::table)
            .inner_join(users::table)
            .filter(basic_info_entries::patient_id.eq(patient.0))
            .select((
                basic_info_entries::item,
                basic_info_entries::value,
                basic_info_entries::updated_on,
                institutions::name,
                users::name,
            ))
            .load_iter::<EntryRow, DefaultLoadingMode>(conn)?
            .filter_map(|row| row.map(|row| entry(row, mode)).transpose())
            .collect::<QueryResult<_>>()
            .map_err(Into::into)
    })
}

/// A row as an entry; none where the mode does not show it.
fn entry((code, value, updated_on, institution, author): EntryRow, mode: ViewMode) -> Option<Entry> {
    // An item of a newer version of this program is left to that version.
    let item = Item::from_code(&code).filter(|item| mode.sections().contains(&item.section()))?;
    // One value of a newer version, or a broken one, must not keep the rest of the record from who needs it now.
    let value = serde_json::from_str(&value).unwrap_or_else(|_| {
        tracing::error!(item = item.code(), "a stored value cannot be read");
        ItemValue::Text(UNREADABLE.to_owned())
    });
    Some(Entry {
        item,
        value,
        institution,
        author,
        updated_on: to_civil(updated_on),
    })
}

/// 登録施設 with 前回記録日 and 最新記録日, the latest first.
///
/// # Errors
/// Those of the database.
pub fn institutions(conn: &mut Conn, patient: PatientId) -> QueryResult<Vec<InstitutionRecord>> {
    let rows: Vec<(i64, String, NaiveDate)> = on_real_connection!(&mut *conn, |conn| basic_info_records::table
        .inner_join(institutions::table)
        .filter(basic_info_records::patient_id.eq(patient.0))
        .select((institutions::id, institutions::name, basic_info_records::recorded_on))
        .order(basic_info_records::recorded_on.desc())
        .load(conn))?;
    // By id: two institutions may have one name.
    let mut dates: BTreeMap<(i64, String), Vec<CivilDate>> = BTreeMap::new();
    for (id, name, recorded_on) in rows {
        dates.entry((id, name)).or_default().push(to_civil(recorded_on));
    }
    let mut records: Vec<InstitutionRecord> = dates
        .into_iter()
        .map(|((_, name), dates)| InstitutionRecord {
            name,
            previous_on: dates.get(1).or(dates.first()).copied(),
            latest_on: dates.first().copied(),
        })
        .collect();
    records.sort_by_key(|record| std::cmp::Reverse(record.latest_on));
    Ok(records)
}

/// An entry of one institution.
pub(super) struct OwnEntry {
    /// What it says, as stored.
    pub value: String,
    /// Who wrote it.
    pub author: String,
    /// 更新日.
    pub updated_on: CivilDate,
}

impl OwnEntry {
    /// What it says; none where this version of the program cannot read it.
    pub fn value(&self, item: Item) -> Option<ItemValue> {
        let value = serde_json::from_str(&self.value);
        if value.is_err() {
            tracing::error!(item = item.code(), "a stored value cannot be read");
        }
        value.ok()
    }
}

/// What a record says now. Items of a newer version of this program are left to that version.
pub(super) fn own_entries(conn: &mut Conn, record: Record) -> QueryResult<HashMap<Item, OwnEntry>> {
    let rows: Vec<(String, String, String, NaiveDate)> = on_real_connection!(conn, |conn| basic_info_entries::table
        .inner_join(users::table)
        .filter(basic_info_entries::patient_id.eq(record.patient.0))
        .filter(basic_info_entries::institution_id.eq(record.institution.0))
        .select((
            basic_info_entries::item,
            basic_info_entries::value,
            users::name,
            basic_info_entries::updated_on,
        ))
        .load(conn))?;
    let entry = |(code, value, author, updated_on): (String, String, String, NaiveDate)| {
        let updated_on = to_civil(updated_on);
        Some((Item::from_code(&code)?, OwnEntry { value, author, updated_on }))
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

#[derive(Insertable)]
#[diesel(table_name = basic_info_entries)]
struct NewEntry<'a> {
    patient_id: i64,
    institution_id: i64,
    item: &'static str,
    value: &'a str,
    author_id: i64,
    updated_on: NaiveDate,
}

/// What one institution keeps of a patient, to be written for the first time.
pub struct FirstRecord {
    /// The patient.
    pub patient: PatientId,
    /// The institution.
    pub institution: InstitutionId,
    /// The author.
    pub author: UserId,
    /// Items, values and their 更新日.
    pub entries: Vec<(Item, ItemValue, CivilDate)>,
    /// Days on which something was recorded.
    pub recorded_on: Vec<CivilDate>,
}

/// Writes a first record, with its first revision. Call it inside a transaction.
///
/// # Errors
/// Those of the database.
pub fn insert_first(conn: &mut Conn, first: &FirstRecord) -> AppResult<()> {
    let record = Record {
        patient: first.patient,
        institution: first.institution,
    };
    let mut changed = Vec::with_capacity(first.entries.len());
    for (item, value, _) in &first.entries {
        changed.push((*item, Some(serde_json::to_string(value).map_err(anyhow::Error::from)?)));
    }
    let days = first.entries.iter().map(|(_, _, updated_on)| from_civil(*updated_on));
    let entries = changed
        .iter()
        .zip(days.clone())
        .filter_map(|((item, value), day)| Some(new_entry(record, first.author, *item, value.as_deref()?, day)));
    let entries: Vec<NewEntry<'_>> = entries.collect();
    insert_rows!(&mut *conn, basic_info_entries::table, &entries)?;
    for &day in &first.recorded_on {
        note_recorded(conn, record, from_civil(day))?;
    }
    if let Some(newest) = days.max() {
        ledger::insert(conn, record, first.author, noon_in_japan(newest), &changed)?;
    }
    Ok(())
}

fn new_entry(record: Record, author: UserId, item: Item, value: &str, updated_on: NaiveDate) -> NewEntry<'_> {
    NewEntry {
        patient_id: record.patient.0,
        institution_id: record.institution.0,
        item: item.code(),
        value,
        author_id: author.0,
        updated_on,
    }
}

/// Writes what a saving changed over what a record said. Call it inside a transaction.
pub(super) fn replace(
    conn: &mut Conn,
    record: Record,
    author: UserId,
    today: NaiveDate,
    changed: &[(Item, Option<String>)],
) -> QueryResult<()> {
    let codes: Vec<&str> = changed.iter().map(|(item, _)| item.code()).collect();
    diesel::delete(
        basic_info_entries::table
            .filter(basic_info_entries::patient_id.eq(record.patient.0))
            .filter(basic_info_entries::institution_id.eq(record.institution.0))
            .filter(basic_info_entries::item.eq_any(&codes)),
    )
    .execute(conn)?;
    let said = changed.iter().filter_map(|(item, value)| Some((*item, value.as_deref()?)));
    let entries: Vec<NewEntry<'_>> = said.map(|(item, value)| new_entry(record, author, item, value, today)).collect();
    insert_rows!(&mut *conn, basic_info_entries::table, &entries)?;
    note_recorded(conn, record, today)
}

/// Notes that something was recorded on a day: 前回記録日 and 最新記録日 come from here.
fn note_recorded(conn: &mut Conn, record: Record, day: NaiveDate) -> QueryResult<()> {
    let (patient, institution) = (record.patient.0, record.institution.0);
    on_real_connection!(conn, |conn| diesel::insert_into(basic_info_records::table)
        .values((
            basic_info_records::patient_id.eq(patient),
            basic_info_records::institution_id.eq(institution),
            basic_info_records::recorded_on.eq(day),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .map(|_| ()))
}
