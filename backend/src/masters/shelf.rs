//! Masters as they are searched: folded texts in memory.
//!
//! Any part of 20,000 names is looked for with each key that somebody presses. No index of either database finds a part of a word of two
//! letters, and a database would have to read every row for each key. What is shown of the entries found comes from the database: only what
//! is compared is kept, and only of masters that are searched. Nobody sees an old master for longer than [`CHECK_AFTER`]: an import counts
//! up the master's edition, whatever node or process it runs on.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::{connection::DefaultLoadingMode, prelude::*};
use memchr::memmem;
use tobiume_common::{japanese::fold_text, masters::MasterKind};

use crate::db::{
    Conn,
    date::day_in_japan,
    schema::{master_editions, masters},
    sql::on_real_connection,
};

/// After this the edition is asked for again.
const CHECK_AFTER: TimeDelta = TimeDelta::seconds(5);

/// Stands before and behind every name and kana. Folding leaves no control character in them.
const MARK: char = '\n';

/// The letter of a master in the database.
pub(super) const fn letter(kind: MasterKind) -> &'static str {
    match kind {
        MasterKind::Drug => "Y",
        MasterKind::Disease => "B",
    }
}

/// The shelves of a node.
#[derive(Default)]
pub struct Shelves {
    drugs: Place,
    diseases: Place,
}

#[derive(Default)]
struct Place {
    kept: RwLock<Option<Kept>>,
    /// Held by the one request that fills it.
    turn: Mutex<()>,
}

#[derive(Clone)]
struct Kept {
    shelf: Arc<Shelf>,
    edition: i64,
    /// The day on which what it holds could be used.
    day: NaiveDate,
    checked: NaiveDateTime,
}

impl Shelves {
    /// The master as it is in the database today, or was a moment ago.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, conn: &mut Conn, kind: MasterKind, now: NaiveDateTime) -> QueryResult<Arc<Shelf>> {
        let place = match kind {
            MasterKind::Drug => &self.drugs,
            MasterKind::Disease => &self.diseases,
        };
        if let Some(kept) = place.kept().filter(|kept| kept.is_fresh(now)) {
            return Ok(kept.shelf);
        }
        let _turn = place.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = place.kept();
        if let Some(kept) = kept.clone().filter(|kept| kept.is_fresh(now)) {
            return Ok(kept.shelf);
        }
        // Before the rows: of an import that ends between the two the next check will know.
        let edition = edition(conn, kind)?;
        let today = day_in_japan(now);
        let shelf = match kept {
            Some(kept) if kept.edition == edition && kept.day == today => kept.shelf,
            _ => Arc::new(Shelf::read(conn, kind, today)?),
        };
        *place.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(Kept {
            shelf: Arc::clone(&shelf),
            edition,
            day: today,
            checked: now,
        });
        Ok(shelf)
    }
}

impl Place {
    fn kept(&self) -> Option<Kept> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Kept {
    fn is_fresh(&self, now: NaiveDateTime) -> bool {
        // A clock that was set back makes nothing fresh for longer.
        self.day == day_in_japan(now) && (now - self.checked).abs() < CHECK_AFTER
    }
}

fn edition(conn: &mut Conn, kind: MasterKind) -> QueryResult<i64> {
    let edition: Option<i64> = on_real_connection!(conn, |conn| master_editions::table
        .find(letter(kind))
        .select(master_editions::edition)
        .get_result(conn)
        .optional())?;
    Ok(edition.unwrap_or(0))
}

/// One master, ready to be looked through.
pub struct Shelf {
    /// `\n` name `\n` kana `\n` name `\n` kana `\n` …, folded.
    text: String,
    /// In the order of the text.
    entries: Vec<Entry>,
}

/// An entry: small, since there are many.
#[derive(Clone, Copy)]
struct Entry {
    /// Where its name begins in the text.
    begins: u32,
    /// Its code as a number.
    code: u32,
    /// Bytes of its folded name.
    length: u16,
}

/// How well an entry fits, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The whole name or kana.
    Whole,
    /// The beginning of name or kana.
    Beginning,
    /// The beginning of a word within.
    Word,
    /// Anywhere.
    Part,
}

impl Shelf {
    /// Reads what may be used today. What was abolished is shown with old receipts, and no longer written.
    fn read(conn: &mut Conn, kind: MasterKind, today: NaiveDate) -> QueryResult<Self> {
        on_real_connection!(conn, |conn| {
            let rows = masters::table
                .filter(masters::kind.eq(letter(kind)))
                .filter(masters::abolished_on.is_null().or(masters::abolished_on.ge(today)))
                .order(masters::code)
                .select((masters::code, masters::name, masters::kana))
                .load_iter::<(String, String, String), DefaultLoadingMode>(conn)?;
            let mut shelf = Self::empty();
            for row in rows {
                let (code, name, kana) = row?;
                shelf.add(&code, &name, &kana);
            }
            shelf.text.shrink_to_fit();
            shelf.entries.shrink_to_fit();
            Ok(shelf)
        })
    }

    fn empty() -> Self {
        Self {
            text: MARK.to_string(),
            entries: Vec::new(),
        }
    }

    /// Adds an entry. Without a code that is a number, or beyond four gigabytes, there is none.
    fn add(&mut self, code: &str, name: &str, kana: &str) {
        let (name, kana) = (fold_text(name), fold_text(kana));
        let (Ok(begins), Ok(code), Ok(length)) = (u32::try_from(self.text.len()), code.parse(), u16::try_from(name.len())) else {
            return;
        };
        for key in [name, kana] {
            self.text.push_str(&key);
            self.text.push(MARK);
        }
        self.entries.push(Entry { begins, code, length });
    }

    /// Codes (as numbers) of the entries that have every word of what was typed, those that fit best first, the shorter of them first; at
    /// most so many.
    pub fn search(&self, typed: &str, most: usize) -> Vec<u32> {
        let words: Vec<String> = typed.split_whitespace().map(fold_text).filter(|word| !word.is_empty()).collect();
        let Some((first, others)) = words.split_first() else {
            return Vec::new();
        };
        let mut found = self.beginning_with(first, others);
        if found.len() < most {
            found = self.containing(first, others);
        }
        let order = |&(fit, at): &(Fit, usize)| (fit, self.entries[at].length, self.name(at));
        if found.len() > most {
            found.select_nth_unstable_by(most, |a, b| order(a).cmp(&order(b)));
            found.truncate(most);
        }
        found.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
        found.into_iter().map(|(_, at)| self.entries[at].code).collect()
    }

    /// Entries whose name or kana begins with the word.
    fn beginning_with(&self, word: &str, others: &[String]) -> Vec<(Fit, usize)> {
        let marked = format!("{MARK}{word}");
        let hits = memmem::find_iter(self.text.as_bytes(), &marked).map(|mark| {
            let whole = self.text.as_bytes().get(mark + marked.len()) == Some(&(MARK as u8));
            (if whole { Fit::Whole } else { Fit::Beginning }, mark + 1)
        });
        self.entries_of(hits, others)
    }

    /// Entries that have the word anywhere.
    fn containing(&self, word: &str, others: &[String]) -> Vec<(Fit, usize)> {
        let hits = memmem::find_iter(self.text.as_bytes(), word).map(|at| (self.fit(at, word), at));
        self.entries_of(hits, others)
    }

    fn fit(&self, at: usize, word: &str) -> Fit {
        let (before, after) = (self.text[..at].chars().next_back(), self.text[at + word.len()..].chars().next());
        let first = word.chars().next();
        match (before, after) {
            (Some(MARK), Some(MARK)) => Fit::Whole,
            (Some(MARK), _) => Fit::Beginning,
            (before, _) if before.map(script) != first.map(script) => Fit::Word,
            _ => Fit::Part,
        }
    }

    /// The entries that hits lie in, each once with its best fit, if they have the other words, too. Hits come in the order of the text.
    fn entries_of(&self, hits: impl Iterator<Item = (Fit, usize)>, others: &[String]) -> Vec<(Fit, usize)> {
        let mut found: Vec<(Fit, usize)> = Vec::new();
        let mut next = 0;
        for (fit, at) in hits {
            while self.entries.get(next).is_some_and(|entry| entry.begins as usize <= at) {
                next += 1;
            }
            // `next` is the first entry that begins behind the hit. The mark before the first name is no hit.
            let Some(entry) = next.checked_sub(1) else { continue };
            match found.last_mut() {
                Some((best, last)) if *last == entry => *best = fit.min(*best),
                _ if others.iter().all(|word| self.keys(entry).contains(word.as_str())) => found.push((fit, entry)),
                _ => {}
            }
        }
        found
    }

    fn name(&self, at: usize) -> &str {
        let Entry { begins, length, .. } = self.entries[at];
        &self.text[begins as usize..begins as usize + usize::from(length)]
    }

    /// Name and kana of an entry.
    fn keys(&self, at: usize) -> &str {
        let end = self.entries.get(at + 1).map_or(self.text.len(), |next| next.begins as usize);
        &self.text[self.entries[at].begins as usize..end]
    }
}

/// What a word of a name is written in: where it changes, another word begins.
#[derive(PartialEq, Eq)]
enum Script {
    Kana,
    Latin,
    Digit,
    Kanji,
    Sign,
}

fn script(ch: char) -> Script {
    match ch {
        'ァ'..='ヺ' => Script::Kana,
        'a'..='z' => Script::Latin,
        '0'..='9' => Script::Digit,
        _ if ch.is_alphabetic() => Script::Kanji,
        _ => Script::Sign,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shelf(entries: &[(&str, &str)]) -> Shelf {
        let mut shelf = Shelf::empty();
        for (at, (name, kana)) in entries.iter().enumerate() {
            shelf.add(&format!("{at:07}"), name, kana);
        }
        shelf
    }

    fn found<'a>(entries: &'a [(&'a str, &'a str)], typed: &str) -> Vec<&'a str> {
        let codes = shelf(entries).search(typed, 20);
        codes.into_iter().map(|code| entries[code as usize].0).collect()
    }

    const DISEASES: &[(&str, &str)] = &[
        ("悪性高血圧症", "アクセイコウケツアツショウ"),
        ("高血圧", "コウケツアツ"),
        ("高血圧症", "コウケツアツショウ"),
        ("急性胃炎", "キュウセイイエン"),
        ("２型糖尿病", "２ガタトウニョウビョウ"),
        ("糖尿病", "トウニョウビョウ"),
        ("胃炎", "イエン"),
    ];

    #[test]
    fn the_whole_name_comes_first_then_beginnings_then_parts() {
        for typed in ["こうけつあつ", "ｺｳｹﾂｱﾂ", "コウケツアツ", "高血圧", " こう けつあつ "] {
            assert_eq!(found(DISEASES, typed), ["高血圧", "高血圧症", "悪性高血圧症"], "{typed}");
        }
        assert_eq!(found(DISEASES, "いえん"), ["胃炎", "急性胃炎"]);
        assert_eq!(found(DISEASES, "糖尿"), ["糖尿病", "２型糖尿病"]);
        assert_eq!(found(DISEASES, "2型"), ["２型糖尿病"]);
        assert_eq!(found(DISEASES, "急性 高血圧"), [""; 0], "every word must be there");
        for nothing in ["", " 　", "ー", "\n", "\u{3099}"] {
            assert_eq!(found(DISEASES, nothing), [""; 0], "{nothing:?}");
        }
    }

    #[test]
    fn drugs_by_strength_and_maker() {
        let drugs = &[
            ("アムロジピンＯＤ錠２．５ｍｇ「サワイ」", "ｱﾑﾛｼﾞﾋﾟﾝODｼﾞｮｳ2.5MG"),
            ("アムロジピン錠５ｍｇ「トーワ」", "ｱﾑﾛｼﾞﾋﾟﾝｼﾞｮｳ5MG"),
            ("配合錠アムロ", "ﾊｲｺﾞｳ"),
            ("ラアムロ", "ﾗｱﾑﾛ"),
        ];
        assert_eq!(found(drugs, "あむろじぴん 2.5"), ["アムロジピンＯＤ錠２．５ｍｇ「サワイ」"]);
        assert_eq!(found(drugs, "アムロ トーワ"), ["アムロジピン錠５ｍｇ「トーワ」"]);
        assert_eq!(found(drugs, "od"), ["アムロジピンＯＤ錠２．５ｍｇ「サワイ」"]);
        assert_eq!(
            found(drugs, "アムロ"),
            [
                "アムロジピン錠５ｍｇ「トーワ」",
                "アムロジピンＯＤ錠２．５ｍｇ「サワイ」",
                "配合錠アムロ",
                "ラアムロ"
            ],
            "the shorter first, then the beginning of a word, then any part"
        );
    }

    #[test]
    fn of_many_the_shortest() {
        let names: Vec<String> = (1..=60).rev().map(|length| "ア".repeat(length)).collect();
        let entries: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        let codes = shelf(&entries).search("ア", 20);
        let lengths: Vec<usize> = codes.iter().map(|&code| names[code as usize].chars().count()).collect();
        assert_eq!(lengths, (1..=20).collect::<Vec<_>>());
    }

    proptest! {
        /// The quick search finds just what a slow one finds.
        #[test]
        fn finds_what_is_there(
            entries in proptest::collection::vec(("[アイウ高血a1]{1,6}", "[アイウ]{0,6}"), 0..30),
            typed in "[アイウ高血a1 ]{0,4}",
        ) {
            let borrowed: Vec<(&str, &str)> = entries.iter().map(|(name, kana)| (name.as_str(), kana.as_str())).collect();
            let mut found = shelf(&borrowed).search(&typed, 20);
            let words: Vec<String> = typed.split_whitespace().map(fold_text).collect();
            let has = |(name, kana): &(&str, &str), word: &str| fold_text(name).contains(word) || fold_text(kana).contains(word);
            let mut wanted: Vec<u32> = (0u32..)
                .zip(&borrowed)
                .filter(|(_, entry)| !words.is_empty() && words.iter().all(|word| has(entry, word)))
                .map(|(code, _)| code)
                .collect();
            if wanted.len() > 20 {
                prop_assert_eq!(found.len(), 20);
                prop_assert!(found.iter().all(|code| wanted.contains(code)));
            } else {
                found.sort_unstable();
                wanted.sort_unstable();
                prop_assert_eq!(found, wanted);
            }
        }
    }
}
