//! Invented masters of the real ones' size, and what is typed to find something in them.

use serde_json::json;

use crate::{content, people::Dice};

/// Drugs in the master; receipts name the first [`content::DRUGS`].
pub const DRUGS: u64 = 20_000;
/// Diseases in the master; receipts name the first [`content::DISEASES`].
pub const DISEASES: u64 = 27_000;

/// Searches written down for a load.
const SEARCHES: u64 = 20_000;

type Word = (&'static str, &'static str);

#[rustfmt::skip]
const DRUG_BEGINNINGS: &[&str] = &[
    "アムロ", "ロスバ", "メトホル", "ランソ", "カルボ", "エソメ", "テルミ", "オルメ", "プレガ", "クラリス", "レボフロ", "セフカペ", "モンテル", "フロセ",
    "スピロノ", "ビソプ", "カンデ", "シタグリ", "リナグリ", "ダパグリ", "エゼチ", "フェブキ", "ゾルピ", "ブロチ", "ロキソ", "セレコ", "ジクロ", "トラネ",
];
#[rustfmt::skip]
const DRUG_ENDINGS: &[&str] = &[
    "ジピン", "スタチン", "ミン", "プラゾール", "システイン", "サルタン", "バリン", "キサシン", "マイシン", "フェナク", "ロラクトン", "フロジン", "ブ", "デム",
];
const FORMS: &[Word] = &[
    ("錠", "ジョウ"),
    ("ＯＤ錠", "ODジョウ"),
    ("カプセル", "カプセル"),
    ("細粒", "サイリュウ"),
    ("注射液", "チュウシャエキ"),
];
const STRENGTHS: &[&str] = &["２．５", "５", "１０", "２０", "５０", "１００", "２５０", "５００"];
const MAKERS: &[&str] = &[
    "サワイ",
    "トーワ",
    "日医工",
    "ＮＰ",
    "明治",
    "ＤＳＥＰ",
    "ＪＧ",
    "杏林",
    "あすか",
    "ケミファ",
];

#[rustfmt::skip]
const COURSES: &[Word] = &[
    ("", ""), ("急性", "キュウセイ"), ("慢性", "マンセイ"), ("陳旧性", "チンキュウセイ"), ("多発性", "タハツセイ"), ("出血性", "シュッケツセイ"),
    ("アレルギー性", "アレルギーセイ"), ("再発性", "サイハツセイ"), ("先天性", "センテンセイ"), ("転移性", "テンイセイ"), ("糖尿病性", "トウニョウビョウセイ"),
    ("薬剤性", "ヤクザイセイ"), ("術後", "ジュツゴ"), ("外傷性", "ガイショウセイ"), ("特発性", "トクハツセイ"), ("両側性", "リョウソクセイ"),
];
#[rustfmt::skip]
const SITES: &[Word] = &[
    ("胃", "イ"), ("肺", "ハイ"), ("腎", "ジン"), ("肝", "カン"), ("心", "シン"), ("脳", "ノウ"), ("大腸", "ダイチョウ"), ("十二指腸", "ジュウニシチョウ"),
    ("膵", "スイ"), ("胆のう", "タンノウ"), ("食道", "ショクドウ"), ("気管支", "キカンシ"), ("膀胱", "ボウコウ"), ("前立腺", "ゼンリツセン"), ("甲状腺", "コウジョウセン"),
    ("大腿骨", "ダイタイコツ"), ("上腕骨", "ジョウワンコツ"), ("膝関節", "シツカンセツ"), ("股関節", "コカンセツ"), ("腰椎", "ヨウツイ"), ("頸椎", "ケイツイ"),
    ("網膜", "モウマク"), ("角膜", "カクマク"), ("中耳", "チュウジ"), ("副鼻腔", "フクビクウ"), ("皮膚", "ヒフ"), ("末梢神経", "マッショウシンケイ"), ("血管", "ケッカン"),
];
#[rustfmt::skip]
const KINDS: &[Word] = &[
    ("炎", "エン"), ("癌", "ガン"), ("潰瘍", "カイヨウ"), ("不全", "フゼン"), ("骨折", "コッセツ"), ("狭窄症", "キョウサクショウ"), ("結核", "ケッカク"), ("出血", "シュッケツ"),
    ("梗塞", "コウソク"), ("腫瘍", "シュヨウ"), ("変性症", "ヘンセイショウ"), ("損傷", "ソンショウ"), ("膿瘍", "ノウヨウ"), ("結石", "ケッセキ"), ("閉塞", "ヘイソク"), ("硬化症", "コウカショウ"),
];
#[rustfmt::skip]
const ENDINGS: &[Word] = &[
    ("", ""), ("後遺症", "コウイショウ"), ("合併症", "ガッペイショウ"), ("・重症", "ジュウショウ"), ("・若年性", "ジャクネンセイ"),
];

/// Name and kana of a drug.
pub fn drug(number: u64) -> (String, String) {
    if number < content::DRUGS {
        return (content::drug_name(number), String::new());
    }
    let mut rest = number;
    let mut next = |count: usize| {
        let at = rest % count as u64;
        rest /= count as u64;
        at as usize
    };
    let stem = format!(
        "{}{}",
        DRUG_BEGINNINGS[next(DRUG_BEGINNINGS.len())],
        DRUG_ENDINGS[next(DRUG_ENDINGS.len())]
    );
    let (form, form_kana) = FORMS[next(FORMS.len())];
    let strength = STRENGTHS[next(STRENGTHS.len())];
    let maker = MAKERS[(number % 7 + number % 3) as usize];
    (format!("{stem}{form}{strength}ｍｇ「{maker}」"), format!("{stem}{form_kana}"))
}

/// Name and kana of a disease.
pub fn disease(number: u64) -> (String, String) {
    if number < content::DISEASES {
        return (content::disease_name(number), String::new());
    }
    let mut rest = number;
    let mut name = (String::new(), String::new());
    for words in [KINDS, SITES, COURSES, ENDINGS] {
        let word = words[(rest % words.len() as u64) as usize];
        rest /= words.len() as u64;
        // The kind stands behind the site, which stands behind the course.
        name = if words == ENDINGS {
            (format!("{}{}", name.0, word.0), format!("{}{}", name.1, word.1))
        } else {
            (format!("{}{}", word.0, name.0), format!("{}{}", word.1, name.1))
        };
    }
    name
}

/// What somebody types: mostly the first two to five kana of a name, sometimes all of it, a part of the name, or a name with a second word.
pub fn searches() -> impl Iterator<Item = String> {
    let mut dice = Dice::new(17);
    (0..SEARCHES).map(move |_| {
        let is_drug = dice.below(2) == 0;
        let (name, kana) = if is_drug {
            drug(content::DRUGS + dice.below(DRUGS - content::DRUGS))
        } else {
            disease(content::DISEASES + dice.below(DISEASES - content::DISEASES))
        };
        let typed: String = match dice.below(10) {
            0..7 => kana.chars().take(2 + dice.below(4) as usize).collect(),
            7 => kana,
            8 => name.chars().skip(dice.below(3) as usize).take(3).collect(),
            _ => format!(
                "{} {}",
                name.chars().take(3).collect::<String>(),
                name.chars().skip(4).take(2).collect::<String>()
            ),
        };
        json!({"kind": if is_drug { "drug" } else { "disease" }, "text": typed}).to_string()
    })
}
