//! Postal codes: imported whole, read by code.

use std::io::Cursor;

use support::{app::*, claims::cp932, client::Client, on_both_databases, real_files::real_file};
use tobiume_backend::{
    audit::{Action, Event},
    jobs::Progress,
    masters::postal::{self, PostalImport},
};
use tobiume_common::{
    japanese::municipality_of,
    masters::{GetPostalCode, Place, PostalCodePath},
};

/// A row as Japan Post has it.
fn row(city_code: &str, code: &str, prefecture: &str, city: &str, town: &str) -> String {
    format!("{city_code},\"800  \",\"{code}\",\"ｹﾝ\",\"ｼ\",\"ﾁｮｳ\",\"{prefecture}\",\"{city}\",\"{town}\",0,0,0,0,0,0\r\n")
}

fn table() -> String {
    [
        row("40101", "8000000", "福岡県", "北九州市門司区", "以下に掲載がない場合"),
        row("40101", "8000001", "福岡県", "北九州市門司区", "風師（１丁目）"),
        row("40101", "8000001", "福岡県", "北九州市門司区", "風師（２丁目）"),
        row("40621", "8000301", "福岡県", "京都郡苅田町", "長浜町"),
        row("40625", "8000301", "福岡県", "京都郡みやこ町", "豊津"),
    ]
    .concat()
}

fn import(app: &TestApp, bytes: &[u8]) -> PostalImport {
    let event = Event::by_operator(Action::ImportMasters, app.app.clock.timestamp());
    postal::import(
        &app.app.db,
        &mut app.connection(),
        Cursor::new(bytes),
        event,
        &mut Progress::untold(),
    )
    .unwrap()
}

fn places(client: &mut Client, code: &str) -> Vec<Place> {
    client
        .call::<GetPostalCode>(&PostalCodePath { code: code.to_owned() }, "", &())
        .unwrap()
        .places
}

fn addresses(client: &mut Client, code: &str) -> Vec<(String, String)> {
    places(client, code)
        .into_iter()
        .map(|place| (place.city_code, place.address))
        .collect()
}

on_both_databases! {
    fn a_code_gives_its_places(app: TestApp) {
        let mut clerk = app.sign_in(CLINIC_CLERK);
        assert!(places(&mut clerk, "8000001").is_empty());
        let report = import(&app, &cp932(&table()));
        assert_eq!((report.read, report.places, report.problem_count), (5, 4, 0));
        let one = |city_code: &str, address: &str| (city_code.to_owned(), address.to_owned());
        assert_eq!(addresses(&mut clerk, "8000000"), [one("40100", "福岡県北九州市門司区")]);
        for code in ["8000001", "800-0001", "%EF%BC%98%EF%BC%90%EF%BC%90%EF%BC%8D%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%91"] {
            assert_eq!(addresses(&mut clerk, code), [one("40100", "福岡県北九州市門司区風師")], "{code}");
        }
        assert_eq!(addresses(&mut clerk, "8000301"), [one("40621", "福岡県京都郡苅田町長浜町"), one("40625", "福岡県京都郡みやこ町豊津")]);
        for unknown in ["9999999", "800000", "80000011", "abc", "%27%20OR%201=1"] {
            assert!(places(&mut clerk, unknown).is_empty(), "{unknown}");
        }
        // 参加申請 asks for them, too: whoever fills it in has no account.
        assert_eq!(addresses(&mut app.anonymous(), "8000000"), [one("40100", "福岡県北九州市門司区")]);
    }

    fn a_table_replaces_the_one_before_whole_or_not_at_all(app: TestApp) {
        let mut clerk = app.sign_in(CLINIC_CLERK);
        import(&app, &cp932(&table()));
        let cut = table().replace("\"8000301\"", "\"800\"");
        let report = import(&app, cut.as_bytes());
        assert_eq!((report.places, report.problem_count, report.problems[0].line), (0, 2, 4));
        assert_eq!(places(&mut clerk, "8000301").len(), 2, "nothing of a faulty table is applied");
        let newer = row("40101", "8000002", "福岡県", "北九州市門司区", "春日町");
        assert_eq!(import(&app, newer.as_bytes()).places, 1);
        assert!(places(&mut clerk, "8000001").is_empty() && !places(&mut clerk, "8000002").is_empty());
    }

    fn the_codes_of_a_prefecture_are_read_whole(app: TestApp) {
        let Some(path) = real_file("the_codes_of_a_prefecture_are_read_whole", "postal/fukuoka_postal.tsv") else {
            return;
        };
        let list = std::fs::read_to_string(path).unwrap();
        let rows: Vec<Vec<&str>> = list.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        assert!(rows.len() > 3000);
        let table: String = rows.iter().map(|fields| row(fields[1], fields[0], fields[2], fields[3], fields[4])).collect();
        let report = import(&app, &cp932(&table));
        assert_eq!((report.read, report.problem_count), (rows.len() as u64, 0));
        let mut clerk = app.sign_in(CLINIC_CLERK);
        for fields in rows.iter().step_by(97) {
            let address = fields[2..5].concat();
            assert!(places(&mut clerk, fields[0]).iter().any(|place| place.address == address), "{address}");
        }
        for fields in &rows {
            let municipality = fields[2..4].concat();
            assert_eq!(municipality_of(&format!("{municipality}{}1-2", fields[4])), municipality);
        }
    }
}
