//! `/api/patients/{patient}/files/{file}`: a file as it is shown.

use axum::body::Body;
use futures_util::{StreamExt, TryStreamExt, stream};
use tobiume_common::{
    ErrorCode,
    files::{GetFile, GetThumbnail, Media},
    patients::GetConsentForm,
};

use super::{
    model::{self, FileRow},
    seal::Part,
};
use crate::{
    api::{AppError, AppResult, ByteRange, Call, Download, Extent, Later},
    app::App,
    audit::Action,
};

/// One attached file, or a part of it.
pub fn get_file(call: &mut Call<'_, GetFile>) -> AppResult<Later<GetFile>> {
    let (patient, file) = (call.path.patient, call.path.file);
    let (row, title, _) = model::attachment(call.conn, patient, file)?.ok_or(ErrorCode::NotFound)?;
    call.audit(Action::ReadFile).about(patient).detail(file.to_string());
    let (app, range) = (call.app.clone(), call.range);
    Ok(Later::file(async move { download(&app, row, title, range).await }))
}

/// A small picture of an attached file.
pub fn get_thumbnail(call: &mut Call<'_, GetThumbnail>) -> AppResult<Later<GetThumbnail>> {
    let (patient, file) = (call.path.patient, call.path.file);
    let (row, title, _) = model::attachment(call.conn, patient, file)?.ok_or(ErrorCode::NotFound)?;
    if !row.has_thumbnail {
        return Err(ErrorCode::NotFound.into());
    }
    call.audit(Action::ViewThumbnail).about(patient).detail(file.to_string());
    let app = call.app.clone();
    Ok(Later::file(async move {
        let content = app.files.read(&row.sealer(&app.files)?, Part::Thumbnail).await?;
        Ok(Download {
            content_type: Media::Jpeg.content_type(),
            name: title,
            ending: Media::Jpeg.ending(),
            length: content.len() as u64,
            extent: Extent::Only,
            body: Body::from(content),
        })
    }))
}

/// The scanned form of a consent.
pub fn get_consent_form(call: &mut Call<'_, GetConsentForm>) -> AppResult<Later<GetConsentForm>> {
    let (patient, file) = (call.path.patient, call.path.file);
    let row = model::consent_form(call.conn, patient, file)?.ok_or(ErrorCode::NotFound)?;
    call.audit(Action::ReadConsentForm).about(patient).detail(file.to_string());
    let (app, range) = (call.app.clone(), call.range);
    Ok(Later::file(async move { download(&app, row, "同意書".to_owned(), range).await }))
}

/// The content as a stream. Its first piece is read before the answer begins: what is missing or damaged is then said as an error.
pub(crate) async fn download(app: &App, file: FileRow, name: String, range: Option<ByteRange>) -> AppResult<Download> {
    let media = file.media().ok_or(ErrorCode::NotFound)?;
    let length = file.size();
    let extent = match range.map(|range| range.within(length)) {
        None => Extent::Whole,
        Some(Some(part)) => Extent::Part(part),
        Some(None) => Extent::Beyond,
    };
    let wanted = match &extent {
        Extent::Part(part) => part.clone(),
        Extent::Beyond => 0..0,
        Extent::Only | Extent::Whole => 0..length,
    };
    let mut pieces = app.files.content(file.sealer(&app.files)?, wanted);
    let first = pieces.try_next().await?;
    let rest = pieces.inspect_err(|_| tracing::error!("a stored file could not be read to its end"));
    let content = stream::iter(first.map(Ok::<_, AppError>)).chain(rest);
    Ok(Download {
        content_type: media.content_type(),
        name,
        ending: media.ending(),
        length,
        extent,
        body: Body::from_stream(content.map_err(|_| std::io::Error::other("a stored piece cannot be read"))),
    })
}
