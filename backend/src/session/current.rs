//! Who is signed in.

use chrono::{Duration, NaiveDateTime};
use tobiume_common::{
    access::Role,
    ids::{InstitutionId, UserId},
    institutions::{InstitutionKind, Profession},
    session::{GetSession, Session, SignInRecord},
};

use super::model::{self, InstitutionRow, SessionRow, UserRow};
use crate::{
    api::{AppResult, Call},
    app::App,
    db::{Conn, date::day_in_japan},
};

/// How stale `last_seen_at` may be: saves a write with nearly every request.
const SEEN_PRECISION_SECONDS: i64 = 60;

/// The user of a request.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    /// The user.
    pub id: UserId,
    /// The session's id (not its token).
    pub session_id: i64,
    /// Login ID.
    pub login_id: String,
    /// Name.
    pub name: String,
    /// Profession.
    pub profession: Profession,
    /// Institution.
    pub institution_id: InstitutionId,
    /// Its name.
    pub institution: String,
    /// Its district association.
    pub association_id: Option<i64>,
    /// Its city; for a city, the city itself.
    pub city_code: String,
    /// What the institution lets the user see.
    pub role: Role,
    /// 施設管理者.
    pub is_administrator: bool,
    /// The initial password is still in use.
    pub must_change_password: bool,
    pub(super) session_began: NaiveDateTime,
}

/// The user of a token, if the session still holds.
///
/// # Errors
/// Those of the database.
pub fn current(app: &App, conn: &mut Conn, token: &str) -> AppResult<Option<CurrentUser>> {
    let Some((session, user, institution)) = model::find(conn, token)? else {
        return Ok(None);
    };
    let now = app.clock.timestamp();
    let has_left = institution.left_on.is_some_and(|day| day <= day_in_japan(now));
    if user.disabled_at.is_some() || has_left || has_ended(app, &session, now) {
        app.db.write(conn, |conn| model::end(conn, session.id))?;
        return Ok(None);
    }
    if now - session.last_seen_at > Duration::seconds(SEEN_PRECISION_SECONDS) {
        app.db.write(conn, |conn| model::touch(conn, session.id, now))?;
    }
    current_user(session, user, institution).map(Some)
}

fn has_ended(app: &App, session: &SessionRow, now: NaiveDateTime) -> bool {
    let idle = Duration::seconds(i64::from(app.session.idle_seconds) + SEEN_PRECISION_SECONDS);
    let longest = Duration::seconds(i64::from(app.session.max_seconds));
    now - session.last_seen_at > idle || now - session.created_at > longest
}

fn current_user(session: SessionRow, user: UserRow, institution: InstitutionRow) -> AppResult<CurrentUser> {
    let kind =
        InstitutionKind::from_code(&institution.kind).ok_or_else(|| anyhow::anyhow!("institution {}: unknown kind", institution.id))?;
    let profession = Profession::from_code(&user.profession).ok_or_else(|| anyhow::anyhow!("user {}: unknown profession", user.id))?;
    Ok(CurrentUser {
        id: UserId(user.id),
        session_id: session.id,
        login_id: user.login_id,
        name: user.name,
        profession,
        institution_id: InstitutionId(institution.id),
        institution: institution.name,
        association_id: institution.association_id,
        city_code: institution.city_code,
        role: Role::of(kind, institution.emergency_level.is_some()),
        is_administrator: user.is_administrator,
        must_change_password: user.must_change_password,
        session_began: session.created_at,
    })
}

/// `GET /api/session`
pub fn get_session(call: &mut Call<'_, GetSession>) -> AppResult<Session> {
    let user = call.user()?;
    describe(call.app, call.conn, user)
}

/// The session as the page's shell shows it.
pub(super) fn describe(app: &App, conn: &mut Conn, user: CurrentUser) -> AppResult<Session> {
    let last = model::previous_sign_in(conn, user.id.0, user.session_began)?;
    Ok(Session {
        login_id: user.login_id,
        name: user.name,
        profession: user.profession,
        institution: user.institution,
        role: user.role,
        is_administrator: user.is_administrator,
        must_change_password: user.must_change_password,
        last_sign_in: last.map(|(at, place)| SignInRecord {
            at: crate::db::date::rfc3339(at),
            place,
        }),
        idle_seconds: app.session.idle_seconds,
        network: app.network.network_name.clone(),
        office_phone: app.network.office_phone.clone(),
    })
}
