//! The thread that writes looks: many requests, one commit.

use std::{
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use tokio::sync::oneshot;

use super::{Event, event::insert_all};
use crate::{
    api::{AppError, AppResult},
    db::{Conn, Db},
};

/// Requests that may wait for the writer; more get 「混み合っています」.
const QUEUE: usize = 4096;

/// Events of one commit at most.
const BATCH: usize = 256;

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
    /// When the database cannot be reached or no thread can be made.
    pub fn start(db: Db) -> anyhow::Result<Self> {
        let (queue, waiting) = sync_channel(QUEUE);
        let conn = db.url().connect()?;
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

/// Until every handle is gone: takes who waits, writes them in one transaction, tells them.
fn write_all(db: &Db, mut conn: Conn, waiting: &Receiver<Waiting>) {
    while let Ok(first) = waiting.recv() {
        let mut batch = vec![first];
        batch.extend(waiting.try_iter().take(BATCH - 1));
        let mut written = write(db, &mut conn, &batch);
        if written.is_err() {
            // The connection may have died (a restarted PostgreSQL): once more on a new one.
            if let Ok(new) = db.url().connect() {
                conn = new;
                written = write(db, &mut conn, &batch);
            }
        }
        if let Err(error) = &written {
            tracing::error!(cause = %error_kind(error), events = batch.len(), "audit log not written");
        }
        metrics::histogram!("audit_batch_requests").record(batch.len() as f64);
        for Waiting { done, .. } in batch {
            // A request that was given up meanwhile no longer listens.
            done.send(written.is_ok()).ok();
        }
    }
}

fn write(db: &Db, conn: &mut Conn, batch: &[Waiting]) -> Result<(), diesel::result::Error> {
    let events: Vec<Event> = batch.iter().flat_map(|waiting| waiting.events.iter().cloned()).collect();
    db.write(conn, |conn| insert_all(conn, &events))
}

/// The error without the values it may quote.
fn error_kind(error: &diesel::result::Error) -> String {
    match error {
        diesel::result::Error::DatabaseError(kind, _) => format!("{kind:?}"),
        other => other.to_string(),
    }
}
