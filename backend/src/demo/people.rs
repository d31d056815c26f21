//! The people of the demo and how a row of their table becomes a registration.
//!
//! The table itself is [`people_table`](super::people_table); clinical records are composed in
//! [`records`](super::records), visits in [`visits`](super::visits).

use tobiume_common::{CivilDate, basic_info::Contact, patients::Sex};

use super::{
    calendar::days_before,
    illness::Illness,
    life::{Home, Life},
    network, people_table, records,
    types::{DemoInsurance, DemoPatient, DemoRecord, DemoTeam},
    visits,
    wills::Will,
};

/// A part of a town, with what numbers there look like.
#[derive(Debug)]
pub(super) struct Town {
    pub postal_code: &'static str,
    pub address: &'static str,
    pub city_code: &'static str,
    /// Beginning of telephone numbers; what follows is never assigned.
    pub phone: &'static str,
    /// 緊急時紹介先 of the area.
    pub hospital: &'static str,
}

/// An institution and what it treats this person for.
pub(super) type Care = (&'static str, &'static [&'static Illness]);

/// A row of the table.
#[derive(Debug)]
pub(super) struct Person {
    pub name: &'static str,
    pub kana: &'static str,
    pub born: (i16, u8, u8),
    pub sex: Sex,
    pub town: &'static Town,
    pub home: Home,
    pub life: &'static Life,
    pub will: &'static Will,
    pub care: &'static [Care],
    /// How many items the first institution fills in; 99 for all of them.
    pub items: usize,
    /// How many visits the city's data tell of; 0 where the person is not in the claims program.
    pub visits: usize,
    /// Whether a team cares for the person at home.
    pub team: bool,
}

/// One person on `today`, with a number that makes each row differ from its like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'a> {
    pub person: &'a Person,
    pub seed: usize,
    pub today: CivilDate,
}

/// All people of the table, as registered.
pub(super) fn patients(today: CivilDate) -> Vec<DemoPatient> {
    people_table::PEOPLE
        .iter()
        .enumerate()
        .map(|(index, person)| {
            // The card 0012-3456-7 and those before it belong to the special cases.
            Case {
                person,
                seed: index + 20,
                today,
            }
            .patient()
        })
        .collect()
}

impl Case<'_> {
    /// The registration with everything that hangs on it.
    pub fn patient(self) -> DemoPatient {
        let person = self.person;
        let records = records::records(self);
        DemoPatient {
            name: person.name.into(),
            kana: person.kana.into(),
            birth_date: self.birth_date(),
            sex: person.sex,
            postal_code: person.town.postal_code.into(),
            address: self.address(),
            phone: format!("{}-{}", person.town.phone, self.digits(4)),
            blood_type: self.blood_type().into(),
            city_code: person.town.city_code.into(),
            card_number: card_number(self.seed),
            emergency_contacts: self.contacts(),
            insurance: Some(self.insurance()),
            consent_given_on: self.consent_day(&records),
            consent_withdrawn_on: None,
            claims_program: person.visits > 0,
            registered_by: self.registered_by(),
            team: person.team.then(|| self.team()),
            visits: visits::visits(self),
            records,
        }
    }

    /// One of the alternatives, the same one each time; `salt` keeps two choices of one person apart.
    pub fn pick<T>(self, alternatives: &[T], salt: usize) -> Option<&T> {
        alternatives.get((self.seed * 7 + salt * 5 + self.seed / 3) % alternatives.len().max(1))
    }

    /// 生年月日. That every row's day exists is tested.
    pub fn birth_date(self) -> CivilDate {
        let (year, month, day) = self.person.born;
        CivilDate::new(year, month, day).unwrap_or(self.today)
    }

    /// Age in whole years.
    pub fn age(self) -> u16 {
        self.birth_date().age_on(self.today)
    }

    /// 緊急連絡先: those who are called, nearest first.
    pub fn contacts(self) -> Vec<Contact> {
        let family = self.person.name.split(' ').next().unwrap_or_default();
        let contact = |name: String, relation: &str, salt: usize| Contact {
            name,
            relation: relation.into(),
            phone: format!("090-0000-{:04}", (self.seed * 137 + salt * 2111 + 1000) % 10_000),
        };
        let same = |given: &str, relation: &str, salt| contact(format!("{family} {given}"), relation, salt);
        let first = match (self.age(), self.person.sex) {
            (0..20, _) => return vec![same("麻衣", "母", 1), same("健太", "父", 2)],
            (20..60, Sex::Female) => same("亮介", "夫", 1),
            (20..60, Sex::Male) => same("久美子", "姉", 1),
            _ => {
                let (given, relation) = *self
                    .pick(
                        &[
                            ("良子", "長女"),
                            ("浩二", "長男"),
                            ("誠", "次男"),
                            ("京子", "長男の妻"),
                            ("真弓", "次女"),
                        ],
                        1,
                    )
                    .unwrap_or(&("浩", "長男"));
                same(given, relation, 1)
            }
        };
        let married = ["藤井 智美", "森田 早苗", "大庭 香織", "野口 恵"];
        match self.seed % 3 {
            0 => vec![first],
            1 => vec![
                first,
                contact(self.pick(&married, 2).copied().unwrap_or(married[0]).into(), "姪", 2),
            ],
            _ => vec![
                first,
                contact(self.pick(&married, 3).copied().unwrap_or(married[0]).into(), "妹", 2),
                contact("地域包括支援センター".into(), "相談先", 3),
            ],
        }
    }

    /// The insurance by age: 後期高齢者医療, 国保, or an employer's for the younger.
    pub fn insurance(self) -> DemoInsurance {
        let number = self.digits(8);
        let family = |insurer: &str, symbol: &str| DemoInsurance {
            insurer_number: insurer.into(),
            symbol: symbol.into(),
            number: number.clone(),
            branch: "01".into(),
        };
        match (self.age(), self.person.town.city_code) {
            (75.., _) => DemoInsurance {
                insurer_number: "39400015".into(),
                symbol: String::new(),
                number,
                branch: String::new(),
            },
            (60.., "40100") => family("00400010", "北九"),
            (60.., "40130") => family("00400028", "福国"),
            (60.., _) => family("00400036", "筑国"),
            _ => family("01400019", "4010"),
        }
    }

    /// 番地 99 does not exist in these parts.
    fn address(self) -> String {
        format!("{}99番{}号", self.person.town.address, self.seed % 40 + 1)
    }

    fn digits(self, count: usize) -> String {
        let number = 10_340_027 + self.seed * 10_007;
        let text = number.to_string();
        text[text.len().saturating_sub(count)..].to_owned()
    }

    fn blood_type(self) -> &'static str {
        const TYPES: [&str; 6] = ["A", "O", "B", "", "AB", "A"];
        // A text of the record speaks of the Rh(-) of the young woman.
        if (18..45).contains(&self.age()) && self.person.sex == Sex::Female {
            return "O Rh-";
        }
        TYPES[self.seed % TYPES.len()]
    }

    fn consent_day(self, records: &[DemoRecord]) -> CivilDate {
        let first = records.iter().filter_map(|record| record.recorded_on.first()).min();
        days_before(first.copied().unwrap_or(self.today), 3 + self.seed as u32 % 25)
    }

    /// Family doctors; an emergency hospital is one only where there is no other.
    fn registered_by(self) -> Vec<&'static str> {
        let all = || self.person.care.iter().map(|&(code, _)| code);
        let clinics: Vec<_> = all().filter(|&code| !network::is_emergency_hospital(code)).collect();
        if clinics.is_empty() { all().collect() } else { clinics }
    }

    fn team(self) -> DemoTeam {
        let doctor = self.registered_by().first().and_then(|code| network::author(code));
        let mut members: Vec<_> = doctor.map(|user| user.login_id).into_iter().collect();
        members.extend(["001@kango.fukuoka", "001@caremane.fukuoka", "001@4041400019.fukuoka"]);
        members.extend(self.pick(&["001@kaigo.fukuoka", "001@4031300011.fukuoka", "002@kango.fukuoka"], 9));
        DemoTeam {
            name: team_name(self.person.name),
            members,
        }
    }
}

/// The name that the product proposes for a team.
pub(super) fn team_name(patient: &str) -> String {
    format!("{}さんチーム", patient.replace(' ', ""))
}

/// A card number: the area, a running number, and a digit that makes slips of the pen visible.
pub(super) fn card_number(seed: usize) -> String {
    let number = 123_390 + seed * 37;
    let text = format!("{number:08}");
    let check = (seed * 3 + 4) % 10;
    format!("{}-{}-{check}", &text[..4], &text[4..])
}
