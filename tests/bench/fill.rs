//! Fills a database with the demo network and so many invented persons, their basic_info and their visits.
//!
//! Persons come from the program; what they hold is spread over them by `INSERT … SELECT` inside the database, so that a million
//! takes minutes. Foreign keys and durability are off meanwhile, secondary indexes are made at the end.

use anyhow::Context;
use chrono::NaiveDate;
use diesel::{
    Connection, ExecuteCopyFromDsl, RunQueryDsl,
    connection::SimpleConnection,
    prelude::{Insertable, QueryableByName},
    sql_query,
    sql_types::{BigInt, Text},
    table,
};
use tobiume_backend::{
    Clock,
    db::{Conn, DatabaseUrl, Db, migrate, schema},
    demo,
    patients::{finding, model::sex_code},
};
use tobiume_common::japanese::fold_name;

use crate::{
    content, masters,
    people::{FIRST, INSURER, Person},
};

table! {
    bench_entries (institution_id, variant, item) {
        institution_id -> BigInt, variant -> BigInt, item -> Text, value -> Text, author_id -> BigInt, updated_on -> Date,
    }
}
table! {
    bench_visits (variant, number) { variant -> BigInt, number -> BigInt, content -> Text, }
}

const SCRATCH: &str = "CREATE TABLE bench_entries (institution_id BIGINT, variant BIGINT, item TEXT, value TEXT, author_id BIGINT, \
    updated_on DATE, PRIMARY KEY (institution_id, variant, item)); \
    CREATE TABLE bench_visits (variant BIGINT, number BIGINT, content TEXT, PRIMARY KEY (variant, number));";

/// 梅の木医院 of the demo network registers everybody, 博多中央クリニック every other person.
const FAMILY_DOCTORS: [&str; 2] = ["4011123454", "4011123462"];

/// 北九州市, which takes part in the claims program.
pub const CITY: &str = "40100";

/// Adds rows: one by one where that is quickest, by COPY where there is a server.
macro_rules! add {
    ($conn:expr, $table:expr, $rows:expr) => {
        match $conn {
            Conn::Sqlite(conn) => conn.transaction(|conn| {
                let mut rows = $rows.iter();
                rows.try_for_each(|row| diesel::insert_into($table).values(row).execute(conn).map(|_| ()))
            }),
            Conn::Postgres(conn) => diesel::copy_from($table).from_insertable($rows).execute(conn).map(|_| ()),
        }
    };
}

/// Fills an empty database.
pub fn fill(url: &DatabaseUrl, persons: i64) -> anyhow::Result<()> {
    migrate::up(url)?;
    demo::fill(&Db::open(url, 1, support::database::key())?, &Clock::default())?;
    let mut conn = url.connect()?;
    let conn = &mut conn;
    match conn {
        Conn::Sqlite(conn) => {
            conn.batch_execute(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -1000000;",
            )?;
        }
        Conn::Postgres(conn) => conn.batch_execute("SET session_replication_role = replica; SET synchronous_commit = off;")?,
    }
    let indexes = drop_indexes(conn)?;
    add_masters(conn)?;
    let keys = add_persons(conn, persons)?;
    add_keys(conn, &keys)?;
    drop(keys);
    add_templates(conn)?;
    spread(conn)?;
    for index in indexes {
        step(conn, &index.sql)?;
    }
    step(conn, "DROP TABLE bench_entries")?;
    step(conn, "DROP TABLE bench_visits")?;
    if let Conn::Postgres(conn) = conn {
        // What autovacuum does in its own time.
        conn.batch_execute("VACUUM ANALYZE")?;
        conn.batch_execute("CHECKPOINT")?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

/// Drops the secondary indexes of the large tables; returns how they are made.
fn drop_indexes(conn: &mut Conn) -> anyhow::Result<Vec<Index>> {
    const TABLES: &str = "('patients', 'insurances', 'registrations', 'patient_keys', 'claim_receipts')";
    let indexes: Vec<Index> = match conn {
        Conn::Sqlite(conn) => sql_query(format!(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {TABLES}"
        ))
        .load(conn)?,
        Conn::Postgres(conn) => sql_query(format!(
            "SELECT indexname::text AS name, indexdef AS sql FROM pg_indexes WHERE tablename IN {TABLES} AND NOT EXISTS \
             (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
        ))
        .load(conn)?,
    };
    for index in &indexes {
        conn.batch_execute(&format!("DROP INDEX {}", index.name))?;
    }
    Ok(indexes)
}

fn step(conn: &mut Conn, sql: &str) -> anyhow::Result<()> {
    let began = std::time::Instant::now();
    conn.batch_execute(sql).with_context(|| sql.to_owned())?;
    if began.elapsed().as_secs() >= 2 {
        let shown: String = sql.chars().take(48).collect();
        crate::report::progress(&format!("  {:>4} s {shown}", began.elapsed().as_secs()));
    }
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = schema::masters, treat_none_as_default_value = false)]
struct MasterRow {
    kind: &'static str,
    code: String,
    name: String,
    kana: String,
    unit: &'static str,
    generic_name: &'static str,
    yj_code: &'static str,
    icd10: &'static str,
    is_suffix: bool,
    successor: &'static str,
}

fn add_masters(conn: &mut Conn) -> anyhow::Result<()> {
    let row = |kind, code, (name, kana), unit, is_suffix| MasterRow {
        kind,
        code,
        name,
        kana,
        unit,
        generic_name: "",
        yj_code: "",
        icd10: "",
        is_suffix,
        successor: "",
    };
    let drugs = (0..masters::DRUGS).map(|at| row("Y", content::drug_code(at), masters::drug(at), "錠", false));
    let diseases = (0..masters::DISEASES).map(|at| row("B", content::disease_code(at), masters::disease(at), "", false));
    let suspected = row("Z", "8002".to_owned(), ("の疑い".to_owned(), String::new()), "", true);
    let rows: Vec<_> = drugs.chain(diseases).chain([suspected]).collect();
    add!(conn, schema::masters::table, &rows)?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = schema::patients, treat_none_as_default_value = false)]
struct PatientRow {
    id: i64,
    name: String,
    kana: String,
    name_key: String,
    kana_key: String,
    birth_date: NaiveDate,
    sex: &'static str,
    postal_code: &'static str,
    address: String,
    phone: &'static str,
    blood_type: &'static str,
    city_code: &'static str,
    card_number: String,
    emergency_contacts: &'static str,
    has_namesake: bool,
    consent_given_on: NaiveDate,
    claims_program: bool,
}

#[derive(Insertable)]
#[diesel(table_name = schema::insurances, treat_none_as_default_value = false)]
struct InsuranceRow {
    number: String,
    insurer_number: &'static str,
    symbol: &'static str,
    patient_id: i64,
    branch: &'static str,
}

/// Adds the persons; returns every key by which one is found, in order.
fn add_persons(conn: &mut Conn, persons: i64) -> anyhow::Result<Vec<(String, i64)>> {
    let mut keys = Vec::with_capacity(usize::try_from(persons)? * 6);
    for chunk in (0..persons).collect::<Vec<_>>().chunks(20_000) {
        let mut rows = Vec::with_capacity(chunk.len());
        let mut insurances = Vec::with_capacity(chunk.len());
        for person in chunk.iter().copied().map(Person::of) {
            keys.extend(person.keys().into_iter().map(|key| (key, person.id)));
            insurances.push(InsuranceRow {
                number: person.insured_number.clone(),
                insurer_number: INSURER,
                symbol: "",
                patient_id: person.id,
                branch: "",
            });
            rows.push(patient_row(person));
        }
        add!(conn, schema::patients::table, &rows)?;
        add!(conn, schema::insurances::table, &insurances)?;
    }
    keys.sort_unstable();
    Ok(keys)
}

fn patient_row(person: Person) -> PatientRow {
    PatientRow {
        id: person.id,
        name_key: fold_name(&person.name),
        kana_key: fold_name(&person.kana),
        birth_date: tobiume_backend::db::date::from_civil(person.birth_date),
        sex: sex_code(person.sex),
        postal_code: "800-0000",
        address: format!(
            "福岡県北九州市門司区長谷{}丁目{}-{}",
            1 + person.id % 4,
            1 + person.id % 23,
            1 + person.id % 17
        ),
        phone: "093-000-0000",
        blood_type: "A",
        city_code: CITY,
        emergency_contacts: r#"[{"name":"山田　花子","relation":"長女","phone":"090-0000-0000"}]"#,
        has_namesake: false,
        consent_given_on: NaiveDate::from_ymd_opt(2024, 4, 1).unwrap_or_default(),
        claims_program: true,
        name: person.name,
        kana: person.kana,
        card_number: person.card_number,
    }
}

#[derive(Insertable)]
#[diesel(table_name = schema::patient_keys, treat_none_as_default_value = false)]
struct KeyRow {
    scope: i64,
    key: String,
    patient_id: i64,
}

/// Adds the keys in the scope of everybody, and copies them into the other scopes.
fn add_keys(conn: &mut Conn, keys: &[(String, i64)]) -> anyhow::Result<()> {
    for chunk in keys.chunks(20_000) {
        let row = |(key, patient_id): &(String, i64)| KeyRow {
            scope: finding::EVERYONE,
            key: key.clone(),
            patient_id: *patient_id,
        };
        let rows: Vec<KeyRow> = chunk.iter().map(row).collect();
        add!(conn, schema::patient_keys::table, &rows)?;
    }
    let copy = |scope: i64, which: &str| {
        format!(
            "INSERT INTO patient_keys SELECT {scope}, key, patient_id FROM patient_keys \
             WHERE scope = {} AND patient_id >= {FIRST} AND {which} ORDER BY key, patient_id",
            finding::EVERYONE
        )
    };
    step(conn, &copy(finding::EVERY_REGISTRATION, "1 = 1"))?;
    step(conn, &copy(finding::residents(CITY).context("no city")?, "1 = 1"))?;
    for (institution, which) in FAMILY_DOCTORS.iter().zip(["1 = 1", "patient_id % 2 = 0"]) {
        let id = number(conn, &format!("SELECT id AS number FROM institutions WHERE code = '{institution}'"))?;
        step(conn, &copy(finding::own(id), which))?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The one number that a query gives.
pub fn number(conn: &mut Conn, sql: &str) -> anyhow::Result<i64> {
    let row: Number = match conn {
        Conn::Sqlite(conn) => sql_query(sql).get_result(conn),
        Conn::Postgres(conn) => sql_query(sql).get_result(conn),
    }
    .with_context(|| sql.to_owned())?;
    Ok(row.number)
}

#[derive(Insertable)]
#[diesel(table_name = bench_entries, treat_none_as_default_value = false)]
struct EntryRow {
    institution_id: i64,
    variant: i64,
    item: &'static str,
    value: String,
    author_id: i64,
    updated_on: NaiveDate,
}

#[derive(Insertable)]
#[diesel(table_name = bench_visits, treat_none_as_default_value = false)]
struct VisitRow {
    variant: i64,
    number: i64,
    content: String,
}

/// Adds what [`spread`] spreads.
fn add_templates(conn: &mut Conn) -> anyhow::Result<()> {
    conn.batch_execute(SCRATCH)?;
    let mut entries = Vec::new();
    for (at, institution) in FAMILY_DOCTORS.iter().enumerate() {
        let which = format!("FROM institutions i JOIN users u ON u.institution_id = i.id WHERE i.code = '{institution}'");
        let institution_id = number(conn, &format!("SELECT min(i.id) AS number {which}"))?;
        let author_id = number(conn, &format!("SELECT min(u.id) AS number {which}"))?;
        for variant in 0..content::ENTRY_VARIANTS {
            let month = 3 + u32::try_from(at)?;
            for (day, (item, value)) in (1..).zip(content::entries(variant * 2 + at as u64)) {
                entries.push(EntryRow {
                    institution_id,
                    variant: i64::try_from(variant)?,
                    item: item.code(),
                    value: serde_json::to_string(&value)?,
                    author_id,
                    updated_on: NaiveDate::from_ymd_opt(2026, month, 1 + day % 2).unwrap_or_default(),
                });
            }
        }
    }
    add!(&mut *conn, bench_entries::table, &entries)?;
    let mut visits = Vec::new();
    for variant in 0..content::VISIT_VARIANTS {
        for number in 0..12 {
            visits.push(VisitRow {
                variant: i64::try_from(variant)?,
                number: i64::try_from(number)?,
                content: content::visit(variant, number)?,
            });
        }
    }
    add!(conn, bench_visits::table, &visits)?;
    Ok(())
}

/// Spreads registrations, basic_info and visits over the persons, in the order of the tables' keys.
fn spread(conn: &mut Conn) -> anyhow::Result<()> {
    let [all, half] = FAMILY_DOCTORS;
    step(
        conn,
        &format!(
            "INSERT INTO registrations SELECT p.id, i.id, p.consent_given_on FROM patients p CROSS JOIN institutions i \
             WHERE p.id >= {FIRST} AND (i.code = '{all}' OR (i.code = '{half}' AND p.id % 2 = 0))"
        ),
    )?;
    step(
        conn,
        &format!(
            "INSERT INTO basic_info_entries SELECT r.patient_id, r.institution_id, e.item, e.value, e.author_id, e.updated_on \
             FROM registrations r CROSS JOIN bench_entries e WHERE r.patient_id >= {FIRST} \
             AND e.institution_id = r.institution_id AND e.variant = r.patient_id % {}",
            content::ENTRY_VARIANTS
        ),
    )?;
    step(
        conn,
        &format!(
            "INSERT INTO basic_info_records SELECT DISTINCT r.patient_id, r.institution_id, e.updated_on \
             FROM registrations r CROSS JOIN bench_entries e WHERE r.patient_id >= {FIRST} \
             AND e.institution_id = r.institution_id AND e.variant = 0"
        ),
    )?;
    let import = number(
        conn,
        &format!("SELECT min(id) AS number FROM claim_imports WHERE city_code = '{CITY}'"),
    )?;
    let newest = number(
        conn,
        &format!("SELECT CAST(latest_month AS BIGINT) AS number FROM claims_programs WHERE city_code = '{CITY}'"),
    )?;
    step(
        conn,
        &format!(
            "INSERT INTO claim_receipts SELECT p.id, {newest} - 11 + v.number, {import}, p.id * 16 + v.number, 'outpatient', \
             '{all}', '梅の木医院', 1 + v.number % 3, v.content, NULL FROM patients p CROSS JOIN bench_visits v \
             WHERE p.id >= {FIRST} AND v.variant = p.id % {}",
            content::VISIT_VARIANTS
        ),
    )
}
