//! The thread that writes looks: many requests, one commit.

use std::{
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
    time::Duration,
};

use tokio::sync::oneshot;

use super::{
    Event,
    chain::{check_key, insert_all},
};
use crate::{
    api::{AppError, AppResult},
    db::{Conn, Db, grants::may_change_audit_log},
};

/// Requests that may wait for the writer; more get 「混み合っています」.
const QUEUE: usize = 4096;

/// Requests of one commit at most.
const BATCH: usize = 256;

/// How long the writer waits for more while every connection is at work: one flush to disk then serves
/// many, and readers have to read less anew. On a server that is not crowded nobody waits.
const GATHER: Duration = Duration::from_millis(2);

struct Waiting {
    events: Vec<Event>,
    done: oneshot::Sender<bool>,
}

/// The handle to the writer.
#[derive(Clone)]
pub struct AuditLog {
    queue: SyncSender<Waiting>,
}

impl AuditLog {
    /// Starts the writer with a connection of its own.
    ///
    /// # Errors
    /// When the database cannot be reached, the network's key does not belong to it, or no thread can be made.
    pub fn start(db: Db) -> anyhow::Result<Self> {
        let (queue, waiting) = sync_channel(QUEUE);
        let mut conn = db.url().connect()?;
        let head = check_key(&db, &mut conn)?;
        tracing::info!(audit_head = %head, "the audit log goes on");
        warn_of_owner(&mut conn)?;
        thread::Builder::new()
            .name("audit".to_owned())
            .spawn(move || write_all(&db, conn, &waiting))?;
        Ok(Self { queue })
    }

    /// Writes the events; returns when they are durable.
    ///
    /// # Errors
    /// When they could not be written: what they are about must then not be shown.
    pub async fn append(&self, events: Vec<Event>) -> AppResult<()> {
        if events.is_empty() {
            return Ok(());
        }
        let (done, written) = oneshot::channel();
        self.queue
            .try_send(Waiting { events, done })
            .map_err(|_| AppError::from(tobiume_common::ErrorCode::Busy))?;
        match written.await {
            Ok(true) => Ok(()),
            _ => Err(AppError::Internal(anyhow::anyhow!("the audit log could not be written"))),
        }
    }
}

/// A server that owns its tables could be made to change its own log.
fn warn_of_owner(conn: &mut Conn) -> anyhow::Result<()> {
    if let Conn::Postgres(conn) = conn
        && may_change_audit_log(conn)?
    {
        tracing::warn!("the server's role may change the audit log; give it a role of its own (`tobiume migrate --app-role`)");
    }
    Ok(())
}

/// Until every handle is gone: takes who waits, writes them in one transaction, tells them.
fn write_all(db: &Db, mut conn: Conn, waiting: &Receiver<Waiting>) {
    while let Ok(first) = waiting.recv() {
        if db.is_crowded() {
            thread::sleep(GATHER);
        }
        let (events, requests): (Vec<_>, Vec<_>) = std::iter::once(first)
            .chain(waiting.try_iter())
            .take(BATCH)
            .map(|waiting| (waiting.events, waiting.done))
            .unzip();
        let events: Vec<Event> = events.into_iter().flatten().collect();
        let mut written = db.write(&mut conn, |conn| insert_all(db, conn, &events));
        if written.is_err() {
            // The connection may have died (a restarted PostgreSQL): once more on a new one.
            if let Ok(new) = db.url().connect() {
                conn = new;
                written = db.write(&mut conn, |conn| insert_all(db, conn, &events));
            }
        }
        if let Err(error) = &written {
            tracing::error!(cause = %error_kind(error), events = events.len(), "audit log not written");
        }
        metrics::histogram!("audit_batch_requests").record(requests.len() as f64);
        for done in requests {
            // A request that was given up meanwhile no longer listens.
            done.send(written.is_ok()).ok();
        }
    }
}

/// The error without the values it may quote.
fn error_kind(error: &diesel::result::Error) -> String {
    match error {
        diesel::result::Error::DatabaseError(kind, _) => format!("{kind:?}"),
        other => other.to_string(),
    }
}
