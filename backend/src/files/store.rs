//! Where the bytes are: objects `OBJECT/N` (a piece) and `OBJECT/thumbnail` in a folder or on S3, all of them sealed.
//!
//! A part is written once and never again: what the server looked at is what it will serve.

use std::{
    ops::Range,
    path::{Path as FolderPath, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use anyhow::{Context, anyhow};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{
    Stream, StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, local::LocalFileSystem, path::Path};
use tobiume_common::endpoint::CHUNK_MAX;

use super::seal::{Part, Sealer};
use crate::{
    api::{AppError, AppResult},
    config::FilesLocation,
    keys::NetworkKey,
};

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    folder: Option<PathBuf>,
    key: NetworkKey,
}

/// What is found when the store is looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The object that it is a part of.
    pub object: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

impl FileStore {
    /// Opens the place; a folder is made when missing.
    ///
    /// # Errors
    /// When the place cannot be used.
    pub fn open(location: &FilesLocation, key: &NetworkKey) -> anyhow::Result<Self> {
        let (objects, folder) = match location {
            FilesLocation::Folder(folder) => {
                make_private(folder).with_context(|| format!("making the folder of files {location}"))?;
                let store = LocalFileSystem::new_with_prefix(folder)?
                    .with_fsync(true)
                    .with_automatic_cleanup(true);
                (Arc::new(store) as Arc<dyn ObjectStore>, Some(folder.clone()))
            }
            FilesLocation::S3(url) => (s3(url).context("opening the place of files")?, None),
        };
        Ok(Self {
            objects,
            folder,
            key: key.clone(),
        })
    }

    /// A new object for content of `size` bytes, with its wrapped key.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn create(&self, size: u64) -> AppResult<(Sealer, Vec<u8>)> {
        Ok(Sealer::new(&self.key, size)?)
    }

    /// An object that is there.
    ///
    /// # Errors
    /// When its key does not unwrap.
    pub fn existing(&self, object: &str, size: u64, wrapped: &[u8]) -> AppResult<Sealer> {
        Ok(Sealer::unwrap(&self.key, object, size, wrapped)?)
    }

    /// Writes a part. Durable when it returns; a part that is there already stays as it is.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn write(&self, sealer: &Sealer, part: Part, content: &[u8]) -> AppResult<()> {
        let stored = sealer.seal(part, content)?;
        match self
            .objects
            .put_opts(&path_of(sealer, part), stored.into(), PutMode::Create.into())
            .await
        {
            Ok(_) | Err(Error::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }

    /// Reads a part.
    ///
    /// # Errors
    /// Those of the store; and when the part is not what was written.
    pub async fn read(&self, sealer: &Sealer, part: Part) -> AppResult<Bytes> {
        let stored = self.objects.get(&path_of(sealer, part)).await.map_err(failed)?;
        let stored = stored.bytes().await.map_err(failed)?;
        Ok(sealer.open(part, stored).map_err(anyhow::Error::from)?)
    }

    /// These bytes of the content, piece by piece: no more than one piece is ever held.
    pub fn content(&self, sealer: Sealer, range: Range<u64>) -> BoxStream<'static, AppResult<Bytes>> {
        let beginning = (self.clone(), sealer, range);
        stream::try_unfold(beginning, |(store, sealer, range)| async move {
            if range.is_empty() {
                return Ok(None);
            }
            let (number, from) = place_of(range.start);
            let piece = store.read(&sealer, Part::Piece(number)).await?;
            let wanted = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
            let bytes = piece.slice(from..piece.len().min(from.saturating_add(wanted)));
            let rest = range.start + bytes.len() as u64..range.end;
            Ok(Some((bytes, (store, sealer, rest))))
        })
        .boxed()
    }

    /// Removes an object with all its parts. Nothing there is as good.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn remove(&self, object: &str) -> AppResult<()> {
        let parts = self.objects.list(Some(&Path::from(object))).map_ok(|part| part.location).boxed();
        self.objects
            .delete_stream(parts)
            .try_for_each(|_| async { Ok(()) })
            .await
            .or_else(|error| match error {
                // Somebody else removes it, too.
                Error::NotFound { .. } => Ok(()),
                other => Err(failed(other)),
            })
    }

    /// Everything that is in the store.
    pub fn everything(&self) -> impl Stream<Item = AppResult<Found>> + Send + '_ {
        self.objects.list(None).map_err(failed).map_ok(|part| Found {
            object: part
                .location
                .parts()
                .next()
                .map_or_else(String::new, |name| name.as_ref().to_owned()),
            written_at: part.last_modified,
        })
    }

    /// Removes what a killed process left half-written in the folder before `moment`; the store itself does not see it.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn remove_half_written(&self, moment: DateTime<Utc>) -> AppResult<()> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        let removed = tokio::task::spawn_blocking(move || remove_half_written(&folder, moment.into())).await;
        removed
            .map_err(|error| AppError::Internal(error.into()))?
            .map_err(|error| AppError::Internal(error.into()))
    }
}

/// The piece in which a byte of the content is, and where in it.
const fn place_of(byte: u64) -> (u32, usize) {
    let whole = CHUNK_MAX as u64;
    ((byte / whole) as u32, (byte % whole) as usize)
}

fn path_of(sealer: &Sealer, part: Part) -> Path {
    match part {
        Part::Piece(number) => Path::from(format!("{}/{number}", sealer.object())),
        Part::Thumbnail => Path::from(format!("{}/thumbnail", sealer.object())),
    }
}

/// An error of the store names objects and never what is in them.
fn failed(error: Error) -> AppError {
    AppError::Internal(anyhow!("the store of files: {error}"))
}

fn make_private(folder: &FolderPath) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// The store writes `N#1` beside `N` and renames it. Whoever is killed between leaves it, and perhaps an empty folder.
fn remove_half_written(folder: &FolderPath, moment: SystemTime) -> std::io::Result<()> {
    for object in std::fs::read_dir(folder)? {
        let object = object?;
        if !object.file_type()?.is_dir() {
            continue;
        }
        for part in std::fs::read_dir(object.path())? {
            let part = part?;
            let half_written = part.file_name().to_string_lossy().contains('#');
            if half_written && part.metadata()?.modified()? < moment {
                std::fs::remove_file(part.path())?;
            }
        }
        if object.metadata()?.modified()? < moment {
            // Only an empty folder is removed; every other one refuses.
            drop(std::fs::remove_dir(object.path()));
        }
    }
    Ok(())
}

#[cfg(feature = "s3")]
fn s3(url: &str) -> anyhow::Result<Arc<dyn ObjectStore>> {
    use object_store::{aws::AmazonS3Builder, prefix::PrefixStore};
    // Another part of the process may have installed a provider already: that is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let bucket = AmazonS3Builder::from_env().with_url(url).build()?;
    let prefix = url.splitn(4, '/').nth(3).unwrap_or_default();
    Ok(Arc::new(PrefixStore::new(bucket, prefix)))
}

#[cfg(not(feature = "s3"))]
fn s3(_: &str) -> anyhow::Result<Arc<dyn ObjectStore>> {
    Err(anyhow!("this program was built without the feature `s3`"))
}
