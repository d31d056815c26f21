//! Registering a patient, joining as a further family doctor, and correcting who the patient is.

use super::{ConsentGiven, Sex};
use crate::{
    CivilDate,
    basic_info::Contact,
    ids::{PatientId, PatientPath},
};

wire! {
    /// 保険: what links the cities' claims to a person. All fields empty where nothing is known.
    #[derive(Default)]
    pub struct InsuranceCard {
        /// 保険者番号, 6 or 8 digits with a check digit.
        #[serde(default)]
        pub insurer_number: String,
        /// 記号.
        #[serde(default)]
        pub symbol: String,
        /// 番号.
        #[serde(default)]
        pub number: String,
        /// 枝番.
        #[serde(default)]
        pub branch: String,
    }

    /// Who a patient is, as typed into the form. [`Registration::check`] says whether it can be registered.
    pub struct Registration {
        /// 氏名, family and given name with a space between.
        pub name: String,
        /// カナ氏名; hiragana and half-width kana are welcome.
        pub kana: String,
        /// 生年月日 as typed: 和暦 or 西暦 in any form.
        pub birth_date: String,
        /// 性別.
        pub sex: Option<Sex>,
        /// 郵便番号 with or without hyphen; may be empty.
        #[serde(default)]
        pub postal_code: String,
        /// 住所.
        pub address: String,
        /// Municipality of residence (全国地方公共団体コード, 5 digits), from the postal code; empty where unknown.
        #[serde(default)]
        pub city_code: String,
        /// 電話番号, may be empty.
        #[serde(default)]
        pub phone: String,
        /// 血液型, one of [`BLOOD_TYPES`] or empty.
        #[serde(default)]
        pub blood_type: String,
        /// 緊急連絡先, in the order of calling.
        #[serde(default)]
        pub emergency_contacts: Vec<Contact>,
        /// 保険.
        #[serde(default)]
        pub insurance: InsuranceCard,
    }

    /// What is asked before registering: whether this could be somebody who is registered already.
    pub struct DoublesQuery {
        /// カナ氏名 as typed.
        pub kana: String,
        /// 生年月日 as typed.
        pub birth_date: String,
        /// 住所 as typed, to tell whether it agrees.
        #[serde(default)]
        pub address: String,
        /// 保険 as far as typed.
        #[serde(default)]
        pub insurance: InsuranceCard,
    }

    /// Somebody registered who could be the same person. Shown to an institution that may not open the record (yet), so only what tells two
    /// persons apart.
    pub struct Double {
        /// Who.
        pub patient: PatientId,
        /// 氏名.
        pub name: String,
        /// カナ氏名.
        pub kana: String,
        /// 生年月日.
        pub birth_date: CivilDate,
        /// 性別.
        pub sex: Sex,
        /// The municipality of the address; the rest stays hidden.
        pub area: String,
        /// The address typed is the one registered.
        pub same_address: bool,
        /// The insurance typed is the one registered.
        pub same_insurance: bool,
        /// This institution is one of the family doctors already.
        pub own: bool,
    }

    /// Likely doubles, the likeliest first.
    pub struct Doubles {
        /// At most [`DOUBLES_SHOWN`].
        pub doubles: Vec<Double>,
    }

    /// A new patient with the consent.
    pub struct RegisterRequest {
        /// Who.
        pub registration: Registration,
        /// The consent.
        pub consent: ConsentGiven,
        /// Persons shown as likely doubles of whom the person at the form said: somebody else.
        #[serde(default)]
        pub not_these: Vec<PatientId>,
    }

    /// What became of a registration.
    pub enum RegisterOutcome {
        /// Registered.
        Registered(PatientId),
        /// Nothing was written: these could be the same person, and nobody has said yet that they are not.
        Doubles(Vec<Double>),
    }

    /// Becoming a family doctor of somebody registered already.
    pub struct JoinRequest {
        /// カナ氏名 as typed: it must agree, with the birth date, for an id alone opens nothing.
        pub kana: String,
        /// 生年月日 as typed.
        pub birth_date: String,
        /// 保険 as typed: the same insurance stands for kana and birth date, for names change and dates are mistyped.
        #[serde(default)]
        pub insurance: InsuranceCard,
        /// The consent that the patient gave to this institution.
        pub consent: ConsentGiven,
    }
}

/// The choices of 血液型.
pub const BLOOD_TYPES: [&str; 9] = ["A", "B", "O", "AB", "A Rh-", "B Rh-", "O Rh-", "AB Rh-", "不明"];

/// Likely doubles shown.
pub const DOUBLES_SHOWN: usize = 10;

/// Persons of whom a request may say that they are somebody else.
pub const NOT_THESE_MAX: usize = 100;

/// Longest name, in characters.
pub const NAME_MAX: usize = 80;

/// Longest address, in characters.
pub const ADDRESS_MAX: usize = 200;

/// Longest 続柄, in characters.
pub const RELATION_MAX: usize = 20;

/// Most 緊急連絡先.
pub const CONTACTS_MAX: usize = 10;

/// Longest 記号 and 番号, in characters.
pub const INSURANCE_MAX: usize = 40;

endpoint!(
    /// Persons registered already who could be the one at the form: same kana and birth date after folding, or same insurance. Who is shown is in the audit log.
    FindDoubles = Post "/api/patients/doubles", RegisterPatients, body: DoublesQuery => Doubles
);
endpoint!(
    /// Registers a patient; this institution becomes the family doctor. Asks first about likely doubles.
    RegisterPatient = Post "/api/patients", RegisterPatients, body: RegisterRequest => RegisterOutcome
);
endpoint!(
    /// This institution becomes one of the family doctors of somebody registered already.
    JoinPatient = Post "/api/patients/{patient}/join", Patient(Join), path: PatientPath, body: JoinRequest => ()
);
endpoint!(
    /// Who the patient is, as it can be corrected.
    GetRegistration = Get "/api/patients/{patient}/registration", Patient(EditRegistration), path: PatientPath => Registration
);
endpoint!(
    /// Corrects who the patient is.
    UpdateRegistration = Put "/api/patients/{patient}/registration", Patient(EditRegistration), path: PatientPath, body: Registration => ()
);
