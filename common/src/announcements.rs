//! Announcements (お知らせ) of the secretariat.

use crate::{ApiError, CivilDate, access::Role, check::Checker, ids::AnnouncementId};

/// Longest title, in characters.
pub const TITLE_MAX: usize = 100;

/// Longest text, in characters.
pub const BODY_MAX: usize = 4000;

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

    /// One announcement, as the office writes it.
    pub struct AnnouncementForm {
        /// One line.
        pub title: String,
        /// Plain text; may be empty.
        pub body: String,
        /// Shown first and marked.
        pub important: bool,
        /// The first day on which it is shown, as typed.
        pub shown_from: String,
        /// The last day on which it is shown, as typed; empty: until the office ends it.
        pub shown_until: String,
        /// The roles that see it; none: everybody.
        pub audience: Vec<Role>,
    }

    /// One announcement in the office's list.
    pub struct AnnouncementLine {
        /// Its id.
        pub id: AnnouncementId,
        /// Counts up with each change.
        pub version: i64,
        /// What stands in it; days as `2026-11-24`.
        pub form: AnnouncementForm,
        /// Whether it is shown today.
        pub state: AnnouncementState,
    }

    /// Whether an announcement is shown.
    #[derive(Copy, Eq, Hash)]
    pub enum AnnouncementState {
        /// Its first day is to come.
        Coming,
        /// It is shown.
        Shown,
        /// Its last day has passed.
        Past,
    }

    /// The office's list, newest first.
    pub struct AnnouncementList {
        /// Its lines.
        pub lines: Vec<AnnouncementLine>,
    }

    /// What is to be kept.
    pub struct AnnouncementRequest {
        /// Which one; none for a new one.
        pub id: Option<AnnouncementId>,
        /// The version that was looked at; 0 for a new one.
        pub version: i64,
        /// What is to stand there.
        pub form: AnnouncementForm,
    }
}

impl AnnouncementState {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Coming => "掲載前",
            Self::Shown => "掲載中",
            Self::Past => "掲載終了",
        }
    }
}

/// An announcement that can be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedAnnouncement {
    /// One line.
    pub title: String,
    /// Plain text.
    pub body: String,
    /// Shown first and marked.
    pub important: bool,
    /// The first day on which it is shown.
    pub shown_from: CivilDate,
    /// The last day on which it is shown.
    pub shown_until: Option<CivilDate>,
    /// The roles that see it, each once; none: everybody.
    pub audience: Vec<Role>,
}

impl AnnouncementForm {
    /// What stands in it, clean.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, today: CivilDate) -> Result<CheckedAnnouncement, ApiError> {
        let mut checker = Checker::default();
        let title = checker.required_line("title", &self.title, TITLE_MAX, "題名を入力してください。");
        let body = checker.text("body", &self.body, BODY_MAX);
        let latest = CivilDate::new(today.year() + 2, 12, 31).unwrap_or(today);
        let from = checker.past_day("shown_from", &self.shown_from, latest);
        let until = match self.shown_until.trim().is_empty() {
            true => None,
            false => checker.past_day("shown_until", &self.shown_until, latest),
        };
        if until.zip(from).is_some_and(|(until, from)| until < from) {
            checker.refuse("shown_until", "掲載を始める日より後の日を入力してください。");
        }
        checker.finish(from.map(|shown_from| CheckedAnnouncement {
            title,
            body,
            important: self.important,
            shown_from,
            shown_until: until,
            audience: Role::ALL.into_iter().filter(|role| self.audience.contains(role)).collect(),
        }))
    }
}

endpoint!(
    /// Every announcement, newest first.
    ListAnnouncements = Get "/api/office/announcements", Office => AnnouncementList
);

endpoint!(
    /// Keeps an announcement, a new one or a changed one. To end it, its last day is set.
    SaveAnnouncement = Post "/api/office/announcements", Office, body: AnnouncementRequest => AnnouncementList
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_are_checked() {
        let today = CivilDate::new(2026, 11, 24).unwrap();
        let form = AnnouncementForm {
            title: " 年末の休み ".to_owned(),
            body: "a\r\nb".to_owned(),
            important: false,
            shown_from: "令和8年12月1日".to_owned(),
            shown_until: String::new(),
            audience: vec![Role::Crew, Role::FamilyClinic, Role::Crew],
        };
        let checked = form.check(today).unwrap();
        assert_eq!(
            (checked.title.as_str(), checked.body.as_str(), checked.shown_until),
            ("年末の休み", "a\nb", None)
        );
        assert_eq!(checked.audience, [Role::FamilyClinic, Role::Crew]);
        let wrong = AnnouncementForm {
            title: String::new(),
            shown_until: "2026-11-30".to_owned(),
            ..form
        };
        let fields: Vec<String> = wrong
            .check(today)
            .unwrap_err()
            .fields
            .into_iter()
            .map(|field| field.field)
            .collect();
        assert_eq!(fields, ["title", "shown_until"]);
    }
}
