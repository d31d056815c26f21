//! Receipt files made for tests, and imports of them as the command line does.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
    path::Path,
};

use tobiume_backend::{
    audit::{Action, Event},
    claims,
    jobs::Progress,
    masters,
};
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
    receipts_from(0, persons, year, month)
}

/// The same for the persons with the numbers from `first` to before `end`.
pub fn receipts_from(first: u32, end: u32, year: i32, month: u32) -> Vec<u8> {
    file((first..end).map(person), year, month)
}

/// A file with one receipt of somebody insured with 138016 １２・３４ and born on 2015-04-01.
pub fn receipt_of_twin(name: &str, sex: Sex, branch: Option<&str>) -> Vec<u8> {
    let twin = write::SyntheticPerson {
        name: name.into(),
        kana: String::new(),
        sex,
        birth_date: chrono::NaiveDate::from_ymd_opt(2015, 4, 1).unwrap(),
        chart_number: "1".into(),
        insurance: Some(Insurance {
            insurer_number: "138016".into(),
            symbol: "１２".into(),
            number: "３４".into(),
            branch: branch.map(Into::into),
        }),
        public_payers: Vec::new(),
    };
    file(std::iter::once(twin), 2026, 9)
}

/// Text as receipt files have it.
pub fn cp932(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

fn file(persons: impl Iterator<Item = write::SyntheticPerson>, year: i32, month: u32) -> Vec<u8> {
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
    for (person, number) in persons.zip(1..) {
        writer.write(&write::synthetic_receipt(&person, number, month).unwrap()).unwrap();
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
    claims::import::import(
        &app.app.db,
        &mut app.connection(),
        city,
        file,
        app.app.clock.timestamp(),
        &mut Progress::untold(),
    )
    .unwrap()
}

/// A file of the disease master with these names and kana. Codes count up.
pub fn disease_master(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut file = Vec::new();
    for (at, (name, kana)) in entries.iter().enumerate() {
        let code = format!("88{at:05}");
        let mut fields = vec![String::new(); 46];
        for (column, field) in [
            (0, "0"),
            (1, "B"),
            (2, &code),
            (3, &code),
            (5, name),
            (7, name),
            (9, kana),
            (15, "I10"),
            (23, "99999999"),
        ] {
            fields[column] = field.to_owned();
        }
        let line: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
        file.extend(cp932(&format!("{}\r\n", line.join(","))));
    }
    file
}

/// Imports a master, plain or zipped.
pub fn import_master(app: &TestApp, path: &Path) -> masters::import::MasterImport {
    let event = Event::by_operator(Action::ImportMasters, app.app.clock.timestamp());
    let (file, progress) = (File::open(path).unwrap(), &mut Progress::untold());
    masters::import::import(&app.app.db, &mut app.connection(), file, event, progress).unwrap()
}
