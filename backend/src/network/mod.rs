//! What the network is made of: the endpoints of `common::network`.

mod districts;
mod institutions;
mod leaving;
mod overview;

pub use districts::{remove_district, save_area, save_association, save_program};
pub use institutions::{get_institution, list_institutions, update_institution};
pub use leaving::{leave_network, left_alone_count, preview_leaving, return_to_network};
pub use overview::get_network;
