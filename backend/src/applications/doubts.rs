//! What the office should look at although an application could be sent: duplicates and what does not fit the network.
//!
//! For a whole part of the queue at once: the number of queries does not grow with its lines.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use tobiume_common::{
    application::{Doubt, Other, State},
    ids::ApplicationId,
};

use super::ticket;
use crate::db::{
    Conn,
    schema::{applications, district_associations, institutions},
};

/// Most duplicates of a kind that are told.
const TOLD: usize = 5;

/// Most that are looked at for them, for each application.
const LOOKED_AT: usize = 50;

/// What of an application is compared.
#[derive(Queryable, Selectable)]
#[diesel(table_name = applications)]
pub struct Keys {
    id: i64,
    code: String,
    name_key: String,
    phone_key: String,
    association: String,
    institution_id: Option<i64>,
}

/// Everything doubtful about one application.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, id: ApplicationId) -> QueryResult<Vec<Doubt>> {
    let keys = applications::table.find(id.0).select(Keys::as_select()).first(conn)?;
    Ok(of_all(conn, &[&keys])?.pop().unwrap_or_default())
}

/// Everything doubtful about each of these applications.
///
/// # Errors
/// Those of the database.
pub fn of_all(conn: &mut Conn, all: &[&Keys]) -> QueryResult<Vec<Vec<Doubt>>> {
    let known = Known::about(conn, all)?;
    Ok(all.iter().map(|keys| known.doubts(keys)).collect())
}

/// What the network knows that is like these applications.
struct Known {
    /// Who takes part, by code.
    members: HashMap<String, String>,
    /// Applications that are neither refused nor taken back, oldest first.
    alike: Vec<Keys>,
    /// Prefectures of the codes in which nobody takes part yet.
    strange: HashSet<String>,
    associations: HashSet<String>,
}

impl Known {
    fn about(conn: &mut Conn, all: &[&Keys]) -> QueryResult<Self> {
        let some = |of: fn(&Keys) -> &str| -> Vec<&str> { all.iter().map(|keys| of(keys)).filter(|text| !text.is_empty()).collect() };
        let codes = some(|keys| &keys.code);
        let members = institutions::table
            .filter(institutions::code.eq_any(&codes))
            .select((institutions::code, institutions::name))
            .load(conn)?;
        let is_alike = applications::code.eq_any(&codes).or(applications::name_key
            .eq_any(some(|keys| &keys.name_key))
            .and(applications::phone_key.eq_any(some(|keys| &keys.phone_key))));
        let alike = applications::table
            .filter(is_alike)
            .filter(applications::sent_at.is_not_null())
            .filter(applications::state.ne_all([State::Rejected.code(), State::Retracted.code()]))
            .order(applications::id)
            .limit((LOOKED_AT * all.len()) as i64)
            .select(Keys::as_select())
            .load(conn)?;
        let mut strange = HashSet::new();
        for prefecture in codes.iter().filter_map(|code| prefecture(code)).collect::<BTreeSet<_>>() {
            let is_like = institutions::code.like(format!("{prefecture}________"));
            let neighbours: i64 = institutions::table.filter(is_like).count().get_result(conn)?;
            if neighbours == 0 {
                strange.insert(prefecture.to_owned());
            }
        }
        let associations: Vec<String> = district_associations::table
            .filter(district_associations::name.eq_any(some(|keys| &keys.association)))
            .select(district_associations::name)
            .load(conn)?;
        Ok(Self {
            members: members.into_iter().collect(),
            alike,
            strange,
            associations: associations.into_iter().collect(),
        })
    }

    fn doubts(&self, own: &Keys) -> Vec<Doubt> {
        let has_same_code = |other: &Keys| !own.code.is_empty() && other.code == own.code;
        let is_same_place = |other: &Keys| {
            !own.name_key.is_empty() && !own.phone_key.is_empty() && other.name_key == own.name_key && other.phone_key == own.phone_key
        };
        // Once approved it takes part because of this very application.
        let member = self.members.get(&own.code).filter(|_| own.institution_id.is_none());
        let mut doubts: Vec<Doubt> = member.cloned().map(Doubt::CodeTakesPart).into_iter().collect();
        let others = || self.alike.iter().filter(|other| other.id != own.id);
        let told = |other: &Keys| Other {
            id: ApplicationId(other.id),
            receipt: ticket::receipt(ApplicationId(other.id)),
        };
        let same_code = others().filter(|other| has_same_code(other));
        doubts.extend(same_code.take(TOLD).map(|other| Doubt::CodeApplied(told(other))));
        // Those with the same code are told already.
        let same_place = others().filter(|other| is_same_place(other) && !has_same_code(other));
        doubts.extend(same_place.take(TOLD).map(|other| Doubt::SameNameAndPhone(told(other))));
        let strange = prefecture(&own.code).filter(|prefecture| self.strange.contains(*prefecture));
        doubts.extend(strange.map(|prefecture| Doubt::OtherPrefecture(prefecture.to_owned())));
        if !own.association.is_empty() && !self.associations.contains(&own.association) {
            doubts.push(Doubt::UnknownAssociation(own.association.clone()));
        }
        doubts
    }
}

/// The prefecture of a whole code.
fn prefecture(code: &str) -> Option<&str> {
    code.get(..2).filter(|_| code.len() == 10)
}
