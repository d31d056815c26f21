//! Japanese text as this field needs it: names compared safely ([`kana`], [`variants`]), dates in 和暦 and 西暦 ([`wareki`]), numbers in full
//! and half width ([`width`]), addresses ([`address`]).

pub mod address;
pub mod kana;
pub mod variants;
pub mod wareki;
pub mod width;

pub use address::{fold_address, municipality_of};
pub use kana::{fold_name, fold_text, is_katakana, to_katakana};
pub use wareki::{BirthQuery, DateProblem, parse_birth_date, wareki};
pub use width::fold_code;
