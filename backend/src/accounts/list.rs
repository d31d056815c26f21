//! Whom the office finds, and one user.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ErrorCode,
    accounts::{
        AccountState, DORMANT_DAYS, GetUser, ListUsers, SEARCH_MAX, USERS_SHOWN, UserDetail, UserFilter, UserForm, UserLine, UserList,
    },
    endpoint::Endpoint,
    ids::{PatientId, UserId},
    japanese::{fold_code, fold_name},
    session::SignInRecord,
};

use super::model::{self, days_before};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    db::{
        Conn,
        date::rfc3339,
        schema::{basic_info_drafts, institutions, sign_in_failures, sign_ins, users},
    },
    session::{INITIAL_PASSWORD_DAYS, failures, open_sessions},
};

/// Sign-ins that the page of one user shows.
const SIGN_INS: i64 = 10;

/// A user as the list is made of.
#[derive(Queryable)]
struct Candidate {
    id: i64,
    login_id: String,
    name: String,
    kana: String,
    profession: String,
    must_change: bool,
    disabled_at: Option<NaiveDateTime>,
    removed_at: Option<NaiveDateTime>,
    initial_until: Option<NaiveDateTime>,
    institution_id: i64,
    institution: String,
    institution_kana: String,
}

/// Who fits, by institution and login ID. A network has some thousand users: they are read and folded as they are searched.
pub fn list_users(call: &mut Call<'_, ListUsers>) -> AppResult<UserList> {
    let search = &call.body;
    if search.text.chars().nth(SEARCH_MAX).is_some() {
        return Err(ErrorCode::Invalid.into());
    }
    let now = call.app.clock.timestamp();
    let asked = Asked::new(call.conn, search.filter, &search.text, now)?;
    let all: Vec<Candidate> = users::table
        .inner_join(institutions::table)
        .order((institutions::kana, institutions::id, users::login_id))
        .select((
            users::id,
            users::login_id,
            users::name,
            users::kana,
            users::profession,
            users::must_change_password,
            users::disabled_at,
            users::removed_at,
            users::initial_until,
            institutions::id,
            institutions::name,
            institutions::kana,
        ))
        .load(call.conn)?;
    let fits = |user: &Candidate| search.institution.is_none_or(|asked| asked.0 == user.institution_id) && asked.is_met(user);
    let fitting: Vec<Candidate> = all.into_iter().filter(fits).collect();
    let count = u32::try_from(fitting.len()).unwrap_or(u32::MAX);
    let shown: Vec<Candidate> = fitting.into_iter().skip(search.after as usize).take(USERS_SHOWN).collect();
    let last = last_sign_ins(call.conn, &shown)?;
    let end = search.after.saturating_add(USERS_SHOWN as u32);
    let line = |user: Candidate| {
        Ok(UserLine {
            id: UserId(user.id),
            profession: model::profession(&user.profession)?,
            state: model::state(user.disabled_at, user.removed_at),
            locked_out: asked.is_locked_out(&user.login_id),
            must_change: user.must_change,
            last_sign_in: last.get(&user.id).copied().map(rfc3339),
            login_id: user.login_id,
            name: user.name,
            institution: user.institution,
        })
    };
    Ok(UserList {
        lines: shown.into_iter().map(line).collect::<AppResult<_>>()?,
        count,
        next: (end < count).then_some(end),
    })
}

/// What is asked for, and what must be known to tell whether somebody fits.
struct Asked {
    filter: UserFilter,
    /// Each folded as a name and as a code.
    words: Vec<(String, String)>,
    locked: HashSet<Vec<u8>>,
    /// Who signed in lately; known where it is asked for.
    awake: HashSet<i64>,
    /// Before this moment an initial password must have been issued for its user to be dormant.
    issued_before: NaiveDateTime,
}

impl Asked {
    fn new(conn: &mut Conn, filter: UserFilter, text: &str, now: NaiveDateTime) -> AppResult<Self> {
        let locked: Vec<Vec<u8>> = sign_in_failures::table
            .filter(sign_in_failures::locked_until.gt(now))
            .select(sign_in_failures::login_hash)
            .load(conn)?;
        let since = days_before(now, DORMANT_DAYS);
        let awake: Vec<i64> = if filter == UserFilter::Dormant {
            let lately = sign_ins::table
                .filter(sign_ins::user_id.eq(users::id))
                .filter(sign_ins::signed_in_at.gt(since));
            users::table.filter(diesel::dsl::exists(lately)).select(users::id).load(conn)?
        } else {
            Vec::new()
        };
        Ok(Self {
            filter,
            words: text
                .split_whitespace()
                .map(|word| (fold_name(word), fold_code(word).to_lowercase()))
                .collect(),
            locked: locked.into_iter().collect(),
            awake: awake.into_iter().collect(),
            issued_before: since + chrono::Duration::days(INITIAL_PASSWORD_DAYS),
        })
    }

    fn is_locked_out(&self, login_id: &str) -> bool {
        !self.locked.is_empty() && self.locked.contains(&failures::key(login_id))
    }

    fn is_met(&self, user: &Candidate) -> bool {
        let state = model::state(user.disabled_at, user.removed_at);
        let fits = match self.filter {
            UserFilter::Present => state != AccountState::Removed,
            UserFilter::Active => state == AccountState::Active,
            UserFilter::Locked => state == AccountState::Stopped || state == AccountState::Active && self.is_locked_out(&user.login_id),
            UserFilter::MustChange => state != AccountState::Removed && user.must_change,
            UserFilter::Dormant => {
                let is_new = user.initial_until.is_some_and(|until| until > self.issued_before);
                state != AccountState::Removed && !is_new && !self.awake.contains(&user.id)
            }
            UserFilter::Removed => state == AccountState::Removed,
        };
        fits && self.has_words(user)
    }

    fn has_words(&self, user: &Candidate) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let names = [&user.name, &user.kana, &user.institution, &user.institution_kana].map(|name| fold_name(name));
        let has = |(name, code): &(String, String)| {
            !name.is_empty() && names.iter().any(|known| known.contains(name)) || user.login_id.contains(code)
        };
        self.words.iter().all(has)
    }
}

fn last_sign_ins(conn: &mut Conn, shown: &[Candidate]) -> QueryResult<HashMap<i64, NaiveDateTime>> {
    let ids: Vec<i64> = shown.iter().map(|user| user.id).collect();
    let rows: Vec<(i64, Option<NaiveDateTime>)> = sign_ins::table
        .filter(sign_ins::user_id.eq_any(ids))
        .group_by(sign_ins::user_id)
        .select((sign_ins::user_id, diesel::dsl::max(sign_ins::signed_in_at)))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id, at?))).collect())
}

/// One user.
pub fn get_user(call: &mut Call<'_, GetUser>) -> AppResult<UserDetail> {
    let user = call.path.user;
    shown(call, user)
}

/// One user, told to the office: names of teams may be names of patients.
pub(super) fn shown<E: Endpoint>(call: &mut Call<'_, E>, user: UserId) -> AppResult<UserDetail> {
    let detail = detail(call, user)?;
    let patients: Vec<PatientId> = detail.teams.iter().map(|team| team.patient).collect();
    call.audit(Action::ViewUser).detail(user.to_string()).listing(patients.into_iter());
    Ok(detail)
}

fn detail<E: Endpoint>(call: &mut Call<'_, E>, user: UserId) -> AppResult<UserDetail> {
    let now = call.app.clock.timestamp();
    let conn = &mut *call.conn;
    let row = model::find(conn, user)?;
    let institution: String = institutions::table
        .find(row.institution().0)
        .select(institutions::name)
        .first(conn)?;
    let sign_ins: Vec<(NaiveDateTime, String)> = sign_ins::table
        .filter(sign_ins::user_id.eq(user.0))
        .order(sign_ins::signed_in_at.desc())
        .limit(SIGN_INS)
        .select((sign_ins::signed_in_at, sign_ins::place))
        .load(conn)?;
    let drafts: i64 = basic_info_drafts::table
        .filter(basic_info_drafts::user_id.eq(user.0))
        .count()
        .get_result(conn)?;
    Ok(UserDetail {
        id: user,
        version: row.version,
        form: UserForm {
            name: row.name.clone(),
            kana: row.kana.clone(),
            profession: Some(row.profession()?),
            is_administrator: row.is_administrator,
        },
        institution_id: row.institution(),
        institution,
        state: row.state(),
        state_since: row.disabled_at.map(rfc3339),
        moved_to: row.moved_to(),
        locked_out: failures::is_locked(conn, &failures::key(&row.login_id), now)?,
        must_change: row.must_change_password,
        initial_until: row.initial_until.map(rfc3339),
        sign_ins: sign_ins
            .into_iter()
            .map(|(at, place)| SignInRecord { at: rfc3339(at), place })
            .collect(),
        sessions: open_sessions(conn, user)?,
        teams: model::memberships(conn, user)?,
        drafts: u32::try_from(drafts).unwrap_or(u32::MAX),
        login_id: row.login_id,
    })
}
