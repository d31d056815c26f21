//! Accounts live and die in order: the endpoints of `common::accounts`, and what others build on.
//!
//! [`begin`] is how a user comes to be, [`end`] what ends with one, [`leave`] what with an institution; [`model`] holds a user in the version that was looked at. Steps run one
//! at a time, over all processes: two clerks who end each other leave one. Nothing that the audit log names is deleted.

pub mod begin;
pub mod end;
pub mod leave;
mod letters;
mod list;
pub mod model;
mod steps;

pub use letters::{add_user, move_user, reissue_password};
pub use list::{get_user, list_users};
pub use steps::{step_user, update_user};
