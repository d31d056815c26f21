//! `GET /api/patients/{patient}/history`, and the same on paper.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;
use tobiume_common::{
    audit::{GetHistory, HISTORY_SHOWN, History, HistoryRow, PrintHistory},
    ids::PatientId,
    patients::PatientSummary,
};

use super::{Action, event::COMMAND_LINE, words};
use crate::{
    api::{AppResult, Call, Download, Later},
    db::{
        Conn,
        date::{minute_in_japan, rfc3339},
        schema::{audit_log, institutions, record_openings, users},
    },
    worker,
};

/// Most lines on paper.
const PRINTED: usize = 2000;

/// Who it was when no user did it.
const OPERATOR: &str = "事務局（システム管理）";

/// One part of the history. Looking at it is in it, the next time.
pub fn get_history(call: &mut Call<'_, GetHistory>) -> AppResult<History> {
    let patient = call.path.patient;
    let summary = call.patient()?.summary.into();
    let (lines, more) = lines(call.conn, patient, call.query.before, HISTORY_SHOWN)?;
    call.audit(Action::ViewHistory).about(patient);
    Ok(History {
        patient: summary,
        next: lines.last().filter(|_| more).map(|line| line.id),
        rows: lines.into_iter().map(Line::into_row).collect(),
    })
}

/// The history as a PDF.
pub fn print_history(call: &mut Call<'_, PrintHistory>) -> AppResult<Later<PrintHistory>> {
    let user = call.user()?;
    let patient = call.path.patient;
    let summary = call.patient()?.summary.into();
    let (lines, more) = lines(call.conn, patient, None, PRINTED)?;
    let mut rows: Vec<PrintedRow> = lines.into_iter().map(PrintedRow::from).collect();
    if more {
        rows.push(PrintedRow {
            what: format!("これより前の記録は省いています（新しい順に{PRINTED}件）。"),
            ..PrintedRow::default()
        });
    }
    let document = Document {
        document: "looks",
        network: call.app.network.network_name.clone(),
        printed_at: minute_in_japan(call.app.clock.timestamp()),
        printed_by: format!("{}　{}", user.institution, user.name),
        patient: summary,
        rows,
    };
    call.audit(Action::PrintHistory).about(patient);
    let app = call.app.clone();
    Ok(Later::file(async move {
        Ok(Download::pdf("閲覧・更新履歴", worker::typeset(&app, &document).await?))
    }))
}

/// What is typeset.
#[derive(Serialize)]
struct Document {
    document: &'static str,
    network: String,
    printed_at: String,
    printed_by: String,
    patient: PatientSummary,
    rows: Vec<PrintedRow>,
}

#[derive(Default, Serialize)]
struct PrintedRow {
    at: String,
    who: String,
    institution: String,
    place: String,
    what: String,
    why: String,
}

impl From<Line> for PrintedRow {
    fn from(line: Line) -> Self {
        Self {
            at: minute_in_japan(line.at),
            who: line.user,
            institution: line.institution,
            place: line.place,
            what: line.what,
            why: line.why,
        }
    }
}

/// One line, in words.
struct Line {
    id: i64,
    at: NaiveDateTime,
    user: String,
    institution: String,
    place: String,
    what: String,
    why: String,
}

impl Line {
    fn into_row(self) -> HistoryRow {
        HistoryRow {
            at: rfc3339(self.at),
            user: self.user,
            institution: self.institution,
            place: self.place,
            what: self.what,
            why: self.why,
        }
    }
}

#[derive(Queryable)]
struct LogRow {
    id: i64,
    at: NaiveDateTime,
    action: String,
    detail: Option<String>,
    address: String,
    user_id: Option<i64>,
    session_id: Option<i64>,
    user: Option<String>,
    institution: Option<String>,
}

/// The newest lines before `before`, and whether there are older ones.
fn lines(conn: &mut Conn, patient: PatientId, before: Option<i64>, count: usize) -> QueryResult<(Vec<Line>, bool)> {
    let mut rows: Vec<LogRow> = audit_log::table
        .left_join(users::table.on(audit_log::user_id.eq(users::id.nullable())))
        .left_join(institutions::table.on(audit_log::institution_id.eq(institutions::id.nullable())))
        .filter(audit_log::patient_id.eq(patient.0))
        .filter(audit_log::action.eq_any(words::told()))
        .filter(audit_log::id.lt(before.unwrap_or(i64::MAX)))
        .order(audit_log::id.desc())
        .limit(i64::try_from(count).unwrap_or(i64::MAX).saturating_add(1))
        .select((
            audit_log::id,
            audit_log::at,
            audit_log::action,
            audit_log::detail,
            audit_log::address,
            audit_log::user_id,
            audit_log::session_id,
            users::name.nullable(),
            institutions::name.nullable(),
        ))
        .load(conn)?;
    let more = rows.len() > count;
    rows.truncate(count);
    let reasons = Reasons::read(conn, patient, &rows)?;
    Ok((rows.into_iter().map(|row| line(row, &reasons)).collect(), more))
}

fn line(row: LogRow, reasons: &Reasons) -> Line {
    let by_operator = row.user_id.is_none();
    Line {
        id: row.id,
        at: row.at,
        what: words::what(&row.action, row.detail.as_deref()),
        why: reasons.of(&row),
        user: row.user.filter(|_| !by_operator).unwrap_or_else(|| OPERATOR.to_owned()),
        institution: row.institution.unwrap_or_default(),
        place: Some(row.address).filter(|address| address != COMMAND_LINE).unwrap_or_default(),
    }
}

/// Why records were opened: by session and user, oldest first.
struct Reasons(HashMap<(i64, i64), Vec<(NaiveDateTime, String)>>);

impl Reasons {
    /// Those given in the sessions of these rows.
    fn read(conn: &mut Conn, patient: PatientId, rows: &[LogRow]) -> QueryResult<Self> {
        let mut sessions: Vec<i64> = rows.iter().filter_map(|row| row.session_id).collect();
        sessions.sort_unstable();
        sessions.dedup();
        let openings: Vec<(i64, i64, NaiveDateTime, String, String)> = record_openings::table
            .filter(record_openings::patient_id.eq(patient.0))
            .filter(record_openings::session_id.eq_any(sessions))
            .order(record_openings::opened_at)
            .select((
                record_openings::session_id,
                record_openings::user_id,
                record_openings::opened_at,
                record_openings::reason,
                record_openings::note,
            ))
            .load(conn)?;
        let mut given: HashMap<_, Vec<_>> = HashMap::new();
        for (session, user, at, reason, note) in openings {
            given.entry((session, user)).or_default().push((at, words::why(&reason, &note)));
        }
        Ok(Self(given))
    }

    /// The newest that had been given when the row was written.
    fn of(&self, row: &LogRow) -> String {
        let given = row.session_id.zip(row.user_id).and_then(|of| self.0.get(&of));
        let newest = given.and_then(|given| given.iter().rev().find(|(at, _)| *at <= row.at));
        newest.map(|(_, why)| why.clone()).unwrap_or_default()
    }
}
