//! Masters (医薬品, 傷病名, 修飾語): imported from the operator's own copy, read by code.

pub mod import;
mod names;

pub use names::{Name, Names};
