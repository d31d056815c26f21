//! Masters (医薬品, 傷病名, 修飾語) and postal codes: imported from the operator's own copy, read by code, searched while somebody types.

pub mod import;
mod names;
pub mod postal;
mod search;
mod shelf;

pub use names::{Name, Names};
pub use postal::get_postal_code;
pub use search::search_master;
pub use shelf::Shelves;
