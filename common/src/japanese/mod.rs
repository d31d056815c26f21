//! Japanese text as this field needs it: names compared safely ([`kana`], [`variants`]) and dates
//! in 和暦 and 西暦 ([`wareki`]).

pub mod kana;
pub mod variants;
pub mod wareki;

pub use kana::{fold_name, fold_text};
pub use wareki::{BirthQuery, DateProblem, parse_birth_date, wareki};
