//! What the application's own role may do on PostgreSQL, where another role owns the tables.

use anyhow::{Context, bail};
use diesel::{
    Connection, OptionalExtension, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types,
};

use super::{Conn, DatabaseUrl};

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = sql_types::Bool)]
    yes: bool,
}

/// Grants the role what the server needs, and nothing else: rows of every table, but no change of the audit log.
///
/// # Errors
/// When the database is not PostgreSQL, or the role is not there or could change the audit log all the same.
pub fn grant(url: &DatabaseUrl, role: &str) -> anyhow::Result<()> {
    let Conn::Postgres(conn) = &mut url.connect()? else {
        bail!("--app-role is for PostgreSQL; on SQLite whoever can write the file owns the database");
    };
    let is_owner = sql_query("SELECT pg_has_role(rolname, current_user, 'MEMBER') AS yes FROM pg_roles WHERE rolname = $1")
        .bind::<sql_types::Text, _>(role)
        .get_result::<Answer>(conn)
        .optional()?;
    match is_owner {
        None => bail!("there is no role {role}; make it first: CREATE ROLE … LOGIN"),
        Some(Answer { yes: true }) => {
            bail!("the role {role} owns the tables or is a superuser, so it could change the audit log; give the server a role of its own")
        }
        Some(Answer { yes: false }) => {}
    }
    let name = format!("\"{}\"", role.replace('"', "\"\""));
    conn.transaction(|conn| conn.batch_execute(&statements(&name)))
        .with_context(|| format!("granting to {role}"))
}

fn statements(role: &str) -> String {
    format!(
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;
         REVOKE ALL ON SCHEMA public FROM {role};
         REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role};
         REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {role};
         GRANT USAGE ON SCHEMA public TO {role};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
         GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
         REVOKE UPDATE, DELETE ON audit_log FROM {role};
         REVOKE INSERT, DELETE ON audit_head FROM {role};
         REVOKE INSERT, UPDATE, DELETE ON __diesel_schema_migrations FROM {role};"
    )
}

/// Whether the role of this connection could change or remove rows of the audit log.
///
/// # Errors
/// Those of the database.
pub fn may_change_audit_log(conn: &mut PgConnection) -> diesel::QueryResult<bool> {
    sql_query(
        "SELECT has_table_privilege('audit_log', 'UPDATE, DELETE, TRUNCATE') OR \
         pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = 'audit_log'::regclass), 'MEMBER') AS yes",
    )
    .get_result::<Answer>(conn)
    .map(|answer| answer.yes)
}
