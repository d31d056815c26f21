//! What a reader may do with one patient: the table of SPEC 3, by role, relation and action.

use super::{Role, registers_patients};
use crate::basic_info::{Section, ViewMode};

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

impl Relation {
    /// Every combination there is.
    pub fn every() -> impl Iterator<Item = Self> {
        (0u8..32).map(|bits| {
            let bit = |n: u8| bits >> n & 1 == 1;
            Self {
                own: bit(0),
                team: bit(1),
                reason_given: bit(2),
                claims_program: bit(3),
                withdrawn: bit(4),
            }
        })
    }
}

wire! {
    /// Something that can be done with one patient.
    #[derive(Copy, Eq)]
    pub enum PatientAction {
        /// Open the patient's page: who this is, and as much of the record as [`Grant`] says.
        Open,
        /// Say why a record is opened, before it opens.
        GiveReason,
        /// Become a family doctor of somebody who is registered already, with the patient's consent in hand.
        Join,
        /// See the attached files.
        ReadFiles,
        /// See earlier versions of basic_info.
        ReadVersions,
        /// Print the record.
        Print,
        /// Write the own institution's basic_info (登録, 更新, 追記) and attach files to it.
        Write,
        /// See who looked at and changed the record (閲覧・更新履歴).
        ReadHistory,
        /// See the consent: what was signed, by whom, and the scanned form.
        ReadConsent,
        /// See and correct who the patient is: address, telephone, insurance.
        EditRegistration,
        /// Record that the patient withdrew the consent (同意撤回).
        Withdraw,
        /// Record a new consent of somebody who withdrew.
        RenewConsent,
    }
}

impl PatientAction {
    /// All actions.
    pub const ALL: [Self; 12] = [
        Self::Open,
        Self::GiveReason,
        Self::Join,
        Self::ReadFiles,
        Self::ReadVersions,
        Self::Print,
        Self::Write,
        Self::ReadHistory,
        Self::ReadConsent,
        Self::EditRegistration,
        Self::Withdraw,
        Self::RenewConsent,
    ];
}

/// What a reader may do with one patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Modes of basic_info that may be shown, the first one unless another is asked for. Empty: no clinical content.
    pub modes: &'static [ViewMode],
    /// Whether claims_info is shown.
    pub claims: bool,
    /// What may be done.
    pub actions: &'static [PatientAction],
}

impl Grant {
    /// Whether the action is allowed.
    pub fn allows(&self, action: PatientAction) -> bool {
        self.actions.contains(&action)
    }

    /// Whether a section of basic_info may be seen, in the one mode or the other.
    pub fn reads(&self, section: Section) -> bool {
        self.modes.iter().any(|mode| mode.sections().contains(&section))
    }

    /// Whether a section of the own basic_info may be written: what one may not see one may not write.
    pub fn writes(&self, section: Section) -> bool {
        self.allows(PatientAction::Write) && self.reads(section)
    }
}

/// Why something is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// As if there were no such patient.
    NotFound,
    /// The reason for opening must be given first.
    ReasonRequired,
    /// The patient may be opened, but this is not this reader's to do.
    NotAllowed,
}

const BOTH: &[ViewMode] = &[ViewMode::Emergency, ViewMode::Collaboration];
const EMERGENCY_ONLY: &[ViewMode] = &[ViewMode::Emergency];
const COLLABORATION_ONLY: &[ViewMode] = &[ViewMode::Collaboration];

/// かかりつけ医療機関: keeps the record and answers for it.
const FAMILY_DOCTOR: &[PatientAction] = &[
    PatientAction::Open,
    PatientAction::ReadFiles,
    PatientAction::ReadVersions,
    PatientAction::Print,
    PatientAction::Write,
    PatientAction::ReadHistory,
    PatientAction::ReadConsent,
    PatientAction::EditRegistration,
    PatientAction::Withdraw,
];
/// 緊急時紹介先 with a reason: reads all of it and adds its own (追記).
const EMERGENCY_HOSPITAL: &[PatientAction] = &[
    PatientAction::Open,
    PatientAction::ReadFiles,
    PatientAction::ReadVersions,
    PatientAction::Print,
    PatientAction::Write,
];
const TEAM_MEMBER: &[PatientAction] = &[PatientAction::Open, PatientAction::ReadFiles, PatientAction::Print];
const CREW: &[PatientAction] = &[PatientAction::Open];
/// 事務局: who the patient is and the consent, and nothing else.
const OFFICE: &[PatientAction] = &[
    PatientAction::Open,
    PatientAction::ReadConsent,
    PatientAction::EditRegistration,
    PatientAction::Withdraw,
];
/// The same of somebody who withdrew: nothing changes but by a new consent.
const OFFICE_WITHDRAWN: &[PatientAction] = &[PatientAction::Open, PatientAction::ReadConsent, PatientAction::RenewConsent];

/// What this reader may do with a patient to whom it stands so (SPEC 3, "sees").
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
        (Role::Office, true, ..) => Ok(grant(&[], false, OFFICE_WITHDRAWN)),
        (Role::Office, ..) => Ok(grant(&[], false, OFFICE)),
        (_, true, ..) => Err(Denial::NotFound),
        (Role::FamilyClinic, _, true, ..) => Ok(grant(BOTH, claims_program, FAMILY_DOCTOR)),
        (Role::EmergencyHospital, _, true, ..) => Ok(grant(BOTH, true, FAMILY_DOCTOR)),
        (Role::EmergencyHospital, .., true) => Ok(grant(BOTH, true, EMERGENCY_HOSPITAL)),
        (Role::EmergencyHospital, .., false) => Err(Denial::ReasonRequired),
        (Role::Crew, ..) => Ok(grant(EMERGENCY_ONLY, false, CREW)),
        (Role::FamilyClinic | Role::CareTeam, _, _, true, _) => Ok(grant(COLLABORATION_ONLY, false, TEAM_MEMBER)),
        (Role::FamilyClinic | Role::CareTeam | Role::City, ..) => Err(Denial::NotFound),
    }
}

/// Whether this reader may do this with a patient to whom it stands so; with it, what may be seen meanwhile.
pub fn permits(role: Role, relation: Relation, action: PatientAction) -> Result<Grant, Denial> {
    let access = patient_access(role, relation);
    match action {
        // Asked for by nobody else than who was told to give one; harmless where the record is open already.
        PatientAction::GiveReason => match access {
            Err(Denial::ReasonRequired) => Ok(NOTHING),
            other => other,
        },
        // Shows nothing of the patient: the handler asks for proof that the person is known.
        PatientAction::Join if registers_patients(role) && !relation.withdrawn => Ok(NOTHING),
        PatientAction::Join => Err(Denial::NotFound),
        _ => access.and_then(|grant| if grant.allows(action) { Ok(grant) } else { Err(Denial::NotAllowed) }),
    }
}

/// Nothing is shown.
const NOTHING: Grant = grant(&[], false, &[]);

const fn grant(modes: &'static [ViewMode], claims: bool, actions: &'static [PatientAction]) -> Grant {
    Grant { modes, claims, actions }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_case() -> impl Iterator<Item = (Role, Relation)> {
        Role::ALL
            .into_iter()
            .flat_map(|role| Relation::every().map(move |relation| (role, relation)))
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
                Role::Office => assert!(modes.is_empty() && !claims && answer.is_ok(), "{case}"),
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

    /// Who may do what, said once more in other words than the table's: role × relation × consent × action.
    #[test]
    fn every_action_in_every_case() {
        for (role, relation) in every_case() {
            let is_medical = matches!(role, Role::FamilyClinic | Role::EmergencyHospital);
            let family_doctor = is_medical && relation.own && !relation.withdrawn;
            let admitted = role == Role::EmergencyHospital && relation.reason_given && !relation.withdrawn;
            let member = matches!(role, Role::FamilyClinic | Role::CareTeam) && relation.team && !relation.withdrawn;
            let crew = role == Role::Crew && !relation.withdrawn;
            let office = role == Role::Office;
            for action in PatientAction::ALL {
                let expected = match action {
                    PatientAction::Open => family_doctor || admitted || member || crew || office,
                    PatientAction::GiveReason => {
                        role == Role::EmergencyHospital && !relation.withdrawn || family_doctor || member || crew || office
                    }
                    PatientAction::Join => is_medical && !relation.withdrawn,
                    PatientAction::ReadFiles | PatientAction::Print => family_doctor || admitted || member,
                    PatientAction::ReadVersions | PatientAction::Write => family_doctor || admitted,
                    PatientAction::ReadHistory => family_doctor,
                    PatientAction::ReadConsent => family_doctor || office,
                    PatientAction::EditRegistration | PatientAction::Withdraw => family_doctor || office && !relation.withdrawn,
                    PatientAction::RenewConsent => office && relation.withdrawn,
                };
                let answer = permits(role, relation, action);
                // GiveReason is open wherever the record is.
                assert_eq!(answer.is_ok(), expected, "{role:?} {relation:?} {action:?} → {answer:?}");
                // Whoever may not open the patient learns not even that there is one.
                if patient_access(role, relation) == Err(Denial::NotFound) && !expected {
                    assert_eq!(answer, Err(Denial::NotFound), "{role:?} {relation:?} {action:?}");
                }
            }
        }
    }

    /// Role × relation × consent × section: nobody writes what they do not see, and clinical sections need a mode that shows them.
    #[test]
    fn every_section_in_every_case() {
        for (role, relation) in every_case() {
            let grant = patient_access(role, relation).unwrap_or(NOTHING);
            for section in ViewMode::Collaboration.sections().iter().copied() {
                let shown_to_crews = ViewMode::Emergency.sections().contains(&section);
                let reads = match role {
                    Role::Office | Role::City => false,
                    Role::Crew => shown_to_crews && !relation.withdrawn,
                    Role::FamilyClinic => (relation.own || relation.team) && !relation.withdrawn,
                    Role::EmergencyHospital => (relation.own || relation.reason_given) && !relation.withdrawn,
                    Role::CareTeam => relation.team && !relation.withdrawn,
                };
                let writes = match role {
                    Role::FamilyClinic => relation.own && !relation.withdrawn,
                    Role::EmergencyHospital => reads,
                    _ => false,
                };
                assert_eq!(
                    (grant.reads(section), grant.writes(section)),
                    (reads, writes),
                    "{role:?} {relation:?} {section:?}"
                );
            }
        }
    }
}
