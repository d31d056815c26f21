//! Entries and records of basic_info.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::{connection::DefaultLoadingMode, prelude::*};
use tobiume_common::{
    CivilDate,
    basic_info::{Entry, Item, ItemValue, ViewMode},
    ids::{InstitutionId, PatientId, UserId},
    patients::InstitutionRecord,
};

use crate::{
    api::AppResult,
    db::{
        Conn,
        date::{from_civil, to_civil},
        schema::{basic_info_entries, basic_info_records, institutions, users},
        sql::{insert_rows, on_real_connection},
    },
};

/// Stands for a value that this version of the program cannot read.
const UNREADABLE: &str = "（この項目は読み取れません。更新した施設か事務局にお問い合わせください）";

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

#[derive(Insertable)]
#[diesel(table_name = basic_info_entries)]
struct NewEntry {
    patient_id: i64,
    institution_id: i64,
    item: &'static str,
    value: String,
    author_id: i64,
    updated_on: NaiveDate,
}

#[derive(Insertable)]
#[diesel(table_name = basic_info_records)]
struct NewRecord {
    patient_id: i64,
    institution_id: i64,
    recorded_on: NaiveDate,
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

/// Writes a first record. Call it inside a transaction.
///
/// # Errors
/// Those of the database.
pub fn insert_first(conn: &mut Conn, record: &FirstRecord) -> AppResult<()> {
    let (patient_id, institution_id, author_id) = (record.patient.0, record.institution.0, record.author.0);
    let entries = record
        .entries
        .iter()
        .map(|(item, value, updated_on)| {
            let value = serde_json::to_string(value).map_err(anyhow::Error::from)?;
            Ok(NewEntry {
                patient_id,
                institution_id,
                item: item.code(),
                value,
                author_id,
                updated_on: from_civil(*updated_on),
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let records: Vec<_> = record
        .recorded_on
        .iter()
        .map(|&date| NewRecord {
            patient_id,
            institution_id,
            recorded_on: from_civil(date),
        })
        .collect();
    insert_rows!(&mut *conn, basic_info_entries::table, &entries)?;
    insert_rows!(&mut *conn, basic_info_records::table, &records)?;
    Ok(())
}
