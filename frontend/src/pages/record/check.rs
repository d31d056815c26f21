//! The rules of `common` for values, told at the fields of the form.

use tobiume_common::basic_info::{Item, ItemValue};

use super::typed::{Typed, Unreadable};

/// What is wrong with a value, at the field concerned.
pub fn problems(_item: Item, _value: &ItemValue, _typed: &Typed) -> Vec<Unreadable> {
    Vec::new()
}
