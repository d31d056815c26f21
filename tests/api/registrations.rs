//! Registrations from a CSV file, by the office's endpoint.

use diesel::prelude::*;
use support::{app::*, on_both_databases};
use tobiume_backend::db::schema::{insurances, patients};
use tobiume_common::{
    ErrorCode,
    office::{ImportPatients, ImportReport},
};

const HEADER: &str = "氏名,カナ氏名,生年月日,性別,住所,市町村コード,保険者番号,記号,番号,カード番号,かかりつけ医療機関コード,同意日\r\n";
const ROWS: &str = "香月　絹代,カツキ キヌヨ,S12.5.6,女,福岡県北九州市門司区0丁目99番,401005,39400015,,77001122,9900-0001-1,4011123454,2026/10/1\r\n\
    香月　渉,カツキ ワタル,1935-01-02,男,福岡県北九州市門司区0丁目99番,401005,39400015,,77001123,9900-0002-2,4011123454,2026/10/1\r\n";

fn import(client: &mut support::Client, csv: &[u8]) -> ImportReport {
    let answer = client.upload::<ImportPatients>(&(), csv);
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn count(app: &TestApp) -> i64 {
    app.query(|conn| patients::table.count().get_result(conn))
}

on_both_databases! {
    fn registers_persons_and_finds_them_at_once(app: TestApp) {
        let before = count(&app);
        let mut office = app.sign_in(OFFICE);
        let report = import(&mut office, format!("{HEADER}{ROWS}").as_bytes());
        assert_eq!((report.read, report.added, report.updated, report.unchanged, report.problem_count), (2, 2, 0, 0, 0));
        assert_eq!(count(&app), before + 2);
        assert_eq!(app.sign_in(FAMILY_DOCTOR).names("かつき"), ["香月　絹代", "香月　渉"]);
        assert_eq!(app.sign_in(OTHER_DOCTOR).names("かつき"), [""; 0]);
        assert_eq!(app.sign_in(CITY).names("カツキ キヌヨ"), ["香月　絹代"]);

        let again = import(&mut office, format!("\u{feff}{HEADER}{ROWS}").as_bytes());
        assert_eq!((again.added, again.updated, again.unchanged), (0, 0, 2), "the same file again changes nothing");

        let moved = ROWS.replacen("門司区", "戸畑区", 1);
        let changed = import(&mut office, format!("{HEADER}{moved}").as_bytes());
        assert_eq!((changed.added, changed.updated, changed.unchanged), (0, 1, 1));
        assert_eq!(app.query(|conn| insurances::table.filter(insurances::number.eq("77001122")).count().get_result::<i64>(conn)), 1);
    }

    fn any_problem_and_nothing_is_applied(app: TestApp) {
        let before = count(&app);
        let mut office = app.sign_in(OFFICE);
        let bad_rows = [
            ("永田,ナガタ,1935-02-30,男,,,,,,,,2026/10/1", "生年月日"),
            ("永田,ナガタ,2999-01-01,男,,,,,,,,2026/10/1", "生年月日"),
            ("永田,ナガタ,1935-02-20,男,,,,,,,,", "同意日"),
            ("永田,ナガタ,1935-02-20,男,,,,,,,4019999994,2026/10/1", "かかりつけ医療機関コード"),
            ("永田,ナガタ,1935-02-20,男,,401006,,,,,,2026/10/1", "市町村コード"),
            ("永田,ナガタ,1935-02-20,不明,,,,,,,,2026/10/1", "性別"),
            (",ナガタ,1935-02-20,男,,,,,,,,2026/10/1", "氏名"),
            ("永田,ナガタ,1935-02-20,男,,,,,,0012-3456-7,,2026/10/1", "カード番号"),
            ("永田,ナガタ,1935-02-20", "項目"),
        ];
        for (row, about) in bad_rows {
            let report = import(&mut office, format!("{HEADER}{ROWS}{row}\r\n").as_bytes());
            assert_eq!(report.problem_count, 1, "{row}: {:?}", report.problems);
            assert_eq!(report.problems[0].line, 4, "{row}");
            assert!(report.problems[0].message.contains(about), "{row}: {}", report.problems[0].message);
            assert!(!report.problems[0].message.contains("永田"), "no person in the report");
            assert_eq!((report.added, count(&app)), (0, before), "{row}");
        }
        for (file, about) in [(&b""[..], "空"), (&b"\xff\xfe\x00"[..], ""), ("名前\r\n".as_bytes(), "見出し")] {
            let report = import(&mut office, file);
            assert!(report.problem_count > 0 && report.problems.iter().any(|problem| problem.message.contains(about)), "{:?}", report.problems);
        }
        assert_eq!(count(&app), before);
    }

    fn a_doubtful_person_is_reported_and_never_guessed(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        import(&mut office, format!("{HEADER}{ROWS}").as_bytes());
        let before = count(&app);
        // The same name and birth date at another address, without insurance or card.
        let doubtful = "香月　絹代,カツキ キヌヨ,S12.5.6,女,福岡県大川市99番,,,,,,,2026/10/1\r\n";
        let report = import(&mut office, format!("{HEADER}{doubtful}").as_bytes());
        assert_eq!((report.problem_count, count(&app)), (1, before));
        assert!(report.problems[0].message.contains("同じ人か確かめ"));
    }

    fn only_the_office_registers_in_bulk(app: TestApp) {
        for login_id in [FAMILY_DOCTOR, EMERGENCY_DOCTOR, CREW, NURSE, CITY] {
            let answer = app.sign_in(login_id).upload::<ImportPatients>(&(), format!("{HEADER}{ROWS}").as_bytes());
            assert_eq!(answer.code(), ErrorCode::Forbidden, "{login_id}");
        }
    }
}
