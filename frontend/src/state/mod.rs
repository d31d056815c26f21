//! State that pages share, and the hooks that load and send.

pub mod form;
pub mod load;
pub mod news;
pub mod part;
pub mod search;
pub mod send;
pub mod session;
pub mod upload;
