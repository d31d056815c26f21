//! 郡市区医師会.

use std::collections::HashMap;

use diesel::prelude::*;
use tobiume_common::{
    ApiError,
    application::State,
    ids::{AreaId, AssociationId},
    network::{AssociationForm, AssociationLine, NetworkOverview, SaveAssociation},
};

use super::{in_version, keep, named, number, refuse_taken};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    db::{
        Conn,
        schema::{applications, claims_program_associations, claims_programs, district_associations, institutions, medical_areas},
    },
    network::institutions::conflict,
};

/// States in which an application is still to be decided, and names its association.
const UNDECIDED: [&str; 3] = [State::Submitted.code(), State::InReview.code(), State::SentBack.code()];

/// All of them, in the order in which they were added.
pub fn lines(conn: &mut Conn) -> QueryResult<Vec<AssociationLine>> {
    let counts: Vec<(Option<i64>, i64)> = institutions::table
        .filter(institutions::left_on.is_null())
        .group_by(institutions::association_id)
        .select((institutions::association_id, diesel::dsl::count_star()))
        .load(conn)?;
    let counts: HashMap<i64, i64> = counts.into_iter().filter_map(|(id, count)| Some((id?, count))).collect();
    let rows: Vec<(i64, i64, String, Option<i64>)> = district_associations::table
        .order(district_associations::id)
        .select((
            district_associations::id,
            district_associations::version,
            district_associations::name,
            district_associations::area_id,
        ))
        .load(conn)?;
    let line = |(id, version, name, area): (i64, i64, String, Option<i64>)| AssociationLine {
        id: AssociationId(id),
        version,
        form: AssociationForm {
            name,
            area: area.map(AreaId),
        },
        institutions: number(counts.get(&id).copied().unwrap_or_default()),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Keeps a new one, or a changed one.
pub fn save_association(call: &mut Call<'_, SaveAssociation>) -> AppResult<NetworkOverview> {
    let form = call.body.form.check()?;
    let (id, version) = (call.body.id, call.body.version);
    keep(call, Action::SaveAssociation, |conn| {
        let others: Vec<String> = district_associations::table
            .filter(district_associations::id.ne(id.map_or(0, |id| id.0)))
            .select(district_associations::name)
            .load(conn)?;
        refuse_taken(&form.name, &others)?;
        if let Some(area) = form.area {
            let is_there: bool = diesel::select(diesel::dsl::exists(medical_areas::table.find(area.0))).get_result(conn)?;
            if !is_there {
                return Err(ApiError::field("area", "この二次保健医療圏はなくなりました。選び直してください。").into());
            }
        }
        let content = (
            district_associations::name.eq(&form.name),
            district_associations::area_id.eq(form.area.map(|area| area.0)),
        );
        let Some(id) = id else {
            let new: i64 = diesel::insert_into(district_associations::table)
                .values(content)
                .returning(district_associations::id)
                .get_result(conn)?;
            return Ok(new.to_string());
        };
        let target = district_associations::table
            .find(id.0)
            .filter(district_associations::version.eq(version));
        let next = district_associations::version.eq(district_associations::version + 1);
        in_version(diesel::update(target).set((content, next)).execute(conn)?)?;
        Ok(id.to_string())
    })
}

pub(super) fn remove(conn: &mut Conn, association: AssociationId, version: i64) -> AppResult<String> {
    let uses = uses(conn, association)?;
    if !uses.is_empty() {
        let uses = uses.join("、");
        return Err(conflict(format!(
            "この医師会は、{uses}が使っているため、削除できません。先に、そちらの医師会を変えてください。"
        ))
        .into());
    }
    let target = district_associations::table
        .find(association.0)
        .filter(district_associations::version.eq(version));
    in_version(diesel::delete(target).execute(conn)?)?;
    Ok(association.to_string())
}

/// Who uses it, in words: institutions, those that have left too; programs of cities; applications that are to be decided, which name it.
fn uses(conn: &mut Conn, association: AssociationId) -> QueryResult<Vec<String>> {
    let places: i64 = institutions::table
        .filter(institutions::association_id.eq(association.0))
        .count()
        .get_result(conn)?;
    let programs = claims_program_associations::table
        .filter(claims_program_associations::association_id.eq(association.0))
        .select(claims_program_associations::city_code);
    let cities: Vec<String> = claims_programs::table
        .filter(claims_programs::city_code.eq_any(programs))
        .order(claims_programs::city_code)
        .select(claims_programs::city)
        .load(conn)?;
    let name = district_associations::table
        .filter(district_associations::id.eq(association.0))
        .select(district_associations::name);
    let asking: i64 = applications::table
        .filter(applications::association.eq_any(name))
        .filter(applications::state.eq_any(UNDECIDED))
        .count()
        .get_result(conn)?;
    let mut uses = Vec::new();
    if places > 0 {
        uses.push(format!("{places}施設（退会した施設を含みます）"));
    }
    if !cities.is_empty() {
        uses.push(format!("{}の事業", named(&cities)));
    }
    if asking > 0 {
        uses.push(format!("審査の終わっていない参加申請{asking}件"));
    }
    Ok(uses)
}
