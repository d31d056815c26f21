//! Writes receipt files: for tests, the bench and demonstrations.
//!
//! What it writes is valid and is read back equal by [`super::ReceiptReader`] (but for line
//! numbers). It is no billing software: records whose content the model does not keep are written
//! as many as [`RecordCounts`] says, with invented content.

use std::io::{self, Write};

use super::layout::RecordKind;
use super::model::{Disease, Drug, FileHeader, Insurance, PublicPayer, Receipt, RecordCounts};

mod synthetic;

pub use synthetic::{SYNTHETIC_DISEASES, SYNTHETIC_DRUGS, SyntheticPerson, synthetic_receipt, write_synthetic};

/// What was written, for comparison with what is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Receipts.
    pub receipts: u64,
    /// Records including IR and GO.
    pub records: u64,
    /// 総件数 of GO.
    pub count_total: u64,
    /// 総合計点数 of GO.
    pub points_total: u64,
}

/// Writes one file: IR at once, receipts as they come, GO at the end.
#[derive(Debug)]
pub struct ReceiptWriter<W> {
    out: W,
    line: String,
    written: Written,
}

impl<W: Write> ReceiptWriter<W> {
    /// Writes IR. `out` should be buffered.
    ///
    /// # Errors
    /// Those of `out`, and [`io::ErrorKind::InvalidInput`] for text that the format cannot hold
    /// (outside CP932, a comma, a quotation mark or a control character); so for all methods.
    pub fn new(out: W, header: &FileHeader) -> io::Result<Self> {
        let mut writer = Self {
            out,
            line: String::new(),
            written: Written::default(),
        };
        writer.record(
            RecordKind::Ir,
            &[
                (1, &header.review_body.to_string()),
                (2, &header.prefecture),
                (3, "1"),
                (4, &header.institution_code),
                (6, &header.institution_name),
                (7, &header.claim_month.to_string()),
                (8, &header.volume),
                (9, &header.phone),
            ],
        )?;
        Ok(writer)
    }

    /// Writes one receipt with all its records.
    ///
    /// # Errors
    /// See [`Self::new`].
    pub fn write(&mut self, receipt: &Receipt) -> io::Result<()> {
        self.common(receipt)?;
        if let Some(insurance) = &receipt.insurance {
            self.insurance(insurance, receipt)?;
        }
        for payer in &receipt.public_payers {
            self.public_payer(payer)?;
        }
        if let Some(branch) = receipt.insurance.as_ref().and_then(|i| i.branch.as_deref()) {
            self.record(RecordKind::Sn, &[(1, "1"), (2, "01"), (6, branch)])?;
        }
        for disease in &receipt.diseases {
            self.disease(disease)?;
        }
        self.details(receipt.counts, &receipt.drugs)?;
        let payers = receipt.public_payers.len() as u64;
        self.written.receipts += 1;
        self.written.count_total += u64::from(receipt.insurance.is_some()) + payers;
        self.written.points_total += receipt.points;
        Ok(())
    }

    /// Writes GO and, if asked, the EOF mark; flushes.
    ///
    /// # Errors
    /// See [`Self::new`].
    pub fn finish(mut self, eof_mark: bool) -> io::Result<Written> {
        let (count, points) = (self.written.count_total, self.written.points_total);
        self.record(RecordKind::Go, &[(1, &count.to_string()), (2, &points.to_string()), (3, "99")])?;
        if eof_mark {
            self.out.write_all(b"\x1A")?;
        }
        self.out.flush()?;
        Ok(self.written)
    }

    fn common(&mut self, receipt: &Receipt) -> io::Result<()> {
        let admission = receipt.admission_date.map(date).unwrap_or_default();
        self.record(
            RecordKind::Re,
            &[
                (1, &receipt.number.to_string()),
                (2, &receipt.kind.to_string()),
                (3, &receipt.month.to_string()),
                (4, &receipt.name),
                (5, receipt.sex.code()),
                (6, &date(receipt.birth_date)),
                (8, &admission),
                (13, &receipt.chart_number),
                (18, &receipt.search_number),
                (36, &receipt.kana),
            ],
        )
    }

    fn insurance(&mut self, insurance: &Insurance, receipt: &Receipt) -> io::Result<()> {
        self.record(
            RecordKind::Ho,
            &[
                (1, &format!("{:>8}", insurance.insurer_number)),
                (2, &insurance.symbol),
                (3, &insurance.number),
                (4, &optional(receipt.actual_days)),
                (5, &receipt.points.to_string()),
            ],
        )
    }

    fn public_payer(&mut self, payer: &PublicPayer) -> io::Result<()> {
        self.record(
            RecordKind::Ko,
            &[
                (1, &format!("{:>8}", payer.payer_number)),
                (2, &payer.recipient_number),
                (4, &optional(payer.actual_days)),
                (5, &optional(payer.points)),
            ],
        )
    }

    fn disease(&mut self, disease: &Disease) -> io::Result<()> {
        self.record(
            RecordKind::Sy,
            &[
                (1, &disease.code),
                (2, &date(disease.start_date)),
                (3, &disease.outcome.to_string()),
                (4, &disease.modifiers),
                (5, disease.free_name.as_deref().unwrap_or_default()),
                (6, if disease.main { "01" } else { "" }),
                (7, disease.comment.as_deref().unwrap_or_default()),
            ],
        )
    }

    fn details(&mut self, counts: RecordCounts, drugs: &[Drug]) -> io::Result<()> {
        for _ in 0..counts.treatments {
            let first_visit = [(1, "11"), (2, "1"), (3, "111000110"), (5, "288"), (6, "1")];
            self.record(RecordKind::Si, &first_visit)?;
        }
        // 診療識別 is written where it changes, as billing systems do.
        let mut above = None;
        for drug in drugs {
            let category = format!("{:02}", drug.category);
            let shown = match above == Some(drug.category) {
                true => "",
                false => category.as_str(),
            };
            above = Some(drug.category);
            self.drug(drug, shown)?;
        }
        for _ in 0..counts.materials {
            let material = [(1, "40"), (2, "1"), (3, "700000000"), (4, "1"), (6, "1")];
            self.record(RecordKind::To, &material)?;
        }
        for _ in 0..counts.comments {
            let comment = [(1, "99"), (2, "1"), (3, "810000001"), (4, "経過良好")];
            self.record(RecordKind::Co, &comment)?;
        }
        Ok(())
    }

    fn drug(&mut self, drug: &Drug, category: &str) -> io::Result<()> {
        let amount = drug.amount.map(|amount| amount.to_string());
        let times = optional(drug.times);
        let days: Vec<(usize, String)> = drug
            .days
            .iter()
            .map(|on| (12 + usize::from(on.day), on.times.to_string()))
            .collect();
        let mut fields = vec![
            (1, category),
            (2, "1"),
            (3, drug.code.as_str()),
            (4, amount.as_deref().unwrap_or_default()),
            (6, times.as_str()),
        ];
        fields.extend(days.iter().map(|(field, times)| (*field, times.as_str())));
        self.record(RecordKind::Iy, &fields)
    }

    /// Writes one record; fields that are not given stay empty but keep their commas.
    fn record(&mut self, kind: RecordKind, fields: &[(usize, &str)]) -> io::Result<()> {
        self.line.clear();
        self.line.push_str(kind.id());
        let mut at = 0;
        for (field, text) in fields {
            if text.contains([',', '"']) || text.chars().any(char::is_control) {
                return Err(not_writable());
            }
            self.line.extend(std::iter::repeat_n(',', field - at));
            self.line.push_str(text);
            at = *field;
        }
        let (_, columns) = kind.columns();
        self.line.extend(std::iter::repeat_n(',', columns - 1 - at));
        self.line.push_str("\r\n");
        let (bytes, _, unmappable) = encoding_rs::SHIFT_JIS.encode(&self.line);
        if unmappable {
            return Err(not_writable());
        }
        self.written.records += 1;
        self.out.write_all(&bytes)
    }
}

fn not_writable() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "text that a receipt file cannot hold")
}

fn date(date: chrono::NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

fn optional<T: ToString>(number: Option<T>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
