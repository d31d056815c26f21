//! Forms as a clinic fills them, and the calls that send them.

use tobiume_common::{
    ApiError,
    ids::{PatientId, PatientPath},
    patients::{
        ConsentGiven, Double, DoublesQuery, FindDoubles, GetRegistration, InsuranceCard, JoinPatient, JoinRequest, RegisterOutcome,
        RegisterPatient, RegisterRequest, Registration, RenewConsent, Sex, UpdateRegistration, WithdrawConsent, Withdrawal,
    },
};

use super::Client;

/// A form with what must be filled.
pub fn form(name: &str, kana: &str, birth_date: &str) -> Registration {
    Registration {
        name: name.to_owned(),
        kana: kana.to_owned(),
        birth_date: birth_date.to_owned(),
        sex: Some(Sex::Female),
        postal_code: "800-0001".to_owned(),
        address: "福岡県北九州市門司区0丁目99番".to_owned(),
        city_code: "40100".to_owned(),
        phone: "093-000-0000".to_owned(),
        blood_type: String::new(),
        emergency_contacts: Vec::new(),
        insurance: InsuranceCard::default(),
    }
}

/// An insurance card of 後期高齢者医療, where each person has a number.
pub fn card(number: &str) -> InsuranceCard {
    InsuranceCard {
        insurer_number: "39400015".to_owned(),
        number: number.to_owned(),
        ..InsuranceCard::default()
    }
}

/// A consent that the patient signed.
pub fn consent(given_on: &str) -> ConsentGiven {
    ConsentGiven {
        explained_by: "松田 隆".to_owned(),
        signed_by: "本人".to_owned(),
        relation: "本人".to_owned(),
        given_on: given_on.to_owned(),
        form: None,
    }
}

fn path(patient: i64) -> PatientPath {
    PatientPath {
        patient: PatientId(patient),
    }
}

impl Client {
    /// Registers a patient with a consent of 2026-10-01.
    pub fn register(&mut self, registration: &Registration, not_these: &[i64]) -> Result<RegisterOutcome, ApiError> {
        self.register_with(registration, consent("2026/10/1"), not_these)
    }

    /// Registers a patient with this consent.
    pub fn register_with(
        &mut self,
        registration: &Registration,
        consent: ConsentGiven,
        not_these: &[i64],
    ) -> Result<RegisterOutcome, ApiError> {
        let request = RegisterRequest {
            registration: registration.clone(),
            consent,
            not_these: not_these.iter().copied().map(PatientId).collect(),
        };
        self.call::<RegisterPatient>(&(), "", &request)
    }

    /// The id of a patient who is registered without question.
    pub fn registered(&mut self, registration: &Registration, not_these: &[i64]) -> i64 {
        match self.register(registration, not_these).unwrap() {
            RegisterOutcome::Registered(patient) => patient.0,
            RegisterOutcome::Doubles(doubles) => panic!("asks about {doubles:?}"),
        }
    }

    /// Likely doubles of who is on the form.
    pub fn doubles(&mut self, form: &Registration) -> Vec<Double> {
        let query = DoublesQuery {
            kana: form.kana.clone(),
            birth_date: form.birth_date.clone(),
            address: form.address.clone(),
            insurance: form.insurance.clone(),
        };
        self.call::<FindDoubles>(&(), "", &query).unwrap().doubles
    }

    /// Becomes a family doctor by what is on the form.
    pub fn join(&mut self, patient: i64, form: &Registration) -> Result<(), ApiError> {
        let request = JoinRequest {
            kana: form.kana.clone(),
            birth_date: form.birth_date.clone(),
            insurance: form.insurance.clone(),
            consent: consent("2026/10/1"),
        };
        self.call::<JoinPatient>(&path(patient), "", &request)
    }

    /// Who the patient is, as the form has it.
    pub fn registration(&mut self, patient: i64) -> Result<Registration, ApiError> {
        self.call::<GetRegistration>(&path(patient), "", &())
    }

    /// Corrects who the patient is.
    pub fn correct(&mut self, patient: i64, form: &Registration) -> Result<(), ApiError> {
        self.call::<UpdateRegistration>(&path(patient), "", form)
    }

    /// Records that the patient withdrew.
    pub fn withdraw(&mut self, patient: i64, withdrawn_on: &str) -> Result<(), ApiError> {
        let withdrawal = Withdrawal {
            withdrawn_on: withdrawn_on.to_owned(),
            told_by: "本人".to_owned(),
            note: "電話で申し出".to_owned(),
        };
        self.call::<WithdrawConsent>(&path(patient), "", &withdrawal)
    }

    /// Records a new consent.
    pub fn renew(&mut self, patient: i64, given_on: &str) -> Result<(), ApiError> {
        self.call::<RenewConsent>(&path(patient), "", &consent(given_on))
    }
}
