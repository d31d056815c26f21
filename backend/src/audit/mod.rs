//! The audit log: who looked at what, from where, and why.
//!
//! A change is logged inside its own transaction ([`insert`]). A look is logged by the writer
//! ([`AuditLog`]), which commits the events of all requests that wait at that moment together:
//! the answer leaves only after its events are durable, and one flush to disk serves many.
//!
//! What of it belongs to one patient is told to the family doctor ([`get_history`]).
//!
//! Each row is hashed over the one before ([`begin`], [`verify`]), with a key that is not in the database.

mod action;
mod chain;
mod event;
mod history;
mod seal;
mod verify;
mod words;
mod writer;

pub use action::Action;
pub use chain::{begin, check_key, insert, insert_all};
pub use event::Event;
pub use history::{get_history, print_history};
pub use verify::{Broken, Fault, Head, verify};
pub use writer::AuditLog;
