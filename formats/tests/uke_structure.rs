//! Structure and layout of receipt files, on small files written here.

use tobiume_formats::uke::{ReceiptReader, Summary, check};
use tobiume_formats::{FieldFault, ProblemKind, ReadError};

const IR: &str = "IR,1,40,1,8814790,,とびうめ診療所,202604,00,";
const RE: &str = "RE,1,1112,202603,飛梅　太郎,1,19450315,,,,,,,K1,,,,,,,,,,,,,,,,,,,,,,,トビウメタロウ,";
const HO: &str = "HO,01130012,１２,３４,2,500,,,,,,,,,";
const KO: &str = "KO,83136019,1234567,,1,300,,,,,,";
const SN: &str = "SN,1,01,,,,05,,";
const SY: &str = "SY,8833421,20260301,1,,,01,";
const SI: &str = "SI,21,1,111000110,,288,1";
const IY: &str = "IY,,1,620007818,1.5,10,14,,,,,,,,,14";
const GO: &str = "GO,1,500,99";

fn bytes(lines: &[&str]) -> Vec<u8> {
    let text = lines.iter().map(|line| format!("{line}\r\n")).collect::<String>();
    encoding_rs::SHIFT_JIS.encode(&text).0.into_owned()
}

fn read(lines: &[&str]) -> Summary {
    check(bytes(lines).as_slice()).unwrap_or_default()
}

/// Line, record and kind of the problems of a file.
fn problems(lines: &[&str]) -> Vec<(u64, String, ProblemKind)> {
    let summary = read(lines);
    let listed = summary.problems.listed();
    listed.iter().map(|p| (p.line, p.record.clone(), p.kind.clone())).collect()
}

fn one(line: u64, record: &str, kind: ProblemKind) -> Vec<(u64, String, ProblemKind)> {
    vec![(line, record.to_owned(), kind)]
}

#[test]
fn a_sound_receipt() {
    let file = bytes(&[IR, RE, HO, SN, SY, SI, IY, GO]);
    let receipts: Vec<_> = ReceiptReader::new(file.as_slice()).map(Result::unwrap).collect();
    let receipt = &receipts[0];
    assert_eq!((receipts.len(), receipt.line, receipt.points), (1, 2, 500));
    assert_eq!(receipt.insurance.as_ref().unwrap().branch.as_deref(), Some("05"));
    let identity = receipt.identity().unwrap();
    assert_eq!((identity.symbol.as_str(), identity.number.as_str()), ("12", "34"));
    let drug = &receipt.drugs[0];
    assert_eq!((drug.category, drug.times, drug.line), (21, Some(14), 7));
    assert_eq!(drug.amount.unwrap().to_string(), "1.5");
    assert_eq!(drug.days.iter().map(|on| (on.day, on.times)).collect::<Vec<_>>(), [(3, 14)]);
    let summary = read(&[IR, RE, HO, SN, SY, SI, IY, GO]);
    assert!(summary.problems.is_empty());
    assert_eq!((summary.records, summary.count_total), (8, 1));
}

#[test]
fn public_payer_alone_and_padded_numbers() {
    let file = bytes(&[IR, RE, KO, SI, RE, &HO.replace("01130012", "  138057"), "GO,2,800,99"]);
    let receipts: Vec<_> = ReceiptReader::new(file.as_slice()).map(Result::unwrap).collect();
    let identity = receipts[0].identity().unwrap();
    assert_eq!(identity.insurer_number, "83136019");
    assert_eq!((identity.symbol.as_str(), identity.number.as_str()), ("", "1234567"));
    assert_eq!((receipts[0].points, receipts[0].actual_days), (300, Some(1)));
    assert_eq!(receipts[1].insurance.as_ref().unwrap().insurer_number, "138057");
    let nameless = bytes(&[IR, RE, &KO.replace("1234567", ""), SI, "GO,1,300,99"]);
    let receipts: Vec<_> = ReceiptReader::new(nameless.as_slice()).map(Result::unwrap).collect();
    assert_eq!(receipts[0].identity(), None, "a payer alone identifies nobody");
}

#[test]
fn old_dates_and_short_rows() {
    let old_re = "RE,1,1112,42603,飛梅　太郎,1,3200315";
    let lines = [IR, old_re, "HO,01130012,,1,1,500", "SY,8833421,4260301,1", SI, "GO,1,500,99"];
    assert_eq!(problems(&lines), []);
}

#[test]
fn donor_records_are_not_the_patients() {
    let ti = "TI,1,1,40,1,8814790,,,,";
    let tr = "TR,1,1117,202603,,2,19700101,,,,,,,,,,,";
    let lines = [
        IR,
        RE,
        HO,
        SY,
        SI,
        "SJ,01,所見",
        "SJ,,続き",
        ti,
        tr,
        "TS,1,100",
        SY,
        SI,
        IY,
        ti,
        tr,
        SI,
        GO,
    ];
    assert_eq!(problems(&lines), []);
    let file = bytes(&lines);
    let receipts: Vec<_> = ReceiptReader::new(file.as_slice()).map(Result::unwrap).collect();
    assert_eq!((receipts[0].diseases.len(), receipts[0].drugs.len()), (1, 0));
    assert_eq!(receipts[0].counts.treatments, 1);
    assert_eq!(
        problems(&[IR, RE, HO, SI, ti, IY, GO])[0].0,
        6,
        "診療識別 is not inherited into the donor part"
    );
    assert_eq!(problems(&[IR, RE, HO, SI, tr, GO]), one(5, "TR", ProblemKind::OutOfOrder));
}

#[test]
fn structure_of_the_file() {
    use ProblemKind as P;
    let receipt = [RE, HO, SI];
    let with = |before: &[&'static str], after: &[&'static str]| problems(&[before, &receipt, after].concat());
    assert_eq!(problems(&[]), one(1, "", P::EmptyFile));
    assert_eq!(with(&[IR], &[]), one(4, "", P::MissingTrailer));
    assert_eq!(with(&[], &[GO]), one(1, "RE", P::MissingHeader));
    assert_eq!(with(&[IR, IR], &[GO]), one(2, "IR", P::RepeatedHeader));
    assert_eq!(with(&[IR], &[GO, GO]), one(6, "", P::AfterTrailer));
    assert_eq!(with(&[IR, SI], &[GO]), one(2, "SI", P::OutsideReceipt));
    assert_eq!(with(&[IR], &["", GO]), one(5, "", P::EmptyLine));
    assert_eq!(with(&[IR], &["XX,1", GO]), one(5, "XX", P::UnknownRecord));
    assert_eq!(with(&[IR], &["飛梅,1", GO]), one(5, "", P::UnknownRecord));
    assert_eq!(with(&[IR], &["GO,2,500,99"]), one(5, "GO", P::CountMismatch { stated: 2, read: 1 }));
    assert_eq!(
        with(&[IR], &["GO,1,501,99"]),
        one(5, "GO", P::PointsMismatch { stated: 501, read: 500 })
    );
    assert_eq!(problems(&["UK,1,40,3"])[0].2, P::OtherReceiptKind);
    assert_eq!(with(&["IR,1,40,3,8814790,,,202604,00,"], &[GO])[0].2, P::OtherReceiptKind);
    assert_eq!(with(&[IR], &[GO, "\x1a"])[0].0, 6, "an EOF mark with a line end after it");
}

#[test]
fn structure_of_a_receipt() {
    use ProblemKind as P;
    let inside = |lines: &[&'static str], go: &'static str| problems(&[&[IR, RE], lines, &[go]].concat());
    assert_eq!(inside(&[SI], "GO,0,0,99"), one(2, "RE", P::NoPayer));
    assert_eq!(inside(&[HO, HO], GO), one(4, "HO", P::RepeatedInsurance));
    assert_eq!(
        inside(&[HO, KO, KO, KO, KO, KO], "GO,5,500,99"),
        one(8, "KO", P::TooManyPublicPayers)
    );
    assert_eq!(inside(&[KO, HO], "GO,1,300,99"), one(4, "HO", P::OutOfOrder));
    assert_eq!(inside(&[HO, SI, SY, SY], GO), one(5, "SY", P::OutOfOrder));
    assert_eq!(inside(&[HO, SN, KO], GO), one(5, "KO", P::OutOfOrder));
    assert_eq!(inside(&[HO, IY], GO)[0].2, field(2, "診療識別", FieldFault::Missing));
}

fn field(position: usize, name: &'static str, fault: FieldFault) -> ProblemKind {
    ProblemKind::Field { position, name, fault }
}

#[test]
fn fields() {
    use FieldFault as F;
    let sy = |record: &'static str| problems(&[IR, RE, HO, record, GO]).first().map(|p| p.2.clone());
    assert_eq!(
        sy("SY,883342,20260301,1"),
        Some(field(2, "傷病名コード", F::Length { expected: 7 }))
    );
    assert_eq!(sy("SY,8833421,20260230,1"), Some(field(3, "診療開始日", F::NoSuchDate)));
    assert_eq!(sy("SY,8833421,20260301,9"), Some(field(4, "転帰区分", F::NotInTable)));
    assert_eq!(
        sy("SY,8833421,20260301,1,80021"),
        Some(field(5, "修飾語コード", F::Length { expected: 4 }))
    );
    assert_eq!(sy("SY,0000999,20260301,1,,,,"), Some(field(6, "傷病名称", F::Missing)));
    assert_eq!(sy("SY,8833421"), Some(ProblemKind::TooFewFields { found: 2, min: 4 }));
    let long = "SY,8833421,20260301,1,,,01,,";
    assert_eq!(sy(long), Some(ProblemKind::TooManyFields { found: 9, max: 8 }));
    assert_eq!(sy("IY,21,1,620007818,1.0000001"), Some(field(5, "使用量", F::NotANumber)));
    let many = format!("TO,{}", ",".repeat(200));
    assert_eq!(
        problems(&[IR, RE, HO, &many, GO])[0].2,
        ProblemKind::TooManyFields { found: 202, max: 48 }
    );
}

#[test]
fn a_faulty_receipt_is_left_out_and_the_next_is_read() {
    let bad = SY.replace("20260301", "20261301");
    let lines = [IR, RE, HO, &bad, SI, RE, HO, SI, "GO,2,1000,99"];
    let file = bytes(&lines);
    let read: Vec<_> = ReceiptReader::new(file.as_slice()).collect();
    assert!(matches!(&read[0], Err(ReadError::Faulty(problem)) if problem.line == 4));
    assert_eq!(read[1].as_ref().map(|receipt| receipt.line).ok(), Some(6));
    assert_eq!(read.len(), 2);
    let said = ReadError::from(problems_of(&file)).to_string();
    assert_eq!(
        said,
        "4行目（SY）：診療開始日（左から3番目の項目）が存在しない日付です。作成元のシステムで修正し、ファイルを作り直してください。"
    );
}

fn problems_of(file: &[u8]) -> tobiume_formats::Problem {
    let summary = check(file).unwrap_or_default();
    summary.problems.listed()[0].clone()
}

#[test]
fn memory_is_bounded() {
    let mut lines = vec![IR, RE, HO];
    lines.extend(std::iter::repeat_n(SI, tobiume_formats::uke::MAX_RECORDS as usize + 5));
    lines.push(GO);
    let listed = problems(&lines);
    assert_eq!(listed.len(), 1);
    assert!(matches!(listed[0].2, ProblemKind::TooManyRecords { .. }));

    let garbage = vec!["?"; 5_000];
    let summary = read(&garbage);
    assert_eq!((summary.problems.listed().len(), summary.problems.total()), (100, 5_001));
}
