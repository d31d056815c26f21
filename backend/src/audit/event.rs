//! One event of the audit log.

use chrono::{NaiveDateTime, SubsecRound};
use diesel::prelude::Insertable;
use tobiume_common::{basic_info::Item, ids::PatientId};

use super::{
    Action,
    seal::{Columns, MOMENT},
};
use crate::{api::Client, db::schema::audit_log, session::CurrentUser};

/// The address of whoever may use the command line of the server.
pub(super) const COMMAND_LINE: &str = "command line";

/// The address of what the server does by itself.
const SERVER: &str = "server";

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
    session_id: Option<i64>,
}

impl Event {
    /// An event of nobody yet.
    pub fn new(action: Action, at: NaiveDateTime, client: &Client) -> Self {
        Self {
            // As both databases keep it, so that the row says the same when it is read again.
            at: at.trunc_subsecs(6),
            user_id: None,
            institution_id: None,
            action: action.code(),
            patient_id: None,
            patients: None,
            detail: None,
            address: client.address.clone(),
            request_id: client.request_id.clone(),
            session_id: None,
        }
    }

    /// An event of whoever may use the command line of the server.
    pub fn by_operator(action: Action, at: NaiveDateTime) -> Self {
        Self::of_no_request(action, at, COMMAND_LINE)
    }

    /// An event of the server itself.
    pub fn by_server(action: Action, at: NaiveDateTime) -> Self {
        Self::of_no_request(action, at, SERVER)
    }

    fn of_no_request(action: Action, at: NaiveDateTime, address: &str) -> Self {
        let client = Client {
            address: address.to_owned(),
            place: String::new(),
            request_id: String::new(),
        };
        Self::new(action, at, &client)
    }

    /// Who did it.
    pub fn by(&mut self, user: &CurrentUser) -> &mut Self {
        self.user_id = Some(user.id.0);
        self.institution_id = Some(user.institution_id.0);
        self.session_id = Some(user.session_id);
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

    /// The items that changed.
    pub fn items(&mut self, items: impl Iterator<Item = Item>) -> &mut Self {
        let codes: Vec<&str> = items.map(Item::code).collect();
        self.detail(codes.join(" "))
    }

    /// What the hash is taken over, with the row's number.
    pub(super) fn columns(&self, id: i64) -> Columns<'_> {
        Columns {
            id,
            at: self.at.format(MOMENT).to_string().into_bytes().into(),
            user_id: self.user_id,
            institution_id: self.institution_id,
            session_id: self.session_id,
            action: self.action.as_bytes(),
            patient_id: self.patient_id,
            patients: self.patients.as_deref().map(str::as_bytes),
            detail: self.detail.as_deref().map(str::as_bytes),
            address: self.address.as_bytes(),
            request_id: self.request_id.as_bytes(),
        }
    }
}
