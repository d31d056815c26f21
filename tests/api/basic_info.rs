//! Writing basic_info: what is saved is seen, by whom and when it was written stays with each item, and every earlier version is kept.

use diesel::prelude::*;
use support::{
    app::*,
    client::{draft, patient_path},
    on_both_databases,
};
use tobiume_backend::db::{
    Conn,
    schema::{audit_log, basic_info_changes, basic_info_entries, basic_info_records, basic_info_revisions, patients},
};
use tobiume_common::{
    CivilDate, ErrorCode,
    basic_info::{
        Acp, Check, Contact, Item, ItemKind, ItemValue, Line, ViewMode, check_value,
        record::{CompareRevisions, Comparison, KeepDraft, ListRevisions, OwnItem, Revision, SaveOutcome},
    },
    ids::RevisionId,
    patients::OpenReason,
};

const TOKIKO: &str = "ヤマザキ トキコ";

pub fn text(text: &str) -> ItemValue {
    ItemValue::Text(text.to_owned())
}

fn check(choice: &str, note: &str) -> Check {
    Check {
        choice: choice.to_owned(),
        note: note.to_owned(),
    }
}

fn line(code: &str, name: &str, detail: &str) -> Line {
    Line {
        code: code.to_owned(),
        name: name.to_owned(),
        detail: detail.to_owned(),
    }
}

fn date(text: &str) -> Option<CivilDate> {
    Some(text.parse().unwrap())
}

/// Two values of an item that differ.
fn samples(item: Item) -> [ItemValue; 2] {
    let contact = |name: &str| Contact {
        name: name.to_owned(),
        relation: "長女".to_owned(),
        phone: "090-0000-0000".to_owned(),
    };
    let acp = |decision: &str| Acp {
        decision: decision.to_owned(),
        decided_on: date("2026-10-01"),
        participants: "本人、長女、主治医".to_owned(),
        text: "一日目\n二日目".to_owned(),
    };
    match item.kind() {
        ItemKind::Text => [text("一つめ"), text("二つめ")],
        ItemKind::LongText => [text("一行目\n\t二行目 \"<&>\\ 😀"), text("改めた")],
        ItemKind::Choice(list) => [
            ItemValue::Choice(check(list[0].code, "")),
            ItemValue::Choice(check(list[1].code, "補足")),
        ],
        ItemKind::Checks(list) => [
            ItemValue::Checks(vec![check(list[1].code, "注")]),
            ItemValue::Checks(list.iter().skip(1).map(|choice| check(choice.code, "")).collect()),
        ],
        ItemKind::Drugs => [
            ItemValue::Lines(vec![line("612170709", "ノルバスク錠２．５ｍｇ", "1回1錠 朝食後")]),
            ItemValue::Lines(vec![
                line("", "市販の胃薬", ""),
                line("612170709", "ノルバスク錠２．５ｍｇ", "中止"),
            ]),
        ],
        ItemKind::Diseases(_) => [
            ItemValue::Lines(vec![line("8830212", "悪性高血圧症", "")]),
            ItemValue::Lines(vec![line("", "自由に書いた病名", "2020年から")]),
        ],
        ItemKind::Contacts => [
            ItemValue::Contacts(vec![contact("山﨑 花子")]),
            ItemValue::Contacts(vec![contact("山﨑 花子"), contact("山﨑 次郎")]),
        ],
        ItemKind::Score(most) => [ItemValue::Score(0), ItemValue::Score(most)],
        ItemKind::Period => [
            ItemValue::Period {
                from: date("2026-04-01"),
                until: date("2027-03-31"),
            },
            ItemValue::Period {
                from: None,
                until: date("2027-03-31"),
            },
        ],
        ItemKind::Acp => [ItemValue::Acp(acp("延命は希望しない")), ItemValue::Acp(acp("家で過ごしたい"))],
    }
}

fn every(which: usize) -> Vec<(Item, Option<ItemValue>)> {
    Item::ALL.iter().map(|&item| (item, Some(samples(item)[which].clone()))).collect()
}

fn own(client: &mut support::Client, patient: i64, item: Item) -> Option<OwnItem> {
    client.own_record(patient).unwrap().items.into_iter().find(|own| own.item == item)
}

/// What an institution says of an item in the view.
fn seen(client: &mut support::Client, patient: i64, item: Item, institution: &str) -> Option<ItemValue> {
    let view = client.view(patient, "collaboration").unwrap();
    let items = view.sections.into_iter().flat_map(|section| section.items);
    let merged = items.into_iter().find(|merged| merged.item == item)?;
    let mut values = merged.values.into_iter().chain(merged.conflicts);
    values.find(|value| value.institution == institution).map(|value| value.value)
}

pub fn revisions(client: &mut support::Client, patient: i64) -> Vec<Revision> {
    client.call::<ListRevisions>(&patient_path(patient), "", &()).unwrap().revisions
}

fn compare(client: &mut support::Client, patient: i64, from: Option<RevisionId>, until: RevisionId) -> Result<Comparison, ErrorCode> {
    let from = from.map_or_else(String::new, |from| format!("from={from}&"));
    client
        .call::<CompareRevisions>(&patient_path(patient), &format!("?{from}until={until}"), &())
        .map_err(|error| error.code)
}

/// Everything that a saving writes, to be compared before and after.
pub fn everything(conn: &mut Conn) -> QueryResult<(i64, i64, i64, i64, i64)> {
    Ok((
        basic_info_revisions::table.count().get_result(conn)?,
        basic_info_changes::table.count().get_result(conn)?,
        basic_info_entries::table.count().get_result(conn)?,
        basic_info_records::table.count().get_result(conn)?,
        audit_log::table
            .filter(audit_log::action.eq("save_record"))
            .count()
            .get_result(conn)?,
    ))
}

/// A patient of 梅の木医院 with a record of its own whom 博多中央クリニック does not register.
fn of_one_clinic(app: &TestApp) -> i64 {
    let mut other = app.sign_in(OTHER_DOCTOR);
    let own: Vec<i64> = app.query(|conn| {
        use tobiume_backend::db::schema::{institutions, registrations};
        registrations::table
            .inner_join(institutions::table)
            .inner_join(patients::table)
            .filter(institutions::code.eq("4011123454"))
            .filter(patients::consent_withdrawn_on.is_null())
            .order(patients::id)
            .select(patients::id)
            .load(conn)
    });
    own.into_iter().find(|&patient| other.own_record(patient).is_err()).unwrap()
}

on_both_databases! {
    fn every_kind_of_item_is_saved_changed_and_emptied(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let before = doctor.own_record(tokiko).unwrap();
        assert_eq!(before.sections, ViewMode::Collaboration.sections());
        assert!(before.draft.is_none() && before.revision > RevisionId(0), "the demo network's record has its first revision");

        let first = doctor.saved(tokiko, before.revision, &every(0));
        let second = doctor.saved(tokiko, first, &every(1));
        assert!(second > first && first > before.revision);
        for (which, revision) in [(0, first), (1, second)] {
            let comparison = compare(&mut doctor, tokiko, None, revision).unwrap();
            let after: Vec<_> = comparison.differences.iter().map(|difference| (difference.item, difference.after.clone())).collect();
            assert_eq!(after, every(which), "the version of {which}");
        }
        let record = doctor.own_record(tokiko).unwrap();
        assert_eq!(record.revision, second);
        assert_eq!(record.items.iter().map(|own| (own.item, Some(own.value.clone()))).collect::<Vec<_>>(), every(1));
        for item in Item::ALL {
            assert_eq!(seen(&mut doctor, tokiko, item, "梅の木医院"), Some(samples(item)[1].clone()), "{item:?} is shown");
        }

        let nothing: Vec<_> = Item::ALL.iter().map(|&item| (item, None)).collect();
        let emptied = doctor.saved(tokiko, second, &nothing);
        assert!(doctor.own_record(tokiko).unwrap().items.is_empty());
        for item in Item::ALL {
            assert_eq!(seen(&mut doctor, tokiko, item, "梅の木医院"), None, "{item:?} is emptied");
        }
        let differences = compare(&mut doctor, tokiko, Some(second), emptied).unwrap().differences;
        assert_eq!(differences.len(), Item::ALL.len());
        assert!(differences.iter().all(|difference| difference.after.is_none() && difference.before == Some(samples(difference.item)[1].clone())));
        assert_eq!(compare(&mut doctor, tokiko, Some(first), first).unwrap().differences, []);
    }

    fn only_what_changed_gets_a_new_date_and_author(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        app.app.clock.advance(chrono::Duration::days(40));
        let (mut doctor, mut clerk) = (app.sign_in(FAMILY_DOCTOR), app.sign_in(CLINIC_CLERK));
        let before = doctor.own_record(tokiko).unwrap();
        let today = app.app.clock.today();
        assert!(before.items.iter().all(|own| own.updated_on < today));
        let remarks = (Item::Remarks, Some(text("40日後の備考")));
        let same: Vec<_> = before.items.iter().filter(|own| own.item != Item::Remarks).map(|own| (own.item, Some(own.value.clone()))).collect();
        let changes = [&same[..], &[remarks]].concat();
        let saved = clerk.saved(tokiko, before.revision, &changes);

        let after = doctor.own_record(tokiko).unwrap();
        let kept = |own: &&OwnItem| own.item != Item::Remarks;
        assert_eq!(after.items.iter().filter(kept).collect::<Vec<_>>(), before.items.iter().filter(kept).collect::<Vec<_>>());
        let remarks = own(&mut doctor, tokiko, Item::Remarks).unwrap();
        let clerk_s_name = remarks.author;
        assert_eq!(remarks.updated_on, today);
        let newest = &revisions(&mut doctor, tokiko)[0];
        assert_eq!((newest.id, newest.items.as_slice(), newest.author.as_str(), newest.institution.as_str()), (saved, &[Item::Remarks][..], clerk_s_name.as_str(), "梅の木医院"));

        doctor.saved(tokiko, saved, &[(Item::Wishes, Some(text("家で過ごしたい")))]);
        let doctor_s_name = own(&mut doctor, tokiko, Item::Wishes).unwrap().author;
        assert_ne!(doctor_s_name, clerk_s_name, "each item has its author");
        assert_eq!(own(&mut doctor, tokiko, Item::Remarks).unwrap().author, clerk_s_name);

        let recorded = doctor.view(tokiko, "").unwrap().institutions.into_iter().find(|record| record.name == "梅の木医院").unwrap();
        assert_eq!(recorded.latest_on, Some(today));
        assert!(recorded.previous_on < Some(today));
    }

    fn saving_what_is_there_writes_nothing(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let record = doctor.own_record(tokiko).unwrap();
        let stored = app.query(everything);
        let as_typed = |value: &ItemValue| match value {
            ItemValue::Text(text) => ItemValue::Text(format!(" {}\r\n", text.replace('\n', "\r\n"))),
            ItemValue::Lines(lines) => ItemValue::Lines([&lines[..], &[line("", "", " ")]].concat()),
            other => other.clone(),
        };
        let same: Vec<_> = record.items.iter().map(|own| (own.item, Some(as_typed(&own.value)))).collect();
        let empty = Item::ALL.into_iter().find(|item| record.items.iter().all(|own| own.item != *item) && item.kind() == ItemKind::LongText);
        let all = [same, empty.map(|item| (item, Some(text(" \n")))).into_iter().collect()].concat();
        assert_eq!(doctor.saved(tokiko, record.revision, &all), record.revision);
        assert_eq!(doctor.saved(tokiko, record.revision, &[]), record.revision);
        assert_eq!(app.query(everything), stored);
        assert_eq!(doctor.own_record(tokiko).unwrap(), record);
    }

    fn a_saving_is_in_the_audit_log_without_its_values(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let base = doctor.own_record(tokiko).unwrap().revision;
        doctor.saved(tokiko, base, &[(Item::Remarks, Some(text("合言葉は梅干し"))), (Item::Hasegawa, Some(ItemValue::Score(7)))]);
        revisions(&mut doctor, tokiko);
        let rows: Vec<(String, Option<i64>, Option<String>)> = app.query(|conn| {
            audit_log::table
                .filter(audit_log::action.ne("sign_in"))
                .order(audit_log::id)
                .select((audit_log::action, audit_log::patient_id, audit_log::detail))
                .load(conn)
        });
        let said: Vec<_> = rows.iter().map(|(action, patient, detail)| (action.as_str(), *patient, detail.as_deref())).collect();
        assert_eq!(said, [
            ("view_patient", Some(tokiko), Some("entry_form")),
            ("save_record", Some(tokiko), Some("remarks hasegawa")),
            ("compare_versions", Some(tokiko), None),
        ]);
    }

    fn another_institution_adds_its_own(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let before = app.sign_in(FAMILY_DOCTOR).own_record(tokiko).unwrap();
        // A second family doctor.
        let mut other = app.sign_in(OTHER_DOCTOR);
        let base = other.own_record(tokiko).unwrap().revision;
        other.saved(tokiko, base, &[(Item::Remarks, Some(text("博多の備考")))]);
        assert_eq!(seen(&mut other, tokiko, Item::Remarks, "博多中央クリニック"), Some(text("博多の備考")));

        // An emergency hospital, with a reason.
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        let allergies = [(Item::Allergies, Some(ItemValue::Checks(vec![check("other", "ラテックス")])))];
        let stored = app.query(everything);
        assert_eq!(hospital.own_record(tokiko).unwrap_err().code, ErrorCode::ReasonRequired);
        assert_eq!(hospital.save(tokiko, RevisionId(0), &allergies).unwrap_err().code, ErrorCode::ReasonRequired);
        assert_eq!(app.query(everything), stored);
        hospital.open(tokiko, OpenReason::EmergencyTransport, "").unwrap();
        let base = hospital.own_record(tokiko).unwrap().revision;
        let saved = hospital.saved(tokiko, base, &allergies);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        assert_eq!(seen(&mut doctor, tokiko, Item::Allergies, "県央救急病院"), allergies[0].1);
        let listed = revisions(&mut doctor, tokiko);
        assert_eq!((listed[0].id, listed[0].institution.as_str()), (saved, "県央救急病院"));
        assert_eq!(compare(&mut doctor, tokiko, None, saved).unwrap().differences.iter().filter(|difference| difference.item == Item::Allergies).count(), 1);

        let after = doctor.own_record(tokiko).unwrap();
        assert_eq!(after, before, "nobody else's record changed");
    }

    fn versions_of_another_record_are_not_there(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let alone = of_one_clinic(&app);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let own = doctor.own_record(tokiko).unwrap().revision;
        let own = doctor.saved(tokiko, own, &[(Item::Remarks, Some(text("梅の木の備考")))]);
        let of_alone = doctor.own_record(alone).unwrap().revision;
        let of_other = app.sign_in(OTHER_DOCTOR).own_record(tokiko).unwrap().revision;
        assert!(of_alone > RevisionId(0) && of_other > RevisionId(0));
        for (from, until) in [(None, of_alone), (Some(of_alone), own), (Some(of_other), own), (None, RevisionId(i64::MAX)), (None, RevisionId(0)), (Some(RevisionId(0)), own), (None, RevisionId(-1))] {
            assert_eq!(compare(&mut doctor, tokiko, from, until), Err(ErrorCode::NotFound), "{from:?} {until}");
        }
        assert!(compare(&mut doctor, tokiko, None, of_other).is_ok(), "an own patient's versions of another institution are");
        assert_eq!(compare(&mut app.sign_in(OTHER_DOCTOR), alone, None, of_alone), Err(ErrorCode::NotFound), "a stranger's patient");

        // A form of another record, or of one that does not exist.
        for base in [of_alone, of_other, RevisionId(i64::MAX), RevisionId(-1)] {
            let error = doctor.save(tokiko, base, &[(Item::Remarks, Some(text("二")))]).unwrap_err();
            assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::Invalid, "base"), "{base}");
        }
    }

    fn who_keeps_no_record_gets_nothing(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let alone = of_one_clinic(&app);
        let stored = app.query(everything);
        let change = [(Item::Remarks, Some(text("よその備考")))];
        let cases = [(OFFICE, tokiko), (CREW, tokiko), (NURSE, tokiko), (CITY, tokiko), (OTHER_DOCTOR, alone), (NURSE, alone)];
        for (login_id, patient) in cases {
            let mut client = app.sign_in(login_id);
            let wanted = if login_id == OTHER_DOCTOR { ErrorCode::NotFound } else { ErrorCode::Forbidden };
            let path = format!("/api/patients/{patient}/basic-info");
            let body = serde_json::to_value(draft(RevisionId(0), &change)).unwrap();
            use tobiume_common::Method::{Delete, Get, Post, Put};
            for (method, path) in [
                (Get, path.clone()),
                (Post, path.clone()),
                (Put, format!("{path}/draft")),
                (Delete, format!("{path}/draft")),
                (Get, format!("{path}/revisions")),
                (Get, format!("{path}/compare?until=1")),
            ] {
                let answer = client.send_json(method, &path, &body);
                assert!(answer.status >= 400 && answer.code() == wanted, "{login_id} {method:?} {path}: {}", answer.text());
                assert!(!answer.text().contains("時子"));
            }
        }
        assert_eq!(app.query(everything), stored);
    }

    fn a_withdrawn_patient_is_not_written(app: TestApp) {
        let withdrawn: i64 = app.query(|conn| patients::table.filter(patients::consent_withdrawn_on.is_not_null()).select(patients::id).first(conn));
        let stored = app.query(everything);
        for login_id in [FAMILY_DOCTOR, OTHER_DOCTOR, EMERGENCY_DOCTOR] {
            let mut client = app.sign_in(login_id);
            let change = [(Item::Remarks, Some(text("備考")))];
            assert_eq!(client.own_record(withdrawn).unwrap_err().code, ErrorCode::NotFound, "{login_id}");
            assert_eq!(client.save(withdrawn, RevisionId(0), &change).unwrap_err().code, ErrorCode::NotFound, "{login_id}");
            assert_eq!(client.call::<KeepDraft>(&patient_path(withdrawn), "", &draft(RevisionId(0), &change)).unwrap_err().code, ErrorCode::NotFound);
            assert_eq!(client.call::<ListRevisions>(&patient_path(withdrawn), "", &()).unwrap_err().code, ErrorCode::NotFound);
        }
        assert_eq!(app.query(everything), stored);
    }

    fn bad_input_is_told_at_the_field_and_nothing_is_stored(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let record = doctor.own_record(tokiko).unwrap();
        let stored = app.query(everything);
        let acp = |decided_on: Option<CivilDate>| ItemValue::Acp(Acp { decision: String::new(), decided_on, participants: String::new(), text: String::new() });
        let next_year = CivilDate::new(app.app.clock.today().year() + 1, 1, 1);
        let lines = |count| ItemValue::Lines((0..count).map(|_| line("", "病名", "")).collect());
        let good = (Item::Wishes, Some(text("よい入力")));
        for (item, value, field) in [
            (Item::AttendingDoctor, text(&"あ".repeat(201)), "attending_doctor"),
            (Item::AttendingDoctor, text("一行\n二行"), "attending_doctor"),
            (Item::Remarks, text(&"あ".repeat(4001)), "remarks"),
            (Item::Remarks, text("\u{0}"), "remarks"),
            (Item::Remarks, ItemValue::Score(3), "remarks"),
            (Item::Meals, ItemValue::Choice(check("moon", "")), "meals.choice"),
            (Item::Allergies, ItemValue::Checks(vec![check("food", ""), check("food", "")]), "allergies.1.choice"),
            (Item::Allergies, ItemValue::Checks(vec![check("food", &"あ".repeat(201))]), "allergies.0.note"),
            (Item::Prescriptions, ItemValue::Lines(vec![line("", "薬", ""), line("", "", "用法だけ")]), "prescriptions.1.name"),
            (Item::Prescriptions, ItemValue::Lines(vec![line("12345678", "薬", "")]), "prescriptions.0.code"),
            (Item::MainDiseases, lines(6), "main_diseases"),
            (Item::EmergencyContacts, ItemValue::Contacts(vec![Contact { name: String::new(), relation: String::new(), phone: "090".into() }]), "emergency_contacts.0.name"),
            (Item::Mmse, ItemValue::Score(31), "mmse"),
            (Item::CarePeriod, ItemValue::Period { from: date("2027-01-01"), until: date("2026-12-31") }, "care_period.until"),
            (Item::Acp, acp(next_year), "acp.decided_on"),
        ] {
            let error = doctor.save(tokiko, record.revision, &[good.clone(), (item, Some(value))]).unwrap_err();
            assert_eq!((error.code, error.fields.len(), error.fields[0].field.as_str()), (ErrorCode::Invalid, 1, field), "{error:?}");
        }
        let twice = doctor.save(tokiko, record.revision, &[good.clone(), good.clone()]).unwrap_err();
        assert_eq!(twice.fields[0].field, "wishes");
        // What is no value at all: a day that does not exist, an item that does not, a number where a text belongs.
        for value in [
            serde_json::json!({"item": "acp", "value": {"acp": {"decision": "", "decided_on": "2026-02-30"}}}),
            serde_json::json!({"item": "moon", "value": {"text": "a"}}),
            serde_json::json!({"item": "remarks", "value": {"text": 1}}),
            serde_json::json!({"item": "hasegawa", "value": {"score": 300}}),
            serde_json::json!({"item": "hasegawa", "value": {"score": -1}}),
        ] {
            let body = serde_json::json!({"base": record.revision, "changes": [value]});
            let answer = doctor.send_json(tobiume_common::Method::Post, &format!("/api/patients/{tokiko}/basic-info"), &body);
            assert_eq!((answer.status, answer.code()), (422, ErrorCode::Invalid), "{}", answer.text());
        }
        let huge = doctor.save(tokiko, record.revision, &[(Item::Remarks, Some(text(&"あ".repeat(100_000))))]).unwrap_err();
        assert_eq!(huge.code, ErrorCode::TooLarge);
        assert_eq!(app.query(everything), stored);
        assert_eq!(doctor.own_record(tokiko).unwrap(), record);
    }

    fn the_demo_network_s_values_may_be_written(app: TestApp) {
        let values: Vec<(String, String)> = app.query(|conn| basic_info_entries::table.select((basic_info_entries::item, basic_info_entries::value)).load(conn));
        assert!(values.len() > 100);
        for (code, value) in values {
            let (item, value) = (Item::from_code(&code).unwrap(), serde_json::from_str::<ItemValue>(&value).unwrap());
            assert_eq!(check_value(item, &value, app.app.clock.today()), []);
            assert_eq!(value.normalised(), value);
        }
    }

    fn a_value_that_cannot_be_read_stays(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let record = doctor.own_record(tokiko).unwrap();
        let broken = r#"{"hologram":"of a newer version"}"#;
        app.query(|conn| {
            diesel::update(basic_info_entries::table.filter(basic_info_entries::item.eq("prescriptions")).filter(basic_info_entries::patient_id.eq(tokiko)))
                .set(basic_info_entries::value.eq(broken))
                .execute(conn)
        });
        assert!(own(&mut doctor, tokiko, Item::Prescriptions).is_none());
        for wanted in [Some(ItemValue::Lines(vec![line("", "薬", "")])), None] {
            let error = doctor.save(tokiko, record.revision, &[(Item::Prescriptions, wanted)]).unwrap_err();
            assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::Invalid, "prescriptions"));
        }
        doctor.saved(tokiko, record.revision, &[(Item::Remarks, Some(text("ほかの項目は保存できる")))]);
        let stored: Vec<String> = app.query(|conn| {
            basic_info_entries::table
                .filter(basic_info_entries::item.eq("prescriptions"))
                .filter(basic_info_entries::patient_id.eq(tokiko))
                .select(basic_info_entries::value)
                .load(conn)
        });
        assert!(stored.iter().all(|value| value == broken));
    }

    fn a_record_without_revisions_begins_at_0(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        app.query(|conn| {
            diesel::delete(basic_info_changes::table).execute(conn)?;
            diesel::delete(basic_info_revisions::table).execute(conn)
        });
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let record = doctor.own_record(tokiko).unwrap();
        assert_eq!(record.revision, RevisionId(0));
        assert!(!record.items.is_empty() && revisions(&mut doctor, tokiko).is_empty());
        assert_eq!(doctor.saved(tokiko, RevisionId(0), &[]), RevisionId(0), "nothing changed");
        let saved = doctor.saved(tokiko, RevisionId(0), &[(Item::Remarks, Some(text("備考")))]);
        assert!(saved > RevisionId(0));
        let SaveOutcome::Conflicts { revision, conflicts, .. } = doctor.save(tokiko, RevisionId(0), &[(Item::Remarks, Some(text("別の備考")))]).unwrap() else { panic!() };
        assert_eq!((revision, conflicts.len()), (saved, 1));
    }

    fn what_was_there_before_savings_were_kept_is_the_first_version(app: TestApp) {
        let script = |direction: &str| -> String {
            let database = match app.connection() { Conn::Sqlite(_) => "sqlite", Conn::Postgres(_) => "postgres" };
            let folder = workspace().join("backend/migrations").join(database).join("2026-11-24-000005_basic_info_revisions");
            std::fs::read_to_string(folder.join(format!("{direction}.sql"))).unwrap()
        };
        let as_demo = app.query(revisions_of_all);
        for direction in ["down", "up"] {
            use diesel::connection::SimpleConnection;
            let script = script(direction);
            app.query(|conn| conn.batch_execute(&script));
        }
        assert!(as_demo.len() > 50);
        assert_eq!(app.query(revisions_of_all), as_demo, "the same as the demo network writes: one revision of each record, with all it says");
    }
}

/// Patient, institution, moment, item and value.
type ChangeRow = (i64, i64, chrono::NaiveDateTime, String, Option<String>);

/// Every change there is.
fn revisions_of_all(conn: &mut Conn) -> QueryResult<Vec<ChangeRow>> {
    basic_info_changes::table
        .inner_join(basic_info_revisions::table)
        .order((
            basic_info_revisions::patient_id,
            basic_info_revisions::institution_id,
            basic_info_changes::item,
        ))
        .select((
            basic_info_revisions::patient_id,
            basic_info_revisions::institution_id,
            basic_info_revisions::saved_at,
            basic_info_changes::item,
            basic_info_changes::value,
        ))
        .load(conn)
}
