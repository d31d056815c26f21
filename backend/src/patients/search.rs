//! `POST /api/patients/search`

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, CivilDate,
    date::days_in_month,
    japanese::{BirthQuery, fold_name, wareki::parse_birth_query},
    patients::{PatientList, PatientQuery, QUERY_MAX, RESULTS_SHOWN, SearchPatients},
};

use super::{finding, model::SummaryRow};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    db::{
        Conn,
        date::from_civil,
        schema::{patient_keys, patients},
        sql::on_real_connection,
    },
};

/// Finds patients among those the reader may find. Whom the answer shows is in the audit log.
pub fn search_patients(call: &mut Call<'_, SearchPatients>) -> AppResult<PatientList> {
    let user = call.user()?;
    let search = Search::of(&call.body)?;
    let mut rows = find(call.conn, &finding::scopes_of(&user), &search)?;
    let more = rows.len() > RESULTS_SHOWN;
    rows.truncate(RESULTS_SHOWN);
    let list = PatientList {
        patients: rows.into_iter().map(Into::into).collect(),
        more,
    };
    call.audit(Action::SearchPatients)
        .listing(list.patients.iter().map(|patient| patient.id));
    Ok(list)
}

/// What to look for: keys that open ranges of the index, and what narrows them.
struct Search {
    /// Ranges by their beginning, tried in order until the list is full.
    ranges: Vec<String>,
    /// Narrows to these days.
    born: Option<(NaiveDate, NaiveDate)>,
    /// Narrows to names that hold this.
    name: Option<String>,
}

impl Search {
    fn of(query: &PatientQuery) -> Result<Self, ApiError> {
        for (field, text) in [
            ("name", &query.name),
            ("birth_date", &query.birth_date),
            ("card_number", &query.card_number),
        ] {
            if text.chars().count() > QUERY_MAX {
                return Err(ApiError::field(field, format!("{QUERY_MAX}文字以内で入力してください。")));
            }
        }
        let name = Some(fold_name(&query.name)).filter(|name| !name.is_empty());
        let card = Some(finding::card_key(&query.card_number)).filter(|key| key.len() > 1);
        let birth = if query.birth_date.trim().is_empty() {
            None
        } else {
            Some(parse_birth(&query.birth_date)?)
        };
        let born = birth.and_then(days_of);
        // The most telling opens the range: a card, a whole date, a name, a part of a date.
        let search = match (card, birth, name) {
            (Some(card), _, name) => Self {
                ranges: vec![card],
                born,
                name,
            },
            (None, Some(BirthQuery::Day(date)), name) => Self {
                ranges: vec![finding::birth_date_key(date)],
                born: None,
                name,
            },
            (None, _, Some(name)) => Self {
                ranges: vec![finding::name_key(&name), finding::given_name_key(&name)],
                born,
                name: None,
            },
            (None, Some(BirthQuery::Month(year, month)), None) => Self {
                ranges: vec![finding::birth_key(year, Some(month))],
                born: None,
                name: None,
            },
            (None, Some(BirthQuery::Year(year)), None) => Self {
                ranges: vec![finding::birth_key(year, None)],
                born: None,
                name: None,
            },
            (None, None, None) => return Err(ApiError::field("name", "氏名、生年月日、カード番号のどれかを入力してください。")),
        };
        Ok(search)
    }
}

fn parse_birth(typed: &str) -> Result<BirthQuery, ApiError> {
    parse_birth_query(typed).map_err(|problem| ApiError::field("birth_date", problem.to_string()))
}

/// First and last day of what was typed.
fn days_of(birth: BirthQuery) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = match birth {
        BirthQuery::Day(date) => (Some(date), Some(date)),
        BirthQuery::Month(year, month) => (
            CivilDate::new(year, month, 1),
            CivilDate::new(year, month, days_in_month(year, month)),
        ),
        BirthQuery::Year(year) => (CivilDate::new(year, 1, 1), CivilDate::new(year, 12, 31)),
    };
    first.zip(last).map(|(first, last)| (from_civil(first), from_civil(last)))
}

/// At most one more than is shown, each person once, in the order of the index.
fn find(conn: &mut Conn, scopes: &[i64], search: &Search) -> QueryResult<Vec<SummaryRow>> {
    let mut found: Vec<SummaryRow> = Vec::new();
    for range in &search.ranges {
        for &scope in scopes {
            if found.len() > RESULTS_SHOWN {
                return Ok(found);
            }
            for row in find_in_range(conn, scope, range, search)? {
                if found.iter().all(|known| known.id() != row.id()) {
                    found.push(row);
                }
            }
        }
    }
    Ok(found)
}

fn find_in_range(conn: &mut Conn, scope: i64, range: &str, search: &Search) -> QueryResult<Vec<SummaryRow>> {
    on_real_connection!(conn, |conn| {
        let query = patient_keys::table
            .inner_join(patients::table)
            .filter(patient_keys::scope.eq(scope))
            .filter(patient_keys::key.ge(range))
            .filter(patient_keys::key.lt(finding::range_end(range)))
            .order((patient_keys::key, patient_keys::patient_id))
            .limit(i64::try_from(RESULTS_SHOWN + 1).unwrap_or(i64::MAX))
            .select(SummaryRow::as_select());
        match (search.born, &search.name) {
            (None, None) => query.load(conn),
            (born, name) => {
                let mut query = query.into_boxed();
                if let Some((first, last)) = born {
                    query = query.filter(patients::birth_date.between(first, last));
                }
                if let Some(name) = name {
                    let holds = format!("%{}%", name.replace(['%', '_', '\\'], ""));
                    query = query.filter(patients::name_key.like(holds.clone()).or(patients::kana_key.like(holds)));
                }
                query.load(conn)
            }
        }
    })
}
