//! Announcements of the secretariat: written by the office, for a time and for those whom they concern.

mod office;

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{access::Role, announcements::Announcement, ids::AnnouncementId};

pub use office::{list_announcements, save_announcement};

use crate::db::{Conn, date::to_civil, schema::announcements};

/// How many the portal shows.
const SHOWN: usize = 20;

/// What a reader of this role is shown on this day: important ones first, then the newest.
///
/// # Errors
/// Those of the database.
pub fn latest(conn: &mut Conn, role: Role, today: NaiveDate) -> QueryResult<Vec<Announcement>> {
    let rows: Vec<(i64, NaiveDate, String, String, bool, String)> = announcements::table
        .filter(announcements::published_on.le(today))
        .filter(announcements::shown_until.is_null().or(announcements::shown_until.ge(today)))
        .order((
            announcements::important.desc(),
            announcements::published_on.desc(),
            announcements::id.desc(),
        ))
        .select((
            announcements::id,
            announcements::published_on,
            announcements::title,
            announcements::body,
            announcements::important,
            announcements::audience,
        ))
        .load(conn)?;
    let announcement = |(id, published_on, title, body, important, _)| Announcement {
        id: AnnouncementId(id),
        published_on: to_civil(published_on),
        title,
        body,
        important,
    };
    let concerned = rows.into_iter().filter(|(.., audience)| concerns(audience, role));
    Ok(concerned.take(SHOWN).map(announcement).collect())
}

/// Whether a stored audience holds this role.
fn concerns(audience: &str, role: Role) -> bool {
    audience.is_empty() || office::roles(audience).any(|concerned| concerned == role)
}
