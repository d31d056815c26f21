//! 電子レセプト（医科）: RECEIPTC.UKE, the monthly claim file of a medical institution.
//!
//! Layout: 記録条件仕様（医科用）令和4年4月版. CP932, comma separated, no quotation marks, CRLF:
//! IR, then receipts (RE HO? KO{0..4} SN* JD* MF* GR* SY* (SI|IY|TO|CO)* SJ* and the parts about organ
//! donors, TI …), then GO, optionally 1A. The specification demands at least one SY and one SI, IY
//! or TO per receipt; files in use do not all have them, so their absence is not a fault here.
//!
//! Import is meant in two passes over the same bytes: [`check`] reads everything and reports;
//! [`ReceiptReader`] then yields the receipts. What is kept is in [`Receipt`]; other records are
//! checked for order, number of columns and mandatory fields. Lengths of free text are not
//! enforced, because systems in use exceed them.
//!
//! Not here: dental, pharmacy and DPC files, rows returned by the payers (they carry three more
//! columns), and check digits (a receipt was checked where it was made).

mod building;
mod layout;
mod model;
mod reader;
mod records;
mod row;
pub mod write;

pub use building::MAX_RECORDS;
pub use layout::RecordKind;
pub use model::{
    Amount, DayCount, Disease, Drug, FileHeader, Identity, Insurance, PublicPayer, Receipt, ReceiptKind, RecordCounts, SUSPECTED,
    UNCODED_DISEASE,
};
pub use reader::{ReceiptReader, Summary, check};
