//! Registering and finding a patient, the consent, and reading the record.

pub mod checked;
pub mod consent;
mod fields;
pub mod registration;

use crate::{
    CivilDate,
    access::PatientAction,
    basic_info::{Contact, SectionView, ViewMode},
    claims::ClaimsInfo,
    ids::{PatientId, PatientPath},
};

pub use checked::{CheckedRegistration, Identity};
pub use consent::{
    CheckedConsent, CheckedWithdrawal, ConsentEvent, ConsentGiven, ConsentKind, ConsentRecord, GetConsentForm, RenewConsent,
    WithdrawConsent, Withdrawal,
};
pub use fields::fold_blood_type;
pub use registration::{
    Double, Doubles, DoublesQuery, FindDoubles, GetRegistration, InsuranceCard, JoinPatient, JoinRequest, RegisterOutcome, RegisterPatient,
    RegisterRequest, Registration, UpdateRegistration,
};

wire! {
    /// 性別, as registered.
    #[derive(Copy, Eq, Hash)]
    pub enum Sex {
        /// 男性.
        Male,
        /// 女性.
        Female,
    }

    /// What is looked for. At least one field must be filled. Travels in the body, since names do not belong in URLs.
    pub struct PatientQuery {
        /// 氏名: kana or kanji, whole or its beginning, family name, given name or both.
        #[serde(default)]
        pub name: String,
        /// 生年月日 as typed: 和暦 or 西暦, whole or its beginning.
        #[serde(default)]
        pub birth_date: String,
        /// カード番号, with or without hyphens.
        #[serde(default)]
        pub card_number: String,
    }

    /// One line of a result list: enough to tell two persons apart.
    pub struct PatientSummary {
        /// Id.
        pub id: PatientId,
        /// 氏名.
        pub name: String,
        /// カナ氏名.
        pub kana: String,
        /// 生年月日.
        pub birth_date: CivilDate,
        /// 性別.
        pub sex: Sex,
        /// 住所.
        pub address: String,
        /// カード番号, empty where no card was issued.
        pub card_number: String,
        /// 同姓同名あり: another registered person has the same name, in kana or kanji.
        pub has_namesake: bool,
        /// The consent is withdrawn. Only the office ever sees such a line.
        pub withdrawn: bool,
    }

    /// The answer to a search.
    pub struct PatientList {
        /// In kana order, at most [`RESULTS_SHOWN`].
        pub patients: Vec<PatientSummary>,
        /// There are more; the search should be narrowed.
        pub more: bool,
    }

    /// Why an emergency hospital opens a record.
    #[derive(Copy, Eq, Hash)]
    pub enum OpenReason {
        /// 救急搬送.
        EmergencyTransport,
        /// 転院.
        HospitalTransfer,
        /// その他, with a note.
        Other,
    }

    /// The reason given at opening.
    pub struct OpenRequest {
        /// Which reason.
        pub reason: OpenReason,
        /// Required with その他; at most [`NOTE_MAX`] characters.
        #[serde(default)]
        pub note: String,
    }

    /// How the record should be shown.
    #[derive(Copy)]
    pub struct ViewQuery {
        /// The mode asked for; the role's first mode when left out or not allowed.
        #[serde(default)]
        pub mode: Option<ViewMode>,
    }

    /// 登録施設: an institution that keeps basic_info of the patient.
    pub struct InstitutionRecord {
        /// 施設名.
        pub name: String,
        /// 前回記録日: the record before the newest, or the newest where there is only one.
        pub previous_on: Option<CivilDate>,
        /// 最新記録日.
        pub latest_on: Option<CivilDate>,
    }

    /// One patient's record as this reader may see it.
    pub struct PatientView {
        /// Who this is.
        pub patient: PatientSummary,
        /// 郵便番号, empty where unknown.
        pub postal_code: String,
        /// 電話番号, empty where unknown.
        pub phone: String,
        /// 血液型, empty where unknown.
        pub blood_type: String,
        /// 緊急連絡先 of the registration.
        pub emergency_contacts: Vec<Contact>,
        /// The mode shown; none where the reader sees no clinical content.
        pub mode: Option<ViewMode>,
        /// Modes the reader may choose from.
        pub modes: Vec<ViewMode>,
        /// Sections in the order of the mode (SPEC 2), every one of them, empty ones too.
        pub sections: Vec<SectionView>,
        /// 登録施設.
        pub institutions: Vec<InstitutionRecord>,
        /// 行政情報, where the reader may see it and the city takes part.
        pub claims: Option<ClaimsInfo>,
        /// What the reader may do with this patient.
        pub actions: Vec<PatientAction>,
        /// The consent, where the reader may see it.
        pub consent: Option<ConsentRecord>,
    }
}

/// Results of one search.
pub const RESULTS_SHOWN: usize = 30;

/// Longest search text, in characters.
pub const QUERY_MAX: usize = 64;

/// Longest note to a reason, in characters.
pub const NOTE_MAX: usize = 200;

impl Sex {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Male => "男性",
            Self::Female => "女性",
        }
    }
}

impl OpenReason {
    /// All reasons, in the order of the buttons.
    pub const ALL: [Self; 3] = [Self::EmergencyTransport, Self::HospitalTransfer, Self::Other];

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EmergencyTransport => "救急搬送",
            Self::HospitalTransfer => "転院",
            Self::Other => "その他",
        }
    }

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::EmergencyTransport => "emergency_transport",
            Self::HospitalTransfer => "hospital_transfer",
            Self::Other => "other",
        }
    }

    /// The reason of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

endpoint!(
    /// Patients the reader may find, by name, birth date or card number.
    SearchPatients = Post "/api/patients/search", FindPatients, body: PatientQuery => PatientList
);
endpoint!(
    /// Records why an emergency hospital opens this patient; the family doctor sees it. Holds for this session.
    OpenPatient = Post "/api/patients/{patient}/open", Patient(GiveReason), path: PatientPath, body: OpenRequest => ()
);
endpoint!(
    /// One patient's record, in the mode the reader may see.
    GetPatient = Get "/api/patients/{patient}", Patient(Open), path: PatientPath, query: ViewQuery => PatientView
);
endpoint!(
    /// The record as a PDF of one clean A4 page (a long one flows on), in the mode asked for.
    PrintPatient = Get "/api/patients/{patient}/print", Patient(Print), path: PatientPath, query: ViewQuery => file
);
