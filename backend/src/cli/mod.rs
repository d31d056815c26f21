//! The command line. `tobiume --help` tells what there is.

mod imports;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};

use crate::{
    app::{App, Clock},
    config::{DatabaseConfig, NetworkConfig, ServerConfig, SessionConfig},
    db::{Db, migrate},
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
        database: DatabaseConfig,
        #[command(flatten)]
        server: ServerConfig,
        #[command(flatten)]
        session: SessionConfig,
        #[command(flatten)]
        network: NetworkConfig,
    },
    /// Bring the database up to date. Safe to repeat.
    Migrate {
        #[command(flatten)]
        database: DatabaseConfig,
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
        Command::Serve {
            database,
            server,
            session,
            network,
        } => serve::serve(&database, server, session, network),
        Command::Migrate { database } => {
            let applied = migrate::up(&database.url).context("migrating")?;
            eprintln!("{applied} migration(s) applied.");
            Ok(ExitCode::SUCCESS)
        }
        Command::Demo { database, receipts } => fill_demo(&database, receipts.as_deref()),
        Command::Patients {
            command: Patients::Import { database, file },
        } => imports::patients(&open(&database)?, &file),
        Command::Patients {
            command: Patients::Retention { database },
        } => imports::retention(&open(&database)?),
        Command::Masters {
            command: Masters::Import { database, files },
        } => imports::masters(&open(&database)?, &files),
        Command::Claims {
            command: Claims::Import { database, city, file },
        } => imports::claims(&open(&database)?, &city, &file),
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

fn fill_demo(database: &DatabaseConfig, receipts: Option<&std::path::Path>) -> anyhow::Result<ExitCode> {
    migrate::up(&database.url).context("migrating")?;
    let db = open(database)?;
    let clock = Clock::default();
    if demo::is_there(&db)? {
        eprintln!("The demo network is there already.");
    } else {
        demo::fill(&db, &clock)?;
        eprintln!("The demo network is ready.");
    }
    if let Some(file) = receipts {
        let persons = demo::register_persons_of(&db, file, clock.today())?;
        eprintln!("{persons} person(s) of the receipt file registered.");
        return imports::claims(&db, demo::RECEIPTS_CITY, file);
    }
    Ok(ExitCode::SUCCESS)
}

/// An application for the server.
fn build_app(database: &DatabaseConfig, server: ServerConfig, session: SessionConfig, network: NetworkConfig) -> anyhow::Result<App> {
    App::new(database, server, session, network, Clock::default())
}
