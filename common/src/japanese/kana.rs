//! Folding of names for comparison.
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
    for ch in text.chars() {
        if let Some(mark) = voicing_mark(ch) {
            if let Some(voiced) = last.and_then(|kana| voiced(kana, mark)) {
                folded.pop();
                folded.push(voiced);
                last = Some(voiced);
            }
            continue;
        }
        let Some(ch) = fold_one(last, ch) else { continue };
        folded.push(ch);
        last = Some(ch);
    }
    folded
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
        'ｦ'..='ﾝ' => HALF_WIDTH[(u32::from(ch) - u32::from('ｦ')) as usize],
        'ぁ'..='ゖ' => shift(ch, 'ぁ', 'ァ'),
        '－' | '―' | '‐' | '−' | '-' | '〜' | '～' => 'ー',
        other => other,
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

    proptest! {
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
