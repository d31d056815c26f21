//! 参加申請: what is sent by who has no account, and the office's queue.
//!
//! [`ticket`] is what an applicant is known by, [`model`] the rows, [`turn`] the one way in which an application changes: a step that
//! [`State::after`](tobiume_common::application::State::after) allows, in the version that was looked at. [`own`] is the applicant's side,
//! [`queue`] the office's, [`doubts`] what the office should look at, [`files`] what is sent beside the form. [`letters`] are 参加承認書 and
//! the initial passwords on them.

mod approve;
mod doubts;
mod files;
pub mod letters;
pub(crate) mod model;
mod own;
mod paper;
mod queue;
mod reissue;
mod set_up;
pub mod sweep;
pub(crate) mod ticket;
pub(crate) mod turn;

pub use approve::approve_application;
pub use files::{
    begin_application_upload, drop_application_upload, finish_application_upload, get_application_upload, list_application_files,
    put_application_chunk, read_application_file, remove_application_file,
};
pub use own::{begin_application, get_own_application, list_associations, retract_application, save_application, submit_application};
pub use paper::print_application;
pub use queue::{get_application, list_applications, step_application, take_up_applications};
pub use reissue::reissue_letters;
pub use set_up::{answer_set_up_times, begin_event, begin_use, offer_set_up_times, record_devices};
