//! 退会: what it would mean, that it happens, and that it is taken back.
//!
//! Users and their sessions end; registrations and records stay. Nobody of the institution can sign in any more, so nobody finds a patient by
//! them. Whoever returns finds the registrations again, with new users: accounts that ended stay ended.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use tobiume_common::{
    accounts::Ended,
    ids::{InstitutionId, PatientId, UserId},
    institutions::InstitutionKind,
    network::{InstitutionDetail, LEFT_ALONE_SHOWN, LeaveNetwork, LeavingAnswer, LeavingPreview, PreviewLeaving, ReturnToNetwork},
    patients::PatientSummary,
};

use super::institutions::{conflict, detail, find, hold};
use crate::{
    accounts::end::end_user,
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::{
        Conn,
        date::from_civil,
        schema::{institutions, patients, registrations, sessions, team_members, users},
    },
    patients::model::SummaryRow,
};

/// What would happen, without anything clinical.
pub fn preview_leaving(call: &mut Call<'_, PreviewLeaving>) -> AppResult<LeavingPreview> {
    let institution = call.path.institution;
    let version = find(call.conn, institution)?.version;
    let preview = preview(call.conn, institution, version)?;
    let listed: Vec<PatientId> = preview.alone.iter().map(|patient| patient.id).collect();
    call.audit(Action::PreviewLeaving)
        .detail(institution.to_string())
        .listing(listed.into_iter());
    Ok(preview)
}

fn preview(conn: &mut Conn, institution: InstitutionId, version: i64) -> AppResult<LeavingPreview> {
    let own = || {
        registrations::table
            .filter(registrations::institution_id.eq(institution.0))
            .select(registrations::patient_id)
    };
    let standing: i64 = patients::table
        .filter(patients::id.eq_any(own()))
        .filter(patients::consent_withdrawn_on.is_null())
        .count()
        .get_result(conn)?;
    let withdrawn: i64 = patients::table
        .filter(patients::id.eq_any(own()))
        .filter(patients::consent_withdrawn_on.is_not_null())
        .count()
        .get_result(conn)?;
    let alone_count = left_alone_count(conn, institution)?;
    let rows: Vec<SummaryRow> = left_alone(institution)
        .order((patients::kana_key, patients::id))
        .limit(LEFT_ALONE_SHOWN as i64)
        .select(SummaryRow::as_select())
        .load(conn)?;
    let users = active_users(conn, institution)?;
    let open: i64 = sessions::table
        .filter(sessions::user_id.eq_any(&users))
        .filter(sessions::ended_because.is_null())
        .count()
        .get_result(conn)?;
    let (teams, empty_teams) = teams(conn, &users)?;
    Ok(LeavingPreview {
        version,
        users: number(users.len()),
        sessions: number(open),
        teams,
        empty_teams,
        patients_elsewhere: number(standing - alone_count),
        patients_alone: number(alone_count),
        alone: rows.into_iter().map(PatientSummary::from).collect(),
        patients_withdrawn: number(withdrawn),
    })
}

/// Patients who have no other institution that takes part.
#[diesel::dsl::auto_type(no_type_alias)]
fn left_alone(institution: InstitutionId) -> _ {
    let id: i64 = institution.0;
    let own = registrations::table
        .filter(registrations::institution_id.eq(id))
        .select(registrations::patient_id);
    let elsewhere = diesel::dsl::exists(
        registrations::table
            .inner_join(institutions::table)
            .filter(registrations::patient_id.eq(patients::id))
            .filter(registrations::institution_id.ne(id))
            .filter(institutions::left_on.is_null()),
    );
    patients::table
        .filter(patients::id.eq_any(own))
        .filter(patients::consent_withdrawn_on.is_null())
        .filter(diesel::dsl::not(elsewhere))
}

/// How many patients have no other institution that takes part.
///
/// # Errors
/// Those of the database.
pub fn left_alone_count(conn: &mut Conn, institution: InstitutionId) -> QueryResult<i64> {
    left_alone(institution).count().get_result(conn)
}

fn number(count: impl TryInto<u32>) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}

fn active_users(conn: &mut Conn, institution: InstitutionId) -> QueryResult<Vec<i64>> {
    users::table
        .filter(users::institution_id.eq(institution.0))
        .filter(users::removed_at.is_null())
        .order(users::id)
        .select(users::id)
        .load(conn)
}

/// How many teams these users are members of, and in how many of them nobody else is.
fn teams(conn: &mut Conn, leaving: &[i64]) -> QueryResult<(u32, u32)> {
    let theirs = team_members::table
        .filter(team_members::user_id.eq_any(leaving))
        .select(team_members::team_id);
    let teams: Vec<i64> = theirs.load(conn)?;
    let members: Vec<(i64, i64)> = team_members::table.filter(team_members::team_id.eq_any(&teams)).load(conn)?;
    let leaving: HashSet<i64> = leaving.iter().copied().collect();
    let mut stay: HashMap<i64, bool> = HashMap::new();
    for (team, user) in members {
        *stay.entry(team).or_default() |= !leaving.contains(&user);
    }
    Ok((number(stay.len()), number(stay.values().filter(|stays| !**stays).count())))
}

/// Lets the institution leave, from today on.
pub fn leave_network(call: &mut Call<'_, LeaveNetwork>) -> AppResult<LeavingAnswer> {
    let (clerk, institution, version) = (call.user()?, call.path.institution, call.body.version);
    let (now, today) = (call.app.clock.timestamp(), from_civil(call.app.clock.today()));
    let mut event = Event::new(Action::LeaveNetwork, now, call.client);
    event.by(&clerk).detail(institution.to_string());
    let app = call.app;
    let (users, ended) = app.db.write(call.conn, |conn| {
        let row = hold(conn, institution, version)?;
        if row.kind()? == InstitutionKind::Office {
            return Err(conflict("事務局は退会できません。").into());
        }
        if row.left_on.is_some_and(|day| day <= today) {
            return Err(conflict("この施設はすでに退会しています。").into());
        }
        diesel::update(institutions::table.find(institution.0))
            .set((institutions::left_on.eq(Some(today)), institutions::version.eq(row.version + 1)))
            .execute(conn)?;
        let mut all = Ended::default();
        let users = active_users(conn, institution)?;
        for user in &users {
            let ended = end_user(conn, UserId(*user), now)?;
            all.sessions.extend(ended.sessions);
            all.teams.extend(ended.teams);
            all.drafts += ended.drafts;
        }
        // Two users of one team: the team is told once.
        let mut told = HashSet::new();
        all.teams.retain(|team| told.insert((team.patient, team.team.clone())));
        event.listing(all.teams.iter().map(|team| team.patient));
        audit::insert(&app.db, conn, &event)?;
        AppResult::Ok((users.len(), all))
    })?;
    Ok(LeavingAnswer {
        institution: detail(call.conn, institution)?,
        users: number(users),
        ended,
    })
}

/// Takes the leaving back.
pub fn return_to_network(call: &mut Call<'_, ReturnToNetwork>) -> AppResult<InstitutionDetail> {
    let (clerk, institution, version) = (call.user()?, call.path.institution, call.body.version);
    let mut event = Event::new(Action::ReturnToNetwork, call.app.clock.timestamp(), call.client);
    event.by(&clerk).detail(institution.to_string());
    let app = call.app;
    app.db.write(call.conn, |conn| {
        let row = hold(conn, institution, version)?;
        if row.left_on.is_none() {
            return Err(conflict("この施設は退会していません。").into());
        }
        diesel::update(institutions::table.find(institution.0))
            .set((
                institutions::left_on.eq(None::<chrono::NaiveDate>),
                institutions::version.eq(row.version + 1),
            ))
            .execute(conn)?;
        AppResult::Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    detail(call.conn, institution)
}
