//! Masters (医薬品, 傷病名, 修飾語): imported from the operator's own copy, read by code.

pub mod import;
mod names;

pub use names::{Name, Names};

/// The stored code of a kind of master: its letter in the file.
pub type Kind = tobiume_formats::masters::MasterKind;
