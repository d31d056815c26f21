//! The command line. `tobiume --help` tells what there is.

mod audit_log;
mod imports;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};

use crate::{
    app::{App, Clock},
    audit,
    config::{Config, DatabaseConfig},
    db::{Db, grants, migrate},
    demo,
};

/// An open health-information network for a region.
#[derive(Parser)]
#[command(name = "tobiume", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the network.
    Serve {
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Bring the database up to date. Safe to repeat.
    Migrate {
        #[command(flatten)]
        database: DatabaseConfig,
        /// PostgreSQL: the role of the server, where this command is run by another one that owns the tables. It is granted what the server
        /// needs, and can neither change nor remove rows of the audit log.
        #[arg(long, env = "TOBIUME_APP_ROLE", value_name = "ROLE")]
        app_role: Option<String>,
    },
    /// Fill an empty database with an invented network, to look around in. Never on real data.
    Demo {
        #[command(flatten)]
        database: DatabaseConfig,
        /// Adds the persons of a receipt file (RECEIPTC.UKE) to the demo network, and its claims.
        #[arg(long, value_name = "FILE")]
        receipts: Option<PathBuf>,
    },
    /// Patients' registrations.
    Patients {
        #[command(subcommand)]
        command: Patients,
    },
    /// Masters of drugs, diseases and modifiers (支払基金).
    Masters {
        #[command(subcommand)]
        command: Masters,
    },
    /// Claims of the cities (レセプトデータ等活用事業).
    Claims {
        #[command(subcommand)]
        command: Claims,
    },
    /// The audit log (閲覧・更新履歴).
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Subcommand)]
enum Patients {
    /// Register patients from a CSV file. All or nothing; the same file again changes nothing.
    Import {
        #[command(flatten)]
        database: DatabaseConfig,
        /// The file.
        file: PathBuf,
    },
    /// Tell how many withdrawn registrations have passed 保存期限, and which. Destroys nothing.
    Retention {
        #[command(flatten)]
        database: DatabaseConfig,
    },
}

#[derive(Subcommand)]
enum Masters {
    /// Import masters (医薬品 y, 傷病名 b, 修飾語 z) and postal codes (KEN_ALL.CSV, utf_ken_all.csv), zipped or not.
    Import {
        #[command(flatten)]
        database: DatabaseConfig,
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Subcommand)]
enum Claims {
    /// Import a receipt file of a city. All or nothing; the same file again changes nothing.
    Import {
        #[command(flatten)]
        database: DatabaseConfig,
        /// The city's code (全国地方公共団体コード), 6 digits with or 5 without the check digit.
        #[arg(long)]
        city: String,
        /// The file.
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Read every row and find the first that was changed, removed, moved or added. Prints the newest row's number and hash.
    Verify {
        #[command(flatten)]
        database: DatabaseConfig,
        /// What an earlier run printed: finds a database that was put back to an older state, too.
        #[arg(long, value_name = "ROWS:HASH")]
        expect: Option<audit::Head>,
    },
}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match execute(cli.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tobiume: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve { config } => {
            let database = config.database.url.clone();
            serve::serve(&database, || App::new(*config, Clock::default()))
        }
        Command::Migrate { database, app_role } => {
            let applied = bring_up_to_date(&database)?;
            eprintln!("{applied} migration(s) applied.");
            if let Some(role) = app_role {
                grants::grant(&database.url, &role)?;
                eprintln!("{role} may do what the server needs.");
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Demo { database, receipts } => fill_demo(&database, receipts.as_deref()),
        Command::Patients {
            command: Patients::Import { database, file },
        } => imports::patients(&open_to_write(&database)?, &file),
        Command::Patients {
            command: Patients::Retention { database },
        } => imports::retention(&open(&database)?),
        Command::Masters {
            command: Masters::Import { database, files },
        } => imports::masters(&open_to_write(&database)?, &files),
        Command::Claims {
            command: Claims::Import { database, city, file },
        } => imports::claims(&open_to_write(&database)?, &city, &file),
        Command::Audit {
            command: Audit::Verify { database, expect },
        } => audit_log::verify(&open(&database)?, expect.as_ref()),
        Command::Openapi => imports::print_openapi(),
    }
}

/// The database, if it is up to date.
fn open(database: &DatabaseConfig) -> anyhow::Result<Db> {
    if !migrate::is_current(&database.url).with_context(|| format!("opening {}", database.url))? {
        bail!("the database is not up to date; run `tobiume migrate` first");
    }
    Ok(Db::open(&database.url, 2, database.key()?)?)
}

/// The database for a command that writes: nothing is begun with a key that cannot seal the audit log.
fn open_to_write(database: &DatabaseConfig) -> anyhow::Result<Db> {
    let db = open(database)?;
    audit::check_key(&db, &mut *db.connection()?)?;
    Ok(db)
}

/// Applies migrations and begins the audit log's chain; returns how many migrations that were.
fn bring_up_to_date(database: &DatabaseConfig) -> anyhow::Result<usize> {
    let applied = migrate::up(&database.url).context("migrating")?;
    let db = open(database)?;
    let conn = &mut *db.connection()?;
    if let Some(older) = db.write(conn, |conn| audit::begin(&db, conn))? {
        eprintln!("The audit log's chain begins; {older} older row(s) sealed.");
    }
    Ok(applied)
}

fn fill_demo(database: &DatabaseConfig, receipts: Option<&std::path::Path>) -> anyhow::Result<ExitCode> {
    bring_up_to_date(database)?;
    let db = open(database)?;
    let clock = Clock::default();
    if demo::is_there(&db)? {
        eprintln!("The demo network is there already.");
    } else {
        demo::fill(&db, &clock)?;
        eprintln!("The demo network is ready.");
    }
    if !demo::has_applications(&db)? {
        demo::fill_applications(&db, &clock)?;
        eprintln!("Sample applications wait in the office's queue.");
    }
    if let Some(file) = receipts {
        let persons = demo::register_persons_of(&db, file, clock.today())?;
        eprintln!("{persons} person(s) of the receipt file registered.");
        return imports::claims(&db, demo::RECEIPTS_CITY, file);
    }
    Ok(ExitCode::SUCCESS)
}
