//! The office's side: all of them, and what is written.

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    access::Role,
    announcements::{AnnouncementForm, AnnouncementLine, AnnouncementList, AnnouncementState, ListAnnouncements, SaveAnnouncement},
    ids::AnnouncementId,
};

use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::{
        Conn,
        date::{from_civil, to_civil},
        schema::announcements,
        sql,
    },
};

/// How many the office's list holds: years of them.
const LISTED: i64 = 500;

#[derive(Queryable, Selectable)]
#[diesel(table_name = announcements)]
struct Row {
    id: i64,
    published_on: NaiveDate,
    title: String,
    body: String,
    important: bool,
    shown_until: Option<NaiveDate>,
    audience: String,
    version: i64,
}

impl Row {
    fn line(self, today: NaiveDate) -> AnnouncementLine {
        let state = match self.shown_until {
            Some(until) if until < today => AnnouncementState::Past,
            _ if self.published_on > today => AnnouncementState::Coming,
            _ => AnnouncementState::Shown,
        };
        AnnouncementLine {
            id: AnnouncementId(self.id),
            version: self.version,
            form: AnnouncementForm {
                title: self.title,
                body: self.body,
                important: self.important,
                shown_from: to_civil(self.published_on).to_string(),
                shown_until: self.shown_until.map(|day| to_civil(day).to_string()).unwrap_or_default(),
                audience: roles(&self.audience).collect(),
            },
            state,
        }
    }
}

/// The roles of a stored audience.
pub(super) fn roles(audience: &str) -> impl Iterator<Item = Role> {
    let codes = audience.split(' ');
    codes.filter_map(|code| Role::ALL.into_iter().find(|role| role.code() == code))
}

/// Every announcement, newest first.
pub fn list_announcements(call: &mut Call<'_, ListAnnouncements>) -> AppResult<AnnouncementList> {
    let today = from_civil(call.app.clock.today());
    Ok(list(call.conn, today)?)
}

fn list(conn: &mut Conn, today: NaiveDate) -> QueryResult<AnnouncementList> {
    let rows: Vec<Row> = announcements::table
        .order((announcements::published_on.desc(), announcements::id.desc()))
        .limit(LISTED)
        .select(Row::as_select())
        .load(conn)?;
    Ok(AnnouncementList {
        lines: rows.into_iter().map(|row| row.line(today)).collect(),
    })
}

/// Keeps a new one, or a changed one in the version that was looked at.
pub fn save_announcement(call: &mut Call<'_, SaveAnnouncement>) -> AppResult<AnnouncementList> {
    let clerk = call.user()?;
    let checked = call.body.form.check(call.app.clock.today())?;
    let (id, version) = (call.body.id, call.body.version);
    let audience: Vec<&str> = checked.audience.iter().map(|role| role.code()).collect();
    let content = (
        announcements::title.eq(&checked.title),
        announcements::body.eq(&checked.body),
        announcements::important.eq(checked.important),
        announcements::published_on.eq(from_civil(checked.shown_from)),
        announcements::shown_until.eq(checked.shown_until.map(from_civil)),
        announcements::audience.eq(audience.join(" ")),
        announcements::version.eq(version + 1),
    );
    let mut event = Event::new(Action::SaveAnnouncement, call.app.clock.timestamp(), call.client);
    event.by(&clerk);
    let app = call.app;
    app.db.write(call.conn, |conn| {
        sql::alone(conn, sql::ACCOUNTS)?;
        let kept: Option<i64> = match id {
            None => Some(
                diesel::insert_into(announcements::table)
                    .values(content)
                    .returning(announcements::id)
                    .get_result(conn)?,
            ),
            Some(id) => {
                let target = announcements::table
                    .filter(announcements::id.eq(id.0))
                    .filter(announcements::version.eq(version));
                let changed = diesel::update(target).set(content).execute(conn)?;
                (changed > 0).then_some(id.0)
            }
        };
        let kept = kept.ok_or_else(overtaken)?;
        AppResult::Ok(audit::insert(&app.db, conn, event.detail(kept.to_string()))?)
    })?;
    Ok(list(call.conn, from_civil(call.app.clock.today()))?)
}

fn overtaken() -> ApiError {
    ApiError {
        message: "ほかの人が先にこのお知らせを変更しました。画面を開き直して、いまの内容を確かめてください。".to_owned(),
        ..ApiError::new(ErrorCode::Conflict)
    }
}
