//! How the region is divided, as the office keeps it: 二次保健医療圏, 郡市区医師会, and the cities with their レセプトデータ等活用事業.

use std::collections::BTreeSet;

use super::NetworkOverview;
use crate::{
    ApiError, CivilDate,
    application::form::NAME_MAX,
    check::{Checker, single_spaced},
    check_digit::{is_municipality_code, is_municipality_code6},
    ids::{AreaId, AssociationId},
    japanese::fold_code,
};

/// Most associations that one program can name.
pub const PARTAKERS_MAX: usize = 200;

/// Longest municipality code as typed.
pub const CITY_CODE_MAX: usize = 10;

wire! {
    /// A 二次保健医療圏, as the office writes it.
    #[derive(Eq)]
    pub struct AreaForm {
        /// Its name.
        pub name: String,
    }

    /// A 二次保健医療圏 in the list.
    pub struct AreaLine {
        /// Which.
        pub id: AreaId,
        /// Counts up with each change.
        pub version: i64,
        /// What stands in it.
        pub form: AreaForm,
        /// District associations that lie in it.
        pub associations: u32,
    }

    /// A 二次保健医療圏 to be kept.
    pub struct AreaRequest {
        /// Which one; none for a new one.
        pub id: Option<AreaId>,
        /// The version that was looked at; 0 for a new one.
        pub version: i64,
        /// What is to stand there.
        pub form: AreaForm,
    }

    /// A district association, as the office writes it.
    #[derive(Eq)]
    pub struct AssociationForm {
        /// Its name.
        pub name: String,
        /// The 二次保健医療圏 in which it lies.
        pub area: Option<AreaId>,
    }

    /// A district association in the list.
    pub struct AssociationLine {
        /// Which.
        pub id: AssociationId,
        /// Counts up with each change.
        pub version: i64,
        /// What stands in it.
        pub form: AssociationForm,
        /// Institutions that take part.
        pub institutions: u32,
    }

    /// A district association to be kept.
    pub struct AssociationRequest {
        /// Which one; none for a new one.
        pub id: Option<AssociationId>,
        /// The version that was looked at; 0 for a new one.
        pub version: i64,
        /// What is to stand there.
        pub form: AssociationForm,
    }

    /// A city with its claims program, as the office writes it.
    #[derive(Eq)]
    pub struct ProgramForm {
        /// 市区町村コード (JIS X 0402): 5 digits, or 6 with the check digit. It stays as it was once given.
        pub city_code: String,
        /// 市町村.
        pub city: String,
        /// The program's name.
        pub name: String,
        /// The day on which it began or will begin, as typed; empty where that is open.
        pub started_on: String,
        /// District associations whose institutions may read the city's data.
        pub associations: Vec<AssociationId>,
    }

    /// A city with its claims program in the list.
    pub struct ProgramLine {
        /// Counts up with each change.
        pub version: i64,
        /// What stands in it; the day as `2026-11-24`.
        pub form: ProgramForm,
        /// The newest 診療年月 that was received, in words; empty where there is none.
        pub latest_month: String,
    }

    /// A city with its claims program to be kept.
    pub struct ProgramRequest {
        /// The version that was looked at; 0 for a new one.
        pub version: i64,
        /// What is to stand there.
        pub form: ProgramForm,
    }

    /// One of these.
    #[derive(Eq)]
    pub enum District {
        /// A 二次保健医療圏.
        Area(AreaId),
        /// A district association.
        Association(AssociationId),
        /// The claims program of the city with this code.
        Program(String),
    }

    /// What is to be removed.
    pub struct RemovalRequest {
        /// Which.
        pub district: District,
        /// The version that was looked at.
        pub version: i64,
    }
}

/// A program that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProgram {
    /// 5 digits.
    pub city_code: String,
    /// 市町村.
    pub city: String,
    /// The program's name.
    pub name: String,
    /// The day on which it began or will begin.
    pub started_on: Option<CivilDate>,
    /// District associations that take part, each once.
    pub associations: BTreeSet<AssociationId>,
}

impl AreaForm {
    /// What stands in it, clean.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self) -> Result<Self, ApiError> {
        let mut checker = Checker::default();
        let name = checker.required_line("name", &self.name, NAME_MAX, "二次保健医療圏の名前を入力してください。");
        checker.finish(Some(Self {
            name: single_spaced(&name),
        }))
    }
}

impl AssociationForm {
    /// What stands in it, clean.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self) -> Result<Self, ApiError> {
        let mut checker = Checker::default();
        let name = checker.required_line("name", &self.name, NAME_MAX, "医師会の名前を入力してください。");
        checker.finish(Some(Self {
            name: single_spaced(&name),
            area: self.area,
        }))
    }
}

impl ProgramForm {
    /// What stands in it, clean.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, today: CivilDate) -> Result<CheckedProgram, ApiError> {
        let mut checker = Checker::default();
        let city_code = municipality(&mut checker, &self.city_code);
        let city = checker.required_line("city", &self.city, NAME_MAX, "市町村の名前を入力してください。");
        let name = checker.required_line("name", &self.name, NAME_MAX, "事業名を入力してください。");
        let latest = CivilDate::new(today.year() + 2, 12, 31).unwrap_or(today);
        let started_on = match self.started_on.trim().is_empty() {
            true => None,
            false => checker.past_day("started_on", &self.started_on, latest),
        };
        if self.associations.len() > PARTAKERS_MAX {
            checker.refuse("associations", format!("参加する医師会は{PARTAKERS_MAX}までです。"));
        }
        checker.finish(Some(CheckedProgram {
            city_code,
            city: single_spaced(&city),
            name: single_spaced(&name),
            started_on,
            associations: self.associations.iter().copied().collect(),
        }))
    }
}

/// The 5 digits of a municipality. A sixth one must be their check digit.
fn municipality(checker: &mut Checker, typed: &str) -> String {
    let typed = checker.required_line(
        "city_code",
        typed,
        CITY_CODE_MAX,
        "市区町村コードを5桁で入力してください（例：北九州市は40100）。",
    );
    if typed.is_empty() {
        return typed;
    }
    let code = fold_code(&typed);
    let five = if is_municipality_code6(&code) { &code[..5] } else { code.as_str() };
    if !is_municipality_code(five) {
        checker.refuse(
            "city_code",
            "市区町村コードが違います。総務省の全国地方公共団体コードの5桁（検査数字を入れると6桁）を入力してください。",
        );
        return String::new();
    }
    five.to_owned()
}

endpoint!(
    /// Keeps a 二次保健医療圏, a new one or a changed one.
    SaveArea = Post "/api/office/network/areas", Office, body: AreaRequest => NetworkOverview
);

endpoint!(
    /// Keeps a district association, a new one or a changed one.
    SaveAssociation = Post "/api/office/network/associations", Office, body: AssociationRequest => NetworkOverview
);

endpoint!(
    /// Keeps a city with its claims program, a new one or a changed one. Which associations take part decides, from then on, whose institutions
    /// see the claims of its residents.
    SaveProgram = Post "/api/office/network/programs", Office, body: ProgramRequest => NetworkOverview
);

endpoint!(
    /// Removes what nothing uses; else says what does.
    RemoveDistrict = Post "/api/office/network/removal", Office, body: RemovalRequest => NetworkOverview
);

#[cfg(test)]
mod tests {
    use super::*;

    fn form(city_code: &str) -> ProgramForm {
        ProgramForm {
            city_code: city_code.to_owned(),
            city: " 豊前市 ".to_owned(),
            name: "とびうめ@　ぶぜん".to_owned(),
            started_on: "令和9年4月1日".to_owned(),
            associations: vec![AssociationId(2), AssociationId(1), AssociationId(2)],
        }
    }

    fn fields(refused: ApiError) -> Vec<String> {
        refused.fields.into_iter().map(|field| field.field).collect()
    }

    #[test]
    fn names_are_clean_and_there() {
        let area = AreaForm {
            name: " 福岡・糸島　".to_owned(),
        };
        assert_eq!(area.check().unwrap().name, "福岡・糸島");
        for name in ["　".to_owned(), "あ".repeat(NAME_MAX + 1), "a\u{202e}b".to_owned()] {
            assert_eq!(fields(AreaForm { name: name.clone() }.check().unwrap_err()), ["name"]);
            assert_eq!(fields(AssociationForm { name, area: None }.check().unwrap_err()), ["name"]);
        }
    }

    #[test]
    fn programs_are_checked() {
        let today = CivilDate::new(2026, 11, 24).unwrap();
        let checked = form("40214").check(today).unwrap();
        assert_eq!((checked.city.as_str(), checked.name.as_str()), ("豊前市", "とびうめ@ ぶぜん"));
        assert_eq!(checked.started_on, CivilDate::new(2027, 4, 1));
        assert_eq!(
            checked.associations.into_iter().collect::<Vec<_>>(),
            [AssociationId(1), AssociationId(2)]
        );
        let open = ProgramForm {
            started_on: " ".to_owned(),
            ..form("40214")
        };
        assert_eq!(open.check(today).unwrap().started_on, None);
        let wrong = ProgramForm {
            city: String::new(),
            name: String::new(),
            started_on: "2029/1/1".to_owned(),
            associations: (0..201).map(AssociationId).collect(),
            ..form("4021")
        };
        assert_eq!(
            fields(wrong.check(today).unwrap_err()),
            ["city_code", "city", "name", "started_on", "associations"]
        );
    }

    #[test]
    fn city_codes() {
        let today = CivilDate::new(2026, 11, 24).unwrap();
        let code = |typed| form(typed).check(today).map(|checked| checked.city_code);
        for typed in ["40214", "４０２１４", " 40214 ", "402141"] {
            assert_eq!(code(typed).unwrap(), "40214", "{typed}");
        }
        // No digits, no city, no prefecture, another check digit, an association of cities, two characters of three bytes.
        for wrong in ["", "4021a", "40000", "48214", "402142", "40999", "四四", "402141402141"] {
            assert_eq!(fields(code(wrong).unwrap_err()), ["city_code"], "{wrong}");
        }
    }
}
