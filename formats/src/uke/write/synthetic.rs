//! Receipts of invented outpatients, the same for the same number, with codes of the real masters.

use std::io::{self, Write};

use chrono::{Datelike, Days, NaiveDate};

use super::{ReceiptWriter, Written};
use crate::uke::model::{
    Amount, DayCount, Disease, Drug, FileHeader, Insurance, PublicPayer, Receipt, ReceiptKind, RecordCounts, SUSPECTED,
};
use crate::{Sex, YearMonth};

/// A person for whom a receipt is invented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticPerson {
    /// 氏名.
    pub name: String,
    /// カタカナ氏名 without space.
    pub kana: String,
    /// 男女区分.
    pub sex: Sex,
    /// 生年月日.
    pub birth_date: NaiveDate,
    /// カルテ番号.
    pub chart_number: String,
    /// Insurance; `None` makes a 公費単独 receipt and needs a public payer.
    pub insurance: Option<Insurance>,
    /// Public payers, at most four. Days and points are filled in where they are `None`.
    pub public_payers: Vec<PublicPayer>,
}

/// Diseases of the synthetic receipts. 傷病名コード: 高血圧症, ２型糖尿病, 脂質異常症, 急性上気道炎, 急性気管支炎, 腰痛症.
pub const SYNTHETIC_DISEASES: [&str; 6] = ["8833421", "2500015", "8844446", "4659007", "4660009", "8840829"];

/// Drugs of the synthetic receipts: 医薬品コード, 診療識別, 使用量 in hundred-thousandths: アムロジピンＯＤ錠５ｍｇ,
/// メトグルコ錠２５０ｍｇ, ロスバスタチン錠２．５ｍｇ, カロナール錠２００, カルボシステイン錠５００ｍｇ,
/// ロキソニンテープ１００ｍｇ.
pub const SYNTHETIC_DRUGS: [(&str, u8, u64); 6] = [
    ("620007818", 21, 100_000),
    ("621974701", 21, 200_000),
    ("622582001", 21, 50_000),
    ("620002023", 22, 200_000),
    ("621752101", 21, 300_000),
    ("620007813", 23, 1_400_000),
];

/// Invents the outpatient receipt `number` of `person` for `month`: one to three diseases, two to
/// four drugs, some treatments. `None` only for a month outside the calendar.
pub fn synthetic_receipt(person: &SyntheticPerson, number: u32, month: YearMonth) -> Option<Receipt> {
    let first_day = NaiveDate::from_ymd_opt(month.year, month.month, 1)?;
    let visit = first_day.checked_add_days(Days::new(u64::from(number % 28)))?;
    let points = u64::from(300 + number % 700);
    let public_payers = person.public_payers.iter().map(|payer| PublicPayer {
        actual_days: payer.actual_days.or(Some(1)),
        points: payer.points.or(Some(points)),
        ..payer.clone()
    });
    let public_payers: Vec<_> = public_payers.collect();
    let first_payer = public_payers.first();
    let alone = person.insurance.is_none();
    Some(Receipt {
        line: 0,
        number,
        kind: ReceiptKind(if alone { 1212 } else { 1112 }),
        month,
        name: person.name.clone(),
        kana: person.kana.clone(),
        sex: person.sex,
        birth_date: person.birth_date,
        admission_date: None,
        chart_number: person.chart_number.clone(),
        search_number: String::new(),
        insurance: person.insurance.clone(),
        actual_days: first_payer.filter(|_| alone).map_or(Some(1), |payer| payer.actual_days),
        points: first_payer.filter(|_| alone).and_then(|payer| payer.points).unwrap_or(points),
        public_payers,
        diseases: diseases(number, first_day),
        drugs: drugs(number, visit),
        counts: RecordCounts {
            treatments: 3 + number % 3,
            materials: 0,
            comments: number % 2,
        },
    })
}

fn diseases(number: u32, start_date: NaiveDate) -> Vec<Disease> {
    let codes = SYNTHETIC_DISEASES.iter().cycle().skip(number as usize % 6);
    codes
        .take(1 + number as usize % 3)
        .enumerate()
        .map(|(place, code)| Disease {
            line: 0,
            code: (*code).to_owned(),
            start_date,
            outcome: 1,
            modifiers: match place {
                2 => SUSPECTED.to_owned(),
                _ => String::new(),
            },
            free_name: None,
            main: place == 0,
            comment: None,
        })
        .collect()
}

fn drugs(number: u32, visit: NaiveDate) -> Vec<Drug> {
    let choice = SYNTHETIC_DRUGS.iter().cycle().skip(number as usize % 6);
    let mut drugs: Vec<_> = choice
        .take(2 + number as usize % 3)
        .map(|(code, category, amount)| {
            let times = if *category == 21 { 14 } else { 1 };
            Drug {
                line: 0,
                code: (*code).to_owned(),
                category: *category,
                amount: Some(Amount::from_hundred_thousandths(*amount)),
                times: Some(times),
                days: vec![DayCount {
                    day: u8::try_from(visit.day()).unwrap_or(1),
                    times,
                }],
            }
        })
        .collect();
    drugs.sort_by_key(|drug| drug.category);
    drugs
}

/// Writes a file of `count` receipts for the month of `header`'s claim, numbered from 1; `person`
/// is asked for each number in turn. Memory does not grow with `count`.
///
/// # Errors
/// Those of [`ReceiptWriter`].
pub fn write_synthetic<W: Write>(
    out: W,
    header: &FileHeader,
    count: u32,
    mut person: impl FnMut(u32) -> SyntheticPerson,
) -> io::Result<Written> {
    let mut writer = ReceiptWriter::new(out, header)?;
    for number in 1..=count {
        if let Some(receipt) = synthetic_receipt(&person(number), number, header.claim_month) {
            writer.write(&receipt)?;
        }
    }
    writer.finish(true)
}
