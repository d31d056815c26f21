//! The list and the numbers as CSV, for spreadsheets, and as JSON, for programs.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    answer,
    facts::Facts,
    site::Site,
    wanted::{NAME_MAX, Wanted},
};
use crate::numbers::{
    csv,
    lists::{Cell, List},
};

const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json";

/// 参加施設一覧 as CSV, of the same search as the page's.
pub async fn participants_csv(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    participants(&site, &uri, |facts, wanted| {
        let rows = wanted.among(facts).into_iter().map(|place| {
            let joined = place.joined_on.map(|day| day.to_string()).unwrap_or_default();
            let association = facts.association(place.association);
            [&place.name, place.kind.label(), association, &place.address, &joined]
                .map(Cell::from)
                .to_vec()
        });
        csv_file(
            "participants.csv",
            &["施設名", "種別", "郡市区医師会", "所在地", "参加日"],
            rows.collect(),
        )
    })
    .await
}

/// The same as JSON.
pub async fn participants_json(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    participants(&site, &uri, |facts, wanted| {
        let places = wanted.among(facts).into_iter().map(|place| {
            json!({
                "name": place.name,
                "kind": place.kind.code(),
                "kind_name": place.kind.label(),
                "association": facts.association(place.association),
                "address": place.address,
                "joined_on": place.joined_on.map(|day| day.to_string()),
            })
        });
        let places: Vec<_> = places.collect();
        answer::file(
            JSON,
            "participants.json",
            json!({ "as_of": facts.day.to_string(), "participants": places }).to_string(),
        )
    })
    .await
}

async fn participants(site: &Site, uri: &Uri, make: impl FnOnce(&Facts, &Wanted) -> Response) -> Response {
    let Ok(wanted) = Wanted::of(uri) else {
        let words = format!("施設名は{NAME_MAX}文字までで入力してください。\n");
        return (StatusCode::BAD_REQUEST, words).into_response();
    };
    match site.facts().await {
        Ok(facts) => make(&facts, &wanted),
        Err(answer) => answer,
    }
}

/// Months as CSV, oldest first.
pub async fn numbers_csv(State(site): State<Arc<Site>>) -> Response {
    let facts = match site.facts().await {
        Ok(facts) => facts,
        Err(answer) => return answer,
    };
    let rows = facts.months.iter().map(|month| {
        let numbers = [month.patients, month.new_patients, month.institutions].map(Cell::Number);
        [Cell::from(&month.month)].into_iter().chain(numbers).collect()
    });
    csv_file("numbers.csv", &["月", "登録患者数", "新規登録患者数", "参加施設数"], rows.collect())
}

/// Months and the figures of the fee's rule as JSON.
pub async fn numbers_json(State(site): State<Arc<Site>>) -> Response {
    let facts = match site.facts().await {
        Ok(facts) => facts,
        Err(answer) => return answer,
    };
    let months = facts.months.iter().map(|month| {
        json!({
            "month": month.month.to_string(),
            "patients": month.patients,
            "new_patients": month.new_patients,
            "institutions": month.institutions,
        })
    });
    let months: Vec<_> = months.collect();
    let numbers = json!({
        "as_of": facts.day.to_string(),
        "medical_institutions": facts.rule.medical,
        "disclosing_hospitals": facts.rule.disclosing,
        "patients": facts.rule.patients,
        "new_patients_in_a_year": facts.rule.new_in_a_year,
        "months": months,
    });
    answer::file(JSON, "numbers.json", numbers.to_string())
}

/// A list as CSV, as the office's lists are written.
fn csv_file(name: &'static str, columns: &'static [&'static str], rows: Vec<Vec<Cell>>) -> Response {
    match csv::write(&List { name, columns, rows }) {
        Ok(csv) => answer::file(CSV, name, csv),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
