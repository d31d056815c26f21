//! Files: uploaded in pieces, checked by content, attached to a patient's basic_info.
//!
//! A file is sent in pieces of [`CHUNK_MAX`] bytes, in any order; a lost connection is gone on with by asking which pieces have arrived. When all
//! are there the server looks into the file, turns pictures into what every browser shows, and only then can it be attached.

use crate::{
    CivilDate,
    endpoint::{CHUNK_MAX, PathValues},
    ids::{FileId, FilePath, PatientPath},
};

wire! {
    /// Names an upload: random, 32 hexadecimal digits, known to whoever began it and of use to nobody else.
    #[derive(Eq, Hash)]
    #[serde(transparent)]
    pub struct UploadToken(pub String);

    /// The path of an upload.
    pub struct UploadPath {
        /// Which upload.
        pub upload: UploadToken,
    }

    /// The path of one piece of an upload.
    pub struct ChunkPath {
        /// Which upload.
        pub upload: UploadToken,
        /// Which piece, from 0.
        pub chunk: u32,
    }

    /// What is going to be sent.
    pub struct UploadRequest {
        /// The file's name on the device; shown as the title until another is given.
        pub name: String,
        /// Size in bytes, 1 to [`FILE_MAX`].
        pub size: u64,
    }

    /// How far an upload is.
    pub struct UploadState {
        /// Which upload.
        pub upload: UploadToken,
        /// Size in bytes.
        pub size: u64,
        /// Every piece but the last has this many bytes.
        pub chunk_size: u32,
        /// The pieces that have arrived, in order.
        pub received: Vec<u32>,
    }

    /// What the server found in a finished upload.
    pub struct CheckedUpload {
        /// Which upload.
        pub upload: UploadToken,
        /// Picture or PDF.
        pub media: Media,
        /// Size in bytes as kept.
        pub size: u64,
    }

    /// What a file is, by its content.
    #[derive(Copy, Eq, Hash)]
    pub enum Media {
        /// JPEG.
        Jpeg,
        /// PNG.
        Png,
        /// PDF.
        Pdf,
    }

    /// What kind of document it is (文書種別).
    #[derive(Copy, Eq, Hash)]
    pub enum DocumentKind {
        /// 退院サマリ.
        DischargeSummary,
        /// レントゲン.
        XRay,
        /// 画像.
        Picture,
        /// 紹介状・検査結果.
        Letter,
        /// その他.
        Other,
    }

    /// Attaches finished uploads to the patient.
    pub struct AttachRequest {
        /// In the order they shall stand.
        pub files: Vec<NewAttachment>,
    }

    /// One file to attach.
    pub struct NewAttachment {
        /// The finished upload.
        pub upload: UploadToken,
        /// 文書名.
        pub title: String,
        /// 文書種別.
        pub kind: DocumentKind,
    }

    /// An attached file.
    pub struct FileInfo {
        /// Which.
        pub id: FileId,
        /// 文書名.
        pub title: String,
        /// 文書種別.
        pub kind: DocumentKind,
        /// What it is.
        pub media: Media,
        /// Size in bytes.
        pub size: u64,
        /// Institution that attached it.
        pub institution: String,
        /// Who attached it.
        pub author: String,
        /// 登録日.
        pub added_on: CivilDate,
        /// There is a small picture of it.
        pub has_thumbnail: bool,
        /// The reader's institution attached it, and may take it away.
        pub own: bool,
    }

    /// The attached files of a patient.
    pub struct FileList {
        /// Newest first.
        pub files: Vec<FileInfo>,
    }
}

/// Largest file in bytes.
pub const FILE_MAX: u64 = 100 * 1024 * 1024;

/// Most files attached at once.
pub const FILES_AT_ONCE: usize = 20;

/// Longest title, in characters.
pub const TITLE_MAX: usize = 100;

/// What is said of a file that is larger than `largest` bytes.
pub fn too_large(largest: u64) -> String {
    format!(
        "ファイルが大きすぎます。{}MBまでのファイルを選んでください。",
        largest / (1024 * 1024)
    )
}

/// The number of pieces of a file of this size.
pub const fn chunk_count(size: u64) -> u64 {
    size.div_ceil(CHUNK_MAX as u64)
}

impl Media {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// The type of the content in HTTP.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// The kind of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.code() == code)
    }

    /// The kind of a content type of HTTP.
    pub fn from_content_type(content_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.content_type() == content_type)
    }

    /// The usual ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// Whether it is shown as a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png)
    }
}

impl DocumentKind {
    /// All kinds, in the order of the list.
    pub const ALL: [Self; 5] = [Self::DischargeSummary, Self::XRay, Self::Picture, Self::Letter, Self::Other];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DischargeSummary => "discharge_summary",
            Self::XRay => "x_ray",
            Self::Picture => "picture",
            Self::Letter => "letter",
            Self::Other => "other",
        }
    }

    /// The kind of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::DischargeSummary => "退院サマリ",
            Self::XRay => "レントゲン",
            Self::Picture => "画像",
            Self::Letter => "紹介状・検査結果",
            Self::Other => "その他",
        }
    }
}

impl PathValues for UploadPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("upload", self.upload.0.clone())]
    }
}

impl PathValues for ChunkPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("upload", self.upload.0.clone()), ("chunk", self.chunk.to_string())]
    }
}

endpoint!(
    /// Begins an upload.
    BeginUpload = Post "/api/uploads", RegisterPatients, body: UploadRequest => UploadState
);
endpoint!(
    /// How far an own upload is: what to go on with after a lost connection.
    GetUpload = Get "/api/uploads/{upload}", RegisterPatients, path: UploadPath => UploadState
);
endpoint!(
    /// One piece of an upload. The same piece may be sent again.
    PutChunk = Put "/api/uploads/{upload}/chunks/{chunk}", RegisterPatients, path: ChunkPath, chunk: bytes => ()
);
endpoint!(
    /// Looks into an upload whose pieces have all arrived. What it is decides its content, never its name.
    FinishUpload = Post "/api/uploads/{upload}/finish", RegisterPatients, path: UploadPath => CheckedUpload
);
endpoint!(
    /// Forgets an upload that was not attached.
    DropUpload = Delete "/api/uploads/{upload}", RegisterPatients, path: UploadPath => ()
);
endpoint!(
    /// Attaches finished uploads to a patient's basic_info: all of them or none.
    AttachFiles = Post "/api/patients/{patient}/files", Patient(Write), path: PatientPath, body: AttachRequest => FileList
);
endpoint!(
    /// The attached files of a patient, of every institution.
    ListFiles = Get "/api/patients/{patient}/files", Patient(ReadFiles), path: PatientPath => FileList
);
endpoint!(
    /// One attached file.
    GetFile = Get "/api/patients/{patient}/files/{file}", Patient(ReadFiles), path: FilePath => file
);
endpoint!(
    /// A small picture of an attached file.
    GetThumbnail = Get "/api/patients/{patient}/files/{file}/thumbnail", Patient(ReadFiles), path: FilePath => file
);
endpoint!(
    /// Takes an own file away from the record. It is kept until the retention ends, but nobody sees it.
    RemoveFile = Delete "/api/patients/{patient}/files/{file}", Patient(Write), path: FilePath => ()
);
