//! 参加申請 as a PDF for who applied.

use serde::Serialize;
use tobiume_common::{
    ApiError, ErrorCode,
    application::{ApplicationForm, PrintApplication},
};

use super::{files, own, ticket};
use crate::{
    api::{AppResult, Call, Download, Later},
    db::date::minute_in_japan,
    worker,
};

/// What was sent. A draft is no application yet.
pub fn print_application(call: &mut Call<'_, PrintApplication>) -> AppResult<Later<PrintApplication>> {
    let asked = call.body.ticket.clone();
    let row = own::open(call, &asked)?;
    let Some(sent_at) = row.sent_at else {
        return Err(ApiError {
            message: "まだ申請していません。申請したあとで控えを作れます。".to_owned(),
            ..ApiError::new(ErrorCode::Conflict)
        }
        .into());
    };
    let app = call.app.clone();
    let paper = Paper {
        document: "application",
        network: app.network.network_name.clone(),
        office_phone: app.network.office_phone.clone(),
        receipt: ticket::receipt(row.id()),
        state: row.state()?.label(),
        sent_at: minute_in_japan(sent_at),
        form: row.form()?,
        files: files::list(call.conn, row.id())?.files.into_iter().map(|file| file.name).collect(),
    };
    Ok(Later::file(async move {
        let pdf = worker::typeset(&app, &paper).await?;
        Ok(Download::pdf("参加申請書", pdf))
    }))
}

/// What is typeset.
#[derive(Serialize)]
struct Paper {
    document: &'static str,
    network: String,
    office_phone: String,
    receipt: String,
    state: &'static str,
    sent_at: String,
    form: ApplicationForm,
    /// Names of what was sent beside it.
    files: Vec<String>,
}
