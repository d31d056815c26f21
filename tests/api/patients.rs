//! Finding patients, and the record.

use diesel::prelude::*;
use support::{app::*, on_both_databases};
use tobiume_backend::db::schema::{basic_info_entries, claim_receipts, institutions, patients, registrations};
use tobiume_common::{
    ErrorCode,
    basic_info::{Item, Section, ViewMode},
    patients::RESULTS_SHOWN,
};

on_both_databases! {
    fn finds_by_kana_kanji_birth_date_and_card(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        for name in ["ヤマザキ　トキコ", "やまざき", "ﾔﾏｻﾞｷ ﾄ", "山﨑", "山崎時子", "時子", "ときこ"] {
            let names = doctor.names(name);
            assert!(names.contains(&"山﨑 時子".to_owned()), "{name}: {names:?}");
        }
        for birth_date in ["1939/3/15", "S14.3.15", "昭和14年3月15日", "19390315", "１９３９－０３－１５", "昭和14年3月", "1939"] {
            let found = doctor.search_for("", birth_date, "").unwrap().patients;
            assert!(found.iter().any(|patient| patient.name == "山﨑 時子"), "{birth_date}");
        }
        for card in ["0012-3456-7", "001234567", "００１２３４５６７"] {
            let found = doctor.search_for("", "", card).unwrap().patients;
            assert_eq!(found.first().map(|patient| patient.name.as_str()), Some("山﨑 時子"), "{card}");
        }
        let found = doctor.search_for("", "", "0012-34").unwrap().patients;
        assert!(found.len() > 1 && found.iter().any(|patient| patient.name == "山﨑 時子"));
        assert!(found.is_sorted_by_key(|patient| patient.kana.clone()), "in kana order, whatever was typed");
        let narrowed = doctor.search_for("ヤマザキ", "S14.3.15", "").unwrap().patients;
        assert_eq!(narrowed.len(), 1);
        let narrowed = doctor.search_for("ヤマザキ", "1939", "").unwrap().patients;
        assert_eq!(narrowed.len(), 1);
        assert!(doctor.search_for("ヤマザキ", "1940/1/1", "").unwrap().patients.is_empty());
        assert!(doctor.search_for("サトウ", "", "0012-3456-7").unwrap().patients.is_empty());
    }

    fn namesakes_and_variants_are_found_together_and_marked(app: TestApp) {
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        for (typed, other_writing) in [("高橋", "髙橋"), ("髙橋", "高橋"), ("山崎", "山﨑"), ("渡辺", "渡邊"), ("斎藤", "齋藤")] {
            let names = hospital.names(typed);
            assert!(names.iter().any(|name| name.starts_with(typed)), "{typed}: {names:?}");
            assert!(names.iter().any(|name| name.starts_with(other_writing)), "{typed}: {names:?}");
        }
        let both = hospital.search("ヤマザキ トキコ").unwrap().patients;
        assert_eq!(both.len(), 2);
        assert!(both.iter().all(|patient| patient.has_namesake));
        assert_ne!(both[0].birth_date, both[1].birth_date);
    }

    fn says_what_is_wrong_with_a_search(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        for (name, birth_date, card, field) in [
            ("", "昭和64年1月9日", "", "birth_date"),
            ("", "1945/2/30", "", "birth_date"),
            ("ヤマザキ", "きのう", "", "birth_date"),
            (&"あ".repeat(65), "", "", "name"),
        ] {
            let error = doctor.search_for(name, birth_date, card).unwrap_err();
            assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::Invalid, field), "{name} {birth_date} {card}");
        }
        // Signs that mean something to a database mean nothing here.
        for odd in ["%", "_", "'; DROP TABLE patients; --", "\u{10ffff}", "*"] {
            assert!(doctor.search(odd).unwrap().patients.is_empty(), "{odd:?}");
            assert!(doctor.search_for(odd, "1939", "").unwrap().patients.is_empty(), "{odd:?}");
        }
    }

    fn lists_the_own_patients_where_nothing_is_typed(app: TestApp) {
        for (login_id, may) in [(FAMILY_DOCTOR, true), (OTHER_DOCTOR, true), (OFFICE, true), (CITY, true), (NURSE, true), (EMERGENCY_DOCTOR, false), (CREW, false)] {
            let mut client = app.sign_in(login_id);
            for (name, birth_date, card) in [("", "", ""), ("　", " ", "-"), ("\u{0}\n", "", "")] {
                match client.search_for(name, birth_date, card) {
                    Ok(list) => {
                        assert!(may, "{login_id}");
                        assert!(!list.patients.is_empty() && list.patients.is_sorted_by_key(|patient| patient.kana.clone()), "{login_id}");
                        let mut ids: Vec<_> = list.patients.iter().map(|patient| patient.id).collect();
                        ids.dedup();
                        assert_eq!(ids.len(), list.patients.len(), "{login_id}: each once");
                    }
                    Err(error) => {
                        assert!(!may, "{login_id}: {}", error.message);
                        assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::Invalid, "name"));
                    }
                }
            }
        }
    }

    fn finds_exactly_whom_the_role_may_find(app: TestApp) {
        let of_institution = |code: &'static str| -> Vec<i64> {
            app.query(|conn| {
                registrations::table
                    .inner_join(institutions::table)
                    .inner_join(patients::table)
                    .filter(institutions::code.eq(code))
                    .filter(patients::consent_withdrawn_on.is_null())
                    .order(registrations::patient_id)
                    .select(registrations::patient_id)
                    .load(conn)
            })
        };
        let everyone: Vec<i64> =
            app.query(|conn| patients::table.filter(patients::consent_withdrawn_on.is_null()).order(patients::id).select(patients::id).load(conn));
        let registered: i64 = app.query(|conn| patients::table.count().get_result(conn));
        let residents: Vec<i64> = app.query(|conn| {
            patients::table
                .filter(patients::consent_withdrawn_on.is_null())
                .filter(patients::city_code.eq("40100"))
                .filter(patients::claims_program.eq(true))
                .order(patients::id)
                .select(patients::id)
                .load(conn)
        });
        // Everybody was born in some year: searching year by year lists all that can be found.
        let found_by = |login_id: &str| -> Vec<i64> {
            let mut client = app.sign_in(login_id);
            let mut found: Vec<i64> = (1915..=2026)
                .flat_map(|year| client.search_for("", &year.to_string(), "").unwrap().patients)
                .map(|patient| patient.id.0)
                .collect();
            found.sort_unstable();
            found
        };
        assert_eq!(found_by(EMERGENCY_DOCTOR), everyone);
        assert_eq!(found_by(CREW), everyone);
        assert_eq!(found_by(OFFICE).len(), usize::try_from(registered).unwrap());
        assert_eq!(found_by(CITY), residents);
        let own = of_institution("4011123462");
        let found = found_by(OTHER_DOCTOR);
        assert!(own.iter().all(|id| found.contains(id)));
        let nurse = found_by(NURSE);
        assert!(!nurse.is_empty() && nurse.len() < everyone.len());
        assert_eq!(found_by("001@4041400019.fukuoka").iter().filter(|id| !everyone.contains(id)).count(), 0);
    }

    fn long_lists_say_that_there_is_more(app: TestApp) {
        use tobiume_backend::patients::register;
        use tobiume_common::{CivilDate, patients::Sex};
        for day in 1..=28 {
            for month in 1..=2 {
                let new = register::NewPatient {
                    name: format!("多数 太郎{month}{day}"),
                    kana: format!("タスウ タロウ{month:02}{day:02}"),
                    birth_date: CivilDate::new(1950, month, day).unwrap(),
                    sex: Sex::Male,
                    postal_code: String::new(),
                    address: String::new(),
                    phone: String::new(),
                    blood_type: String::new(),
                    city_code: String::new(),
                    card_number: None,
                    contacts: Vec::new(),
                    consent_given_on: CivilDate::new(2026, 1, 1).unwrap(),
                    claims_program: false,
                    insurance: None,
                    institutions: Vec::new(),
                };
                let conn = &mut app.connection();
                app.app.db.write(conn, |conn| register::insert(conn, &new, app.app.clock.today())).unwrap();
            }
        }
        let list = app.sign_in(EMERGENCY_DOCTOR).search("タスウ").unwrap();
        assert_eq!(list.patients.len(), RESULTS_SHOWN);
        assert!(list.more);
        let kana: Vec<_> = list.patients.iter().map(|patient| patient.kana.clone()).collect();
        assert!(kana.is_sorted());
        assert!(!app.sign_in(EMERGENCY_DOCTOR).search("タスウ タロウ0101").unwrap().more);
    }

    fn both_modes_show_their_sections_in_order(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        for (mode, name) in [(ViewMode::Emergency, "emergency"), (ViewMode::Collaboration, "collaboration")] {
            let view = doctor.view(tokiko, name).unwrap();
            assert_eq!(view.mode, Some(mode));
            assert_eq!(view.sections.iter().map(|section| section.section).collect::<Vec<_>>(), mode.sections());
        }
        let view = doctor.view(tokiko, "emergency").unwrap();
        let section = |wanted: Section| view.sections.iter().find(|section| section.section == wanted).unwrap();
        assert_eq!(section(Section::Prescriptions).count, 7);
        let red = &section(Section::ContraindicatedDrugs).items[0].values;
        assert!(format!("{red:?}").contains("セフェム"));
        let allergies = &section(Section::Allergies).items[0];
        assert_eq!(allergies.conflicts.len(), 1, "博多中央クリニック leaves out 食物");
        assert_eq!(view.institutions.iter().map(|place| place.name.as_str()).collect::<Vec<_>>(), ["梅の木医院", "博多中央クリニック"]);
        assert!(view.institutions.iter().all(|place| place.previous_on <= place.latest_on));
    }

    fn conflicts_and_stale_items_are_marked(app: TestApp) {
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        let mut view = |kana: &str| {
            let id = app.patient(kana);
            hospital.open(id, tobiume_common::patients::OpenReason::EmergencyTransport, "").unwrap();
            hospital.view(id, "collaboration").unwrap()
        };
        let conflicting = view("ハラダ トミ");
        let conflicts: Vec<Item> =
            conflicting.sections.iter().flat_map(|section| &section.items).filter(|item| !item.conflicts.is_empty()).map(|item| item.item).collect();
        assert!(conflicts.contains(&Item::EmergencyHospital) && conflicts.contains(&Item::CareLevel) && conflicts.contains(&Item::EmergencyCare), "{conflicts:?}");
        let stale = view("マツオ ヨシオ");
        let years: Vec<u16> =
            stale.sections.iter().flat_map(|section| &section.items).flat_map(|item| &item.values).filter_map(|value| value.stale_years).collect();
        assert!(years.iter().any(|&years| years >= 3), "{years:?}");
    }

    fn at_most_twelve_visits_newest_first(app: TestApp) {
        let tokiko = app.patient("ヤマザキ トキコ");
        let claims = app.sign_in(FAMILY_DOCTOR).view(tokiko, "").unwrap().claims.unwrap();
        assert_eq!(claims.city, "北九州市");
        assert_eq!(claims.visits.len(), 12, "she has 16");
        assert!(claims.visits.iter().map(|visit| std::cmp::Reverse(visit.month)).is_sorted());
        assert!(claims.visits.iter().any(|visit| !visit.drugs.is_empty()));
    }

    fn what_cannot_be_read_hides_nothing_else(app: TestApp) {
        let id: i64 = app.query(|conn| patients::table.filter(patients::name.eq("山﨑 時子")).select(patients::id).first(conn));
        let broken = app.query(|conn| {
            diesel::update(basic_info_entries::table.filter(basic_info_entries::patient_id.eq(id)).filter(basic_info_entries::item.eq("emergency_hospital")))
                .set(basic_info_entries::value.eq("{\"unheard_of\":1}"))
                .execute(conn)
        });
        assert!(broken > 0);
        app.query(|conn| diesel::update(claim_receipts::table.filter(claim_receipts::patient_id.eq(id))).set(claim_receipts::content.eq("[")).execute(conn));
        let view = serde_json::to_string(&app.sign_in(FAMILY_DOCTOR).view(id, "").unwrap()).unwrap();
        assert!(view.contains("この項目は読み取れません") && view.contains("この月の内容は読み取れません"));
        assert!(view.contains("セフェム系抗菌薬"), "禁忌薬 are still there");
    }
}
