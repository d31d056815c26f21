//! Migrations: one folder of numbered up/down scripts for each database.

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
    let pending = match &mut url.connect()? {
        Conn::Sqlite(conn) => conn.has_pending_migration(SQLITE),
        Conn::Postgres(conn) => conn.has_pending_migration(POSTGRES),
    };
    pending
        .map(|pending| !pending)
        .map_err(|error| anyhow::anyhow!("cannot read the migrations: {error}"))
}
