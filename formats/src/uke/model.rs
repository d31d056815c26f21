//! A receipt as the network uses it. Texts are as in the file, without surrounding spaces.

use std::fmt;

use chrono::NaiveDate;

use crate::fold::fold_insurance_id;
use crate::{Sex, YearMonth};

/// IR 医療機関情報: who made the file and for which month it claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHeader {
    /// 審査支払機関: 1 支払基金, 2 国保連合会.
    pub review_body: u8,
    /// 都道府県, two digits.
    pub prefecture: String,
    /// 医療機関コード, seven digits. See [`Self::institution_code10`].
    pub institution_code: String,
    /// 医療機関名称; may be empty.
    pub institution_name: String,
    /// 請求年月.
    pub claim_month: YearMonth,
    /// マルチボリューム識別情報, two digits, `00` for a single file.
    pub volume: String,
    /// 電話番号; may be empty.
    pub phone: String,
}

impl FileHeader {
    /// The ten-digit code: prefecture, 点数表 (1 medical) and the seven digits.
    pub fn institution_code10(&self) -> String {
        format!("{}1{}", self.prefecture, self.institution_code)
    }
}

/// レセプト種別: four digits (1 medical; scheme; number of insurances; person and setting).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReceiptKind(pub(super) u16);

impl ReceiptKind {
    /// `None` unless `code` is four digits of a medical receipt (the first is 1).
    pub fn from_code(code: &str) -> Option<Self> {
        let digits = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
        (digits && code.starts_with('1')).then(|| code.parse().ok().map(Self)).flatten()
    }

    /// Whether the receipt is for a hospital stay (last digit 1, 3, 5, 7 or 9).
    pub fn is_inpatient(self) -> bool {
        self.0 % 2 == 1
    }
}

/// The four digits.
impl fmt::Display for ReceiptKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// One receipt: a patient's month at one institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Line of its RE.
    pub line: u64,
    /// レセプト番号.
    pub number: u32,
    /// レセプト種別.
    pub kind: ReceiptKind,
    /// 診療年月.
    pub month: YearMonth,
    /// 氏名, family and given name separated by a space (often full-width).
    pub name: String,
    /// カタカナ氏名 without space; may be empty.
    pub kana: String,
    /// 男女区分.
    pub sex: Sex,
    /// 生年月日.
    pub birth_date: NaiveDate,
    /// 入院年月日, for a hospital stay.
    pub admission_date: Option<NaiveDate>,
    /// カルテ番号等; may be empty.
    pub chart_number: String,
    /// 検索番号; empty on the first claim.
    pub search_number: String,
    /// HO 保険者; `None` for 公費単独.
    pub insurance: Option<Insurance>,
    /// KO 公費, at most four, in the order of the file.
    pub public_payers: Vec<PublicPayer>,
    /// 診療実日数 of HO, else of the first KO.
    pub actual_days: Option<u16>,
    /// 合計点数 of HO, else of the first KO.
    pub points: u64,
    /// SY 傷病名 of the patient (not of an organ donor).
    pub diseases: Vec<Disease>,
    /// IY 医薬品 of the patient (not of an organ donor).
    pub drugs: Vec<Drug>,
    /// How many records of the kinds whose content is not kept.
    pub counts: RecordCounts,
}

/// Records of the patient that are checked and counted only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// SI 診療行為.
    pub treatments: u32,
    /// TO 特定器材.
    pub materials: u32,
    /// CO コメント.
    pub comments: u32,
}

/// HO 保険者, with the 枝番 that SN 資格確認 adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insurance {
    /// 保険者番号 without the spaces that pad it (four to eight digits).
    pub insurer_number: String,
    /// 記号 as written; may be empty (後期高齢者).
    pub symbol: String,
    /// 番号 as written.
    pub number: String,
    /// 枝番, two digits, of the SN for 医療保険.
    pub branch: Option<String>,
}

impl Insurance {
    /// 記号 for matching, see [`fold_insurance_id`].
    pub fn folded_symbol(&self) -> String {
        fold_insurance_id(&self.symbol)
    }

    /// 番号 for matching, see [`fold_insurance_id`].
    pub fn folded_number(&self) -> String {
        fold_insurance_id(&self.number)
    }
}

/// KO 公費.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicPayer {
    /// 公費負担者番号 without padding.
    pub payer_number: String,
    /// 公費受給者番号, up to seven digits; may be empty.
    pub recipient_number: String,
    /// 診療実日数.
    pub actual_days: Option<u16>,
    /// 合計点数.
    pub points: Option<u64>,
}

/// What links a receipt to a person: never the name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// 保険者番号, or 公費負担者番号 when there is no insurance.
    pub insurer_number: String,
    /// 記号, folded; empty when there is no insurance.
    pub symbol: String,
    /// 番号, folded, or 公費受給者番号 when there is no insurance.
    pub number: String,
    /// 生年月日.
    pub birth_date: NaiveDate,
}

impl Receipt {
    /// The key for matching with a registered person. `None` when the number is empty, because
    /// insurer and birth date alone would match strangers.
    pub fn identity(&self) -> Option<Identity> {
        let (insurer_number, symbol, number) = match (&self.insurance, self.public_payers.first()) {
            (Some(own), _) => (own.insurer_number.clone(), own.folded_symbol(), own.folded_number()),
            (None, Some(payer)) => (
                payer.payer_number.clone(),
                String::new(),
                fold_insurance_id(&payer.recipient_number),
            ),
            (None, None) => return None,
        };
        (!number.is_empty()).then_some(Identity {
            insurer_number,
            symbol,
            number,
            birth_date: self.birth_date,
        })
    }
}

/// The disease code that means: not coded, see the free name.
pub const UNCODED_DISEASE: &str = "0000999";

/// The modifier code of の疑い (suspected).
pub const SUSPECTED: &str = "8002";

/// SY 傷病名.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disease {
    /// Line in the file.
    pub line: u64,
    /// 傷病名コード, seven digits; [`UNCODED_DISEASE`] when only the free name says what it is.
    pub code: String,
    /// 診療開始日.
    pub start_date: NaiveDate,
    /// 転帰区分: 1 continuing, 2 cured, 3 died, 4 stopped or moved.
    pub outcome: u8,
    /// 修飾語コード, four characters each, run together. See [`Self::modifier_codes`].
    pub modifiers: String,
    /// 傷病名称, mandatory with [`UNCODED_DISEASE`].
    pub free_name: Option<String>,
    /// Whether this is the 主傷病.
    pub main: bool,
    /// 補足コメント.
    pub comment: Option<String>,
}

impl Disease {
    /// The modifier codes in the order of the record.
    pub fn modifier_codes(&self) -> impl Iterator<Item = &str> {
        // Checked on reading: ASCII, a multiple of four.
        (0..self.modifiers.len()).step_by(4).filter_map(|at| self.modifiers.get(at..at + 4))
    }

    /// Whether the disease is only suspected.
    pub fn is_suspected(&self) -> bool {
        self.modifier_codes().any(|code| code == SUSPECTED)
    }
}

/// IY 医薬品.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drug {
    /// Line in the file.
    pub line: u64,
    /// 医薬品コード, nine digits.
    pub code: String,
    /// 診療識別 (21 内服, 22 屯服, 23 外用, 31 皮下筋注 …), inherited from the record above when empty.
    pub category: u8,
    /// 使用量 in the unit of the drug master; `None` where the master says it is not recorded.
    pub amount: Option<Amount>,
    /// 回数: for 内服 the number of days; `None` when not recorded.
    pub times: Option<u16>,
    /// On which days of the month, and how often.
    pub days: Vec<DayCount>,
}

/// 算定日情報: how often on one day of 診療年月.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// 回数 on that day.
    pub times: u16,
}

/// An exact decimal with five places (使用量, five digits before and after the point).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u64);

impl Amount {
    const SCALE: u64 = 100_000;

    /// From hundred-thousandths: `150_000` is 1.5.
    pub fn from_hundred_thousandths(value: u64) -> Self {
        Self(value)
    }

    /// In hundred-thousandths.
    pub fn hundred_thousandths(self) -> u64 {
        self.0
    }

    /// Reads digits with at most one point and five decimals, eleven characters in all.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = digits(whole) && digits(decimals) && decimals.len() <= 5;
        if text.len() > 11 || !well_formed || (whole.is_empty() && decimals.is_empty()) {
            return None;
        }
        let number = |part: &str| part.bytes().fold(0, |n, b| n * 10 + u64::from(b - b'0'));
        let missing = u32::try_from(5 - decimals.len()).ok()?;
        Some(Self(number(whole) * Self::SCALE + number(decimals) * 10_u64.pow(missing)))
    }
}

/// Without trailing zeros, as the format writes it.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / Self::SCALE, self.0 % Self::SCALE);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{rest:05}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        for text in ["1", "0.5", "12.00001", "99999.99999", "0"] {
            assert_eq!(Amount::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Amount::parse("2.50"), Some(Amount::from_hundred_thousandths(250_000)));
        for bad in ["", ".", "1.000001", "1,5", "-1", "1.2.3", "１"] {
            assert_eq!(Amount::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn receipt_kinds() {
        let kind = ReceiptKind::from_code("1122").unwrap();
        assert!(!kind.is_inpatient());
        assert!(ReceiptKind::from_code("1117").unwrap().is_inpatient());
        assert!(!ReceiptKind::from_code("1310").unwrap().is_inpatient());
        assert_eq!(kind.to_string(), "1122");
        assert_eq!(ReceiptKind::from_code("3112"), None);
        assert_eq!(ReceiptKind::from_code("112"), None);
    }
}
