//! The records of a medical receipt file and how many columns each has.
//!
//! Source: 記録条件仕様（医科用）令和4年4月版. The list of records is unchanged in the 令和8年 edition.

/// The record identifiers of RECEIPTC.UKE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// 医療機関情報, first record of the file.
    Ir,
    /// レセプト共通, begins a receipt.
    Re,
    /// 保険者.
    Ho,
    /// 公費.
    Ko,
    /// 資格確認.
    Sn,
    /// 受診日等.
    Jd,
    /// 窓口負担額.
    Mf,
    /// 包括評価対象外理由.
    Gr,
    /// 傷病名.
    Sy,
    /// 診療行為.
    Si,
    /// 医薬品.
    Iy,
    /// 特定器材.
    To,
    /// コメント.
    Co,
    /// 症状詳記.
    Sj,
    /// 臓器提供医療機関情報, begins the part about an organ donor.
    Ti,
    /// 臓器提供者レセプト情報.
    Tr,
    /// 臓器提供者請求情報.
    Ts,
    /// 診療報酬請求書, last record of the file.
    Go,
}

impl RecordKind {
    /// The kind with this two-letter identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Some(match id {
            "SI" => Self::Si,
            "IY" => Self::Iy,
            "CO" => Self::Co,
            "SY" => Self::Sy,
            "TO" => Self::To,
            "RE" => Self::Re,
            "HO" => Self::Ho,
            "KO" => Self::Ko,
            "SN" => Self::Sn,
            "JD" => Self::Jd,
            "MF" => Self::Mf,
            "GR" => Self::Gr,
            "SJ" => Self::Sj,
            "TI" => Self::Ti,
            "TR" => Self::Tr,
            "TS" => Self::Ts,
            "IR" => Self::Ir,
            "GO" => Self::Go,
            _ => return None,
        })
    }

    /// The two-letter identifier.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ir => "IR",
            Self::Re => "RE",
            Self::Ho => "HO",
            Self::Ko => "KO",
            Self::Sn => "SN",
            Self::Jd => "JD",
            Self::Mf => "MF",
            Self::Gr => "GR",
            Self::Sy => "SY",
            Self::Si => "SI",
            Self::Iy => "IY",
            Self::To => "TO",
            Self::Co => "CO",
            Self::Sj => "SJ",
            Self::Ti => "TI",
            Self::Tr => "TR",
            Self::Ts => "TS",
            Self::Go => "GO",
        }
    }

    /// Columns including the identifier: those up to the last mandatory field, and all.
    ///
    /// Systems that leave out trailing empty fields exist; rows between the two are accepted.
    pub fn columns(self) -> (usize, usize) {
        match self {
            Self::Ir => (9, 10),
            Self::Re => (7, 38),
            Self::Ho => (6, 15),
            Self::Ko => (2, 12),
            Self::Sn => (3, 9),
            Self::Jd | Self::Mf => (2, 33),
            Self::Gr => (2, 3),
            Self::Sy => (4, 8),
            Self::Si | Self::Iy => (4, 44),
            Self::To => (4, 48),
            Self::Co => (4, 5),
            Self::Sj => (3, 3),
            Self::Ti => (3, 10),
            Self::Tr => (7, 18),
            Self::Ts => (3, 5),
            Self::Go => (4, 4),
        }
    }

    /// Place within a receipt: a record never follows one of a higher place. Those of the donor
    /// part are counted from its TI.
    pub(super) fn place(self) -> u8 {
        match self {
            Self::Ir | Self::Re | Self::Ti => 0,
            Self::Ho | Self::Tr => 1,
            Self::Ko | Self::Ts => 2,
            Self::Sn => 3,
            Self::Jd => 4,
            Self::Mf => 5,
            Self::Gr => 6,
            Self::Sy => 7,
            Self::Si | Self::Iy | Self::To | Self::Co => 8,
            Self::Sj => 9,
            Self::Go => 10,
        }
    }
}
