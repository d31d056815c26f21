//! What the demo network is made of, before anything of it is stored.
//!
//! Plain data: the code that puts it into a database lives elsewhere. The wire types of
//! `tobiume_common` are used where a value is the same thing there.

use tobiume_common::{
    CivilDate, YearMonth,
    basic_info::{Contact, Item, ItemValue},
    claims::VisitKind,
    institutions::{InstitutionKind, Profession},
    patients::Sex,
};

/// Everything the demo creates.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoNetwork {
    /// Secondary medical areas (二次保健医療圏), each once.
    pub areas: Vec<&'static str>,
    /// District associations (郡市区医師会), each once.
    pub associations: Vec<DemoAssociation>,
    /// Institutions that take part.
    pub institutions: Vec<DemoInstitution>,
    /// Their users.
    pub users: Vec<DemoUser>,
    /// Announcements of the secretariat.
    pub announcements: Vec<DemoAnnouncement>,
    /// Cities of the claims program.
    pub programs: Vec<DemoProgram>,
    /// Registered persons, withdrawn ones too.
    pub patients: Vec<DemoPatient>,
}

/// A district association.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAssociation {
    /// Its name.
    pub name: &'static str,
    /// 二次保健医療圏 in which it lies.
    pub area: &'static str,
}

/// An institution that takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoInstitution {
    /// 医療機関コード of 10 digits, or a word where there is none.
    pub code: &'static str,
    /// 施設名.
    pub name: &'static str,
    /// 施設名 in katakana.
    pub kana: &'static str,
    /// What kind of place it is.
    pub kind: InstitutionKind,
    /// 2 or 3 for a designated emergency hospital (2次・3次救急告示病院).
    pub emergency_level: Option<i16>,
    /// 郡市区医師会 it belongs to.
    pub association: Option<&'static str>,
    /// City it lies in, 5 digits.
    pub city_code: &'static str,
}

/// A user who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoUser {
    /// ログインID.
    pub login_id: &'static str,
    /// Code of the institution.
    pub institution: &'static str,
    /// 氏名.
    pub name: &'static str,
    /// カナ氏名.
    pub kana: &'static str,
    /// 職種.
    pub profession: Profession,
    /// The initial password, where it has not been changed yet; else the password of all demo accounts holds.
    pub initial_password: Option<&'static str>,
}

/// An announcement of the secretariat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAnnouncement {
    /// How long before today it was published.
    pub days_ago: u16,
    /// One line.
    pub title: &'static str,
    /// Plain text.
    pub body: &'static str,
    /// Shown first and marked.
    pub important: bool,
}

/// A city that takes part in the claims program (レセプトデータ等活用事業).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoProgram {
    /// 市区町村コード, 5 digits.
    pub city_code: &'static str,
    /// Name of the city.
    pub city: &'static str,
    /// Name of the program there.
    pub name: &'static str,
    /// The day on which it began.
    pub started_on: Option<CivilDate>,
    /// 郡市医師会 whose institutions may read the city's data.
    pub associations: &'static [&'static str],
}

/// A registered person.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoPatient {
    /// 氏名, family and given name with a space between.
    pub name: String,
    /// カナ氏名, likewise.
    pub kana: String,
    /// 生年月日.
    pub birth_date: CivilDate,
    /// 性別.
    pub sex: Sex,
    /// 郵便番号, `802-0000`.
    pub postal_code: String,
    /// 住所.
    pub address: String,
    /// 電話番号.
    pub phone: String,
    /// 血液型, empty where unknown.
    pub blood_type: String,
    /// City of residence, 5 digits.
    pub city_code: String,
    /// カード番号, `0012-3456-7`.
    pub card_number: String,
    /// 緊急連絡先 of the registration.
    pub emergency_contacts: Vec<Contact>,
    /// The insurance, where the office knows it.
    pub insurance: Option<DemoInsurance>,
    /// 同意日.
    pub consent_given_on: CivilDate,
    /// 同意撤回日.
    pub consent_withdrawn_on: Option<CivilDate>,
    /// Whether the person takes part in the claims program of the city.
    pub claims_program: bool,
    /// Codes of the family doctors' institutions (かかりつけ).
    pub registered_by: Vec<&'static str>,
    /// basic_info, one record per institution.
    pub records: Vec<DemoRecord>,
    /// 多職種チーム.
    pub team: Option<DemoTeam>,
    /// Visits known from the city's data, newest first.
    pub visits: Vec<DemoVisit>,
}

/// How a person is insured; what receipts are matched by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoInsurance {
    /// 保険者番号, 8 digits (国保 padded with zeros).
    pub insurer_number: String,
    /// 記号; empty for 後期高齢者医療.
    pub symbol: String,
    /// 番号.
    pub number: String,
    /// 枝番; empty for 後期高齢者医療.
    pub branch: String,
}

/// One institution's basic_info of a patient.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoRecord {
    /// Code of the institution.
    pub institution: &'static str,
    /// Login ID of who wrote it.
    pub author: &'static str,
    /// Days on which the institution recorded, ascending; the last one is the newest.
    pub recorded_on: Vec<CivilDate>,
    /// The entries as they stand now.
    pub entries: Vec<DemoEntry>,
}

/// One item of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoEntry {
    /// Which item.
    pub item: Item,
    /// What it says.
    pub value: ItemValue,
    /// 更新日.
    pub updated_on: CivilDate,
}

/// The team that cares for a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoTeam {
    /// Name of the team.
    pub name: String,
    /// Login IDs of its members.
    pub members: Vec<&'static str>,
}

/// One claim of one institution for one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoVisit {
    /// 診療年月.
    pub month: YearMonth,
    /// Kind of claim.
    pub kind: VisitKind,
    /// Code of the institution; it need not take part in the network.
    pub institution_code: &'static str,
    /// Its name.
    pub institution: &'static str,
    /// 診療実日数.
    pub days: u16,
    /// Name, first month and whether it is the main one (主傷病).
    pub diseases: Vec<(String, Option<YearMonth>, bool)>,
    /// Name and amount with its unit.
    pub drugs: Vec<(String, String)>,
}
