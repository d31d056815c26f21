//! The receipt that is being read: the order of its records and what they add.

use super::layout::RecordKind;
use super::model::Receipt;
use super::records;
use super::row::Row;
use crate::problem::{Problem, ProblemKind};

/// Most records of one receipt. Real ones stay below a few thousand; the bound keeps a hostile file
/// from filling the memory with a single receipt.
pub const MAX_RECORDS: u32 = 20_000;

/// What GO adds up: 総件数 and 総合計点数.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) count: u64,
    pub(super) points: u64,
}

/// A receipt under construction. Without `receipt` (its RE was faulty) the records are still
/// checked and counted.
#[derive(Debug)]
pub(super) struct Building {
    pub(super) line: u64,
    receipt: Option<Receipt>,
    /// The first fault of this receipt; it will not be delivered.
    pub(super) problem: Option<Problem>,
    records: u32,
    place: u8,
    donor: bool,
    /// After one record out of order the rest would only repeat the complaint.
    order_lost: bool,
    category: Option<u8>,
    has_insurance: bool,
    public_payers: u64,
    insurance_points: u64,
    first_payer_points: u64,
}

impl Building {
    pub(super) fn new(line: u64, receipt: Option<Receipt>) -> Self {
        Self {
            line,
            receipt,
            problem: None,
            records: 0,
            place: RecordKind::Re.place(),
            donor: false,
            order_lost: false,
            category: None,
            has_insurance: false,
            public_payers: 0,
            insurance_points: 0,
            first_payer_points: 0,
        }
    }

    /// Whether any payer was seen; a receipt without one is faulty.
    pub(super) fn has_payer(&self) -> bool {
        self.has_insurance || self.public_payers > 0
    }

    /// What this receipt adds to the totals of GO.
    pub(super) fn tally(&self) -> Tally {
        Tally {
            count: u64::from(self.has_insurance) + self.public_payers,
            points: match self.has_insurance {
                true => self.insurance_points,
                false => self.first_payer_points,
            },
        }
    }

    /// The receipt, or the fault for which it is left out.
    pub(super) fn finish(self) -> Option<Result<Receipt, Problem>> {
        match (self.problem, self.receipt) {
            (Some(problem), _) => Some(Err(problem)),
            (None, receipt) => receipt.map(Ok),
        }
    }

    /// Takes one record after RE.
    pub(super) fn accept(&mut self, row: &Row<'_>) -> Result<(), ProblemKind> {
        self.records = self.records.saturating_add(1);
        if self.records > MAX_RECORDS {
            self.receipt = None;
            return match self.records == MAX_RECORDS + 1 {
                true => Err(ProblemKind::TooManyRecords {
                    limit: MAX_RECORDS as usize,
                }),
                false => Ok(()),
            };
        }
        self.check_order(row.kind)?;
        row.check_columns()?;
        match row.kind {
            RecordKind::Ho => self.insurance(row),
            RecordKind::Ko => self.public_payer(row),
            RecordKind::Sn => self.branch(row),
            RecordKind::Sy => self.disease(row),
            RecordKind::Si | RecordKind::Iy | RecordKind::To | RecordKind::Co => self.detail(row),
            _ => records::checked_only(row),
        }
    }

    fn check_order(&mut self, kind: RecordKind) -> Result<(), ProblemKind> {
        let in_place = match kind {
            RecordKind::Ti => {
                // A donor part may follow another, each with its own diseases and treatments.
                self.donor = true;
                self.category = None;
                true
            }
            RecordKind::Tr | RecordKind::Ts => self.donor && kind.place() > self.place,
            RecordKind::Sy | RecordKind::Si | RecordKind::Iy | RecordKind::To | RecordKind::Co | RecordKind::Sj => {
                kind.place() >= self.place
            }
            RecordKind::Ho if self.has_insurance => return Err(ProblemKind::RepeatedInsurance),
            _ => !self.donor && kind.place() >= self.place,
        };
        if in_place {
            self.place = kind.place();
            return Ok(());
        }
        if self.order_lost {
            return Ok(());
        }
        self.order_lost = true;
        Err(ProblemKind::OutOfOrder)
    }

    fn insurance(&mut self, row: &Row<'_>) -> Result<(), ProblemKind> {
        let (insurance, days, points) = records::insurance(row)?;
        self.has_insurance = true;
        self.insurance_points = points;
        if let Some(receipt) = &mut self.receipt {
            receipt.insurance = Some(insurance);
            receipt.actual_days = days;
            receipt.points = points;
        }
        Ok(())
    }

    fn public_payer(&mut self, row: &Row<'_>) -> Result<(), ProblemKind> {
        if self.public_payers == 4 {
            return Err(ProblemKind::TooManyPublicPayers);
        }
        let payer = records::public_payer(row)?;
        let first = self.public_payers == 0;
        self.public_payers += 1;
        if first {
            self.first_payer_points = payer.points.unwrap_or_default();
        }
        if let Some(receipt) = &mut self.receipt {
            if first && receipt.insurance.is_none() {
                receipt.actual_days = payer.actual_days;
                receipt.points = self.first_payer_points;
            }
            receipt.public_payers.push(payer);
        }
        Ok(())
    }

    fn branch(&mut self, row: &Row<'_>) -> Result<(), ProblemKind> {
        let branch = records::branch(row)?;
        if let Some(insurance) = self.receipt.as_mut().and_then(|r| r.insurance.as_mut()) {
            insurance.branch = insurance.branch.take().or(branch);
        }
        Ok(())
    }

    fn disease(&mut self, row: &Row<'_>) -> Result<(), ProblemKind> {
        let disease = records::disease(row)?;
        if let Some(receipt) = self.receipt.as_mut().filter(|_| !self.donor) {
            receipt.diseases.push(disease);
        }
        Ok(())
    }

    fn detail(&mut self, row: &Row<'_>) -> Result<(), ProblemKind> {
        let category = records::detail(row, self.category)?;
        self.category = Some(category);
        let drug = match row.kind {
            RecordKind::Iy => Some(records::drug(row, category)?),
            _ => None,
        };
        let Some(receipt) = self.receipt.as_mut().filter(|_| !self.donor) else {
            return Ok(());
        };
        match row.kind {
            RecordKind::To => receipt.counts.materials += 1,
            RecordKind::Co => receipt.counts.comments += 1,
            RecordKind::Si => receipt.counts.treatments += 1,
            _ => receipt.drugs.extend(drug),
        }
        Ok(())
    }
}
