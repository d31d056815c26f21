//! The form without a browser.

use tobiume_common::{
    basic_info::{Check, ViewMode, record::OwnItem},
    ids::PatientId,
    patients::{PatientSummary, Sex},
};

use super::*;

fn text(text: &str) -> ItemValue {
    ItemValue::Text(text.into())
}

fn record() -> OwnRecord {
    let day = CivilDate::new(2026, 9, 3).unwrap();
    let own = |item, value| OwnItem {
        item,
        value,
        author: "松田 隆".into(),
        updated_on: day,
    };
    OwnRecord {
        patient: PatientSummary {
            id: PatientId(1),
            name: "山﨑 時子".into(),
            kana: "ヤマザキ トキコ".into(),
            birth_date: CivilDate::new(1939, 3, 15).unwrap(),
            sex: Sex::Female,
            address: String::new(),
            card_number: String::new(),
            has_namesake: false,
            withdrawn: false,
        },
        revision: RevisionId(7),
        items: vec![
            own(Item::Remarks, text("元の備考 ")),
            own(Item::Allergies, ItemValue::Checks(vec![check("food"), check("iodine")])),
            own(Item::Mmse, ItemValue::Score(21)),
        ],
        sections: ViewMode::Collaboration.sections().to_vec(),
        draft: None,
    }
}

fn check(choice: &str) -> Check {
    Check {
        choice: choice.into(),
        note: String::new(),
    }
}

fn set(form: &Form, item: Item, words: &str) {
    form.edit(item, |typed| *typed = Typed::Texts(vec![words.into()]));
}

#[test]
fn only_what_differs_is_saved() {
    let form = Form::new(&record(), None, None);
    assert_eq!(form.to_save().changes, [], "spaces at the end and another order are no change");
    set(&form, Item::Remarks, "新しい備考");
    set(&form, Item::Mmse, "");
    let draft = form.to_save();
    assert_eq!(draft.base, RevisionId(7));
    let changes: Vec<_> = draft.changes.iter().map(|change| (change.item, change.value.clone())).collect();
    assert_eq!(changes, [(Item::Remarks, Some(text("新しい備考"))), (Item::Mmse, None)]);
    assert_eq!(form.marks().changed(), 2);
    form.undo(Item::Remarks);
    set(&form, Item::Mmse, "21");
    assert_eq!(form.to_save().changes, []);
    assert_eq!(form.marks().rounds[Item::Remarks as usize], 1);
}

#[test]
fn what_cannot_be_read_empties_nothing() {
    let form = Form::new(&record(), None, None);
    set(&form, Item::Mmse, "99");
    assert_eq!(
        form.to_keep(),
        (
            Draft {
                base: RevisionId(7),
                changes: vec![]
            },
            false
        )
    );
    assert!(form.state(Item::Mmse).problems.is_empty(), "nothing is said while the person types");
    assert_eq!(form.first_problem(), Some((Item::Mmse, 0)));
    assert_eq!(form.state(Item::Mmse).problems.len(), 1);
}

#[test]
fn a_draft_goes_on_from_where_it_began() {
    let draft = Draft {
        base: RevisionId(3),
        changes: vec![
            Change {
                item: Item::Wishes,
                value: Some(text("家で")),
            },
            Change {
                item: Item::Remarks,
                value: None,
            },
        ],
    };
    let form = Form::new(&record(), Some(&draft), None);
    assert_eq!(form.to_save(), draft);
}

#[test]
fn a_choice_between_two_versions_is_saved_on_the_newer() {
    let form = Form::new(&record(), None, None);
    set(&form, Item::Remarks, "自分");
    set(&form, Item::Wishes, "意向");
    let conflict = Conflict {
        item: Item::Remarks,
        now: Some(text("相手")),
        author: "別の人".into(),
        at: String::new(),
    };
    form.rebase(RevisionId(9), vec![(conflict, Typed::Texts(vec!["相手".into()]))], &[]);
    let draft = form.to_save();
    assert_eq!(draft.base, RevisionId(9));
    let items: Vec<Item> = draft.changes.iter().map(|change| change.item).collect();
    assert_eq!(items, [Item::Wishes], "what the other one wrote is no change any more");
}

#[test]
fn sections_that_may_not_be_written_are_not() {
    let form = Form::new(
        &OwnRecord {
            sections: vec![Section::Allergies],
            ..record()
        },
        None,
        None,
    );
    set(&form, Item::Remarks, "x");
    assert_eq!(form.to_save().changes, []);
    assert_eq!(form.marks().sections.len(), 1);
}

#[test]
fn what_others_changed_is_shown_before_the_form_goes_on() {
    let form = Form::new(&record(), None, None);
    set(&form, Item::Remarks, "自分");
    let changed = |item, now: &str| Conflict {
        item,
        now: Some(text(now)),
        author: "別の人".into(),
        at: String::new(),
    };
    let conflict = changed(Item::Remarks, "相手");
    form.rebase(
        RevisionId(9),
        vec![(conflict, Typed::Texts(vec!["自分".into()]))],
        &[changed(Item::History, "相手の病歴")],
    );
    assert_eq!(form.typed(Item::History), Typed::of(Item::History, Some(&text("相手の病歴"))));
    let items: Vec<Item> = form.to_save().changes.iter().map(|change| change.item).collect();
    assert_eq!(items, [Item::Remarks], "what the form has taken over is no change of this person's");
}
