//! 設定: what the network is made of besides institutions and users, and what was loaded into it.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::network::{GetNetwork, ImportLine, MasterLine, NetworkOverview, NetworkSettings};

use super::districts::{areas, associations, programs};
use crate::{
    App,
    api::{AppResult, Call},
    db::{
        Conn,
        date::rfc3339,
        schema::{claim_imports, claims_programs, master_editions, masters},
    },
};

/// Files of claims that are listed.
const IMPORTS: i64 = 50;

/// Everything of the page.
pub fn get_network(call: &mut Call<'_, GetNetwork>) -> AppResult<NetworkOverview> {
    Ok(overview(call.app, call.conn)?)
}

/// The same, as it is after a change.
pub(super) fn overview(app: &App, conn: &mut Conn) -> QueryResult<NetworkOverview> {
    let network = &app.network;
    let settings = NetworkSettings {
        name: network.network_name.clone(),
        office_phone: network.office_phone.clone(),
        region: network.region.clone(),
        retention_years: network.retention_years,
    };
    Ok(NetworkOverview {
        settings,
        areas: areas::lines(conn)?,
        associations: associations::lines(conn)?,
        programs: programs::lines(conn)?,
        imports: imports(conn)?,
        masters: master_lines(conn)?,
    })
}

fn imports(conn: &mut Conn) -> QueryResult<Vec<ImportLine>> {
    let rows: Vec<(String, NaiveDateTime, Option<NaiveDateTime>, i64, i64)> = claim_imports::table
        .inner_join(claims_programs::table)
        .order(claim_imports::id.desc())
        .limit(IMPORTS)
        .select((
            claims_programs::city,
            claim_imports::started_at,
            claim_imports::applied_at,
            claim_imports::receipts,
            claim_imports::unmatched,
        ))
        .load(conn)?;
    let line = |(city, started_at, applied_at, receipts, unmatched): (String, NaiveDateTime, Option<NaiveDateTime>, i64, i64)| ImportLine {
        city,
        started_at: rfc3339(started_at),
        applied_at: applied_at.map(rfc3339),
        receipts: receipts.unsigned_abs(),
        unmatched: unmatched.unsigned_abs(),
    };
    Ok(rows.into_iter().map(line).collect())
}

fn master_lines(conn: &mut Conn) -> QueryResult<Vec<MasterLine>> {
    let editions: Vec<(String, i64)> = master_editions::table
        .select((master_editions::kind, master_editions::edition))
        .load(conn)?;
    let counts: Vec<(String, i64)> = masters::table
        .group_by(masters::kind)
        .order(masters::kind)
        .select((masters::kind, diesel::dsl::count_star()))
        .load(conn)?;
    let line = |(kind, entries): (String, i64)| MasterLine {
        edition: editions.iter().find(|(of, _)| *of == kind).map_or(0, |(_, edition)| *edition),
        entries: entries.unsigned_abs(),
        kind,
    };
    Ok(counts.into_iter().map(line).collect())
}
