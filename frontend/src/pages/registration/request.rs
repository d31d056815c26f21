//! What a registration form begins with, and what is asked with it.

use std::cell::RefCell;

use tobiume_common::{
    CivilDate,
    ids::PatientId,
    japanese::{is_katakana, to_katakana},
    patients::{ConsentGiven, DoublesQuery, InsuranceCard, JoinRequest, PatientQuery, RegisterRequest, Registration},
    session::Session,
};

use super::contacts::empty_contact;
use crate::{pages::consent::consent_today, state::search::Search, time};

/// What goes over from one registration to the next: 説明者 and 同意日, for the same user on the same day.
#[derive(Clone, PartialEq)]
struct Kept {
    login_id: String,
    today: CivilDate,
    explained_by: String,
    given_on: String,
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// A new registration.
pub fn next(user: &Session) -> RegisterRequest {
    RegisterRequest {
        registration: empty(),
        consent: consent(user),
        not_these: Vec::new(),
    }
}

/// A new registration, with what was looked for in vain.
pub fn begin(user: &Session, search: &Search) -> RegisterRequest {
    let mut request = next(user);
    if let Some(query) = search.in_vain() {
        take_over(&mut request.registration, query);
    }
    request
}

fn empty() -> Registration {
    Registration {
        name: String::new(),
        kana: String::new(),
        birth_date: String::new(),
        sex: None,
        postal_code: String::new(),
        address: String::new(),
        city_code: String::new(),
        phone: String::new(),
        blood_type: String::new(),
        emergency_contacts: vec![empty_contact()],
        insurance: InsuranceCard::default(),
    }
}

/// A name in kana is the reading, any other is the name.
fn take_over(registration: &mut Registration, query: &PatientQuery) {
    let name = query.name.trim();
    if is_katakana(&to_katakana(name)) {
        registration.kana = name.to_owned();
    } else {
        registration.name = name.to_owned();
    }
    registration.birth_date = query.birth_date.trim().to_owned();
}

/// A consent that this user explained today, or as at the registration before.
fn consent(user: &Session) -> ConsentGiven {
    let kept = KEPT.with_borrow(Clone::clone);
    let mut consent = consent_today(user);
    if let Some(kept) = kept.filter(|kept| kept.login_id == user.login_id && Some(kept.today) == time::today()) {
        (consent.explained_by, consent.given_on) = (kept.explained_by, kept.given_on);
    }
    consent
}

/// Keeps what the next registration of this user begins with.
pub fn keep(user: &Session, consent: &ConsentGiven) {
    KEPT.set(time::today().map(|today| Kept {
        login_id: user.login_id.clone(),
        today,
        explained_by: consent.explained_by.clone(),
        given_on: consent.given_on.clone(),
    }));
}

/// Whom to look for among the registered; nobody before kana and birth date are whole.
pub fn doubles_query(registration: &Registration) -> Option<DoublesQuery> {
    let query = DoublesQuery {
        kana: registration.kana.clone(),
        birth_date: registration.birth_date.clone(),
        address: registration.address.clone(),
        insurance: registration.insurance.clone(),
    };
    query.check(time::today()?).is_ok().then_some(query)
}

/// Joins the family doctors of somebody registered.
pub fn join_request(request: &RegisterRequest) -> JoinRequest {
    JoinRequest {
        kana: request.registration.kana.clone(),
        birth_date: request.registration.birth_date.clone(),
        insurance: request.registration.insurance.clone(),
        consent: request.consent.clone(),
    }
}

/// The person says of somebody shown that it is somebody else, or takes that back.
pub fn toggle_other(request: &mut RegisterRequest, patient: PatientId) {
    if request.not_these.contains(&patient) {
        request.not_these.retain(|other| *other != patient);
    } else {
        request.not_these.push(patient);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_for_goes_where_it_belongs() {
        let taken = |name: &str| {
            let mut registration = empty();
            let query = PatientQuery {
                name: name.into(),
                birth_date: " S14.3.15".into(),
                card_number: "0012".into(),
            };
            take_over(&mut registration, &query);
            (registration.name, registration.kana, registration.birth_date)
        };
        assert_eq!(taken("山﨑 "), ("山﨑".into(), String::new(), "S14.3.15".into()));
        assert_eq!(
            taken("やまざき ときこ"),
            (String::new(), "やまざき ときこ".into(), "S14.3.15".into())
        );
        assert_eq!(taken("ﾔﾏｻﾞｷ"), (String::new(), "ﾔﾏｻﾞｷ".into(), "S14.3.15".into()));
        assert_eq!(taken(""), (String::new(), String::new(), "S14.3.15".into()));
    }

    #[test]
    fn somebody_else_can_be_taken_back() {
        let mut request = RegisterRequest {
            registration: empty(),
            consent: ConsentGiven {
                explained_by: String::new(),
                signed_by: String::new(),
                relation: String::new(),
                given_on: String::new(),
                form: None,
            },
            not_these: vec![PatientId(3)],
        };
        toggle_other(&mut request, PatientId(5));
        assert_eq!(request.not_these, [PatientId(3), PatientId(5)]);
        toggle_other(&mut request, PatientId(3));
        assert_eq!(request.not_these, [PatientId(5)]);
    }
}
