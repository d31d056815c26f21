//! What can be wrong with a file, and how the operator is told.
//!
//! One closed vocabulary for all readers. The sentences are Japanese, name the line and what to do,
//! and never repeat what a field contains.

use std::fmt;
use std::io;

/// How many problems a report lists; the rest is only counted.
pub const MAX_LISTED: usize = 100;

const REMAKE: &str = "作成元のシステムで修正し、ファイルを作り直してください。";
const SEND_AGAIN: &str = "ファイルが途中で切れたか書き換えられています。もう一度出力してください。";

/// One fault of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line in the file, from 1. For what is missing at the end: the last line.
    pub line: u64,
    /// Identifier of the record (`HO`, `SY`, …) or empty. Never other content of the file.
    pub record: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with one field. Its text is the end of a sentence that begins with the field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// Must be filled.
    #[error("が記録されていません。")]
    Missing,
    /// Must consist of digits.
    #[error("に数字でない文字があります。")]
    NotDigits,
    /// Has another length than the layout's fixed one.
    #[error("の桁数が違います（正しくは{expected}桁）。")]
    Length {
        /// Number of characters the layout asks for.
        expected: usize,
    },
    /// Longer than allowed.
    #[error("が長すぎます（{max}文字まで）。")]
    TooLong {
        /// Number of characters allowed.
        max: usize,
    },
    /// Not a number of the layout's form, or too large.
    #[error("が数値として読めません。")]
    NotANumber,
    /// A date or month that does not exist.
    #[error("が存在しない日付です。")]
    NoSuchDate,
    /// Not among the values that the layout lists.
    #[error("が決められた値ではありません。")]
    NotInTable,
    /// The check digit is wrong: a typing error.
    #[error("の検証番号が合いません（入力誤りの可能性があります）。")]
    CheckDigit,
}

/// What is wrong with a line or with the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// Nothing in the file.
    #[error("ファイルが空です。正しいファイルを選んでください。")]
    EmptyFile,
    /// A line exceeds the limit.
    #[error("1行が長すぎます（上限{limit}バイト）。正しいファイルか確認してください。")]
    LineTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// Bytes that are not text in the file's encoding.
    #[error("文字コードとして読めない文字があります。文字コード（レセプトとマスターはShift_JIS）を確かめ、出力し直してください。")]
    BadEncoding,
    /// A control character (an EOF mark before the end, a NUL, a line break within a line …).
    #[error("使えない制御文字があります。{}", REMAKE)]
    ControlCharacter,
    /// A line without content.
    #[error("空の行があります。行を取り除いてください。")]
    EmptyLine,
    /// One field is wrong.
    #[error("{name}（左から{position}番目の項目）{fault}{}", REMAKE)]
    Field {
        /// Column from 1, counting the record identifier as the first.
        position: usize,
        /// The layout's name of the field.
        name: &'static str,
        /// What is wrong with it.
        fault: FieldFault,
    },
    /// Fewer columns than the record needs.
    #[error("項目が足りません（{min}項目以上が必要、実際は{found}項目）。{}", REMAKE)]
    TooFewFields {
        /// Columns found.
        found: usize,
        /// Columns needed.
        min: usize,
    },
    /// More columns than the record has.
    #[error("項目が多すぎます（{max}項目まで、実際は{found}項目）。{}", REMAKE)]
    TooManyFields {
        /// Columns found.
        found: usize,
        /// Columns of the layout.
        max: usize,
    },

    /// UKE: the file is a dental or pharmacy receipt file.
    #[error("歯科または調剤のレセプトです。医科のファイル（RECEIPTC.UKE）を選んでください。")]
    OtherReceiptKind,
    /// UKE: the first record is not IR.
    #[error("先頭に医療機関情報（IR）がありません。医科のレセプトファイルか確認してください。")]
    MissingHeader,
    /// UKE: IR appears again.
    #[error("医療機関情報（IR）が2回あります。1ファイルずつ取り込んでください。")]
    RepeatedHeader,
    /// UKE: no record of this name exists.
    #[error("レコード識別情報が記録条件仕様にありません。{}", REMAKE)]
    UnknownRecord,
    /// UKE: a record stands where the layout does not allow it.
    #[error("レコードの順序が記録条件仕様と違います。{}", REMAKE)]
    OutOfOrder,
    /// UKE: a record before the first RE.
    #[error("レセプト共通（RE）より前にレコードがあります。{}", REMAKE)]
    OutsideReceipt,
    /// UKE: a second HO in one receipt.
    #[error("1件のレセプトに保険者（HO）が2つ以上あります。{}", REMAKE)]
    RepeatedInsurance,
    /// UKE: more than four KO in one receipt.
    #[error("1件のレセプトに公費（KO）が5つ以上あります。{}", REMAKE)]
    TooManyPublicPayers,
    /// UKE: a receipt with neither HO nor KO.
    #[error("このレセプトには保険者（HO）も公費（KO）もありません。{}", REMAKE)]
    NoPayer,
    /// UKE: a receipt for a month later than the one in which it was claimed.
    #[error("診療年月が請求年月より後です。{}", REMAKE)]
    TreatedAfterClaim,
    /// UKE: claimed in a month that has not come yet.
    #[error("請求年月がまだ来ていない月です。ファイルと、この機械の日付を確かめてください。")]
    ClaimedInFuture,
    /// UKE: a receipt with more records than any real one.
    #[error("1件のレセプトのレコードが多すぎます（上限{limit}件）。{}", REMAKE)]
    TooManyRecords {
        /// Records allowed per receipt.
        limit: usize,
    },
    /// UKE: GO is missing: the file was cut off.
    #[error("最後の診療報酬請求書（GO）がありません。{}", SEND_AGAIN)]
    MissingTrailer,
    /// UKE: something follows GO.
    #[error("診療報酬請求書（GO）の後に行があります。1ファイルずつ取り込んでください。")]
    AfterTrailer,
    /// UKE: 総件数 of GO differs from what was read.
    #[error("総件数が合いません（GOの記録{stated}件、実際{read}件）。{}", SEND_AGAIN)]
    CountMismatch {
        /// What GO states.
        stated: u64,
        /// What the receipts add up to.
        read: u64,
    },
    /// UKE: 総合計点数 of GO differs from what was read.
    #[error("総合計点数が合いません（GOの記録{stated}点、実際{read}点）。{}", SEND_AGAIN)]
    PointsMismatch {
        /// What GO states.
        stated: u64,
        /// What the receipts add up to.
        read: u64,
    },

    /// CSV: quotation marks that do not fit, or a line break within a field.
    #[error("引用符（\"）の使い方が正しくないか、項目の中に改行があります。その行を直してください。")]
    Quoting,
    /// Masters: the file is none of the masters that are read here.
    #[error("医薬品・傷病名・修飾語のマスターではありません。支払基金のマスターファイルを選んでください。")]
    NotAMaster,
    /// Masters: a row belongs to another master than the first row.
    #[error("先頭の行と違う種類か違う項目数の行です。マスターを1種類ずつ取り込んでください。")]
    MixedMasters,
    /// Postal codes: the file is not Japan Post's table.
    #[error("郵便番号のファイルではありません。日本郵便のKEN_ALL.CSVかutf_ken_all.csvを選んでください。")]
    NotPostalCodes,
    /// Postal codes: a town area whose parenthesis is not closed on the following lines.
    #[error("町域名のかっこが閉じていません。ファイルをダウンロードし直してください。")]
    OpenParenthesis,
    /// Registrations: a column of the heading is not known.
    #[error("左から{position}番目の見出しは使えません。見出しを様式どおりに直してください。")]
    UnknownColumn {
        /// Column from 1.
        position: usize,
    },
    /// Registrations: a column appears twice in the heading.
    #[error("見出し「{name}」が2回あります。1つにしてください。")]
    RepeatedColumn {
        /// Name of the column.
        name: &'static str,
    },
    /// Registrations: a mandatory column is missing in the heading.
    #[error("見出し「{name}」の列がありません。列を加えてください。")]
    MissingColumn {
        /// Name of the column.
        name: &'static str,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}行目", self.line)?;
        if !self.record.is_empty() {
            write!(f, "（{}）", self.record)?;
        }
        write!(f, "：{}", self.kind)
    }
}

impl std::error::Error for Problem {}

/// Why a reader did not deliver an item.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file itself could not be read; nothing more follows.
    #[error("ファイルを読み取れませんでした。もう一度お試しください。")]
    Io(#[from] io::Error),
    /// This item is faulty and is left out; reading goes on.
    #[error(transparent)]
    Faulty(#[from] Problem),
}

/// The first [`MAX_LISTED`] problems of a file and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProblemList {
    listed: Vec<Problem>,
    total: u64,
}

impl ProblemList {
    /// Adds a problem; beyond the limit it is only counted.
    pub fn push(&mut self, problem: Problem) {
        self.total += 1;
        if self.listed.len() < MAX_LISTED {
            self.listed.push(problem);
        }
    }

    /// The first problems, in the order of the file.
    pub fn listed(&self) -> &[Problem] {
        &self.listed
    }

    /// How many problems there are, listed or not.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}
