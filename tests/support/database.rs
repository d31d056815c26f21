//! A fresh database for each test, made from one that was prepared once: migrated, with the demo network.

use std::{
    path::PathBuf,
    process,
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection};
use tempfile::TempDir;
use tobiume_backend::{
    Clock,
    db::{Conn, DatabaseUrl, Db, grants, migrate},
    demo,
    keys::{KEY_LENGTH, NetworkKey},
};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// The embedded default.
    Sqlite,
    /// The throw-away cluster whose URL is in `TOBIUME_TEST_POSTGRES`.
    Postgres,
}

/// A database that vanishes with its test.
pub struct Fresh {
    /// Where it is, for its owner.
    pub url: DatabaseUrl,
    /// Where it is for the server: on PostgreSQL as a role that owns nothing.
    pub server_url: DatabaseUrl,
    cleanup: Cleanup,
}

enum Cleanup {
    Folder(#[expect(dead_code, reason = "removed when dropped")] TempDir),
    Database(String),
}

static PREPARED_SQLITE: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prepared.sqlite");
    prepare(&DatabaseUrl::Sqlite(path.clone()));
    (folder, path)
});

static PREPARED_POSTGRES: LazyLock<String> = LazyLock::new(|| {
    let name = format!("prepared_{}", process::id());
    create(&name, "template0");
    administer(&format!(
        "DO $$ BEGIN CREATE ROLE {SERVER_ROLE} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    ));
    let url = postgres_url(&name);
    prepare(&url);
    grants::grant(&url, SERVER_ROLE).unwrap();
    name
});

/// The role of the server on PostgreSQL.
pub const SERVER_ROLE: &str = "tobiume_server";

const KEY: [u8; KEY_LENGTH] = [0x5a; KEY_LENGTH];

/// The key of every test's network.
pub fn key() -> NetworkKey {
    NetworkKey::from_bytes(KEY)
}

/// The same key in a file, as the program takes it.
pub fn key_file() -> PathBuf {
    static FILE: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tobiume.key");
        let digits: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
        std::fs::write(&path, digits).unwrap();
        (folder, path)
    });
    FILE.1.clone()
}

/// Migrates and fills with the demo network.
pub fn prepare(url: &DatabaseUrl) {
    migrate::up(url).unwrap();
    let db = Db::open(url, 1, key()).unwrap();
    demo::fill(&db, &Clock::default()).unwrap();
}

impl Database {
    /// Whether this database can be used here.
    pub fn is_available(self) -> bool {
        self == Self::Sqlite || cluster().is_some()
    }

    /// A copy of the prepared database; `None` where the database is not available.
    pub fn fresh(self) -> Option<Fresh> {
        match self {
            Self::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("tobiume.sqlite");
                std::fs::copy(&PREPARED_SQLITE.1, &path).unwrap();
                Some(Fresh {
                    url: DatabaseUrl::Sqlite(path.clone()),
                    server_url: DatabaseUrl::Sqlite(path),
                    cleanup: Cleanup::Folder(folder),
                })
            }
            Self::Postgres => {
                cluster()?;
                let name = unused_name();
                create(&name, &PREPARED_POSTGRES);
                Some(Fresh {
                    url: postgres_url(&name),
                    server_url: as_server(&name),
                    cleanup: Cleanup::Database(name),
                })
            }
        }
    }

    /// A database with nothing in it; `None` where the database is not available.
    pub fn empty(self) -> Option<Fresh> {
        match self {
            Self::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("empty.sqlite");
                Some(Fresh {
                    url: DatabaseUrl::Sqlite(path.clone()),
                    server_url: DatabaseUrl::Sqlite(path),
                    cleanup: Cleanup::Folder(folder),
                })
            }
            Self::Postgres => {
                cluster()?;
                let name = unused_name();
                create(&name, "template0");
                Some(Fresh {
                    url: postgres_url(&name),
                    server_url: as_server(&name),
                    cleanup: Cleanup::Database(name),
                })
            }
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Cleanup::Database(name) = &self.cleanup {
            administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn cluster() -> Option<String> {
    std::env::var("TOBIUME_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

fn unused_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The cluster's URL ends in a database's name: another one's instead.
fn postgres_url(name: &str) -> DatabaseUrl {
    let cluster = cluster().unwrap();
    let (before, after) = cluster
        .split_once('?')
        .map_or((cluster.as_str(), String::new()), |(before, after)| (before, format!("?{after}")));
    let server = before.rsplit_once('/').unwrap().0;
    format!("{server}/{name}{after}").parse().unwrap()
}

/// The same database as the server's role.
fn as_server(name: &str) -> DatabaseUrl {
    let DatabaseUrl::Postgres(url) = postgres_url(name) else {
        unreachable!("made as one")
    };
    let (scheme, rest) = url.split_once("://").unwrap();
    let (authority, path) = rest.split_once('/').unwrap();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{scheme}://{SERVER_ROLE}@{host}/{path}").parse().unwrap()
}

/// Runs `work` with nothing that keeps the audit log from being changed, as a database's owner could.
pub fn unprotected<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> T) -> T {
    let triggers: Vec<Trigger> = match conn {
        Conn::Sqlite(conn) => diesel::sql_query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_log'")
            .load(conn)
            .unwrap(),
        Conn::Postgres(conn) => {
            conn.batch_execute("SET session_replication_role = replica").unwrap();
            Vec::new()
        }
    };
    for trigger in &triggers {
        conn.batch_execute(&format!("DROP TRIGGER {}", trigger.name)).unwrap();
    }
    let result = work(conn);
    for trigger in &triggers {
        conn.batch_execute(&trigger.sql).unwrap();
    }
    if let Conn::Postgres(conn) = conn {
        conn.batch_execute("SET session_replication_role = DEFAULT").unwrap();
    }
    result
}

#[derive(QueryableByName)]
struct Trigger {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    sql: String,
}

fn create(name: &str, template: &str) {
    // PostgreSQL copies a template for one caller at a time.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    administer(&format!("CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'"));
}

fn administer(statement: &str) {
    let mut conn = PgConnection::establish(&cluster().unwrap()).unwrap();
    conn.batch_execute(statement).unwrap();
}
