//! The table of postal codes, on small files written here in the layout of Japan Post.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use tobiume_formats::{
    FieldFault, ProblemKind,
    packed::PackedFileError,
    postal::{PostalEntry, PostalSummary, is_postal_codes, read_postal_codes},
};

/// A row as KEN_ALL.CSV has it.
fn row(city_code: &str, code: &str, city: &str, town: &str) -> String {
    format!("{city_code},\"800  \",\"{code}\",\"ﾌｸｵｶｹﾝ\",\"ｼ\",\"ﾁｮｳ\",\"福岡県\",\"{city}\",\"{town}\",0,0,0,0,0,0\r\n")
}

fn table() -> String {
    [
        row("40101", "8000000", "北九州市門司区", "以下に掲載がない場合"),
        row("40101", "8000001", "北九州市門司区", "風師（１～３丁目）"),
        row("40621", "8000301", "京都郡苅田町", "長浜町（その他「１０番地"),
        row("40621", "8000301", "京都郡苅田町", "～２０番地、３０番地」"),
        row("40621", "8000301", "京都郡苅田町", "を除く）"),
        row("40621", "8000302", "京都郡苅田町", "若久町"),
    ]
    .concat()
}

fn cp932(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

fn read(bytes: &[u8]) -> Result<(Vec<PostalEntry>, PostalSummary), PackedFileError> {
    let mut entries = Vec::new();
    let summary = read_postal_codes(Cursor::new(bytes), |entry| {
        entries.push(entry);
        Ok::<_, PackedFileError>(())
    })?;
    Ok((entries, summary))
}

fn zipped(content: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("KEN_ALL.CSV", zip::write::SimpleFileOptions::default())?;
    archive.write_all(content)?;
    Ok(archive.finish()?.into_inner())
}

#[test]
fn every_edition_reads_alike() {
    let table = table();
    let utf8 = table.replace("\r\n", "\n");
    for bytes in [
        cp932(&table),
        zipped(&cp932(&table)).unwrap(),
        utf8.clone().into_bytes(),
        zipped(utf8.as_bytes()).unwrap(),
        [b"\xef\xbb\xbf", utf8.as_bytes()].concat(),
    ] {
        assert!(is_postal_codes(&mut Cursor::new(&bytes)).unwrap());
        let (entries, summary) = read(&bytes).unwrap();
        assert_eq!((summary.entries, summary.problems.total()), (4, 0));
        let places: Vec<_> = entries
            .iter()
            .map(|entry| (entry.line, &*entry.code, &*entry.city_code, &*entry.address))
            .collect();
        assert_eq!(
            places,
            [
                (1, "8000000", "40100", "福岡県北九州市門司区"),
                (2, "8000001", "40100", "福岡県北九州市門司区風師"),
                (3, "8000301", "40621", "福岡県京都郡苅田町長浜町"),
                (6, "8000302", "40621", "福岡県京都郡苅田町若久町"),
            ]
        );
    }
}

#[test]
fn faults_are_told_with_their_line() {
    let problems = |text: &str| {
        let (entries, summary) = read(&cp932(text)).unwrap();
        let listed = summary.problems.listed().iter();
        (
            entries.len(),
            listed.map(|problem| (problem.line, problem.kind.clone())).collect::<Vec<_>>(),
        )
    };
    let field = |position, name, fault| ProblemKind::Field { position, name, fault };
    assert_eq!(problems(""), (0, vec![(1, ProblemKind::EmptyFile)]));
    for other in ["氏名,カナ氏名\r\n", "\r\n", "\"a", &row("40101", "8000001", "市", "町")[..20]] {
        assert_eq!(problems(other), (0, vec![(1, ProblemKind::NotPostalCodes)]), "{other}");
        assert!(!is_postal_codes(&mut Cursor::new(cp932(other))).unwrap());
    }
    let sound = row("40101", "8000001", "北九州市門司区", "風師");
    let wrong = [
        (
            row("4010", "8000001", "市", "町"),
            field(1, "全国地方公共団体コード", FieldFault::Length { expected: 5 }),
        ),
        (
            row("40101", "800000", "市", "町"),
            field(3, "郵便番号", FieldFault::Length { expected: 7 }),
        ),
        (row("40101", "8000001", "", "町"), field(8, "市区町村名", FieldFault::Missing)),
        (
            row("40101", "8000001", "市", &"長".repeat(201)),
            field(9, "町域名", FieldFault::TooLong { max: 200 }),
        ),
        (
            sound.replace("0,0,0,0,0,0", "0,0,0,0,2,6"),
            field(14, "更新の表示", FieldFault::NotInTable),
        ),
        (sound.replace(",0,0\r", ",0\r"), ProblemKind::TooFewFields { found: 14, min: 15 }),
        ("\r\n".to_owned(), ProblemKind::EmptyLine),
    ];
    for (row, kind) in wrong {
        assert_eq!(problems(&format!("{sound}{row}{sound}")), (2, vec![(2, kind)]), "{row}");
    }
    let open = row("40101", "8000001", "北九州市門司区", "風師（１～");
    assert_eq!(
        problems(&format!("{open}{}", sound.replace("8000001", "8000002"))),
        (1, vec![(1, ProblemKind::OpenParenthesis)])
    );
    assert_eq!(problems(&format!("{sound}{open}")), (1, vec![(2, ProblemKind::OpenParenthesis)]));
    assert_eq!(
        problems(&open.repeat(101)).0,
        0,
        "a parenthesis that never closes does not go on for ever"
    );
    assert!(!problems(&open.repeat(101)).1.is_empty());
}

proptest! {
    #[test]
    fn any_bytes_end(file in proptest::collection::vec(any::<u8>(), 0..1_000)) {
        let table = cp932(&table());
        for bytes in [file.clone(), [b"PK\x03\x04", file.as_slice()].concat(), [table.as_slice(), &file].concat(), [&file, table.as_slice()].concat()] {
            let _ = read(&bytes);
            let mut cursor = Cursor::new(&bytes);
            let _ = is_postal_codes(&mut cursor);
            prop_assert_eq!(cursor.position(), 0);
        }
    }

    #[test]
    fn any_town_is_cleaned(town in "[町村（）()、～第０-９地割一円\u{3000}]{0,20}") {
        let (entries, _) = read(row("40101", "8000001", "北九州市門司区", &town).as_bytes()).unwrap();
        for entry in entries {
            prop_assert!(entry.address.starts_with("福岡県北九州市門司区"));
            prop_assert!(!entry.address.contains(['（', '）', '、', '～']));
        }
    }
}
