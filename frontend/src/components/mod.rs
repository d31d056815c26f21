//! What pages are made of. Components are drawn from their properties and hold no data.

mod choice;
mod course;
mod dialog;
mod drop_zone;
mod field;
mod form_frame;
mod icon;
mod leave;
mod lines;
mod link;
mod message;
mod news;
mod page;
mod postal_code;
mod shell;
mod uploader;
mod whose;

pub use choice::{Choice, Select};
pub use course::course;
pub use dialog::Dialog;
pub use drop_zone::DropZone;
pub use field::{Field, PasswordField};
pub use form_frame::FormFrame;
pub use icon::Flower;
pub use leave::LeaveGuard;
pub use lines::{Line, Part, missing, relations, save, understood};
pub use link::{Link, is_plain_click};
pub use message::{error_banner, notice, office_line, ready_or};
pub use news::NewsLine;
pub use page::Page;
pub use postal_code::PostalCodeField;
pub use shell::Shell;
pub use uploader::{Uploader, progress_line, size, upload_line};
pub use whose::whose;
