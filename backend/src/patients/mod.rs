//! Patients: who they are, who may find them, and the record a reader sees.
//!
//! [`finding`] keeps the index by which people are found; [`model`] reads and writes rows; the
//! endpoints are one file each.

pub mod finding;
pub mod import;
pub mod model;
mod open;
mod print;
pub mod register;
pub mod same_person;
mod search;
mod view;

pub use model::PatientAccess;
pub use open::open_patient;
pub use print::print_patient;
pub use search::search_patients;
pub use view::get_patient;
