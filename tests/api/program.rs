//! The program as an operator runs it: it stops without losing a request, survives `kill -9`, and
//! refuses what would be dangerous.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use diesel::prelude::*;
use support::{
    Client, Database,
    app::{EMERGENCY_DOCTOR, NURSE, PASSWORD},
    program::{Served, program, run},
};
use tobiume_backend::db::schema::{audit_log, jobs};
use tobiume_common::{Method, session::GetSession};

#[test]
fn stops_without_losing_a_request() {
    let Some(program) = program("stops_without_losing_a_request") else {
        return;
    };
    let database = Database::Sqlite.fresh().unwrap();
    let served = Served::start(&program, &database);
    let answered = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            let mut client = Client::new(&served.base);
            let answered = &answered;
            scope.spawn(move || {
                // A sign-in takes long enough to be under way when the signal comes.
                client.sign_in(NURSE, PASSWORD).unwrap();
                answered.fetch_add(1, Ordering::SeqCst);
            });
        }
        let since = Instant::now();
        while sign_ins_begun(&served) < 6.0 {
            assert!(since.elapsed() < Duration::from_secs(60), "the sign-ins do not arrive");
            std::thread::yield_now();
        }
        served.ask_to_stop();
    });
    assert_eq!(answered.load(Ordering::SeqCst), 6);
    assert!(served.wait(), "the program ends well");
}

/// Sign-ins that have reached the server, answered or not.
fn sign_ins_begun(served: &Served) -> f64 {
    let figures = figures(served);
    let of_sign_in = figures.lines().filter(|line| line.contains("route=\"/api/session\""));
    let counts = of_sign_in.filter(|line| line.starts_with("http_requests_under_way{") || line.starts_with("http_requests_total{"));
    counts.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
}

fn figures(served: &Served) -> String {
    Client::new(&served.base).send(Method::Get, "/metrics", &[], b"").text()
}

#[test]
fn methods_that_nobody_knows_make_no_figures_of_their_own() {
    let Some(program) = program("methods_that_nobody_knows_make_no_figures_of_their_own") else {
        return;
    };
    let served = Served::start(&program, &Database::Sqlite.fresh().unwrap());
    let mut stream = TcpStream::connect(served.base.trim_start_matches("http://")).unwrap();
    stream
        .write_all(b"INVENTED /api/portal HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    let figures = figures(&served);
    assert!(figures.contains("method=\"other\"") && !figures.contains("INVENTED"), "{figures}");
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let Some(program) = program("what_was_acknowledged_survives_kill_9") else {
        return;
    };
    for database in [Database::Sqlite, Database::Postgres] {
        let Some(database) = database.fresh() else {
            support::skipped(
                "what_was_acknowledged_survives_kill_9 on PostgreSQL",
                "TOBIUME_TEST_POSTGRES is not set",
            );
            continue;
        };
        let served = Served::start(&program, &database);
        let mut client = Client::new(&served.base);
        client.sign_in(EMERGENCY_DOCTOR, PASSWORD).unwrap();
        let seen = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let (mut client, seen) = (client.clone(), &seen);
                scope.spawn(move || {
                    for _ in 0..50 {
                        client.search("ヤマザキ").unwrap();
                        seen.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        served.kill();
        let conn = &mut database.url.connect().unwrap();
        let logged: i64 = audit_log::table
            .filter(audit_log::action.eq("search_patients"))
            .count()
            .get_result(conn)
            .unwrap();
        assert_eq!(
            usize::try_from(logged).unwrap(),
            seen.load(Ordering::SeqCst),
            "every answer that was seen is in the log"
        );
        // And the session still holds.
        let again = Served::start(&program, &database);
        let mut client = client.at(&again.base);
        assert!(client.call::<GetSession>(&(), "", &()).is_ok());
    }
}

#[test]
fn refuses_what_would_be_dangerous() {
    let Some(program) = program("refuses_what_would_be_dangerous") else {
        return;
    };
    let text = |output: &std::process::Output| {
        format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    };

    let empty = Database::Sqlite.empty().unwrap();
    let unmigrated = run(&program, &empty, &["serve"]);
    assert!(
        !unmigrated.status.success() && text(&unmigrated).contains("tobiume migrate"),
        "{}",
        text(&unmigrated)
    );

    assert!(run(&program, &empty, &["migrate"]).status.success());
    let open = run(&program, &empty, &["serve", "--listen", "0.0.0.0:0"]);
    assert!(!open.status.success() && text(&open).contains("TLS"), "{}", text(&open));

    // An empty production database has no demo account.
    let served = Served::start(&program, &empty);
    assert!(Client::new(&served.base).sign_in(NURSE, PASSWORD).is_err());
    served.kill();

    // A database with a network of its own gets no demo.
    let conn = &mut empty.url.connect().unwrap();
    diesel::sql_query(
        "INSERT INTO institutions (code, name, kana, kind, city_code) VALUES ('4010000001', '実在医院', '', 'clinic', '40100')",
    )
    .execute(conn)
    .unwrap();
    let demo = run(&program, &empty, &["demo"]);
    assert!(!demo.status.success() && text(&demo).contains("real network"), "{}", text(&demo));
}

#[test]
fn imports_report_on_the_terminal() {
    let Some(program) = program("imports_report_on_the_terminal") else {
        return;
    };
    let database = Database::Sqlite.fresh().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_string_lossy().into_owned()
    };
    let said = |arguments: &[&str]| {
        let output = run(&program, &database, arguments);
        (
            output.status.success(),
            format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ),
        )
    };
    let list = write("list.csv", support::claims::registrations(3).as_bytes());
    assert_eq!(
        said(&["patients", "import", &list]),
        (true, "3 行：登録 3、更新 0、変更なし 0\n".to_owned())
    );
    assert_eq!(
        said(&["patients", "import", &list]),
        (true, "3 行：登録 0、更新 0、変更なし 3\n".to_owned())
    );
    let claims = write("RECEIPTC.UKE", &support::claims::receipts(4, 2026, 9));
    let (applied, report) = said(&["claims", "import", "--city", "401005", &claims]);
    assert!(
        applied && report.contains("登録者のレセプト 3 件") && report.contains("照合できないレセプト 1 件") && report.contains("行目："),
        "{report}"
    );
    assert!(!report.contains("請求"), "no names in the report");
    let truncated = write("cut.UKE", &support::claims::receipts(4, 2026, 9)[..300]);
    let (applied, report) = said(&["claims", "import", "--city", "40100", &truncated]);
    assert!(
        !applied && report.contains("取り込みませんでした") && report.contains("行目"),
        "{report}"
    );
    assert!(!said(&["claims", "import", "--city", "401006", &claims]).0, "a wrong check digit");
    assert!(!said(&["masters", "import", &list]).0, "a list of persons is no master");
    let row = "40101,\"800  \",\"8000001\",\"ﾌｸｵｶｹﾝ\",\"ｼ\",\"ﾁｮｳ\",\"福岡県\",\"北九州市門司区\",\"風師\",0,0,0,0,0,0\r\n";
    let postal = write("any-name.csv", &support::claims::cp932(row));
    let (applied, report) = said(&["masters", "import", &postal]);
    assert!(applied && report.ends_with("郵便番号 1 件に入れ替えました。\n"), "{report}");
    let faulty = write("KEN_ALL.CSV", row.replace("福岡県", "").as_bytes());
    let (applied, report) = said(&["masters", "import", &faulty]);
    assert!(!applied && report.contains("1行目：都道府県名"), "{report}");
    assert!(!said(&["masters", "import", "/no/such/file"]).0);
    let jobs: Vec<(String, String, Option<String>)> = jobs::table
        .order(jobs::id)
        .select((jobs::kind, jobs::place, jobs::outcome))
        .load(&mut database.url.connect().unwrap())
        .unwrap();
    let jobs: Vec<String> = jobs
        .into_iter()
        .map(|(kind, place, outcome)| format!("{kind} {place} {}", outcome.unwrap()))
        .collect();
    let said_in_order = ["patients", "patients", "claims", "claims", "postal_codes", "postal_codes"];
    let came_of_it = ["done", "done", "done", "refused", "done", "refused"];
    let expected: Vec<String> = said_in_order
        .iter()
        .zip(came_of_it)
        .map(|(kind, outcome)| format!("{kind} command_line {outcome}"))
        .collect();
    assert_eq!(jobs, expected, "each import is written down");
    assert_eq!(
        said(&["patients", "retention"]),
        (true, "同意を撤回した登録 1 件、うち保存期限を過ぎたもの 0 件。\n".to_owned())
    );
    diesel::sql_query("UPDATE patients SET kept_until = '2020-01-01' WHERE consent_withdrawn_on IS NOT NULL")
        .execute(&mut database.url.connect().unwrap())
        .unwrap();
    let (told, report) = said(&["patients", "retention"]);
    assert!(
        told && report.starts_with("同意を撤回した登録 1 件、うち保存期限を過ぎたもの 1 件。\n"),
        "{report}"
    );
    assert!(
        report.lines().nth(1).is_some_and(|id| id.parse::<i64>().is_ok()) && !report.contains("久保田"),
        "{report}"
    );
}

#[test]
fn the_audit_log_is_verified_on_the_terminal() {
    let Some(program) = program("the_audit_log_is_verified_on_the_terminal") else {
        return;
    };
    let database = Database::Sqlite.fresh().unwrap();
    let said = |arguments: &[&str]| {
        let output = run(&program, &database, arguments);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let empty = said(&["audit", "verify"]);
    assert_eq!(empty.0, Some(0), "{}", empty.1);
    let served = Served::start(&program, &database);
    let mut client = Client::new(&served.base);
    client.sign_in(NURSE, PASSWORD).unwrap();
    client.search("").unwrap();
    let (code, sound) = said(&["audit", "verify"]);
    assert_eq!(
        (code, sound.lines().next()),
        (Some(0), Some("監査ログ 2 行に、書き換え・削除・入れ替えはありません。"))
    );
    let head = sound.lines().nth(1).unwrap();
    assert!(head.starts_with("2:") && head.len() == 66, "{head}");
    client.search("").unwrap();
    assert_eq!(said(&["audit", "verify", "--expect", head]).0, Some(0));
    assert_eq!(said(&["audit", "verify", "--expect", &head.replace("2:", "1:")]).0, Some(1));
    assert_eq!(said(&["audit", "verify", "--expect", "2"]).0, Some(2), "not a head at all");
    served.kill();

    let conn = &mut database.url.connect().unwrap();
    support::database::unprotected(conn, |conn| diesel::sql_query("DELETE FROM audit_log WHERE id = 2").execute(conn)).unwrap();
    assert_eq!(
        said(&["audit", "verify"]),
        (Some(1), "監査ログが壊れています：2行目が削除されています。\n".to_owned())
    );
}

#[test]
fn nothing_is_begun_with_another_key() {
    let Some(program) = program("nothing_is_begun_with_another_key") else {
        return;
    };
    let database = Database::Sqlite.fresh().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("other.key").to_string_lossy().into_owned();
    let file = folder.path().join("any.csv").to_string_lossy().into_owned();
    std::fs::write(&file, "").unwrap();
    let commands: [&[&str]; 3] = [
        &["serve", "--listen", "127.0.0.1:0"],
        &["patients", "import", &file],
        &["claims", "import", "--city", "40130", &file],
    ];
    for command in commands {
        let output = run(&program, &database, &[command, &["--key-file", &key]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && said.contains("the network's key does not belong to this database"),
            "{command:?}: {said}"
        );
    }
}

/// As docs/operator.md says: one role owns the tables, the server has another.
#[test]
fn migrates_for_a_role_of_the_server() {
    let Some(program) = program("migrates_for_a_role_of_the_server") else {
        return;
    };
    let role = ["--app-role", support::database::SERVER_ROLE];
    let sqlite = run(&program, &Database::Sqlite.empty().unwrap(), &["migrate", role[0], role[1]]);
    assert!(!sqlite.status.success(), "SQLite has no roles");
    // The role is made with the first prepared database.
    let (Some(_), Some(mut database)) = (Database::Postgres.fresh(), Database::Postgres.empty()) else {
        support::skipped("migrates_for_a_role_of_the_server", "TOBIUME_TEST_POSTGRES is not set");
        return;
    };
    for (owner_or_nobody, why) in [("tobiume", "superuser"), ("no_such_role", "no role")] {
        let refused = run(&program, &database, &["migrate", "--app-role", owner_or_nobody]);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(why), "{said}");
    }
    for _ in 0..2 {
        let migrated = run(&program, &database, &["migrate", role[0], role[1]]);
        assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    }
    database.url = database.server_url.clone();
    let served = Served::start(&program, &database);
    assert!(Client::new(&served.base).sign_in(NURSE, PASSWORD).is_err(), "nobody is there yet");
    let verified = run(&program, &database, &["audit", "verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}
