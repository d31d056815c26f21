//! Files beside a 参加申請: a licence, a floor plan, a photo of a paper.
//!
//! Sent in pieces like other files (see [`crate::files`]), by who has no account: the ticket begins an upload, and its random token, which
//! only who began it knows, is enough to send it. What was looked into belongs to the application. They are added and taken away while the
//! application may be changed.

use super::{ApplicationPath, OwnRequest, Ticket};
use crate::{
    endpoint::PathValues,
    files::{CheckedUpload, ChunkPath, Media, UploadPath, UploadState},
    ids::{ApplicationId, FileId},
};

/// Most files of an application.
pub const FILES_MAX: usize = 10;

/// Largest file in bytes.
pub const FILE_MAX: u64 = 20 * 1024 * 1024;

wire! {
    /// What is going to be sent.
    pub struct ApplicationUpload {
        /// For which application.
        pub ticket: Ticket,
        /// The file's name on the device.
        pub name: String,
        /// Size in bytes, 1 to [`FILE_MAX`].
        pub size: u64,
    }

    /// A file of an application.
    pub struct ApplicationFile {
        /// Which.
        pub id: FileId,
        /// Its name on the sender's device.
        pub name: String,
        /// What it is.
        pub media: Media,
        /// Size in bytes.
        pub size: u64,
    }

    /// The files of an application.
    pub struct ApplicationFiles {
        /// In the order in which they arrived.
        pub files: Vec<ApplicationFile>,
    }

    /// Takes a file away.
    pub struct RemoveFileRequest {
        /// From which application.
        pub ticket: Ticket,
        /// Which.
        pub file: FileId,
    }

    /// The path of a file of an application in the office's queue.
    #[derive(Copy)]
    pub struct ApplicationFilePath {
        /// Of which application.
        pub application: ApplicationId,
        /// Which.
        pub file: FileId,
    }
}

impl PathValues for ApplicationFilePath {
    fn values(&self) -> Vec<(&'static str, String)> {
        let mut values = ApplicationPath {
            application: self.application,
        }
        .values();
        values.push(("file", self.file.to_string()));
        values
    }
}

endpoint!(
    /// Begins an upload for one's own application.
    BeginApplicationUpload = Post "/api/applications/uploads", Public, body: ApplicationUpload => UploadState
);
endpoint!(
    /// How far an upload is: what to go on with after a lost connection.
    GetApplicationUpload = Get "/api/applications/uploads/{upload}", Public, path: UploadPath => UploadState
);
endpoint!(
    /// One piece of an upload. The same piece may be sent again.
    PutApplicationChunk = Put "/api/applications/uploads/{upload}/chunks/{chunk}", Public, path: ChunkPath, chunk: bytes => ()
);
endpoint!(
    /// Looks into an upload whose pieces have all arrived; from then on it belongs to the application.
    FinishApplicationUpload = Post "/api/applications/uploads/{upload}/finish", Public, path: UploadPath => CheckedUpload
);
endpoint!(
    /// Forgets an upload that does not belong to the application yet.
    DropApplicationUpload = Delete "/api/applications/uploads/{upload}", Public, path: UploadPath => ()
);
endpoint!(
    /// The files of one's own application. Who applied knows what is in them: names and sizes are enough.
    ListApplicationFiles = Post "/api/applications/files", Public, body: OwnRequest => ApplicationFiles
);
endpoint!(
    /// Takes a file away from one's own application. Taken away already is as good.
    RemoveApplicationFile = Post "/api/applications/files/remove", Public, body: RemoveFileRequest => ApplicationFiles
);
endpoint!(
    /// One file of an application, for the office.
    ReadApplicationFile = Get "/api/office/applications/{application}/files/{file}", Office, path: ApplicationFilePath => file
);
