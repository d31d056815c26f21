//! Prints how many records per second one core reads, on a generated file held in memory.
//!
//! `cargo run --release --example parse_rate -p tobiume-formats -- [RECEIPTS]`

use std::io::Write;
use std::time::Instant;

use chrono::NaiveDate;
use tobiume_formats::uke::write::{SyntheticPerson, write_synthetic};
use tobiume_formats::uke::{FileHeader, Insurance, check};
use tobiume_formats::{Sex, YearMonth};

fn main() -> std::io::Result<()> {
    let argument = std::env::args().nth(1);
    let receipts = argument.and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let Some(claim_month) = YearMonth::new(2026, 4) else {
        return Ok(());
    };
    let header = FileHeader {
        review_body: 1,
        prefecture: "40".into(),
        institution_code: "8814790".into(),
        institution_name: "とびうめ診療所".into(),
        claim_month,
        volume: "00".into(),
        phone: String::new(),
    };
    let mut file = Vec::new();
    write_synthetic(&mut file, &header, receipts, person)?;
    let started = Instant::now();
    let summary = check(file.as_slice())?;
    let seconds = started.elapsed().as_secs_f64();
    writeln!(
        std::io::stdout(),
        "{} receipts, {} records, {:.1} MB in {seconds:.2} s: {:.0} records/s, {} problems",
        summary.receipts,
        summary.records,
        file.len() as f64 / 1e6,
        summary.records as f64 / seconds,
        summary.problems.total(),
    )
}

fn person(number: u32) -> SyntheticPerson {
    let age = chrono::Days::new(u64::from(number) * 7 % 30_000);
    SyntheticPerson {
        name: "飛梅　太郎".into(),
        kana: "トビウメタロウ".into(),
        sex: Sex::Male,
        birth_date: NaiveDate::default() - age,
        chart_number: number.to_string(),
        insurance: Some(Insurance {
            insurer_number: "01130012".into(),
            symbol: "１２３４".into(),
            number: number.to_string(),
            branch: Some("00".into()),
        }),
        public_payers: Vec::new(),
    }
}
