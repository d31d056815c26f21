//! What the network is made of, as the office keeps it: institutions, and how one leaves (退会); how the region is divided; what was loaded.

mod districts;

pub use districts::*;

use crate::{
    ApiError, CivilDate,
    accounts::{Ended, InstitutionPath, VersionRequest},
    application::{
        check::email,
        form::{ADDRESS_MAX, NAME_MAX},
    },
    check::{Checker, single_spaced},
    ids::{AssociationId, InstitutionId},
    institutions::InstitutionKind,
    patients::PatientSummary,
};

/// Institutions of one page of the list.
pub const INSTITUTIONS_SHOWN: usize = 50;

/// Patients that the page before a leaving lists; there may be more.
pub const LEFT_ALONE_SHOWN: usize = 100;

wire! {
    /// Which institutions are listed.
    #[derive(Copy, Eq, Hash)]
    pub enum InstitutionFilter {
        /// Those that take part.
        Present,
        /// Those that have left.
        Left,
    }

    /// What the office looks for.
    pub struct InstitutionSearch {
        /// Parts of 施設名, カナ, コード, 住所, 電話番号 or 郡市区医師会, all of which must fit; empty for all.
        pub text: String,
        /// Which.
        pub filter: InstitutionFilter,
        /// How many to skip.
        pub after: u32,
    }

    /// A line of the list.
    pub struct InstitutionLine {
        /// Which.
        pub id: InstitutionId,
        /// 医療機関コード or the name in its place.
        pub code: String,
        /// 施設名.
        pub name: String,
        /// 種別.
        pub kind: InstitutionKind,
        /// 郡市区医師会 or empty.
        pub association: String,
        /// The first day on which it does not take part.
        pub left_on: Option<CivilDate>,
    }

    /// A page of the list.
    pub struct InstitutionList {
        /// Its lines.
        pub lines: Vec<InstitutionLine>,
        /// How many there are in all.
        pub count: u32,
        /// How many to skip for the next page, if there is one.
        pub next: Option<u32>,
    }

    /// What the office may change of an institution.
    pub struct InstitutionEdit {
        /// 施設名.
        pub name: String,
        /// カナ.
        pub kana: String,
        /// 救急告示: 2 or 3.
        pub emergency_level: Option<u8>,
        /// 郡市区医師会.
        pub association: Option<AssociationId>,
        /// Municipality, 5 digits.
        pub city_code: String,
        /// 郵便番号.
        pub postal_code: String,
        /// 住所.
        pub address: String,
        /// 電話番号.
        pub phone: String,
        /// FAX番号.
        pub fax: String,
        /// メールアドレス.
        pub email: String,
    }

    /// A district association to choose.
    pub struct AssociationName {
        /// Which.
        pub id: AssociationId,
        /// Its name.
        pub name: String,
    }

    /// One institution.
    pub struct InstitutionDetail {
        /// Which.
        pub id: InstitutionId,
        /// Counts up with each change by the office.
        pub version: i64,
        /// 医療機関コード or the name in its place.
        pub code: String,
        /// 種別: decides what its users may see, so it never changes.
        pub kind: InstitutionKind,
        /// What may be changed.
        pub form: InstitutionEdit,
        /// What there is to choose from.
        pub associations: Vec<AssociationName>,
        /// Since when it takes part; none: since before this was written down.
        pub joined_on: Option<CivilDate>,
        /// The first day on which it does not take part.
        pub left_on: Option<CivilDate>,
        /// Users whose account has not ended.
        pub users: u32,
        /// Registered patients whose consent stands.
        pub patients: u32,
    }

    /// A changed institution.
    pub struct InstitutionRequest {
        /// The version that was looked at.
        pub version: i64,
        /// What is to stand there.
        pub form: InstitutionEdit,
    }

    /// What would happen if an institution left.
    pub struct LeavingPreview {
        /// The version that this is about.
        pub version: i64,
        /// Users whose accounts would end.
        pub users: u32,
        /// Where they are signed in.
        pub sessions: u32,
        /// Teams that they are members of.
        pub teams: u32,
        /// Of these, teams in which nobody would be left.
        pub empty_teams: u32,
        /// Registered patients with another family clinic: it goes on being found there.
        pub patients_elsewhere: u32,
        /// Registered patients with no other family clinic.
        pub patients_alone: u32,
        /// Who they are, the first of them.
        pub alone: Vec<PatientSummary>,
        /// Registered patients whose consent is withdrawn.
        pub patients_withdrawn: u32,
    }

    /// What ended as an institution left.
    pub struct LeavingAnswer {
        /// The institution as it is now.
        pub institution: InstitutionDetail,
        /// How many accounts ended.
        pub users: u32,
        /// What ended with them.
        pub ended: Ended,
    }
}

wire! {
    /// A file of claims that a city sent.
    pub struct ImportLine {
        /// 市町村.
        pub city: String,
        /// When it was begun (RFC 3339).
        pub started_at: String,
        /// When its claims were shown (RFC 3339); none while it runs, or where it was broken off.
        pub applied_at: Option<String>,
        /// Claims.
        pub receipts: u64,
        /// Of these, whose person is not registered.
        pub unmatched: u64,
    }

    /// A master.
    pub struct MasterLine {
        /// Its kind.
        pub kind: String,
        /// Entries.
        pub entries: u64,
        /// How often it was changed by an import.
        pub edition: i64,
    }

    /// What is configured where the server is started.
    pub struct NetworkSettings {
        /// ネットワークの名前.
        pub name: String,
        /// 事務局の電話番号.
        pub office_phone: String,
        /// The end of login IDs.
        pub region: String,
        /// 保存期限 after a withdrawal, in years.
        pub retention_years: u32,
    }

    /// What the network is made of besides institutions and users, and what was loaded into it.
    pub struct NetworkOverview {
        /// Configured.
        pub settings: NetworkSettings,
        /// 二次保健医療圏.
        pub areas: Vec<AreaLine>,
        /// 郡市区医師会.
        pub associations: Vec<AssociationLine>,
        /// 市町村の事業.
        pub programs: Vec<ProgramLine>,
        /// The newest files of claims, newest first.
        pub imports: Vec<ImportLine>,
        /// Masters.
        pub masters: Vec<MasterLine>,
    }
}

impl InstitutionFilter {
    /// All filters.
    pub const ALL: [Self; 2] = [Self::Present, Self::Left];

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Present => "参加中",
            Self::Left => "退会",
        }
    }
}

impl InstitutionEdit {
    /// What stands in it, clean.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, kind: InstitutionKind) -> Result<Self, ApiError> {
        let mut checker = Checker::default();
        let name = checker.required_line("name", &self.name, NAME_MAX, "施設名を入力してください。");
        let kana = checker.kana("kana", &self.kana, NAME_MAX, "施設名のカナ");
        let is_medical = matches!(kind, InstitutionKind::Hospital | InstitutionKind::Clinic);
        let may_be = |level: u8| matches!(level, 2 | 3) && is_medical;
        if self.emergency_level.is_some_and(|level| !may_be(level)) {
            checker.refuse("emergency_level", "救急告示は、病院と診療所だけが選べます。");
        }
        let city_code = checker.city_code("city_code", self.city_code.trim());
        if city_code.is_empty() {
            checker.refuse("city_code", "市区町村コードを5桁で入力してください。");
        }
        let checked = Self {
            name: single_spaced(&name),
            kana,
            emergency_level: self.emergency_level,
            association: self.association,
            city_code,
            postal_code: checker.postal_code("postal_code", &self.postal_code),
            address: checker.line("address", &self.address, ADDRESS_MAX),
            phone: checker.phone("phone", &self.phone),
            fax: checker.phone("fax", &self.fax),
            email: email(&mut checker, "email", &self.email),
        };
        checker.finish(Some(checked))
    }
}

endpoint!(
    /// Institutions, by their reading.
    ListInstitutions = Post "/api/office/institutions/search", Office, body: InstitutionSearch => InstitutionList
);

endpoint!(
    /// One institution.
    GetInstitution = Get "/api/office/institutions/{institution}", Office, path: InstitutionPath => InstitutionDetail
);

endpoint!(
    /// Changes an institution.
    UpdateInstitution = Put "/api/office/institutions/{institution}", Office, path: InstitutionPath, body: InstitutionRequest => InstitutionDetail
);

endpoint!(
    /// What would happen if the institution left today.
    PreviewLeaving = Get "/api/office/institutions/{institution}/leaving", Office, path: InstitutionPath => LeavingPreview
);

endpoint!(
    /// 退会, from today on: users and their sessions end; registrations are kept, but nobody finds a patient by them any more.
    LeaveNetwork = Post "/api/office/institutions/{institution}/leaving", Office, path: InstitutionPath, body: VersionRequest => LeavingAnswer
);

endpoint!(
    /// Takes a leaving back: registrations hold again. Accounts that ended stay ended; users are added anew.
    ReturnToNetwork = Post "/api/office/institutions/{institution}/return", Office, path: InstitutionPath, body: VersionRequest => InstitutionDetail
);

endpoint!(
    /// Areas, associations, programs, what was loaded, and what is configured.
    GetNetwork = Get "/api/office/network", Office => NetworkOverview
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn institutions_are_checked() {
        let form = InstitutionEdit {
            name: "あおば内科".to_owned(),
            kana: "あおばないか".to_owned(),
            emergency_level: None,
            association: None,
            city_code: "40100".to_owned(),
            postal_code: "８０２０００１".to_owned(),
            address: String::new(),
            phone: "０９３－０００－００００".to_owned(),
            fax: String::new(),
            email: "a@example.jp".to_owned(),
        };
        let checked = form.check(InstitutionKind::Clinic).unwrap();
        assert_eq!(
            (checked.kana.as_str(), checked.postal_code.as_str(), checked.phone.as_str()),
            ("アオバナイカ", "802-0001", "093-000-0000")
        );
        let wrong = InstitutionEdit {
            name: String::new(),
            emergency_level: Some(2),
            city_code: "4010".to_owned(),
            email: "a".to_owned(),
            ..form.clone()
        };
        let fields: Vec<String> = wrong
            .check(InstitutionKind::Pharmacy)
            .unwrap_err()
            .fields
            .into_iter()
            .map(|field| field.field)
            .collect();
        assert_eq!(fields, ["name", "emergency_level", "city_code", "city_code", "email"]);
        let hospital = InstitutionEdit {
            emergency_level: Some(2),
            ..form
        };
        assert!(hospital.check(InstitutionKind::Hospital).is_ok());
    }
}
