//! Counting, each by an index.

use std::collections::HashMap;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};
use diesel::{
    dsl::{count_star, exists, not},
    prelude::*,
};
use tobiume_common::{
    accounts::DORMANT_DAYS,
    application::State,
    institutions::InstitutionKind,
    numbers::{AGES, InstitutionCount, Numbers, PatientNumbers, SIGN_IN_DAYS, SignInDay, StateAges, UserNumbers},
};

use crate::{
    api::AppResult,
    app::Clock,
    db::{
        Conn,
        date::{day_in_japan, noon_in_japan, to_civil},
        schema::{applications, consents, district_associations, institutions, patients, registrations, sign_ins, users},
        sql,
    },
    session::INITIAL_PASSWORD_DAYS,
};

/// Everything.
///
/// # Errors
/// Those of the database.
pub fn numbers(conn: &mut Conn, clock: &Clock) -> AppResult<Numbers> {
    let today = day_in_japan(clock.timestamp());
    Ok(Numbers {
        today: to_civil(today),
        applications: applications(conn, today)?,
        sign_ins: sign_ins(conn, today)?,
        patients: patients(conn, today)?,
        institutions: institutions(conn, today)?,
        users: users(conn, clock.timestamp())?,
    })
}

/// The moment at which a day begins in Japan.
fn beginning(day: NaiveDate) -> NaiveDateTime {
    noon_in_japan(day) - Duration::hours(12)
}

/// By state and days since they were sent. Each group is what was sent since its last day without what was sent since the next one's.
fn applications(conn: &mut Conn, today: NaiveDate) -> QueryResult<Vec<StateAges>> {
    let sent = applications::table
        .filter(applications::state.ne(State::Draft.code()))
        .filter(applications::sent_at.is_not_null())
        .group_by(applications::state)
        .select((applications::state, count_star()));
    // How many are younger than each group's first day.
    let mut younger: Vec<HashMap<String, i64>> = vec![HashMap::new()];
    for (first, _) in &AGES[1..] {
        let since = beginning(today - Duration::days(first - 1));
        let rows: Vec<(String, i64)> = sent.filter(applications::sent_at.ge(since)).load(conn)?;
        younger.push(rows.into_iter().collect());
    }
    let all: Vec<(String, i64)> = sent.load(conn)?;
    younger.push(all.into_iter().collect());
    let of_state = |state: State| {
        let at = |at: usize| younger[at].get(state.code()).copied().unwrap_or(0);
        StateAges {
            state,
            counts: std::array::from_fn(|group| at(group + 1) - at(group)),
        }
    };
    Ok(State::ALL
        .into_iter()
        .filter(|state| *state != State::Draft)
        .map(of_state)
        .collect())
}

fn sign_ins(conn: &mut Conn, today: NaiveDate) -> QueryResult<Vec<SignInDay>> {
    let first = today - Duration::days(SIGN_IN_DAYS as i64 - 1);
    let counted = sql::sign_ins_by_day(conn, beginning(first))?;
    let counted: HashMap<NaiveDate, i64> = counted.into_iter().map(|day| (day.day, day.count)).collect();
    let days = first.iter_days().take(SIGN_IN_DAYS).map(|day| SignInDay {
        day: to_civil(day),
        count: counted.get(&day).copied().unwrap_or(0),
    });
    Ok(days.collect())
}

fn patients(conn: &mut Conn, today: NaiveDate) -> QueryResult<PatientNumbers> {
    let registered = patients::table.filter(patients::consent_withdrawn_on.is_null());
    let this_month = today.with_day(1).unwrap_or(today);
    Ok(PatientNumbers {
        registered: registered.count().get_result(conn)?,
        withdrawn: patients::table
            .filter(patients::consent_withdrawn_on.is_not_null())
            .count()
            .get_result(conn)?,
        new_this_month: new_since(conn, this_month)?,
    })
}

/// Patients whose consent stands and who were not known before a day: a consent that is given again makes nobody new.
fn new_since(conn: &mut Conn, day: NaiveDate) -> QueryResult<i64> {
    let registered_before = registrations::table
        .filter(registrations::patient_id.eq(patients::id))
        .filter(registrations::registered_on.lt(day));
    let consented_before = consents::table
        .filter(consents::patient_id.eq(patients::id))
        .filter(consents::happened_on.lt(day));
    patients::table
        .filter(patients::consent_withdrawn_on.is_null())
        .filter(patients::consent_given_on.ge(day))
        .filter(not(exists(registered_before)))
        .filter(not(exists(consented_before)))
        .count()
        .get_result(conn)
}

fn institutions(conn: &mut Conn, today: NaiveDate) -> QueryResult<Vec<InstitutionCount>> {
    let names: Vec<(i64, String)> = district_associations::table
        .order(district_associations::id)
        .select((district_associations::id, district_associations::name))
        .load(conn)?;
    let rows: Vec<(Option<i64>, String, i64)> = institutions::table
        .filter(institutions::kind.ne(InstitutionKind::Office.code()))
        .filter(institutions::left_on.is_null().or(institutions::left_on.gt(today)))
        .group_by((institutions::association_id, institutions::kind))
        .select((institutions::association_id, institutions::kind, count_star()))
        .load(conn)?;
    // Those of no association come last.
    let place = |association: Option<i64>| association.and_then(|id| names.iter().position(|(known, _)| *known == id));
    let mut counts: Vec<(usize, usize, InstitutionCount)> = rows
        .into_iter()
        .filter_map(|(association, code, count)| {
            let kind = InstitutionKind::from_code(&code)?;
            let at = place(association).unwrap_or(names.len());
            let name = names.get(at).map_or_else(String::new, |(_, name)| name.clone());
            let order = InstitutionKind::ALL.iter().position(|known| *known == kind)?;
            let counted = InstitutionCount {
                association: name,
                kind,
                count,
            };
            Some((at, order, counted))
        })
        .collect();
    counts.sort_by_key(|(association, kind, _)| (*association, *kind));
    Ok(counts.into_iter().map(|(_, _, counted)| counted).collect())
}

/// As the list of users counts them.
fn users(conn: &mut Conn, now: NaiveDateTime) -> QueryResult<UserNumbers> {
    let present = users::table.filter(users::removed_at.is_null());
    let since = now - Duration::days(DORMANT_DAYS);
    let lately = sign_ins::table
        .filter(sign_ins::user_id.eq(users::id))
        .filter(sign_ins::signed_in_at.gt(since));
    // Who was given an initial password in these days had no time to be dormant.
    let issued_before = since + Duration::days(INITIAL_PASSWORD_DAYS);
    Ok(UserNumbers {
        active: present.filter(users::disabled_at.is_null()).count().get_result(conn)?,
        stopped: present.filter(users::disabled_at.is_not_null()).count().get_result(conn)?,
        dormant: present
            .filter(not(exists(lately)))
            .filter(users::initial_until.is_null().or(users::initial_until.le(issued_before)))
            .count()
            .get_result(conn)?,
    })
}
