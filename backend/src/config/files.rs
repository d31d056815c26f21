//! Where stored files are.

use std::{fmt, path::PathBuf, str::FromStr};

use clap::Args;

use super::DatabaseConfig;
use crate::db::DatabaseUrl;

/// Stored files: what is attached to patients, encrypted.
#[derive(Args, Clone, Debug)]
pub struct FilesConfig {
    /// A folder, or `s3://BUCKET/PREFIX` where the program was built with the feature `s3` (keys and region come from the usual AWS_…
    /// variables). Without it a folder beside an SQLite database, named after it and ending in `.files`; `.data/files` for PostgreSQL.
    /// Each database needs a place of its own: what the database does not know of is swept away there.
    #[arg(long = "files", env = "TOBIUME_FILES")]
    pub location: Option<FilesLocation>,
}

/// A place for files.
#[derive(Clone, PartialEq, Eq)]
pub enum FilesLocation {
    /// A folder; made when missing.
    Folder(PathBuf),
    /// `s3://BUCKET/PREFIX`.
    S3(String),
}

impl FilesConfig {
    /// The place, configured or not.
    pub fn location(&self, database: &DatabaseConfig) -> FilesLocation {
        self.location.clone().unwrap_or_else(|| {
            FilesLocation::Folder(match &database.url {
                DatabaseUrl::Sqlite(path) => path.with_extension("files"),
                DatabaseUrl::Postgres(_) => PathBuf::from(".data/files"),
            })
        })
    }
}

impl FromStr for FilesLocation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once("://") {
            None if text.is_empty() => Err("a folder, or `s3://BUCKET/PREFIX`".to_owned()),
            None => Ok(Self::Folder(PathBuf::from(text))),
            Some(("s3", _)) if cfg!(feature = "s3") => Ok(Self::S3(text.to_owned())),
            Some(("s3", _)) => Err("this program was built without the feature `s3`".to_owned()),
            Some(_) => Err("expected a folder, or `s3://BUCKET/PREFIX`".to_owned()),
        }
    }
}

impl fmt::Debug for FilesLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for FilesLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::S3(url) => f.write_str(url),
        }
    }
}
