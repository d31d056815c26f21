//! Several people at one record: nothing is lost silently, and drafts are nobody else's.

use std::collections::HashMap;

use diesel::prelude::*;
use support::{
    Client,
    app::*,
    client::{draft, patient_path},
    on_both_databases,
};
use tobiume_backend::db::schema::{basic_info_changes, basic_info_drafts, basic_info_entries, basic_info_revisions, users};
use tobiume_common::{
    ErrorCode,
    basic_info::{
        Item, ItemValue,
        record::{Conflict, DropDraft, KeepDraft, SaveOutcome},
    },
    ids::RevisionId,
    patients::OpenReason,
};

use crate::basic_info::{everything, revisions, text};

const TOKIKO: &str = "ヤマザキ トキコ";

type Changes = Vec<(Item, Option<ItemValue>)>;

fn conflicts(outcome: SaveOutcome) -> (RevisionId, Vec<Conflict>) {
    match outcome {
        SaveOutcome::Conflicts { revision, conflicts, .. } => (revision, conflicts),
        SaveOutcome::Saved(revision) => panic!("saved as {revision}"),
    }
}

fn says(client: &mut Client, patient: i64, item: Item) -> Option<ItemValue> {
    let items = client.own_record(patient).unwrap().items;
    items.into_iter().find(|own| own.item == item).map(|own| own.value)
}

fn keep(client: &mut Client, patient: i64, base: RevisionId, changes: &[(Item, Option<ItemValue>)]) {
    client.call::<KeepDraft>(&patient_path(patient), "", &draft(base, changes)).unwrap();
}

fn kept(client: &mut Client, patient: i64) -> Option<(RevisionId, Changes)> {
    let kept = client.own_record(patient).unwrap().draft?.draft;
    Some((
        kept.base,
        kept.changes.into_iter().map(|change| (change.item, change.value)).collect(),
    ))
}

on_both_databases! {
    fn two_editors_are_told_item_by_item(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        // Both orders.
        for (first, second) in [(FAMILY_DOCTOR, CLINIC_CLERK), (CLINIC_CLERK, FAMILY_DOCTOR)] {
            let (mut one, mut two) = (app.sign_in(first), app.sign_in(second));
            let base = one.own_record(tokiko).unwrap().revision;
            assert_eq!(two.own_record(tokiko).unwrap().revision, base);
            let earlier = one.saved(tokiko, base, &[
                (Item::Remarks, Some(text(&format!("{first}の備考")))),
                (Item::Wishes, Some(text(&format!("{first}も{second}も同じ意向")))),
                (Item::ContraindicatedDrugs, None),
                (Item::Hasegawa, Some(ItemValue::Score(11))),
            ]);
            let author = one.own_record(tokiko).unwrap().items.into_iter().find(|own| own.item == Item::Remarks).unwrap().author;
            let wanted = [
                (Item::Remarks, Some(text(&format!("{second}の備考")))),
                (Item::Wishes, Some(text(&format!("{first}も{second}も同じ意向")))),
                (Item::ContraindicatedDrugs, Some(text(&format!("{second}の禁忌薬")))),
                (Item::Facility, Some(text(&format!("{second}の施設")))),
            ];
            let stored = app.query(everything);
            let (revision, told) = conflicts(two.save(tokiko, base, &wanted).unwrap());
            assert_eq!(revision, earlier);
            let told: Vec<_> = told.into_iter().map(|conflict| (conflict.item, conflict.now, conflict.author)).collect();
            assert_eq!(told, [
                (Item::Remarks, Some(text(&format!("{first}の備考"))), author.clone()),
                (Item::ContraindicatedDrugs, None, author),
            ], "what both changed to something else, and nothing else");
            let SaveOutcome::Conflicts { others, .. } = two.save(tokiko, base, &wanted).unwrap() else { panic!() };
            let others: Vec<_> = others.into_iter().map(|other| (other.item, other.now)).collect();
            assert_eq!(others, [(Item::Wishes, wanted[1].1.clone()), (Item::Hasegawa, Some(ItemValue::Score(11)))], "what the form does not show yet");
            let after = app.query(everything);
            assert_eq!(after, stored, "nothing was saved, not even what nobody else touched");

            // The second one takes over the other's 備考 and insists on the own 禁忌薬.
            let saved = two.saved(tokiko, revision, &[wanted[2].clone(), wanted[3].clone()]);
            assert_eq!(says(&mut one, tokiko, Item::Remarks), Some(text(&format!("{first}の備考"))));
            assert_eq!(says(&mut one, tokiko, Item::ContraindicatedDrugs), wanted[2].1);
            assert_eq!(says(&mut one, tokiko, Item::Hasegawa), Some(ItemValue::Score(11)));
            assert_eq!(revisions(&mut one, tokiko)[0].id, saved);

            // Now the first one's form is the old one: items that the second did not touch are saved without a question.
            one.saved(tokiko, earlier, &[(Item::Hasegawa, Some(ItemValue::Score(12)))]);
            let (_, told) = conflicts(one.save(tokiko, earlier, &[(Item::Facility, None)]).unwrap());
            assert_eq!(told[0].now, wanted[3].1);
        }
    }

    fn a_change_there_and_back_is_no_conflict(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let (mut doctor, mut clerk) = (app.sign_in(FAMILY_DOCTOR), app.sign_in(CLINIC_CLERK));
        let base = doctor.own_record(tokiko).unwrap().revision;
        let first = doctor.saved(tokiko, base, &[(Item::Remarks, Some(text("一")))]);
        let second = doctor.saved(tokiko, first, &[(Item::Remarks, Some(text("二")))]);
        assert_eq!(clerk.saved(tokiko, first, &[(Item::Remarks, Some(text("二")))]), second, "it says so already");
        let (_, told) = conflicts(clerk.save(tokiko, first, &[(Item::Remarks, Some(text("一")))]).unwrap());
        assert_eq!(told[0].now, Some(text("二")), "what the form began with is no longer there");
    }

    fn eight_at_once_lose_nothing(app: TestApp) {
        const EACH: usize = 12;
        let tokiko = app.patient(TOKIKO);
        let own_items = [Item::Insurance, Item::Facility, Item::VisitingNurse, Item::CareOffice, Item::CareManager, Item::VisitingNurseStation, Item::Wishes, Item::History];
        let clients = [app.sign_in(FAMILY_DOCTOR), app.sign_in(CLINIC_CLERK)];
        // (base, revision, what was saved) of every acknowledged saving.
        let acknowledged: Vec<(RevisionId, RevisionId, Changes)> = std::thread::scope(|scope| {
            let threads: Vec<_> = own_items.iter().enumerate().map(|(thread, &own)| {
                let mut client = clients[thread % 2].clone();
                scope.spawn(move || {
                    let mut acknowledged = Vec::new();
                    let mut base = client.own_record(tokiko).unwrap().revision;
                    for turn in 0..EACH {
                        let say = text(&format!("{thread}の{turn}"));
                        let changes = vec![(Item::Remarks, Some(say.clone())), (own, Some(say))];
                        loop {
                            match client.save(tokiko, base, &changes).unwrap() {
                                SaveOutcome::Saved(revision) => {
                                    acknowledged.push((base, revision, changes));
                                    base = revision;
                                    break;
                                }
                                SaveOutcome::Conflicts { revision, conflicts, .. } => {
                                    assert_eq!(conflicts.iter().map(|conflict| conflict.item).collect::<Vec<_>>(), [Item::Remarks], "nobody else writes the own item");
                                    assert!(revision > base);
                                    base = revision;
                                }
                            }
                        }
                    }
                    acknowledged
                })
            }).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });

        let first = acknowledged.iter().map(|(base, ..)| base.0).min().unwrap();
        let institution: i64 = app.query(|conn| users::table.filter(users::login_id.eq(FAMILY_DOCTOR)).select(users::institution_id).first(conn));
        let history: Vec<(i64, String, Option<String>)> = app.query(|conn| {
            basic_info_changes::table
                .inner_join(basic_info_revisions::table)
                .filter(basic_info_revisions::patient_id.eq(tokiko))
                .filter(basic_info_revisions::institution_id.eq(institution))
                .filter(basic_info_revisions::id.gt(first))
                .order(basic_info_revisions::id)
                .select((basic_info_revisions::id, basic_info_changes::item, basic_info_changes::value))
                .load(conn)
        });
        assert_eq!(acknowledged.len(), 8 * EACH);
        assert_eq!(history.len(), 8 * EACH * 2, "every acknowledged change and nothing else");
        let written: HashMap<(i64, &str), &Option<String>> = history.iter().map(|(revision, item, value)| ((*revision, item.as_str()), value)).collect();
        for (base, revision, changes) in &acknowledged {
            for (item, value) in changes {
                let stored = written[&(revision.0, item.code())].as_deref().map(|value| serde_json::from_str::<ItemValue>(value).unwrap());
                assert_eq!(&stored, value);
            }
            let unseen = history.iter().filter(|(id, item, _)| item == "remarks" && base.0 < *id && *id < revision.0).count();
            assert_eq!(unseen, 0, "{revision} overwrote what its form, which began with {base}, had not shown");
        }
        let last: HashMap<&str, &Option<String>> = history.iter().map(|(_, item, value)| (item.as_str(), value)).collect();
        let entries: HashMap<String, String> = app.query(|conn| {
            basic_info_entries::table
                .filter(basic_info_entries::patient_id.eq(tokiko))
                .filter(basic_info_entries::institution_id.eq(institution))
                .select((basic_info_entries::item, basic_info_entries::value))
                .load(conn)
        }).into_iter().collect();
        for (item, value) in last {
            assert_eq!(entries.get(item), value.as_ref(), "what holds now is what was saved last");
        }
    }

    fn a_draft_is_its_author_s_alone(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let base = doctor.own_record(tokiko).unwrap().revision;
        // What is not right yet is kept, too: it is still being typed.
        let typed = [(Item::Remarks, Some(text(&"長".repeat(5_000)))), (Item::ContraindicatedDrugs, None), (Item::Wishes, Some(text("制御\u{7}文字")))];
        keep(&mut doctor, tokiko, base, &typed);
        assert_eq!(kept(&mut doctor, tokiko), Some((base, typed.to_vec())));
        keep(&mut doctor, tokiko, base, &typed[..2]);
        assert_eq!(kept(&mut app.sign_in(FAMILY_DOCTOR), tokiko), Some((base, typed[..2].to_vec())), "in another session, the newest");

        assert!(kept(&mut app.sign_in(CLINIC_CLERK), tokiko).is_none());
        assert!(kept(&mut app.sign_in(OTHER_DOCTOR), tokiko).is_none());
        let view = format!("{:?}", app.sign_in(CLINIC_CLERK).view(tokiko, "collaboration").unwrap());
        assert!(!view.contains("長長"));

        // A colleague's saving leaves it; the own one takes it away.
        let mut clerk = app.sign_in(CLINIC_CLERK);
        let of_clerk = [(Item::Facility, Some(text("書きかけ")))];
        keep(&mut clerk, tokiko, base, &of_clerk);
        let saved = clerk.saved(tokiko, base, &[(Item::Hasegawa, Some(ItemValue::Score(9)))]);
        assert!(kept(&mut clerk, tokiko).is_none());
        assert!(kept(&mut doctor, tokiko).is_some());
        conflicts(doctor.save(tokiko, base, &[(Item::Hasegawa, Some(ItemValue::Score(8)))]).unwrap());
        assert!(kept(&mut doctor, tokiko).is_some(), "with conflicts nothing is saved, and the draft stays");
        assert_eq!(doctor.saved(tokiko, base, &[]), saved);
        assert!(kept(&mut doctor, tokiko).is_none(), "what is saved is no draft, even where nothing was different");

        // An autosave that arrives after the saving says nothing new.
        let said = [(Item::Hasegawa, Some(ItemValue::Score(9)))];
        keep(&mut doctor, tokiko, base, &said);
        assert!(kept(&mut doctor, tokiko).is_none());

        keep(&mut doctor, tokiko, base, &typed);
        doctor.call::<DropDraft>(&patient_path(tokiko), "", &()).unwrap();
        doctor.call::<DropDraft>(&patient_path(tokiko), "", &()).unwrap();
        assert!(kept(&mut doctor, tokiko).is_none());
    }

    fn strangers_keep_no_drafts(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let change = [(Item::Remarks, Some(text("備考")))];
        let refused = |client: &mut Client, patient| client.call::<KeepDraft>(&patient_path(patient), "", &draft(RevisionId(0), &change)).unwrap_err();
        for (login_id, code) in [(NURSE, ErrorCode::Forbidden), (CREW, ErrorCode::Forbidden), (OFFICE, ErrorCode::Forbidden), (CITY, ErrorCode::Forbidden), (EMERGENCY_DOCTOR, ErrorCode::ReasonRequired)] {
            assert_eq!(refused(&mut app.sign_in(login_id), tokiko).code, code, "{login_id}");
        }
        assert_eq!(refused(&mut app.sign_in(FAMILY_DOCTOR), 999_999).code, ErrorCode::NotFound);
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        hospital.open(tokiko, OpenReason::HospitalTransfer, "").unwrap();
        keep(&mut hospital, tokiko, RevisionId(0), &change);
        // The reason holds for its session: so does the sight of the draft.
        let mut later = app.sign_in(EMERGENCY_DOCTOR);
        assert_eq!(later.own_record(tokiko).unwrap_err().code, ErrorCode::ReasonRequired);
        later.open(tokiko, OpenReason::HospitalTransfer, "").unwrap();
        assert!(kept(&mut later, tokiko).is_some());

        let twice = hospital.call::<KeepDraft>(&patient_path(tokiko), "", &draft(RevisionId(0), &[&change[..], &change[..]].concat())).unwrap_err();
        assert_eq!((twice.code, twice.fields[0].field.as_str()), (ErrorCode::Invalid, "remarks"));
        let huge = hospital.call::<KeepDraft>(&patient_path(tokiko), "", &draft(RevisionId(0), &[(Item::Remarks, Some(text(&"あ".repeat(100_000))))])).unwrap_err();
        assert_eq!(huge.code, ErrorCode::TooLarge);
        assert_eq!(app.query(|conn| basic_info_drafts::table.count().get_result::<i64>(conn)), 1);
    }
}
