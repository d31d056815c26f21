//! Receipts of registered persons: how quickly a city's file is read, checked, matched and stored, and in how much memory.

use std::{
    fs::File,
    io::BufWriter,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use diesel::connection::SimpleConnection;
use tobiume_backend::{
    Clock,
    claims::import::{Applied, Outcome, import},
    db::{Db, date::from_civil},
    jobs::Progress,
};
use tobiume_formats::{
    Sex, YearMonth,
    uke::{
        FileHeader, Insurance,
        write::{SyntheticPerson, write_synthetic},
    },
};

use crate::{
    fill::CITY,
    floor::plain,
    people::{INSURER, Person},
    report::{figure, median, progress},
    server::{memory, program},
    store::Store,
};

/// Receipts of the large file.
const RECEIPTS: u32 = 200_000;
const RUNS: usize = 3;

/// Takes all figures of a store.
pub fn measure(store: &Store) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (large, small) = (folder.path().join("large.UKE"), folder.path().join("small.UKE"));
    write(&large, RECEIPTS, store.persons)?;
    write(&small, RECEIPTS / 10, store.persons)?;
    let name = store.kind.name();
    let mut seconds = Vec::new();
    let mut records = 0.0;
    for run in 1..=RUNS {
        let (took, applied) = import_once(store, &large)?;
        records = applied.records as f64;
        progress(&format!("import on {name}, run {run}: {records} records in {took:.1} s"));
        seconds.push(took);
        remove_imported(store)?;
    }
    let seconds = median(seconds);
    figure(&format!("import_{name}_records"), records / seconds, "records/s");
    figure(&format!("import_{name}_receipts"), f64::from(RECEIPTS) / seconds, "receipts/s");
    for (which, file) in [("small", &small), ("large", &large)] {
        let peak = peak_of_command(store, file)?;
        figure(&format!("import_{name}_memory_{which}"), peak, "MB");
        remove_imported(store)?;
    }
    Ok(())
}

fn import_once(store: &Store, file: &Path) -> anyhow::Result<(f64, Applied)> {
    let db = Db::open(&store.url, 2, support::database::key())?;
    let conn = &mut *db.connection()?;
    let began = Instant::now();
    let outcome = import(
        &db,
        conn,
        CITY,
        File::open(file)?,
        Clock::default().timestamp(),
        &mut Progress::untold(),
    )
    .map_err(plain)?;
    let took = began.elapsed().as_secs_f64();
    match outcome {
        Outcome::Applied(applied) if applied.unmatched_count == 0 => Ok((took, applied)),
        other => bail!("not everything was imported: {other:?}"),
    }
}

/// Everything but what the store was filled with.
fn remove_imported(store: &Store) -> anyhow::Result<()> {
    let mut conn = store.url.connect()?;
    let imported = "(SELECT id FROM claim_imports WHERE sha256 <> 'demo')";
    conn.batch_execute(&format!(
        "DELETE FROM claim_receipts WHERE import_id IN {imported}; DELETE FROM claim_imports WHERE id IN {imported};"
    ))?;
    match store.kind {
        crate::store::Kind::Sqlite => conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);")?,
        crate::store::Kind::Postgres => {
            conn.batch_execute("VACUUM claim_receipts")?;
            conn.batch_execute("CHECKPOINT")?;
        }
    }
    Ok(())
}

/// Peak memory in MB of `tobiume claims import`.
fn peak_of_command(store: &Store, file: &Path) -> anyhow::Result<f64> {
    let mut child = Command::new(program()?)
        .args(["claims", "import", "--city", CITY])
        .arg(file)
        .env("DATABASE_URL", &store.address)
        .env("TOBIUME_KEY_FILE", support::database::key_file())
        .stdout(Stdio::null())
        .spawn()?;
    let mut peak = 0.0;
    loop {
        // A process that has ended has no memory any more.
        if let Ok((_, most)) = memory(child.id()) {
            peak = most;
        }
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                bail!("tobiume claims import failed");
            }
            return Ok(peak);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Writes receipts of registered persons in an order that is not that of their ids.
fn write(path: &Path, receipts: u32, persons: i64) -> anyhow::Result<()> {
    let header = FileHeader {
        review_body: 2,
        prefecture: "40".to_owned(),
        institution_code: "1123454".to_owned(),
        institution_name: "梅の木医院".to_owned(),
        claim_month: YearMonth { year: 2026, month: 7 },
        volume: "00".to_owned(),
        phone: String::new(),
    };
    let out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let written = write_synthetic(out, &header, receipts, |number| {
        let person = Person::of(i64::from(number).wrapping_mul(2_654_435_761).rem_euclid(persons));
        SyntheticPerson {
            sex: match person.sex {
                tobiume_common::patients::Sex::Male => Sex::Male,
                tobiume_common::patients::Sex::Female => Sex::Female,
            },
            birth_date: from_civil(person.birth_date),
            chart_number: number.to_string(),
            insurance: Some(Insurance {
                insurer_number: INSURER.to_owned(),
                symbol: String::new(),
                number: person.insured_number,
                branch: None,
            }),
            public_payers: Vec::new(),
            name: person.name,
            kana: person.kana.replace('　', ""),
        }
    });
    written.context("writing receipts")?;
    Ok(())
}
