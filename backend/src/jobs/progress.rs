//! How far a job is.

use std::{
    cell::Cell,
    io::{self, Read, Seek, SeekFrom},
    rc::Rc,
    time::{Duration, Instant},
};

use diesel::QueryResult;
use tobiume_common::ids::JobId;

use super::model;
use crate::{
    app::Clock,
    db::{Conn, Db},
};

/// How often it is written down: often enough to be looked at, seldom enough to cost nothing.
const EVERY: Duration = Duration::from_millis(500);

/// Where a job tells how far it is.
pub struct Progress {
    job: Option<(Db, Clock, JobId)>,
    bytes: Rc<Cell<u64>>,
    told: Option<Instant>,
}

impl Progress {
    pub(super) fn of(db: &Db, clock: &Clock, job: JobId) -> Self {
        Self {
            job: Some((db.clone(), clock.clone(), job)),
            ..Self::untold()
        }
    }

    /// Of work that is not written down.
    pub fn untold() -> Self {
        Self {
            job: None,
            bytes: Rc::default(),
            told: None,
        }
    }

    /// A source of which is seen how much was read.
    pub fn measure<R>(&self, source: R) -> Measured<R> {
        Measured {
            source,
            at: Rc::clone(&self.bytes),
        }
    }

    /// So many rows were read. Not inside a transaction: it has one of its own, now and then.
    ///
    /// # Errors
    /// Those of the database.
    pub fn rows(&mut self, conn: &mut Conn, rows: u64) -> QueryResult<()> {
        if self.told.is_some_and(|told| told.elapsed() < EVERY) {
            return Ok(());
        }
        self.told = Some(Instant::now());
        match &self.job {
            Some((db, clock, job)) => model::touch(conn, db, *job, rows, self.bytes.get(), clock.timestamp()),
            None => Ok(()),
        }
    }

    /// All of them were read; what follows is stored.
    ///
    /// # Errors
    /// Those of the database.
    pub fn all_read(&mut self, conn: &mut Conn, rows: u64) -> QueryResult<()> {
        match &self.job {
            Some((db, clock, job)) => model::all_read(conn, db, *job, rows, clock.timestamp()),
            None => Ok(()),
        }
    }
}

/// A source whose reading is seen. Of an archive it is the packed bytes.
pub struct Measured<R> {
    source: R,
    at: Rc<Cell<u64>>,
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.at.set(self.at.get() + read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Measured<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = self.source.seek(to)?;
        self.at.set(at);
        Ok(at)
    }
}
