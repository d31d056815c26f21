//! Folding of text that must compare equal although systems write it differently.

use tobiume_common::japanese::{fold_code, width::narrow};

/// Folds a 記号, 番号 or 枝番 of an insurance card for matching.
///
/// Full-width ASCII becomes half-width, all white space goes, and the many dashes that stand for a
/// hyphen (−, －, ‐, ―, ー …) become `-`. Letters keep their case and zeros are kept, because both
/// can distinguish persons. Receipts and registrations must both go through this one function.
pub fn fold_insurance_id(text: &str) -> String {
    fold_code(text)
}

/// Normalises a kana reading: half-width katakana becomes full-width (with its sound marks
/// combined), full-width ASCII becomes half-width, an ideographic space becomes a space.
///
/// Masters mix both widths (医薬品 is half-width, 傷病名 full-width); this makes them searchable
/// alike. Hiragana and everything else is left.
pub fn normalise_kana(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let combined = match c {
            'ﾞ' => out.chars().next_back().and_then(voiced),
            'ﾟ' => out.chars().next_back().and_then(half_voiced),
            _ => None,
        };
        match combined {
            Some(letter) => {
                out.pop();
                out.push(letter);
            }
            None => out.push(widen_katakana(narrow(c))),
        }
    }
    out
}

/// U+FF61 to U+FF9F in order.
const WIDE: &str =
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

fn widen_katakana(c: char) -> char {
    match c {
        '｡'..='ﾟ' => {
            let index = u32::from(c) - u32::from('｡');
            usize::try_from(index).ok().and_then(|index| WIDE.chars().nth(index)).unwrap_or(c)
        }
        _ => c,
    }
}

fn voiced(c: char) -> Option<char> {
    match c {
        'ウ' => Some('ヴ'),
        // In Unicode the voiced letter follows its plain one.
        'カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ' | 'タ' | 'チ' | 'ツ' | 'テ' | 'ト' | 'ハ' | 'ヒ' | 'フ'
        | 'ヘ' | 'ホ' => char::from_u32(u32::from(c) + 1),
        _ => None,
    }
}

fn half_voiced(c: char) -> Option<char> {
    matches!(c, 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ')
        .then(|| char::from_u32(u32::from(c) + 2))
        .flatten()
}

/// Folds a 枝番: cards have 01, lists often 1.
pub fn fold_branch(branch: &str) -> String {
    fold_insurance_id(branch).trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insurance_ids() {
        assert_eq!(fold_insurance_id("１９Ｄ　０００１"), "19D0001");
        assert_eq!(fold_insurance_id(" 公立－１２ー3 "), "公立-12-3");
        assert_eq!(fold_insurance_id("公立−１"), "公立-1");
        assert_eq!(fold_insurance_id("007"), "007");
        assert_eq!(fold_insurance_id(""), "");
    }

    #[test]
    fn kana() {
        assert_eq!(normalise_kana("ｶﾞｽﾀｰｻﾝ2%"), "ガスターサン2%");
        assert_eq!(normalise_kana("ﾊﾟﾋﾟﾌﾞｳﾞﾝﾞ"), "パピブヴン゛");
        assert_eq!(normalise_kana("１１ベータ－スイサン"), "11ベータ-スイサン");
        assert_eq!(normalise_kana("｡ﾝﾟ"), "。ン゜");
    }
}
