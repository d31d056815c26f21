//! 設定: what the network is made of besides institutions and users, and what was loaded into it.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::network::{AssociationLine, GetNetwork, ImportLine, MasterLine, NetworkOverview, NetworkSettings, ProgramLine};

use crate::{
    api::{AppResult, Call},
    db::{
        Conn,
        date::rfc3339,
        schema::{
            claim_imports, claims_program_associations, claims_programs, district_associations, institutions, master_editions, masters,
            medical_areas,
        },
    },
};

/// Files of claims that are listed.
const IMPORTS: i64 = 50;

/// Everything of the page.
pub fn get_network(call: &mut Call<'_, GetNetwork>) -> AppResult<NetworkOverview> {
    let network = &call.app.network;
    let settings = NetworkSettings {
        name: network.network_name.clone(),
        office_phone: network.office_phone.clone(),
        region: network.region.clone(),
        retention_years: network.retention_years,
    };
    Ok(NetworkOverview {
        settings,
        associations: associations(call.conn)?,
        programs: programs(call.conn)?,
        imports: imports(call.conn)?,
        masters: master_lines(call.conn)?,
    })
}

fn associations(conn: &mut Conn) -> QueryResult<Vec<AssociationLine>> {
    let counts: Vec<(Option<i64>, i64)> = institutions::table
        .filter(institutions::left_on.is_null())
        .group_by(institutions::association_id)
        .select((institutions::association_id, diesel::dsl::count_star()))
        .load(conn)?;
    let counts: HashMap<i64, i64> = counts.into_iter().filter_map(|(id, count)| Some((id?, count))).collect();
    let rows: Vec<(i64, String, Option<String>)> = district_associations::table
        .left_join(medical_areas::table)
        .order(district_associations::name)
        .select((
            district_associations::id,
            district_associations::name,
            medical_areas::name.nullable(),
        ))
        .load(conn)?;
    let line = |(id, name, area): (i64, String, Option<String>)| AssociationLine {
        name,
        area: area.unwrap_or_default(),
        institutions: counts.get(&id).and_then(|count| u32::try_from(*count).ok()).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(line).collect())
}

fn programs(conn: &mut Conn) -> QueryResult<Vec<ProgramLine>> {
    let parts: Vec<(String, i64)> = claims_program_associations::table
        .select((claims_program_associations::city_code, claims_program_associations::association_id))
        .load(conn)?;
    let names: Vec<(i64, String)> = district_associations::table
        .order(district_associations::name)
        .select((district_associations::id, district_associations::name))
        .load(conn)?;
    let rows: Vec<(String, String, String, Option<i32>)> = claims_programs::table
        .order(claims_programs::city_code)
        .select((
            claims_programs::city_code,
            claims_programs::city,
            claims_programs::name,
            claims_programs::latest_month,
        ))
        .load(conn)?;
    let line = |(code, city, name, latest): (String, String, String, Option<i32>)| ProgramLine {
        associations: names
            .iter()
            .filter(|(id, _)| parts.contains(&(code.clone(), *id)))
            .map(|(_, name)| name.clone())
            .collect(),
        city,
        name,
        // Months since the year 0.
        latest_month: latest.map_or_else(String::new, |months| {
            format!("{}年{}月", months.div_euclid(12), months.rem_euclid(12) + 1)
        }),
    };
    Ok(rows.into_iter().map(line).collect())
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
