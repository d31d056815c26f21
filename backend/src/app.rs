//! The application: what every request needs, made once by the builder.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Duration, NaiveDateTime, SubsecRound, Utc};
use tobiume_common::{CivilDate, ErrorCode};

use crate::{
    api::{AppError, AppResult},
    audit::AuditLog,
    config::{Config, NetworkConfig, ServerConfig, SessionConfig},
    db::{
        Conn, Db,
        date::{day_in_japan, to_civil},
    },
    files::FileStore,
    masters::{Names, Shelves},
    outbox::Outbox,
    session::PasswordHasher,
    worker::Worker,
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

    /// This moment as both databases store it: UTC, without a zone, in microseconds.
    pub fn timestamp(&self) -> NaiveDateTime {
        self.now().naive_utc().trunc_subsecs(6)
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
    /// Stored files.
    pub files: FileStore,
    /// Starts the program that reads foreign files and typesets.
    pub worker: Worker,
    /// Mail to applicants.
    pub outbox: Outbox,
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
    /// Opens the database and the place of files, and makes the application.
    ///
    /// # Errors
    /// When the one or the other cannot be reached, or mail is configured by half.
    pub fn new(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let Config {
            database,
            server,
            session,
            network,
            files,
            worker,
            mail,
        } = config;
        let key = database.key()?;
        let files = FileStore::open(&files.location(&database), &key)?;
        let outbox = Outbox::open(&mail, &network)?;
        let db = Db::open(&database.url, database.pool_size(), key)?;
        let audit = AuditLog::start(db.clone())?;
        let inner = Inner {
            db,
            audit,
            files,
            worker: Worker::new(worker.program()),
            outbox,
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

    /// Runs `work` on a blocking thread, once a connection is free for it.
    ///
    /// # Errors
    /// Those of `work`; busy, while the server stops.
    pub async fn with_connection<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, &mut Conn) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let permit = self.db.permit().await.ok_or(ErrorCode::Busy)?;
        let app = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let result = app
                .db
                .connection()
                .map_err(AppError::from)
                .and_then(|mut conn| work(&app, &mut conn));
            drop(permit);
            result
        });
        done.await
            .map_err(|error| AppError::Internal(anyhow::anyhow!("handler: {error}")))?
    }
}
