//! Receipt files made for tests, and imports of them as the command line does.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
    path::Path,
};

use tobiume_backend::{claims, masters};
use tobiume_formats::{
    Sex, YearMonth,
    uke::{FileHeader, Insurance, write},
};

use super::TestApp;

/// Residents of 北九州市 with insurance numbers of their own, registered with 梅の木医院: a CSV for the office.
pub fn registrations(count: u32) -> String {
    let mut csv = "氏名,カナ氏名,生年月日,性別,住所,市町村コード,保険者番号,記号,番号,かかりつけ医療機関コード,同意日\r\n".to_owned();
    for number in 0..count {
        let person = person(number);
        let insurance = person.insurance.unwrap();
        csv += &format!(
            "{},{},{},男,北九州市,401005,{},{},{},4011123454,2026/10/1\r\n",
            person.name, person.kana, person.birth_date, insurance.insurer_number, insurance.symbol, insurance.number
        );
    }
    csv
}

/// The person with a number, the same in the registrations and in the receipts.
pub fn person(number: u32) -> write::SyntheticPerson {
    write::SyntheticPerson {
        name: format!("請求　{number}郎"),
        kana: format!("セイキュウ{}", "アイウエオカキクケコ".chars().nth((number % 10) as usize).unwrap()),
        sex: Sex::Male,
        birth_date: chrono::NaiveDate::from_ymd_opt(1940, 1 + number % 12, 1 + number % 28).unwrap(),
        chart_number: number.to_string(),
        insurance: Some(Insurance {
            insurer_number: "39400015".into(),
            symbol: String::new(),
            number: format!("8{number:07}"),
            branch: None,
        }),
        public_payers: Vec::new(),
    }
}

/// A sound receipt file with one receipt for each of these persons.
pub fn receipts(persons: u32, year: i32, month: u32) -> Vec<u8> {
    let month = YearMonth::new(year, month).unwrap();
    let header = FileHeader {
        review_body: 2,
        prefecture: "40".into(),
        institution_code: "1123454".into(),
        institution_name: "試験内科".into(),
        claim_month: month,
        volume: "00".into(),
        phone: String::new(),
    };
    let mut file = Vec::new();
    let mut writer = write::ReceiptWriter::new(&mut file, &header).unwrap();
    for number in 0..persons {
        writer
            .write(&write::synthetic_receipt(&person(number), number + 1, month).unwrap())
            .unwrap();
    }
    writer.finish(true).unwrap();
    file
}

/// Imports bytes as a claims file of 北九州市.
pub fn import(app: &TestApp, bytes: &[u8]) -> claims::import::Outcome {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    import_file(app, "40100", file)
}

/// Imports a claims file of a city.
pub fn import_file(app: &TestApp, city: &str, file: File) -> claims::import::Outcome {
    claims::import::import(&app.app.db, &mut app.connection(), city, file, app.app.clock.timestamp()).unwrap()
}

/// Imports a master, plain or zipped.
pub fn import_master(app: &TestApp, path: &Path) -> masters::import::MasterImport {
    masters::import::import(&app.app.db, &mut app.connection(), File::open(path).unwrap()).unwrap()
}
