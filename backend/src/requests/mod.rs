//! 変更・退会・パスワード再発行: what who takes part already asks of the office.
//!
//! Requests stand in the same table, take the same steps and wait in the same queue as 参加申請 ([`crate::applications`]). [`own`] is the side of
//! the institution's administrator, [`reset`] that of who cannot sign in, [`office`] the office's; [`grant`] is what an approval does.

mod grant;
pub(crate) mod model;
mod office;
mod own;
mod reset;

pub use office::{get_request, step_request};
pub use own::{answer_office, ask_office, get_own_institution, retract_own_request};
pub use reset::ask_password_reset;
