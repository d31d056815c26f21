//! `POST /api/uploads/{upload}/finish`: what was sent?
//!
//! Decided by the content alone. A picture is replaced by what the worker makes of it: the same picture as every browser shows it, without
//! position data and whatever else was hidden in the file. A PDF that can be read stays as it was sent. Everything else is refused, and
//! nothing of it is kept.

use bytes::Bytes;
use futures_util::TryStreamExt;
use tobiume_common::{
    ApiError, ErrorCode,
    endpoint::CHUNK_MAX,
    files::{CheckedUpload, FILE_MAX, FinishUpload, Media, UploadToken},
};

use super::{
    model::{self, Checked, FileRow},
    seal::{Part, Sealer, piece_length},
    upload::{count, find},
};
use crate::{
    api::{AppError, AppResult, Call, Later},
    app::App,
    db::Conn,
    worker::{Job, PdfHead, PictureHead, Task},
};

/// Looks into an upload whose pieces have all arrived. Asked once more it says the same.
pub fn finish_upload(call: &mut Call<'_, FinishUpload>) -> AppResult<Later<FinishUpload>> {
    let user = call.user()?;
    let upload = call.path.upload.clone();
    let file = find(call.conn, &user, &upload)?;
    refuse_incomplete(call.conn, &file)?;
    let app = call.app.clone();
    Ok(Later::value(async move {
        check(&app, &file).await?;
        let file = app
            .with_connection(move |_, conn| find(conn, &user, &upload).map(|file| (file, upload)))
            .await?;
        answer(file)
    }))
}

/// Refuses a file of which something has not arrived.
pub(crate) fn refuse_incomplete(conn: &mut Conn, file: &FileRow) -> AppResult<()> {
    if file.media().is_none() && model::pieces(conn, file.id)?.len() != count(file) as usize {
        return Err(ApiError::field("file", "まだ届いていない部分があります。続きを送ってください。").into());
    }
    Ok(())
}

/// What who sent it is told of a file that was looked into.
pub(crate) fn answer((file, upload): (FileRow, UploadToken)) -> AppResult<CheckedUpload> {
    Ok(CheckedUpload {
        media: file.media().ok_or(ErrorCode::NotFound)?,
        size: file.size(),
        upload,
    })
}

/// Looks into the file, unless somebody has, and notes what it is. What is refused is forgotten at once.
pub(crate) async fn check(app: &App, file: &FileRow) -> AppResult<()> {
    if file.media().is_some() {
        return Ok(());
    }
    let checked = match look_into(app, file).await {
        Ok(checked) => checked,
        Err(AppError::Api(refusal)) if refusal.code == ErrorCode::Invalid => {
            let id = file.id;
            let object = app
                .with_connection(move |app, conn| Ok(app.db.write(conn, |conn| model::forget(conn, id))?))
                .await?;
            if let Some(object) = object {
                app.files.remove(&object).await?;
            }
            return Err(refusal.into());
        }
        Err(failure) => return Err(failure),
    };
    let (id, made) = (file.id, checked.object.clone());
    let is_first = app
        .with_connection(move |app, conn| Ok(app.db.write(conn, |conn| model::check(conn, id, &checked))?))
        .await?;
    // Of a picture that was made anew one object is left over: the one that was sent, or the one that came second.
    let left_over = if is_first { &file.object } else { &made };
    if made == file.object {
        Ok(())
    } else {
        app.files.remove(left_over).await
    }
}

async fn look_into(app: &App, file: &FileRow) -> AppResult<Checked> {
    let first = app.files.read(&file.sealer(&app.files)?, Part::Piece(0)).await?;
    match kind_of(&first) {
        Some(Kind::Picture) => picture(app, file).await,
        Some(Kind::Pdf) => pdf(app, file).await,
        None => Err(ApiError::field(
            "file",
            "この種類のファイルは添付できません。写真（JPEG・PNG・HEICなど）かPDFを選んでください。",
        )
        .into()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Picture,
    Pdf,
}

fn kind_of(beginning: &Bytes) -> Option<Kind> {
    match infer::get(beginning)?.mime_type() {
        "image/jpeg" | "image/png" | "image/webp" | "image/gif" | "image/tiff" | "image/heif" => Some(Kind::Picture),
        "application/pdf" => Some(Kind::Pdf),
        _ => None,
    }
}

/// A PDF that can be read to its end stays as it is.
async fn pdf(app: &App, file: &FileRow) -> AppResult<Checked> {
    let mut job = start(app, file, Task::Pdf).await?;
    job.head::<PdfHead>().await?;
    job.end().await?;
    Ok(file.checked_as(Media::Pdf))
}

/// What the worker makes of a picture is written to an object of its own, piece by piece as it comes.
async fn picture(app: &App, file: &FileRow) -> AppResult<Checked> {
    let mut job = start(app, file, Task::Picture).await?;
    let head: PictureHead = job.head().await?;
    let media = Media::from_content_type(&head.media_type).filter(|media| media.is_picture());
    let media = media.ok_or_else(|| anyhow::anyhow!("the worker made something that is no picture"))?;
    if head.content == 0 || head.content > FILE_MAX || head.thumbnail > CHUNK_MAX {
        return Err(ApiError::field("file", "画像が大きすぎます。小さくしてから、もう一度お試しください。").into());
    }
    let (sealer, object_key) = app.files.create(head.content)?;
    let written = write_picture(app, &sealer, job, head.thumbnail).await;
    if written.is_err() {
        app.files.remove(sealer.object()).await?;
    }
    written?;
    Ok(Checked {
        object: sealer.object().to_owned(),
        object_key,
        object_size: head.content.cast_signed(),
        has_thumbnail: head.thumbnail > 0,
        media: media.code(),
    })
}

async fn write_picture(app: &App, sealer: &Sealer, mut job: Job, thumbnail: usize) -> AppResult<()> {
    for number in 0.. {
        let Some(length) = piece_length(sealer.size(), number) else { break };
        let piece = job.bytes(length).await?;
        app.files.write(sealer, Part::Piece(number), &piece).await?;
    }
    if thumbnail > 0 {
        let small = job.bytes(thumbnail).await?;
        app.files.write(sealer, Part::Thumbnail, &small).await?;
    }
    job.end().await
}

/// A process that has been given the whole file.
async fn start(app: &App, file: &FileRow, task: Task) -> AppResult<Job> {
    let mut job = app.worker.start(task).await?;
    let mut pieces = app.files.content(file.sealer(&app.files)?, 0..file.size());
    while let Some(piece) = pieces.try_next().await? {
        job.feed(&piece).await?;
    }
    job.finish_input();
    Ok(job)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides() {
        for (content, expected) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], Some(Kind::Picture)),
            (b"\x89PNG\r\n\x1a\n", Some(Kind::Picture)),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Some(Kind::Picture)),
            (b"GIF89a\x01\0\x01\0", Some(Kind::Picture)),
            (b"II*\0\x08\0\0\0\x0e\0\xfe\0\x04\0\x01\0", Some(Kind::Picture)),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Some(Kind::Picture)),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf", Some(Kind::Picture)),
            (b"%PDF-1.7\n", Some(Kind::Pdf)),
            (b"PK\x03\x04\x14\0", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", None),
            (b"<!DOCTYPE html><script>alert(1)</script>", None),
            (b"MZ\x90\0", None),
            (b"\x7fELF\x02\x01\x01", None),
            (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", None),
            (b"plain text", None),
            (b"", None),
        ] {
            assert_eq!(
                kind_of(&Bytes::from_static(content)),
                expected,
                "{:?}",
                String::from_utf8_lossy(content)
            );
        }
    }
}
