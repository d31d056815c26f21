//! The consent of a patient: given, withdrawn, given again.

use crate::{
    CivilDate,
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
