//! The consent of a patient: given, withdrawn, given again.

use super::registration::{NAME_MAX, RELATION_MAX};
use crate::{
    CivilDate,
    check::Checker,
    error::ApiError,
    files::UploadToken,
    ids::{FileId, FilePath, PatientPath},
};

wire! {
    /// A consent as the form takes it in.
    pub struct ConsentGiven {
        /// Who explained the network to the patient (説明者).
        pub explained_by: String,
        /// Who signed (署名者).
        pub signed_by: String,
        /// 続柄 of who signed: 本人, 配偶者, 長女 …
        pub relation: String,
        /// 同意日 as typed, 和暦 or 西暦.
        pub given_on: String,
        /// The scanned form (PDF or photo), uploaded before; none where paper alone is kept.
        #[serde(default)]
        pub form: Option<UploadToken>,
    }

    /// A withdrawal as the form takes it in.
    pub struct Withdrawal {
        /// 撤回日 as typed.
        pub withdrawn_on: String,
        /// Who told: 本人, 家族 ….
        pub told_by: String,
        /// Anything to add; may be empty.
        #[serde(default)]
        pub note: String,
    }

    /// One event in the history of the consent.
    pub struct ConsentEvent {
        /// Given or withdrawn.
        pub kind: ConsentKind,
        /// The day it was given or withdrawn.
        pub on: CivilDate,
        /// Who explained; empty for a withdrawal.
        pub explained_by: String,
        /// Who signed, or who told of the withdrawal.
        pub signed_by: String,
        /// 続柄; empty for a withdrawal.
        pub relation: String,
        /// The note of a withdrawal.
        pub note: String,
        /// Institution that recorded it.
        pub institution: String,
        /// The scanned form.
        pub form: Option<FileId>,
        /// When it was recorded, RFC 3339 in UTC.
        pub recorded_at: String,
    }

    /// What happened to the consent.
    #[derive(Copy, Eq)]
    pub enum ConsentKind {
        /// 同意.
        Given,
        /// 同意撤回.
        Withdrawn,
    }

    /// The consent of the patient.
    pub struct ConsentRecord {
        /// 同意日.
        pub given_on: CivilDate,
        /// 同意撤回日.
        pub withdrawn_on: Option<CivilDate>,
        /// Until when a withdrawn record is kept (保存期限).
        pub kept_until: Option<CivilDate>,
        /// What happened, newest first. A registration from a list has none.
        pub events: Vec<ConsentEvent>,
    }
}

/// Longest note to a withdrawal, in characters.
pub const WITHDRAWAL_NOTE_MAX: usize = 500;

/// A consent in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedConsent {
    /// 説明者.
    pub explained_by: String,
    /// 署名者.
    pub signed_by: String,
    /// 続柄 of who signed.
    pub relation: String,
    /// 同意日.
    pub given_on: CivilDate,
    /// The scanned form.
    pub form: Option<UploadToken>,
}

/// A withdrawal in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedWithdrawal {
    /// 撤回日.
    pub withdrawn_on: CivilDate,
    /// Who told.
    pub told_by: String,
    /// Anything to add; may be empty, may have several lines.
    pub note: String,
}

impl ConsentGiven {
    /// Whether the consent can be recorded.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, today: CivilDate) -> Result<CheckedConsent, ApiError> {
        let mut checker = Checker::default();
        let checked = self.read(&mut checker, today);
        checker.finish(checked)
    }

    pub(super) fn read(&self, checker: &mut Checker, today: CivilDate) -> Option<CheckedConsent> {
        let explained_by = checker.required_line("explained_by", &self.explained_by, NAME_MAX, "説明した人の氏名を入力してください。");
        let signed_by = checker.required_line("signed_by", &self.signed_by, NAME_MAX, "署名した人の氏名を入力してください。");
        let relation = checker.required_line(
            "relation",
            &self.relation,
            RELATION_MAX,
            "署名した人の続柄を入力してください（本人、配偶者、長女など）。",
        );
        let given_on = checker.past_day("given_on", &self.given_on, today);
        let is_token = |token: &&UploadToken| token.0.len() == 32 && token.0.bytes().all(|byte| byte.is_ascii_hexdigit());
        if self.form.is_some() && self.form.as_ref().filter(is_token).is_none() {
            checker.refuse(
                "form",
                "同意書を送り終わるまでお待ちください。送れないときは、取り消すか、ファイルを選び直してください。",
            );
        }
        Some(CheckedConsent {
            explained_by,
            signed_by,
            relation,
            given_on: given_on?,
            form: self.form.clone(),
        })
    }
}

impl Withdrawal {
    /// Whether the withdrawal can be recorded.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, today: CivilDate) -> Result<CheckedWithdrawal, ApiError> {
        let mut checker = Checker::default();
        let withdrawn_on = checker.past_day("withdrawn_on", &self.withdrawn_on, today);
        let told_by = checker.required_line(
            "told_by",
            &self.told_by,
            NAME_MAX,
            "撤回を申し出た人を入力してください（本人、家族など）。",
        );
        let note = checker.text("note", &self.note, WITHDRAWAL_NOTE_MAX);
        checker.finish(withdrawn_on.map(|withdrawn_on| CheckedWithdrawal {
            withdrawn_on,
            told_by,
            note,
        }))
    }
}

endpoint!(
    /// 同意撤回: the patient is gone at once for everybody but the office. Nothing is destroyed before 保存期限.
    WithdrawConsent = Post "/api/patients/{patient}/withdrawal", Patient(Withdraw), path: PatientPath, body: Withdrawal => ()
);
endpoint!(
    /// A new consent takes a withdrawal back.
    RenewConsent = Post "/api/patients/{patient}/consent", Patient(RenewConsent), path: PatientPath, body: ConsentGiven => ()
);
endpoint!(
    /// The scanned form of a consent.
    GetConsentForm = Get "/api/patients/{patient}/consent/{file}", Patient(ReadConsent), path: FilePath => file
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn withdrawals() {
        let today = CivilDate::new(2026, 11, 22).unwrap();
        let typed = Withdrawal {
            withdrawn_on: "R8.11.20".into(),
            told_by: " 長女 ".into(),
            note: "電話で\r\n申し出".into(),
        };
        let checked = typed.check(today).unwrap();
        assert_eq!((checked.told_by.as_str(), checked.note.as_str()), ("長女", "電話で\n申し出"));
        type Spoil = fn(&mut Withdrawal);
        let wrong: [(&str, Spoil); 5] = [
            ("withdrawn_on", |form| form.withdrawn_on = "R8.11.31".into()),
            ("withdrawn_on", |form| form.withdrawn_on = "R8.11.23".into()),
            ("told_by", |form| form.told_by = String::new()),
            ("note", |form| form.note = "長".repeat(501)),
            ("note", |form| form.note = "a\u{7}".into()),
        ];
        for (field, spoil) in wrong {
            let mut form = typed.clone();
            spoil(&mut form);
            assert_eq!(form.check(today).unwrap_err().fields[0].field, field, "{form:?}");
        }
    }
}
