//! Folding of names for comparison, and readings as they are kept.
//!
//! Two names that a person would call the same must fold to the same text: full and half width,
//! hiragana and katakana, small kana, long vowels, 異体字. Voiced marks are kept, since カ and ガ
//! are different names. Folding is for finding people only; what is shown is what was written.
//!
//! The fold of a beginning is the beginning of the fold, so that search while typing works by a
//! range of the index.

use super::variants;

/// Folds a name in kana, kanji or both for comparison.
///
/// Spaces, middle dots and variation selectors vanish; Latin letters and digits become half-width
/// lower case; kana become large katakana with long vowels written out (コー, コウ and コオ are
/// one); 異体字 become one of their group.
///
/// ```
/// use tobiume_common::japanese::fold_name;
/// assert_eq!(fold_name("やまざき　時子"), fold_name("ﾔﾏｻﾞｷ時子"));
/// assert_eq!(fold_name("髙橋"), fold_name("高橋"));
/// assert_eq!(fold_name("オーノ"), fold_name("おおの"));
/// assert_ne!(fold_name("カトウ"), fold_name("ガトウ"));
/// ```
pub fn fold_name(name: &str) -> String {
    fold(name, |last, ch| fold_char(ch).map(|ch| write_out_long_vowel(last, ch)))
}

/// Folds a text in which any part is looked for (names of drugs and diseases), letter by letter: the fold of a part is a part of the fold.
///
/// As [`fold_name`], but vowels stay as they are written, dashes and long vowel marks vanish, and full-width signs become half-width ones.
///
/// ```
/// use tobiume_common::japanese::fold_text;
/// assert_eq!(fold_text("ｱﾑﾛｼﾞﾋﾟﾝ錠２．５ｍｇ"), fold_text("あむろじぴん錠 2.5mg"));
/// assert!(fold_text("キュウセイイエン").contains(&fold_text("いえん")));
/// assert_eq!(fold_text("ベータ－遮断"), fold_text("ﾍﾞ-ﾀ遮断"));
/// ```
pub fn fold_text(text: &str) -> String {
    fold(text, |_, ch| {
        let ch = if matches!(ch, '！'..='～') { shift(ch, '！', '!') } else { ch };
        fold_char(ch).filter(|&ch| ch != 'ー')
    })
}

/// Folds character by character; `fold_one` gets the folded one before, too. Voiced marks join the character before them.
fn fold(text: &str, fold_one: impl Fn(Option<char>, char) -> Option<char>) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut last = None;
    for ch in composed(text) {
        let Some(ch) = fold_one(last, ch) else { continue };
        folded.push(ch);
        last = Some(ch);
    }
    folded
}

/// A reading as it is kept: hiragana and half-width kana in full-width katakana, dashes as ー. What is no kana stays as it is.
///
/// ```
/// use tobiume_common::japanese::to_katakana;
/// assert_eq!(to_katakana("やまざき　ﾄｷｺ"), "ヤマザキ トキコ");
/// ```
pub fn to_katakana(reading: &str) -> String {
    composed(reading)
        .map(|ch| match ch {
            '･' => '・',
            '\u{3000}' => ' ',
            other => dash(other),
        })
        .collect()
}

/// Whether a reading is written in full-width katakana, with spaces and middle dots between the parts.
pub fn is_katakana(reading: &str) -> bool {
    let is_letter = |ch: char| matches!(ch, 'ァ'..='ヺ');
    reading.chars().any(is_letter) && reading.chars().all(|ch| is_letter(ch) || matches!(ch, 'ー' | '・' | ' '))
}

/// The characters with kana in full-width katakana and voicing marks joined to the kana before them.
fn composed(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text.chars().peekable();
    std::iter::from_fn(move || {
        let ch = match rest.next()? {
            half @ 'ｦ'..='ﾝ' => HALF_WIDTH[(u32::from(half) - u32::from('ｦ')) as usize],
            hiragana @ 'ぁ'..='ゖ' => shift(hiragana, 'ぁ', 'ァ'),
            other => other,
        };
        let joined = rest.peek().and_then(|&mark| voiced(ch, voicing_mark(mark)?));
        if joined.is_some() {
            rest.next();
        }
        Some(joined.unwrap_or(ch))
    })
}

/// What people type for ー.
fn dash(ch: char) -> char {
    match ch {
        '－' | '―' | '‐' | '−' | '-' | '〜' | '～' => 'ー',
        other => other,
    }
}

/// One character without its neighbours; `None` where it does not count.
fn fold_char(ch: char) -> Option<char> {
    let ch = match ch {
        // No name has them, and a database may refuse them.
        _ if ch.is_control() => return None,
        // Spaces, middle dots, variation selectors (a 異体字 may be written as base + selector).
        ' ' | '\u{3000}' | '\u{a0}' | '・' | '･' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            return None;
        }
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' => shift(ch, '！', '!'),
        // A mark that belongs to no kana.
        _ if voicing_mark(ch).is_some() => return None,
        other => dash(other),
    };
    Some(match ch {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        // Sounds that are one today: old spellings of the same name.
        'ヰ' => 'イ',
        'ヱ' => 'エ',
        'ヲ' => 'オ',
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        'A'..='Z' => ch.to_ascii_lowercase(),
        other => variants::canonical(other),
    })
}

/// `ch` moved from the block that begins at `from` to the block that begins at `to`.
fn shift(ch: char, from: char, to: char) -> char {
    char::from_u32(u32::from(ch) - u32::from(from) + u32::from(to)).unwrap_or(ch)
}

/// U+FF66 to U+FF9D in full width.
const HALF_WIDTH: [char; 56] = [
    'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ', 'エ', 'オ', 'カ', 'キ', 'ク', 'ケ', 'コ', 'サ',
    'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ', 'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム',
    'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン',
];

#[derive(Clone, Copy)]
enum Mark {
    Voiced,
    HalfVoiced,
}

fn voicing_mark(ch: char) -> Option<Mark> {
    match ch {
        'ﾞ' | '゛' | '\u{3099}' => Some(Mark::Voiced),
        'ﾟ' | '゜' | '\u{309a}' => Some(Mark::HalfVoiced),
        _ => None,
    }
}

fn voiced(kana: char, mark: Mark) -> Option<char> {
    let (plain, marked) = match mark {
        Mark::Voiced => (
            "カキクケコサシスセソタチツテトハヒフヘホウ",
            "ガギグゲゴザジズゼゾダジズデドバビブベボヴ",
        ),
        Mark::HalfVoiced => ("ハヒフヘホ", "パピプペポ"),
    };
    plain.chars().zip(marked.chars()).find(|&(from, _)| from == kana).map(|(_, to)| to)
}

/// ー, and the イ and ウ that lengthen エ and オ, become the vowel that is heard.
fn write_out_long_vowel(last: Option<char>, ch: char) -> char {
    let Some(vowel) = last.and_then(vowel_of) else { return ch };
    match (ch, vowel) {
        ('ー', vowel) => vowel,
        ('ウ', 'オ') => 'オ',
        ('イ', 'エ') => 'エ',
        _ => ch,
    }
}

fn vowel_of(kana: char) -> Option<char> {
    const ROWS: [(char, &str); 5] = [
        ('ア', "アカガサザタダナハバパマヤラワ"),
        ('イ', "イキギシジチニヒビピミリ"),
        ('ウ', "ウクグスズツヌフブプムユルヴ"),
        ('エ', "エケゲセゼテデネヘベペメレ"),
        ('オ', "オコゴソゾトドノホボポモヨロ"),
    ];
    ROWS.iter().find(|(_, row)| row.contains(kana)).map(|&(vowel, _)| vowel)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_are_one() {
        for (a, b) in [
            ("サトウ　イチロウ", "さとういちろう"),
            ("ｻﾄｳ ｲﾁﾛｳ", "サトーイチロー"),
            ("ヤマザキ", "やまさ\u{3099}き"),
            ("ｷﾞﾖｳﾌﾞ", "ギョウブ"),
            ("ケイコ", "ケーコ"),
            ("ﾊﾟｸ", "パク"),
            ("イヅツ", "イズツ"),
            ("ﾐｽﾞﾀﾆ ﾁﾂﾞﾙ", "ミヅタニ チズル"),
            ("髙﨑　眞", "高崎真"),
            ("渡邊", "渡辺"),
            ("渡邉", "渡辺"),
            ("齋藤", "斉藤"),
            ("斎藤", "斉藤"),
            ("葛\u{e0100}城", "葛城"),
            ("ＡＢＣ１２", "abc12"),
            ("山田はな", "山田ハナ"),
        ] {
            assert_eq!(fold_name(a), fold_name(b), "{a} = {b}");
        }
    }

    #[test]
    fn names_that_differ() {
        for (a, b) in [
            ("ハシ", "バシ"),
            ("カトウ", "サトウ"),
            ("山本", "山元"),
            ("ハラ", "パラ"),
            ("ヒロシ", "ヒロスミ"),
        ] {
            assert_ne!(fold_name(a), fold_name(b), "{a} ≠ {b}");
        }
    }

    #[test]
    fn readings_as_they_are_kept() {
        for (typed, kept) in [
            ("さとう　いちろう", "サトウ イチロウ"),
            ("ｶﾞﾊﾟｳﾞ ﾌﾞﾝ", "ガパヴ ブン"),
            ("やまさ\u{3099}き", "ヤマザキ"),
            ("オ-ノ", "オーノ"),
            ("マリア･ルイサ", "マリア・ルイサ"),
        ] {
            assert_eq!(to_katakana(typed), kept);
            assert!(is_katakana(kept), "{kept}");
        }
        for no_reading in [
            "",
            " ",
            "ー",
            "・",
            "山崎",
            "yamazaki",
            "ヤマザキ1",
            "ヤマザキ\u{309b}",
            "ヤマ\nザキ",
            "ﾔﾏ",
        ] {
            assert!(!is_katakana(no_reading), "{no_reading:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_is_the_same_name(reading in "[ぁ-ゖァ-ヺーｦ-ﾟ゛・･ 　－〜]{0,20}") {
            prop_assert_eq!(fold_name(&to_katakana(&reading)), fold_name(&reading));
            prop_assert_eq!(to_katakana(&to_katakana(&reading)), to_katakana(&reading));
        }

        #[test]
        fn folding_twice_changes_nothing(name in "[ぁ-んァ-ヶーｦ-ﾟ一-龠A-Za-z０-９ 　]{0,20}") {
            let once = fold_name(&name);
            prop_assert_eq!(fold_name(&once), once);
        }

        #[test]
        fn a_beginning_folds_to_the_beginning(name in "[ぁ-んァ-ヶー一-龠 ]{0,12}", rest in "[ぁ-んァ-ヶー一-龠 ]{0,12}") {
            let whole = fold_name(&format!("{name}{rest}"));
            prop_assert!(whole.starts_with(&fold_name(&name)));
        }

        #[test]
        fn a_part_folds_to_a_part(
            before in "[ぁ-んァ-ヶーｦ-ﾝ一-龠A-Zａ-ｚ０-９－．]{0,8}",
            part in "[ぁ-んァ-ヶ一-龠A-Zａ-ｚ０-９．]{0,8}",
            after in "[ぁ-んァ-ヶ一-龠ー 　]{0,8}",
        ) {
            let whole = fold_text(&format!("{before}{part}{after}"));
            prop_assert!(whole.contains(&fold_text(&part)));
        }

        #[test]
        fn any_text_folds(name in ".*") {
            let _ = (fold_name(&name), fold_text(&name));
        }
    }
}
