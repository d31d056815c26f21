//! Half and full width: numbers and codes as people type them.

/// The character in half width: full-width ASCII and the ideographic space. Everything else stays.
pub fn narrow(ch: char) -> char {
    match ch {
        '！'..='～' => char::from_u32(u32::from(ch) - 0xfee0).unwrap_or(ch),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// A number or code for comparison: half width, without white space, and with `-` for the many dashes that stand for a hyphen (−, －, ‐, ―,
/// ー …). Letters keep their case and zeros are kept, because both can distinguish persons.
///
/// ```
/// use tobiume_common::japanese::fold_code;
/// assert_eq!(fold_code("８０２ー０００１ "), "802-0001");
/// ```
pub fn fold_code(text: &str) -> String {
    text.chars()
        .filter(|ch| !ch.is_whitespace())
        .map(|ch| match narrow(ch) {
            '‐'..='―' | '−' | 'ー' | 'ｰ' => '-',
            other => other,
        })
        .collect()
}
