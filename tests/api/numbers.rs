//! Numbers at a glance, and the office's lists as files: read back by another's reader.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Data, Reader, Xlsx};
use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use support::{
    Client, TestApp,
    app::*,
    client::OWN_PAGE,
    on_both_databases,
    registration::{consent, form as form_of},
};
use tobiume_backend::db::schema::{applications, audit_log, consents, institutions, patients, registrations, sign_ins, users};
use tobiume_common::{
    Endpoint,
    application::State,
    endpoint::path_of,
    institutions::InstitutionKind,
    numbers::{ExportFormat, ExportList, ExportPath, ExportTable, GetNumbers, Numbers, SIGN_IN_DAYS},
};

use super::applications::{code, form, sent};

fn numbers(office: &mut Client) -> Numbers {
    office.call::<GetNumbers>(&(), "", &()).unwrap()
}

fn export(office: &mut Client, table: ExportTable, format: ExportFormat) -> support::client::Answer {
    let path = format!("{}?format={}", path_of::<ExportList>(&ExportPath { table }), format.code());
    office.send(ExportList::METHOD, &path, &[OWN_PAGE], b"")
}

/// The cells of a workbook as another's reader sees them.
fn cells(workbook: &[u8]) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(workbook.to_vec())).unwrap();
    let names = workbook.sheet_names();
    assert_eq!(names.len(), 1);
    let sheet = workbook.worksheet_range(&names[0]).unwrap();
    assert!(workbook.worksheet_formula(&names[0]).unwrap().is_empty(), "no formula anywhere");
    sheet.rows().map(<[Data]>::to_vec).collect()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Empty => String::new(),
        other => panic!("{other:?}"),
    }
}

/// Noon in Japan, so many days ago.
fn days_ago(app: &TestApp, days: i64) -> NaiveDateTime {
    let today = (app.app.clock.timestamp() + Duration::hours(9)).date();
    (today - Duration::days(days)).and_hms_opt(3, 0, 0).unwrap()
}

fn of_state(numbers: &Numbers, state: State) -> [i64; 4] {
    numbers.applications.iter().find(|line| line.state == state).unwrap().counts
}

on_both_databases! {
    fn applications_are_counted_by_state_and_age(app: TestApp) {
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        assert!(numbers(&mut office).applications.iter().all(|line| line.counts == [0; 4]));
        let ages = [0, 1, 3, 4, 7, 8, 100];
        for (at, days) in ages.into_iter().enumerate() {
            sent(&mut clinic, &form("あおば内科", &code(987_001 + u32::try_from(at).unwrap())));
            let newest: i64 = app.query(|conn| applications::table.select(diesel::dsl::max(applications::id)).first::<Option<i64>>(conn)).unwrap();
            app.query(|conn| {
                diesel::update(applications::table.find(newest)).set(applications::sent_at.eq(Some(days_ago(&app, days)))).execute(conn)
            });
        }
        let counted = numbers(&mut office);
        assert_eq!(of_state(&counted, State::Submitted), [1, 2, 2, 2]);
        assert_eq!(of_state(&counted, State::InReview), [0; 4]);
        assert!(!counted.applications.iter().any(|line| line.state == State::Draft), "a draft is its writer's alone");
        // At the edge of a day in Japan, not in UTC.
        let midnight = days_ago(&app, 1) + Duration::hours(12);
        for (moment, expected) in [(midnight, [7, 0, 0, 0]), (midnight - Duration::seconds(1), [0, 7, 0, 0])] {
            app.query(|conn| diesel::update(applications::table).set(applications::sent_at.eq(Some(moment))).execute(conn));
            assert_eq!(of_state(&numbers(&mut office), State::Submitted), expected, "{moment}");
        }
    }

    fn sign_ins_patients_and_users_are_counted(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        app.query(|conn| diesel::delete(sign_ins::table).execute(conn));
        let doctor: i64 = app.query(|conn| users::table.filter(users::login_id.eq(FAMILY_DOCTOR)).select(users::id).first(conn));
        let signed_in = |moment: NaiveDateTime| {
            app.query(|conn| {
                let row = (sign_ins::user_id.eq(doctor), sign_ins::place.eq(""), sign_ins::signed_in_at.eq(moment));
                diesel::insert_into(sign_ins::table).values(row).execute(conn)
            })
        };
        let days = i64::try_from(SIGN_IN_DAYS).unwrap();
        for moment in [days_ago(&app, 0), days_ago(&app, 0), days_ago(&app, days - 1), days_ago(&app, days), days_ago(&app, 1) + Duration::hours(12) - Duration::seconds(1)] {
            signed_in(moment);
        }
        let counted = numbers(&mut office);
        let counts: Vec<i64> = counted.sign_ins.iter().map(|day| day.count).collect();
        assert_eq!((counts.len(), counts[SIGN_IN_DAYS - 1], counts[SIGN_IN_DAYS - 2], counts[0], counts.iter().sum::<i64>()), (SIGN_IN_DAYS, 2, 1, 1, 4));
        assert_eq!(counted.sign_ins.last().unwrap().day, counted.today);

        let all: i64 = app.query(|conn| users::table.count().get_result(conn));
        assert_eq!((counted.users.active, counted.users.stopped), (all, 0));
        let before = counted.users.dormant;
        assert!(before > 0, "nobody else has signed in");
        signed_in(days_ago(&app, 91));
        app.query(|conn| diesel::delete(sign_ins::table.filter(sign_ins::signed_in_at.gt(days_ago(&app, 89)))).execute(conn));
        assert_eq!(numbers(&mut office).users.dormant, before + 1);
        app.query(|conn| diesel::update(users::table.find(doctor)).set(users::disabled_at.eq(Some(days_ago(&app, 0)))).execute(conn));
        let after = numbers(&mut office).users;
        assert_eq!((after.active, after.stopped, after.dormant), (all - 1, 1, before + 1));
        // Who was given an initial password lately had no time to be dormant.
        app.query(|conn| diesel::update(users::table).set((users::initial_until.eq(Some(days_ago(&app, -14))), users::disabled_at.eq(None::<NaiveDateTime>))).execute(conn));
        assert_eq!(numbers(&mut office).users.dormant, 0);

        let registered: i64 = app.query(|conn| patients::table.filter(patients::consent_withdrawn_on.is_null()).count().get_result(conn));
        let withdrawn: i64 = app.query(|conn| patients::table.filter(patients::consent_withdrawn_on.is_not_null()).count().get_result(conn));
        let one: i64 = app.query(|conn| patients::table.filter(patients::consent_withdrawn_on.is_null()).select(patients::id).first(conn));
        let long_ago = days_ago(&app, 400).date();
        app.query(|conn| diesel::update(patients::table).set(patients::consent_given_on.eq(long_ago)).execute(conn));
        let counted = numbers(&mut office).patients;
        assert_eq!((counted.registered, counted.withdrawn, counted.new_this_month), (registered, withdrawn, 0));
        // Registered long ago: a new consent of this month makes nobody new, whether there is a history of the one before or not.
        app.query(|conn| diesel::update(registrations::table).set(registrations::registered_on.eq(long_ago)).execute(conn));
        app.query(|conn| diesel::update(patients::table.find(one)).set(patients::consent_given_on.eq(days_ago(&app, 0).date())).execute(conn));
        assert_eq!(numbers(&mut office).patients.new_this_month, 0);
    }

    fn who_is_registered_this_month_is_new_once(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        // The demo network is from before this month.
        let long_ago = days_ago(&app, 400).date();
        app.query(|conn| {
            diesel::update(registrations::table).set(registrations::registered_on.eq(long_ago)).execute(conn)?;
            diesel::update(patients::table).set(patients::consent_given_on.eq(long_ago)).execute(conn)
        });
        let today = app.app.clock.today().to_string();
        let new = |office: &mut Client| numbers(office).patients.new_this_month;
        assert_eq!(new(&mut office), 0);
        let form = form_of("月野　新", "ツキノ アラタ", "1948-05-06");
        doctor.register_with(&form, consent(&today), &[]).unwrap();
        assert_eq!(new(&mut office), 1);

        // Somebody of old withdraws and consents again.
        let tokiko = app.patient("ヤマザキ トキコ");
        doctor.withdraw(tokiko, &today).unwrap();
        office.renew(tokiko, &today).unwrap();
        assert_eq!(new(&mut office), 1, "a consent that is given again is nobody new");

        // So does who is new: once, all the same.
        let arata = app.patient("ツキノ アラタ");
        doctor.withdraw(arata, &today).unwrap();
        assert_eq!(new(&mut office), 0);
        office.renew(arata, &today).unwrap();
        assert_eq!(new(&mut office), 1);

        // Without an institution the history of consents tells.
        app.query(|conn| {
            diesel::delete(registrations::table.filter(registrations::patient_id.eq(tokiko))).execute(conn)?;
            diesel::update(consents::table.filter(consents::patient_id.eq(tokiko)).filter(consents::kind.eq("withdrawn"))).set(consents::happened_on.eq(long_ago)).execute(conn)
        });
        assert_eq!(new(&mut office), 1);
    }

    fn institutions_are_counted_by_association_and_kind(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let counted = numbers(&mut office).institutions;
        let all: i64 = app.query(|conn| institutions::table.filter(institutions::kind.ne("office")).count().get_result(conn));
        assert_eq!(counted.iter().map(|line| line.count).sum::<i64>(), all);
        assert!(counted.last().unwrap().association.is_empty() && !counted[0].association.is_empty(), "of none comes last: {counted:?}");
        assert!(counted.iter().all(|line| line.kind != InstitutionKind::Office));
        let today = days_ago(&app, 0).date();
        app.query(|conn| diesel::update(institutions::table.filter(institutions::kind.eq("clinic"))).set(institutions::left_on.eq(Some(today))).execute(conn));
        assert!(numbers(&mut office).institutions.iter().all(|line| line.kind != InstitutionKind::Clinic), "who has left is not counted");
        app.query(|conn| diesel::update(institutions::table).set(institutions::left_on.eq(Some(today + Duration::days(1)))).execute(conn));
        assert_eq!(numbers(&mut office).institutions, counted, "who leaves tomorrow is");
    }

    fn every_list_says_the_same_as_csv_and_for_excel(app: TestApp) {
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        // What a spreadsheet would calculate, or what breaks a line or XML.
        let names = ["=1+1", "＝HYPERLINK(\"http://x\")", "a,\"b\"<&>'", "@SUM(A1)", "あおば 内科"];
        for (at, name) in names.into_iter().enumerate() {
            sent(&mut clinic, &form(name, &code(987_001 + u32::try_from(at).unwrap())));
        }
        for table in ExportTable::ALL {
            let workbook = export(&mut office, table, ExportFormat::Xlsx);
            assert_eq!((workbook.status, workbook.header("content-type")), (200, Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")));
            assert_eq!(workbook.header("cache-control"), Some("no-store"));
            let of_excel: Vec<Vec<String>> = cells(&workbook.body).iter().map(|row| row.iter().map(text).collect()).collect();
            let csv = export(&mut office, table, ExportFormat::Csv);
            assert_eq!((csv.status, csv.header("content-type")), (200, Some("text/csv; charset=utf-8")));
            assert!(csv.header("content-disposition").unwrap().ends_with(".csv"));
            let csv = csv.text();
            assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n"));
            let mut reader = csv_rows(&csv);
            for row in &mut reader {
                for cell in row {
                    if let Some(kept) = cell.strip_prefix('\'') {
                        *cell = kept.to_owned();
                    } else {
                        assert!(!cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t']), "{cell}");
                    }
                }
            }
            assert_eq!(reader, of_excel, "{table:?}");
            assert!(of_excel.len() > 1, "{table:?}");
        }
        let queue = csv_rows(&export(&mut office, ExportTable::Applications, ExportFormat::Csv).text());
        assert_eq!(queue[0], ["受付番号", "種類", "施設名", "状態", "申請日時", "担当"]);
        let institutions: Vec<&str> = queue[1..].iter().map(|row| row[2].as_str()).collect();
        assert_eq!(institutions, ["'=1+1", "'＝HYPERLINK(\"http://x\")", "a,\"b\"<&>'", "'@SUM(A1)", "あおば 内科"]);
        assert!(queue[1..].iter().all(|row| row[0].starts_with("A-") && row[3] == "申請済"));
        // Codes stay texts: no digit is lost.
        let workbook = export(&mut office, ExportTable::Institutions, ExportFormat::Xlsx);
        assert!(cells(&workbook.body)[1..].iter().all(|row| matches!(row[0], Data::String(_))));
        let workbook = export(&mut office, ExportTable::Numbers, ExportFormat::Xlsx);
        assert!(cells(&workbook.body)[1..].iter().all(|row| matches!(row[3], Data::Float(_) | Data::Int(_))));

        let rows: Vec<Option<String>> = app.query(|conn| audit_log::table.filter(audit_log::action.eq("export_list")).order(audit_log::id).select(audit_log::detail).load(conn));
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            *taken.entry(row.unwrap()).or_default() += 1;
        }
        assert_eq!(taken.values().sum::<usize>(), 11, "each export is in the audit log: {taken:?}");
        assert_eq!(taken.get("users xlsx"), Some(&1));
    }

    fn nothing_clinical_and_no_patient_is_in_a_list(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let names: Vec<String> = app.query(|conn| patients::table.select(patients::name).load(conn));
        let hashes: Vec<String> = app.query(|conn| users::table.select(users::password_hash).load(conn));
        for table in ExportTable::ALL {
            let csv = export(&mut office, table, ExportFormat::Csv).text();
            assert!(!names.iter().any(|name| csv.contains(name.as_str())), "{table:?}");
            assert!(!hashes.iter().any(|hash| csv.contains(hash.as_str())), "{table:?}");
        }
        assert_eq!(office.send(ExportList::METHOD, "/api/office/exports/patients", &[OWN_PAGE], b"").status, 404);
        assert_eq!(office.send(ExportList::METHOD, "/api/office/exports/users?format=pdf", &[OWN_PAGE], b"").status, 422);
    }
}

/// The rows of a CSV file of ours.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}
