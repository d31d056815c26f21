//! The same SQL without the stack: one connection, one thread, on the server's core.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use clap::Parser;
use diesel::prelude::*;
use tobiume_backend::{
    App, Clock,
    api::AppError,
    audit::{self, Action, Event},
    basic_info, claims,
    config::{Config, FilesLocation},
    db::{
        Conn, Db,
        schema::{patient_keys, patients},
    },
    patients::{
        finding,
        model::{self, SummaryRow},
    },
    session::{self, CurrentUser},
};
use tobiume_common::{basic_info::ViewMode, ids::PatientId, japanese::wareki::parse_birth_query};

use crate::{
    load::{Search, searches, viewed},
    report::median,
    server::SERVER_CORE,
    store::{Store, folder},
};

const MEASURED: Duration = Duration::from_secs(2);
const RUNS: usize = 3;

/// The configuration as the command line would make it, with every default.
#[derive(Parser)]
struct Defaults {
    #[command(flatten)]
    config: Config,
}

/// What the SQL alone does.
pub struct Floor {
    app: App,
    persons: i64,
}

impl Floor {
    /// On this store. The calling thread moves to the server's core.
    pub fn new(store: &Store) -> anyhow::Result<Self> {
        move_to_core(SERVER_CORE)?;
        let Defaults { mut config } = Defaults::parse_from(["bench"]);
        config.database.url = store.url.clone();
        config.database.key_file = Some(support::database::key_file());
        config.files.location = Some(FilesLocation::Folder(folder()?.join("files")));
        let app = App::new(config, Clock::default())?;
        Ok(Self {
            app,
            persons: store.persons,
        })
    }

    /// Session and search: a second.
    pub fn searches(&self, cookie: &str) -> anyhow::Result<f64> {
        let prepared: Vec<String> = searches(self.persons).map(|search| range(&search)).collect::<anyhow::Result<_>>()?;
        self.rate(cookie, &prepared, |conn, user, range| {
            find(conn, &finding::scopes_of(user), range)?;
            Ok(())
        })
    }

    /// Session, relation and the record: a second.
    pub fn views(&self, cookie: &str) -> anyhow::Result<f64> {
        let ids: Vec<i64> = viewed(self.persons).collect();
        self.rate(cookie, &ids, |conn, user, &id| {
            let patient = PatientId(id);
            let (_, detail) = model::find(conn, patient)?.context("no such patient")?;
            model::relation(conn, user, patient, &detail).map_err(plain)?;
            basic_info::model::entries(conn, patient, ViewMode::Collaboration).map_err(plain)?;
            basic_info::model::institutions(conn, patient)?;
            claims::model::latest(conn, &self.app.names, patient, &detail.city_code).map_err(plain)?;
            Ok(())
        })
    }

    /// Durable commits of so many audit events each: events a second.
    pub fn audits(&self, events: i64) -> anyhow::Result<f64> {
        let conn = &mut *self.app.db.connection()?;
        let run = || commits(&self.app.db, conn, events);
        let rates: Vec<f64> = std::iter::repeat_with(run).take(RUNS).collect::<anyhow::Result<_>>()?;
        Ok(median(rates))
    }

    fn rate<T>(&self, cookie: &str, work: &[T], one: impl Fn(&mut Conn, &CurrentUser, &T) -> anyhow::Result<()>) -> anyhow::Result<f64> {
        let conn = &mut *self.app.db.connection()?;
        let token = cookie.rsplit_once('=').context("no token")?.1;
        let mut rates = Vec::new();
        let mut work = work.iter().cycle();
        for _ in 0..RUNS {
            let (began, mut count) = (Instant::now(), 0.0);
            while began.elapsed() < MEASURED {
                let user = session::current(&self.app, conn, token)
                    .map_err(plain)?
                    .context("the session ended")?;
                one(conn, &user, work.next().context("no work")?)?;
                count += 1.0;
            }
            rates.push(count / began.elapsed().as_secs_f64());
        }
        Ok(median(rates))
    }
}

fn commits(db: &Db, conn: &mut Conn, events: i64) -> anyhow::Result<f64> {
    let (began, mut count) = (Instant::now(), 0.0);
    while began.elapsed() < MEASURED {
        let one = |_| {
            let mut event = Event::by_operator(Action::ViewPatient, Clock::default().timestamp());
            event.about(PatientId(1)).detail("collaboration").clone()
        };
        let batch: Vec<Event> = (0..events).map(one).collect();
        db.write(conn, |conn| audit::insert_all(db, conn, &batch))?;
        count += events as f64;
    }
    Ok(count / began.elapsed().as_secs_f64())
}

/// The beginning of the keys that a search looks for.
fn range(search: &Search) -> anyhow::Result<String> {
    if search.birth_date.is_empty() {
        return Ok(finding::name_key(&search.name));
    }
    match parse_birth_query(&search.birth_date) {
        Ok(tobiume_common::japanese::BirthQuery::Day(date)) => Ok(finding::birth_date_key(date)),
        _ => bail!("no date: {}", search.birth_date),
    }
}

/// The query of `patients::search`, which is private there.
fn find(conn: &mut Conn, scopes: &[i64], range: &str) -> QueryResult<Vec<SummaryRow>> {
    let mut found = Vec::new();
    // A name is looked for as a given name, too.
    let given = range.strip_prefix('n').map(|name| format!("g{name}"));
    for range in [Some(range.to_owned()), given].into_iter().flatten() {
        for scope in scopes {
            if found.len() > 30 {
                return Ok(found);
            }
            let rows: Vec<SummaryRow> = patient_keys::table
                .inner_join(patients::table)
                .filter(patient_keys::scope.eq(scope))
                .filter(patient_keys::key.ge(&range))
                .filter(patient_keys::key.lt(finding::beginning_with(range.clone()).1))
                .order((patient_keys::key, patient_keys::patient_id))
                .limit(31)
                .select(SummaryRow::as_select())
                .load(conn)?;
            found.extend(rows);
        }
    }
    Ok(found)
}

/// The error without its kind.
pub fn plain(error: AppError) -> anyhow::Error {
    match error {
        AppError::Api(error) => anyhow::anyhow!(error.message),
        AppError::Internal(cause) => cause,
    }
}

/// Moves the calling thread.
pub fn move_to_core(core: &str) -> anyhow::Result<()> {
    let link = std::fs::read_link("/proc/thread-self")?;
    let thread = link.file_name().context("no thread in /proc")?;
    let moved = Command::new("taskset").args(["-c", "-p", core]).arg(thread).output()?;
    if !moved.status.success() {
        bail!("taskset: {}", String::from_utf8_lossy(&moved.stderr));
    }
    Ok(())
}
