//! 患者基本情報 in the database: what institutions keep of a patient, how they write it, and every earlier version.
//!
//! [`model`] holds what is true now, [`ledger`] what each saving changed. Both are written in one transaction, by [`model::insert_first`] and
//! by the saving of the entry form.

mod draft;
pub mod ledger;
pub mod model;
mod own;
mod revisions;
mod save;

pub use draft::{drop_draft, keep_draft};
pub use own::get_own_record;
pub use revisions::{compare_revisions, list_revisions};
pub use save::save_record;
