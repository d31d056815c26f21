//! `GET /api/patients/{patient}/print`

use serde::Serialize;
use tobiume_common::{
    CivilDate,
    patients::{PatientView, PrintPatient},
};

use super::view::{code_of, mode_for, record};
use crate::{
    api::{AppResult, Call, Download, Later},
    audit::Action,
    db::date::minute_in_japan,
    worker,
};

/// What the worker typesets.
#[derive(Serialize)]
struct Document {
    document: &'static str,
    network: String,
    /// The moment in Japan, as `2026-11-22 10:05`.
    printed_at: String,
    /// Institution and name.
    printed_by: String,
    today: CivilDate,
    view: PatientView,
}

/// The record as this reader may see it, as a PDF.
pub fn print_patient(call: &mut Call<'_, PrintPatient>) -> AppResult<Later<PrintPatient>> {
    let user = call.user()?;
    let patient = call.path.patient;
    let access = call.patient()?;
    let mode = mode_for(&access.grant, call.query.mode);
    let document = Document {
        document: "record",
        network: call.app.network.network_name.clone(),
        printed_at: minute_in_japan(call.app.clock.timestamp()),
        printed_by: format!("{}　{}", user.institution, user.name),
        today: call.app.clock.today(),
        view: record(call.app, call.conn, access, mode)?,
    };
    call.audit(Action::PrintPatient).about(patient).detail(code_of(mode));
    let app = call.app.clone();
    Ok(Later::file(async move {
        Ok(Download::pdf("患者基本情報", worker::typeset(&app, &document).await?))
    }))
}
