//! Announcements (お知らせ) of the secretariat.

use crate::{CivilDate, ids::AnnouncementId};

wire! {
    /// One announcement, as the portal shows it.
    pub struct Announcement {
        /// Its id.
        pub id: AnnouncementId,
        /// The day it was published.
        pub published_on: CivilDate,
        /// One line.
        pub title: String,
        /// Plain text; may be empty.
        pub body: String,
        /// Shown first and marked.
        pub important: bool,
    }
}
