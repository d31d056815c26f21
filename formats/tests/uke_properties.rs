//! Receipt files that are written, read back, and damaged.
#![cfg(test)]

use std::ops::Range;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use tobiume_formats::uke::write::{ReceiptWriter, Written};
use tobiume_formats::uke::*;
use tobiume_formats::{ReadError, Sex, YearMonth};

fn header() -> FileHeader {
    FileHeader {
        review_body: 2,
        prefecture: "40".into(),
        institution_code: "8814790".into(),
        institution_name: "とびうめ診療所".into(),
        claim_month: YearMonth { year: 2026, month: 4 },
        volume: "00".into(),
        phone: "092-000-0000".into(),
    }
}

fn date() -> impl Strategy<Value = chrono::NaiveDate> {
    (0..50_000_u64).prop_map(|days| chrono::NaiveDate::default() - chrono::Days::new(30_000) + chrono::Days::new(days))
}

fn insurance() -> impl Strategy<Value = Insurance> {
    let insurer = prop_oneof!["[0-9]{8}", "[0-9]{6}"];
    (insurer, "[０-９Ａ-Ｚ]{0,8}", "[0-9０-９]{1,9}", of("[0-9]{2}")).prop_map(|(insurer_number, symbol, number, branch)| Insurance {
        insurer_number,
        symbol,
        number,
        branch,
    })
}

fn public_payer() -> impl Strategy<Value = PublicPayer> {
    ("[0-9]{8}", "[0-9]{0,7}", of(0..31_u16), of(0..99_999_u64)).prop_map(|(payer_number, recipient_number, actual_days, points)| {
        PublicPayer {
            payer_number,
            recipient_number,
            actual_days,
            points,
        }
    })
}

fn disease() -> impl Strategy<Value = Disease> {
    let modifiers = vec("[1-8][0-9]{3}", 0..=20).prop_map(|codes| codes.concat());
    let names = (of("[一二三ァ-ヶ]{1,9}"), of("[ｱ-ﾝ亜哀表能予ソ髙①]{1,9}"));
    ("[0-9]{7}", date(), 1..=4_u8, modifiers, names, any::<bool>()).prop_map(|(code, start_date, outcome, modifiers, names, main)| {
        Disease {
            line: 0,
            start_date,
            outcome,
            modifiers,
            free_name: names.0.or((code == UNCODED_DISEASE).then(|| "名".into())),
            main,
            comment: names.1,
            code,
        }
    })
}

fn drug() -> impl Strategy<Value = Drug> {
    let days = proptest::collection::btree_map(1..=31_u8, 1..999_u16, 0..5);
    let days = days.prop_map(|map| map.into_iter().map(|(day, times)| DayCount { day, times }).collect());
    let amount = of((0..9_999_999_999_u64).prop_map(Amount::from_hundred_thousandths));
    ("[0-9]{9}", 0..99_u8, amount, of(0..999_u16), days).prop_map(|(code, category, amount, times, days)| Drug {
        line: 0,
        code,
        category,
        amount,
        times,
        days,
    })
}

fn receipt() -> impl Strategy<Value = Receipt> {
    let person = (
        "[あ-んＡ-Ｚ亜哀表能予ソ髙①]{1,10}",
        "[ァ-ヶ]{0,10}",
        any::<bool>(),
        date(),
        of(date()),
    );
    let payers = (of(insurance()), vec(public_payer(), 1..=4));
    let content = (vec(disease(), 0..4), vec(drug(), 0..5), [0..3_u32, 0..2, 0..2]);
    let claim = (0..999_999_u32, 0..999_u16, 0..99_u16, 0..999_999_u64);
    (person, payers, content, claim).prop_map(|(person, (insurance, public_payers), content, claim)| {
        let (diseases, drugs, [treatments, materials, comments]) = content;
        let (number, kind, days, points) = claim;
        let alone = insurance.is_none();
        let first = &public_payers[0];
        Receipt {
            line: 0,
            number,
            kind: ReceiptKind::from_code(&format!("1{kind:03}")).unwrap(),
            month: header().claim_month,
            name: person.0,
            kana: person.1,
            sex: if person.2 { Sex::Male } else { Sex::Female },
            birth_date: person.3,
            admission_date: person.4,
            chart_number: number.to_string(),
            search_number: String::new(),
            actual_days: if alone { first.actual_days } else { Some(days) },
            points: if alone { first.points.unwrap_or(0) } else { points },
            insurance,
            public_payers,
            diseases,
            drugs,
            counts: RecordCounts {
                treatments,
                materials,
                comments,
            },
        }
    })
}

fn written(receipts: &[Receipt]) -> (Vec<u8>, Written) {
    let mut file = Vec::new();
    let mut writer = ReceiptWriter::new(&mut file, &header()).unwrap();
    for receipt in receipts {
        writer.write(receipt).unwrap();
    }
    let written = writer.finish(receipts.len() % 2 == 1).unwrap();
    (file, written)
}

fn without_lines(mut receipt: Receipt) -> Receipt {
    receipt.line = 0;
    receipt.diseases.iter_mut().for_each(|disease| disease.line = 0);
    receipt.drugs.iter_mut().for_each(|drug| drug.line = 0);
    receipt
}

/// The sound receipts of a file and its summary.
fn read(file: &[u8]) -> (Vec<Receipt>, Summary) {
    let receipts = ReceiptReader::new(file).filter_map(|receipt| match receipt {
        Ok(receipt) => Some(without_lines(receipt)),
        Err(ReadError::Faulty(_)) => None,
        Err(ReadError::Io(error)) => panic!("{error}"),
    });
    (receipts.collect(), check(file).unwrap())
}

fn lines(file: &[u8]) -> Vec<&[u8]> {
    file.split_inclusive(|&byte| byte == b'\n').collect()
}

/// The reader's promise about damage that no total reveals (a changed comment, a lost disease): no
/// receipt but the damaged one differs.
fn at_most_one_differs(original: &[Receipt], found: &[Receipt]) -> bool {
    original.len() == found.len() && original.iter().zip(found).filter(|(a, b)| a != b).count() <= 1
}

fn report_is_sound(summary: &Summary, lines: Range<u64>) -> bool {
    let listed = summary.problems.listed();
    listed
        .iter()
        .all(|problem| lines.contains(&problem.line) && problem.to_string().contains("行目"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back(receipts in vec(receipt(), 0..6)) {
        let (file, written) = written(&receipts);
        let (found, summary) = read(&file);
        prop_assert_eq!(summary.problems.listed(), []);
        prop_assert_eq!(found, receipts);
        prop_assert_eq!(summary.header, Some(header()));
        prop_assert_eq!((summary.receipts, summary.records), (written.receipts, written.records));
        prop_assert_eq!((summary.count_total, summary.points_total), (written.count_total, written.points_total));
    }

    #[test]
    fn a_file_cut_anywhere_is_noticed(receipts in vec(receipt(), 1..4), cut in any::<prop::sample::Index>()) {
        let (file, _) = written(&receipts);
        let at = cut.index(file.len());
        let (found, summary) = read(&file[..at]);
        prop_assert!(found == receipts && summary.problems.is_empty() || !summary.problems.is_empty());
        prop_assert!(report_is_sound(&summary, 1..lines(&file).len() as u64 + 1));
        // No receipt is delivered shortened.
        prop_assert!(receipts.starts_with(&found));
    }

    #[test]
    fn a_changed_byte_stays_within_its_receipt(receipts in vec(receipt(), 1..4), at in any::<prop::sample::Index>(), byte: u8) {
        let (mut file, _) = written(&receipts);
        let at = at.index(file.len());
        file[at] = byte;
        let (found, summary) = read(&file);
        prop_assert!(!summary.problems.is_empty() || at_most_one_differs(&receipts, &found));
        prop_assert!(report_is_sound(&summary, 1..lines(&file).len() as u64 + 1));
    }

    #[test]
    fn a_lost_or_doubled_line_is_noticed(receipts in vec(receipt(), 1..4), at in any::<prop::sample::Index>(), lose: bool) {
        let (file, _) = written(&receipts);
        let mut lines = lines(&file);
        let at = at.index(lines.len());
        let id = lines[at].get(..2).unwrap_or_default();
        let vital = [b"IR", b"RE", b"HO", b"KO", b"GO"].iter().any(|vital| id == *vital);
        if lose {
            lines.remove(at);
        } else {
            lines.insert(at, lines[at]);
        }
        let (found, summary) = read(&lines.concat());
        prop_assert!(!summary.problems.is_empty() || (!vital && at_most_one_differs(&receipts, &found)));
        prop_assert!(report_is_sound(&summary, 1..lines.len() as u64 + 1));
    }

    #[test]
    fn other_totals_are_noticed(receipts in vec(receipt(), 1..4), count in 0..3_u64, points in 0..3_u64) {
        let (file, written) = written(&receipts);
        let end = file.windows(3).rposition(|window| window == b"GO,").unwrap();
        let mut changed = file[..end].to_vec();
        let trailer = format!("GO,{},{},99\r\n", written.count_total + count, written.points_total + points);
        changed.extend_from_slice(trailer.as_bytes());
        let (_, summary) = read(&changed);
        prop_assert_eq!(summary.problems.total(), u64::from(count > 0) + u64::from(points > 0));
    }

    #[test]
    fn any_bytes_end(file in vec(any::<u8>(), 0..2_000)) {
        let (_, summary) = read(&file);
        prop_assert!(!summary.problems.is_empty());
    }

    #[test]
    fn any_records_end(file in "(IR|RE|HO|KO|SN|SY|IY|TO|TI|GO|SI)?[0-9,]{0,60}(\r\n|\n|\u{1a})".prop_map(|line| line.repeat(3))) {
        let (_, summary) = read(file.as_bytes());
        prop_assert!(!summary.problems.is_empty());
    }
}
