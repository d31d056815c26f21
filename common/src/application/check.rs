//! Whether an application can be sent: each field in one way of writing, or a sentence that says what to do.
//!
//! The fields that an error names are those of [`ApplicationForm`]: `institution.code`, `users.2.kana`, `devices.0.count`, `visit_days.1`.

use super::form::{
    ADDRESS_MAX, ApplicationForm, DAYS_MAX, DEVICES_MAX, DeviceLine, EMAIL_MAX, InstitutionForm, LINE_MAX, NAME_MAX, NOTE_MAX, System,
    USERS_MAX, UserLine,
};
use crate::{
    CivilDate,
    check::{Checker, single_spaced},
    check_digit::is_institution_code,
    error::ApiError,
    institutions::{InstitutionKind, Profession},
    japanese::fold_code,
};

/// An application in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedApplication {
    /// Who applies.
    pub institution: CheckedInstitution,
    /// 利用するシステム, each once.
    pub systems: Vec<System>,
    /// 機器 without empty lines.
    pub devices: Vec<DeviceLine>,
    /// 利用者, one at least.
    pub users: Vec<CheckedUser>,
    /// Days possible for the set-up visit, in their order.
    pub visit_days: Vec<CivilDate>,
    /// 連絡事項.
    pub note: String,
}

/// The institution in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedInstitution {
    /// 施設名.
    pub name: String,
    /// カナ in full-width katakana.
    pub kana: String,
    /// 種別.
    pub kind: InstitutionKind,
    /// 医療機関コード or 介護保険事業所番号, 10 digits; empty for 消防本部 and 市町村, to whom the office gives one.
    pub code: String,
    /// 郵便番号 as `802-0001`.
    pub postal_code: String,
    /// 住所.
    pub address: String,
    /// Municipality, 5 digits or empty.
    pub city_code: String,
    /// 電話番号.
    pub phone: String,
    /// FAX番号 or empty.
    pub fax: String,
    /// メールアドレス or empty.
    pub email: String,
    /// 郡市区医師会 or empty.
    pub association: String,
    /// 救急告示: 2 or 3.
    pub emergency_level: Option<u8>,
    /// 電子カルテ or empty.
    pub chart_product: String,
}

/// A user in whom nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedUser {
    /// 氏名.
    pub name: String,
    /// カナ氏名.
    pub kana: String,
    /// 職種.
    pub profession: Profession,
    /// 施設管理者.
    pub is_administrator: bool,
}

impl ApplicationForm {
    /// Whether this can be sent.
    ///
    /// # Errors
    /// Every field that is wrong or missing.
    pub fn check(&self, today: CivilDate) -> Result<CheckedApplication, ApiError> {
        let mut checker = Checker::default();
        let checked = self.read(&mut checker, today);
        checker.finish(checked)
    }

    fn read(&self, checker: &mut Checker, today: CivilDate) -> Option<CheckedApplication> {
        let institution = self.institution.read(checker);
        let systems: Vec<System> = System::ALL.into_iter().filter(|system| self.systems.contains(system)).collect();
        if systems.is_empty() {
            checker.refuse("systems", "利用するシステムを選んでください。");
        }
        let devices = devices(checker, &self.devices);
        if self.devices.iter().all(|line| line.count == 0) {
            checker.refuse("devices", "使う機器を1台以上入力してください。");
        }
        let users = users(checker, "users", &self.users);
        if users
            .as_ref()
            .is_some_and(|users| !users.is_empty() && !users.iter().any(|user| user.is_administrator))
        {
            checker.refuse("users", "利用者のうち1人以上を、施設の管理者にしてください。");
        }
        let visit_days = self.visit_days(checker, today);
        let note = checker.text("note", &self.note, NOTE_MAX);
        if !self.agrees {
            checker.refuse("agrees", "利用規約をお読みになり、同意する場合はチェックを入れてください。");
        }
        Some(CheckedApplication {
            institution: institution?,
            systems,
            devices,
            users: users?,
            visit_days,
            note,
        })
    }

    fn visit_days(&self, checker: &mut Checker, today: CivilDate) -> Vec<CivilDate> {
        let typed: Vec<_> = self
            .visit_days
            .iter()
            .enumerate()
            .filter(|(_, day)| !day.trim().is_empty())
            .collect();
        if typed.len() > DAYS_MAX {
            checker.refuse("visit_days", format!("設定の希望日は{DAYS_MAX}日までにしてください。"));
            return Vec::new();
        }
        let mut days: Vec<CivilDate> = typed
            .into_iter()
            .filter_map(|(at, day)| checker.coming_day(&format!("visit_days.{at}"), day, today))
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

impl InstitutionForm {
    fn read(&self, checker: &mut Checker) -> Option<CheckedInstitution> {
        let name = checker.required_line("institution.name", &self.name, NAME_MAX, "施設名を入力してください。");
        let kana = checker.kana("institution.kana", &self.kana, NAME_MAX, "施設名のカナ");
        if self.kind.is_none_or(|kind| kind == InstitutionKind::Office) {
            checker.refuse("institution.kind", "施設の種別を選んでください。");
        }
        let code = self.code(checker);
        let postal_code = checker.postal_code("institution.postal_code", &self.postal_code);
        if self.postal_code.trim().is_empty() {
            checker.refuse("institution.postal_code", "郵便番号を入力してください。");
        }
        let address = checker.required_line("institution.address", &self.address, ADDRESS_MAX, "住所を入力してください。");
        let city_code = checker.city_code("institution.city_code", &self.city_code);
        let phone = checker.phone("institution.phone", &self.phone);
        if self.phone.trim().is_empty() {
            checker.refuse("institution.phone", "電話番号を入力してください。");
        }
        let is_hospital = matches!(self.kind, Some(InstitutionKind::Clinic | InstitutionKind::Hospital));
        let emergency_level = self.emergency_level.filter(|_| is_hospital);
        if emergency_level.is_some_and(|level| !matches!(level, 2 | 3)) {
            checker.refuse("institution.emergency_level", "救急告示を一覧から選んでください。");
        }
        Some(CheckedInstitution {
            name,
            kana,
            kind: self.kind?,
            code,
            postal_code,
            address,
            city_code,
            phone,
            fax: checker.phone("institution.fax", &self.fax),
            email: email(checker, "institution.email", &self.email),
            association: checker.line("institution.association", &self.association, NAME_MAX),
            emergency_level,
            chart_product: checker.line("institution.chart_product", &self.chart_product, LINE_MAX),
        })
    }

    fn code(&self, checker: &mut Checker) -> String {
        let code = fold_code(&self.code);
        let digits = code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_digit());
        let problem = match self.kind.map(code_of) {
            // Said at the kind already.
            None => None,
            Some(CodeOf::Nobody) if code.is_empty() => None,
            Some(CodeOf::Nobody) => Some("この種別ではコードは要りません。空欄にしてください。"),
            Some(_) if code.is_empty() => Some("コードを入力してください。"),
            Some(_) if !digits => Some("コードは10桁の数字で入力してください（都道府県2桁と点数表1桁を含みます）。"),
            Some(CodeOf::Care) => None,
            Some(CodeOf::Table(_)) if !is_institution_code(&code) => {
                Some("コードに入力の誤りがあります。保険医療機関の指定通知書を見て、入力し直してください。")
            }
            Some(CodeOf::Table(table)) if code.as_bytes()[2] != table => {
                Some("コードの3桁目（点数表）が施設の種別と合いません。種別かコードを確かめてください。")
            }
            Some(CodeOf::Table(_)) => None,
        };
        if let Some(problem) = problem {
            checker.refuse("institution.code", problem);
            return String::new();
        }
        code
    }
}

/// Which code a kind of institution has.
enum CodeOf {
    /// 医療機関コード with this 点数表.
    Table(u8),
    /// 介護保険事業所番号.
    Care,
    /// None: the office gives one.
    Nobody,
}

const fn code_of(kind: InstitutionKind) -> CodeOf {
    match kind {
        InstitutionKind::Clinic | InstitutionKind::Hospital => CodeOf::Table(b'1'),
        InstitutionKind::Dental => CodeOf::Table(b'3'),
        InstitutionKind::Pharmacy => CodeOf::Table(b'4'),
        InstitutionKind::VisitingNursing => CodeOf::Table(b'6'),
        InstitutionKind::CareManagement | InstitutionKind::CareService => CodeOf::Care,
        InstitutionKind::FireDepartment | InstitutionKind::City | InstitutionKind::Office => CodeOf::Nobody,
    }
}

/// Something, an at sign, and a domain: whether mail arrives only sending tells.
pub(crate) fn email(checker: &mut Checker, field: &str, typed: &str) -> String {
    let email = checker.line(field, &fold_code(typed), EMAIL_MAX);
    let is_address = email.rsplit_once('@').is_some_and(|(local, domain)| {
        let is_domain = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
        // One plain address: what could become a second one, or another line of a mail, is none.
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b",;:<>()\"\\".contains(&byte);
        !local.is_empty() && !local.contains('@') && is_domain && email.bytes().all(is_plain)
    });
    if !email.is_empty() && !is_address {
        checker.refuse(field, "メールアドレスを確かめてください（例：info@example.jp）。");
        return String::new();
    }
    email
}

pub(crate) fn devices(checker: &mut Checker, typed: &[DeviceLine]) -> Vec<DeviceLine> {
    const LINES_MAX: usize = 20;
    if typed.len() > LINES_MAX {
        checker.refuse("devices", format!("機器は{LINES_MAX}行までにしてください。"));
        return Vec::new();
    }
    let filled: Vec<_> = typed.iter().enumerate().filter(|(_, line)| line.count > 0).collect();
    filled
        .into_iter()
        .map(|(at, line)| {
            if line.count > DEVICES_MAX {
                checker.refuse(
                    &format!("devices.{at}.count"),
                    format!("台数は{DEVICES_MAX}台までで入力してください。"),
                );
            }
            DeviceLine {
                network: checker.line(&format!("devices.{at}.network"), &line.network, LINE_MAX),
                ..line.clone()
            }
        })
        .collect()
}

/// The users of a list of this name.
pub(crate) fn users(checker: &mut Checker, list: &str, typed: &[UserLine]) -> Option<Vec<CheckedUser>> {
    if typed.len() > USERS_MAX {
        checker.refuse(
            list,
            format!("利用者は一度に{USERS_MAX}人までです。残りは、承認のあとに追加を申請してください。"),
        );
        return None;
    }
    let is_empty = |user: &UserLine| user.name.trim().is_empty() && user.kana.trim().is_empty() && user.profession.is_none();
    let filled: Vec<_> = typed.iter().enumerate().filter(|(_, user)| !is_empty(user)).collect();
    if filled.is_empty() {
        checker.refuse(list, "利用者を1人以上入力してください。");
    }
    let read = filled.into_iter().map(|(at, user)| {
        let field = |name: &str| format!("{list}.{at}.{name}");
        let name = checker.required_line(&field("name"), &user.name, NAME_MAX, "氏名を入力してください。");
        let kana = checker.kana(&field("kana"), &user.kana, NAME_MAX, "カナ氏名");
        if user.profession.is_none() {
            checker.refuse(&field("profession"), "職種を選んでください。");
        }
        Some(CheckedUser {
            name: single_spaced(&name),
            kana,
            profession: user.profession?,
            is_administrator: user.is_administrator,
        })
    });
    // All of them, so that every wrong field is named.
    read.collect::<Vec<_>>().into_iter().collect()
}
