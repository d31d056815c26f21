//! Searching masters while somebody types.

use diesel::prelude::*;
use support::{
    app::*,
    claims::{disease_master, import_master},
    on_both_databases,
    real_files::real_file,
};
use tobiume_backend::db::schema::masters;
use tobiume_common::{
    ErrorCode,
    masters::{MASTER_HITS, MasterHit, MasterKind, MasterQuery, SearchMaster},
};

fn search(client: &mut support::Client, kind: MasterKind, text: &str) -> Vec<MasterHit> {
    let query = MasterQuery {
        kind,
        text: text.to_owned(),
    };
    client.call::<SearchMaster>(&(), "", &query).unwrap().hits
}

fn names(client: &mut support::Client, kind: MasterKind, text: &str) -> Vec<String> {
    search(client, kind, text).into_iter().map(|hit| hit.name).collect()
}

fn file_of(bytes: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    file
}

on_both_databases! {
    fn an_import_is_found_by_name_kana_and_part(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        import_master(&app, file_of(&disease_master(&[("悪性高血圧症", "アクセイコウケツアツショウ"), ("高血圧症", "コウケツアツショウ"), ("急性胃炎", "キュウセイイエン")])).path());
        for typed in ["高血圧", "こうけつあつ", "ｺｳｹﾂｱﾂ"] {
            assert_eq!(names(&mut doctor, MasterKind::Disease, typed), ["高血圧症", "悪性高血圧症"], "{typed}");
        }
        let hit = &search(&mut doctor, MasterKind::Disease, "いえん")[0];
        assert_eq!((hit.code.as_str(), hit.detail.as_str()), ("8800002", "I10"));
        assert!(names(&mut doctor, MasterKind::Drug, "高血圧").is_empty());
        for nothing in ["", "　", "該当なし", "\u{0}"] {
            assert!(names(&mut doctor, MasterKind::Disease, nothing).is_empty(), "{nothing:?}");
        }
        let query = MasterQuery { kind: MasterKind::Disease, text: "あ".repeat(41) };
        let error = doctor.call::<SearchMaster>(&(), "", &query).unwrap_err();
        assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::Invalid, "text"));
    }

    fn an_import_is_found_by_every_node_within_seconds(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        assert!(names(&mut doctor, MasterKind::Disease, "高血圧").is_empty());
        let first = [("高血圧症", "コウケツアツショウ")];
        import_master(&app, file_of(&disease_master(&first)).path());
        app.app.clock.advance(chrono::Duration::seconds(5));
        assert_eq!(names(&mut doctor, MasterKind::Disease, "高血圧"), ["高血圧症"]);
        import_master(&app, file_of(&disease_master(&[first[0], ("低血圧症", "テイケツアツショウ")])).path());
        app.app.clock.advance(chrono::Duration::seconds(5));
        assert_eq!(names(&mut doctor, MasterKind::Disease, "血圧").len(), 2);
    }

    fn what_was_abolished_is_left_out(app: TestApp) {
        import_master(&app, file_of(&disease_master(&[("高血圧症", "コウケツアツショウ"), ("本態性高血圧症", "ホンタイセイコウケツアツショウ")])).path());
        let today = tobiume_backend::db::date::from_civil(app.app.clock.today());
        let ends = |day| app.query(|conn| diesel::update(masters::table.filter(masters::code.eq("8800001"))).set(masters::abolished_on.eq(day)).execute(conn));
        ends(today);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        assert_eq!(names(&mut doctor, MasterKind::Disease, "高血圧").len(), 2, "today is its last day");
        app.app.clock.advance(chrono::Duration::days(1));
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        assert_eq!(names(&mut doctor, MasterKind::Disease, "高血圧"), ["高血圧症"]);
    }

    fn the_real_masters_are_searched(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        for name in ["y_ALL20240321.zip", "b_20240601.zip"] {
            let Some(path) = real_file("the_real_masters_are_searched", &format!("masters/full/{name}")) else { return };
            assert_eq!(import_master(&app, &path).problem_count, 0);
        }
        let first = |kind, typed: &str| search(&mut doctor.clone(), kind, typed).into_iter().next().unwrap_or_else(|| panic!("{typed}"));
        for typed in ["ノルバスク錠２．５", "のるばすく", "ﾉﾙﾊﾞｽｸ", "ノルバスク 2.5mg"] {
            let hit = first(MasterKind::Drug, typed);
            assert!(hit.name.starts_with("ノルバスク"), "{typed}: {hit:?}");
            assert!(hit.detail.contains("アムロジピン"), "{hit:?}");
        }
        for (typed, name) in [("こうけつあつしょう", "高血圧症"), ("高血圧症", "高血圧症"), ("とうにょうびょう", "糖尿病"), ("いえん", "胃炎"), ("2型糖尿病", "２型糖尿病")] {
            assert_eq!(first(MasterKind::Disease, typed).name, name, "{typed}");
        }
        let hits = search(&mut doctor, MasterKind::Disease, "炎");
        assert_eq!(hits.len(), MASTER_HITS);
        assert!(hits.iter().all(|hit| hit.code.len() == 7 && hit.name.contains('炎')));
        assert!(search(&mut doctor, MasterKind::Drug, "ア").iter().all(|hit| hit.code.len() == 9));
    }
}
