//! Where the filled databases are: SQLite files are kept from run to run, PostgreSQL's vanish with the cluster.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::Context;
use diesel::{Connection, PgConnection, connection::SimpleConnection};
use support::database::{key, unprotected};
use tobiume_backend::{
    audit,
    db::{DatabaseUrl, Db, migrate},
};

use crate::{fill::fill, report::progress};

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The embedded default.
    Sqlite,
    /// The cluster in `TOBIUME_TEST_POSTGRES`.
    Postgres,
}

impl Kind {
    /// As it stands in the names of figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A filled database.
pub struct Store {
    /// Which kind.
    pub kind: Kind,
    /// How many invented persons.
    pub persons: i64,
    /// Where, for this program.
    pub url: DatabaseUrl,
    /// Where, for the server's command line.
    pub address: String,
}

impl Store {
    /// Fills a database, or takes the file that was filled before; `None` without a cluster.
    pub fn prepare(kind: Kind, persons: i64) -> anyhow::Result<Option<Self>> {
        let address = match kind {
            Kind::Sqlite => format!("sqlite:{}", sqlite_file(persons)?.display()),
            Kind::Postgres => match std::env::var("TOBIUME_TEST_POSTGRES") {
                Ok(cluster) => new_database(&cluster, &format!("bench_{persons}"))?,
                Err(_) => return Ok(None),
            },
        };
        let url: DatabaseUrl = address.parse().map_err(anyhow::Error::msg)?;
        let store = Self {
            kind,
            persons,
            url,
            address,
        };
        store.fill_if_new()?;
        Ok(Some(store))
    }

    fn fill_if_new(&self) -> anyhow::Result<()> {
        let mark = match &self.url {
            DatabaseUrl::Sqlite(path) => Some(path.with_extension("filled")),
            DatabaseUrl::Postgres(_) => None,
        };
        if mark.as_ref().is_some_and(|mark| mark.exists()) && migrate::is_current(&self.url)? {
            return Ok(());
        }
        let began = Instant::now();
        progress(&format!("filling {} with {} persons …", self.kind.name(), self.persons));
        if let DatabaseUrl::Sqlite(path) = &self.url {
            remove(path);
        }
        fill(&self.url, self.persons).context("filling")?;
        progress(&format!("filled in {} s", began.elapsed().as_secs()));
        mark.map_or(Ok(()), |mark| Ok(fs::write(mark, "")?))
    }

    /// As it was filled: nobody signed in, nothing looked at, the write-ahead log written back.
    pub fn reset(&self) -> anyhow::Result<()> {
        let mut conn = self.url.connect()?;
        unprotected(&mut conn, |conn| {
            conn.batch_execute("DELETE FROM audit_log; DELETE FROM audit_head;")
        })?;
        audit::begin(&Db::open(&self.url, 1, key())?, &mut conn)?;
        conn.batch_execute("DELETE FROM record_openings; DELETE FROM sessions; DELETE FROM sign_in_failures;")?;
        conn.batch_execute(match self.kind {
            Kind::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE);",
            Kind::Postgres => "VACUUM audit_log;",
        })?;
        Ok(())
    }
}

fn remove(path: &Path) {
    for file in [
        path.to_owned(),
        path.with_extension("sqlite-wal"),
        path.with_extension("sqlite-shm"),
        path.with_extension("filled"),
    ] {
        // What is not there need not be removed.
        drop(fs::remove_file(file));
    }
}

/// The folder of the bench.
pub fn folder() -> anyhow::Result<PathBuf> {
    let cache = match std::env::var_os("TOBIUME_CACHE") {
        Some(cache) => PathBuf::from(cache),
        None => PathBuf::from(std::env::var_os("HOME").context("neither TOBIUME_CACHE nor HOME is set")?).join(".cache/tobiume"),
    };
    let folder = cache.join("bench");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The file for so many persons; files of other schemas or fillings of that size are removed.
fn sqlite_file(persons: i64) -> anyhow::Result<PathBuf> {
    let folder = folder()?;
    let (size, stem) = (format!("-{persons}"), format!("{:016x}-{persons}", contents_hash()?));
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let other = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if other.ends_with(&size) && other != stem && path.extension().is_some_and(|end| end == "sqlite") {
            remove(&path);
        }
    }
    Ok(folder.join(format!("{stem}.sqlite")))
}

/// Changes with the migrations and with what this program fills in.
fn contents_hash() -> anyhow::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for source in [
        include_str!("fill.rs"),
        include_str!("content.rs"),
        include_str!("masters.rs"),
        include_str!("people.rs"),
    ] {
        source.hash(&mut hasher);
    }
    let folder = support::app::workspace().join("backend/migrations/sqlite");
    let mut scripts: Vec<PathBuf> = fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path().join("up.sql")))
        .collect::<Result<_, _>>()?;
    scripts.sort();
    for script in scripts {
        fs::read_to_string(script)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// Makes an empty database in the cluster; returns its URL.
fn new_database(cluster: &str, name: &str) -> anyhow::Result<String> {
    let mut conn = PgConnection::establish(cluster)?;
    conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
    conn.batch_execute(&format!("CREATE DATABASE {name}"))?;
    let (server, options) = cluster.split_once('?').unwrap_or((cluster, ""));
    let (server, _) = server.rsplit_once('/').context("no database in TOBIUME_TEST_POSTGRES")?;
    Ok(format!("{server}/{name}?{options}"))
}
