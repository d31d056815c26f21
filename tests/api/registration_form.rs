//! Registering, joining and correcting at the form: nobody twice, nobody by guessing.

use diesel::prelude::*;
use serde_json::json;
use support::{
    app::*,
    files::{file_path, has_worker, patient_path, pdf},
    on_both_databases,
    registration::{card, consent, form},
};
use tobiume_backend::db::schema::{audit_log, consents, institutions, insurances, patients, registrations};
use tobiume_common::{
    ApiError, ErrorCode, Method,
    basic_info::Contact,
    files::{GetFile, ListFiles, UploadToken},
    patients::{ConsentGiven, ConsentKind, GetConsentForm, OpenReason, RegisterOutcome, Registration, Sex},
};

/// みやま清水内科, which has no patient in 北九州市.
const STRANGER: &str = "001@4012200012.fukuoka";

fn count(app: &TestApp) -> i64 {
    app.query(|conn| patients::table.count().get_result(conn))
}

fn fields(error: &ApiError) -> Vec<&str> {
    error.fields.iter().map(|field| field.field.as_str()).collect()
}

fn asked_about(outcome: RegisterOutcome) -> Vec<i64> {
    match outcome {
        RegisterOutcome::Doubles(doubles) => doubles.into_iter().map(|double| double.patient.0).collect(),
        RegisterOutcome::Registered(patient) => panic!("registered {patient}"),
    }
}

/// Audit rows of an action: the patient, those listed, the detail.
fn audit(app: &TestApp, action: &str) -> Vec<(Option<i64>, Option<String>, Option<String>)> {
    app.query(|conn| {
        audit_log::table
            .filter(audit_log::action.eq(action))
            .order(audit_log::id)
            .select((audit_log::patient_id, audit_log::patients, audit_log::detail))
            .load(conn)
    })
}

/// Codes of the patient's family doctors.
fn family_doctors(app: &TestApp, patient: i64) -> Vec<String> {
    app.query(|conn| {
        registrations::table
            .inner_join(institutions::table)
            .filter(registrations::patient_id.eq(patient))
            .order(institutions::code)
            .select(institutions::code)
            .load(conn)
    })
}

on_both_databases! {
    fn a_registered_patient_is_found_at_once(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let mut typed = form("香月　絹代", "かつき　ｷﾇﾖ", "S12.5.6");
        typed.insurance = card("７７００１１２２");
        typed.emergency_contacts = vec![Contact { name: "香月 渉".into(), relation: "夫".into(), phone: "０９０−００００−００００".into() }];
        let id = doctor.registered(&typed, &[]);
        let view = doctor.view(id, "").unwrap();
        assert_eq!((view.patient.name.as_str(), view.patient.kana.as_str()), ("香月 絹代", "カツキ キヌヨ"));
        assert_eq!((view.patient.birth_date.to_string(), view.patient.sex), ("1937-05-06".to_owned(), Sex::Female));
        assert_eq!(view.emergency_contacts[0].phone, "090-0000-0000");
        let record = view.consent.unwrap();
        assert_eq!((record.given_on.to_string(), record.withdrawn_on, record.kept_until), ("2026-10-01".to_owned(), None, None));
        let [event] = record.events.as_slice() else { panic!("{:?}", record.events) };
        assert_eq!((event.kind, event.on.to_string(), event.institution.as_str()), (ConsentKind::Given, "2026-10-01".to_owned(), "梅の木医院"));
        assert_eq!((event.explained_by.as_str(), event.relation.as_str(), event.form), ("松田 隆", "本人", None));

        for login_id in [CLINIC_CLERK, EMERGENCY_DOCTOR, CREW, OFFICE] {
            assert_eq!(app.sign_in(login_id).names("カツキ キヌヨ"), ["香月 絹代"], "{login_id}");
        }
        for login_id in [OTHER_DOCTOR, NURSE, CITY] {
            assert!(app.sign_in(login_id).names("カツキ キヌヨ").is_empty(), "{login_id}");
        }
        assert_eq!(family_doctors(&app, id), ["4011123454"]);
        assert_eq!(audit(&app, "register_patient"), [(Some(id), None, None)]);
        assert_eq!(app.query(|conn| insurances::table.filter(insurances::patient_id.eq(id)).select(insurances::number).load::<String>(conn)), ["77001122"]);
    }

    fn a_scanned_form_is_shown_with_the_consent_alone(app: TestApp) {
        if !has_worker("a_scanned_form_is_shown_with_the_consent_alone", &app) {
            return;
        }
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let scan = pdf("consent", 10);
        let with = |upload: UploadToken| ConsentGiven { form: Some(upload), ..consent("2026/10/1") };
        let typed = form("香月 絹代", "カツキ キヌヨ", "S12.5.6");
        let before = count(&app);
        let foreign = app.sign_in(CLINIC_CLERK).send_file("同意書.pdf", &scan).unwrap().upload;
        let unfinished = doctor.begin_upload("同意書.pdf", 10).unwrap().upload;
        for bad in [foreign, unfinished, UploadToken("0".repeat(32)), UploadToken("../x".to_owned())] {
            assert_eq!(fields(&doctor.register_with(&typed, with(bad), &[]).unwrap_err()), ["form"]);
        }
        assert_eq!(count(&app), before, "nothing half");

        let upload = doctor.send_file("同意書.pdf", &scan).unwrap().upload;
        let RegisterOutcome::Registered(patient) = doctor.register_with(&typed, with(upload), &[]).unwrap() else {
            panic!("there is nobody like that");
        };
        let id = patient.0;
        let file = doctor.view(id, "").unwrap().consent.unwrap().events[0].form.unwrap();
        let ask = |client: &mut support::Client| client.get::<GetConsentForm>(&file_path(id, file), &[]);
        assert_eq!(ask(&mut doctor).body, scan);
        // It is no document of the record, and is reached by no other way.
        assert!(doctor.call::<ListFiles>(&patient_path(id), "", &()).unwrap().files.is_empty());
        assert_eq!(doctor.get::<GetFile>(&file_path(id, file), &[]).status, 404);
        let other = app.patient("ヤマザキ トキコ");
        assert_eq!(doctor.get::<GetConsentForm>(&file_path(other, file), &[]).status, 404, "not by another patient");
        app.sign_in(EMERGENCY_DOCTOR).open(id, OpenReason::EmergencyTransport, "").unwrap();
        for (login_id, status) in [(CLINIC_CLERK, 200), (OFFICE, 200), (EMERGENCY_DOCTOR, 403), (CREW, 403), (OTHER_DOCTOR, 404), (NURSE, 403), (CITY, 403)] {
            let mut client = app.sign_in(login_id);
            assert_eq!(ask(&mut client).status, status, "{login_id}");
        }
        doctor.withdraw(id, &app.app.clock.today().to_string()).unwrap();
        assert_eq!(ask(&mut doctor).status, 404, "gone at once");
        assert_eq!(ask(&mut app.sign_in(OFFICE)).body, scan, "the office keeps it until the retention date");
    }

    fn each_wrong_field_is_named_and_nothing_is_written(app: TestApp) {
        let before = count(&app);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let sound = json!({
            "registration": serde_json::to_value(form("香月 絹代", "カツキ キヌヨ", "S12.5.6")).unwrap(),
            "consent": serde_json::to_value(consent("2026/10/1")).unwrap(),
        });
        let wrong = [
            ("/registration/name", json!(""), "name"),
            ("/registration/name", json!("長".repeat(81)), "name"),
            ("/registration/name", json!("香月\u{0}"), "name"),
            ("/registration/kana", json!("香月"), "kana"),
            ("/registration/birth_date", json!("S12.2.30"), "birth_date"),
            ("/registration/birth_date", json!("昭和64年1月9日"), "birth_date"),
            ("/registration/birth_date", json!("2999/1/1"), "birth_date"),
            ("/registration/sex", json!(null), "sex"),
            ("/registration/postal_code", json!("800"), "postal_code"),
            ("/registration/address", json!(" "), "address"),
            ("/registration/phone", json!("119"), "phone"),
            ("/registration/blood_type", json!("Z"), "blood_type"),
            ("/registration/emergency_contacts", json!([{"name": "", "phone": "090-0000-0000"}]), "emergency_contacts.0.name"),
            ("/registration/insurance/insurer_number", json!("39400016"), "insurance.insurer_number"),
            ("/consent/explained_by", json!(""), "explained_by"),
            ("/consent/signed_by", json!("　"), "signed_by"),
            ("/consent/relation", json!(""), "relation"),
            ("/consent/given_on", json!("2999/1/1"), "given_on"),
            ("/consent/form", json!("nothing"), "form"),
            // No such upload.
            ("/consent/form", json!("0".repeat(32)), "form"),
        ];
        for (pointer, value, field) in wrong {
            let mut request = sound.clone();
            if pointer.ends_with("insurer_number") {
                request["registration"]["insurance"]["number"] = json!("1");
            }
            *request.pointer_mut(pointer).unwrap() = value;
            let answer = doctor.send_json(Method::Post, "/api/patients", &request);
            assert_eq!(answer.status, 422, "{pointer}: {}", answer.text());
            let error: ApiError = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(fields(&error), [field], "{pointer}");
        }
        let mut many = sound.clone();
        many["not_these"] = json!((1..=101).collect::<Vec<_>>());
        assert_eq!(doctor.send_json(Method::Post, "/api/patients", &many).status, 422);
        assert_eq!(count(&app), before);
        assert!(audit(&app, "register_patient").is_empty());
        assert_eq!(doctor.send_json(Method::Post, "/api/patients", &sound).status, 200);
    }

    fn doubles_are_found_by_whole_names_alone(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let mut stranger = app.sign_in(STRANGER);
        for kana in ["ヤマザキ トキコ", "やまざきときこ", "ﾔﾏｻﾞｷ ﾄｷｺ"] {
            let found = stranger.doubles(&form("", kana, "S14.3.15"));
            let [double] = found.as_slice() else { panic!("{kana}: {found:?}") };
            assert_eq!((double.patient.0, double.name.as_str(), double.own), (tokiko, "山﨑 時子", false));
            assert!(double.area.starts_with("福岡県北九州市") && double.area.ends_with('区'), "{}", double.area);
            assert!(!double.same_address && !double.same_insurance);
        }
        for (kana, birth_date) in [("ヤマザキ", "S14.3.15"), ("ヤマザキ トキ", "S14.3.15"), ("ヤマザキ トキコ", "S14"), ("ヤマザキ トキコ", "S14.3.16"), ("", ""), ("%", "S14.3.15")] {
            assert!(stranger.doubles(&form("", kana, birth_date)).is_empty(), "{kana} {birth_date}");
        }
        // Nobody learns of somebody who withdrew.
        let withdrawn = app.sign_in(OFFICE).search("クボタ ミノル").unwrap().patients.remove(0);
        assert!(stranger.doubles(&form("", &withdrawn.kana, &withdrawn.birth_date.to_string())).is_empty());

        let own = app.sign_in(FAMILY_DOCTOR).doubles(&form("", "ヤマザキ トキコ", "S14.3.15"));
        assert!(own[0].own);
        let address = app.sign_in(FAMILY_DOCTOR).registration(tokiko).unwrap().address;
        let mut same = form("", "ヤマザキ トキコ", "S14.3.15");
        same.address = address;
        assert!(stranger.doubles(&same)[0].same_address);

        let listed: Vec<_> = audit(&app, "find_doubles").into_iter().map(|row| row.1).collect();
        assert_eq!(listed[..3], vec![Some(tokiko.to_string()); 3]);
        assert_eq!(listed.iter().filter(|listed| listed.is_some()).count(), 5);
    }

    fn an_insurance_finds_its_person_under_any_name(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let mut typed = form("香月 絹代", "カツキ キヌヨ", "S12.5.6");
        typed.insurance = card("77001122");
        let id = doctor.registered(&typed, &[]);
        // A married name, a mistyped date.
        let mut other = form("星野 絹代", "ホシノ キヌヨ", "S12.5.7");
        other.insurance = card("７７００１１２２");
        let found = app.sign_in(STRANGER).doubles(&other);
        assert_eq!(found.iter().map(|double| (double.patient.0, double.same_insurance)).collect::<Vec<_>>(), [(id, true)]);
        other.insurance = card("7700112");
        assert!(app.sign_in(STRANGER).doubles(&other).is_empty());
        // The six digits of 国民健康保険 are written with zeros, too; another 枝番 is another person.
        let mut child = form("双葉 一葉", "フタバ カズハ", "2015/4/1");
        child.insurance = card("３４");
        (child.insurance.insurer_number, child.insurance.symbol, child.insurance.branch) = ("138016".into(), "１２".into(), "01".into());
        let first = doctor.registered(&child, &[]);
        child.kana = "フタバ フタハ".into();
        child.insurance.insurer_number = "00138016".into();
        child.insurance.branch = String::new();
        assert_eq!(doctor.doubles(&child).iter().map(|double| double.patient.0).collect::<Vec<_>>(), [first]);
        child.insurance.branch = "02".into();
        assert!(doctor.doubles(&child).is_empty());
    }

    fn asks_before_a_double_is_made(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let before = count(&app);
        let mut stranger = app.sign_in(STRANGER);
        let namesake = form("山崎 登紀子", "やまざき ときこ", "1939-03-15");
        assert_eq!(asked_about(stranger.register(&namesake, &[]).unwrap()), [tokiko]);
        assert_eq!((count(&app), audit(&app, "register_patient").len()), (before, 0), "nothing was written");
        assert_eq!(audit(&app, "find_doubles")[0].1, Some(tokiko.to_string()), "whoever was shown is in the log");
        let id = stranger.registered(&namesake, &[tokiko]);
        assert_eq!(count(&app), before + 1);
        assert!(stranger.search("ヤマザキ トキコ").unwrap().patients[0].has_namesake);
        // Sent once more: the first one is found, and is the own.
        let RegisterOutcome::Doubles(doubles) = stranger.register(&namesake, &[tokiko]).unwrap() else { panic!("registered twice") };
        assert_eq!(doubles.iter().map(|double| (double.patient.0, double.own)).collect::<Vec<_>>(), [(id, true)]);
        assert_eq!(count(&app), before + 1);
    }

    fn twins_are_two_persons(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let mut twin = form("双葉 一葉", "フタバ カズハ", "2015/4/1");
        twin.insurance = card("34");
        (twin.insurance.insurer_number, twin.insurance.symbol) = ("138016".into(), "12".into());
        let first = doctor.registered(&twin, &[]);
        (twin.name, twin.kana) = ("双葉 二葉".into(), "フタバ フタハ".into());
        assert_eq!(asked_about(doctor.register(&twin, &[]).unwrap()), [first]);
        let second = doctor.registered(&twin, &[first]);
        assert_ne!(first, second);
        assert_eq!(doctor.names("ふたば"), ["双葉 一葉", "双葉 二葉"]);
    }

    fn eight_at_once_register_one_person(app: TestApp) {
        let before = count(&app);
        let clinics = [FAMILY_DOCTOR, STRANGER].map(|login_id| app.sign_in(login_id));
        let typed = form("香月 絹代", "カツキ キヌヨ", "S12.5.6");
        let registered = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (mut client, typed, registered) = (clinics[number % 2].clone(), &typed, &registered);
                scope.spawn(move || match client.register(typed, &[]).unwrap() {
                    RegisterOutcome::Registered(_) => drop(registered.fetch_add(1, std::sync::atomic::Ordering::SeqCst)),
                    RegisterOutcome::Doubles(doubles) => assert_eq!(doubles.len(), 1),
                });
            }
        });
        assert_eq!(registered.into_inner(), 1);
        assert_eq!(count(&app), before + 1);
        assert_eq!(audit(&app, "register_patient").len(), 1);
    }

    fn joining_takes_proof(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let doctors = family_doctors(&app, tokiko);
        let mut stranger = app.sign_in(STRANGER);
        for (patient, kana, birth_date) in [
            (tokiko, "ヤマザキ トキ", "S14.3.15"),
            (tokiko, "ヤマザキ トキコ", "S14.3.16"),
            (tokiko, "サトウ キヨシ", "1938-01-25"),
            (i64::MAX, "ヤマザキ トキコ", "S14.3.15"),
        ] {
            assert_eq!(stranger.join(patient, &form("", kana, birth_date)).unwrap_err().code, ErrorCode::NotFound, "{kana} {birth_date}");
        }
        assert_eq!(audit(&app, "refused_patient").iter().map(|row| row.0).collect::<Vec<_>>(), [Some(tokiko); 3]);
        assert_eq!(fields(&stranger.join(tokiko, &form("", "山", "S14")).unwrap_err()), ["kana", "birth_date"]);
        assert_eq!(family_doctors(&app, tokiko), doctors);
        assert_eq!(stranger.view(tokiko, "").unwrap_err().code, ErrorCode::NotFound);

        stranger.join(tokiko, &form("", "ﾔﾏｻﾞｷ ﾄｷｺ", "昭和14年3月15日")).unwrap();
        assert_eq!(stranger.names("ヤマザキ トキコ"), ["山﨑 時子"]);
        let view = stranger.view(tokiko, "").unwrap();
        assert!(view.sections.iter().any(|section| !section.items.is_empty()));
        assert_eq!(view.consent.unwrap().events[0].institution, "みやま清水内科");
        assert_eq!(family_doctors(&app, tokiko).len(), doctors.len() + 1);
        // Once more: the consent is recorded, and nothing else changes.
        let recorded = || app.query(|conn| consents::table.filter(consents::patient_id.eq(tokiko)).count().get_result::<i64>(conn));
        let before = recorded();
        stranger.join(tokiko, &form("", "ヤマザキ トキコ", "S14.3.15")).unwrap();
        assert_eq!((recorded(), family_doctors(&app, tokiko).len()), (before + 1, doctors.len() + 1));
        assert_eq!(audit(&app, "join_patient").len(), 2);
        // Nobody joins who registers no patients, or somebody who withdrew.
        for login_id in [CREW, NURSE, CITY, OFFICE] {
            assert_eq!(app.sign_in(login_id).join(tokiko, &form("", "ヤマザキ トキコ", "S14.3.15")).unwrap_err().code, ErrorCode::Forbidden, "{login_id}");
        }
        let withdrawn = app.sign_in(OFFICE).search("クボタ ミノル").unwrap().patients.remove(0);
        let known = form("", &withdrawn.kana, &withdrawn.birth_date.to_string());
        assert_eq!(stranger.join(withdrawn.id.0, &known).unwrap_err().code, ErrorCode::NotFound);
    }

    fn an_insurance_proves_it_too(app: TestApp) {
        let mut typed = form("香月 絹代", "カツキ キヌヨ", "S12.5.6");
        typed.insurance = card("77001122");
        let id = app.sign_in(FAMILY_DOCTOR).registered(&typed, &[]);
        let mut married = form("", "ホシノ キヌヨ", "S12.5.6");
        let mut stranger = app.sign_in(STRANGER);
        married.insurance = card("77001123");
        assert_eq!(stranger.join(id, &married).unwrap_err().code, ErrorCode::NotFound);
        married.insurance = card("77001122");
        assert_eq!(stranger.join(app.patient("ヤマザキ トキコ"), &married).unwrap_err().code, ErrorCode::NotFound, "somebody else's insurance");
        stranger.join(id, &married).unwrap();
        assert_eq!(family_doctors(&app, id), ["4011123454", "4012200012"]);
    }

    fn many_join_at_once(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let doctors = family_doctors(&app, tokiko).len();
        let stranger = app.sign_in(STRANGER);
        std::thread::scope(|scope| {
            for _ in 0..6 {
                let mut stranger = stranger.clone();
                scope.spawn(move || stranger.join(tokiko, &form("", "ヤマザキ トキコ", "S14.3.15")).unwrap());
            }
        });
        assert_eq!(family_doctors(&app, tokiko).len(), doctors + 1);
    }

    fn who_withdrew_and_consents_anew_is_the_person_of_old(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let mut typed = form("香月 絹代", "カツキ キヌヨ", "S12.5.6");
        typed.phone = String::new();
        let id = doctor.registered(&typed, &[]);
        doctor.withdraw(id, "2026/10/15").unwrap();
        let before = count(&app);
        let mut stranger = app.sign_in(STRANGER);
        // The address in another writing is the same; a consent of before the withdrawal is none.
        typed.address = "福岡県北九州市門司区０－９９".into();
        typed.phone = "093-111-1111".into();
        let early = stranger.register_with(&typed, consent("2026/10/14"), &[]).unwrap_err();
        assert_eq!(fields(&early), ["given_on"]);
        assert!(!early.fields[0].message.contains("撤回"));
        assert_eq!(audit(&app, "refused_patient").iter().map(|row| row.0).collect::<Vec<_>>(), [Some(id)]);
        assert_eq!((count(&app), doctor.view(id, "").unwrap_err().code), (before, ErrorCode::NotFound));

        let outcome = stranger.register_with(&typed, consent("2026/10/15"), &[]).unwrap();
        assert_eq!(outcome, RegisterOutcome::Registered(tobiume_common::ids::PatientId(id)));
        assert_eq!(count(&app), before, "no second person");
        let view = stranger.view(id, "").unwrap();
        assert_eq!((view.phone.as_str(), view.patient.withdrawn), ("093-111-1111", false));
        let record = view.consent.unwrap();
        assert_eq!((record.given_on.to_string(), record.withdrawn_on, record.kept_until), ("2026-10-15".to_owned(), None, None));
        assert_eq!(record.events.iter().map(|event| event.kind).collect::<Vec<_>>(), [ConsentKind::Given, ConsentKind::Withdrawn, ConsentKind::Given]);
        assert_eq!(family_doctors(&app, id), ["4011123454", "4012200012"]);
        assert_eq!(doctor.names("カツキ キヌヨ"), ["香月 絹代"]);
        assert_eq!(audit(&app, "register_patient").last().unwrap(), &(Some(id), None, Some("renewed".to_owned())));
    }

    fn a_namesake_of_who_withdrew_is_somebody_else(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let mut typed = form("香月 絹代", "カツキ キヌヨ", "S12.5.6");
        typed.insurance = card("77001122");
        let id = doctor.registered(&typed, &[]);
        doctor.withdraw(id, "2026/10/15").unwrap();
        typed.address = "福岡県大川市0番".into();
        typed.insurance = card("88001122");
        let other = doctor.registered(&typed, &[]);
        assert_ne!(id, other);
        assert!(app.sign_in(OFFICE).view(id, "").unwrap().patient.withdrawn);
        assert!(!doctor.view(other, "").unwrap().patient.has_namesake, "who withdrew is no namesake to anybody");
    }

    fn what_is_stored_can_always_be_saved_again(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let stored = || app.query(|conn| patients::table.order(patients::id).select((patients::id, patients::name_key, patients::kana_key, patients::birth_date, patients::card_number, patients::claims_program, patients::has_namesake)).load::<(i64, String, String, chrono::NaiveDate, Option<String>, bool, bool)>(conn));
        let before = stored();
        let own: Vec<i64> = doctor.search("").unwrap().patients.iter().map(|patient| patient.id.0).collect();
        assert!(own.len() > 10);
        for id in own {
            let form = doctor.registration(id).unwrap();
            doctor.correct(id, &form).unwrap_or_else(|error| panic!("{}: {:?}", form.name, error.fields));
            assert_eq!(doctor.registration(id).unwrap(), form);
        }
        assert_eq!(stored(), before);
        assert!(audit(&app, "view_registration").len() > 10);
        assert!(audit(&app, "update_registration").is_empty(), "nothing was different");
    }

    fn a_correction_changes_what_was_wrong(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let before = doctor.view(tokiko, "").unwrap();
        let namesake = app.query(|conn| patients::table.filter(patients::name.eq("山崎 時子")).select(patients::id).first::<i64>(conn));
        assert!(app.sign_in(OFFICE).view(namesake, "").unwrap().patient.has_namesake);
        let old_insurance = doctor.registration(tokiko).unwrap().insurance;
        let changed = Registration {
            name: "山岡 時子".into(),
            kana: "やまおか ときこ".into(),
            phone: String::new(),
            emergency_contacts: Vec::new(),
            insurance: card("99001122"),
            ..doctor.registration(tokiko).unwrap()
        };
        doctor.correct(tokiko, &changed).unwrap();
        let view = doctor.view(tokiko, "").unwrap();
        assert_eq!((view.patient.name.as_str(), view.patient.kana.as_str(), view.phone.as_str()), ("山岡 時子", "ヤマオカ トキコ", ""));
        assert!(view.emergency_contacts.is_empty() && !view.patient.has_namesake);
        assert_eq!((&view.patient.card_number, view.claims.is_some()), (&before.patient.card_number, true));
        assert_eq!(view.consent, before.consent);
        assert_eq!(view.sections, before.sections);
        assert!(!app.sign_in(OFFICE).view(namesake, "").unwrap().patient.has_namesake, "the namesake is alone now");
        assert_eq!((doctor.names("ヤマオカ"), doctor.names("ヤマザキ トキコ")), (vec!["山岡 時子".to_owned()], vec!["山崎 時子".to_owned()]));
        assert_eq!(audit(&app, "update_registration"), [(Some(tokiko), None, Some("name kana phone emergency_contacts insurance".to_owned()))]);

        assert_eq!(doctor.registration(tokiko).unwrap().insurance, card("99001122"));
        doctor.correct(tokiko, &Registration { insurance: Default::default(), ..changed.clone() }).unwrap();
        assert_eq!(doctor.registration(tokiko).unwrap().insurance, Default::default());
        doctor.correct(tokiko, &Registration { insurance: old_insurance.clone(), ..changed }).unwrap();
        assert_eq!(doctor.registration(tokiko).unwrap().insurance, old_insurance);
        let kept = app.query(|conn| insurances::table.filter(insurances::patient_id.eq(tokiko)).count().get_result::<i64>(conn));
        assert_eq!(kept, 2, "claims of the old insurance still find her");
    }

    fn a_correction_makes_no_double(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let id = doctor.registered(&form("山崎 登紀子", "ヤマザキ トキコ", "S14.3.16"), &[]);
        let before = doctor.registration(id).unwrap();
        let same_day = Registration { birth_date: "S14.3.15".into(), ..before.clone() };
        assert_eq!(fields(&doctor.correct(id, &same_day).unwrap_err()), ["birth_date"]);
        let other_name = Registration { kana: "ヤマザキ トキヨ".into(), birth_date: "S14.3.15".into(), ..before.clone() };
        doctor.correct(id, &other_name).unwrap();
        let same_name = Registration { kana: "やまざき ときこ".into(), ..other_name.clone() };
        let refused = doctor.correct(id, &same_name).unwrap_err();
        assert_eq!(fields(&refused), ["kana"]);
        assert!(refused.fields[0].message.contains("事務局"));
        assert_eq!(doctor.registration(id).unwrap(), Registration { birth_date: "1939-03-15".into(), kana: "ヤマザキ トキヨ".into(), ..before });
        // The office, which was asked, decides.
        app.sign_in(OFFICE).correct(id, &same_name).unwrap();
        // What neither is changed to nor was made by this correction is no reason to refuse it.
        doctor.correct(id, &Registration { phone: "093-222-2222".into(), ..same_name }).unwrap();
    }

    fn only_who_answers_for_the_record_corrects_it(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let stored = app.sign_in(OFFICE).registration(tokiko).unwrap();
        for (login_id, code) in [(STRANGER, ErrorCode::NotFound), (EMERGENCY_DOCTOR, ErrorCode::ReasonRequired), (CREW, ErrorCode::Forbidden), (NURSE, ErrorCode::Forbidden), (CITY, ErrorCode::Forbidden)] {
            let mut client = app.sign_in(login_id);
            assert_eq!(client.registration(tokiko).unwrap_err().code, code, "{login_id}");
            assert_eq!(client.correct(tokiko, &stored).unwrap_err().code, code, "{login_id}");
        }
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        hospital.open(tokiko, OpenReason::HospitalTransfer, "").unwrap();
        assert_eq!(hospital.registration(tokiko).unwrap_err().code, ErrorCode::Forbidden, "a reason opens the record, not the registration");
    }
}
