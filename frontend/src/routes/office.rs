//! The URLs of the secretariat's console.

use tobiume_common::ids::{ApplicationId, InstitutionId, UserId};

/// A page of the secretariat's console.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OfficePage {
    /// 受付一覧: the one queue.
    Queue,
    /// One application.
    Application(ApplicationId),
    /// One request of who takes part already.
    Request(ApplicationId),
    /// 利用者.
    Users,
    /// One user.
    User(UserId),
    /// 施設.
    Institutions,
    /// One institution.
    Institution(InstitutionId),
    /// 統計.
    Numbers,
    /// お知らせ.
    Announcements,
    /// 取り込み.
    Imports,
    /// 届かなかったメール.
    Mails,
    /// 設定: 郡市区医師会, 医療圏, 市町村 …
    Settings,
}

/// The URL of each page that is about nothing in particular, below `/office/`.
const NAMES: [(OfficePage, &str); 7] = [
    (OfficePage::Users, "users"),
    (OfficePage::Institutions, "institutions"),
    (OfficePage::Numbers, "numbers"),
    (OfficePage::Announcements, "announcements"),
    (OfficePage::Imports, "imports"),
    (OfficePage::Mails, "mails"),
    (OfficePage::Settings, "settings"),
];

impl OfficePage {
    /// The page of what follows `/office`.
    pub fn parse(rest: &[&str]) -> Option<Self> {
        match rest {
            [] => Some(Self::Queue),
            [name] => NAMES.iter().find(|(_, known)| known == name).map(|(page, _)| *page),
            ["applications", id] => id.parse().ok().map(|id| Self::Application(ApplicationId(id))),
            ["requests", id] => id.parse().ok().map(|id| Self::Request(ApplicationId(id))),
            ["users", id] => id.parse().ok().map(|id| Self::User(UserId(id))),
            ["institutions", id] => id.parse().ok().map(|id| Self::Institution(InstitutionId(id))),
            _ => None,
        }
    }

    /// The URL of the page.
    pub fn url(self) -> String {
        match self {
            Self::Queue => "/office".to_owned(),
            Self::Application(id) => format!("/office/applications/{id}"),
            Self::Request(id) => format!("/office/requests/{id}"),
            Self::User(id) => format!("/office/users/{id}"),
            Self::Institution(id) => format!("/office/institutions/{id}"),
            _ => {
                let name = NAMES.iter().find(|(page, _)| *page == self).map_or("", |(_, name)| name);
                format!("/office/{name}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_read_back() {
        let some = [
            OfficePage::Queue,
            OfficePage::Application(ApplicationId(3)),
            OfficePage::Request(ApplicationId(5)),
            OfficePage::User(UserId(4)),
            OfficePage::Institution(InstitutionId(5)),
        ];
        for page in some.into_iter().chain(NAMES.map(|(page, _)| page)) {
            let url = page.url();
            let rest: Vec<&str> = url.split('/').filter(|part| !part.is_empty()).skip(1).collect();
            assert_eq!(OfficePage::parse(&rest), Some(page), "{url}");
        }
        for wrong in [&["x"][..], &["users", "x"], &["applications"], &["users", "1", "2"]] {
            assert_eq!(OfficePage::parse(wrong), None, "{wrong:?}");
        }
    }
}
