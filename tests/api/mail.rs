//! Mail to applicants: written with its step, sent once, given up aloud, and off by default. A real receiver takes it.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration};
use diesel::prelude::*;
use support::{
    Client, Database, TestApp,
    app::{OFFICE, PASSWORD},
    database::Fresh,
    files::has_worker,
    in_process::runtime,
    program::{Served, program},
    skipped,
    smtp::MailServer,
};
use tobiume_backend::{
    config::MailTls,
    db::{Conn, schema::outbox},
    outbox::{Sent, send_due},
};
use tobiume_common::application::{ApplicationForm, State, Step, Ticket};

use super::applications::{approve, code, form, only, sent, step};

const FROM: &str = "jimukyoku@example.jp";
/// Whom mail goes to.
pub const CLINIC: &str = "aoba@example.jp";
const PAGES: &str = "https://tobiume.example.jp";
/// What somebody types into a reason.
const REASON: &str = "山田花子さんの職種を確かめてください。";

/// id, notice, recipient, state, attempts, reply
type Row = (i64, String, Option<String>, String, i16, Option<i16>);

fn rows(conn: &mut Conn) -> Vec<Row> {
    outbox::table
        .order(outbox::id)
        .select((
            outbox::id,
            outbox::notice,
            outbox::recipient,
            outbox::state,
            outbox::attempts,
            outbox::reply,
        ))
        .load(conn)
        .unwrap()
}

/// 参加申請 of somebody with this address.
pub fn with_email(email: &str) -> ApplicationForm {
    let mut form = form("あおば内科", &code(987_001));
    form.institution.email = email.to_owned();
    form
}

/// A server whose mail goes to this receiver.
pub fn start(database: Database, mail: &MailServer) -> Option<TestApp> {
    TestApp::start_with(database, |config| {
        config.network.public_url = PAGES.to_owned();
        config.mail.host = Some(mail.address.ip().to_string());
        config.mail.port = Some(mail.address.port());
        config.mail.tls = MailTls::None;
        config.mail.from = Some(FROM.to_owned());
    })
}

/// The program as its own process, whose mail goes to this receiver.
fn serve(program: &str, database: &Fresh, mail: &MailServer, level: &str) -> Served {
    let port = mail.address.port().to_string();
    let settings = [
        ("TOBIUME_PUBLIC_URL", PAGES),
        ("TOBIUME_MAIL_HOST", "127.0.0.1"),
        ("TOBIUME_MAIL_PORT", &port),
        ("TOBIUME_MAIL_TLS", "none"),
        ("TOBIUME_MAIL_FROM", FROM),
    ];
    Served::start_with(program, database, level, &settings)
}

/// Sends what is due.
pub fn send(app: &TestApp) -> Sent {
    runtime().block_on(send_due(&app.app)).unwrap()
}

/// Checks on each database that is there.
pub fn each_database(test: &str, check: impl Fn(Database)) {
    for database in [Database::Sqlite, Database::Postgres] {
        if database.is_available() {
            check(database);
        } else {
            skipped(&format!("{test} on PostgreSQL"), "TOBIUME_TEST_POSTGRES is not set");
        }
    }
}

/// Sends an application and has it taken up and sent back.
pub fn sent_back(clinic: &mut Client, office: &mut Client, email: &str) -> Ticket {
    let ticket = sent(clinic, &with_email(email));
    let seen = only(office);
    let taken = step(office, &seen, Step::TakeUp, "").unwrap();
    step(office, &taken, Step::SendBack, REASON).unwrap();
    ticket
}

#[test]
fn each_step_is_told_once_and_nothing_else_leaves() {
    each_database("each_step_is_told_once_and_nothing_else_leaves", |database| {
        let receiver = MailServer::start();
        let app = start(database, &receiver).unwrap();
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        // As it is typed in full width: it is one address all the same.
        let ticket = sent_back(&mut clinic, &mut office, "ａｏｂａ＠ｅｘａｍｐｌｅ．ｊｐ");
        let none = Sent::default();
        assert_eq!(send(&app), Sent { sent: 2, ..none });
        assert_eq!(send(&app), none, "once");

        let mails = receiver.taken();
        assert_eq!(mails.len(), 2);
        for mail in &mails {
            assert_eq!((mail.from.as_str(), mail.to.as_slice()), (FROM, &[CLINIC.to_owned()][..]));
            assert_eq!(mail.header("To"), CLINIC);
            assert_eq!(mail.header("From"), format!("とびうめネットプラス<{FROM}>"));
            assert!(mail.header("Subject").starts_with("【とびうめネットプラス】"));
            let text = mail.text();
            for part in [ticket.receipt.as_str(), "https://tobiume.example.jp/apply/status", "092-000-0000"] {
                assert!(text.contains(part), "{part} in {text}");
            }
            let whole = format!("{}{text}{}", mail.data, mail.header("Subject"));
            for secret in [&ticket.code, "青葉", "あおば", "山田", REASON] {
                assert!(!whole.contains(secret), "{secret} in {whole}");
            }
        }
        assert!(mails[0].text().contains("いまの状態: 申請済"));
        assert!(
            mails[1].text().contains("いまの状態: 差戻し")
                && mails[1]
                    .text()
                    .contains("事務局からの確認があります。申請状況のページでご覧ください")
        );
        let references: BTreeSet<String> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
        assert_eq!(references.len(), 2);

        let kept = rows(&mut app.connection());
        for (row, notice) in kept.iter().zip(["received", "sent_back"]) {
            assert_eq!(
                (row.1.as_str(), row.2.as_deref(), row.3.as_str(), row.4),
                (notice, None, "sent", 1),
                "the address is forgotten"
            );
        }

        // Answered, and decided.
        super::applications::submit(&mut clinic, &ticket, 4, &with_email(CLINIC)).unwrap();
        let seen = only(&mut office);
        let taken = step(&mut office, &seen, Step::TakeUp, "").unwrap();
        step(&mut office, &taken, Step::Reject, REASON).unwrap();
        assert_eq!(send(&app), Sent { sent: 2, ..none });
        let last = receiver.taken().pop().unwrap().text();
        assert!(last.contains("いまの状態: 却下") && !last.contains("山田"));
    });
}

#[test]
fn an_approval_and_the_days_offered_are_told() {
    const TEST: &str = "an_approval_and_the_days_offered_are_told";
    each_database(TEST, |database| {
        let receiver = MailServer::start();
        let app = start(database, &receiver).unwrap();
        if !has_worker(TEST, &app) {
            return;
        }
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        sent(&mut clinic, &with_email(CLINIC));
        let seen = only(&mut office);
        let taken = step(&mut office, &seen, Step::TakeUp, "").unwrap();
        let letters = approve(&mut office, &taken, "");
        assert_eq!(letters.status, 200, "{}", letters.text());
        assert_eq!(send(&app).sent, 2);
        let text = receiver.taken().pop().unwrap().text();
        assert!(text.contains("いまの状態: 承認") && text.contains("参加承認書"), "{text}");
        assert!(!text.contains("001@"), "no login ID");
    });
}

#[test]
fn no_address_no_mail_and_off_by_default() {
    each_database("no_address_no_mail_and_off_by_default", |database| {
        let off = TestApp::start(database).unwrap();
        sent_back(&mut off.anonymous(), &mut off.sign_in(OFFICE), CLINIC);
        assert_eq!((rows(&mut off.connection()), send(&off)), (Vec::new(), Sent::default()));

        let receiver = MailServer::start();
        let app = start(database, &receiver).unwrap();
        sent_back(&mut app.anonymous(), &mut app.sign_in(OFFICE), "");
        assert_eq!((rows(&mut app.connection()), send(&app)), (Vec::new(), Sent::default()));
        // An address that could become another line or a second address is refused with the form.
        let mut clinic = app.anonymous();
        for email in [
            "aoba@example.jp\r\nBcc: other@example.jp",
            "aoba@example.jp, other@example.jp",
            "a;b@example.jp",
        ] {
            let wrong = with_email(email);
            let ticket = super::applications::begin(&mut clinic, &wrong).unwrap();
            let refused = super::applications::submit(&mut clinic, &ticket, 1, &wrong).unwrap_err();
            assert_eq!(refused.fields[0].field, "institution.email", "{email}");
        }
        assert_eq!((rows(&mut app.connection()), receiver.taken().len()), (Vec::new(), 0));
    });
}

#[test]
fn a_step_that_fails_writes_no_mail() {
    each_database("a_step_that_fails_writes_no_mail", |database| {
        let receiver = MailServer::start();
        let app = start(database, &receiver).unwrap();
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let ticket = sent(&mut clinic, &with_email(CLINIC));
        assert_eq!(
            super::applications::submit(&mut clinic, &ticket, 1, &with_email(CLINIC))
                .unwrap()
                .state,
            State::Submitted,
            "twice is once"
        );
        let seen = only(&mut office);
        step(&mut office, &seen, Step::Reject, "x").unwrap_err();
        assert_eq!(rows(&mut app.connection()).len(), 1);
    });
}

#[test]
fn what_is_refused_for_now_is_tried_again_and_what_is_refused_is_given_up() {
    each_database("what_is_refused", |database| {
        let receiver = MailServer::start();
        let app = start(database, &receiver).unwrap();
        let mut clinic = app.anonymous();
        sent(&mut clinic, &with_email(CLINIC));
        let none = Sent::default();
        receiver.answer_next(&["451 later", "452 later"]);
        assert_eq!(send(&app), Sent { put_off: 1, ..none });
        assert_eq!(send(&app), none, "not at once");
        app.app.clock.advance(Duration::minutes(2));
        assert_eq!(send(&app), Sent { put_off: 1, ..none });
        app.app.clock.advance(Duration::minutes(2));
        assert_eq!(send(&app), none, "waits grow");
        let kept = rows(&mut app.connection());
        assert_eq!(
            (kept[0].3.as_str(), kept[0].4, kept[0].5, kept[0].2.as_deref()),
            ("waiting", 2, Some(452), Some(CLINIC))
        );
        app.app.clock.advance(Duration::minutes(4));
        assert_eq!(send(&app), Sent { sent: 1, ..none });
        assert_eq!(receiver.taken().len(), 1);

        sent(&mut clinic, &with_email(CLINIC));
        receiver.answer_next(&["550 nobody here"]);
        assert_eq!(send(&app), Sent { given_up: 1, ..none });
        app.app.clock.advance(Duration::days(3));
        assert_eq!(send(&app), none, "never again");
        let given_up = rows(&mut app.connection()).pop().unwrap();
        assert_eq!((given_up.3.as_str(), given_up.5, given_up.2), ("given_up", Some(550), None));

        // A server that never takes it: in the end it is said, and the address forgotten.
        let deaf = MailServer::start();
        let app = start(database, &deaf).unwrap();
        sent(&mut app.anonymous(), &with_email(CLINIC));
        deaf.answer_next(&["450 later"; 100]);
        let mut tries = 0;
        let last = loop {
            let done = send(&app);
            tries += 1;
            if done.given_up > 0 {
                break rows(&mut app.connection()).remove(0);
            }
            app.app.clock.advance(Duration::hours(25));
            assert!(tries < 20, "it ends");
        };
        assert_eq!((last.3.as_str(), last.2), ("given_up", None));
        assert!(tries > 1);
    });
}

#[test]
fn of_several_nodes_one_sends() {
    each_database("of_several_nodes_one_sends", |database| {
        let receiver = MailServer::start();
        let app = start(database, &receiver).unwrap();
        let mut clinic = app.anonymous();
        for _ in 0..9 {
            sent(&mut clinic, &with_email(CLINIC));
        }
        let runtime = runtime();
        // Each stands for a node: they share nothing that matters but the database.
        runtime.block_on(async {
            let senders = (0..4).map(|_| {
                let app = app.app.clone();
                tokio::spawn(async move {
                    for _ in 0..9 {
                        send_due(&app).await.unwrap();
                    }
                })
            });
            for sender in senders.collect::<Vec<_>>() {
                sender.await.unwrap();
            }
        });
        let references: BTreeSet<String> = receiver.taken().iter().map(|mail| mail.header("Message-ID")).collect();
        assert_eq!((references.len(), receiver.taken().len()), (9, 9));
    });
}

#[test]
fn a_server_that_is_killed_sends_what_it_wrote_once() {
    const TEST: &str = "a_server_that_is_killed_sends_what_it_wrote_once";
    let Some(program) = program(TEST) else { return };
    each_database(TEST, |database| {
        let database = database.fresh().unwrap();
        // Written, but the receiver does not take it; then the server dies.
        let receiver = MailServer::start();
        receiver.answer_next(&["451 later"]);
        let served = serve(&program, &database, &receiver, "error");
        sent(&mut Client::new(&served.base), &with_email(CLINIC));
        receiver.wait_for_refused(1);
        wait_until(&database, |rows| rows[0].5 == Some(451));
        served.kill();

        // Killed in the middle of sending: the mail has come whole, but was not answered.
        receiver.stall(true);
        make_due(&database);
        let served = serve(&program, &database, &receiver, "error");
        receiver.wait_for_stalled(1);
        served.kill();
        assert_eq!(rows(&mut database.url.connect().unwrap())[0].3, "waiting");
        assert!(receiver.taken().is_empty());

        // The dead one's claim holds for a while: nobody sends before it is over. A mail of this life shows that the outbox was looked into.
        receiver.stall(false);
        let served = serve(&program, &database, &receiver, "error");
        sent(&mut Client::new(&served.base), &with_email("later@example.jp"));
        assert_eq!(receiver.wait_for_taken(1)[0].to, ["later@example.jp"]);
        make_due(&database);
        assert_eq!(receiver.wait_for_taken(2)[1].to, [CLINIC]);
        wait_until(&database, |rows| rows.iter().all(|row| row.3 == "sent" && row.2.is_none()));
        served.kill();
        assert_eq!(receiver.taken().len(), 2);
    });
}

#[test]
fn what_is_given_up_is_logged_and_counted_without_the_address() {
    const TEST: &str = "what_is_given_up_is_logged_and_counted_without_the_address";
    let Some(program) = program(TEST) else { return };
    let database = Database::Sqlite.fresh().unwrap();
    let receiver = MailServer::start();
    receiver.answer_next(&["550 no such user aoba@example.jp"]);
    let served = serve(&program, &database, &receiver, "info");
    let mut clinic = Client::new(&served.base);
    sent(&mut clinic, &with_email(CLINIC));
    wait_until(&database, |rows| rows[0].3 == "given_up");
    let metrics = clinic.send(tobiume_common::Method::Get, "/metrics", &[], b"").text();
    assert!(metrics.contains("mails_total{outcome=\"given_up\"} 1"), "{metrics}");
    let log = served.stop_and_read_log();
    assert!(log.contains("a mail was given up") && log.contains("550"), "{log}");
    assert!(!log.contains("aoba"), "{log}");
    // The office's sign-in still works: nothing hangs on mail.
    let served = serve(&program, &database, &receiver, "error");
    assert!(Client::new(&served.base).sign_in(OFFICE, PASSWORD).is_ok());
}

/// Lets what waits be due, also what a dead server has claimed: as if the time had passed.
fn make_due(database: &Fresh) {
    let long_ago = DateTime::UNIX_EPOCH.naive_utc();
    diesel::update(outbox::table.filter(outbox::state.eq("waiting")))
        .set(outbox::next_at.eq(long_ago))
        .execute(&mut database.url.connect().unwrap())
        .unwrap();
}

/// Waits until the outbox is so.
fn wait_until(database: &Fresh, is_so: impl Fn(&[Row]) -> bool) {
    let conn = &mut database.url.connect().unwrap();
    for _ in 0..2400 {
        if is_so(&rows(conn)) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{:?}", rows(conn));
}
