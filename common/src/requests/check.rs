//! Whether a request can be sent: each field in one way of writing, or a sentence that says what to do.

use super::{ChangeForm, Directory, LeavingForm, ResetForm};
use crate::{
    CivilDate,
    application::{
        CheckedUser,
        check::{devices, email, users},
        form::{ADDRESS_MAX, DeviceLine, NAME_MAX, NOTE_MAX, USERS_MAX},
    },
    check::Checker,
    error::ApiError,
    ids::UserId,
    japanese::fold_code,
};

/// Longest login ID as typed, in characters.
const LOGIN_ID_MAX: usize = 100;

/// A change in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedChange {
    /// How the institution is reached from now on.
    pub directory: Option<CheckedDirectory>,
    /// Users to be added.
    pub added: Vec<CheckedUser>,
    /// Users who leave, each once.
    pub removed: Vec<UserId>,
    /// Devices to be added.
    pub devices: Vec<DeviceLine>,
    /// 連絡事項.
    pub note: String,
}

/// How an institution is reached; nothing wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedDirectory {
    /// 郵便番号 as `802-0001`.
    pub postal_code: String,
    /// 住所.
    pub address: String,
    /// 電話番号.
    pub phone: String,
    /// FAX番号 or empty.
    pub fax: String,
    /// メールアドレス or empty.
    pub email: String,
}

/// A leaving in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedLeaving {
    /// The last day.
    pub last_day: CivilDate,
    /// Why.
    pub reason: String,
}

/// A reset in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedReset {
    /// ログインID in half width.
    pub login_id: String,
    /// 氏名.
    pub name: String,
    /// Where the office calls back.
    pub phone: String,
}

impl ChangeForm {
    /// Whether this can be sent.
    ///
    /// # Errors
    /// Every field that is wrong or missing.
    pub fn check(&self) -> Result<CheckedChange, ApiError> {
        let mut checker = Checker::default();
        let directory = self.directory.as_ref().map(|directory| directory.read(&mut checker));
        let added = if self.added.is_empty() {
            Some(Vec::new())
        } else {
            users(&mut checker, "added", &self.added)
        };
        if self.removed.len() > USERS_MAX {
            checker.refuse("removed", format!("一度に外せるのは{USERS_MAX}人までです。"));
        }
        let mut removed: Vec<UserId> = self.removed.iter().take(USERS_MAX).copied().collect();
        removed.sort_unstable_by_key(|user| user.0);
        removed.dedup();
        let devices = devices(&mut checker, &self.devices);
        let note = checker.text("note", &self.note, NOTE_MAX);
        let is_empty =
            directory.is_none() && self.added.is_empty() && removed.is_empty() && devices.is_empty() && self.note.trim().is_empty();
        if is_empty {
            checker.refuse("change", "変更したいことを1つ以上入力してください。");
        }
        let checked = added.map(|added| CheckedChange {
            directory,
            added,
            removed,
            devices,
            note,
        });
        checker.finish(checked)
    }
}

impl Directory {
    fn read(&self, checker: &mut Checker) -> CheckedDirectory {
        let required = |checker: &mut Checker, field: &str, text: &str, words: &str| {
            if text.trim().is_empty() {
                checker.refuse(field, words);
            }
        };
        required(checker, "directory.postal_code", &self.postal_code, "郵便番号を入力してください。");
        required(checker, "directory.phone", &self.phone, "電話番号を入力してください。");
        CheckedDirectory {
            postal_code: checker.postal_code("directory.postal_code", &self.postal_code),
            address: checker.required_line("directory.address", &self.address, ADDRESS_MAX, "住所を入力してください。"),
            phone: checker.phone("directory.phone", &self.phone),
            fax: checker.phone("directory.fax", &self.fax),
            email: email(checker, "directory.email", &self.email),
        }
    }
}

impl LeavingForm {
    /// Whether this can be sent.
    ///
    /// # Errors
    /// Every field that is wrong or missing.
    pub fn check(&self, today: CivilDate) -> Result<CheckedLeaving, ApiError> {
        let mut checker = Checker::default();
        let last_day = checker.coming_day("last_day", &self.last_day, today);
        let reason = checker.text("reason", &self.reason, NOTE_MAX);
        if !self.agrees {
            checker.refuse(
                "agrees",
                "退会のあとの患者さんの情報の扱いをお読みになり、チェックを入れてください。",
            );
        }
        checker.finish(last_day.map(|last_day| CheckedLeaving { last_day, reason }))
    }
}

impl ResetForm {
    /// Whether this can be sent.
    ///
    /// # Errors
    /// Every field that is wrong or missing.
    pub fn check(&self) -> Result<CheckedReset, ApiError> {
        let mut checker = Checker::default();
        let login_id = fold_code(&self.login_id);
        let login_id = checker.required_line(
            "login_id",
            &login_id,
            LOGIN_ID_MAX,
            "参加承認書にあるログインIDを入力してください。",
        );
        let name = checker.required_line("name", &self.name, NAME_MAX, "氏名を入力してください。");
        let phone = checker.phone("phone", &self.phone);
        if self.phone.trim().is_empty() {
            checker.refuse("phone", "事務局から折り返す電話番号を入力してください。");
        }
        checker.finish(Some(CheckedReset { login_id, name, phone }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{application::form::UserLine, date::CivilDate, institutions::Profession};

    fn fields(error: &ApiError) -> Vec<&str> {
        error.fields.iter().map(|field| field.field.as_str()).collect()
    }

    #[test]
    fn nothing_is_no_change() {
        assert_eq!(fields(&ChangeForm::default().check().unwrap_err()), ["change"]);
        let blank = ChangeForm {
            note: " \n ".to_owned(),
            ..ChangeForm::default()
        };
        assert_eq!(fields(&blank.check().unwrap_err()), ["change"]);
    }

    #[test]
    fn a_change_names_what_is_wrong() {
        let mut form = ChangeForm {
            directory: Some(Directory {
                email: "nowhere".to_owned(),
                ..Directory::default()
            }),
            added: vec![UserLine {
                name: "見本 花子".to_owned(),
                ..UserLine::default()
            }],
            ..ChangeForm::default()
        };
        let error = form.check().unwrap_err();
        for field in [
            "directory.postal_code",
            "directory.address",
            "directory.phone",
            "directory.email",
            "added.0.kana",
            "added.0.profession",
        ] {
            assert!(fields(&error).contains(&field), "{field}: {error:?}");
        }
        form.directory = None;
        form.added[0].kana = "ﾐﾎﾝ ﾊﾅｺ".to_owned();
        form.added[0].profession = Some(Profession::Nurse);
        form.removed = vec![UserId(5), UserId(3), UserId(5)];
        let checked = form.check().unwrap();
        assert_eq!(
            (checked.added[0].kana.as_str(), checked.removed),
            ("ミホン ハナコ", vec![UserId(3), UserId(5)])
        );
        form.removed = (0..1_000_000).map(UserId).collect();
        assert_eq!(fields(&form.check().unwrap_err()), ["removed"]);
    }

    #[test]
    fn leaving_has_a_last_day_that_comes() {
        let today = CivilDate::new(2026, 11, 24).unwrap();
        let form = |day: &str| LeavingForm {
            last_day: day.to_owned(),
            reason: String::new(),
            agrees: true,
        };
        assert!(form("2026-12-31").check(today).is_ok());
        for day in ["", "2026-11-01", "いつか"] {
            assert_eq!(fields(&form(day).check(today).unwrap_err()), ["last_day"], "{day}");
        }
        let unread = LeavingForm {
            agrees: false,
            ..form("2026-12-31")
        };
        assert_eq!(fields(&unread.check(today).unwrap_err()), ["agrees"]);
    }

    #[test]
    fn a_reset_takes_full_width() {
        let form = ResetForm {
            login_id: "００１＠4011123454.fukuoka".to_owned(),
            name: "見本 太郎".to_owned(),
            phone: "０９３-000-0000".to_owned(),
        };
        assert_eq!(form.check().unwrap().login_id, "001@4011123454.fukuoka");
        assert_eq!(fields(&ResetForm::default().check().unwrap_err()), ["login_id", "name", "phone"]);
    }
}
