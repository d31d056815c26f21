//! The secretariat's endpoints.

use tobiume_common::{
    ApiError, ErrorCode,
    jobs::JobKind,
    office::{ImportPatients, ImportReport},
};

use crate::{
    api::{AppResult, Call},
    audit::{Action, Event},
    jobs::{self, Begin, Who},
    patients::import,
};

/// `POST /api/office/patients/import`
pub fn import_patients(call: &mut Call<'_, ImportPatients>) -> AppResult<ImportReport> {
    let (user, app) = (call.user()?, call.app);
    let mut event = Event::new(Action::ImportPatients, app.clock.timestamp(), call.client);
    event.by(&user);
    let file = call.upload()?.into_file().map_err(anyhow::Error::from)?;
    let begin = Begin {
        db: &app.db,
        clock: &app.clock,
        kind: JobKind::Patients,
        who: Who::Clerk(user.id),
        bytes: jobs::size_of(&file)?,
    };
    let mut report = None;
    let ended = jobs::record(&begin, call.conn, |conn, progress| {
        let done = import::import(&app.db, conn, file, app.clock.today(), event, progress)?;
        Ok(jobs::told(report.insert(done)))
    })?;
    // What could not be read at all has no report.
    let unreadable = || ApiError {
        message: ended.summary,
        ..ApiError::new(ErrorCode::Invalid)
    };
    Ok(report.ok_or_else(unreadable)?)
}
