//! What the server leaves to a process of its own: reading foreign pictures and PDFs, and typesetting.
//!
//! `tobiume-worker` ([`picture`], [`pdf`], [`typeset`]) reads one thing from standard input, answers on standard output ([`answer`]) and
//! ends. It may use little memory and time and opens no file but fonts ([`limits`]), so that whatever is wrong with a picture harms
//! neither the server nor the next picture. `tobiume-heic` (`heic.rs`) is the part of it that is linked to C++.

pub mod answer;
pub mod limits;
pub mod pdf;
pub mod picture;
pub mod pixels;
pub mod typeset;
