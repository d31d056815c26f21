//! The portal after sign-in: one request brings everything it shows.

use crate::{
    access::Role,
    announcements::Announcement,
    patients::{OpenReason, PatientSummary},
};

wire! {
    /// Everything the portal shows but who is signed in.
    pub struct Portal {
        /// Announcements in force, important and newest first.
        pub announcements: Vec<Announcement>,
        /// Patients this user opened last, newest first, at most five; only those still visible.
        pub recent_patients: Vec<PatientSummary>,
        /// Looks of others at this institution's own patients in the last 30 days, newest first.
        pub looks: Vec<LookNotice>,
    }

    /// Somebody outside opened the record of one of the institution's own patients (閲覧のお知らせ).
    pub struct LookNotice {
        /// Whose record.
        pub patient: PatientSummary,
        /// When, RFC 3339 in UTC.
        pub at: String,
        /// Name of the institution that looked.
        pub institution: String,
        /// Why, as given.
        pub reason: OpenReason,
        /// The words added to 「その他」.
        pub note: String,
    }

    /// The systems behind the portal, one tile each.
    #[derive(Copy, Eq, Hash)]
    pub enum System {
        /// 救急医療支援.
        Emergency,
        /// 多職種連携.
        Collaboration,
        /// メール.
        Mail,
        /// 災害時バックアップ.
        Backup,
        /// 利用状況.
        Usage,
        /// 事務局.
        Office,
    }
}

impl System {
    /// All systems, in the order of the tiles.
    pub const ALL: [Self; 6] = [
        Self::Emergency,
        Self::Collaboration,
        Self::Mail,
        Self::Backup,
        Self::Usage,
        Self::Office,
    ];

    /// The tile's name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Emergency => "救急医療支援",
            Self::Collaboration => "多職種連携",
            Self::Mail => "メール",
            Self::Backup => "災害時バックアップ",
            Self::Usage => "利用状況",
            Self::Office => "事務局",
        }
    }

    /// The tile's second line.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Emergency => "患者検索・患者基本情報",
            Self::Collaboration => "チームの連絡・共有",
            Self::Mail => "施設どうしの安全なメール",
            Self::Backup => "レセプト・カルテの保全",
            Self::Usage => "閲覧・共有の実績",
            Self::Office => "参加申請・利用者の管理",
        }
    }

    /// Whether the role has this tile.
    pub const fn is_for(self, role: Role) -> bool {
        match self {
            Self::Emergency | Self::Mail => true,
            Self::Collaboration => matches!(role, Role::FamilyClinic | Role::EmergencyHospital | Role::CareTeam),
            Self::Backup => matches!(role, Role::FamilyClinic | Role::EmergencyHospital | Role::CareTeam | Role::Office),
            Self::Usage => !matches!(role, Role::Crew | Role::City),
            Self::Office => matches!(role, Role::Office),
        }
    }

    /// Whether the system is in use in this version; the others are shown as being prepared.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Emergency | Self::Office)
    }
}

endpoint!(
    /// Announcements, recent patients and notices of looks.
    GetPortal = Get "/api/portal", User => Portal
);
