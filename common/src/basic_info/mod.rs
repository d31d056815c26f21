//! 患者基本情報 (basic_info): its sections, items and values, and the merged view.
//!
//! Each institution keeps its own basic_info of a patient: one value per item, each with its own
//! 更新日 and author. [`sections`] says what there is and in which order it is shown, [`value`]
//! what an item holds, [`items`] describes every item as data (the forms and the view are made
//! from it), [`check`] says what may be written into it, [`record`] is how it is written, [`merge`]
//! makes one view out of all institutions' entries.

pub mod check;
pub mod items;
pub mod merge;
pub mod record;
pub mod sections;
pub mod value;

pub use check::check_value;
pub use items::{Choice, Item, ItemKind, MergeRule};
pub use merge::{Entry, MergedItem, SectionView, SourcedValue, merge};
pub use record::{Change, Draft};
pub use sections::{Section, ViewMode};
pub use value::{Acp, Check, Contact, ItemValue, Line};
