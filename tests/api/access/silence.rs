//! Where no clinical word may be: in what the office and the city are told, and in the server's log.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::{
    Client, Database, InProcess,
    app::*,
    client::{OWN_PAGE, draft, patient_path},
    files::upload_path,
    in_process::runtime,
    on_both_databases, program,
    registration::form,
};
use tobiume_common::{
    Method,
    audit::GetHistory,
    basic_info::{Item, ItemValue, record::KeepDraft},
    endpoint::BodyKind,
    files::FinishUpload,
    patients::OpenReason,
};

use super::{NO_UPLOAD, TOKIKO, path_to};

/// Every text of the showcase patient's record that the office's view of the registration does not hold, nor any other patient's form.
fn clinical_words(app: &TestApp, patient: i64) -> BTreeSet<String> {
    let known = serde_json::to_string(&app.sign_in(OFFICE).view(patient, "").unwrap()).unwrap();
    let mut doctor = app.sign_in(FAMILY_DOCTOR);
    let mut words = BTreeSet::new();
    for mode in ["emergency", "collaboration"] {
        let view = doctor.view(patient, mode).unwrap();
        for section in &view.sections {
            for item in &section.items {
                texts(&serde_json::to_value((&item.values, &item.conflicts)).unwrap(), &mut words);
            }
        }
        texts(&serde_json::to_value(&view.claims).unwrap(), &mut words);
    }
    let is_telling = |word: &String| word.chars().count() >= 3 && word.chars().any(|ch| ch > '\u{3040}') && !known.contains(word.as_str());
    words.retain(is_telling);
    assert!(words.len() > 30, "{words:?}");
    words
}

/// Texts that were entered; not who entered them, and not codes.
fn texts(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(into.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| texts(value, into)),
        Value::Object(values) => values
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "institution" | "author"))
            .for_each(|(_, value)| texts(value, into)),
        _ => {}
    }
}

on_both_databases! {
    fn the_office_and_the_city_get_no_clinical_word(app: TestApp) {
        let tokiko = app.patient(TOKIKO);
        let words = clinical_words(&app, tokiko);
        let (server, runtime) = (InProcess::new(&app.app), runtime());
        let bodies = [
            json!({"name": TOKIKO, "birth_date": "", "card_number": ""}),
            json!({"reason": "emergency_transport"}),
            json!({"kana": TOKIKO, "birth_date": "S14.3.15", "insurer_number": "", "number": ""}),
            Value::Null,
        ];
        for login_id in [OFFICE, CITY] {
            let cookie = app.sign_in(login_id).cookie().unwrap().to_owned();
            let mut said = String::new();
            // Signing out comes last: everything else is asked while the session holds.
            let (last, first): (Vec<_>, Vec<_>) = app.endpoints().into_iter().partition(|endpoint| endpoint.name == "SignOut");
            for endpoint in first.iter().chain(&last) {
                for file in [1, 2, 3, 999_999] {
                    for query in ["", "?mode=emergency", "?mode=collaboration", "?until=1", "?from=1&until=2"] {
                        let path = format!("{}{query}", path_to(endpoint, tokiko, file, NO_UPLOAD));
                        let sent = if endpoint.body_kind == BodyKind::Json { &bodies[..] } else { &bodies[3..] };
                        for body in sent {
                            let body = (endpoint.body_kind == BodyKind::Json).then_some(body);
                            said += &runtime.block_on(server.send(&cookie, endpoint.method, &path, body)).text();
                        }
                        if !endpoint.path.contains("{patient}") {
                            break;
                        }
                    }
                    if !endpoint.path.contains("{file}") {
                        break;
                    }
                }
            }
            assert!(said.contains("時子"), "{login_id} does find the registration");
            for word in &words {
                assert!(!said.contains(word.as_str()), "{login_id} was told 「{word}」");
            }
        }
    }
}

/// The program's own log, as talkative as it gets, of a day on which everything was done that holds a person's words.
#[test]
fn the_log_holds_no_word_of_a_person() {
    let Some(binary) = program::program("the_log_holds_no_word_of_a_person") else {
        return;
    };
    for database in [Database::Sqlite, Database::Postgres] {
        let Some(app) = TestApp::start(database) else {
            support::skipped(
                "the_log_holds_no_word_of_a_person on PostgreSQL",
                "TOBIUME_TEST_POSTGRES is not set",
            );
            continue;
        };
        let tokiko = app.patient(TOKIKO);
        let mut words = clinical_words(&app, tokiko);
        words.extend(
            [
                "山﨑",
                "山崎",
                "時子",
                "ヤマザキ",
                "トキコ",
                "1939-03-15",
                "S14.3.15",
                "昭和14",
                "当直中",
                "ひみつ",
            ]
            .map(str::to_owned),
        );
        let served = program::Served::start_logging(&binary, app.database(), "trace");
        work(&served.base, tokiko);
        // What the server did not expect is logged with its cause.
        app.query(|conn| diesel::RunQueryDsl::execute(diesel::sql_query("ALTER TABLE basic_info_entries RENAME TO away"), conn));
        let mut doctor = Client::new(&served.base);
        doctor.sign_in(FAMILY_DOCTOR, PASSWORD).unwrap();
        doctor.view(tokiko, "").unwrap_err();
        let log = served.stop_and_read_log();
        for expected in [
            "request failed",
            "/api/patients/{patient}",
            "/api/patients/search",
            "the audit log goes on",
        ] {
            assert!(log.contains(expected), "the log was read: {expected} in {log}");
        }
        for word in &words {
            let line = log.lines().find(|line| line.contains(word.as_str()));
            assert!(line.is_none(), "「{word}」 in {line:?}");
        }
        assert!(!log.contains(PASSWORD) && !log.contains("hajimete"), "passwords");
    }
}

/// Everything that holds words of a person, in ways that succeed and in ways that fail.
fn work(base: &str, patient: i64) {
    let mut doctor = Client::new(base);
    doctor.sign_in("ヤマザキ", "ひみつ").unwrap_err();
    doctor.sign_in(FAMILY_DOCTOR, PASSWORD).unwrap();
    doctor.search_for("山﨑 時子", "S14.3.15", "").unwrap();
    doctor.search_for("", "昭和14年99月", "").unwrap_err();
    doctor.view(patient, "emergency").unwrap();
    doctor.view(patient, "collaboration").unwrap();
    write(&mut doctor, patient);
    let mut hospital = Client::new(base);
    hospital.sign_in(EMERGENCY_DOCTOR, PASSWORD).unwrap();
    hospital.view(patient, "").unwrap_err();
    hospital.open(patient, OpenReason::Other, "当直中の問い合わせ").unwrap();
    hospital.view(patient, "").unwrap();
    for path in [
        "/api/patients/ヤマザキ",
        "/api/patients/search?name=山﨑時子",
        "/api/山﨑時子",
        "/山﨑時子?トキコ",
    ] {
        let path: String = path
            .bytes()
            .map(|byte| {
                if byte.is_ascii() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect();
        for method in [Method::Get, Method::Post, Method::Delete] {
            doctor.send(
                method,
                &path,
                &[OWN_PAGE, ("content-type", "application/json"), ("user-agent", "ひみつ")],
                "{\"name\": \"山﨑 時子".as_bytes(),
            );
        }
    }
}

/// What a clinic types and sends.
fn write(doctor: &mut Client, patient: i64) {
    let secret = ItemValue::Text("ひみつの備考".to_owned());
    let base = doctor.own_record(patient).unwrap().revision;
    let saved = doctor.saved(patient, base, &[(Item::Remarks, Some(secret.clone()))]);
    doctor.save(patient, saved, &[(Item::Hasegawa, Some(secret.clone()))]).unwrap_err();
    doctor.save(patient, base, &[(Item::Remarks, None)]).unwrap();
    let draft = draft(saved, &[(Item::Wishes, Some(secret))]);
    doctor.call::<KeepDraft>(&patient_path(patient), "", &draft).unwrap();

    let somebody = form("秘田　密子", "ヒミツダ ミツコ", "昭和25年5月5日");
    let new = doctor.registered(&somebody, &[]);
    doctor.doubles(&somebody);
    doctor.register(&form("秘田　密子", "ひみつ", "昭和99年ひみつ"), &[]).unwrap_err();
    doctor
        .correct(new, &form("秘田　密代", "ヒミツダ ミツヨ", "昭和25年5月5日"))
        .unwrap();
    doctor.withdraw(new, "ひみつ").unwrap_err();

    let upload = doctor.begin_upload("ひみつ.pdf", "ひみつ".len() as u64).unwrap().upload;
    doctor.put_chunk(&upload, 0, "ひみつ".as_bytes()).unwrap();
    doctor.call::<FinishUpload>(&upload_path(&upload), "", &()).unwrap_err();
    doctor.attach(patient, &[(&upload, "ひみつ")]).unwrap_err();
    doctor.call::<GetHistory>(&patient_path(patient), "", &()).unwrap();
}
