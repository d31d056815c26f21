//! Masters (医薬品, 傷病名, 修飾語) and postal codes: imported from the operator's own copy, read by code.

pub mod import;
mod names;
pub mod postal;

pub use names::{Name, Names};
pub use postal::get_postal_code;
