//! Saving a full record: every item changes with every saving.
//!
//! An emergency hospital saves, which keeps nothing of the invented persons otherwise: what it wrote is removed at the end, and the
//! records that are looked at stay as they were filled.

use anyhow::{Context, bail};
use diesel::{RunQueryDsl, connection::SimpleConnection, prelude::QueryableByName, sql_query, sql_types::BigInt};
use serde_json::json;
use support::app::EMERGENCY_DOCTOR;
use tobiume_backend::db::Conn;
use tobiume_common::basic_info::{Acp, Check, Contact, Item, ItemKind, ItemValue, Line};

use crate::{
    content,
    fill::number,
    load::{Load, MEASURED, Measured, RUNS, WARM_UP},
    people::FIRST,
    report::progress,
    server::Server,
    store::{Kind, Store},
};

/// 県央救急病院 of the demo network.
const HOSPITAL: &str = "4011199017";

/// Persons whose record is saved once in a run: more than can be saved meanwhile.
const PER_RUN: usize = 8_000;

/// Takes the figures on so many connections; `cookie` is the session of the hospital's doctor.
pub fn measure(store: &Store, server: &Server, cookie: &str, connections: u32) -> anyhow::Result<Measured> {
    let mut conn = store.url.connect()?;
    let hospital = number(
        &mut conn,
        &format!("SELECT id AS number FROM institutions WHERE code = '{HOSPITAL}'"),
    )?;
    remove(&mut conn, hospital)?;
    progress("records to be saved …");
    let revisions = prepare(&mut conn, hospital)?;
    let result = run(server, cookie, &revisions, connections);
    remove(&mut conn, hospital)?;
    conn.batch_execute(match store.kind {
        Kind::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE);",
        Kind::Postgres => "VACUUM ANALYZE basic_info_entries",
    })?;
    result
}

fn run(server: &Server, cookie: &str, revisions: &[Revision], connections: u32) -> anyhow::Result<Measured> {
    let mut runs = Vec::new();
    for (at, revisions) in revisions.chunks(PER_RUN).enumerate() {
        let changes: Vec<String> = (0..16).map(|variant| changes(1 + at as u64 * 16 + variant)).collect();
        let line = |(number, revision): (usize, &Revision)| {
            let changes = &changes[number % changes.len()];
            format!(
                "POST /api/patients/{}/basic-info {{\"base\":{},\"changes\":{changes}}}",
                revision.patient_id, revision.id
            )
        };
        let load = Load::of(revisions.iter().enumerate().map(line))?.on(connections);
        let measured = load.once(server, cookie, None, if at == 0 { WARM_UP } else { MEASURED })?;
        if measured.requests > revisions.len() as f64 {
            bail!(
                "{} savings of {} records: some were told of conflicts",
                measured.requests,
                revisions.len()
            );
        }
        if at > 0 {
            runs.push(measured);
        }
    }
    Ok(Measured::median(&runs))
}

#[derive(QueryableByName)]
struct Revision {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    patient_id: i64,
}

/// Gives the hospital a full record of so many persons, opened by its doctor's session; returns the revisions.
fn prepare(conn: &mut Conn, hospital: i64) -> anyhow::Result<Vec<Revision>> {
    let user = number(
        conn,
        &format!("SELECT id AS number FROM users WHERE login_id = '{EMERGENCY_DOCTOR}'"),
    )?;
    let session = number(conn, &format!("SELECT max(id) AS number FROM sessions WHERE user_id = {user}"))?;
    let last = FIRST + i64::try_from((RUNS + 1) * PER_RUN)?;
    let persons = format!("FROM patients WHERE id >= {FIRST} AND id < {last}");
    let moment = "'2026-11-01 03:00:00'";
    let mut script = vec![
        format!(
            "INSERT INTO record_openings (patient_id, session_id, user_id, institution_id, reason, note, opened_at) \
             SELECT id, {session}, {user}, {hospital}, 'emergency_transport', '', {moment} {persons}"
        ),
        format!(
            "INSERT INTO basic_info_revisions (patient_id, institution_id, author_id, saved_at) SELECT id, {hospital}, {user}, {moment} {persons} ORDER BY id"
        ),
    ];
    for (item, value) in values(0) {
        let value = serde_json::to_string(&value)?.replace('\'', "''");
        script.push(format!(
            "INSERT INTO basic_info_entries SELECT id, {hospital}, '{}', '{value}', {user}, '2026-11-01' {persons}",
            item.code()
        ));
    }
    script.push(format!(
        "INSERT INTO basic_info_changes SELECT r.id, e.item, e.value FROM basic_info_revisions r JOIN basic_info_entries e \
         ON e.patient_id = r.patient_id AND e.institution_id = r.institution_id WHERE r.institution_id = {hospital} AND r.patient_id >= {FIRST}"
    ));
    conn.batch_execute(&format!("BEGIN; {}; COMMIT;", script.join("; ")))
        .context("records to be saved")?;
    let query = format!(
        "SELECT id, patient_id FROM basic_info_revisions WHERE institution_id = {hospital} AND patient_id >= {FIRST} ORDER BY patient_id"
    );
    Ok(match conn {
        Conn::Sqlite(conn) => sql_query(query).load(conn)?,
        Conn::Postgres(conn) => sql_query(query).load(conn)?,
    })
}

fn remove(conn: &mut Conn, hospital: i64) -> anyhow::Result<()> {
    let whose = format!("WHERE institution_id = {hospital} AND patient_id >= {FIRST}");
    conn.batch_execute(&format!(
        "BEGIN; DELETE FROM basic_info_changes WHERE revision_id IN (SELECT id FROM basic_info_revisions {whose}); \
         DELETE FROM basic_info_revisions {whose}; DELETE FROM basic_info_entries {whose}; DELETE FROM basic_info_records {whose}; \
         DELETE FROM record_openings {whose}; COMMIT;"
    ))?;
    Ok(())
}

/// Changes of every item, as JSON.
fn changes(variant: u64) -> String {
    let changes = values(variant).map(|(item, value)| json!({"item": item, "value": value}));
    json!(&changes[..]).to_string()
}

/// A value of every item; those of two variants that follow each other differ.
fn values(variant: u64) -> [(Item, ItemValue); Item::ALL.len()] {
    Item::ALL.map(|item| (item, value(item, variant)))
}

fn value(item: Item, variant: u64) -> ItemValue {
    let check = |choice: &str| Check {
        choice: choice.to_owned(),
        note: format!("{variant}回目の記載"),
    };
    let line = |name: String| Line {
        code: String::new(),
        name,
        detail: format!("1回1錠 1日{variant}回 朝食後 28日分"),
    };
    let long = format!("{variant}回目：2008年頃から高血圧で通院。2015年 大腿骨頸部骨折、手術。2019年 肺炎で入院（2週間）。");
    match item.kind() {
        ItemKind::Text => ItemValue::Text(format!("県央救急病院（{variant}）")),
        ItemKind::LongText => ItemValue::Text(long),
        ItemKind::Choice(choices) => ItemValue::Choice(check(choices[0].code)),
        ItemKind::Checks(choices) => ItemValue::Checks(choices.iter().take(2).map(|choice| check(choice.code)).collect()),
        ItemKind::Drugs => ItemValue::Lines((0..8).map(|number| line(content::drug_name(variant + number))).collect()),
        ItemKind::Diseases(most) => ItemValue::Lines(
            (0..most as u64)
                .map(|number| line(content::disease_name(variant + number)))
                .collect(),
        ),
        ItemKind::Contacts => ItemValue::Contacts(vec![
            Contact {
                name: format!("山田　花子{variant}"),
                relation: "長女".to_owned(),
                phone: "090-0000-0000".to_owned(),
            };
            2
        ]),
        ItemKind::Score(most) => ItemValue::Score(u8::try_from(variant % u64::from(most)).unwrap_or(0)),
        ItemKind::Period => ItemValue::Period {
            from: tobiume_common::CivilDate::new(2000 + i16::try_from(variant % 20).unwrap_or(0), 4, 1),
            until: None,
        },
        ItemKind::Acp => ItemValue::Acp(Acp {
            decision: long,
            decided_on: tobiume_common::CivilDate::new(2026, 4, 1),
            participants: "本人、長女".to_owned(),
            text: String::new(),
        }),
    }
}
