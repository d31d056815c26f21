//! Every rule once, and arbitrary values.

use proptest::{collection::vec, option, prelude::*};

use super::*;
use crate::{
    access::{Relation, Role, patient_access},
    basic_info::Change,
    ids::RevisionId,
};

fn today() -> CivilDate {
    "2026-11-24".parse().unwrap()
}

fn date(text: &str) -> Option<CivilDate> {
    Some(text.parse().unwrap())
}

fn text(text: impl Into<String>) -> ItemValue {
    ItemValue::Text(text.into())
}

fn check(choice: &str, note: &str) -> Check {
    Check {
        choice: choice.into(),
        note: note.into(),
    }
}

fn line(code: &str, name: &str, detail: &str) -> Line {
    Line {
        code: code.into(),
        name: name.into(),
        detail: detail.into(),
    }
}

fn contact(name: &str, relation: &str, phone: &str) -> Contact {
    Contact {
        name: name.into(),
        relation: relation.into(),
        phone: phone.into(),
    }
}

fn acp(decision: &str, decided_on: Option<CivilDate>, participants: &str, text: &str) -> ItemValue {
    ItemValue::Acp(Acp {
        decision: decision.into(),
        decided_on,
        participants: participants.into(),
        text: text.into(),
    })
}

fn period(from: Option<CivilDate>, until: Option<CivilDate>) -> ItemValue {
    ItemValue::Period { from, until }
}

fn fields(item: Item, value: &ItemValue) -> Vec<String> {
    let problems = check_value(item, value, today());
    assert!(problems.iter().all(|problem| problem.message.ends_with('。')), "{problems:?}");
    problems.into_iter().map(|problem| problem.field).collect()
}

#[test]
fn what_is_accepted() {
    let many = |count| ItemValue::Lines((0..count).map(|_| line("612170709", "ノルバスク錠２．５ｍｇ", "")).collect());
    for (item, value) in [
        (Item::AttendingDoctor, text("あ".repeat(TEXT_MAX))),
        (Item::History, text("2008年\t高血圧\n2015年 骨折")),
        (Item::History, text("あ".repeat(LONG_TEXT_MAX))),
        (Item::Meals, ItemValue::Choice(check("watched", "とろみをつける"))),
        (Item::Meals, ItemValue::Choice(check("", " "))),
        (
            Item::Allergies,
            ItemValue::Checks(vec![check("iodine", ""), check("other", "テープ")]),
        ),
        (Item::Prescriptions, many(DRUGS_MAX)),
        (
            Item::MainDiseases,
            ItemValue::Lines(vec![line("8830212", "悪性高血圧症", ""), line("", "自由に書いた病名", "")]),
        ),
        (
            Item::EmergencyContacts,
            ItemValue::Contacts(vec![contact("", "長女", "090"), contact("山田", "", "")]),
        ),
        (Item::Hasegawa, ItemValue::Score(30)),
        (Item::CarePeriod, period(date("2026-04-01"), date("2026-04-01"))),
        (Item::CarePeriod, period(None, date("2027-03-31"))),
        (
            Item::Acp,
            acp("延命は希望しない", date("2026-11-24"), "本人、長女", "一行目\n二行目"),
        ),
    ] {
        assert_eq!(fields(item, &value), [""; 0], "{item:?}");
    }
}

#[test]
fn what_is_refused_and_where() {
    let lines = |count| ItemValue::Lines((0..count).map(|_| line("", "薬", "")).collect());
    let one = |line| ItemValue::Lines(vec![line]);
    let allergies = |checks| (Item::Allergies, ItemValue::Checks(checks));
    let contacts = |contacts| (Item::EmergencyContacts, ItemValue::Contacts(contacts));
    for ((item, value), wanted) in [
        ((Item::AttendingDoctor, text("あ".repeat(TEXT_MAX + 1))), "attending_doctor"),
        ((Item::AttendingDoctor, text("梅木\n一男")), "attending_doctor"),
        ((Item::History, text("あ".repeat(LONG_TEXT_MAX + 1))), "history"),
        ((Item::History, text("\u{0}")), "history"),
        ((Item::Remarks, text("逆\u{202e}向き")), "remarks"),
        ((Item::History, ItemValue::Score(1)), "history"),
        ((Item::Prescriptions, text("ワーファリン")), "prescriptions"),
        ((Item::Meals, ItemValue::Choice(check("walks", ""))), "meals.choice"),
        ((Item::Meals, ItemValue::Choice(check("", "きざみ"))), "meals.choice"),
        (
            (Item::Meals, ItemValue::Choice(check("full", &"あ".repeat(NOTE_MAX + 1)))),
            "meals.note",
        ),
        (allergies(vec![check("food", ""), check("moon", "")]), "allergies.1.choice"),
        (allergies(vec![check("food", "そば"), check("food", "卵")]), "allergies.1.choice"),
        (allergies(vec![check("food", "a\u{7}")]), "allergies.0.note"),
        (allergies(vec![check("food", ""); 7]), "allergies"),
        ((Item::Prescriptions, lines(DRUGS_MAX + 1)), "prescriptions"),
        ((Item::Prescriptions, one(line("8830212", "病名", ""))), "prescriptions.0.code"),
        ((Item::Prescriptions, one(line("61217070９", "薬", ""))), "prescriptions.0.code"),
        ((Item::Prescriptions, one(line("612170709", " ", ""))), "prescriptions.0.name"),
        (
            (Item::Prescriptions, one(line("", &"あ".repeat(LINE_NAME_MAX + 1), ""))),
            "prescriptions.0.name",
        ),
        (
            (Item::Prescriptions, one(line("", "薬", &"あ".repeat(LINE_DETAIL_MAX + 1)))),
            "prescriptions.0.detail",
        ),
        ((Item::MainDiseases, lines(6)), "main_diseases"),
        ((Item::MainDiseases, one(line("612170709", "薬", ""))), "main_diseases.0.code"),
        (contacts(vec![contact("", "", "090")]), "emergency_contacts.0.name"),
        (
            contacts(vec![contact("山田", &"あ".repeat(CONTACT_DETAIL_MAX + 1), "")]),
            "emergency_contacts.0.relation",
        ),
        (contacts(vec![contact("山田", "", "090\t")]), "emergency_contacts.0.phone"),
        (contacts(vec![contact("山田", "", ""); CONTACTS_MAX + 1]), "emergency_contacts"),
        ((Item::Hasegawa, ItemValue::Score(31)), "hasegawa"),
        (
            (Item::CarePeriod, period(date("2026-04-02"), date("2026-04-01"))),
            "care_period.until",
        ),
        ((Item::Acp, acp("", date("2026-11-25"), "", "")), "acp.decided_on"),
        ((Item::Acp, acp("", None, "本人\n長女", "")), "acp.participants"),
        ((Item::Acp, acp("", None, "", "\u{1b}")), "acp.text"),
    ] {
        assert_eq!(fields(item, &value), [wanted], "{item:?} {value:?}");
    }
    let sixth = check_value(Item::MainDiseases, &lines(6), today());
    assert!(sixth[0].message.contains("病名・病歴等"), "{sixth:?}");
}

#[test]
fn what_was_typed_is_tidied() {
    assert_eq!(
        text(" \u{feff}高血圧\r\n　糖尿病\u{200b}　\n").normalised(),
        text("高血圧\n　糖尿病")
    );
    assert_eq!(text("葛\u{e0100}城").normalised(), text("葛\u{e0100}城"));
    let lines = ItemValue::Lines(vec![line(" ", "", "　"), line("", " 薬 ", "1錠 "), line("", "", "用法だけ")]);
    assert_eq!(
        lines.normalised(),
        ItemValue::Lines(vec![line("", "薬", "1錠"), line("", "", "用法だけ")])
    );
    let contacts = ItemValue::Contacts(vec![contact(" ", "", ""), contact("", "", " 090 ")]);
    assert_eq!(contacts.normalised(), ItemValue::Contacts(vec![contact("", "", "090")]));
    assert!(ItemValue::Checks(vec![check(" ", "")]).normalised().is_empty());
    let draft = Draft {
        base: RevisionId(0),
        changes: vec![Change {
            item: Item::Remarks,
            value: Some(text(" \n")),
        }],
    };
    assert_eq!(draft.normalised().changes[0].value, None, "what says nothing empties the item");
}

#[test]
fn a_draft_names_each_item_once_and_only_those_that_may_be_written() {
    let change = |item| Change {
        item,
        value: Some(text("あ")),
    };
    let draft = |items: &[Item]| Draft {
        base: RevisionId(0),
        changes: items.iter().copied().map(change).collect(),
    };
    let grant = |role, relation| patient_access(role, relation).unwrap();
    let own = grant(
        Role::FamilyClinic,
        Relation {
            own: true,
            ..Relation::default()
        },
    );
    let fields = |draft: &Draft, grant| -> Vec<String> { draft.check(grant, today()).into_iter().map(|problem| problem.field).collect() };
    assert_eq!(fields(&draft(&[Item::Remarks, Item::Wishes]), &own), [""; 0]);
    assert_eq!(fields(&draft(&[Item::Remarks, Item::Wishes, Item::Remarks]), &own), ["remarks"]);
    assert_eq!(fields(&draft(&[Item::Remarks, Item::Hasegawa]), &own), ["hasegawa"]);
    let crew = grant(Role::Crew, Relation::default());
    assert_eq!(fields(&draft(&[Item::Remarks, Item::History]), &crew), ["remarks", "history"]);
}

/// The server takes 256 KiB: whatever the rules accept must fit, in characters that JSON has to escape, too.
#[test]
fn the_largest_record_fits_into_a_request() {
    let wide = |count: usize| "😀".repeat(count);
    let largest = |item: Item| match item.kind() {
        ItemKind::Text => text(wide(TEXT_MAX)),
        ItemKind::LongText => text(wide(LONG_TEXT_MAX)),
        ItemKind::Choice(choices) => ItemValue::Choice(check(choices[0].code, &wide(NOTE_MAX))),
        ItemKind::Checks(choices) => ItemValue::Checks(choices.iter().map(|choice| check(choice.code, &wide(NOTE_MAX))).collect()),
        ItemKind::Drugs => ItemValue::Lines(vec![line("612170709", &wide(LINE_NAME_MAX), &wide(LINE_DETAIL_MAX)); DRUGS_MAX]),
        ItemKind::Diseases(most) => ItemValue::Lines(vec![line("8830212", &wide(LINE_NAME_MAX), &wide(LINE_DETAIL_MAX)); most]),
        ItemKind::Contacts => ItemValue::Contacts(vec![
            contact(
                &wide(CONTACT_NAME_MAX),
                &wide(CONTACT_DETAIL_MAX),
                &wide(CONTACT_DETAIL_MAX)
            );
            CONTACTS_MAX
        ]),
        ItemKind::Score(most) => ItemValue::Score(most),
        ItemKind::Period => period(date("2026-04-01"), date("2027-03-31")),
        ItemKind::Acp => acp(&wide(LONG_TEXT_MAX), Some(today()), &wide(TEXT_MAX), &wide(LONG_TEXT_MAX)),
    };
    let changes = Item::ALL.map(|item| Change {
        item,
        value: Some(largest(item)),
    });
    for Change { item, value } in &changes {
        assert_eq!(fields(*item, value.as_ref().unwrap()), [""; 0], "{item:?}");
    }
    let draft = Draft {
        base: RevisionId(i64::MAX),
        changes: changes.to_vec(),
    };
    let bytes = serde_json::to_vec(&draft).unwrap().len();
    assert!(bytes < 256 * 1024, "{bytes} bytes");
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~ぁ-んァ-ヶ一-龠\n\t　]{0,12}",
        ".{0,8}",
        (0usize..5000).prop_map(|length| "あ".repeat(length))
    ]
}

fn any_date() -> impl Strategy<Value = Option<CivilDate>> {
    option::of((1800i16..3000, 1u8..13, 1u8..29).prop_map(|(year, month, day)| CivilDate::new(year, month, day).unwrap()))
}

/// A choice that the item has, mostly.
fn any_check(item: Item) -> impl Strategy<Value = Check> {
    let codes: Vec<String> = item.choices().iter().map(|choice| choice.code.to_owned()).collect();
    let known = (0..codes.len().max(1)).prop_map(move |at| codes.get(at).cloned().unwrap_or_default());
    let choice = prop_oneof![4 => known, 1 => any_text()];
    (choice, any_text()).prop_map(|(choice, note)| Check { choice, note })
}

fn any_line() -> impl Strategy<Value = Line> {
    let code = prop_oneof!["", "[0-9]{7}", "[0-9]{9}", any_text()];
    (code, any_text(), any_text()).prop_map(|(code, name, detail)| Line { code, name, detail })
}

fn any_contact() -> impl Strategy<Value = Contact> {
    (any_text(), any_text(), any_text()).prop_map(|(name, relation, phone)| Contact { name, relation, phone })
}

/// Any form of value, whether or not it is the item's.
fn any_value(item: Item) -> impl Strategy<Value = ItemValue> {
    prop_oneof![
        any_text().prop_map(ItemValue::Text),
        any_check(item).prop_map(ItemValue::Choice),
        vec(any_check(item), 0..8).prop_map(ItemValue::Checks),
        vec(any_line(), 0..8).prop_map(ItemValue::Lines),
        vec(any_contact(), 0..12).prop_map(ItemValue::Contacts),
        any::<u8>().prop_map(ItemValue::Score),
        (any_date(), any_date()).prop_map(|(from, until)| ItemValue::Period { from, until }),
        (any_text(), any_date(), any_text(), any_text()).prop_map(|(decision, decided_on, participants, text)| ItemValue::Acp(Acp {
            decision,
            decided_on,
            participants,
            text
        })),
    ]
}

fn any_entry() -> impl Strategy<Value = (Item, ItemValue)> {
    (0..Item::ALL.len()).prop_flat_map(|at| (Just(Item::ALL[at]), any_value(Item::ALL[at])))
}

proptest! {
    #[test]
    fn what_is_accepted_travels_and_stays_accepted((item, value) in any_entry()) {
        let travelled: ItemValue = serde_json::from_str(&serde_json::to_string(&value).unwrap()).unwrap();
        prop_assert_eq!(&travelled, &value);
        let problems = check_value(item, &value, today());
        prop_assert!(problems.iter().all(|problem| problem.field.starts_with(item.code()) && problem.message.ends_with('。')));
        if problems.is_empty() {
            prop_assert!(check_value(item, &travelled.normalised(), today()).is_empty(), "{:?}", travelled.normalised());
        }
    }

    #[test]
    fn tidying_twice_changes_nothing((_, value) in any_entry()) {
        let once = value.normalised();
        prop_assert_eq!(once.normalised(), once);
    }
}
