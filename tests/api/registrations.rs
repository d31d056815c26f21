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
        assert!(report.problems[0].message.contains("同じ人なら"));
        // Another insurer's number tells no more (everybody changes at 75); another number of the insurer that gives everybody one, or
        // another card, is another person.
        let insured = "香月　絹代,カツキ キヌヨ,S12.5.6,女,福岡県大川市99番,401005,138016,１,２,,,2026/10/1\r\n";
        assert_eq!(import(&mut office, format!("{HEADER}{insured}").as_bytes()).problem_count, 1);
        let neighbour = "香月　絹代,カツキ キヌヨ,S12.5.6,女,福岡県大川市98番,401005,39400015,,88001122,9900-0003-3,,2026/10/1\r\n";
        assert_eq!(import(&mut office, format!("{HEADER}{neighbour}").as_bytes()).added, 1);
        let other = "香月　絹代,カツキ キヌヨ,S12.5.6,女,福岡県大川市99番,,,,,9900-0009-8,,2026/10/1\r\n";
        assert_eq!(import(&mut office, format!("{HEADER}{other}").as_bytes()).added, 1);
    }

    fn twins_are_two_persons(app: TestApp) {
        let header = "氏名,カナ氏名,生年月日,性別,市町村コード,保険者番号,記号,番号,枝番,かかりつけ医療機関コード,同意日\r\n";
        let row = |name: &str, kana: &str, sex: &str, branch: &str| {
            format!("{name},{kana},2015-04-01,{sex},401005,138016,１２,３４,{branch},4011123454,2026/10/1\r\n")
        };
        let (first, second) = (row("双葉　一葉", "フタバ カズハ", "女", "01"), row("双葉　二葉", "フタバ フタハ", "女", "02"));
        let mut office = app.sign_in(OFFICE);
        assert_eq!(import(&mut office, format!("{header}{first}{second}").as_bytes()).added, 2);
        assert_eq!(app.sign_in(FAMILY_DOCTOR).names("ふたば"), ["双葉　一葉", "双葉　二葉"]);
        let again = import(&mut office, format!("{header}{second}{first}").as_bytes());
        assert_eq!((again.unchanged, again.problem_count), (2, 0));
        // Without a 枝番 the given name tells which; a third name is neither, and a brother is not the sister.
        let unbranched = import(&mut office, format!("{header}{}", row("双葉　二葉", "フタバ フタハ", "女", "")).as_bytes());
        assert_eq!((unbranched.unchanged, unbranched.problem_count), (1, 0));
        for doubtful in [row("双葉　三葉", "フタバ ミツハ", "女", ""), row("双葉　二葉", "フタバ フタハ", "男", "02")] {
            let report = import(&mut office, format!("{header}{doubtful}").as_bytes());
            assert_eq!((report.problem_count, report.updated), (1, 0), "{doubtful}");
            assert!(report.problems[0].message.contains("枝番"), "{}", report.problems[0].message);
        }
        assert_eq!(app.sign_in(FAMILY_DOCTOR).names("ふたば"), ["双葉　一葉", "双葉　二葉"]);
    }

    fn a_married_name_is_the_same_person(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        import(&mut office, format!("{HEADER}{ROWS}").as_bytes());
        let married = ROWS.replacen("香月　絹代,カツキ キヌヨ", "星野　絹代,ホシノ キヌヨ", 1);
        let report = import(&mut office, format!("{HEADER}{married}").as_bytes());
        assert_eq!((report.updated, report.unchanged), (1, 1));
        assert_eq!(app.sign_in(FAMILY_DOCTOR).names("ほしの"), ["星野　絹代"]);
    }

    fn fewer_columns_take_nothing_away(app: TestApp) {
        let full = "氏名,カナ氏名,生年月日,性別,住所,電話番号,市町村コード,保険者番号,記号,番号,カード番号,かかりつけ医療機関コード,同意日\r\n\
            香月　絹代,カツキ キヌヨ,S12.5.6,女,福岡県北九州市門司区0丁目99番,093-000-0000,401005,39400015,,77001122,9900-0001-1,4011123454,2026/10/1\r\n";
        let mut office = app.sign_in(OFFICE);
        import(&mut office, full.as_bytes());
        let kept = || app.query(|conn| {
            patients::table
                .filter(patients::name.eq("香月　絹代"))
                .select((patients::address, patients::phone, patients::city_code, patients::claims_program))
                .get_result::<(String, String, String, bool)>(conn)
        });
        let before = kept();
        let few = "氏名,カナ氏名,生年月日,性別,カード番号,同意日\r\n香月　絹代,カツキ キヌヨ,S12.5.6,女,９９０００００１１,2026/10/1\r\n";
        let report = import(&mut office, few.as_bytes());
        assert_eq!((report.problem_count, report.added), (0, 0), "{:?}", report.problems);
        assert_eq!(kept(), before);
        assert!(before.3 && before.1 == "093-000-0000");
    }

    fn contradicting_numbers_are_reported_with_their_line(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        import(&mut office, format!("{HEADER}{ROWS}").as_bytes());
        // 絹代's insurance with 渉's card.
        let mixed = ROWS.lines().next().unwrap().replace("9900-0001-1", "9900-0002-2");
        let report = import(&mut office, format!("{HEADER}{mixed}\r\n").as_bytes());
        assert_eq!((report.problem_count, report.problems[0].line), (1, 2), "{:?}", report.problems);
    }

    fn a_withdrawal_is_not_undone_by_a_list(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        import(&mut office, format!("{HEADER}{ROWS}").as_bytes());
        app.query(|conn| {
            diesel::update(patients::table.filter(patients::name.eq("香月　絹代")))
                .set(patients::consent_withdrawn_on.eq(chrono::NaiveDate::from_ymd_opt(2026, 10, 15)))
                .execute(conn)
        });
        let again = import(&mut office, format!("{HEADER}{ROWS}").as_bytes());
        assert_eq!((again.unchanged, again.problem_count), (2, 0), "an old list says nothing new");
        let later = ROWS.replacen("4011123454,2026/10/1\r", "4011123454,2026/10/20\r", 1);
        let report = import(&mut office, format!("{HEADER}{later}").as_bytes());
        assert_eq!((report.problem_count, report.problems[0].line), (1, 2));
        assert!(report.problems[0].message.contains("撤回"));
    }

    fn only_the_office_registers_in_bulk(app: TestApp) {
        for login_id in [FAMILY_DOCTOR, EMERGENCY_DOCTOR, CREW, NURSE, CITY] {
            let answer = app.sign_in(login_id).upload::<ImportPatients>(&(), format!("{HEADER}{ROWS}").as_bytes());
            assert_eq!(answer.code(), ErrorCode::Forbidden, "{login_id}");
        }
    }
}
