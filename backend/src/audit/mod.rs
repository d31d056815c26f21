//! The audit log: who looked at what, from where, and why.
//!
//! A change is logged inside its own transaction ([`insert`]). A look is logged by the writer
//! ([`AuditLog`]), which commits the events of all requests that wait at that moment together:
//! the answer leaves only after its events are durable, and one flush to disk serves many.

mod event;
mod writer;

pub use event::{Action, Event, insert};
pub use writer::AuditLog;
