//! A list as CSV.

use super::lists::{Cell, List};
use crate::api::AppResult;

/// Excel takes a file for UTF-8 by this alone.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The file.
///
/// # Errors
/// None that memory would not have first.
pub fn write(list: &List) -> AppResult<Vec<u8>> {
    let mut file = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    file.write_record(list.columns).map_err(anyhow::Error::from)?;
    for row in &list.rows {
        file.write_record(row.iter().map(text)).map_err(anyhow::Error::from)?;
    }
    Ok(file.into_inner().map_err(|error| anyhow::anyhow!("writing CSV: {error}"))?)
}

/// What a spreadsheet would take for a formula begins with an apostrophe: so it stays the text that somebody typed.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) if begins_formula(text) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
    }
}

/// Half or full width: spreadsheets in Japanese take the one for the other.
fn begins_formula(text: &str) -> bool {
    let is_sign = |ch: char| matches!(ch, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(is_sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula_and_every_text_comes_back() {
        let list = List {
            name: "x",
            columns: &["あ", "い"],
            rows: vec![
                vec![Cell::Number(-3), Cell::from("=1+1")],
                vec![Cell::from("a,\"b\"\r\nc"), Cell::from(" ＝HYPERLINK(\"x\")")],
                vec![Cell::from("093-000-0000"), Cell::from("-")],
            ],
        };
        let file = String::from_utf8(write(&list).unwrap()).unwrap();
        assert_eq!(
            file,
            "\u{feff}あ,い\r\n-3,'=1+1\r\n\"a,\"\"b\"\"\r\nc\",\"' ＝HYPERLINK(\"\"x\"\")\"\r\n093-000-0000,'-\r\n"
        );
    }
}
