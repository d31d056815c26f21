//! Rows of stored files, uploads and attachments.

use chrono::NaiveDateTime;
use diesel::{
    dsl::exists,
    prelude::*,
    result::{DatabaseErrorKind, Error},
};
use tobiume_common::{
    files::{DocumentKind, FileInfo, Media, UploadToken},
    ids::{FileId, InstitutionId, PatientId, UserId},
};

use super::{FileStore, seal::Sealer};
use crate::{
    api::AppResult,
    db::{
        Conn,
        date::{day_in_japan, to_civil},
        schema::{attachments, consents, institutions, stored_files, upload_pieces, users},
    },
};

/// A stored file.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = stored_files)]
pub struct FileRow {
    /// Which.
    pub id: i64,
    /// The file's name on the sender's device.
    pub name: String,
    sent_size: i64,
    /// Names its pieces in the store.
    pub object: String,
    object_key: Vec<u8>,
    object_size: i64,
    /// There is a small picture of it.
    pub has_thumbnail: bool,
    media: Option<String>,
}

impl FileRow {
    /// Size in bytes, as it was announced.
    pub fn sent_size(&self) -> u64 {
        self.sent_size.unsigned_abs()
    }

    /// Size in bytes, as it is stored.
    pub fn size(&self) -> u64 {
        self.object_size.unsigned_abs()
    }

    /// What it is; none until that was looked at.
    pub fn media(&self) -> Option<Media> {
        self.media.as_deref().and_then(Media::from_code)
    }

    /// What it becomes by being looked into, where it is kept as it was sent.
    pub(super) fn checked_as(&self, media: Media) -> Checked {
        Checked {
            object: self.object.clone(),
            object_key: self.object_key.clone(),
            object_size: self.object_size,
            has_thumbnail: false,
            media: media.code(),
        }
    }

    /// Opens its pieces.
    ///
    /// # Errors
    /// When its key does not unwrap.
    pub fn sealer(&self, store: &FileStore) -> AppResult<Sealer> {
        store.existing(&self.object, self.size(), &self.object_key)
    }
}

/// An upload to be.
#[derive(Debug, Insertable)]
#[diesel(table_name = stored_files)]
pub struct NewUpload<'a> {
    /// Names it to who sends it.
    pub token: &'a str,
    /// Who sends it, if it is a user.
    pub user_id: Option<i64>,
    /// For which application it is sent, where it is.
    pub application_id: Option<i64>,
    /// The file's name on the device.
    pub name: &'a str,
    /// Size in bytes.
    pub sent_size: i64,
    /// When it began.
    pub begun_at: NaiveDateTime,
    /// Names its pieces in the store.
    pub object: &'a str,
    /// The object's wrapped key.
    pub object_key: &'a [u8],
    /// Size in bytes.
    pub object_size: i64,
    /// None yet.
    pub has_thumbnail: bool,
}

/// What an upload became by being looked into.
#[derive(AsChangeset, Debug)]
#[diesel(table_name = stored_files)]
pub struct Checked {
    /// The object that is kept.
    pub object: String,
    /// Its wrapped key.
    pub object_key: Vec<u8>,
    /// Its size in bytes.
    pub object_size: i64,
    /// There is a small picture of it.
    pub has_thumbnail: bool,
    /// What it is.
    pub media: &'static str,
}

/// Uploads that were let go: neither a user's nor an application's. With their objects.
pub(super) fn let_go(conn: &mut Conn) -> QueryResult<Vec<(i64, String)>> {
    stored_files::table
        .filter(stored_files::user_id.is_null())
        .filter(stored_files::application_id.is_null())
        .select((stored_files::id, stored_files::object))
        .load(conn)
}

/// Begins an upload.
pub(super) fn begin(conn: &mut Conn, upload: &NewUpload<'_>) -> QueryResult<()> {
    diesel::insert_into(stored_files::table).values(upload).execute(conn).map(|_| ())
}

/// Uploads of a user that belong to no patient yet: how many, and their bytes.
pub(super) fn open_uploads(conn: &mut Conn, user: UserId) -> QueryResult<(usize, u64)> {
    let sizes: Vec<i64> = stored_files::table
        .filter(stored_files::user_id.eq(user.0))
        .filter(stored_files::kept_at.is_null())
        .select(stored_files::object_size)
        .load(conn)?;
    Ok((sizes.len(), sizes.iter().map(|size| size.unsigned_abs()).sum()))
}

/// An upload of this user that belongs to no patient yet.
pub(super) fn upload(conn: &mut Conn, user: UserId, token: &UploadToken) -> QueryResult<Option<FileRow>> {
    stored_files::table
        .filter(stored_files::token.eq(&token.0))
        .filter(stored_files::user_id.eq(user.0))
        .filter(stored_files::kept_at.is_null())
        .select(FileRow::as_select())
        .first(conn)
        .optional()
}

/// The pieces that have arrived, in order.
pub(crate) fn pieces(conn: &mut Conn, file: i64) -> QueryResult<Vec<u32>> {
    let numbers: Vec<i32> = upload_pieces::table
        .filter(upload_pieces::file_id.eq(file))
        .order(upload_pieces::number)
        .select(upload_pieces::number)
        .load(conn)?;
    Ok(numbers.into_iter().map(i32::unsigned_abs).collect())
}

/// Notes that a piece has arrived. Twice is as good as once; an upload that is gone meanwhile misses nothing.
pub(super) fn piece_arrived(conn: &mut Conn, file: i64, number: i32) -> QueryResult<()> {
    let row = (upload_pieces::file_id.eq(file), upload_pieces::number.eq(number));
    match diesel::insert_into(upload_pieces::table).values(row).execute(conn) {
        Ok(_) | Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation, _)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Notes what an upload became; false where somebody else did so before.
pub(super) fn check(conn: &mut Conn, file: i64, checked: &Checked) -> QueryResult<bool> {
    let unchecked = stored_files::table
        .filter(stored_files::id.eq(file))
        .filter(stored_files::media.is_null());
    let changed = diesel::update(unchecked).set(checked).execute(conn)?;
    diesel::delete(upload_pieces::table.filter(upload_pieces::file_id.eq(file))).execute(conn)?;
    Ok(changed == 1)
}

/// Forgets an upload that belongs to no patient; returns its object, to be removed now. None where it belongs to one meanwhile.
pub(crate) fn forget(conn: &mut Conn, file: i64) -> QueryResult<Option<String>> {
    let open = stored_files::table
        .filter(stored_files::id.eq(file))
        .filter(stored_files::kept_at.is_null());
    diesel::delete(open).returning(stored_files::object).get_result(conn).optional()
}

/// Uploads that began before this moment and belong to no patient.
pub(super) fn abandoned(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<i64>> {
    stored_files::table
        .filter(stored_files::kept_at.is_null())
        .filter(stored_files::begun_at.lt(before))
        .select(stored_files::id)
        .load(conn)
}

/// Those of these objects that a row knows.
pub(super) fn known(conn: &mut Conn, objects: &[String]) -> QueryResult<Vec<String>> {
    stored_files::table
        .filter(stored_files::object.eq_any(objects))
        .select(stored_files::object)
        .load(conn)
}

/// Lets a looked-into upload of this user belong to a patient; its id. None where there is no such upload.
pub(super) fn keep(conn: &mut Conn, user: UserId, token: &UploadToken, now: NaiveDateTime) -> QueryResult<Option<i64>> {
    let open = stored_files::table
        .filter(stored_files::token.eq(&token.0))
        .filter(stored_files::user_id.eq(user.0))
        .filter(stored_files::media.is_not_null())
        .filter(stored_files::kept_at.is_null());
    diesel::update(open)
        .set(stored_files::kept_at.eq(now))
        .returning(stored_files::id)
        .get_result(conn)
        .optional()
}

/// A file that is the form of one of this patient's consents.
pub(super) fn consent_form(conn: &mut Conn, patient: PatientId, file: FileId) -> QueryResult<Option<FileRow>> {
    let of_consent = consents::table
        .filter(consents::patient_id.eq(patient.0))
        .filter(consents::form_file_id.eq(stored_files::id.nullable()));
    stored_files::table
        .filter(stored_files::id.eq(file.0))
        .filter(exists(of_consent))
        .select(FileRow::as_select())
        .first(conn)
        .optional()
}

/// An attachment to be.
#[derive(Debug, Insertable)]
#[diesel(table_name = attachments)]
pub struct NewAttachmentRow<'a> {
    /// The kept file.
    pub file_id: i64,
    /// Whose record.
    pub patient_id: i64,
    /// Who attaches it, for which institution.
    pub institution_id: i64,
    /// See above.
    pub author_id: i64,
    /// 文書名.
    pub title: &'a str,
    /// 文書種別, its code.
    pub kind: &'static str,
    /// When.
    pub added_at: NaiveDateTime,
    /// Its place among those attached at once.
    pub position: i16,
}

/// Attaches a file.
pub(super) fn attach(conn: &mut Conn, attachment: &NewAttachmentRow<'_>) -> QueryResult<()> {
    diesel::insert_into(attachments::table).values(attachment).execute(conn).map(|_| ())
}

/// Whether this user has attached this upload to this patient already.
pub(super) fn is_attached(conn: &mut Conn, user: UserId, patient: PatientId, token: &UploadToken) -> QueryResult<bool> {
    let attached = attachments::table
        .inner_join(stored_files::table)
        .filter(stored_files::token.eq(&token.0))
        .filter(attachments::author_id.eq(user.0))
        .filter(attachments::patient_id.eq(patient.0));
    let found: Option<i64> = attached.select(attachments::file_id).first(conn).optional()?;
    Ok(found.is_some())
}

/// The name of an upload of this user on the device.
pub(super) fn name(conn: &mut Conn, file: i64) -> QueryResult<String> {
    stored_files::table.find(file).select(stored_files::name).first(conn)
}

type AttachmentRow = (i64, i64, String, String, NaiveDateTime, Option<String>, i64, bool, String, String);

/// The attached files of a patient, newest first.
pub(super) fn attached(conn: &mut Conn, patient: PatientId, reader: InstitutionId) -> QueryResult<Vec<FileInfo>> {
    let rows: Vec<AttachmentRow> = attachments::table
        .inner_join(stored_files::table)
        .inner_join(institutions::table)
        .inner_join(users::table)
        .filter(attachments::patient_id.eq(patient.0))
        .filter(attachments::removed_at.is_null())
        .order((attachments::added_at.desc(), attachments::position, attachments::file_id))
        .select((
            attachments::file_id,
            attachments::institution_id,
            attachments::title,
            attachments::kind,
            attachments::added_at,
            stored_files::media,
            stored_files::object_size,
            stored_files::has_thumbnail,
            institutions::name,
            users::name,
        ))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|row| file_info(row, reader)).collect())
}

/// None for what this program cannot show: a file of a kind that a newer one knows.
fn file_info(row: AttachmentRow, reader: InstitutionId) -> Option<FileInfo> {
    let (id, institution_id, title, kind, added_at, media, size, has_thumbnail, institution, author) = row;
    Some(FileInfo {
        id: FileId(id),
        title,
        kind: DocumentKind::from_code(&kind).unwrap_or(DocumentKind::Other),
        media: Media::from_code(&media?)?,
        size: size.unsigned_abs(),
        institution,
        author,
        added_on: to_civil(day_in_japan(added_at)),
        has_thumbnail,
        own: institution_id == reader.0,
    })
}

/// An attached file of this patient, with its title and the institution that attached it.
pub(super) fn attachment(conn: &mut Conn, patient: PatientId, file: FileId) -> QueryResult<Option<(FileRow, String, InstitutionId)>> {
    let row: Option<(FileRow, String, i64)> = attachments::table
        .inner_join(stored_files::table)
        .filter(attachments::file_id.eq(file.0))
        .filter(attachments::patient_id.eq(patient.0))
        .filter(attachments::removed_at.is_null())
        .select((FileRow::as_select(), attachments::title, attachments::institution_id))
        .first(conn)
        .optional()?;
    Ok(row.map(|(file, title, institution)| (file, title, InstitutionId(institution))))
}

/// Takes an attachment away from the record.
pub(super) fn remove(conn: &mut Conn, file: FileId, user: UserId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(attachments::table.find(file.0))
        .set((attachments::removed_at.eq(now), attachments::removed_by.eq(user.0)))
        .execute(conn)
        .map(|_| ())
}
