//! The database: SQLite (embedded default) or PostgreSQL behind one type.
//!
//! [`Db`] lends connections; diesel's queries are written once for both. SQL that differs
//! between the two lives in [`sql`] and nowhere else.

mod connection;
pub mod date;
pub mod grants;
pub mod migrate;
pub mod schema;
pub mod sql;

use std::sync::Arc;

use diesel::{
    Connection,
    r2d2::{Pool, PooledConnection},
};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

pub use connection::{Conn, DatabaseUrl};
use connection::{Manager, Suspicion};

use crate::keys::NetworkKey;

/// Why the database could not be used.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A query failed.
    #[error("query: {0}")]
    Query(#[from] diesel::result::Error),
    /// No connection could be had.
    #[error("connection: {0}")]
    Connect(#[from] diesel::r2d2::PoolError),
}

/// A pooled connection of either database.
pub type Pooled = PooledConnection<Manager>;

/// The pool, and the queues in front of it.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Manager>,
    /// One permit per connection: requests wait here, without holding a thread.
    permits: Arc<Semaphore>,
    /// SQLite has one writer; in-process writers queue here instead of polling a busy database.
    writer: Arc<Mutex<()>>,
    suspicion: Suspicion,
    url: DatabaseUrl,
    key: NetworkKey,
}

impl Db {
    /// Opens a pool of `size` connections to a database that is sealed with `key`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn open(url: &DatabaseUrl, size: u32, key: NetworkKey) -> Result<Self, DbError> {
        let suspicion = Suspicion::default();
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .build(Manager::new(url.clone(), suspicion.clone()))?;
        Ok(Self {
            pool,
            permits: Arc::new(Semaphore::new(size as usize)),
            writer: Arc::new(Mutex::new(())),
            suspicion,
            url: url.clone(),
            key,
        })
    }

    /// Which database this is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// What the audit log is sealed with and files are encrypted with.
    pub fn key(&self) -> &NetworkKey {
        &self.key
    }

    /// A permit to take a connection; waits in order.
    pub async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.permits).acquire_owned().await.ok()
    }

    /// Whether every connection is at work.
    pub fn is_crowded(&self) -> bool {
        self.permits.available_permits() == 0
    }

    /// Tells the pool of an unexpected error, so that it tries its connections before lending them.
    pub fn suspect(&self) {
        self.suspicion.raise();
    }

    /// A connection, for code that runs on a blocking thread.
    ///
    /// # Errors
    /// When none can be had in time.
    pub fn connection(&self) -> Result<Pooled, DbError> {
        Ok(self.pool.get()?)
    }

    /// Runs `work` in one transaction that takes the write lock at once. All or nothing.
    ///
    /// # Errors
    /// Those of `work`, after a rollback.
    pub fn write<T, E>(&self, conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::result::Error>,
    {
        match conn {
            Conn::Sqlite(_) => {
                let _turn = self.writer.blocking_lock();
                sql::immediate_transaction(conn, work)
            }
            Conn::Postgres(_) => conn.transaction(work),
        }
    }

    /// Answers a trivial query: whether the database is there.
    ///
    /// # Errors
    /// When it is not.
    pub fn ping(&self) -> Result<(), DbError> {
        let mut conn = self.connection()?;
        sql::ping(&mut conn)?;
        Ok(())
    }
}
