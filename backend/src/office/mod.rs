//! The secretariat's endpoints.

use tobiume_common::office::{ImportPatients, ImportReport};

use crate::{
    api::{AppError, AppResult, Call},
    audit::Action,
    patients::import,
};

/// `POST /api/office/patients/import`
pub fn import_patients(call: &mut Call<'_, ImportPatients>) -> AppResult<ImportReport> {
    let mut upload = call.upload()?;
    let reader = upload.reader().map_err(|error| AppError::Internal(error.into()))?;
    let report = import::import(&call.app.db, call.conn, reader, call.app.clock.today())?;
    let counts = format!(
        "added={} updated={} problems={}",
        report.added, report.updated, report.problem_count
    );
    call.audit(Action::ImportPatients).detail(counts);
    Ok(report)
}
