//! Signing in and out. The endpoints of `common::session`.
//!
//! The token in the cookie is 256 random bits; the database holds its SHA-256 alone. Unknown and
//! known login IDs take the same way through the code: the same password check (against a hash of
//! nobody's password), the same counting of failures, the same answers.

mod change_password;
pub mod cookie;
mod current;
mod ended;
pub(crate) mod failures;
mod model;
mod password;
mod sign_in;
mod sign_out;

pub use change_password::change_password;
pub use current::{CurrentUser, current, get_session};
pub use ended::{EndedBecause, end_all, farewell, open_sessions};
pub use password::PasswordHasher;
pub use sign_in::INITIAL_PASSWORD_DAYS;
pub(crate) use sign_in::normalise;
pub use sign_in::sign_in;
pub use sign_out::sign_out;
