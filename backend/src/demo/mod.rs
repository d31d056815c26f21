//! The demo network: an invented region to look around in, made by `tobiume demo` alone.
//!
//! [`network`] and its neighbours are plain data; [`fill`] and [`receipts`] put it into a database.
//! An empty production database never gets any of it.

mod applications;
mod calendar;
mod directory;
mod districts;
mod fill;
mod fill_districts;
mod illness;
mod illnesses_brain;
mod illnesses_inner;
mod illnesses_other;
mod life;
mod network;
mod people;
mod people_table;
mod receipts;
mod records;
mod showcase;
mod special;
#[cfg(test)]
mod tests;
mod types;
mod visits;
mod wills;
mod writer;

pub use applications::{fill_applications, has_applications};
pub use fill::{PASSWORD, fill, is_there};
pub use network::demo_network;
pub use receipts::{RECEIPTS_CITY, register_persons_of};
