//! One connection type over both databases, and how a connection is opened.

use std::{
    fmt,
    path::PathBuf,
    str::FromStr,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use diesel::{
    Connection, ConnectionError, MultiConnection, PgConnection, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    r2d2::ManageConnection,
};

/// A connection to either database.
#[derive(MultiConnection)]
pub enum Conn {
    /// The embedded default.
    Sqlite(SqliteConnection),
    /// When one machine is not enough.
    Postgres(PgConnection),
}

/// Where the database is: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file; created when missing.
    Sqlite(PathBuf),
    /// A libpq connection URL. May hold a password, so it is never printed.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err("a file name must follow `sqlite:`".to_owned());
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err("expected `sqlite:PATH` or `postgres://…`".to_owned())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

/// What SQLite is told on every connection. FULL: a commit that was acknowledged survives a power cut.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY;";

impl DatabaseUrl {
    /// Opens one connection.
    ///
    /// # Errors
    /// When the database cannot be reached or its file cannot be made.
    pub fn connect(&self) -> Result<Conn, ConnectionError> {
        match self {
            Self::Sqlite(path) => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    std::fs::create_dir_all(folder).map_err(|error| ConnectionError::BadConnection(error.to_string()))?;
                }
                let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
                conn.batch_execute(SQLITE_SETTINGS)
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Conn::Sqlite(conn))
            }
            Self::Postgres(url) => PgConnection::establish(url).map(Conn::Postgres),
        }
    }
}

/// Makes connections for the pool, and looks after them.
#[derive(Debug)]
pub struct Manager {
    url: DatabaseUrl,
    suspicion: Suspicion,
}

/// Set for a while after an unexpected database error: connections are then tried before they are
/// lent, so that a restarted PostgreSQL costs a few failed requests and no restart of ours. In
/// ordinary times the round trip is saved.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspicion(Arc<AtomicU64>);

const SUSPICION_SECONDS: u64 = 30;

impl Suspicion {
    pub(super) fn raise(&self) {
        self.0.store(seconds_of_uptime() + SUSPICION_SECONDS, Ordering::Relaxed);
    }

    fn holds(&self) -> bool {
        seconds_of_uptime() < self.0.load(Ordering::Relaxed)
    }
}

fn seconds_of_uptime() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs()
}

impl Manager {
    pub(super) fn new(url: DatabaseUrl, suspicion: Suspicion) -> Self {
        Self { url, suspicion }
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = ConnectionError;

    fn connect(&self) -> Result<Conn, ConnectionError> {
        self.url.connect()
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), ConnectionError> {
        if self.suspicion.holds() {
            super::sql::ping(conn).map_err(ConnectionError::CouldntSetupConfiguration)?;
        }
        Ok(())
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking()
            || match conn {
                Conn::Sqlite(conn) => AnsiTransactionManager::is_broken_transaction_manager(conn),
                Conn::Postgres(conn) => AnsiTransactionManager::is_broken_transaction_manager(conn),
            }
    }
}
