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
    /// Asked for likely doubles of a patient to be registered; the event lists whom the answer showed.
    FindDoubles,
    /// Registered a patient; the detail says whether a withdrawal was taken back by it.
    RegisterPatient,
    /// Became a family doctor of somebody who was registered already.
    JoinPatient,
    /// Looked at the registration to correct it.
    ViewRegistration,
    /// Corrected the registration; the detail names the fields.
    UpdateRegistration,
    /// Recorded that a consent was withdrawn.
    WithdrawConsent,
    /// Recorded a new consent of somebody who had withdrawn.
    RenewConsent,
    /// Registered patients from a file.
    ImportPatients,
    /// Loaded a city's claims.
    ImportClaims,
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
            Self::FindDoubles => "find_doubles",
            Self::RegisterPatient => "register_patient",
            Self::JoinPatient => "join_patient",
            Self::ViewRegistration => "view_registration",
            Self::UpdateRegistration => "update_registration",
            Self::WithdrawConsent => "withdraw_consent",
            Self::RenewConsent => "renew_consent",
            Self::ImportPatients => "import_patients",
            Self::ImportClaims => "import_claims",
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
