//! `kill -9` in the middle of approvals: each is there whole, or not at all.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
    time::Duration,
};

use diesel::prelude::*;
use support::{
    Client, Database,
    app::{OFFICE, PASSWORD, application},
    database::key_file,
    program::{Served, program},
};
use tobiume_backend::db::{
    Conn,
    schema::{application_events, applications, audit_log, institutions, users},
};
use tobiume_common::{
    application::{ApplicationDetail, State, Step, form::UserLine},
    ids::ApplicationId,
    institutions::Profession,
};

use crate::applications::{approve, code, detail, form, queue, sent, step};

/// Approvals that are under way at the same time.
const AT_ONCE: usize = 4;

/// Users of each institution.
const USERS: usize = 3;

#[test]
fn a_killed_approval_is_whole_or_nothing_on_sqlite() {
    survives(Database::Sqlite, "a_killed_approval_is_whole_or_nothing_on_sqlite");
}

#[test]
fn a_killed_approval_is_whole_or_nothing_on_postgres() {
    survives(Database::Postgres, "a_killed_approval_is_whole_or_nothing_on_postgres");
}

fn survives(database: Database, test: &str) {
    let Some(program) = program(test) else { return };
    let Some(database) = database.fresh() else {
        support::skipped(test, "no PostgreSQL (TOBIUME_TEST_POSTGRES is not set; `make test` starts one)");
        return;
    };
    if !application(&database, key_file()).unwrap().worker.is_installed() {
        return support::skipped(
            test,
            "TOBIUME_WORKER is not set or not built; `make test` builds the program tobiume-worker",
        );
    }
    let conn = &mut database.url.connect().unwrap();
    let mut served = Served::start(&program, &database);
    let mut office = Client::new(&served.base);
    office.sign_in(OFFICE, PASSWORD).unwrap();
    let mut all = Vec::new();
    // Killed at once, while passwords are hashed, and when the first, the second … is done and the others are somewhere on their way.
    for (round, done) in [None, Some(0), Some(1), Some(2), Some(3)].into_iter().enumerate() {
        let taken = taken_up(conn, &served.base, &mut office, round);
        all.extend(taken.iter().map(|taken| taken.id));
        let acknowledged = approve_until_killed(served, &office, &taken, done);
        served = Served::start(&program, &database);
        office = office.at(&served.base);
        for id in &all {
            verify_whole(conn, &mut office, *id, acknowledged.contains(id));
        }
        verify_nothing_else(conn, &mut office, &all);
    }
    // What was left can be approved after all.
    let left: Vec<ApplicationDetail> = all
        .iter()
        .map(|id| detail(&mut office, *id))
        .filter(|shown| shown.state == State::InReview)
        .collect();
    for shown in &left {
        assert_eq!(approve(&mut office, shown, "").status, 200);
        verify_whole(conn, &mut office, shown.id, true);
    }
    assert_eq!(
        applications::table
            .filter(applications::state.eq(State::Approved.code()))
            .count()
            .get_result::<i64>(conn)
            .unwrap(),
        i64::try_from(all.len()).unwrap()
    );
    served.kill();
}

/// Applications that a clerk has taken up.
fn taken_up(conn: &mut Conn, base: &str, office: &mut Client, round: usize) -> Vec<ApplicationDetail> {
    let mut clinic = Client::new(base);
    for number in 0..AT_ONCE {
        let number = u32::try_from(round * AT_ONCE + number).unwrap();
        let mut whole = form(&format!("医院{number}"), &code(980_000 + number));
        whole.users = vec![
            UserLine {
                name: "青葉 一郎".to_owned(),
                kana: "アオバ イチロウ".to_owned(),
                profession: Some(Profession::Doctor),
                is_administrator: true,
            };
            USERS
        ];
        sent(&mut clinic, &whole);
    }
    // Ten an hour may be begun from one address.
    let long_ago = chrono::DateTime::from_timestamp(0, 0).unwrap().naive_utc();
    diesel::update(applications::table)
        .set(applications::begun_at.eq(long_ago))
        .execute(conn)
        .unwrap();
    let lines = queue(office, Some(State::Submitted), None).lines;
    assert_eq!(lines.len(), AT_ONCE);
    let mut taken = Vec::new();
    for line in lines {
        let shown = detail(office, line.id);
        taken.push(step(office, &shown, Step::TakeUp, "").unwrap());
    }
    taken
}

/// Approves all at once and kills the server after so many are done; says which were acknowledged.
fn approve_until_killed(served: Served, office: &Client, taken: &[ApplicationDetail], done: Option<usize>) -> Vec<ApplicationId> {
    let acknowledged = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let threads: Vec<_> = taken
            .iter()
            .map(|shown| {
                let (mut office, acknowledged) = (office.clone(), &acknowledged);
                scope.spawn(move || {
                    // What breaks panics in the client: no answer is an end too.
                    let answer = catch_unwind(AssertUnwindSafe(|| approve(&mut office, shown, "").status));
                    if matches!(answer, Ok(200)) {
                        acknowledged.lock().unwrap().push(shown.id);
                    }
                })
            })
            .collect();
        if let Some(done) = done {
            // Hashing takes longer than this; whoever is slower is killed earlier, which is as good.
            std::thread::sleep(Duration::from_millis(50));
            while acknowledged.lock().unwrap().len() < done && !threads.iter().all(std::thread::ScopedJoinHandle::is_finished) {
                std::thread::yield_now();
            }
        }
        served.kill();
    });
    acknowledged.into_inner().unwrap()
}

/// Institution, users, history and audit row: all of it, or none.
fn verify_whole(conn: &mut Conn, office: &mut Client, id: ApplicationId, acknowledged: bool) {
    let (state, code, institution): (String, String, Option<i64>) = applications::table
        .find(id.0)
        .select((applications::state, applications::code, applications::institution_id))
        .first(conn)
        .unwrap();
    let is_approved = state == State::Approved.code();
    assert!(is_approved || state == State::InReview.code() && !acknowledged, "{id} is {state}");
    let made: Vec<i64> = institutions::table
        .filter(institutions::code.eq(&code))
        .select(institutions::id)
        .load(conn)
        .unwrap();
    assert_eq!(made, institution.into_iter().collect::<Vec<_>>(), "{id}");
    let members: i64 = users::table
        .filter(users::login_id.like(format!("%@{code}.%")))
        .count()
        .get_result(conn)
        .unwrap();
    let steps: i64 = application_events::table
        .filter(application_events::application_id.eq(id.0))
        .filter(application_events::step.eq(Step::Approve.code()))
        .count()
        .get_result(conn)
        .unwrap();
    let rows: i64 = audit_log::table
        .filter(audit_log::detail.eq(format!("{id} approve")))
        .count()
        .get_result(conn)
        .unwrap();
    let expected = if is_approved {
        (1, i64::try_from(USERS).unwrap(), 1, 1)
    } else {
        (0, 0, 0, 0)
    };
    assert_eq!((made.len(), members, steps, rows), expected, "{id}");
    assert_eq!(detail(office, id).users.len(), usize::try_from(members).unwrap());
}

/// No institution and no user belong to nothing.
fn verify_nothing_else(conn: &mut Conn, office: &mut Client, all: &[ApplicationId]) {
    let approved: Vec<i64> = applications::table
        .filter(applications::institution_id.is_not_null())
        .select(applications::id)
        .load(conn)
        .unwrap();
    assert!(approved.iter().all(|id| all.contains(&ApplicationId(*id))));
    let counted: i64 = queue(office, None, None).counts.iter().map(|count| count.count).sum();
    assert_eq!(counted, i64::try_from(all.len()).unwrap());
}
