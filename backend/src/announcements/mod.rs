//! Announcements of the secretariat. They are written with a later capability; here they are read.

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{announcements::Announcement, ids::AnnouncementId};

use crate::db::{Conn, date::to_civil, schema::announcements};

/// How many the portal shows.
const SHOWN: i64 = 20;

/// Important ones first, then the newest.
///
/// # Errors
/// Those of the database.
pub fn latest(conn: &mut Conn) -> QueryResult<Vec<Announcement>> {
    let rows: Vec<(i64, NaiveDate, String, String, bool)> = announcements::table
        .order((
            announcements::important.desc(),
            announcements::published_on.desc(),
            announcements::id.desc(),
        ))
        .limit(SHOWN)
        .select((
            announcements::id,
            announcements::published_on,
            announcements::title,
            announcements::body,
            announcements::important,
        ))
        .load(conn)?;
    let announcement = |(id, published_on, title, body, important)| Announcement {
        id: AnnouncementId(id),
        published_on: to_civil(published_on),
        title,
        body,
        important,
    };
    Ok(rows.into_iter().map(announcement).collect())
}
