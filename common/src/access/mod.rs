//! Who may do and see what. The only place where this is decided.
//!
//! Three questions, each answered by a table and each denying what the table does not name:
//! may this role call the endpoint ([`Permission::allows`]); whom may it find
//! ([`finding_scope`]); what may it do with one patient ([`permits`], [`patient_access`]).
//! The server asks before it reads; the browser asks the same functions to show or hide.

mod patient;

use crate::institutions::InstitutionKind;

pub use patient::{Denial, Grant, PatientAction, Relation, patient_access, permits};

wire! {
    /// The role a user has by where they work.
    #[derive(Copy, Eq, Hash)]
    pub enum Role {
        /// かかりつけ医療機関.
        FamilyClinic,
        /// 緊急時紹介先 (2次・3次救急告示病院). It may be a family clinic for its own patients too.
        EmergencyHospital,
        /// 救急隊.
        Crew,
        /// 歯科, 薬局, 訪問看護, 居宅介護支援, 介護サービス: sees the patients of its own teams.
        CareTeam,
        /// 行政 (市町村).
        City,
        /// 事務局.
        Office,
    }
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] = [
        Self::FamilyClinic,
        Self::EmergencyHospital,
        Self::Crew,
        Self::CareTeam,
        Self::City,
        Self::Office,
    ];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FamilyClinic => "family_clinic",
            Self::EmergencyHospital => "emergency_hospital",
            Self::Crew => "crew",
            Self::CareTeam => "care_team",
            Self::City => "city",
            Self::Office => "office",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FamilyClinic => "かかりつけ医療機関",
            Self::EmergencyHospital => "救急告示病院",
            Self::Crew => "救急隊",
            Self::CareTeam => "歯科・薬局・看護・介護",
            Self::City => "市町村",
            Self::Office => "事務局",
        }
    }

    /// The role that an institution gives its users.
    pub const fn of(kind: InstitutionKind, designated_emergency_hospital: bool) -> Self {
        match kind {
            InstitutionKind::Clinic | InstitutionKind::Hospital if designated_emergency_hospital => Self::EmergencyHospital,
            InstitutionKind::Clinic | InstitutionKind::Hospital => Self::FamilyClinic,
            InstitutionKind::Dental
            | InstitutionKind::Pharmacy
            | InstitutionKind::VisitingNursing
            | InstitutionKind::CareManagement
            | InstitutionKind::CareService => Self::CareTeam,
            InstitutionKind::FireDepartment => Self::Crew,
            InstitutionKind::City => Self::City,
            InstitutionKind::Office => Self::Office,
        }
    }
}

/// What an endpoint asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Anybody, signed in or not.
    Public,
    /// Any user, even before the initial password is changed.
    SignedIn,
    /// Any user whose password is their own.
    User,
    /// Roles that may look for patients. What they find is [`finding_scope`]'s to say.
    FindPatients,
    /// Who registers patients: かかりつけ医療機関.
    RegisterPatients,
    /// Something with the one patient of the path. Before the handler runs, [`permits`] is asked for this very patient.
    Patient(PatientAction),
    /// An administrator of an institution (施設管理者), for the institution itself.
    Administer,
    /// The secretariat.
    Office,
}

impl Permission {
    /// Whether a signed-in user of this role, with a password of their own, may call.
    pub fn allows(self, role: Role) -> bool {
        match self {
            Self::Public | Self::SignedIn | Self::User | Self::FindPatients => true,
            Self::RegisterPatients => registers_patients(role),
            Self::Patient(action) => Relation::every().any(|relation| permits(role, relation, action).is_ok()),
            // The office does not ask itself.
            Self::Administer => !matches!(role, Role::Office),
            Self::Office => matches!(role, Role::Office),
        }
    }

    /// Whether the user must be an administrator of the institution, besides having a role that may call.
    pub const fn asks_administrator(self) -> bool {
        matches!(self, Self::Administer)
    }

    /// Whether a user may call before changing the initial password.
    pub const fn allows_initial_password(self) -> bool {
        matches!(self, Self::Public | Self::SignedIn)
    }
}

/// Among whom a role may look for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingScope {
    /// The institution's own registered patients, and those of the user's teams.
    OwnAndTeams,
    /// Every patient whose consent stands.
    Everyone,
    /// The patients of the user's own teams.
    Teams,
    /// Residents of the city who take part in its claims program.
    Residents,
    /// Every registration, withdrawn ones too.
    EveryRegistration,
}

/// Among whom this role may look (SPEC 3, "finds a patient by").
pub const fn finding_scope(role: Role) -> FindingScope {
    match role {
        Role::FamilyClinic => FindingScope::OwnAndTeams,
        Role::EmergencyHospital | Role::Crew => FindingScope::Everyone,
        Role::CareTeam => FindingScope::Teams,
        Role::City => FindingScope::Residents,
        Role::Office => FindingScope::EveryRegistration,
    }
}

/// Clinics and hospitals are family doctors of those whom they register.
const fn registers_patients(role: Role) -> bool {
    matches!(role, Role::FamilyClinic | Role::EmergencyHospital)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_come_from_institutions() {
        for kind in InstitutionKind::ALL {
            let ordinary = Role::of(kind, false);
            let designated = Role::of(kind, true);
            assert_ne!(ordinary, Role::EmergencyHospital, "{kind:?}");
            let is_medical = matches!(kind, InstitutionKind::Clinic | InstitutionKind::Hospital);
            assert_eq!(designated == Role::EmergencyHospital, is_medical, "{kind:?}");
        }
    }

    #[test]
    fn permissions() {
        let open = Permission::Patient(PatientAction::Open);
        for role in Role::ALL {
            assert_eq!(Permission::Office.allows(role), role == Role::Office);
            assert_eq!(open.allows(role), role != Role::City);
            let is_medical = matches!(role, Role::FamilyClinic | Role::EmergencyHospital);
            assert_eq!(Permission::RegisterPatients.allows(role), is_medical);
            assert_eq!(Permission::Patient(PatientAction::Write).allows(role), is_medical);
        }
        assert!(!Permission::User.allows_initial_password());
        assert!(!open.allows_initial_password());
        assert!(Permission::SignedIn.allows_initial_password());
    }
}
