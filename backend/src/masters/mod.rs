//! Masters (医薬品, 傷病名, 修飾語): imported from the operator's own copy, read by code, searched while somebody types.

pub mod import;
mod names;
mod search;
mod shelf;

pub use names::{Name, Names};
pub use search::search_master;
pub use shelf::Shelves;
