//! Claims in the database.

use diesel::prelude::*;
use tobiume_common::{
    YearMonth,
    claims::{ClaimsInfo, MONTHS_SHOWN, VISITS_SHOWN, Visit, VisitKind},
    ids::PatientId,
};

use super::content::Content;
use crate::{
    api::AppResult,
    db::{
        Conn,
        schema::{claim_imports, claim_receipts, claims_programs},
        sql::{insert_rows, load_first, on_real_connection},
    },
    masters::Names,
};

/// A claim to be stored, or as stored.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = claim_receipts)]
pub struct ReceiptRow {
    /// Whose it is.
    pub patient_id: i64,
    /// 診療年月 as [`YearMonth::index`].
    pub month: i32,
    /// The file it came with.
    pub import_id: i64,
    /// Line in that file.
    pub line: i64,
    /// Code of a [`VisitKind`].
    pub kind: &'static str,
    /// Ten-digit code.
    pub institution_code: String,
    /// Name at the time of import, may be empty.
    pub institution_name: String,
    /// 診療実日数.
    pub days: i16,
    /// A [`Content`] as JSON.
    pub content: String,
    /// The answer of the office that says whose it is; none where it fits by itself.
    pub answer_key: Option<String>,
}

/// Stores claims.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, rows: &[ReceiptRow]) -> QueryResult<()> {
    insert_rows!(conn, claim_receipts::table, rows)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = claim_receipts)]
struct VisitRow {
    month: i32,
    kind: String,
    institution_code: String,
    institution_name: String,
    days: i16,
    content: String,
}

/// The latest visits: at most 12, within the five years that end with the newest month the city has
/// sent. `None` where the city has no program. (The cities' data are months behind; counting from
/// their newest month loses nothing that was sent.)
///
/// # Errors
/// Those of the database, and stored documents that cannot be read.
pub fn latest(conn: &mut Conn, names: &Names, patient: PatientId, city_code: &str) -> AppResult<Option<ClaimsInfo>> {
    let program: Option<(String, Option<i32>)> = on_real_connection!(&mut *conn, |conn| claims_programs::table
        .find(city_code)
        .select((claims_programs::city, claims_programs::latest_month))
        .get_result(conn)
        .optional())?;
    let Some((city, latest_month)) = program else { return Ok(None) };
    let Some(latest_month) = latest_month else {
        return Ok(Some(ClaimsInfo {
            city,
            through: None,
            visits: Vec::new(),
        }));
    };
    let rows: Vec<VisitRow> = load_first!(
        &mut *conn,
        VISITS_SHOWN,
        claim_receipts::table
            .inner_join(claim_imports::table)
            .filter(claim_receipts::patient_id.eq(patient.0))
            .filter(claim_receipts::month.gt(latest_month - MONTHS_SHOWN))
            .filter(claim_imports::applied_at.is_not_null())
            .order((claim_receipts::month.desc(), claim_receipts::import_id.desc(), claim_receipts::line))
            .select(VisitRow::as_select())
    )?;
    let visits = shown(conn, names, rows)?;
    Ok(Some(ClaimsInfo {
        city,
        through: YearMonth::from_index(latest_month),
        visits,
    }))
}

fn shown(conn: &mut Conn, names: &Names, rows: Vec<VisitRow>) -> AppResult<Vec<Visit>> {
    let contents: Vec<Content> = rows.iter().map(|row| Content::read(&row.content)).collect();
    let found = names.find(conn, contents.iter().flat_map(Content::codes))?;
    let name = |code: &str| found.get(code).map(AsRef::as_ref);
    let visits = rows.into_iter().zip(&contents).filter_map(|(row, content)| {
        Some(Visit {
            month: YearMonth::from_index(row.month)?,
            kind: VisitKind::from_code(&row.kind)?,
            institution: if row.institution_name.is_empty() {
                format!("医療機関コード {}", row.institution_code)
            } else {
                row.institution_name
            },
            days: u16::try_from(row.days).unwrap_or(0),
            diseases: content.diseases.iter().map(|disease| disease.shown(name)).collect(),
            drugs: content.drugs.iter().map(|drug| drug.shown(name)).collect(),
        })
    });
    Ok(visits.collect())
}
