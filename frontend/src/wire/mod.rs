//! Between wire types and the browser's JSON values.
//!
//! serde-wasm-bindgen does the same for every type there is, and brings the words of all its
//! errors; the wire types are structs, lists, texts, numbers and enums, and a value that cannot be
//! read is one error for the person. This costs a third of its bytes in the first load.

mod read;
mod write;

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

/// The value is not of the type expected: the page and the server are of different versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("mismatch")
    }
}

impl std::error::Error for Mismatch {}

impl serde::de::Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl serde::ser::Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads what `JSON.parse` made.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, Mismatch> {
    T::deserialize(read::Reader(value))
}

/// Makes what `JSON.stringify` writes.
pub fn to_js<T: Serialize>(value: &T) -> Result<JsValue, Mismatch> {
    value.serialize(write::Writer)
}
