//! 二次保健医療圏.

use std::collections::HashMap;

use diesel::prelude::*;
use tobiume_common::{
    ids::AreaId,
    network::{AreaForm, AreaLine, NetworkOverview, SaveArea},
};

use super::{in_version, keep, named, number, refuse_taken};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    db::{
        Conn,
        schema::{district_associations, medical_areas},
    },
    network::institutions::conflict,
};

/// All of them, in the order in which they were added.
pub fn lines(conn: &mut Conn) -> QueryResult<Vec<AreaLine>> {
    let counts: Vec<(Option<i64>, i64)> = district_associations::table
        .group_by(district_associations::area_id)
        .select((district_associations::area_id, diesel::dsl::count_star()))
        .load(conn)?;
    let counts: HashMap<i64, i64> = counts.into_iter().filter_map(|(id, count)| Some((id?, count))).collect();
    let rows: Vec<(i64, i64, String)> = medical_areas::table
        .order(medical_areas::id)
        .select((medical_areas::id, medical_areas::version, medical_areas::name))
        .load(conn)?;
    let line = |(id, version, name)| AreaLine {
        id: AreaId(id),
        version,
        form: AreaForm { name },
        associations: number(counts.get(&id).copied().unwrap_or_default()),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Keeps a new one, or a changed one.
pub fn save_area(call: &mut Call<'_, SaveArea>) -> AppResult<NetworkOverview> {
    let form = call.body.form.check()?;
    let (id, version) = (call.body.id, call.body.version);
    keep(call, Action::SaveArea, |conn| {
        let others: Vec<String> = medical_areas::table
            .filter(medical_areas::id.ne(id.map_or(0, |id| id.0)))
            .select(medical_areas::name)
            .load(conn)?;
        refuse_taken(&form.name, &others)?;
        let name = medical_areas::name.eq(&form.name);
        let Some(id) = id else {
            let new: i64 = diesel::insert_into(medical_areas::table)
                .values(name)
                .returning(medical_areas::id)
                .get_result(conn)?;
            return Ok(new.to_string());
        };
        let target = medical_areas::table.find(id.0).filter(medical_areas::version.eq(version));
        let next = medical_areas::version.eq(medical_areas::version + 1);
        in_version(diesel::update(target).set((name, next)).execute(conn)?)?;
        Ok(id.to_string())
    })
}

pub(super) fn remove(conn: &mut Conn, area: AreaId, version: i64) -> AppResult<String> {
    let inside: Vec<String> = district_associations::table
        .filter(district_associations::area_id.eq(area.0))
        .order(district_associations::id)
        .select(district_associations::name)
        .load(conn)?;
    if !inside.is_empty() {
        let inside = named(&inside);
        return Err(conflict(format!(
            "この二次保健医療圏には、{inside}が入っているため、削除できません。先に、医師会の二次保健医療圏を変えてください。"
        ))
        .into());
    }
    let target = medical_areas::table.find(area.0).filter(medical_areas::version.eq(version));
    in_version(diesel::delete(target).execute(conn)?)?;
    Ok(area.to_string())
}
