//! Load on the server: `wrk`, one thread, [`CONNECTIONS`], from the other core.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::{
    masters,
    people::{Dice, Person},
    report::median,
    server::{LOAD_CORE, Server},
};

/// Requests written down for a load; they are sent in turn, again and again.
const REQUESTS: u64 = 50_000;

/// Seconds before the first run counts.
pub const WARM_UP: u64 = 2;
/// Seconds of a run.
pub const MEASURED: u64 = 5;
/// Runs that count.
pub const RUNS: usize = 3;

/// What was measured: medians of the runs.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Answers a second.
    pub rate: f64,
    /// Median time of an answer in ms.
    pub p50: f64,
    /// 99% were quicker, in ms.
    pub p99: f64,
    /// Bytes of an answer with its headers.
    pub bytes: f64,
    /// Processor time of the server for an answer, in µs: hardly disturbed by what else the machine does.
    pub processor: f64,
    /// Answers in all.
    pub requests: f64,
}

impl Measured {
    /// Of several runs.
    pub fn median(runs: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| median(runs.iter().map(figure));
        Self {
            rate: of(|run| run.rate),
            p50: of(|run| run.p50),
            p99: of(|run| run.p99),
            bytes: of(|run| run.bytes),
            processor: of(|run| run.processor),
            requests: of(|run| run.requests),
        }
    }
}

/// Connections that each ask again as soon as they are answered: many more than the people of a network do.
pub const CONNECTIONS: u32 = 32;

/// Requests that are sent in turn.
pub struct Load {
    folder: TempDir,
    connections: u32,
}

impl Load {
    /// Of lines `METHOD PATH [BODY]`.
    pub fn of(lines: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut file = std::io::BufWriter::new(fs::File::create(folder.path().join("requests"))?);
        for line in lines {
            writeln!(file, "{line}")?;
        }
        file.flush()?;
        fs::write(folder.path().join("load.lua"), include_str!("load.lua"))?;
        Ok(Self {
            folder,
            connections: CONNECTIONS,
        })
    }

    /// The same on so many connections.
    pub fn on(self, connections: u32) -> Self {
        Self { connections, ..self }
    }

    /// An empty handler.
    pub fn empty() -> anyhow::Result<Self> {
        Self::of(["GET /healthz".to_owned()].into_iter())
    }

    /// Searches, see [`searches`].
    pub fn searches(persons: i64) -> anyhow::Result<Self> {
        let bodies = searches(persons).map(|search| {
            let (name, birth_date) = (&search.name, &search.birth_date);
            serde_json::json!({"name": name, "birth_date": birth_date, "card_number": ""}).to_string()
        });
        Self::of(bodies.map(|body| format!("POST /api/patients/search {body}")))
    }

    /// Views of persons chosen evenly; `query` as in the URL.
    pub fn views(persons: i64, query: &str) -> anyhow::Result<Self> {
        Self::of(viewed(persons).map(|id| format!("GET /api/patients/{id}{query}")))
    }

    /// Searches of masters, see [`masters::searches`].
    pub fn master_searches() -> anyhow::Result<Self> {
        Self::of(masters::searches().map(|body| format!("POST /api/masters/search {body}")))
    }

    /// Runs it several times.
    pub fn run(&self, server: &Server, cookie: &str, encoding: Option<&str>) -> anyhow::Result<Measured> {
        self.once(server, cookie, encoding, WARM_UP)?;
        let runs: Vec<Measured> = (0..RUNS)
            .map(|_| self.once(server, cookie, encoding, MEASURED))
            .collect::<anyhow::Result<_>>()?;
        Ok(Measured::median(&runs))
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::join(self.folder.path(), name)
    }

    /// Runs it once, for so many seconds.
    pub fn once(&self, server: &Server, cookie: &str, encoding: Option<&str>, seconds: u64) -> anyhow::Result<Measured> {
        let before = server.processor_seconds()?;
        let output = Command::new("taskset")
            .args([
                "-c",
                LOAD_CORE,
                "wrk",
                "-t1",
                &format!("-c{}", self.connections),
                &format!("-d{seconds}s"),
                "-s",
            ])
            .arg(self.file("load.lua"))
            .args([&server.base, "--"])
            .arg(self.file("requests"))
            .arg(cookie)
            .args(encoding)
            .output()
            .context("running wrk with taskset")?;
        let used = server.processor_seconds()? - before;
        let text = String::from_utf8_lossy(&output.stdout);
        let result = text.lines().find_map(|line| line.strip_prefix("RESULT "));
        let numbers: Vec<f64> = result
            .unwrap_or_default()
            .split(' ')
            .filter_map(|number| number.parse().ok())
            .collect();
        let &[requests, micros, p50, p99, errors, bytes] = numbers.as_slice() else {
            bail!("wrk: {text}{}", String::from_utf8_lossy(&output.stderr));
        };
        if errors > 0.0 || requests == 0.0 {
            bail!("{errors} of {requests} requests failed");
        }
        Ok(Measured {
            rate: requests / Duration::from_micros(micros as u64).as_secs_f64(),
            p50: p50 / 1000.0,
            p99: p99 / 1000.0,
            bytes: bytes / requests,
            processor: used * 1e6 / requests,
            requests,
        })
    }
}

/// What a person types to find a patient.
pub struct Search {
    /// 氏名.
    pub name: String,
    /// 生年月日.
    pub birth_date: String,
}

/// Of persons chosen evenly: 70% the whole name in kana, 20% the family name in kana, 10% the birth date.
pub fn searches(persons: i64) -> impl Iterator<Item = Search> {
    let mut dice = Dice::new(7);
    chosen(persons, 11).map(move |person| {
        let (mut name, mut birth_date) = (String::new(), String::new());
        match dice.below(10) {
            0..7 => name = person.kana,
            7..9 => name = person.family_kana,
            _ => {
                let date = person.birth_date;
                birth_date = format!("{}/{}/{}", date.year(), date.month(), date.day());
            }
        }
        Search { name, birth_date }
    })
}

/// Ids of persons chosen evenly.
pub fn viewed(persons: i64) -> impl Iterator<Item = i64> {
    chosen(persons, 13).map(|person| person.id)
}

fn chosen(persons: i64, seed: u64) -> impl Iterator<Item = Person> {
    let mut dice = Dice::new(seed);
    (0..REQUESTS).map(move |_| Person::of(i64::try_from(dice.below(persons.unsigned_abs())).unwrap_or(0)))
}
