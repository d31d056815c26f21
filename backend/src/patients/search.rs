//! `POST /api/patients/search`

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, CivilDate,
    access::{FindingScope, finding_scope},
    date::days_in_month,
    japanese::{BirthQuery, fold_name, wareki::parse_birth_query},
    patients::{PatientList, PatientQuery, PatientSummary, QUERY_MAX, RESULTS_SHOWN, SearchPatients},
};

use super::{finding, model::SummaryRow};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    db::{
        Conn,
        date::{EVERY_DAY, from_civil},
        schema::{patient_keys, patients},
        sql::load_first,
    },
};

/// Finds patients among those the reader may find. Whom the answer shows is in the audit log.
pub fn search_patients(call: &mut Call<'_, SearchPatients>) -> AppResult<PatientList> {
    let user = call.user()?;
    let search = Search::of(&call.body, finding_scope(user.role) != FindingScope::Everyone)?;
    let list = find(call.conn, &finding::scopes_of(&user), &search)?;
    call.audit(Action::SearchPatients)
        .listing(list.patients.iter().map(|patient| patient.id));
    Ok(list)
}

/// What to look for: keys that open ranges of the index, and what narrows them.
struct Search {
    /// Ranges of keys (the second is not part of it), tried in order until the list is full.
    ranges: Vec<(String, String)>,
    /// Narrows to these days.
    born: Option<(NaiveDate, NaiveDate)>,
    /// Narrows to names that hold this.
    name: Option<String>,
}

impl Search {
    /// `may_list`: who has patients of the own may ask for them without naming any.
    fn of(query: &PatientQuery, may_list: bool) -> Result<Self, ApiError> {
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
                ranges: vec![finding::beginning_with(card)],
                born,
                name,
            },
            (None, Some(BirthQuery::Day(date)), name) => Self {
                ranges: vec![finding::beginning_with(finding::birth_date_key(date))],
                born: None,
                name,
            },
            (None, _, Some(name)) => Self {
                ranges: [finding::name_key(&name), finding::given_name_key(&name)]
                    .map(finding::beginning_with)
                    .into(),
                born,
                name: None,
            },
            (None, Some(BirthQuery::Month(year, month)), None) => Self {
                ranges: vec![finding::beginning_with(finding::birth_key(year, Some(month)))],
                born: None,
                name: None,
            },
            (None, Some(BirthQuery::Year(year)), None) => Self {
                ranges: vec![finding::beginning_with(finding::birth_key(year, None))],
                born: None,
                name: None,
            },
            (None, None, None) if may_list => Self {
                ranges: vec![finding::kana_names()],
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

/// The first of each range, each person once, in kana order. A person may have several keys in a range (トミ finds both the name and its
/// kana), so a range that gave all it may give could have given more, however few persons those keys belong to.
fn find(conn: &mut Conn, scopes: &[i64], search: &Search) -> QueryResult<PatientList> {
    let mut found: Vec<SummaryRow> = Vec::new();
    let mut more = false;
    for (range, &scope) in search
        .ranges
        .iter()
        .flat_map(|range| scopes.iter().map(move |scope| (range, scope)))
    {
        let rows = find_in_range(conn, scope, range, search)?;
        more |= rows.len() > RESULTS_SHOWN;
        for row in rows {
            if found.iter().all(|known| known.id() != row.id()) {
                found.push(row);
            }
        }
        if found.len() > RESULTS_SHOWN {
            more = true;
            break;
        }
    }
    found.truncate(RESULTS_SHOWN);
    let mut patients: Vec<PatientSummary> = found.into_iter().map(Into::into).collect();
    patients.sort_by(|a, b| a.kana.cmp(&b.kana).then(a.birth_date.cmp(&b.birth_date)));
    Ok(PatientList { patients, more })
}

/// At most one more than is shown.
fn find_in_range(conn: &mut Conn, scope: i64, (first, end): &(String, String), search: &Search) -> QueryResult<Vec<SummaryRow>> {
    // Each shape of the query is a type of its own, so that each stays prepared.
    macro_rules! in_range {
        ($($narrowed:tt)*) => {
            load_first!(
                conn,
                RESULTS_SHOWN + 1,
                patient_keys::table
                    .inner_join(patients::table)
                    .filter(patient_keys::scope.eq(scope))
                    .filter(patient_keys::key.ge(first))
                    .filter(patient_keys::key.lt(end))
                    .order((patient_keys::key, patient_keys::patient_id))
                    .select(SummaryRow::as_select())
                    $($narrowed)*
            )
        };
    }
    match (search.born, &search.name) {
        (None, None) => in_range!(),
        (Some((first, last)), None) => in_range!(.filter(patients::birth_date.between(first, last))),
        (born, Some(name)) => {
            let (first, last) = born.unwrap_or(EVERY_DAY);
            let holds = &format!("%{}%", name.replace(['%', '_', '\\'], ""));
            in_range!(
                .filter(patients::name_key.like(holds).or(patients::kana_key.like(holds)))
                .filter(patients::birth_date.between(first, last))
            )
        }
    }
}
