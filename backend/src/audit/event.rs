//! One event of the audit log.

use chrono::NaiveDateTime;
use diesel::{QueryResult, prelude::Insertable};
use tobiume_common::ids::PatientId;

use crate::{
    api::Client,
    db::{Conn, Db, schema::audit_log, sql::insert_rows},
    session::CurrentUser,
};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Signed in.
    SignIn,
    /// Signed out.
    SignOut,
    /// Changed the own password.
    ChangePassword,
    /// Searched for patients; the event lists whom the answer showed.
    SearchPatients,
    /// Gave the reason for opening a record.
    OpenPatient,
    /// Looked at a record.
    ViewPatient,
    /// Asked for a record and was refused.
    RefusedPatient,
    /// Saw patients on the portal.
    ViewPortal,
    /// Registered patients from a file.
    ImportPatients,
    /// Loaded a city's claims.
    ImportClaims,
    /// Registered a patient.
    RegisterPatient,
    /// Became a family doctor of somebody registered already.
    JoinPatient,
    /// Saw who is registered already, before registering; the event lists whom.
    FindDoubles,
    /// Corrected who the patient is.
    UpdateRegistration,
    /// Recorded that the consent was withdrawn.
    WithdrawConsent,
    /// Recorded a new consent.
    RenewConsent,
    /// Saved basic_info; the detail holds the codes of the items that changed, separated by spaces.
    SaveRecord,
    /// Looked at earlier versions of basic_info.
    CompareVersions,
    /// Attached files.
    AttachFile,
    /// Looked at an attached file.
    ReadFile,
    /// Took a file away from the record.
    RemoveFile,
    /// Printed the record.
    PrintPatient,
    /// Looked at the history of looks and changes.
    ViewHistory,
    /// Printed that history.
    PrintHistory,
}

impl Action {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::ChangePassword => "change_password",
            Self::SearchPatients => "search_patients",
            Self::OpenPatient => "open_patient",
            Self::ViewPatient => "view_patient",
            Self::RefusedPatient => "refused_patient",
            Self::ViewPortal => "view_portal",
            Self::ImportPatients => "import_patients",
            Self::ImportClaims => "import_claims",
            Self::RegisterPatient => "register_patient",
            Self::JoinPatient => "join_patient",
            Self::FindDoubles => "find_doubles",
            Self::UpdateRegistration => "update_registration",
            Self::WithdrawConsent => "withdraw_consent",
            Self::RenewConsent => "renew_consent",
            Self::SaveRecord => "save_record",
            Self::CompareVersions => "compare_versions",
            Self::AttachFile => "attach_file",
            Self::ReadFile => "read_file",
            Self::RemoveFile => "remove_file",
            Self::PrintPatient => "print_patient",
            Self::ViewHistory => "view_history",
            Self::PrintHistory => "print_history",
        }
    }
}

/// One row to be.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = audit_log, treat_none_as_default_value = false)]
pub struct Event {
    at: NaiveDateTime,
    user_id: Option<i64>,
    institution_id: Option<i64>,
    action: &'static str,
    patient_id: Option<i64>,
    patients: Option<String>,
    detail: Option<String>,
    address: String,
    request_id: String,
}

impl Event {
    /// An event of nobody yet.
    pub fn new(action: Action, at: NaiveDateTime, client: &Client) -> Self {
        Self {
            at,
            user_id: None,
            institution_id: None,
            action: action.code(),
            patient_id: None,
            patients: None,
            detail: None,
            address: client.address.clone(),
            request_id: client.request_id.clone(),
        }
    }

    /// An event of whoever may use the command line of the server.
    pub fn by_operator(action: Action, at: NaiveDateTime) -> Self {
        let client = Client {
            address: "command line".to_owned(),
            place: String::new(),
            request_id: String::new(),
        };
        Self::new(action, at, &client)
    }

    /// Who did it.
    pub fn by(&mut self, user: &CurrentUser) -> &mut Self {
        self.user_id = Some(user.id.0);
        self.institution_id = Some(user.institution_id.0);
        self
    }

    /// Whose record it is about.
    pub fn about(&mut self, patient: PatientId) -> &mut Self {
        self.patient_id = Some(patient.0);
        self
    }

    /// Who was listed.
    pub fn listing(&mut self, patients: impl Iterator<Item = PatientId>) -> &mut Self {
        let ids: Vec<String> = patients.map(|id| id.to_string()).collect();
        self.patients = (!ids.is_empty()).then(|| ids.join(" "));
        self
    }

    /// Mode, reason or the like; never what a person typed to find somebody.
    pub fn detail(&mut self, detail: impl Into<String>) -> &mut Self {
        self.detail = Some(detail.into());
        self
    }
}

/// Writes an event within the caller's transaction.
///
/// # Errors
/// Those of the database.
pub fn insert(db: &Db, conn: &mut Conn, event: &Event) -> QueryResult<()> {
    insert_all(db, conn, std::slice::from_ref(event))
}

/// Writes events within the caller's transaction.
pub(super) fn insert_all(_: &Db, conn: &mut Conn, events: &[Event]) -> QueryResult<()> {
    insert_rows!(conn, audit_log::table, events)
}
