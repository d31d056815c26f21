//! The secretariat's endpoints.

use tobiume_common::office::{ImportPatients, ImportReport};

use crate::{
    api::{AppError, AppResult, Call},
    audit::{Action, Event},
    patients::import,
};

/// `POST /api/office/patients/import`
pub fn import_patients(call: &mut Call<'_, ImportPatients>) -> AppResult<ImportReport> {
    let (user, clock) = (call.user()?, call.app.clock.clone());
    let mut event = Event::new(Action::ImportPatients, clock.timestamp(), call.client);
    event.by(&user);
    let mut upload = call.upload()?;
    let reader = upload.reader().map_err(|error| AppError::Internal(error.into()))?;
    import::import(&call.app.db, call.conn, reader, clock.today(), event)
}
