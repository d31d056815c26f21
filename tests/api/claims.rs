//! Masters and receipts: imported whole or not at all, matched exactly or not at all.

use diesel::prelude::*;
use proptest::{prelude::*, test_runner::TestRunner};
use support::{
    Database,
    app::*,
    claims::*,
    on_both_databases,
    program::{program, url_text},
    real_files::real_file,
};
use tobiume_backend::{
    claims::{import::Outcome, matching::Match},
    db::schema::{claim_imports, claim_receipts, claims_programs, patients},
};
use tobiume_common::{
    YearMonth,
    claims::{ClaimsInfo, VISITS_SHOWN},
    office::ImportPatients,
};
use tobiume_formats::Sex;

fn register(app: &TestApp, count: u32) {
    let answer = app.sign_in(OFFICE).upload::<ImportPatients>(&(), registrations(count).as_bytes());
    assert_eq!(answer.json()["problem_count"], 0, "{}", answer.text());
}

fn stored(app: &TestApp) -> (i64, i64) {
    app.query(|conn| {
        let receipts = claim_receipts::table.count().get_result(conn)?;
        let imports = claim_imports::table.count().get_result(conn)?;
        Ok((receipts, imports))
    })
}

/// The newest month of the city's data.
fn claims_of_city(app: &TestApp) -> Option<i32> {
    app.query(|conn| {
        claims_programs::table
            .find("40100")
            .select(claims_programs::latest_month)
            .first(conn)
    })
}

fn claims_of(app: &TestApp, number: u32) -> ClaimsInfo {
    let name = person(number).name;
    let id: i64 = app.query(|conn| patients::table.filter(patients::name.eq(name)).select(patients::id).first(conn));
    app.sign_in(FAMILY_DOCTOR).view(id, "").unwrap().claims.unwrap()
}

on_both_databases! {
    fn loads_a_file_once_and_shows_it(app: TestApp) {
        register(&app, 30);
        let before = stored(&app);
        let file = receipts(30, 2026, 9);
        let Outcome::Applied(applied) = import(&app, &file) else { panic!() };
        assert_eq!((applied.receipts, applied.matched, applied.unmatched_count), (30, 30, 0));
        assert_eq!(stored(&app), (before.0 + 30, before.1 + 1));
        let claims = claims_of(&app, 3);
        assert_eq!(claims.through, YearMonth::new(2026, 9));
        assert_eq!((claims.visits.len(), claims.visits[0].institution.as_str()), (1, "試験内科"));
        assert!(claims.visits[0].drugs[0].name.contains("医薬品コード"), "without a master the code is shown, not nothing");

        let shown = (stored(&app), claims_of(&app, 3));
        assert!(matches!(import(&app, &file), Outcome::AlreadyApplied));
        assert_eq!((stored(&app), claims_of(&app, 3)), shown, "the same file again changes nothing");
    }

    fn a_corrected_file_takes_the_place_of_the_first(app: TestApp) {
        register(&app, 5);
        let before = stored(&app).0;
        import(&app, &receipts(5, 2026, 9));
        // The same receipts in another file: one person less, the others the same month and institution.
        let Outcome::Applied(_) = import(&app, &receipts(4, 2026, 9)) else { panic!() };
        assert_eq!(stored(&app).0, before + 5);
        assert_eq!(claims_of(&app, 0).visits.len(), 1);
        assert_eq!(claims_of(&app, 4).visits.len(), 1, "who is not in the new file keeps the old claim");
    }

    fn nobody_is_guessed(app: TestApp) {
        register(&app, 3);
        let file = receipts(6, 2026, 9);
        let Outcome::Applied(applied) = import(&app, &file) else { panic!() };
        assert_eq!((applied.matched, applied.unmatched_count), (3, 3));
        assert!(applied.unmatched.iter().all(|(line, why)| *line > 1 && *why == Match::Nobody));
        // Once they are registered, the same file given again brings their receipts too.
        register(&app, 6);
        let before = stored(&app).0;
        let Outcome::Applied(again) = import(&app, &file) else { panic!() };
        assert_eq!((again.matched, again.unmatched_count), (6, 0));
        assert_eq!(stored(&app).0, before + 3);
        assert_eq!(claims_of(&app, 0).visits.len(), 1);
    }

    fn a_file_given_again_does_not_undo_its_correction(app: TestApp) {
        register(&app, 3);
        let first = receipts(5, 2026, 9);
        import(&app, &first);
        let corrected = replace(&receipts(5, 2026, 9), &cp932("試験内科"), &cp932("訂正内科"));
        import(&app, &corrected);
        register(&app, 5);
        let Outcome::Applied(again) = import(&app, &first) else { panic!() };
        assert_eq!(again.matched, 5);
        assert_eq!(claims_of(&app, 0).visits.iter().map(|visit| visit.institution.as_str()).collect::<Vec<_>>(), ["訂正内科"]);
        assert_eq!(claims_of(&app, 4).visits[0].institution, "試験内科", "whom only the first file brings is brought by it");
    }

    fn nor_when_it_is_given_a_third_time(app: TestApp) {
        register(&app, 3);
        let first = receipts(6, 2026, 9);
        import(&app, &first);
        import(&app, &replace(&receipts(3, 2026, 9), &cp932("試験内科"), &cp932("訂正内科")));
        for count in [4, 5, 6] {
            register(&app, count);
            let Outcome::Applied(_) = import(&app, &first) else { panic!() };
            let shown = |number| claims_of(&app, number).visits.iter().map(|visit| visit.institution.clone()).collect::<Vec<_>>();
            assert_eq!(shown(0), ["訂正内科"], "{count} registered");
            assert_eq!(shown(count - 1), ["試験内科"], "{count} registered");
        }
    }

    fn twins_do_not_share_their_receipts(app: TestApp) {
        let csv = |branch: &str| format!(
            "氏名,カナ氏名,生年月日,性別,市町村コード,保険者番号,記号,番号,枝番,かかりつけ医療機関コード,同意日\r\n\
             双葉　一葉,フタバ カズハ,2015-04-01,女,401005,138016,１２,３４,{branch},4011123454,2026/10/1\r\n"
        );
        let answer = app.sign_in(OFFICE).upload::<ImportPatients>(&(), csv("").as_bytes());
        assert_eq!(answer.json()["added"], 1, "{}", answer.text());
        let outcome = |name: &str, sex: Sex, branch: Option<&str>| {
            let Outcome::Applied(applied) = import(&app, &receipt_of_twin(name, sex, branch)) else { panic!() };
            applied.unmatched.first().map(|(_, why)| *why)
        };
        assert_eq!(outcome("双葉　二葉", Sex::Female, Some("02")), Some(Match::Other), "another name");
        assert_eq!(outcome("双葉　一葉", Sex::Male, Some("01")), Some(Match::Other), "another sex");
        assert_eq!(outcome("双葉　一葉", Sex::Female, Some("01")), None);
        // Now the 枝番 is known: it decides, however the name is written.
        app.sign_in(OFFICE).upload::<ImportPatients>(&(), csv("01").as_bytes());
        assert_eq!(outcome("双葉　一葉", Sex::Female, Some("02")), Some(Match::Other), "another 枝番");
        assert_eq!(outcome("フタバ カヅハ", Sex::Female, Some("01")), None);
    }

    fn no_receipt_comes_from_the_future(app: TestApp) {
        register(&app, 1);
        let before = (stored(&app), claims_of_city(&app));
        for file in [receipts(1, 2199, 12), replace(&receipts(1, 2026, 9), b"RE,1,1112,202609", b"RE,1,1112,202610")] {
            assert!(matches!(import(&app, &file), Outcome::Refused { problem_count: 1, .. }));
        }
        // A stranger's receipt does not make the registered persons' ones look old.
        import(&app, &receipts_from(1, 2, 2026, 10));
        assert_eq!((stored(&app).0, claims_of_city(&app)), (before.0.0, before.1));
    }

    fn a_near_miss_is_no_match(app: TestApp) {
        register(&app, 1);
        let text = String::from_utf8(receipts(1, 2026, 9).iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' }).collect()).unwrap();
        assert!(text.contains("19400101"));
        let sound = receipts(1, 2026, 9);
        for (from, to) in [("19400101", "19400102"), ("80000000", "80000001"), ("39400015", "39400031")] {
            let changed = replace(&sound, from.as_bytes(), to.as_bytes());
            let Outcome::Applied(applied) = import(&app, &changed) else { panic!("{to}") };
            assert_eq!((applied.matched, applied.unmatched_count), (0, 1), "{to}");
        }
    }

    fn a_faulty_file_changes_nothing(app: TestApp) {
        register(&app, 3);
        let before = stored(&app);
        let sound = receipts(3, 2026, 9);
        let go = sound.windows(3).rposition(|bytes| bytes == b"GO,").unwrap();
        let mut cases: Vec<(&str, Vec<u8>)> = vec![
            ("empty", Vec::new()),
            ("truncated", sound[..go].to_vec()),
            ("wrong totals", replace(&sound, b"GO,3,", b"GO,4,")),
            ("unknown record", replace(&sound, b"\r\nSY,", b"\r\nXX,")),
            ("short row", replace(&sound, b"\r\nHO,", b"\r\nHO\r\nHO,")),
            ("no such day", replace(&sound, b"19400101", b"19400132")),
        ];
        let mut bad_bytes = sound.clone();
        bad_bytes[10] = 0xff;
        cases.push(("bad bytes", bad_bytes));
        for (what, file) in cases {
            let Outcome::Refused { problems, problem_count } = import(&app, &file) else { panic!("{what}") };
            assert!(problem_count > 0 && !problems.is_empty(), "{what}");
            assert!(problems.iter().all(|problem| problem.to_string().contains("行目")), "{what}: {problems:?}");
            assert_eq!(stored(&app), before, "{what}");
        }
        assert!(matches!(import(&app, &sound), Outcome::Applied(_)));
    }

    fn an_unfinished_import_is_never_seen(app: TestApp) {
        register(&app, 2);
        import(&app, &receipts(2, 2026, 8));
        // What a killed import leaves: rows under an import that was never applied.
        app.query(|conn| diesel::update(claim_imports::table.filter(claim_imports::sha256.ne("demo"))).set(claim_imports::applied_at.eq(None::<chrono::NaiveDateTime>)).execute(conn));
        assert!(claims_of(&app, 0).visits.is_empty());
        let Outcome::Applied(applied) = import(&app, &receipts(2, 2026, 9)) else { panic!() };
        assert_eq!(applied.matched, 2);
        let visits = claims_of(&app, 0).visits;
        assert_eq!(visits.len(), 1, "the remains are gone, the new file is there");
    }

    fn twelve_visits_within_five_years(app: TestApp) {
        register(&app, 1);
        for (year, month) in (2020..=2026).flat_map(|year| [(year, 2), (year, 9)]) {
            import(&app, &receipts(1, year, month));
        }
        let claims = claims_of(&app, 0);
        let months: Vec<String> = claims.visits.iter().map(|visit| visit.month.to_string()).collect();
        assert_eq!(months.first().map(String::as_str), Some("2026-09"));
        assert_eq!(months.last().map(String::as_str), Some("2022-02"), "2021-09 is five years before 2026-09");
        assert!(months.len() <= VISITS_SHOWN);
    }

    fn a_city_without_a_program_is_refused(app: TestApp) {
        let file = tempfile::tempfile().unwrap();
        assert!(matches!(import_file(&app, "40130", file), Outcome::UnknownCity));
    }

    fn the_real_file_gives_its_own_totals(app: TestApp) {
        let Some(path) = real_file("the_real_file_gives_its_own_totals", "uke/RECEIPTC_GAIRAI_SAMPLE.UKE") else { return };
        let registered = tobiume_backend::demo::register_persons_of(&app.app.db, &path, app.app.clock.today()).unwrap();
        assert!(registered > 0);
        let file = || std::fs::File::open(&path).unwrap();
        let Outcome::Applied(applied) = import_file(&app, "402141", file()) else { panic!() };
        assert_eq!((applied.records, applied.receipts, applied.count_total, applied.points_total), (636, 75, 140, 86_392));
        assert_eq!(applied.unmatched_count, 0);
        assert!(matches!(import_file(&app, "40214", file()), Outcome::AlreadyApplied));
        let newest: Option<i32> = app.query(|conn| claims_programs::table.find("40214").select(claims_programs::latest_month).first(conn));
        assert_eq!(newest, YearMonth::new(2021, 10).map(YearMonth::index));
    }

    fn the_real_masters_are_read_whole_and_once(app: TestApp) {
        for (name, least) in [("y_ALL20240321.zip", 19_000), ("b_20240601.zip", 27_000), ("z_20250601.zip", 2_000)] {
            let Some(path) = real_file("the_real_masters_are_read_whole_and_once", &format!("masters/full/{name}")) else { return };
            let first = import_master(&app, &path);
            assert_eq!(first.problem_count, 0, "{:?}", first.problems);
            assert!(first.read > least && first.added == first.read, "{name}: {first:?}");
            let again = import_master(&app, &path);
            assert_eq!((again.added, again.updated, again.unchanged), (0, 0, first.read), "{name}");
        }
    }
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

/// However a file is damaged: it is applied whole, or refused and nothing changed.
#[test]
fn any_damage_is_all_or_nothing() {
    let app = TestApp::start(Database::Sqlite).unwrap();
    register(&app, 4);
    let sound = receipts(4, 2026, 9);
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 150,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&(0..sound.len(), any::<u8>(), 0..sound.len()), |(at, byte, cut)| {
            let mut damaged = sound.clone();
            damaged[at] = byte;
            damaged.truncate(cut.max(at));
            let before = stored(&app);
            match import(&app, &damaged) {
                Outcome::Refused { problem_count, .. } => {
                    prop_assert!(problem_count > 0);
                    prop_assert_eq!(stored(&app), before);
                }
                Outcome::Applied(applied) => prop_assert_eq!(applied.receipts, 4),
                Outcome::AlreadyApplied | Outcome::UnknownCity => {}
            }
            Ok(())
        })
        .unwrap();
}

/// `kill -9` in the middle of an import: nothing of it is seen, and the next import is whole.
#[test]
fn a_killed_import_leaves_nothing_visible() {
    let Some(program) = program("a_killed_import_leaves_nothing_visible") else {
        return;
    };
    for database in [Database::Sqlite, Database::Postgres] {
        let Some(app) = TestApp::start(database) else { continue };
        register(&app, 3000);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("RECEIPTC.UKE");
        std::fs::write(&path, receipts(3000, 2026, 9)).unwrap();
        let url = url_text(app.app.db.url());
        let before = stored(&app);
        for pause in [0, 5, 20, 60] {
            let mut import = std::process::Command::new(&program)
                .args(["claims", "import", "--city", "40100", &path.to_string_lossy()])
                .env("DATABASE_URL", &url)
                .env("TOBIUME_KEY_FILE", support::database::key_file())
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(std::time::Duration::from_millis(pause));
            import.kill().unwrap();
            import.wait().unwrap();
            let visible = claims_of(&app, 7).visits.len();
            let applied = app.query(|conn| {
                claim_imports::table
                    .filter(claim_imports::applied_at.is_not_null())
                    .count()
                    .get_result::<i64>(conn)
            });
            assert_eq!(visible as i64, applied - before.1, "shown if and only if applied");
        }
        import(&app, &std::fs::read(&path).unwrap());
        assert_eq!(stored(&app), (before.0 + 3000, before.1 + 1));
    }
}
