//! The cities and their レセプトデータ等活用事業. Which associations take part in it decides whose institutions see the claims of the city's
//! residents: `patients::model::relation` asks for that with every look, so a change holds from the next look on.

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    ApiError,
    check_digit::is_municipality_code,
    ids::AssociationId,
    network::{CheckedProgram, NetworkOverview, ProgramForm, ProgramLine, SaveProgram},
};

use super::{in_version, keep};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    db::{
        Conn,
        date::{from_civil, to_civil},
        schema::{claim_imports, claims_program_associations, claims_programs, district_associations, patients},
    },
    network::institutions::conflict,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = claims_programs)]
struct Row {
    city_code: String,
    city: String,
    name: String,
    latest_month: Option<i32>,
    started_on: Option<NaiveDate>,
    version: i64,
}

impl Row {
    fn line(self, parts: &[(String, i64)]) -> ProgramLine {
        let own = parts.iter().filter(|(city_code, _)| *city_code == self.city_code);
        ProgramLine {
            version: self.version,
            form: ProgramForm {
                associations: own.map(|(_, association)| AssociationId(*association)).collect(),
                city_code: self.city_code,
                city: self.city,
                name: self.name,
                started_on: self.started_on.map(|day| to_civil(day).to_string()).unwrap_or_default(),
            },
            // Months since the year 0.
            latest_month: self.latest_month.map_or_else(String::new, |months| {
                format!("{}年{}月", months.div_euclid(12), months.rem_euclid(12) + 1)
            }),
        }
    }
}

/// All of them, by the code of the city.
pub fn lines(conn: &mut Conn) -> QueryResult<Vec<ProgramLine>> {
    let parts: Vec<(String, i64)> = claims_program_associations::table
        .order(claims_program_associations::association_id)
        .select((claims_program_associations::city_code, claims_program_associations::association_id))
        .load(conn)?;
    let rows: Vec<Row> = claims_programs::table
        .order(claims_programs::city_code)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.line(&parts)).collect())
}

/// Keeps a new one, or a changed one. Version 0 is that of a city which is not there yet.
pub fn save_program(call: &mut Call<'_, SaveProgram>) -> AppResult<NetworkOverview> {
    let form = call.body.form.check(call.app.clock.today())?;
    let version = call.body.version;
    keep(call, Action::SaveProgram, |conn| {
        let content = (
            claims_programs::city.eq(&form.city),
            claims_programs::name.eq(&form.name),
            claims_programs::started_on.eq(form.started_on.map(from_civil)),
        );
        if version == 0 {
            refuse_present(conn, &form.city_code)?;
            diesel::insert_into(claims_programs::table)
                .values((claims_programs::city_code.eq(&form.city_code), content))
                .execute(conn)?;
        } else {
            let target = claims_programs::table
                .find(&form.city_code)
                .filter(claims_programs::version.eq(version));
            let next = claims_programs::version.eq(claims_programs::version + 1);
            in_version(diesel::update(target).set((content, next)).execute(conn)?)?;
        }
        let parts = take_part(conn, &form)?;
        Ok([form.city_code, parts.join(" ")].join(" ").trim_end().to_owned())
    })
}

fn refuse_present(conn: &mut Conn, city_code: &str) -> AppResult<()> {
    let city: Option<String> = claims_programs::table
        .find(city_code)
        .select(claims_programs::city)
        .first(conn)
        .optional()?;
    match city {
        Some(city) => Err(ApiError::field("city_code", format!("このコードの市町村（{city}）の事業は、もうあります。")).into()),
        None => Ok(()),
    }
}

/// Lets these associations take part and no others; answers their ids.
fn take_part(conn: &mut Conn, form: &CheckedProgram) -> AppResult<Vec<String>> {
    let known: Vec<i64> = district_associations::table.select(district_associations::id).load(conn)?;
    if form.associations.iter().any(|association| !known.contains(&association.0)) {
        let message = "選んだ医師会の中に、なくなったものがあります。画面を開き直して、選び直してください。";
        return Err(ApiError::field("associations", message).into());
    }
    let before = claims_program_associations::table.filter(claims_program_associations::city_code.eq(&form.city_code));
    diesel::delete(before).execute(conn)?;
    for association in &form.associations {
        let row = (
            claims_program_associations::city_code.eq(&form.city_code),
            claims_program_associations::association_id.eq(association.0),
        );
        diesel::insert_into(claims_program_associations::table).values(row).execute(conn)?;
    }
    Ok(form.associations.iter().map(AssociationId::to_string).collect())
}

pub(super) fn remove(conn: &mut Conn, city_code: &str, version: i64) -> AppResult<String> {
    if !is_municipality_code(city_code) {
        // Nobody's; and the database is not asked for any text of any length.
        in_version(0)?;
    }
    let imports: i64 = claim_imports::table
        .filter(claim_imports::city_code.eq(city_code))
        .count()
        .get_result(conn)?;
    let residents: i64 = patients::table
        .filter(patients::city_code.eq(city_code))
        .filter(patients::claims_program.eq(true))
        .count()
        .get_result(conn)?;
    let uses: Vec<String> = [
        (imports, format!("取り込んだレセプトデータ{imports}件")),
        (residents, format!("この事業に参加する登録患者{residents}人")),
    ]
    .into_iter()
    .filter_map(|(count, words)| (count > 0).then_some(words))
    .collect();
    if !uses.is_empty() {
        let uses = uses.join("と、");
        return Err(conflict(format!("この市町村の事業には、{uses}があるため、削除できません。")).into());
    }
    let parts = claims_program_associations::table.filter(claims_program_associations::city_code.eq(city_code));
    diesel::delete(parts).execute(conn)?;
    let target = claims_programs::table.find(city_code).filter(claims_programs::version.eq(version));
    in_version(diesel::delete(target).execute(conn)?)?;
    Ok(city_code.to_owned())
}
