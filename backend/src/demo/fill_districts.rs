//! Puts the demo's areas, associations and programs into the database.

use std::collections::HashMap;

use diesel::prelude::*;

use super::types::{DemoNetwork, DemoProgram};
use crate::db::{
    Conn,
    date::from_civil,
    schema::{claims_program_associations, claims_programs, district_associations, medical_areas},
};

/// Areas and associations; answers the ids of the associations by name.
pub(super) fn associations(conn: &mut Conn, network: &DemoNetwork) -> QueryResult<HashMap<&'static str, i64>> {
    let mut areas = HashMap::new();
    for name in &network.areas {
        let id: i64 = diesel::insert_into(medical_areas::table)
            .values(medical_areas::name.eq(name))
            .returning(medical_areas::id)
            .get_result(conn)?;
        areas.insert(*name, id);
    }
    let mut associations = HashMap::new();
    for association in &network.associations {
        let area = areas.get(association.area).copied();
        let new = (
            district_associations::name.eq(association.name),
            district_associations::area_id.eq(area),
        );
        let id: i64 = diesel::insert_into(district_associations::table)
            .values(new)
            .returning(district_associations::id)
            .get_result(conn)?;
        associations.insert(association.name, id);
    }
    Ok(associations)
}

/// A city with its program, and who takes part.
pub(super) fn program(conn: &mut Conn, program: &DemoProgram, associations: &HashMap<&'static str, i64>) -> QueryResult<()> {
    let new = (
        claims_programs::city_code.eq(program.city_code),
        claims_programs::city.eq(program.city),
        claims_programs::name.eq(program.name),
        claims_programs::started_on.eq(program.started_on.map(from_civil)),
    );
    diesel::insert_into(claims_programs::table).values(new).execute(conn)?;
    for association in program.associations.iter().filter_map(|name| associations.get(name)) {
        let city_code = claims_program_associations::city_code.eq(program.city_code);
        let row = (city_code, claims_program_associations::association_id.eq(association));
        diesel::insert_into(claims_program_associations::table).values(row).execute(conn)?;
    }
    Ok(())
}
