//! How the region of the demo network is divided: the 13 二次保健医療圏 of 福岡県, some of its 郡市区医師会, and the cities whose claims programs
//! were told of in the public lecture, with the month in which each began: so the rules of access can be tried as they hold.

use tobiume_common::CivilDate;

use super::types::{DemoAssociation, DemoProgram};

pub(super) const AREAS: &[&str] = &[
    "福岡・糸島",
    "粕屋",
    "宗像",
    "筑紫",
    "朝倉",
    "久留米",
    "八女・筑後",
    "有明",
    "飯塚",
    "直方・鞍手",
    "田川",
    "北九州",
    "京築",
];

const fn association(name: &'static str, area: &'static str) -> DemoAssociation {
    DemoAssociation { name, area }
}

pub(super) const ASSOCIATIONS: &[DemoAssociation] = &[
    association("北九州市医師会", "北九州"),
    association("福岡市医師会", "福岡・糸島"),
    association("大牟田医師会", "有明"),
    association("大川三潴医師会", "久留米"),
    association("柳川山門医師会", "有明"),
    association("京都医師会", "京築"),
];

const fn program(
    city_code: &'static str,
    city: &'static str,
    name: &'static str,
    (year, month): (i16, u8),
    associations: &'static [&'static str],
) -> DemoProgram {
    DemoProgram {
        city_code,
        city,
        name,
        started_on: CivilDate::new(year, month, 1),
        associations,
    }
}

pub(super) const PROGRAMS: &[DemoProgram] = &[
    program("40100", "北九州市", "とびうめ@きたきゅう", (2019, 12), &["北九州市医師会"]),
    program("40202", "大牟田市", "とびうめネット", (2023, 12), &["大牟田医師会"]),
    program("40212", "大川市", "とびうめ@おおかわみずま", (2024, 4), &["大川三潴医師会"]),
    program(
        "40229",
        "みやま市",
        "とびうめ@みやま",
        (2024, 9),
        &["大牟田医師会", "柳川山門医師会"],
    ),
    program("40213", "行橋市", "とびうめ@行橋・苅田・みやこ", (2024, 12), &["京都医師会"]),
    program("40621", "苅田町", "とびうめ@行橋・苅田・みやこ", (2024, 12), &["京都医師会"]),
    program("40625", "みやこ町", "とびうめ@行橋・苅田・みやこ", (2024, 12), &["京都医師会"]),
    program("40207", "柳川市", "とびうめ@やながわ", (2026, 5), &["柳川山門医師会"]),
];
