//! Postal codes: Japan Post's table, imported whole, and `GET /api/postal-codes/{code}`.

use std::{
    collections::BTreeMap,
    io::{self, Read, Seek},
};

use diesel::prelude::*;
use tobiume_common::{
    check::postal_code_digits,
    masters::{GetPostalCode, Place, Places},
};
use tobiume_formats::{
    Problem,
    packed::PackedFileError,
    postal::{PostalEntry, read_postal_codes},
};

use crate::{
    api::{AppError, AppResult, Call},
    audit::{self, Event},
    db::{Conn, Db, schema::postal_codes, sql::insert_rows},
    jobs::Progress,
};

/// Entries of one table at most: several times the country's (125,000), so that a file made to fill the memory does not.
const ENTRIES_MAX: u64 = 1_000_000;

/// What an import did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PostalImport {
    /// Entries read.
    pub read: u64,
    /// Places stored, in the place of all that were there.
    pub places: usize,
    /// Problems; with any nothing was applied.
    pub problems: Vec<Problem>,
    /// How many in all.
    pub problem_count: u64,
}

#[derive(Insertable)]
#[diesel(table_name = postal_codes)]
struct PlaceRow {
    code: String,
    place: i32,
    city_code: String,
    address: String,
}

/// Imports the table, plain or zipped: it replaces the one before, all or nothing. `event` goes into the audit log with what was applied.
///
/// # Errors
/// Those of the database; Invalid for a file that cannot be opened at all.
pub fn import(db: &Db, conn: &mut Conn, file: impl Read + Seek, mut event: Event, progress: &mut Progress) -> AppResult<PostalImport> {
    // Code → municipality and address, each once: what the table tells apart by its remarks is one place here.
    let mut places: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut read = 0;
    let summary = read_postal_codes(progress.measure(file), |entry| {
        read += 1;
        if read > ENTRIES_MAX {
            return Err(PackedFileError::Io(io::Error::other("more places than the country has")).into());
        }
        progress.rows(conn, read)?;
        let PostalEntry {
            code, city_code, address, ..
        } = entry;
        let place = (city_code, address);
        let known = places.entry(code).or_default();
        if !known.contains(&place) {
            known.push(place);
        }
        Ok::<_, AppError>(())
    })?;
    if !summary.problems.is_empty() {
        return Ok(PostalImport {
            read: summary.entries,
            places: 0,
            problems: summary.problems.listed().to_vec(),
            problem_count: summary.problems.total(),
        });
    }
    let rows: Vec<PlaceRow> = places
        .into_iter()
        .flat_map(|(code, places)| {
            places.into_iter().zip(0..).map(move |((city_code, address), place)| PlaceRow {
                code: code.clone(),
                place,
                city_code,
                address,
            })
        })
        .collect();
    progress.all_read(conn, summary.entries)?;
    event.detail(format!("kind=postal_codes places={}", rows.len()));
    db.write(conn, |conn| -> AppResult<()> {
        diesel::delete(postal_codes::table).execute(conn)?;
        insert_rows!(&mut *conn, postal_codes::table, &rows)?;
        Ok(audit::insert(db, conn, &event)?)
    })?;
    Ok(PostalImport {
        read: summary.entries,
        places: rows.len(),
        ..PostalImport::default()
    })
}

/// The places of a postal code; none for what is no code.
pub fn get_postal_code(call: &mut Call<'_, GetPostalCode>) -> AppResult<Places> {
    let code = postal_code_digits(&call.path.code).unwrap_or_default();
    let rows: Vec<(String, String)> = postal_codes::table
        .filter(postal_codes::code.eq(code))
        .order(postal_codes::place)
        .select((postal_codes::city_code, postal_codes::address))
        .load(call.conn)?;
    let place = |(city_code, address)| Place { city_code, address };
    Ok(Places {
        places: rows.into_iter().map(place).collect(),
    })
}
