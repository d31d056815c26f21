//! `POST /api/masters/search`

use std::collections::HashMap;

use diesel::prelude::*;
use tobiume_common::{
    ApiError,
    masters::{MASTER_HITS, MASTER_QUERY_MAX, MasterHit, MasterHits, MasterKind, SearchMaster},
};

use super::shelf::letter;
use crate::{
    api::{AppResult, Call},
    db::{Conn, schema::masters, sql::on_real_connection},
};

/// Drugs or diseases by what is typed so far.
pub fn search_master(call: &mut Call<'_, SearchMaster>) -> AppResult<MasterHits> {
    let kind = call.body.kind;
    if call.body.text.chars().nth(MASTER_QUERY_MAX).is_some() {
        return Err(ApiError::field("text", format!("{MASTER_QUERY_MAX}文字以内で入力してください。")).into());
    }
    let shelf = call.app.shelves.get(call.conn, kind, call.app.clock.timestamp())?;
    let codes = shelf.search(&call.body.text, MASTER_HITS);
    Ok(MasterHits {
        hits: shown(call.conn, kind, &codes)?,
    })
}

#[derive(Queryable)]
struct ShownRow {
    code: String,
    name: String,
    unit: String,
    generic_name: String,
    icd10: String,
}

/// What is shown of the entries, in the order of their codes as given.
fn shown(conn: &mut Conn, kind: MasterKind, codes: &[u32]) -> QueryResult<Vec<MasterHit>> {
    let digits = match kind {
        MasterKind::Drug => 9,
        MasterKind::Disease => 7,
    };
    let codes: Vec<String> = codes.iter().map(|code| format!("{code:0digits$}")).collect();
    let rows: Vec<ShownRow> = on_real_connection!(conn, |conn| masters::table
        .filter(masters::kind.eq(letter(kind)))
        .filter(masters::code.eq_any(&codes))
        .select((masters::code, masters::name, masters::unit, masters::generic_name, masters::icd10))
        .load(conn))?;
    let mut rows: HashMap<String, ShownRow> = rows.into_iter().map(|row| (row.code.clone(), row)).collect();
    Ok(codes
        .iter()
        .filter_map(|code| rows.remove(code))
        .map(|row| hit(kind, row))
        .collect())
}

fn hit(kind: MasterKind, row: ShownRow) -> MasterHit {
    let ShownRow {
        code,
        name,
        unit,
        generic_name,
        icd10,
    } = row;
    let detail = match kind {
        MasterKind::Drug if generic_name.is_empty() => unit,
        MasterKind::Drug => generic_name,
        MasterKind::Disease => with_dot(&icd10),
    };
    MasterHit { code, name, detail }
}

/// An ICD-10 code as it is written: the master leaves the dot out.
fn with_dot(icd10: &str) -> String {
    match icd10.split_at_checked(3) {
        Some((category, rest)) if !rest.is_empty() => format!("{category}.{rest}"),
        _ => icd10.to_owned(),
    }
}
