//! What the history of a patient tells, in words.

use tobiume_common::{
    basic_info::{Item, ViewMode},
    patients::OpenReason,
};

use super::Action;

/// What belongs to one patient's history. What is not named here is not told: sign-ins, whom a search or the portal listed, small pictures in a list of files, imports.
const WORDS: [(Action, &str); 18] = [
    (Action::OpenPatient, "閲覧理由の入力"),
    (Action::ViewPatient, "閲覧"),
    (Action::RefusedPatient, "利用できず"),
    (Action::RegisterPatient, "登録"),
    (Action::JoinPatient, "かかりつけ医療機関として登録"),
    (Action::ViewRegistration, "登録情報の表示"),
    (Action::UpdateRegistration, "登録情報の更新"),
    (Action::WithdrawConsent, "同意撤回の登録"),
    (Action::RenewConsent, "同意の再登録"),
    (Action::SaveRecord, "更新"),
    (Action::CompareVersions, "以前の内容の閲覧"),
    (Action::AttachFile, "ファイルの添付"),
    (Action::ReadFile, "添付ファイルの閲覧"),
    (Action::ReadConsentForm, "同意書の閲覧"),
    (Action::RemoveFile, "添付ファイルの取り下げ"),
    (Action::PrintPatient, "印刷"),
    (Action::ViewHistory, "閲覧・更新履歴の閲覧"),
    (Action::PrintHistory, "閲覧・更新履歴の印刷"),
];

/// Stored codes of what is told.
pub(super) fn told() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(action, _)| action.code())
}

/// What was done: 閲覧（救急モード）, 更新（処方、アレルギー） ….
pub(super) fn what(action: &str, detail: Option<&str>) -> String {
    let word = WORDS
        .iter()
        .find(|(known, _)| known.code() == action)
        .map_or(action, |&(_, word)| word);
    let more: Vec<&str> = detail.unwrap_or_default().split(' ').filter_map(detail_word).collect();
    if more.is_empty() {
        return word.to_owned();
    }
    format!("{word}（{}）", more.join("、"))
}

/// What a detail's codes mean, besides items: modes and parts of the page, why somebody was refused, what of a registration was corrected.
const DETAILS: [(&str, &str); 15] = [
    ("emergency", ViewMode::Emergency.label()),
    ("collaboration", ViewMode::Collaboration.label()),
    ("registration", "登録情報"),
    ("entry_form", "入力画面"),
    ("files", "添付ファイルの一覧"),
    ("reason_required", "理由の入力前"),
    ("not_permitted", "権限なし"),
    ("renewed", "撤回後の再登録"),
    ("name", "氏名"),
    ("kana", "カナ氏名"),
    ("birth_date", "生年月日"),
    ("sex", "性別"),
    ("address", "住所"),
    ("phone", "電話番号"),
    ("blood_type", "血液型"),
];

/// The word of a code. Numbers of files and reasons have none here.
fn detail_word(code: &str) -> Option<&'static str> {
    let word = DETAILS.iter().find(|(known, _)| *known == code).map(|&(_, word)| word);
    word.or_else(|| Item::from_code(code).map(Item::label))
}

/// Why, as it was given: 救急搬送, その他：当直中の問い合わせ.
pub(super) fn why(reason: &str, note: &str) -> String {
    let label = OpenReason::from_code(reason).map_or(reason, |reason| reason.label());
    if note.is_empty() {
        return label.to_owned();
    }
    format!("{label}：{note}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_and_why() {
        assert_eq!(what("view_patient", Some("emergency")), "閲覧（救急モード）");
        assert_eq!(what("save_record", Some("prescriptions allergies")), "更新（処方、アレルギー）");
        assert_eq!(what("open_patient", Some("other")), "閲覧理由の入力");
        assert_eq!(what("read_file", Some("17")), "添付ファイルの閲覧");
        assert_eq!(what("print_patient", None), "印刷");
        assert_eq!(
            what("update_registration", Some("address phone insurance")),
            "登録情報の更新（住所、電話番号、保険（記号・番号））"
        );
        assert_eq!(what("refused_patient", Some("reason_required")), "利用できず（理由の入力前）");
        assert_eq!(why("emergency_transport", ""), "救急搬送");
        assert_eq!(why("other", "当直中の問い合わせ"), "その他：当直中の問い合わせ");
    }

    #[test]
    fn no_code_has_two_words() {
        for code in [
            "emergency",
            "collaboration",
            "registration",
            "files",
            "reason_required",
            "not_permitted",
        ] {
            assert_eq!(Item::from_code(code), None);
        }
    }
}
