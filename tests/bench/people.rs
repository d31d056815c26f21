//! Invented persons: the same for the same number on every machine.
//!
//! Names are combined from tables and chosen with the skew of real names, so that a whole name hits
//! one to a few persons, and a family name hits from one to hundreds.

use tobiume_backend::patients::finding::Findable;
use tobiume_common::{CivilDate, patients::Sex};

/// The id of the first person; smaller ones belong to the demo network.
pub const FIRST: i64 = 1_000;

/// 保険者番号 of everybody: 後期高齢者医療 of the prefecture.
pub const INSURER: &str = "39401004";

/// A person, by number.
pub struct Person {
    /// Id in `patients`.
    pub id: i64,
    /// 氏名.
    pub name: String,
    /// カナ氏名.
    pub kana: String,
    /// カナ of the family name.
    pub family_kana: String,
    /// 性別.
    pub sex: Sex,
    /// 生年月日.
    pub birth_date: CivilDate,
    /// カード番号.
    pub card_number: String,
    /// 番号 of the insurance.
    pub insured_number: String,
}

impl Person {
    /// The person of a number, from 0.
    pub fn of(number: i64) -> Self {
        let mut dice = Dice::new(number.unsigned_abs());
        let (family, family_kana) = family(&mut dice);
        let sex = if dice.below(5) < 2 { Sex::Male } else { Sex::Female };
        let (given, given_kana) = given(&mut dice, sex);
        let year = 1926 + i16::try_from(dice.below(40)).unwrap_or(0);
        let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
        let part = |number: u64| u8::try_from(number).unwrap_or(1);
        Self {
            id: FIRST + number,
            name: format!("{family}　{given}"),
            kana: format!("{family_kana}　{given_kana}"),
            family_kana,
            sex,
            birth_date: CivilDate::new(year, part(month), part(day)).unwrap_or(BORN),
            card_number: format!("{number:010}"),
            insured_number: format!("{number:08}"),
        }
    }

    /// Every key by which the person is found.
    pub fn keys(&self) -> Vec<String> {
        let findable = Findable {
            name: &self.name,
            kana: &self.kana,
            birth_date: self.birth_date,
            card_number: Some(&self.card_number),
        };
        findable.keys()
    }
}

const BORN: CivilDate = match CivilDate::new(1940, 1, 1) {
    Some(date) => date,
    None => unreachable!(),
};

/// Numbers that look random and are not (splitmix64).
pub struct Dice(u64);

impl Dice {
    /// The dice of a number.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(1))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Less than `end`, small ones much more often: the square of an even distribution.
    fn skewed(&mut self, end: usize) -> usize {
        let even = self.below(1 << 20) as usize;
        ((even * even / (1 << 20)) * end) >> 20
    }
}

type Word = (&'static str, &'static str);

fn family(dice: &mut Dice) -> (String, String) {
    let at = dice.skewed(FAMILIES.len() + FIRST_HALVES.len() * SECOND_HALVES.len());
    match FAMILIES.get(at) {
        Some(&(name, kana)) => (name.to_owned(), kana.to_owned()),
        None => joined(FIRST_HALVES, SECOND_HALVES, at - FAMILIES.len()),
    }
}

fn given(dice: &mut Dice, sex: Sex) -> (String, String) {
    let endings = match sex {
        Sex::Male => MALE_ENDINGS,
        Sex::Female => FEMALE_ENDINGS,
    };
    joined(STEMS, endings, dice.skewed(STEMS.len() * endings.len()))
}

fn joined(first: &[Word], second: &[Word], at: usize) -> (String, String) {
    // The second half changes slowest, so that the frequent ones share few endings.
    let (a, b) = (first[at % first.len()], second[at / first.len() % second.len()]);
    (format!("{}{}", a.0, b.0), format!("{}{}", a.1, b.1))
}

#[rustfmt::skip]
const FAMILIES: &[Word] = &[
    ("田中", "タナカ"), ("中村", "ナカムラ"), ("山本", "ヤマモト"), ("佐藤", "サトウ"), ("吉田", "ヨシダ"), ("山口", "ヤマグチ"),
    ("古賀", "コガ"), ("松尾", "マツオ"), ("井上", "イノウエ"), ("松本", "マツモト"), ("伊藤", "イトウ"), ("渡辺", "ワタナベ"),
    ("渡邉", "ワタナベ"), ("高橋", "タカハシ"), ("髙橋", "タカハシ"), ("山崎", "ヤマサキ"), ("山﨑", "ヤマサキ"), ("原田", "ハラダ"),
    ("小林", "コバヤシ"), ("加藤", "カトウ"), ("後藤", "ゴトウ"), ("斉藤", "サイトウ"), ("齋藤", "サイトウ"), ("木村", "キムラ"),
    ("坂本", "サカモト"), ("池田", "イケダ"), ("橋本", "ハシモト"), ("石橋", "イシバシ"), ("森", "モリ"), ("林", "ハヤシ"),
    ("清水", "シミズ"), ("藤田", "フジタ"), ("岡田", "オカダ"), ("長谷川", "ハセガワ"), ("近藤", "コンドウ"), ("前田", "マエダ"),
    ("宮崎", "ミヤザキ"), ("江口", "エグチ"), ("安部", "アベ"), ("阿部", "アベ"), ("福田", "フクダ"), ("太田", "オオタ"),
    ("大野", "オオノ"), ("久保", "クボ"), ("野田", "ノダ"), ("三浦", "ミウラ"), ("平田", "ヒラタ"), ("永田", "ナガタ"),
];

#[rustfmt::skip]
const FIRST_HALVES: &[Word] = &[
    ("上", "ウエ"), ("中", "ナカ"), ("下", "シモ"), ("大", "オオ"), ("小", "コ"), ("高", "タカ"), ("古", "フル"), ("長", "ナガ"),
    ("西", "ニシ"), ("東", "ヒガシ"), ("北", "キタ"), ("南", "ミナミ"), ("松", "マツ"), ("竹", "タケ"), ("梅", "ウメ"), ("杉", "スギ"),
    ("桜", "サクラ"), ("藤", "フジ"), ("柳", "ヤナギ"), ("石", "イシ"), ("岩", "イワ"), ("金", "カネ"), ("黒", "クロ"), ("白", "シラ"),
    ("青", "アオ"), ("赤", "アカ"), ("宮", "ミヤ"), ("寺", "テラ"), ("荒", "アラ"), ("浅", "アサ"), ("深", "フカ"), ("福", "フク"),
    ("吉", "ヨシ"), ("島", "シマ"), ("川", "カワ"), ("森", "モリ"), ("秋", "アキ"), ("冬", "フユ"), ("広", "ヒロ"), ("安", "ヤス"),
];

#[rustfmt::skip]
const SECOND_HALVES: &[Word] = &[
    ("田", "タ"), ("村", "ムラ"), ("山", "ヤマ"), ("川", "カワ"), ("本", "モト"), ("野", "ノ"), ("原", "ハラ"), ("島", "シマ"),
    ("崎", "サキ"), ("井", "イ"), ("尾", "オ"), ("木", "キ"), ("沢", "サワ"), ("谷", "タニ"), ("口", "グチ"), ("岡", "オカ"),
    ("橋", "ハシ"), ("瀬", "セ"), ("永", "ナガ"), ("久", "ヒサ"), ("浦", "ウラ"), ("塚", "ツカ"), ("部", "ベ"), ("倉", "クラ"),
    ("場", "バ"), ("丸", "マル"), ("松", "マツ"), ("屋", "ヤ"), ("園", "ゾノ"), ("元", "モト"),
];

#[rustfmt::skip]
const STEMS: &[Word] = &[
    ("和", "カズ"), ("幸", "ユキ"), ("義", "ヨシ"), ("正", "マサ"), ("文", "フミ"), ("久", "ヒサ"), ("時", "トキ"), ("千代", "チヨ"),
    ("敏", "トシ"), ("茂", "シゲ"), ("光", "ミツ"), ("清", "キヨ"), ("春", "ハル"), ("秋", "アキ"), ("静", "シズ"), ("富美", "フミ"),
    ("道", "ミチ"), ("勝", "カツ"), ("節", "セツ"), ("信", "ノブ"), ("美智", "ミチ"), ("澄", "スミ"), ("律", "リツ"), ("安", "ヤス"),
    ("照", "テル"), ("国", "クニ"), ("友", "トモ"), ("孝", "タカ"), ("弘", "ヒロ"), ("直", "ナオ"), ("元", "モト"), ("恒", "ツネ"),
];

#[rustfmt::skip]
const FEMALE_ENDINGS: &[Word] = &[
    ("子", "コ"), ("枝", "エ"), ("代", "ヨ"), ("美", "ミ"), ("江", "エ"), ("恵", "エ"), ("乃", "ノ"), ("香", "カ"), ("世", "ヨ"),
    ("葉", "ハ"), ("重", "エ"), ("穂", "ホ"), ("奈", "ナ"), ("野", "ノ"), ("音", "ネ"), ("留", "ル"), ("津", "ツ"), ("寿", "ジュ"),
];

#[rustfmt::skip]
const MALE_ENDINGS: &[Word] = &[
    ("男", "オ"), ("夫", "オ"), ("雄", "オ"), ("彦", "ヒコ"), ("之", "ユキ"), ("明", "アキ"), ("治", "ハル"), ("次", "ツグ"),
    ("郎", "ロウ"), ("一", "カズ"), ("人", "ト"), ("司", "シ"), ("則", "ノリ"), ("美", "ミ"), ("弥", "ヤ"), ("樹", "キ"), ("平", "ヘイ"),
    ("蔵", "ゾウ"),
];
