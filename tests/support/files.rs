//! Files to attach: made here, sent in pieces, looked for in the store.

use std::{
    io::Cursor,
    path::{Path, PathBuf},
    process::Command,
};

use image::{DynamicImage, ImageFormat, RgbImage, codecs::jpeg::JpegEncoder};
use img_parts::{ImageEXIF, jpeg::Jpeg, png::Png};
use tobiume_backend::files::sweep::{Swept, sweep};
use tobiume_common::{
    ApiError,
    endpoint::{CHUNK_MAX, Endpoint, path_of},
    files::{
        AttachFiles, AttachRequest, BeginUpload, CheckedUpload, ChunkPath, DocumentKind, FileInfo, FileList, FinishUpload, NewAttachment,
        PutChunk, UploadPath, UploadRequest, UploadState, UploadToken,
    },
    ids::{FileId, FilePath, PatientId, PatientPath},
};

use super::{Client, TestApp, client::OWN_PAGE};

/// Whether the worker is there; says loudly where it is not.
pub fn has_worker(test: &str, app: &TestApp) -> bool {
    let is_there = app.app.worker.is_installed();
    if !is_there {
        super::skipped(
            test,
            "TOBIUME_WORKER is not set or not built; `make test` builds the program tobiume-worker",
        );
    }
    is_there
}

/// A PDF of one page with this text hidden in it, of this size or a little more.
pub fn pdf(text: &str, size: usize) -> Vec<u8> {
    // Anything that does not compress, and is the same each time.
    let filling = noise(size).map(|byte| b'a' + byte % 26);
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>".to_vec(),
        format!("<< /Length {} >>\nstream\n{text}", size + text.len())
            .into_bytes()
            .into_iter()
            .chain(filling)
            .chain(*b"\nendstream")
            .collect(),
    ];
    let (mut out, mut table) = (b"%PDF-1.7\n".to_vec(), String::new());
    for (number, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{} 0 obj\n", number + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let (count, at) = (objects.len() + 1, out.len());
    out.extend(
        format!("xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n").bytes(),
    );
    out
}

/// A photo as a phone takes it, with the place in its EXIF; `mark` stands in it, too.
pub fn photo(width: u32, height: u32, mark: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode_image(&picture(width, height))
        .unwrap();
    let mut jpeg = Jpeg::from_bytes(bytes.into()).unwrap();
    jpeg.set_exif(Some(exif(mark).into()));
    jpeg.encoder().bytes().to_vec()
}

/// A photo as an iPhone keeps it (HEIC); says loudly that `test` is skipped where nothing here writes one.
pub fn heic(test: &str, width: u32, height: u32) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (source, target) = (folder.path().join("a.png"), folder.path().join("a.heic"));
    picture(width, height).save(&source).unwrap();
    let written = Command::new("heif-enc").args(["-q", "90", "-o"]).args([&target, &source]).output();
    if written.is_ok_and(|output| output.status.success()) {
        return Some(std::fs::read(target).unwrap());
    }
    super::skipped(
        test,
        "heif-enc is not installed (package libheif-examples; `make setup` installs it)",
    );
    None
}

/// A PNG that says it has so many pixels, and has them: all black, a few kilobytes.
pub fn bomb(side: u32) -> Vec<u8> {
    let mut small = Cursor::new(Vec::new());
    DynamicImage::from(picture(2, 2)).write_to(&mut small, ImageFormat::Png).unwrap();
    let mut png = Png::from_bytes(small.into_inner().into()).unwrap();
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    png.chunks_mut()[0] = img_parts::png::PngChunk::new(*b"IHDR", header.into());
    png.encoder().bytes().to_vec()
}

/// A picture that compresses poorly.
pub fn picture(width: u32, height: u32) -> RgbImage {
    let pixels = noise(width as usize * height as usize * 3).collect();
    RgbImage::from_raw(width, height, pixels).unwrap()
}

/// A PNG of [`picture`].
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture(width, height))
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn noise(count: usize) -> impl Iterator<Item = u8> {
    let next = |state: &u64| {
        Some(
            state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407),
        )
    };
    std::iter::successors(Some(7_u64), next)
        .map(|state| (state >> 33) as u8)
        .take(count)
}

/// EXIF with a maker and a place, 33 degrees north.
fn exif(maker: &str) -> Vec<u8> {
    let entry = |out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        out.extend(tag.to_be_bytes());
        out.extend(kind.to_be_bytes());
        out.extend(count.to_be_bytes());
        out.extend(value);
    };
    // Header 8, first list 2 + 2 × 12 + 4, GPS list 2 + 2 × 12 + 4, then the values.
    let (gps, values) = (8_u32 + 30, 8_u32 + 60);
    let mut out = b"MM\0\x2a\0\0\0\x08".to_vec();
    out.extend(2_u16.to_be_bytes());
    entry(&mut out, 0x010f, 2, maker.len() as u32, (values + 24).to_be_bytes());
    entry(&mut out, 0x8825, 4, 1, gps.to_be_bytes());
    out.extend([0; 4]);
    out.extend(2_u16.to_be_bytes());
    entry(&mut out, 1, 2, 2, *b"N\0\0\0");
    entry(&mut out, 2, 5, 3, values.to_be_bytes());
    out.extend([0; 4]);
    out.extend(LATITUDE);
    out.extend(maker.bytes());
    out
}

/// As it stands in the EXIF of [`photo`].
pub const LATITUDE: [u8; 24] = [0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 35, 0, 0, 0, 1, 0, 0, 0x12, 0x34, 0, 0, 0, 100];

/// The path of a patient's file.
pub fn file_path(patient: i64, file: FileId) -> FilePath {
    FilePath {
        patient: PatientId(patient),
        file,
    }
}

/// The path of a patient.
pub fn patient_path(patient: i64) -> PatientPath {
    PatientPath {
        patient: PatientId(patient),
    }
}

/// The path of an upload.
pub fn upload_path(upload: &UploadToken) -> UploadPath {
    UploadPath { upload: upload.clone() }
}

impl Client {
    /// Begins an upload.
    pub fn begin_upload(&mut self, name: &str, size: u64) -> Result<UploadState, ApiError> {
        self.call::<BeginUpload>(
            &(),
            "",
            &UploadRequest {
                name: name.to_owned(),
                size,
            },
        )
    }

    /// Sends one piece of a file.
    pub fn put_chunk(&mut self, upload: &UploadToken, chunk: u32, content: &[u8]) -> Result<(), ApiError> {
        let path = ChunkPath {
            upload: upload.clone(),
            chunk,
        };
        let answer = self.upload::<PutChunk>(&path, content);
        if answer.status == 200 {
            Ok(())
        } else {
            Err(serde_json::from_slice(&answer.body).unwrap())
        }
    }

    /// Sends a whole file and has it looked into.
    pub fn send_file(&mut self, name: &str, content: &[u8]) -> Result<CheckedUpload, ApiError> {
        let state = self.begin_upload(name, content.len() as u64)?;
        for (number, piece) in (0..).zip(content.chunks(CHUNK_MAX)) {
            self.put_chunk(&state.upload, number, piece)?;
        }
        self.call::<FinishUpload>(&upload_path(&state.upload), "", &())
    }

    /// Attaches uploads, each under the title beside it.
    pub fn attach(&mut self, patient: i64, uploads: &[(&UploadToken, &str)]) -> Result<FileList, ApiError> {
        let files = uploads.iter().map(|&(upload, title)| NewAttachment {
            upload: upload.clone(),
            title: title.to_owned(),
            kind: DocumentKind::Letter,
        });
        self.call::<AttachFiles>(&patient_path(patient), "", &AttachRequest { files: files.collect() })
    }

    /// Sends a file and attaches it; what the list then says of it.
    pub fn attach_new(&mut self, patient: i64, title: &str, content: &[u8]) -> FileInfo {
        let upload = self.send_file("file", content).unwrap().upload;
        let list = self.attach(patient, &[(&upload, title)]).unwrap();
        list.files.into_iter().find(|file| file.title == title).unwrap()
    }

    /// Asks for a file, with these headers beside our own.
    pub fn get<E: Endpoint>(&mut self, path: &E::Path, headers: &[(&str, &str)]) -> super::client::Answer {
        self.send(E::METHOD, &path_of::<E>(path), &[&[OWN_PAGE], headers].concat(), b"")
    }
}

impl TestApp {
    /// What is in the folder of files, as paths below it.
    pub fn stored(&self) -> Vec<PathBuf> {
        stored(&self.database.files())
    }

    /// Removes left-over files now.
    pub fn sweep(&self) -> Swept {
        tokio::runtime::Runtime::new().unwrap().block_on(sweep(&self.app)).unwrap()
    }
}

/// Every file below a folder; none where there is no such folder.
pub fn stored(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { stored(&path) } else { vec![path] })
        .collect();
    files.sort();
    files
}
