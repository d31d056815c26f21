//! Numbers at a glance, and the office's lists as files.
//!
//! [`count`] asks the database, [`lists`] reads the lists, [`csv`] and [`xlsx`] write any of them. Nothing clinical is asked for here.

mod count;
pub mod csv;
pub mod lists;
mod xlsx;

use axum::body::Body;
use tobiume_common::{
    ApiError, ErrorCode,
    numbers::{EXPORT_MAX, ExportFormat, ExportList, ExportPath, ExportTable, GetNumbers, Numbers},
};

use crate::{
    api::{AppResult, Call, Download, Extent},
    audit::Action,
};

/// `GET /api/office/numbers`
pub fn get_numbers(call: &mut Call<'_, GetNumbers>) -> AppResult<Numbers> {
    count::numbers(call.conn, &call.app.clock)
}

/// `GET /api/office/exports/{table}`
pub fn export_list(call: &mut Call<'_, ExportList>) -> AppResult<()> {
    let (ExportPath { table }, format) = (call.path, call.query.format);
    let list = match table {
        ExportTable::Applications => lists::applications(call.conn)?,
        ExportTable::Institutions => lists::institutions(call.conn)?,
        ExportTable::Users => lists::users(call.conn)?,
        ExportTable::Numbers => lists::numbers(&count::numbers(call.conn, &call.app.clock)?),
    };
    if list.rows.len() > EXPORT_MAX {
        return Err(ApiError {
            message: format!("{EXPORT_MAX}行を超えるため、ファイルにできません。システムの担当者へご連絡ください。"),
            ..ApiError::new(ErrorCode::Conflict)
        }
        .into());
    }
    let (content_type, content) = match format {
        ExportFormat::Csv => ("text/csv; charset=utf-8", csv::write(&list)?),
        ExportFormat::Xlsx => (xlsx::CONTENT_TYPE, xlsx::write(&list)?),
    };
    call.audit(Action::ExportList).detail(format!("{} {}", table.code(), format.code()));
    call.answer_with(Download {
        content_type,
        name: format!("{}_{}", table.label(), call.app.clock.today()),
        ending: format.code(),
        length: content.len() as u64,
        extent: Extent::Only,
        body: Body::from(content),
    });
    Ok(())
}
