//! `POST /api/office/imports/{import}`: a file from the page. It is loaded when the answer has left.

use std::{fs::File, thread};

use tobiume_common::{
    ids::JobId,
    jobs::{ImportKind, JobKind, StartImport, StartedJob},
};

use super::{Begin, Who, carry_out, kind_of, load, log, model, size_of};
use crate::{
    api::{AppResult, Call},
    app::App,
    audit::{Action, Event},
};

/// Takes the file and begins.
pub fn start_import(call: &mut Call<'_, StartImport>) -> AppResult<StartedJob> {
    let (user, app) = (call.user()?, call.app.clone());
    let mut file = call.upload()?.into_file().map_err(anyhow::Error::from)?;
    let (kind, action) = match call.path.import {
        ImportKind::Patients => (JobKind::Patients, Action::ImportPatients),
        ImportKind::Masters => (kind_of(&mut file)?, Action::ImportMasters),
    };
    let mut event = Event::new(action, app.clock.timestamp(), call.client);
    event.by(&user);
    let begin = Begin {
        db: &app.db,
        clock: &app.clock,
        kind,
        who: Who::Clerk(user.id),
        bytes: size_of(&file)?,
    };
    let job = model::begin(call.conn, &begin)?;
    let work = {
        let app = app.clone();
        move || {
            if let Err(cause) = run(&app, job, kind, file, event) {
                log(kind, &cause);
            }
        }
    };
    thread::Builder::new()
        .name("import".to_owned())
        .spawn(work)
        .map_err(anyhow::Error::from)?;
    Ok(StartedJob { job })
}

/// On a connection of its own: an import takes longer than any request may wait for one.
fn run(app: &App, job: JobId, kind: JobKind, file: File, event: Event) -> AppResult<()> {
    let conn = &mut app.db.url().connect().map_err(anyhow::Error::from)?;
    carry_out(&app.db, &app.clock, conn, job, |conn, progress| {
        load(&app.db, conn, &app.clock, kind, file, event, progress)
    })?;
    Ok(())
}
