//! Migrations go up, down and up again, and both databases end with the same tables.

use std::collections::BTreeMap;

use diesel::{prelude::*, sql_types::Text};
use support::{Database, skipped};
use tobiume_backend::db::{Conn, DatabaseUrl, migrate};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    nullable: String,
}

/// table → column → (kind in one vocabulary, nullable)
type Tables = BTreeMap<String, BTreeMap<String, (String, String)>>;

fn tables(url: &DatabaseUrl) -> Tables {
    let columns: Vec<Column> = match &mut url.connect().unwrap() {
        Conn::Sqlite(conn) => diesel::sql_query(
            "SELECT m.name AS of_table, p.name AS name, p.type AS kind, CASE WHEN p.\"notnull\" = 1 THEN 'NO' ELSE 'YES' END AS nullable \
             FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
        )
        .load(conn)
        .unwrap(),
        Conn::Postgres(conn) => diesel::sql_query(
            "SELECT table_name::text AS of_table, column_name::text AS name, data_type::text AS kind, is_nullable::text AS nullable \
             FROM information_schema.columns WHERE table_schema = 'public'",
        )
        .load(conn)
        .unwrap(),
    };
    let mut tables = Tables::new();
    for column in columns {
        if !column.of_table.starts_with("__diesel") {
            tables
                .entry(column.of_table)
                .or_default()
                .insert(column.name, (one_vocabulary(&column.kind), column.nullable));
        }
    }
    tables
}

fn one_vocabulary(kind: &str) -> String {
    match kind.to_ascii_uppercase().as_str() {
        "BYTEA" => "BLOB".to_owned(),
        "TIMESTAMP WITHOUT TIME ZONE" => "TIMESTAMP".to_owned(),
        // SQLite's ids are INTEGER, which is 64 bits there.
        "INTEGER" | "BIGINT" | "SMALLINT" => "NUMBER".to_owned(),
        other => other.to_owned(),
    }
}

fn up_down_up(database: Database) -> Option<Tables> {
    let fresh = database.empty()?;
    let applied = migrate::up(&fresh.url).unwrap();
    assert!(applied > 0 && migrate::is_current(&fresh.url).unwrap());
    assert_eq!(migrate::up(&fresh.url).unwrap(), 0, "nothing is left to apply");
    let first = tables(&fresh.url);
    assert_eq!(migrate::down(&fresh.url).unwrap(), applied);
    assert!(tables(&fresh.url).is_empty(), "down leaves nothing");
    assert!(!migrate::is_current(&fresh.url).unwrap());
    migrate::up(&fresh.url).unwrap();
    assert_eq!(tables(&fresh.url), first);
    Some(first)
}

#[test]
fn sqlite_up_down_up() {
    assert!(up_down_up(Database::Sqlite).unwrap().contains_key("patients"));
}

#[test]
fn postgres_up_down_up_and_the_same_tables() {
    let Some(postgres) = up_down_up(Database::Postgres) else {
        skipped(
            "postgres_up_down_up",
            "no PostgreSQL (TOBIUME_TEST_POSTGRES is not set; `make test` starts one)",
        );
        return;
    };
    let sqlite = up_down_up(Database::Sqlite).unwrap();
    assert_eq!(postgres.keys().collect::<Vec<_>>(), sqlite.keys().collect::<Vec<_>>());
    for (table, columns) in &postgres {
        assert_eq!(columns, &sqlite[table], "{table}");
    }
}
