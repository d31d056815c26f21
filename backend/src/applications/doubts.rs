//! What the office should look at although the application could be sent: duplicates and what does not fit the network.

use diesel::prelude::*;
use tobiume_common::{
    application::{ApplicationForm, Doubt, State},
    ids::ApplicationId,
};

use super::{model::Row, ticket};
use crate::{
    api::AppResult,
    db::{
        Conn,
        schema::{applications, district_associations, institutions},
    },
};

/// Most duplicates of a kind that are told.
const TOLD: usize = 5;

/// Most that are looked at for them.
const LOOKED_AT: i64 = 50;

/// Everything doubtful about an application.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, row: &Row) -> AppResult<Vec<Doubt>> {
    let form: ApplicationForm = row.form()?;
    let mut doubts = Vec::new();
    let own: (String, String, String) = applications::table
        .find(row.id)
        .select((applications::code, applications::name_key, applications::phone_key))
        .first(conn)?;
    let (code, name, phone) = own;
    if !code.is_empty() {
        let parts: Option<String> = institutions::table
            .filter(institutions::code.eq(&code))
            .select(institutions::name)
            .first(conn)
            .optional()?;
        // Once approved it takes part because of this very application.
        doubts.extend(parts.filter(|_| row.institution_id.is_none()).map(Doubt::CodeTakesPart));
        let others = applications::table
            .filter(applications::code.eq(&code))
            .filter(applications::sent_at.is_not_null());
        let others = others
            .order(applications::id)
            .limit(LOOKED_AT)
            .select((applications::id, applications::state))
            .load(conn)?;
        doubts.extend(under_way(row, others).map(Doubt::CodeApplied));
        doubts.extend(other_prefecture(conn, &code)?);
    }
    if !name.is_empty() && !phone.is_empty() {
        let others = applications::table
            .filter(applications::name_key.eq(&name))
            .filter(applications::phone_key.eq(&phone))
            // Those with the same code are told already.
            .filter(applications::code.ne(&code).or(applications::code.eq("")))
            .filter(applications::sent_at.is_not_null());
        let others = others
            .order(applications::id)
            .limit(LOOKED_AT)
            .select((applications::id, applications::state))
            .load(conn)?;
        doubts.extend(under_way(row, others).map(Doubt::SameNameAndPhone));
    }
    let association = form.institution.association.trim();
    if !association.is_empty() {
        let known: i64 = district_associations::table
            .filter(district_associations::name.eq(association))
            .count()
            .get_result(conn)?;
        if known == 0 {
            doubts.push(Doubt::UnknownAssociation(association.to_owned()));
        }
    }
    Ok(doubts)
}

/// 受付番号 of those that are somebody else's and neither refused nor taken back.
fn under_way(row: &Row, found: Vec<(i64, String)>) -> impl Iterator<Item = String> {
    let ended = [State::Rejected.code(), State::Retracted.code()];
    let own = row.id;
    let others = found
        .into_iter()
        .filter(move |(id, state)| *id != own && !ended.contains(&state.as_str()));
    others.take(TOLD).map(|(id, _)| ticket::receipt(ApplicationId(id)))
}

/// A code of a prefecture in which nobody takes part yet.
fn other_prefecture(conn: &mut Conn, code: &str) -> QueryResult<Option<Doubt>> {
    let Some(prefecture) = code.get(..2).filter(|_| code.len() == 10) else {
        return Ok(None);
    };
    let neighbours: i64 = institutions::table
        .filter(institutions::code.like(format!("{prefecture}________")))
        .count()
        .get_result(conn)?;
    Ok((neighbours == 0).then(|| Doubt::OtherPrefecture(prefecture.to_owned())))
}
