//! The application: what every request needs, made once by the builder.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use tobiume_common::CivilDate;

use crate::{
    audit::AuditLog,
    config::{DatabaseConfig, NetworkConfig, ServerConfig, SessionConfig},
    db::{
        Db,
        date::{day_in_japan, to_civil},
    },
    masters::{Names, Shelves},
    session::PasswordHasher,
};

/// The time. Tests move it; production follows the machine's clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// This moment in UTC.
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + Duration::seconds(self.offset_seconds.load(Ordering::Relaxed))
    }

    /// This moment as it is stored: UTC, without a zone.
    pub fn timestamp(&self) -> NaiveDateTime {
        self.now().naive_utc()
    }

    /// Today in Japan.
    pub fn today(&self) -> CivilDate {
        to_civil(day_in_japan(self.timestamp()))
    }

    /// Moves the clock. Only tests do.
    pub fn advance(&self, by: Duration) {
        self.offset_seconds.fetch_add(by.num_seconds(), Ordering::Relaxed);
    }
}

/// Everything a request needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

/// The parts of [`App`].
pub struct Inner {
    /// The database.
    pub db: Db,
    /// The audit log's writer.
    pub audit: AuditLog,
    /// The time.
    pub clock: Clock,
    /// Names of masters, read through.
    pub names: Names,
    /// Masters as they are searched.
    pub shelves: Shelves,
    /// Argon2id, a few at a time.
    pub passwords: PasswordHasher,
    /// How the server is reached.
    pub server: ServerConfig,
    /// How long sessions last.
    pub session: SessionConfig,
    /// Whose network this is.
    pub network: NetworkConfig,
}

impl std::ops::Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl App {
    /// Opens the database and makes the application.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn new(
        database: &DatabaseConfig,
        server: ServerConfig,
        session: SessionConfig,
        network: NetworkConfig,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let db = Db::open(&database.url, database.pool_size(), database.key()?)?;
        let audit = AuditLog::start(db.clone())?;
        let inner = Inner {
            db,
            audit,
            clock,
            names: Names::default(),
            shelves: Shelves::default(),
            passwords: PasswordHasher::new()?,
            server,
            session,
            network,
        };
        Ok(Self { inner: Arc::new(inner) })
    }
}
