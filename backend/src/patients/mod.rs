//! Patients: who they are, who may find them, and the record a reader sees.
//!
//! [`finding`] keeps the index by which people are found; [`register`] is the one way in, with [`insurance`] and [`consent`]; [`doubles`] and
//! [`same_person`] say who could be or is registered already; [`model`] reads rows; the endpoints are one file each.

mod add;
pub mod consent;
mod correct;
pub mod doubles;
pub mod finding;
pub mod import;
pub mod insurance;
mod join;
pub mod model;
mod open;
pub mod register;
pub mod retention;
pub mod same_person;
mod search;
mod view;
mod withdraw;

pub use add::register_patient;
pub use correct::{get_registration, update_registration};
pub use doubles::find_doubles;
pub use join::join_patient;
pub use model::PatientAccess;
pub use open::open_patient;
pub use search::search_patients;
pub use view::get_patient;
pub use withdraw::{renew_consent, withdraw_consent};
