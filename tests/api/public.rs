//! The public site: pages that anybody reads, and what may stand in them.

use chrono::{Duration, Months, NaiveDate};
use diesel::prelude::*;
use serde_json::Value;
use support::{TestApp, client::Answer, on_both_databases};
use tobiume_backend::db::schema::{basic_info_records, consents, institutions, patients, registrations, users};
use tobiume_common::Method;

fn get(app: &TestApp, path: &str) -> Answer {
    app.anonymous().send(Method::Get, path, &[], b"")
}

/// A query value as a browser sends it.
fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Names that the list shows, by its JSON.
fn names(app: &TestApp, query: &str) -> Vec<String> {
    let places = get(app, &format!("/participants.json{query}")).json();
    let names = places["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["name"].as_str().unwrap().to_owned());
    names.collect()
}

/// What the site keeps is a minute old at most.
fn a_minute_later(app: &TestApp) {
    app.app.clock.advance(Duration::seconds(61));
}

fn today(app: &TestApp) -> NaiveDate {
    app.app.clock.today().to_string().parse().unwrap()
}

/// The first day of the month so many months ago.
fn first_of(app: &TestApp, months_ago: u32) -> NaiveDate {
    let today = today(app) - Months::new(months_ago);
    today.format("%Y-%m-01").to_string().parse().unwrap()
}

/// Changes the institution of a name.
fn change(app: &TestApp, name: &str, joined: Option<NaiveDate>, left: Option<NaiveDate>) {
    let changed = app.query(|conn| {
        diesel::update(institutions::table.filter(institutions::name.eq(name)))
            .set((institutions::joined_on.eq(joined), institutions::left_on.eq(left)))
            .execute(conn)
    });
    assert_eq!(changed, 1);
}

/// Registrations and consents that are known to the day: registered, withdrawn, given again.
fn known_months(app: &TestApp) {
    let ids: Vec<i64> = app.query(|conn| patients::table.order(patients::id).limit(5).select(patients::id).load(conn));
    let places: Vec<i64> = app.query(|conn| {
        institutions::table
            .order(institutions::id)
            .limit(2)
            .select(institutions::id)
            .load(conn)
    });
    let user: i64 = app.query(|conn| users::table.select(users::id).first(conn));
    let tomorrow = today(app) + Duration::days(1);
    let registered = [
        (0, 0, first_of(app, 3)),
        (0, 1, first_of(app, 1)),
        (1, 0, first_of(app, 2)),
        (2, 0, first_of(app, 2)),
        (3, 1, first_of(app, 3)),
        (4, 1, tomorrow),
    ];
    let history = [
        ("given", first_of(app, 2)),
        ("withdrawn", first_of(app, 1)),
        ("given", first_of(app, 0)),
    ];
    app.query(|conn| {
        diesel::delete(registrations::table).execute(conn)?;
        diesel::delete(consents::table).execute(conn)?;
        diesel::update(patients::table)
            .set(patients::consent_withdrawn_on.eq(None::<NaiveDate>))
            .execute(conn)?;
        for (patient, place, day) in registered {
            let row = (
                registrations::patient_id.eq(ids[patient]),
                registrations::institution_id.eq(places[place]),
                registrations::registered_on.eq(day),
            );
            diesel::insert_into(registrations::table).values(row).execute(conn)?;
        }
        for (kind, day) in history {
            let row = (
                consents::patient_id.eq(ids[2]),
                consents::kind.eq(kind),
                consents::happened_on.eq(day),
                consents::explained_by.eq(""),
                consents::signed_by.eq(""),
                consents::relation.eq(""),
                consents::note.eq(""),
                consents::institution_id.eq(places[0]),
                consents::user_id.eq(user),
                consents::recorded_at.eq(day.and_hms_opt(3, 0, 0).unwrap()),
            );
            diesel::insert_into(consents::table).values(row).execute(conn)?;
        }
        // Withdrawn before there was a history.
        diesel::update(patients::table.find(ids[3]))
            .set(patients::consent_withdrawn_on.eq(Some(first_of(app, 2))))
            .execute(conn)
    });
}

on_both_databases! {
    fn pages_are_whole_without_a_script(app: TestApp) {
        for path in ["/about", "/terms", "/participants"] {
            let page = get(&app, path);
            let text = page.text();
            assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")), "{path}");
            assert_eq!(page.header("cache-control"), Some("public, max-age=60"));
            assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
            let policy = page.header("content-security-policy").unwrap();
            assert!(policy.starts_with("default-src 'none';") && !policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
            assert!(!text.contains("<script") && !text.contains(" style=") && text.contains("index, follow"), "{path}");
            for link in ["href=\"/apply\"", "href=\"/participants\"", "href=\"/\"", "tel:092-000-0000"] {
                assert!(text.contains(link), "{path} has no {link}");
            }
            let sheet = text.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
            let sheet = get(&app, sheet);
            assert_eq!((sheet.status, sheet.header("content-type")), (200, Some("text/css; charset=utf-8")));
            assert!(sheet.header("cache-control").unwrap().contains("immutable") && sheet.text().contains(".places"));
            // Without a body, and nothing but reading.
            let head = ureq::head(format!("{}{path}", app.base)).call().unwrap();
            assert_eq!(head.status(), 200);
            assert!(head.into_body().read_to_vec().unwrap().is_empty());
            assert_eq!(app.anonymous().send(Method::Post, path, &[], b"").status, 405);
        }
        let about = get(&app, "/about").text();
        assert!(about.contains("href=\"/apply/status\"") && about.contains("href=\"/terms\""));
        let terms = get(&app, "/terms").text();
        assert!(terms.contains("これはひな型です。") && terms.contains("第1条"), "who runs it must see that it is a sample");
        let robots = get(&app, "/robots.txt").text();
        assert!(robots.contains("Allow: /about$") && robots.ends_with("Disallow: /\n"), "{robots}");
    }

    fn the_list_is_searched_by_name_association_and_kind(app: TestApp) {
        let all = names(&app, "");
        let demo: i64 = app.query(|conn| institutions::table.count().get_result(conn));
        assert_eq!(all.len() as i64, demo - 1, "all but the office");
        assert!(!all.iter().any(|name| name.contains("事務局")));
        for (query, found) in [
            ("?name=".to_owned() + &percent("うめのき"), vec!["梅の木医院"]),
            ("?name=".to_owned() + &percent("ｳﾒﾉｷ 医"), vec![]),
            ("?name=".to_owned() + &percent("梅 の木"), vec!["梅の木医院"]),
            ("?kind=hospital".to_owned(), vec!["有明総合病院", "県央救急病院", "玄海大学病院"]),
            ("?kind=hospital&name=".to_owned() + &percent("病院") + "&utm_source=x", vec!["有明総合病院", "県央救急病院", "玄海大学病院"]),
            ("?kind=clinic&name=".to_owned() + &percent("病院"), vec![]),
        ] {
            assert_eq!(names(&app, &query), found, "{query}");
            let page = get(&app, &format!("/participants{query}")).text();
            assert!(found.iter().all(|name| page.contains(name)) && page.contains("noindex"), "{query}");
            assert!(page.contains(&format!("見つかった施設 {}件", found.len())), "{query}");
        }
        let page = get(&app, "/participants").text();
        let association = page.split("大牟田医師会").next().unwrap().rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(names(&app, &format!("?association={association}")), ["有明総合病院"]);
        assert_eq!(names(&app, "?association=99999999"), [""; 0]);
        // What means nothing changes nothing.
        assert_eq!(names(&app, "?kind=office&association=x&page=0&name=&&=&%FF=%FF"), all);
    }

    fn who_left_or_has_not_begun_is_not_in_the_list(app: TestApp) {
        let before = names(&app, "");
        let (today, day) = (today(&app), Duration::days(1));
        change(&app, "梅の木医院", None, Some(today));
        change(&app, "みやま清水内科", Some(today + day), None);
        change(&app, "有明総合病院", Some(today), Some(today + day));
        assert_eq!(names(&app, ""), before, "kept for a minute");
        a_minute_later(&app);
        let gone = ["梅の木医院", "みやま清水内科"];
        assert_eq!(names(&app, ""), before.into_iter().filter(|name| !gone.contains(&name.as_str())).collect::<Vec<_>>());
        assert!(!get(&app, "/participants").text().contains("梅の木医院") && !get(&app, "/participants.csv").text().contains("梅の木医院"));
    }

    fn hostile_names_stay_text(app: TestApp) {
        let hostile = "=<script>alert(1)</script>\" onload='x'&amp;,";
        app.query(|conn| {
            diesel::update(institutions::table.filter(institutions::code.eq("4011123454")))
                .set((institutions::name.eq(hostile), institutions::address.eq("\t+1\r\n2")))
                .execute(conn)
        });
        let page = get(&app, &format!("/participants?name={}", percent("<script>alert(1)</script>\""))).text();
        assert!(!page.contains("<script") && !page.contains("\" onload"), "{page}");
        assert!(page.contains("=&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload='x'&amp;amp;,"), "the name as it is");
        assert!(page.contains("value=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;\""), "what was typed");
        let csv = get(&app, "/participants.csv");
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"participants.csv\""));
        let csv = csv.text();
        assert!(csv.starts_with("\u{feff}施設名,種別,郡市区医師会,所在地,参加日\r\n"), "{csv}");
        assert!(csv.contains("\"'=<script>alert(1)</script>\"\" onload='x'&amp;,\",診療所,北九州市医師会,\"'\t+1\r\n2\","), "{csv}");
        assert_eq!(names(&app, &format!("?name={}", percent("alert(1)"))), [hostile]);
    }

    fn too_long_is_said_and_nothing_is_searched(app: TestApp) {
        let long = percent(&"あ".repeat(51));
        let page = get(&app, &format!("/participants?name={long}"));
        assert_eq!((page.status, page.header("cache-control")), (400, Some("no-store")));
        assert!(page.text().contains("施設名は50文字までで入力してください。") && !page.text().contains("ああああ"));
        for path in ["/participants.csv", "/participants.json"] {
            assert_eq!(get(&app, &format!("{path}?x={}", "a".repeat(5000))).status, 400);
        }
        assert_eq!(get(&app, &format!("/participants?name={}", percent(&"あ".repeat(50)))).status, 200);
    }

    fn a_long_list_has_pages(app: TestApp) {
        app.query(|conn| {
            for number in 0..230 {
                let row = (
                    institutions::code.eq(format!("x{number}")),
                    institutions::name.eq(format!("試験医院{number:03}")),
                    institutions::kana.eq(format!("シケン{number:03}")),
                    institutions::kind.eq("clinic"),
                    institutions::city_code.eq("40100"),
                );
                diesel::insert_into(institutions::table).values(row).execute(conn)?;
            }
            Ok(())
        });
        let shown = |path: &str| -> Vec<usize> {
            let page = get(&app, path).text();
            (0..230).filter(|number| page.contains(&format!("試験医院{number:03}"))).collect()
        };
        let query = format!("/participants?name={}", percent("しけん"));
        assert_eq!(shown(&query), (0..100).collect::<Vec<_>>());
        assert_eq!(shown(&format!("{query}&page=3")), (200..230).collect::<Vec<_>>());
        assert_eq!(shown(&format!("{query}&all=1")).len(), 230);
        assert_eq!(shown(&format!("{query}&page=4")), [0; 0]);
        let second = get(&app, &format!("{query}&page=2")).text();
        let address = |page: usize| format!("/participants?name={}{}", percent("しけん"), if page > 1 { format!("&amp;page={page}") } else { String::new() });
        assert!(second.contains(&address(1)) && second.contains(&address(3)), "{second}");
    }

    fn months_follow_joining_and_withdrawing(app: TestApp) {
        known_months(&app);
        app.query(|conn| {
            let unknown = (institutions::joined_on.eq(None::<NaiveDate>), institutions::left_on.eq(None::<NaiveDate>));
            diesel::update(institutions::table).set(unknown).execute(conn)
        });
        let all: i64 = app.query(|conn| institutions::table.count().get_result::<i64>(conn)) - 1;
        change(&app, "梅の木医院", Some(first_of(&app, 2)), None);
        change(&app, "有明総合病院", None, Some(first_of(&app, 1)));
        change(&app, "みやま清水内科", Some(today(&app) + Duration::days(1)), None);
        let numbers = get(&app, "/numbers.json").json();
        let row = |ago, patients: i64, new: i64, institutions: i64| {
            let month = first_of(&app, ago).format("%Y-%m").to_string();
            serde_json::json!({ "month": month, "patients": patients, "new_patients": new, "institutions": institutions })
        };
        let expected = [row(3, 2, 2, all - 2), row(2, 3, 2, all - 1), row(1, 2, 0, all - 2), row(0, 3, 0, all - 2)];
        assert_eq!(numbers["months"], Value::from(expected.to_vec()));
        assert_eq!((&numbers["patients"], &numbers["new_patients_in_a_year"]), (&3.into(), &4.into()));
        assert_eq!(numbers["as_of"], today(&app).to_string());
        let csv = get(&app, "/numbers.csv").text();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "\u{feff}月,登録患者数,新規登録患者数,参加施設数");
        assert_eq!(lines[4], format!("{},3,0,{}", first_of(&app, 0).format("%Y-%m"), all - 2));
        assert!(get(&app, "/participants").text().contains("登録患者数の推移。"));
    }

    fn a_hospital_discloses_what_it_keeps_of_its_patients(app: TestApp) {
        known_months(&app);
        let disclosing = || get(&app, "/numbers.json").json()["disclosing_hospitals"].clone();
        assert_eq!(disclosing(), 0, "no hospital has registered anybody");
        let hospital: i64 = app.query(|conn| institutions::table.filter(institutions::name.eq("有明総合病院")).select(institutions::id).first(conn));
        let patient: i64 = app.query(|conn| patients::table.order(patients::id).select(patients::id).first(conn));
        app.query(|conn| {
            let kept = basic_info_records::table.filter(basic_info_records::institution_id.eq(hospital));
            diesel::delete(kept).execute(conn)?;
            let row = (registrations::patient_id.eq(patient), registrations::institution_id.eq(hospital), registrations::registered_on.eq(today(&app)));
            diesel::insert_into(registrations::table).values(row).execute(conn)
        });
        a_minute_later(&app);
        assert_eq!(disclosing(), 0, "nothing is kept yet");
        app.query(|conn| {
            let row = (basic_info_records::patient_id.eq(patient), basic_info_records::institution_id.eq(hospital), basic_info_records::recorded_on.eq(today(&app)));
            diesel::insert_into(basic_info_records::table).values(row).execute(conn)
        });
        a_minute_later(&app);
        assert_eq!(disclosing(), 1);
        app.query(|conn| diesel::update(patients::table.find(patient)).set(patients::consent_withdrawn_on.eq(Some(today(&app)))).execute(conn));
        a_minute_later(&app);
        assert_eq!(disclosing(), 0, "who withdrew is seen by nobody");
    }
}
