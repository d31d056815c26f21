//! 行政情報 (claims_info): what the cities' receipt files tell of a patient.
//!
//! A file is loaded in short transactions under an import that nobody sees, and shown by one
//! last transaction: readers are never kept waiting, and a killed import leaves nothing visible.

pub mod content;
pub mod import;
pub mod matching;
pub mod model;
pub mod questions;
