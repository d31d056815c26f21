//! Who may do and see what. The only place where this is decided.
//!
//! Three questions, each answered by a table and each denying what the table does not name:
//! may this role call the endpoint ([`Permission::allows`]); whom may it find
//! ([`finding_scope`]); what may it see of one patient ([`patient_access`]).
//! The server asks before it reads; the browser asks the same functions to show or hide.

use crate::{basic_info::ViewMode, institutions::InstitutionKind};

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
    /// Roles that may open one patient. What they see is [`patient_access`]'s to say.
    ReadPatient,
    /// The secretariat.
    Office,
}

impl Permission {
    /// Whether a signed-in user of this role, with a password of their own, may call.
    pub const fn allows(self, role: Role) -> bool {
        match self {
            Self::Public | Self::SignedIn | Self::User | Self::FindPatients => true,
            Self::ReadPatient => !matches!(role, Role::City),
            Self::Office => matches!(role, Role::Office),
        }
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

/// How a reader stands to one patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// The reader's institution is one of the patient's family doctors.
    pub own: bool,
    /// The reader is in a team of the patient.
    pub team: bool,
    /// The reader has said, in this session, why the record is opened.
    pub reason_given: bool,
    /// The institution's district association takes part in the claims program of the patient's city.
    pub claims_program: bool,
    /// The patient has withdrawn the consent.
    pub withdrawn: bool,
}

/// What a reader may see of one patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Modes of basic_info that may be shown, the first one unless another is asked for. Empty: no clinical content.
    pub modes: &'static [ViewMode],
    /// Whether claims_info is shown.
    pub claims: bool,
    /// Whether the consent record is shown.
    pub consent: bool,
}

/// Why nothing is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// As if there were no such patient.
    NotFound,
    /// The reason for opening must be given first.
    ReasonRequired,
}

const BOTH: &[ViewMode] = &[ViewMode::Emergency, ViewMode::Collaboration];
const EMERGENCY_ONLY: &[ViewMode] = &[ViewMode::Emergency];
const COLLABORATION_ONLY: &[ViewMode] = &[ViewMode::Collaboration];

/// What this reader may see of a patient to whom it stands so (SPEC 3, "sees").
pub const fn patient_access(role: Role, relation: Relation) -> Result<Grant, Denial> {
    let Relation {
        own,
        team,
        reason_given,
        claims_program,
        withdrawn,
    } = relation;
    // One row per rule, first match wins: role, withdrawn, own, team, reason given.
    match (role, withdrawn, own, team, reason_given) {
        (Role::Office, ..) => Ok(grant(&[], false, true)),
        (_, true, ..) => Err(Denial::NotFound),
        (Role::FamilyClinic, _, true, ..) => Ok(grant(BOTH, claims_program, true)),
        (Role::EmergencyHospital, _, true, ..) => Ok(grant(BOTH, true, true)),
        (Role::EmergencyHospital, .., true) => Ok(grant(BOTH, true, false)),
        (Role::EmergencyHospital, .., false) => Err(Denial::ReasonRequired),
        (Role::Crew, ..) => Ok(grant(EMERGENCY_ONLY, false, false)),
        (Role::FamilyClinic | Role::CareTeam, _, _, true, _) => Ok(grant(COLLABORATION_ONLY, false, false)),
        (Role::FamilyClinic | Role::CareTeam | Role::City, ..) => Err(Denial::NotFound),
    }
}

const fn grant(modes: &'static [ViewMode], claims: bool, consent: bool) -> Grant {
    Grant { modes, claims, consent }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: [bool; 2] = [false, true];

    fn every_case() -> impl Iterator<Item = (Role, Relation)> {
        Role::ALL.into_iter().flat_map(|role| {
            (0u8..32).map(move |bits| {
                let bit = |n: u8| FLAGS[usize::from(bits >> n & 1)];
                let relation = Relation {
                    own: bit(0),
                    team: bit(1),
                    reason_given: bit(2),
                    claims_program: bit(3),
                    withdrawn: bit(4),
                };
                (role, relation)
            })
        })
    }

    /// The sentences of SPEC 3, each checked over every case it speaks of.
    #[test]
    fn every_case_follows_the_rules() {
        for (role, relation) in every_case() {
            let answer = patient_access(role, relation);
            let case = format!("{role:?} {relation:?} → {answer:?}");
            let modes = answer.map_or(&[][..], |grant| grant.modes);
            let claims = answer.is_ok_and(|grant| grant.claims);

            // Withdrawn: gone for everybody but the office, and as if never there.
            if relation.withdrawn && role != Role::Office {
                assert_eq!(answer, Err(Denial::NotFound), "{case}");
                continue;
            }
            match role {
                Role::Office => {
                    assert_eq!(
                        answer,
                        Ok(Grant {
                            modes: &[],
                            claims: false,
                            consent: true
                        }),
                        "{case}"
                    );
                }
                Role::City => assert_eq!(answer, Err(Denial::NotFound), "{case}"),
                Role::Crew => {
                    assert_eq!(modes, [ViewMode::Emergency], "{case}");
                    assert!(!claims, "{case}");
                }
                Role::CareTeam => {
                    assert_eq!(answer.is_ok(), relation.team, "{case}");
                    assert!(!modes.contains(&ViewMode::Emergency) && !claims, "{case}");
                }
                Role::FamilyClinic => {
                    assert_eq!(answer.is_ok(), relation.own || relation.team, "{case}");
                    assert_eq!(modes.contains(&ViewMode::Emergency), relation.own, "{case}");
                    assert_eq!(claims, relation.own && relation.claims_program, "{case}");
                }
                Role::EmergencyHospital => {
                    let allowed = relation.own || relation.reason_given;
                    assert_eq!(answer.is_ok(), allowed, "{case}");
                    assert_eq!(claims, allowed, "{case}");
                    if !allowed {
                        assert_eq!(answer, Err(Denial::ReasonRequired), "{case}");
                    }
                }
            }
        }
    }

    #[test]
    fn only_the_office_and_family_doctors_see_the_consent() {
        for (role, relation) in every_case() {
            if patient_access(role, relation).is_ok_and(|grant| grant.consent) {
                assert!(role == Role::Office || relation.own);
            }
        }
    }

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
        for role in Role::ALL {
            assert_eq!(Permission::Office.allows(role), role == Role::Office);
            assert_eq!(Permission::ReadPatient.allows(role), role != Role::City);
        }
        assert!(!Permission::User.allows_initial_password());
        assert!(!Permission::ReadPatient.allows_initial_password());
        assert!(Permission::SignedIn.allows_initial_password());
    }
}
