//! Addresses of the demo's institutions, and for how long they take part. The places exist; the house numbers (0丁目) and the telephone
//! numbers (000) do not.

use super::network::{ARIAKE, GENKAI, HAKATA, KEICHIKU, KENOU, MIYAMA, UME};

/// How an institution is reached.
pub(super) struct Directory {
    /// Code of the institution.
    code: &'static str,
    /// 郵便番号.
    pub(super) postal_code: &'static str,
    /// 住所.
    pub(super) address: &'static str,
    /// 電話番号.
    pub(super) phone: &'static str,
    /// Days since it joined.
    pub(super) joined_days_ago: u16,
}

/// Of an institution of the demo.
pub(super) fn directory(code: &str) -> Option<&'static Directory> {
    DIRECTORY.iter().find(|entry| entry.code == code)
}

const fn entry(
    code: &'static str,
    postal_code: &'static str,
    address: &'static str,
    phone: &'static str,
    joined_days_ago: u16,
) -> Directory {
    Directory {
        code,
        postal_code,
        address,
        phone,
        joined_days_ago,
    }
}

const DIRECTORY: &[Directory] = &[
    entry(UME, "802-0001", "福岡県北九州市小倉北区浅野0丁目1-1", "093-000-0101", 2400),
    entry(HAKATA, "812-0011", "福岡県福岡市博多区博多駅前0丁目2-3", "092-000-0102", 1500),
    entry(KENOU, "803-0811", "福岡県北九州市小倉北区大門0丁目5-1", "093-000-0103", 2600),
    entry(
        "4031300011",
        "802-0004",
        "福岡県北九州市小倉北区鍛冶町0丁目8-2",
        "093-000-0104",
        800,
    ),
    entry("4041400019", "802-0002", "福岡県北九州市小倉北区京町0丁目4-6", "093-000-0105", 620),
    entry("kango", "802-0974", "福岡県北九州市小倉南区徳力0丁目12-1", "093-000-0106", 1100),
    entry("caremane", "802-0976", "福岡県北九州市小倉南区南方0丁目3-9", "093-000-0107", 300),
    entry("kaigo", "803-0846", "福岡県北九州市小倉北区下到津0丁目7-7", "093-000-0108", 210),
    entry("kyukyu", "802-0003", "福岡県北九州市小倉北区米町0丁目1-9", "093-000-0109", 2600),
    entry("city", "803-0813", "福岡県北九州市小倉北区城内0番1号", "093-000-0110", 1900),
    entry("office", "812-0016", "福岡県福岡市博多区博多駅南0丁目9-30", "092-000-0000", 2700),
    entry(GENKAI, "812-0054", "福岡県福岡市東区馬出0丁目1-1", "092-000-0111", 2300),
    entry(ARIAKE, "836-0843", "福岡県大牟田市不知火町0丁目2-5", "0944-00-0112", 1300),
    entry(MIYAMA, "835-0024", "福岡県みやま市瀬高町下庄00番地", "0944-00-0113", 120),
    entry(KEICHIKU, "824-0003", "福岡県行橋市大橋0丁目6-4", "0930-00-0114", 45),
];
