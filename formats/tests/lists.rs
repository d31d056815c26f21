//! Masters and registrations, on small files written here.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use tobiume_formats::masters::*;
use tobiume_formats::registrations::{HEADINGS, Registration, RegistrationReader};
use tobiume_formats::{FieldFault, ProblemKind, ReadError, Sex};

/// A row of `columns` empty quoted fields but for the given ones.
fn row(columns: usize, filled: &[(usize, &str)]) -> String {
    let field = |column| filled.iter().find(|(own, _)| *own == column).map_or("", |(_, text)| text);
    let fields: Vec<_> = (0..columns).map(|column| format!("\"{}\"", field(column))).collect();
    fields.join(",") + "\r\n"
}

fn drug(columns: usize) -> String {
    let mut filled = vec![
        (0, "5"),
        (1, "Y"),
        (2, "600000001"),
        (4, "テスト錠"),
        (6, "ﾃｽﾄｼﾞｮｳ"),
        (9, "錠"),
        (27, "1"),
        (30, "20260331"),
    ];
    filled.push((37, "【般】テスト錠"));
    row(columns, &filled)
}

fn modifier(code: &str, name: &str, class: &str) -> String {
    row(
        19,
        &[(0, "0"), (1, "Z"), (2, code), (6, name), (9, "ヨミ"), (15, "99999999"), (18, class)],
    )
}

fn disease(code: &str, successor: &str) -> String {
    let filled = [
        (0, "2"),
        (1, "B"),
        (2, code),
        (3, successor),
        (5, "テスト病"),
        (7, "テスト病"),
        (9, "テストビョウ"),
        (15, "I10"),
        (23, "99999999"),
    ];
    row(46, &filled)
}

fn cp932(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

fn entries(bytes: Vec<u8>) -> Result<(Vec<MasterEntry>, MasterSummary), MasterFileError> {
    let mut entries = Vec::new();
    let summary = read_master(Cursor::new(bytes), |entry| {
        entries.push(entry);
        Ok::<_, MasterFileError>(())
    })?;
    Ok((entries, summary))
}

fn zipped(files: &[(&str, &[u8])]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default())?;
        archive.write_all(content)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[test]
fn kinds_and_editions() {
    for columns in [35, 40, 42] {
        let (drugs, summary) = entries(cp932(&drug(columns))).unwrap();
        assert!(summary.problems.is_empty());
        assert_eq!((drugs[0].kind, drugs[0].change), (MasterKind::Drug, Change::Changed));
        assert_eq!((drugs[0].kana.as_str(), drugs[0].unit.as_deref()), ("テストジョウ", Some("錠")));
        assert_eq!(drugs[0].generic_name.is_some(), columns > 35);
        assert_eq!(drugs[0].abolished_on.unwrap().to_string(), "2026-03-31");
        assert_eq!(drugs[0].dosage_form, Some(DosageForm::Internal));
    }
    let diseases = disease("1000001", "1000001") + &disease("1000002", "1000001");
    let (diseases, _) = entries(cp932(&diseases)).unwrap();
    assert_eq!((diseases[0].change, diseases[0].successor.as_deref()), (Change::Other(2), None));
    assert_eq!(diseases[1].successor.as_deref(), Some("1000001"));
    assert_eq!((diseases[0].abolished_on, diseases[0].short_name.as_deref()), (None, None));
    assert_eq!(diseases[0].icd10.as_deref(), Some("I10"));
    let modifiers = modifier("8002", "の疑い", "A8000000") + &modifier("4012", "急性", "A4000000");
    let (modifiers, _) = entries(cp932(&modifiers)).unwrap();
    assert_eq!(
        modifiers.iter().filter_map(|m| m.place).collect::<Vec<_>>(),
        [ModifierPlace::Suffix, ModifierPlace::Prefix]
    );
    let parts = modifiers.iter().filter_map(|m| Some((m.place?, m.name.as_str())));
    assert_eq!(compose_disease_name("気管支炎", parts), "急性気管支炎の疑い");
}

#[test]
fn faulty_masters() {
    let problems = |text: &str| {
        let (entries, summary) = entries(cp932(text)).unwrap();
        let listed = summary.problems.listed().iter();
        (entries.len(), listed.map(|p| (p.line, p.kind.clone())).collect::<Vec<_>>())
    };
    assert_eq!(problems(""), (0, vec![(1, ProblemKind::EmptyFile)]));
    assert_eq!(problems("IR,1,40\r\nRE,1\r\n"), (0, vec![(1, ProblemKind::NotAMaster)]));
    assert_eq!(problems(&drug(36)), (0, vec![(1, ProblemKind::NotAMaster)]));
    let mixed = drug(40) + &drug(42) + &modifier("8002", "の疑い", "A8000000") + &drug(40);
    assert_eq!(
        problems(&mixed),
        (2, vec![(2, ProblemKind::MixedMasters), (3, ProblemKind::MixedMasters)])
    );
    let class = modifier("8002", "の疑い", "A8000000") + &modifier("8003", "等", "A9000000");
    let fault = ProblemKind::Field {
        position: 19,
        name: "修飾語区分",
        fault: FieldFault::NotInTable,
    };
    assert_eq!(problems(&class), (1, vec![(2, fault)]));
    let mut bytes = cp932(&(drug(40) + &drug(40)));
    *bytes.last_mut().unwrap() = 0xFF;
    assert!(!entries(bytes).unwrap().1.problems.is_empty());
}

#[test]
fn archives() {
    let master = cp932(&drug(40));
    let (found, _) = entries(zipped(&[("y.csv", &master)]).unwrap()).unwrap();
    assert_eq!(found.len(), 1);
    for files in [vec![], vec![("a", &master[..]), ("b", &master[..])]] {
        let error = entries(zipped(&files).unwrap()).unwrap_err();
        assert!(matches!(error, MasterFileError::NotOneFile { found } if found == files.len()));
    }
    let mut damaged = zipped(&[("y.csv", &master)]).unwrap();
    damaged[45] ^= 0xFF;
    assert!(entries(damaged).is_err());
}

const LIST: &str = "氏名,カナ氏名,生年月日,性別,かかりつけ医療機関コード,保険者番号,記号,番号,枝番,市町村コード,住所\r\n\
飛梅　花子,トビウメ ハナコ,S20.3.15,女,4018814790;4018814790,01130012,１２,３４,01,40130,\"福岡市, 中央区\"\r\n\
飛梅　太郎,トビウメ タロウ,1945-03-15,1,,,,,,,\r\n";

fn registrations(bytes: &[u8]) -> (Vec<Registration>, Vec<(u64, ProblemKind)>) {
    let mut reader = RegistrationReader::new(bytes);
    let mut rows = Vec::new();
    for row in reader.by_ref() {
        match row {
            Ok(row) => rows.push(row),
            Err(ReadError::Faulty(_)) => {}
            Err(ReadError::Io(error)) => panic!("{error}"),
        }
    }
    let listed = reader.problems().listed().iter();
    (rows, listed.map(|p| (p.line, p.kind.clone())).collect())
}

#[test]
fn registrations_in_each_encoding() {
    let marked = [b"\xEF\xBB\xBF", LIST.as_bytes()].concat();
    for bytes in [LIST.as_bytes().to_vec(), marked, cp932(LIST)] {
        let (rows, problems) = registrations(&bytes);
        assert_eq!(problems, []);
        assert_eq!(rows.len(), 2);
        let first = &rows[0];
        assert_eq!((first.line, first.sex, first.birth_date.as_str()), (2, Sex::Female, "S20.3.15"));
        assert_eq!(first.institutions, ["4018814790"]);
        assert_eq!(first.insurance.as_ref().unwrap().folded_number(), "34");
        assert_eq!(first.municipality.as_deref(), Some("401307"));
        assert_eq!(first.address.as_deref(), Some("福岡市, 中央区"));
        assert_eq!(rows[1].insurance, None);
        assert_eq!(rows[1].sex, Sex::Male);
    }
}

#[test]
fn faulty_registrations() {
    let heading = "氏名,住所,しめい,氏名\n飛梅,a,b,c\n";
    let (rows, problems) = registrations(heading.as_bytes());
    assert!(rows.is_empty());
    let missing = |name| (1, ProblemKind::MissingColumn { name });
    let unknown = (1, ProblemKind::UnknownColumn { position: 3 });
    let repeated = (1, ProblemKind::RepeatedColumn { name: "氏名" });
    assert_eq!(
        problems,
        [unknown, repeated, missing("カナ氏名"), missing("生年月日"), missing("性別")]
    );

    let row = |row: &str| {
        let heading = LIST.split_inclusive('\n').next().unwrap_or_default();
        let (rows, mut problems) = registrations(format!("{heading}{row}\n").as_bytes());
        assert!(rows.is_empty(), "{row}");
        problems.remove(0).1
    };
    let field = |position, name, fault| ProblemKind::Field { position, name, fault };
    assert_eq!(row("a,b,c,3,,,,,,,"), field(4, "性別", FieldFault::NotInTable));
    assert_eq!(row(",b,c,1,,,,,,,"), field(1, "氏名", FieldFault::Missing));
    assert_eq!(
        row("a,b,c,1,4018814791,,,,,,"),
        field(5, "かかりつけ医療機関コード", FieldFault::CheckDigit)
    );
    assert_eq!(row("a,b,c,1,,01130013,,1,,,"), field(6, "保険者番号", FieldFault::CheckDigit));
    assert_eq!(row("a,b,c,1,,01130012,,,,,"), field(8, "番号", FieldFault::Missing));
    assert_eq!(row("a,b,c,1,,,,1,,,"), field(6, "保険者番号", FieldFault::Missing));
    assert_eq!(row("a,b,c,1,,,,,,401306,"), field(10, "市町村コード", FieldFault::CheckDigit));
    assert_eq!(row("a,b"), ProblemKind::TooFewFields { found: 2, min: 11 });
    assert_eq!(row("a,b,c,1,,,,,,,\"x"), ProblemKind::Quoting);
    assert_eq!(row("a,b,c,1,,,,,,,x\ty"), ProblemKind::ControlCharacter);
    assert_eq!(
        row(&format!("{},b,c,1,,,,,,,", "長".repeat(81))),
        field(1, "氏名", FieldFault::TooLong { max: 80 })
    );
}

#[test]
fn the_template_is_a_valid_heading() {
    let (rows, problems) = registrations((HEADINGS.join(",") + "\n").as_bytes());
    assert!(rows.is_empty() && problems.is_empty());
    assert!(!registrations(b"").1.is_empty());
}

proptest! {
    #[test]
    fn any_bytes_end(file in proptest::collection::vec(any::<u8>(), 0..1_000)) {
        let _ = entries(file.clone());
        let _ = entries([b"PK\x03\x04", file.as_slice()].concat());
        registrations(&file);
        registrations(&[LIST.as_bytes(), &file].concat());
    }
}
