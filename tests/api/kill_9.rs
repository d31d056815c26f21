//! `kill -9` while several people write: what was acknowledged is there, and nothing is there by halves.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use diesel::{prelude::*, sql_types::BigInt};
use support::{
    Client, Database,
    app::{CLINIC_CLERK, EMERGENCY_DOCTOR, FAMILY_DOCTOR, OTHER_DOCTOR, PASSWORD},
    client::{draft, patient_path},
    program::{Served, program},
};
use tobiume_backend::db::{
    Conn,
    schema::{
        audit_log, basic_info_changes, basic_info_drafts, basic_info_entries, basic_info_records, basic_info_revisions, patients, users,
    },
};
use tobiume_common::{
    basic_info::{
        Change, Check, Item, ItemKind, ItemValue, Line,
        record::{DropDraft, KeepDraft, SaveOutcome, SaveRecord},
    },
    ids::RevisionId,
    patients::OpenReason,
};

/// Each ends with a killed server.
const ROUNDS: usize = 5;

/// Writes acknowledged in each round before the server is killed: from 40 to 69: all rounds together come to 200 and more.
const FEWEST: u64 = 40;

type Changes = Vec<(Item, Option<ItemValue>)>;

#[test]
fn writes_survive_kill_9_on_sqlite() {
    survives(Database::Sqlite, "writes_survive_kill_9_on_sqlite");
}

#[test]
fn writes_survive_kill_9_on_postgres() {
    survives(Database::Postgres, "writes_survive_kill_9_on_postgres");
}

fn survives(database: Database, test: &str) {
    let Some(program) = program(test) else { return };
    let Some(database) = database.fresh() else {
        support::skipped(test, "no PostgreSQL (TOBIUME_TEST_POSTGRES is not set; `make test` starts one)");
        return;
    };
    let seed = RandomState::new().hash_one(test);
    eprintln!("seed {seed}");
    let mut dice = Dice(seed);
    let before = revisions(&mut database.url.connect().unwrap());
    let mut served = Served::start(&program, &database);
    let mut writers = writers(&served, &mut database.url.connect().unwrap(), &mut dice);
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let last = usize::try_from(FEWEST + dice.below(30)).unwrap();
        acknowledged += write_until_killed(&served, &mut writers, last);
        let conn = &mut database.url.connect().unwrap();
        wait_for_the_end(conn);
        for writer in &mut writers {
            writer.verify(conn);
        }
        verify_whole(conn, before);
        served = Served::start(&program, &database);
        for writer in &mut writers {
            writer.go_on(&served.base);
        }
        eprintln!("round {round}: {acknowledged} writes acknowledged so far");
    }
    assert!(acknowledged >= 200, "{acknowledged}");
}

/// The writers write until the server is gone: killed when the `last` write was acknowledged. Returns how many were.
fn write_until_killed(served: &Served, writers: &mut [Writer], last: usize) -> usize {
    let acknowledged = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for writer in writers {
            let acknowledged = &acknowledged;
            scope.spawn(move || {
                while writer.write_once() {
                    if acknowledged.fetch_add(1, Ordering::SeqCst) + 1 == last {
                        served.kill_under_way();
                    }
                }
            });
        }
    });
    acknowledged.into_inner()
}

/// PostgreSQL's processes go on until they notice that the server has gone.
fn wait_for_the_end(conn: &mut Conn) {
    #[derive(QueryableByName)]
    struct Others {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let Conn::Postgres(conn) = conn else { return };
    let since = Instant::now();
    loop {
        let query = "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let others: Others = diesel::sql_query(query).get_result(conn).unwrap();
        if others.count == 0 {
            return;
        }
        assert!(since.elapsed() < Duration::from_secs(60), "the server's connections do not end");
        std::thread::yield_now();
    }
}

/// Numbers that look random and are not (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// What was asked for.
#[derive(Clone, Debug)]
enum Write {
    Save(Changes),
    Keep(Changes),
    Drop,
}

/// One person at one record, who writes again and again.
struct Writer {
    client: Client,
    user: i64,
    patient: i64,
    dice: Dice,
    base: RevisionId,
    /// Savings that were acknowledged.
    saved: Vec<(RevisionId, Changes)>,
    /// The draft after the last write that was acknowledged.
    kept: Option<Changes>,
    /// What was asked when the server went away.
    under_way: Option<Write>,
}

fn writers(served: &Served, conn: &mut Conn, dice: &mut Dice) -> Vec<Writer> {
    let tokiko: i64 = patients::table
        .filter(patients::name.eq("山﨑 時子"))
        .order(patients::birth_date)
        .select(patients::id)
        .first(conn)
        .unwrap();
    let writer = |login_id: &str| {
        let mut client = Client::new(&served.base);
        client.sign_in(login_id, PASSWORD).unwrap();
        if login_id == EMERGENCY_DOCTOR {
            client.open(tokiko, OpenReason::EmergencyTransport, "").unwrap();
        }
        Writer {
            base: client.own_record(tokiko).unwrap().revision,
            client,
            user: users::table
                .filter(users::login_id.eq(login_id))
                .select(users::id)
                .first(conn)
                .unwrap(),
            patient: tokiko,
            dice: Dice(dice.below(u64::MAX)),
            saved: Vec::new(),
            kept: None,
            under_way: None,
        }
    };
    // Two of one institution: they write the same record.
    [FAMILY_DOCTOR, CLINIC_CLERK, OTHER_DOCTOR, EMERGENCY_DOCTOR].map(writer).into()
}

impl Writer {
    /// One write, or several until one is acknowledged; false when the server has gone.
    fn write_once(&mut self) -> bool {
        let write = match self.dice.below(10) {
            0..6 => Write::Save(self.changes()),
            6..9 => Write::Keep(self.changes()),
            _ => Write::Drop,
        };
        loop {
            let path = patient_path(self.patient);
            let done = match &write {
                Write::Save(changes) => {
                    let outcome = self.client.call_if_there::<SaveRecord>(&path, &draft(self.base, changes));
                    match outcome.map(Result::unwrap) {
                        Some(SaveOutcome::Conflicts { revision, .. }) => {
                            // The colleague was quicker; this one insists.
                            self.base = revision;
                            continue;
                        }
                        Some(SaveOutcome::Saved(revision)) => {
                            self.base = revision;
                            self.saved.push((revision, changes.clone()));
                            self.kept = None;
                            true
                        }
                        None => false,
                    }
                }
                Write::Keep(changes) => {
                    let kept = self.client.call_if_there::<KeepDraft>(&path, &draft(self.base, changes));
                    kept.map(Result::unwrap).is_some_and(|_| {
                        self.kept = Some(changes.clone());
                        true
                    })
                }
                Write::Drop => {
                    let dropped = self.client.call_if_there::<DropDraft>(&path, &());
                    dropped.map(Result::unwrap).is_some_and(|()| {
                        self.kept = None;
                        true
                    })
                }
            };
            if !done {
                self.under_way = Some(write);
            }
            return done;
        }
    }

    /// From one to all items; values that were never there before, and emptied items.
    fn changes(&mut self) -> Changes {
        let count = if self.dice.below(8) == 0 { Item::ALL.len() } else { 4 };
        let first = self.dice.below(Item::ALL.len() as u64) as usize;
        let mut changes = Changes::new();
        for item in Item::ALL.into_iter().cycle().skip(first).take(count) {
            let words = format!("{}の{}", self.user, self.dice.below(u64::MAX));
            let value = match item.kind() {
                _ if self.dice.below(6) == 0 => None,
                ItemKind::Text | ItemKind::LongText => Some(ItemValue::Text(words)),
                ItemKind::Choice(choices) => Some(ItemValue::Choice(Check {
                    choice: choices[0].code.to_owned(),
                    note: words,
                })),
                ItemKind::Drugs => Some(ItemValue::Lines(
                    (0..30)
                        .map(|number| Line {
                            code: String::new(),
                            name: format!("{words}の{number}"),
                            detail: String::new(),
                        })
                        .collect(),
                )),
                _ => continue,
            };
            changes.push((item, value));
        }
        changes
    }

    /// Everything acknowledged is there.
    fn verify(&mut self, conn: &mut Conn) {
        for (revision, changes) in self.saved.drain(..) {
            let stored = changes_of(conn, revision.0);
            for (item, value) in changes {
                match value {
                    Some(_) => assert_eq!(stored[item.code()].as_deref().map(read), value, "{revision} {item:?}"),
                    None => assert_eq!(stored.get(item.code()).cloned().flatten(), None, "{revision} {item:?}"),
                }
            }
        }
        let content: Option<String> = basic_info_drafts::table
            .find((self.patient, self.user))
            .select(basic_info_drafts::content)
            .first(conn)
            .optional()
            .unwrap();
        let kept = content.map(|content| -> Changes {
            let changes: Vec<Change> = serde_json::from_str(&content).unwrap();
            changes.into_iter().map(|change| (change.item, change.value)).collect()
        });
        // What was under way was done whole, or not at all.
        let otherwise = self.under_way.take().map(|write| match write {
            Write::Keep(changes) => Some(changes),
            Write::Save(_) | Write::Drop => None,
        });
        assert!(
            kept == self.kept || Some(&kept) == otherwise.as_ref(),
            "the draft of user {}",
            self.user
        );
        self.kept = kept;
    }

    /// The same person at the server that was started again: the session still holds.
    fn go_on(&mut self, base: &str) {
        self.client = self.client.at(base);
        self.base = self.client.own_record(self.patient).unwrap().revision;
    }
}

fn read(value: &str) -> ItemValue {
    serde_json::from_str(value).unwrap()
}

fn revisions(conn: &mut Conn) -> i64 {
    basic_info_revisions::table.count().get_result(conn).unwrap()
}

fn changes_of(conn: &mut Conn, revision: i64) -> HashMap<String, Option<String>> {
    let rows: Vec<(String, Option<String>)> = basic_info_changes::table
        .filter(basic_info_changes::revision_id.eq(revision))
        .select((basic_info_changes::item, basic_info_changes::value))
        .load(conn)
        .unwrap();
    rows.into_iter().collect()
}

/// No saving is there by halves, whoever made it and whether or not it was acknowledged: what all records say now is what their revisions
/// come to, each revision changed something, and each has its audit row. `before` is the number of revisions that are older than the test.
fn verify_whole(conn: &mut Conn, before: i64) {
    type Key = (i64, i64, String);
    let rows: Vec<(i64, i64, i64, String, Option<String>)> = basic_info_changes::table
        .inner_join(basic_info_revisions::table)
        .order(basic_info_revisions::id)
        .select((
            basic_info_revisions::id,
            basic_info_revisions::patient_id,
            basic_info_revisions::institution_id,
            basic_info_changes::item,
            basic_info_changes::value,
        ))
        .load(conn)
        .unwrap();
    let mut with_changes: Vec<i64> = rows.iter().map(|row| row.0).collect();
    with_changes.dedup();
    let all = revisions(conn);
    assert_eq!(i64::try_from(with_changes.len()).unwrap(), all, "each revision has changes");

    let mut replayed: BTreeMap<Key, String> = BTreeMap::new();
    for (_, patient, institution, item, value) in rows {
        let key = (patient, institution, item);
        match value {
            Some(value) => drop(replayed.insert(key, value)),
            None => drop(replayed.remove(&key)),
        }
    }
    let entries: Vec<(i64, i64, String, String)> = basic_info_entries::table
        .select((
            basic_info_entries::patient_id,
            basic_info_entries::institution_id,
            basic_info_entries::item,
            basic_info_entries::value,
        ))
        .load(conn)
        .unwrap();
    let entries: BTreeMap<Key, String> = entries
        .into_iter()
        .map(|(patient, institution, item, value)| ((patient, institution, item), value))
        .collect();
    assert_eq!(entries, replayed, "the entries are what the revisions come to");

    let logged: i64 = audit_log::table
        .filter(audit_log::action.eq("save_record"))
        .count()
        .get_result(conn)
        .unwrap();
    assert_eq!(logged, all - before, "each saving is in the audit log");
    let unrecorded: i64 = basic_info_revisions::table
        .left_join(
            basic_info_records::table.on(basic_info_records::patient_id
                .eq(basic_info_revisions::patient_id)
                .and(basic_info_records::institution_id.eq(basic_info_revisions::institution_id))),
        )
        .filter(basic_info_records::recorded_on.nullable().is_null())
        .count()
        .get_result(conn)
        .unwrap();
    assert_eq!(unrecorded, 0, "each record has its 記録日");
}
