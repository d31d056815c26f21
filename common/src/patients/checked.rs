//! What a registration form may hold: who the patient is, checked and in one way of writing.
//!
//! The fields that an error names are those of [`Registration`] and [`ConsentGiven`](super::ConsentGiven), which have none in common:
//! `birth_date`, `insurance.number`, `emergency_contacts.0.phone`, `given_on`.

use super::{
    InsuranceCard, JoinRequest, RegisterRequest, Registration, Sex,
    consent::CheckedConsent,
    fields,
    registration::{ADDRESS_MAX, DoublesQuery, NAME_MAX, NOT_THESE_MAX},
};
use crate::{
    CivilDate,
    basic_info::Contact,
    check::{Checker, single_spaced},
    error::{ApiError, ErrorCode},
};

/// What the screen calls the reading.
const KANA: &str = "カナ氏名";

/// A registration in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedRegistration {
    /// 氏名, one space between the parts.
    pub name: String,
    /// カナ氏名 in full-width katakana, one space between the parts.
    pub kana: String,
    /// 生年月日.
    pub birth_date: CivilDate,
    /// 性別.
    pub sex: Sex,
    /// 郵便番号 as `802-0001`, or empty.
    pub postal_code: String,
    /// 住所.
    pub address: String,
    /// Municipality of residence, 5 digits or empty.
    pub city_code: String,
    /// 電話番号: digits and single hyphens, or empty.
    pub phone: String,
    /// 血液型: one of [`BLOOD_TYPES`](super::registration::BLOOD_TYPES) or empty.
    pub blood_type: String,
    /// 緊急連絡先 without empty ones.
    pub emergency_contacts: Vec<Contact>,
    /// 保険 with insurer and number at least, numbers in half width; none where nothing was typed.
    pub insurance: Option<InsuranceCard>,
}

/// What tells whether somebody is the person meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// カナ氏名.
    pub kana: String,
    /// 生年月日.
    pub birth_date: CivilDate,
    /// 住所, empty where it was not typed.
    pub address: String,
    /// 保険, where a whole one was typed.
    pub insurance: Option<InsuranceCard>,
}

impl Registration {
    /// Whether this can be registered.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, today: CivilDate) -> Result<CheckedRegistration, ApiError> {
        let mut checker = Checker::default();
        let checked = self.read(&mut checker, today);
        checker.finish(checked)
    }

    fn read(&self, checker: &mut Checker, today: CivilDate) -> Option<CheckedRegistration> {
        let name = checker.required_line("name", &self.name, NAME_MAX, "氏名を入力してください。");
        let kana = checker.kana("kana", &self.kana, NAME_MAX, KANA);
        let birth_date = checker.past_day("birth_date", &self.birth_date, today);
        if self.sex.is_none() {
            checker.refuse("sex", "性別を選んでください。");
        }
        let postal_code = checker.postal_code("postal_code", &self.postal_code);
        let address = checker.required_line("address", &self.address, ADDRESS_MAX, "住所を入力してください。");
        let city_code = checker.city_code("city_code", &self.city_code);
        let phone = checker.phone("phone", &self.phone);
        let blood_type = checker.line("blood_type", &self.blood_type, 20);
        let blood_type = fields::fold_blood_type(&blood_type).unwrap_or_else(|| {
            checker.refuse("blood_type", "血液型を一覧から選んでください。");
            ""
        });
        let emergency_contacts = fields::contacts(checker, &self.emergency_contacts);
        let insurance = fields::insurance(checker, &self.insurance);
        Some(CheckedRegistration {
            name: single_spaced(&name),
            kana,
            birth_date: birth_date?,
            sex: self.sex?,
            postal_code,
            address,
            city_code,
            phone,
            blood_type: blood_type.to_owned(),
            emergency_contacts,
            insurance,
        })
    }
}

impl CheckedRegistration {
    /// Who this is, for the search for likely doubles.
    pub fn identity(&self) -> Identity {
        Identity {
            kana: self.kana.clone(),
            birth_date: self.birth_date,
            address: self.address.clone(),
            insurance: self.insurance.clone(),
        }
    }
}

impl RegisterRequest {
    /// Whether the person can be registered with this consent.
    ///
    /// # Errors
    /// Every field that is wrong, of both.
    pub fn check(&self, today: CivilDate) -> Result<(CheckedRegistration, CheckedConsent), ApiError> {
        if self.not_these.len() > NOT_THESE_MAX {
            return Err(ErrorCode::Invalid.into());
        }
        let mut checker = Checker::default();
        let registration = self.registration.read(&mut checker, today);
        let consent = self.consent.read(&mut checker, today);
        checker.finish(registration.zip(consent))
    }
}

impl DoublesQuery {
    /// Whom to look for: kana and birth date must be whole, for nobody is found by a beginning. An unfinished insurance does not count.
    ///
    /// # Errors
    /// Every field that is wrong or not yet whole.
    pub fn check(&self, today: CivilDate) -> Result<Identity, ApiError> {
        let mut checker = Checker::default();
        let checked = identity(&mut checker, &self.kana, &self.birth_date, &self.insurance, today).map(|identity| Identity {
            address: checker.line("address", &self.address, ADDRESS_MAX),
            ..identity
        });
        checker.finish(checked)
    }
}

impl JoinRequest {
    /// What proves that the patient is known, and the consent. An unfinished insurance proves nothing.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, today: CivilDate) -> Result<(Identity, CheckedConsent), ApiError> {
        let mut checker = Checker::default();
        let identity = identity(&mut checker, &self.kana, &self.birth_date, &self.insurance, today);
        let consent = self.consent.read(&mut checker, today);
        checker.finish(identity.zip(consent))
    }
}

fn identity(checker: &mut Checker, typed_kana: &str, birth_date: &str, card: &InsuranceCard, today: CivilDate) -> Option<Identity> {
    let kana = checker.kana("kana", typed_kana, NAME_MAX, KANA);
    let birth_date = checker.past_day("birth_date", birth_date, today);
    Some(Identity {
        kana,
        birth_date: birth_date?,
        address: String::new(),
        insurance: card.check().ok().flatten(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::patients::ConsentGiven;

    const TODAY: CivilDate = match CivilDate::new(2026, 11, 22) {
        Some(day) => day,
        None => unreachable!(),
    };

    fn typed() -> Registration {
        Registration {
            name: "山﨑　時子".into(),
            kana: "やまざき　ﾄｷｺ".into(),
            birth_date: "S14.3.15".into(),
            sex: Some(Sex::Female),
            postal_code: "８０００００１".into(),
            address: " 福岡県北九州市門司区1-2 ".into(),
            city_code: "40100".into(),
            phone: "０９３－０００－００００".into(),
            blood_type: "A型 Rh(+)".into(),
            emergency_contacts: vec![
                Contact {
                    name: " ".into(),
                    relation: String::new(),
                    phone: String::new(),
                },
                Contact {
                    name: "山﨑 良子".into(),
                    relation: "長女".into(),
                    phone: "09000000000".into(),
                },
            ],
            insurance: InsuranceCard::default(),
        }
    }

    fn consent() -> ConsentGiven {
        ConsentGiven {
            explained_by: "松田 一郎".into(),
            signed_by: "山﨑 時子".into(),
            relation: "本人".into(),
            given_on: "令和8年11月1日".into(),
            form: None,
        }
    }

    #[test]
    fn is_kept_in_one_way_of_writing() {
        let checked = typed().check(TODAY).unwrap();
        assert_eq!((checked.name.as_str(), checked.kana.as_str()), ("山﨑 時子", "ヤマザキ トキコ"));
        assert_eq!(checked.birth_date.to_string(), "1939-03-15");
        assert_eq!((checked.postal_code.as_str(), checked.phone.as_str()), ("800-0001", "093-000-0000"));
        assert_eq!(
            (checked.address.as_str(), checked.blood_type.as_str()),
            ("福岡県北九州市門司区1-2", "A")
        );
        assert_eq!(checked.emergency_contacts.len(), 1, "an empty line is no contact");
        assert_eq!(checked.insurance, None);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let long = "長".repeat(201);
        type Spoil = fn(&mut Registration, &str);
        let wrong: [(&str, Spoil); 18] = [
            ("name", |form, _| form.name = " 　".into()),
            ("name", |form, long| form.name = long.into()),
            ("name", |form, _| form.name = "山\u{202e}田".into()),
            ("kana", |form, _| form.kana = "山﨑".into()),
            ("birth_date", |form, _| form.birth_date = String::new()),
            ("birth_date", |form, _| form.birth_date = "1939/2/30".into()),
            ("birth_date", |form, _| form.birth_date = "2026/11/23".into()),
            ("birth_date", |form, _| form.birth_date = "昭和64年1月9日".into()),
            ("birth_date", |form, _| form.birth_date = "S14".into()),
            ("sex", |form, _| form.sex = None),
            ("postal_code", |form, _| form.postal_code = "80000".into()),
            ("address", |form, long| form.address = long.into()),
            ("city_code", |form, _| form.city_code = "北九州".into()),
            ("phone", |form, _| form.phone = "でんわ".into()),
            ("blood_type", |form, _| form.blood_type = "C".into()),
            ("emergency_contacts.1.phone", |form, _| {
                form.emergency_contacts[1].phone = "119".into()
            }),
            ("emergency_contacts.1.name", |form, _| {
                form.emergency_contacts[1].name = String::new()
            }),
            ("insurance.insurer_number", |form, _| form.insurance.number = "12".into()),
        ];
        for (field, spoil) in wrong {
            let mut form = typed();
            spoil(&mut form, &long);
            let error = form.check(TODAY).unwrap_err();
            assert_eq!(error.code, ErrorCode::Invalid);
            assert_eq!(
                error.fields.iter().map(|wrong| wrong.field.as_str()).collect::<Vec<_>>(),
                [field],
                "{form:?}"
            );
            assert!(error.fields[0].message.ends_with('。'), "{}", error.fields[0].message);
        }
        let mut many = typed();
        many.emergency_contacts = vec![many.emergency_contacts[1].clone(); 11];
        assert_eq!(many.check(TODAY).unwrap_err().fields[0].field, "emergency_contacts");
    }

    #[test]
    fn registration_and_consent_are_refused_together() {
        let mut request = RegisterRequest {
            registration: typed(),
            consent: consent(),
            not_these: Vec::new(),
        };
        assert!(request.check(TODAY).is_ok());
        request.registration.sex = None;
        request.consent.relation = String::new();
        request.consent.given_on = "令和8年12月1日".into();
        request.consent.form = Some(crate::files::UploadToken("../etc".into()));
        let error = request.check(TODAY).unwrap_err();
        let fields: Vec<&str> = error.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, ["sex", "relation", "given_on", "form"]);
    }

    #[test]
    fn doubles_are_asked_for_by_whole_names_and_dates() {
        let mut query = DoublesQuery {
            kana: "やまざき ときこ".into(),
            birth_date: "S14.3.15".into(),
            address: String::new(),
            insurance: InsuranceCard::default(),
        };
        query.insurance.insurer_number = "394".into();
        assert_eq!(
            query.check(TODAY).unwrap().insurance,
            None,
            "an unfinished insurance does not count"
        );
        for (kana, birth_date) in [("", "S14.3.15"), ("ヤマザキ", "S14"), ("山", "S14.3.15")] {
            query.kana = kana.into();
            query.birth_date = birth_date.into();
            assert!(query.check(TODAY).is_err(), "{kana} {birth_date}");
        }
    }

    proptest! {
        /// What was accepted is accepted again and changes no more: a form that shows what is stored can always be saved.
        #[test]
        fn what_is_accepted_stays_as_it_is(name in "[一-龠 　]{1,10}", kana in "[ぁ-んー 　]{1,12}", address in ".{0,30}", day in 1u8..=28) {
            let mut form = Registration { name, kana, birth_date: format!("S20.3.{day}"), address, ..typed() };
            if let Ok(checked) = form.check(TODAY) {
                form.name.clone_from(&checked.name);
                form.kana.clone_from(&checked.kana);
                form.birth_date = checked.birth_date.to_string();
                form.address.clone_from(&checked.address);
                form.phone.clone_from(&checked.phone);
                form.emergency_contacts.clone_from(&checked.emergency_contacts);
                prop_assert_eq!(form.check(TODAY), Ok(checked));
            }
        }
    }
}
