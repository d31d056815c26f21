//! Migrations: one folder of numbered up/down scripts for each database.

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    migration::{Migration, MigrationSource},
    pg::Pg,
    sql_types::Text,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Conn, DatabaseUrl};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Applies what is not yet applied; returns how many migrations that were.
///
/// # Errors
/// When the database cannot be reached or a migration fails (it is then rolled back).
pub fn up(url: &DatabaseUrl) -> anyhow::Result<usize> {
    let applied = match &mut url.connect()? {
        Conn::Sqlite(conn) => conn.run_pending_migrations(SQLITE).map(|versions| versions.len()),
        Conn::Postgres(conn) => conn.run_pending_migrations(POSTGRES).map(|versions| versions.len()),
    };
    applied.map_err(|error| anyhow::anyhow!("migration failed: {error}"))
}

/// Takes every migration back, newest first: an empty database is left. For tests and for operators who know.
///
/// # Errors
/// When the database cannot be reached or a migration fails.
pub fn down(url: &DatabaseUrl) -> anyhow::Result<usize> {
    let reverted = match &mut url.connect()? {
        Conn::Sqlite(conn) => conn.revert_all_migrations(SQLITE).map(|versions| versions.len()),
        Conn::Postgres(conn) => conn.revert_all_migrations(POSTGRES).map(|versions| versions.len()),
    };
    reverted.map_err(|error| anyhow::anyhow!("migration failed: {error}"))
}

/// Whether the database has every migration this program knows.
///
/// # Errors
/// When the database cannot be reached.
pub fn is_current(url: &DatabaseUrl) -> anyhow::Result<bool> {
    let current = match &mut url.connect()? {
        Conn::Sqlite(conn) => conn.has_pending_migration(SQLITE).map(|pending| !pending),
        Conn::Postgres(conn) => postgres_is_current(conn),
    };
    current.map_err(|error| anyhow::anyhow!("cannot read the migrations: {error}"))
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

/// diesel's own answer first makes its table where it is missing, which the application's role may not.
fn postgres_is_current(conn: &mut PgConnection) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
    let there = diesel::sql_query("SELECT relname::text AS version FROM pg_class WHERE oid = to_regclass('__diesel_schema_migrations')");
    if there.load::<Version>(conn)?.is_empty() {
        return Ok(false);
    }
    let applied: Vec<Version> = diesel::sql_query("SELECT version::text AS version FROM __diesel_schema_migrations").load(conn)?;
    let known = MigrationSource::<Pg>::migrations(&POSTGRES)?;
    Ok(known.iter().all(|migration| {
        let version = migration.name().version().to_string();
        applied.iter().any(|applied| applied.version == version)
    }))
}
