//! Reasons that the office chooses from, and then finishes in its own words.

/// A reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// In the list.
    pub label: &'static str,
    /// What the applicant reads.
    pub text: &'static str,
}

const fn reason(label: &'static str, text: &'static str) -> Reason {
    Reason { label, text }
}

/// Why an application is sent back.
pub const SEND_BACK: [Reason; 7] = [
    reason(
        "コードの誤り",
        "医療機関コード（事業所番号）が、届け出のものと合いません。指定通知書をご確認のうえ、直して送り直してください。",
    ),
    reason(
        "利用者の不足・誤り",
        "利用者の氏名、カナ、職種をご確認のうえ、直して送り直してください。",
    ),
    reason("施設の管理者", "施設の管理者になる方を、利用者のなかからお選びください。"),
    reason("添付書類の不足", "添付の書類が足りません。書類を添えて送り直してください。"),
    reason(
        "添付書類が読めない",
        "添付の書類の文字が読めません。明るいところで撮り直すか、PDFにして送り直してください。",
    ),
    reason("機器・回線の確認", "使う機器の台数と回線について、もう少し詳しくお書きください。"),
    reason(
        "重複の確認",
        "同じ施設からの申請がほかにもあります。どちらを進めるか、回答の欄にお書きください。",
    ),
];

/// Why an application is refused.
pub const REJECT: [Reason; 4] = [
    reason("重複", "同じ施設からの別の申請を受け付けているため、こちらの申請は却下しました。"),
    reason(
        "参加済み",
        "すでに参加している施設のため、却下しました。利用者や機器の追加は、参加後の変更としてお申し出ください。",
    ),
    reason(
        "対象外",
        "このネットワークの参加の対象ではないため、却下しました。詳しくは事務局へお電話ください。",
    ),
    reason(
        "取下げの申し出",
        "お電話で取下げのお申し出をいただいたため、却下として終わりにしました。",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::form::NOTE_MAX;

    #[test]
    fn reasons_are_sentences_that_fit() {
        for reason in SEND_BACK.iter().chain(&REJECT) {
            assert!(!reason.label.is_empty() && reason.text.ends_with('。'), "{reason:?}");
            assert!(reason.text.chars().count() < NOTE_MAX / 2, "room for one's own words: {reason:?}");
        }
    }
}
