//! The whole way on real files: registrations, masters and a receipt file go in by the program, and
//! a doctor reads drugs and diseases by name in the browser.

use std::{collections::HashSet, fs::File, io::BufReader};

use support::{TestApp, app::*, browser::Browser, program, real_files::real_file};
use tobiume_formats::uke::{Receipt, ReceiptReader, UNCODED_DISEASE};

use crate::{check_page, look_for, stories, to_search};

stories! { from_files_to_the_page }

/// 豊前市 with its check digit: the demo has no claims of its own there.
const CITY_CODE: &str = "402141";

/// A list for `tobiume patients import` of every person of the receipts.
fn registrations(receipts: &[Receipt]) -> String {
    let mut csv = "氏名,カナ氏名,生年月日,性別,住所,市町村コード,保険者番号,記号,番号,かかりつけ医療機関コード,同意日\r\n".to_owned();
    let mut seen = HashSet::new();
    for receipt in receipts {
        let identity = receipt.identity().unwrap();
        if seen.insert(identity.clone()) {
            let kana = if receipt.kana.is_empty() { &receipt.name } else { &receipt.kana };
            csv += &format!(
                "{},{kana},{},{},豊前市,{CITY_CODE},{},{},{},4011123454,2026/10/1\r\n",
                receipt.name,
                receipt.birth_date,
                receipt.sex.code(),
                identity.insurer_number,
                identity.symbol,
                identity.number
            );
        }
    }
    csv
}

fn from_files_to_the_page(app: &TestApp, browser: &Browser) {
    const TEST: &str = "from_files_to_the_page";
    let names = ["y_ALL20240321.zip", "b_20240601.zip", "z_20250601.zip"];
    let masters: Option<Vec<_>> = names.iter().map(|name| real_file(TEST, &format!("masters/full/{name}"))).collect();
    let (Some(masters), Some(uke), Some(program)) = (masters, real_file(TEST, "uke/RECEIPTC_GAIRAI_SAMPLE.UKE"), program::program(TEST))
    else {
        return;
    };
    let receipts: Vec<Receipt> = ReceiptReader::new(BufReader::new(File::open(&uke).unwrap()))
        .collect::<Result<_, _>>()
        .unwrap();
    let list = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    std::fs::write(list.path(), registrations(&receipts)).unwrap();
    add_program(app);

    let run = |arguments: &[&str]| {
        let database = program::url_text(app.app.db.url());
        let output = std::process::Command::new(&program)
            .args(arguments)
            .env("DATABASE_URL", database)
            .env("TOBIUME_KEY_FILE", support::database::key_file())
            .output()
            .unwrap();
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.status.success(), "{arguments:?}: {said}");
        said
    };
    run(&["patients", "import", &list.path().to_string_lossy()]);
    for master in &masters {
        run(&["masters", "import", &master.to_string_lossy()]);
    }
    let report = run(&["claims", "import", "--city", CITY_CODE, &uke.to_string_lossy()]);
    assert!(
        report.contains("レセプト 75 件、総件数 140、総合計点数 86392（GOと一致）"),
        "{report}"
    );
    // Three of the sample's persons have another's insurance and birth date, but not the name or sex: theirs are nobody's.
    assert!(report.contains("照合できないレセプト 3 件"), "{report}");

    // A person with coded drugs and a coded disease, read by a family doctor.
    let receipt = receipts
        .iter()
        .find(|receipt| !receipt.drugs.is_empty() && receipt.diseases.iter().any(|disease| disease.code != UNCODED_DISEASE))
        .unwrap();
    to_search(browser, FAMILY_DOCTOR);
    look_for(browser, "生年月日", &receipt.birth_date.to_string());
    browser.see(&receipt.name);
    browser.click_beside(
        &tobiume_common::japanese::wareki(receipt.birth_date.to_string().parse().unwrap()),
        &receipt.name,
    );
    browser.see("行政情報");
    browser.click("行政情報");
    let uncoded = receipt.diseases.iter().filter_map(|disease| disease.free_name.clone());
    for name in expected_names(app, receipt).into_iter().chain(uncoded) {
        browser.see(&name);
    }
    check_page(browser, "patient-real-receipt");
}

/// The claims program of 豊前市, open to the association of 梅の木医院.
fn add_program(app: &TestApp) {
    use diesel::prelude::*;
    use tobiume_backend::db::schema::{claims_program_associations as open_to, claims_programs as programs, institutions};
    app.query(|conn| {
        let association: Option<i64> = institutions::table
            .filter(institutions::code.eq("4011123454"))
            .select(institutions::association_id)
            .first(conn)?;
        diesel::insert_into(programs::table)
            .values((
                programs::city_code.eq("40214"),
                programs::city.eq("豊前市"),
                programs::name.eq("とびうめ@ぶぜん"),
            ))
            .execute(conn)?;
        diesel::insert_into(open_to::table)
            .values((open_to::city_code.eq("40214"), open_to::association_id.eq(association.unwrap())))
            .execute(conn)
    });
}

/// Names of the receipt's coded drugs and diseases, from the masters.
fn expected_names(app: &TestApp, receipt: &Receipt) -> Vec<String> {
    use diesel::prelude::*;
    use tobiume_backend::db::schema::masters;
    let diseases = receipt
        .diseases
        .iter()
        .map(|disease| disease.code.as_str())
        .filter(|code| *code != UNCODED_DISEASE);
    let codes: Vec<&str> = receipt.drugs.iter().map(|drug| drug.code.as_str()).chain(diseases).collect();
    let names: Vec<String> = app.query(|conn| masters::table.filter(masters::code.eq_any(codes)).select(masters::name).load(conn));
    assert!(names.len() > 1, "the masters know the receipt's codes");
    names
}
