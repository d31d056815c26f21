//! The audit log proves itself: whatever is changed, removed, moved or added is found, and whoever has no key writes nothing.

use std::cell::RefCell;

use diesel::{connection::SimpleConnection, prelude::*};
use proptest::{prelude::*, test_runner::TestRunner};
use support::{
    app::*,
    database::{key, key_file, unprotected},
    on_both_databases,
};
use tobiume_backend::{
    App, Clock,
    audit::{self, Action, Broken, Event, Fault, Head},
    db::{
        Conn, Db,
        schema::{audit_head, audit_log},
    },
};
use tobiume_common::ids::PatientId;

/// A row of the log, as an attacker with the whole database reads and writes it.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log, treat_none_as_default_value = false)]
struct Row {
    id: i64,
    at: chrono::NaiveDateTime,
    user_id: Option<i64>,
    institution_id: Option<i64>,
    action: String,
    patient_id: Option<i64>,
    patients: Option<String>,
    detail: Option<String>,
    address: String,
    request_id: String,
    session_id: Option<i64>,
    hash: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_head)]
struct HeadRow {
    id: i16,
    first_id: i64,
    first_hash: Vec<u8>,
    last_id: i64,
    last_hash: Vec<u8>,
    seal: Vec<u8>,
}

/// Everything the log is kept in.
#[derive(Clone, Debug, PartialEq)]
struct Log {
    rows: Vec<Row>,
    head: Option<HeadRow>,
}

impl Log {
    fn read(conn: &mut Conn) -> Self {
        Self {
            rows: audit_log::table.order(audit_log::id).select(Row::as_select()).load(conn).unwrap(),
            head: audit_head::table.select(HeadRow::as_select()).first(conn).optional().unwrap(),
        }
    }

    /// In the place of what is there.
    fn write(&self, conn: &mut Conn) {
        unprotected(conn, |conn| {
            conn.batch_execute("DELETE FROM audit_log; DELETE FROM audit_head;").unwrap();
            for row in &self.rows {
                diesel::insert_into(audit_log::table).values(row.clone()).execute(conn).unwrap();
            }
            if let Some(head) = &self.head {
                diesel::insert_into(audit_head::table).values(head.clone()).execute(conn).unwrap();
            }
        });
    }
}

/// Something done to the log behind its back. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Tampering {
    /// One bit of one byte of a column, or a value where there was none.
    Edit {
        row: usize,
        column: usize,
        byte: usize,
        bit: u8,
    },
    Empty {
        row: usize,
        column: usize,
    },
    Remove(usize),
    Cut(usize),
    /// Two rows change their numbers.
    Swap(usize, usize),
    /// Two rows change everything but numbers and hashes.
    SwapContents(usize, usize),
    /// A row once more, at the end.
    Repeat(usize),
    /// A row once more in the middle; everything after it moves on.
    Insert {
        row: usize,
        at: usize,
    },
    EditHead {
        column: usize,
        byte: usize,
        bit: u8,
    },
    RemoveHead,
    RemoveAll,
}

fn tamperings() -> impl Strategy<Value = Tampering> {
    let index = || any::<prop::sample::Index>().prop_map(|index| index.index(1 << 20));
    prop_oneof![
        8 => (index(), 0..11usize, index(), 0..7u8).prop_map(|(row, column, byte, bit)| Tampering::Edit { row, column, byte, bit }),
        2 => (index(), 0..11usize).prop_map(|(row, column)| Tampering::Empty { row, column }),
        2 => index().prop_map(Tampering::Remove),
        2 => index().prop_map(Tampering::Cut),
        2 => (index(), index()).prop_map(|(a, b)| Tampering::Swap(a, b)),
        2 => (index(), index()).prop_map(|(a, b)| Tampering::SwapContents(a, b)),
        1 => index().prop_map(Tampering::Repeat),
        1 => (index(), index()).prop_map(|(row, at)| Tampering::Insert { row, at }),
        2 => (0..5usize, index(), 0..8u8).prop_map(|(column, byte, bit)| Tampering::EditHead { column, byte, bit }),
        1 => Just(Tampering::RemoveHead),
        1 => Just(Tampering::RemoveAll),
    ]
}

/// Another character in the place of one. Text stays text, without zeros: PostgreSQL takes nothing else.
fn edit_text(text: &mut String, at: usize, bit: u8) {
    let mut characters: Vec<char> = text.chars().collect();
    if characters.is_empty() {
        characters.push('x');
    } else {
        let at = at % characters.len();
        let other = char::from_u32(u32::from(characters[at]) ^ (1 << bit)).unwrap();
        characters[at] = if other == '\0' { 'x' } else { other };
    }
    *text = characters.into_iter().collect();
}

fn edit_bytes(bytes: &mut Vec<u8>, byte: usize, bit: u8) {
    if bytes.is_empty() {
        bytes.push(1 << bit);
    } else {
        let at = byte % bytes.len();
        bytes[at] ^= 1 << bit;
    }
}

impl Row {
    fn edit(&mut self, column: usize, byte: usize, bit: u8) {
        let number = |number: &mut Option<i64>| *number = Some(number.map_or(0, |number| number ^ (1 << (8 * (byte % 8)) << bit)));
        let text = |text: &mut Option<String>| match text {
            Some(text) => edit_text(text, byte, bit),
            None => *text = Some(String::new()),
        };
        match column {
            0 => self.at += chrono::Duration::microseconds(1 << (byte % 40)),
            1 => number(&mut self.user_id),
            2 => number(&mut self.institution_id),
            3 => edit_text(&mut self.action, byte, bit),
            4 => number(&mut self.patient_id),
            5 => text(&mut self.patients),
            6 => text(&mut self.detail),
            7 => edit_text(&mut self.address, byte, bit),
            8 => edit_text(&mut self.request_id, byte, bit),
            9 => number(&mut self.session_id),
            _ => edit_bytes(&mut self.hash, byte, bit),
        }
    }

    fn empty(&mut self, column: usize) {
        match column {
            1 => self.user_id = None,
            2 => self.institution_id = None,
            3 => self.action.clear(),
            4 => self.patient_id = None,
            5 => self.patients = None,
            6 => self.detail = None,
            7 => self.address.clear(),
            8 => self.request_id.clear(),
            9 => self.session_id = None,
            _ => self.hash.clear(),
        }
    }
}

impl Tampering {
    fn apply(&self, log: &mut Log) {
        let count = log.rows.len();
        match *self {
            Self::Edit { row, column, byte, bit } => log.rows[row % count].edit(column, byte, bit),
            Self::Empty { row, column } => log.rows[row % count].empty(column),
            Self::Remove(row) => drop(log.rows.remove(row % count)),
            Self::Cut(from) => log.rows.truncate(from % count),
            Self::Swap(a, b) => swap(&mut log.rows, a % count, b % count, |one, other| {
                std::mem::swap(&mut one.id, &mut other.id)
            }),
            Self::SwapContents(a, b) => swap(&mut log.rows, a % count, b % count, |one, other| {
                std::mem::swap(one, other);
                std::mem::swap(&mut one.id, &mut other.id);
                std::mem::swap(&mut one.hash, &mut other.hash);
            }),
            Self::Repeat(row) => {
                let id = log.rows[count - 1].id + 1;
                log.rows.push(Row {
                    id,
                    ..log.rows[row % count].clone()
                });
            }
            Self::Insert { row, at } => {
                let at = at % count;
                let new = Row {
                    id: log.rows[at].id,
                    ..log.rows[row % count].clone()
                };
                log.rows[at..].iter_mut().for_each(|row| row.id += 1);
                log.rows.insert(at, new);
            }
            Self::EditHead { column, byte, bit } => {
                let head = log.head.as_mut().unwrap();
                match column {
                    0 => head.first_id ^= 1 << bit,
                    1 => edit_bytes(&mut head.first_hash, byte, bit),
                    2 => head.last_id ^= 1 << bit,
                    3 => edit_bytes(&mut head.last_hash, byte, bit),
                    _ => edit_bytes(&mut head.seal, byte, bit),
                }
            }
            Self::RemoveHead => log.head = None,
            Self::RemoveAll => log.rows.clear(),
        }
    }
}

fn swap(rows: &mut [Row], a: usize, b: usize, how: impl FnOnce(&mut Row, &mut Row)) {
    let (first, second) = (a.min(b), a.max(b));
    if first != second {
        let (front, back) = rows.split_at_mut(second);
        how(&mut front[first], &mut back[0]);
    }
}

fn verify(app: &TestApp) -> Result<Head, Broken> {
    audit::verify(&app.app.db, &mut app.connection(), None).unwrap()
}

/// A log with rows from before the chain and rows of every kind.
fn fill(app: &TestApp) -> Log {
    let conn = &mut app.connection();
    let mut log = Log::read(conn);
    assert!(log.rows.is_empty());
    let older = |id, action: &str| Row {
        id,
        at: app.app.clock.timestamp(),
        user_id: Some(1),
        institution_id: None,
        action: action.to_owned(),
        patient_id: Some(2),
        patients: None,
        detail: Some("emergency".to_owned()),
        address: "10.0.0.1".to_owned(),
        request_id: "0011".to_owned(),
        session_id: None,
        hash: Vec::new(),
    };
    // Numbers had gaps then.
    log.rows = vec![older(1, "sign_in"), older(2, "view_patient"), older(5, "sign_out")];
    log.head = None;
    log.write(conn);
    assert_eq!(audit::begin(&app.app.db, conn).unwrap(), Some(3));
    assert_eq!(audit::begin(&app.app.db, conn).unwrap(), None, "it begins once");

    let tokiko = app.patient("ヤマザキ トキコ");
    let mut doctor = app.sign_in(FAMILY_DOCTOR);
    doctor.search("ヤマザキ").unwrap();
    doctor.view(tokiko, "").unwrap();
    app.sign_in(EMERGENCY_DOCTOR).view(tokiko, "").unwrap_err();
    let mut event = Event::by_operator(Action::ImportPatients, app.app.clock.timestamp());
    app.app
        .db
        .write(conn, |conn| audit::insert(&app.app.db, conn, event.detail("added=1　行")))
        .unwrap();
    (0..6).for_each(|_| drop(doctor.view(tokiko, "collaboration").unwrap()));
    let log = Log::read(conn);
    assert_eq!(log.rows.len(), 15);
    log
}

on_both_databases! {
    fn whatever_is_done_to_the_log_is_found(app: TestApp) {
        let log = fill(&app);
        let head = verify(&app).unwrap();
        assert_eq!((head.rows, &head.hash), (17, &log.rows[14].hash), "the numbers of older rows have gaps, the chain's have none");
        let conn = RefCell::new(app.connection());
        let mut runner = TestRunner::new(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() });
        runner.run(&tamperings(), |tampering| {
            let mut changed = log.clone();
            tampering.apply(&mut changed);
            let conn = &mut *conn.borrow_mut();
            changed.write(conn);
            let found = audit::verify(&app.app.db, conn, None).unwrap();
            prop_assert_eq!(found.is_ok(), changed == log, "{:?}", found);
            if let (Tampering::Edit { row, .. }, Err(broken)) = (&tampering, found) {
                let row = log.rows[row % 15].id;
                prop_assert!(broken.row == Some(row) || row <= 5 && broken == Broken { row: Some(5), fault: Fault::Older }, "{:?}", broken);
            }
            Ok(())
        }).unwrap();
        log.write(&mut conn.borrow_mut());
        assert_eq!(verify(&app).unwrap(), head);
    }

    fn each_fault_has_its_name(app: TestApp) {
        let log = fill(&app);
        let conn = &mut app.connection();
        let mut found = |tampering: Tampering| {
            let mut changed = log.clone();
            tampering.apply(&mut changed);
            changed.write(conn);
            audit::verify(&app.app.db, conn, None).unwrap().unwrap_err()
        };
        let at = |row, fault| Broken { row: Some(row), fault };
        let index = |id: usize| id - 3;
        assert_eq!(found(Tampering::Edit { row: index(9), column: 6, byte: 0, bit: 0 }), at(9, Fault::Changed));
        assert_eq!(found(Tampering::Remove(index(9))), at(9, Fault::Removed { until: 9 }));
        assert_eq!(found(Tampering::Cut(index(9))), at(9, Fault::Removed { until: 17 }));
        assert_eq!(found(Tampering::Swap(index(9), index(12))), at(9, Fault::Moved));
        assert_eq!(found(Tampering::SwapContents(index(9), index(12))), at(9, Fault::Moved));
        assert_eq!(found(Tampering::Repeat(index(9))), at(18, Fault::Added));
        assert_eq!(found(Tampering::Edit { row: 1, column: 6, byte: 0, bit: 0 }), at(5, Fault::Older));
        assert_eq!(found(Tampering::Remove(1)), at(5, Fault::Older));
        assert_eq!(found(Tampering::EditHead { column: 2, byte: 0, bit: 1 }), Broken { row: None, fault: Fault::ForgedHead });
        assert_eq!(found(Tampering::RemoveHead), Broken { row: None, fault: Fault::NoHead });
    }

    /// The database as it was some time ago, head and all, is sound in itself. Whoever noted the head down finds it all the same.
    fn an_older_database_is_found_by_the_head_that_was_noted_down(app: TestApp) {
        let older = fill(&app);
        let noted = verify(&app).unwrap();
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        doctor.search("ヤマザキ").unwrap();
        let newer = verify(&app).unwrap();
        let conn = &mut app.connection();
        let expecting = |conn: &mut Conn, head: &Head| audit::verify(&app.app.db, conn, Some(&head.to_string().parse().unwrap())).unwrap();
        assert_eq!(expecting(conn, &noted), Ok(newer.clone()), "what was noted down is still part of the log");
        assert_eq!(expecting(conn, &newer), Ok(newer.clone()));
        let other = Head { rows: 12, hash: noted.hash.clone() };
        assert_eq!(expecting(conn, &other).unwrap_err().fault, Fault::NotExpected);
        older.write(conn);
        assert_eq!(expecting(conn, &newer).unwrap_err(), Broken { row: None, fault: Fault::NotExpected });
        assert_eq!(expecting(conn, &noted), Ok(noted));
    }

    fn nothing_follows_on_a_forged_head(app: TestApp) {
        let log = fill(&app);
        let conn = &mut app.connection();
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let mut forged = Log::read(conn);
        // The newest rows are gone, and the head tells of the row before them.
        forged.rows.truncate(9);
        let head = forged.head.as_mut().unwrap();
        (head.last_id, head.last_hash) = (forged.rows[8].id, forged.rows[8].hash.clone());
        forged.write(conn);
        assert_eq!(doctor.view(log.rows[1].patient_id.unwrap(), "").unwrap_err().code, tobiume_common::ErrorCode::Internal);
        assert_eq!(verify(&app).unwrap_err().fault, Fault::ForgedHead, "no seal was put on it");
        forged.head = None;
        forged.write(conn);
        doctor.search("ヤマザキ").unwrap_err();
        assert!(audit::begin(&app.app.db, conn).is_err(), "a head that was taken away is not made anew");
    }

    fn the_owner_s_own_commands_are_refused(app: TestApp) {
        fill(&app);
        let conn = &mut app.connection();
        let mut statements = vec!["UPDATE audit_log SET detail = ''", "UPDATE audit_log SET hash = hash WHERE id = 9", "DELETE FROM audit_log", "DELETE FROM audit_log WHERE id = 9"];
        if matches!(conn, Conn::Postgres(_)) {
            statements.extend(["TRUNCATE audit_log", "TRUNCATE audit_log RESTART IDENTITY CASCADE"]);
        }
        for statement in statements {
            let refused = conn.batch_execute(statement).unwrap_err().to_string();
            assert!(refused.contains("the audit log is never changed"), "{statement}: {refused}");
        }
        verify(&app).unwrap();
    }

    fn writers_of_two_nodes_keep_one_chain(app: TestApp) {
        const EACH: usize = 40;
        let other = application(app.app.db.url(), key_file()).unwrap();
        let tokiko = app.patient("ヤマザキ トキコ");
        let doctor = app.sign_in(FAMILY_DOCTOR);
        let before = verify(&app).unwrap().rows;
        let event = || {
            let mut event = Event::by_operator(Action::ViewPatient, Clock::default().timestamp());
            event.about(PatientId(tokiko)).clone()
        };
        let insert = |app: &App| {
            let conn = &mut app.db.connection().unwrap();
            (0..EACH).for_each(|_| app.db.write(conn, |conn| audit::insert(&app.db, conn, &event())).unwrap());
        };
        std::thread::scope(|scope| {
            for _ in 0..2 {
                let mut doctor = doctor.clone();
                scope.spawn(move || (0..EACH).for_each(|_| drop(doctor.view(tokiko, "").unwrap())));
                scope.spawn(|| insert(&other));
                scope.spawn(|| insert(&app.app));
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    (0..EACH).for_each(|_| runtime.block_on(other.audit.append(vec![event(), event()])).unwrap());
                });
            }
        });
        assert_eq!(verify(&app).unwrap().rows, before + 2 * 5 * EACH as i64);
    }

    fn a_key_of_another_network_opens_nothing(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let refused = application(app.app.db.url(), folder.path().join("new.key")).err().unwrap();
        assert!(refused.to_string().contains("key does not belong to this database"), "{refused:#}");
        let stranger = Db::open(app.app.db.url(), 1, tobiume_backend::keys::NetworkKey::from_bytes([1; 32])).unwrap();
        assert_eq!(audit::verify(&stranger, &mut app.connection(), None).unwrap().unwrap_err().fault, Fault::ForgedHead);
        assert!(audit::verify(&Db::open(app.app.db.url(), 1, key()).unwrap(), &mut app.connection(), None).unwrap().is_ok());
    }
}

/// SQLite keeps any value in any column: what reads the same and is not the same is found, too.
#[test]
fn values_that_only_look_the_same_are_found_on_sqlite() {
    let app = TestApp::start(support::Database::Sqlite).unwrap();
    let log = fill(&app);
    let conn = &mut app.connection();
    for statement in [
        "UPDATE audit_log SET at = replace(at, ' ', 'T') WHERE id = 9",
        "UPDATE audit_log SET at = at || 'Z' WHERE id = 9",
        "UPDATE audit_log SET action = CAST(action AS BLOB) WHERE id = 9",
        "UPDATE audit_log SET address = CAST(address AS BLOB) WHERE id = 9",
        "UPDATE audit_log SET request_id = CAST(request_id AS BLOB) WHERE id = 9",
        "UPDATE audit_log SET hash = CAST(hash AS TEXT) WHERE id = 9",
        "UPDATE audit_log SET session_id = CAST(session_id AS BLOB) WHERE id = 9",
        "UPDATE audit_log SET user_id = user_id + 0.25 WHERE id = 9",
        "UPDATE audit_log SET user_id = X'' WHERE id = 9",
        "UPDATE audit_log SET patient_id = 'x' WHERE id = 9",
    ] {
        let changed = unprotected(conn, |conn| diesel::sql_query(statement).execute(conn)).unwrap();
        assert_eq!(changed, 1, "{statement}");
        let found = audit::verify(&app.app.db, conn, None).unwrap();
        assert_eq!(
            found,
            Err(Broken {
                row: Some(9),
                fault: Fault::Changed
            }),
            "{statement}"
        );
        log.write(conn);
    }
}

/// The server's role on PostgreSQL, under which every other test runs the server, can neither change the log nor take its protection away.
#[test]
fn the_server_s_role_can_only_add_on_postgres() {
    let Some(app) = TestApp::start(support::Database::Postgres) else {
        support::skipped("the_server_s_role_can_only_add_on_postgres", "TOBIUME_TEST_POSTGRES is not set");
        return;
    };
    fill(&app);
    let conn = &mut app.app.db.url().connect().unwrap();
    for statement in [
        "UPDATE audit_log SET detail = ''",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "DROP TABLE audit_log",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "ALTER TABLE audit_log DROP COLUMN hash",
        "ALTER TABLE audit_log RENAME TO audit_log_away",
        "ALTER TABLE audit_log OWNER TO CURRENT_USER",
        "DROP TRIGGER audit_log_change ON audit_log",
        "CREATE OR REPLACE FUNCTION audit_log_is_final() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP FUNCTION audit_log_is_final() CASCADE",
        "CREATE RULE away AS ON INSERT TO audit_log DO INSTEAD NOTHING",
        "SET session_replication_role = replica",
        "GRANT UPDATE ON audit_log TO CURRENT_USER",
        "SET ROLE tobiume",
        "DELETE FROM audit_head",
        "TRUNCATE audit_head",
        "INSERT INTO audit_head SELECT * FROM audit_head",
        "CREATE TABLE public.mine (id BIGINT)",
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('x')",
    ] {
        let refused = conn.batch_execute(statement);
        // A GRANT without the right to give it is a warning, and gives nothing.
        if !statement.starts_with("GRANT") {
            let refused = refused.unwrap_err().to_string();
            assert!(
                refused.contains("permission denied") || refused.contains("must be owner"),
                "{statement}: {refused}"
            );
        }
    }
    assert!(
        conn.batch_execute("UPDATE audit_log SET detail = ''").is_err(),
        "the GRANT gave nothing"
    );
    verify(&app).unwrap();
}
