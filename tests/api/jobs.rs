//! What is loaded from the page and what the server does by itself, and what is written down about it.

use std::{
    io::Write,
    thread,
    time::{Duration, Instant},
};

use diesel::prelude::*;
use support::{
    Client,
    app::*,
    claims::{cp932, disease_master, registrations},
    in_process::runtime,
    on_both_databases,
};
use tobiume_backend::{
    api::AppError,
    db::schema::{audit_log, jobs, masters, patients, users},
    jobs as work,
};
use tobiume_common::{
    ApiError, ErrorCode,
    ids::JobId,
    jobs::{GetJob, ImportKind, ImportPath, JOBS_SHOWN, JobDetail, JobKind, JobList, JobPath, JobState, ListJobs, StartImport, StartedJob},
    masters::{GetPostalCode, PostalCodePath},
};

fn start(client: &mut Client, import: ImportKind, file: &[u8]) -> Result<JobId, ApiError> {
    let answer = client.upload::<StartImport>(&ImportPath { import }, file);
    if answer.status == 200 {
        return Ok(serde_json::from_slice::<StartedJob>(&answer.body).unwrap().job);
    }
    Err(serde_json::from_slice(&answer.body).unwrap())
}

fn look(client: &mut Client, job: JobId) -> JobDetail {
    client.call::<GetJob>(&JobPath { job }, "", &()).unwrap()
}

/// Waits as the page does.
fn finish(client: &mut Client, job: JobId) -> JobDetail {
    let begun = Instant::now();
    loop {
        let detail = look(client, job);
        if detail.job.state != JobState::Running {
            return detail;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{detail:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn load(client: &mut Client, import: ImportKind, file: &[u8]) -> JobDetail {
    let job = start(client, import, file).unwrap();
    finish(client, job)
}

fn list(client: &mut Client, before: Option<JobId>) -> JobList {
    let query = before.map_or_else(String::new, |job| format!("?before={job}"));
    client.call::<ListJobs>(&(), &query, &()).unwrap()
}

fn entries(app: &TestApp) -> i64 {
    app.query(|conn| masters::table.count().get_result(conn))
}

/// A job as a process leaves it that is at work or was killed.
fn under_way(app: &TestApp, kind: JobKind) -> JobId {
    let now = app.app.clock.timestamp();
    let new = (
        (
            jobs::kind.eq(kind.code()),
            jobs::place.eq("command_line"),
            jobs::started_at.eq(now),
            jobs::touched_at.eq(now),
        ),
        (
            jobs::rows_read.eq(7_i64),
            jobs::bytes_read.eq(700_i64),
            jobs::bytes_total.eq(1000_i64),
        ),
        (jobs::summary.eq(""), jobs::problems.eq("[]"), jobs::problem_count.eq(0_i64)),
    );
    JobId(app.query(|conn| diesel::insert_into(jobs::table).values(new).returning(jobs::id).get_result(conn)))
}

fn zipped(content: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("b.txt", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(content).unwrap();
    archive.finish().unwrap().into_inner()
}

on_both_databases! {
    fn a_master_is_loaded_from_the_page(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let file = disease_master(&[("悪性高血圧症", "アクセイコウケツアツショウ"), ("高血圧症", "コウケツアツショウ")]);
        let JobDetail { job, problems } = load(&mut office, ImportKind::Masters, &file);
        assert_eq!((job.kind, job.state, job.rows, problems.len()), (JobKind::Diseases, JobState::Done, 2, 0), "{job:?}");
        assert_eq!((job.bytes, job.bytes_total), (file.len() as u64, file.len() as u64));
        assert_eq!((job.who.as_str(), job.summary.as_str()), ("井手 裕子", "傷病名 2 件（追加 2、更新 0、変更なし 0）"));
        assert!(job.ended_at.is_some());
        assert_eq!(list(&mut office, None).jobs[0], job, "the newest is first");

        let again = load(&mut office, ImportKind::Masters, &zipped(&file));
        assert_eq!(again.job.summary, "傷病名 2 件（追加 0、更新 0、変更なし 2）", "zipped or not");
        assert_eq!(entries(&app), 2);
        let rows: Vec<(Option<String>, Option<String>)> = app.query(|conn| {
            audit_log::table
                .left_join(users::table.on(users::id.nullable().eq(audit_log::user_id)))
                .filter(audit_log::action.eq("import_masters"))
                .order(audit_log::id)
                .select((users::login_id.nullable(), audit_log::detail))
                .load(conn)
        });
        let by_office = |detail: &str| (Some(OFFICE.to_owned()), Some(detail.to_owned()));
        assert_eq!(rows, [by_office("kind=B added=2 updated=0"), by_office("kind=B added=0 updated=0")]);
    }

    fn postal_codes_and_persons_go_the_same_way(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let row = "40101,\"800  \",\"8000001\",\"ﾌｸｵｶｹﾝ\",\"ｼ\",\"ﾁｮｳ\",\"福岡県\",\"北九州市門司区\",\"風師\",0,0,0,0,0,0\r\n";
        let postal = load(&mut office, ImportKind::Masters, &cp932(row)).job;
        assert_eq!((postal.kind, postal.state), (JobKind::PostalCodes, JobState::Done), "{postal:?}");
        let code = PostalCodePath { code: "8000001".to_owned() };
        assert_eq!(office.call::<GetPostalCode>(&code, "", &()).unwrap().places.len(), 1);

        let before: i64 = app.query(|conn| patients::table.count().get_result(conn));
        let persons = load(&mut office, ImportKind::Patients, registrations(3).as_bytes()).job;
        assert_eq!((persons.kind, persons.state, persons.summary.as_str()), (JobKind::Patients, JobState::Done, "3 行：登録 3、更新 0、変更なし 0"));
        assert_eq!(app.query(|conn| patients::table.count().get_result::<i64>(conn)), before + 3);
        let by_page: i64 = app.query(|conn| audit_log::table.filter(audit_log::action.eq("import_patients")).filter(audit_log::user_id.is_not_null()).count().get_result(conn));
        assert_eq!(by_page, 1);
    }

    fn a_wrong_file_says_what_to_do_and_changes_nothing(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let sound = disease_master(&[("高血圧症", "コウケツアツショウ")]);
        let mut cut_archive = zipped(&sound);
        cut_archive.truncate(40);
        for (file, about) in [
            (&b""[..], "支払基金か日本郵便"),
            (registrations(2).as_bytes(), "支払基金か日本郵便"),
            (&[0, 255, 17, 3, 200][..], "支払基金か日本郵便"),
            (cut_archive.as_slice(), "ZIP"),
        ] {
            let refused = start(&mut office, ImportKind::Masters, file).unwrap_err();
            assert_eq!(refused.code, ErrorCode::Invalid);
            assert!(refused.message.contains(about), "{}", refused.message);
        }
        assert!(list(&mut office, None).jobs.is_empty(), "what cannot be begun is no job");

        // Its second line has a field too many.
        let mut faulty = sound.clone();
        faulty.extend_from_slice(b"\"0\",\"B\"\r\n");
        let JobDetail { job, problems } = load(&mut office, ImportKind::Masters, &faulty);
        assert_eq!((job.state, job.problem_count, problems[0].line), (JobState::Refused, 1, 2), "{problems:?}");
        assert!(job.summary.contains("直してから、もう一度"), "{}", job.summary);
        assert_eq!(entries(&app), 0);

        let list = "氏名,カナ氏名,生年月日,性別,同意日\r\n永田　試,ナガタ タメシ,1935-02-30,男,2026/10/1\r\n";
        let JobDetail { job, problems } = load(&mut office, ImportKind::Patients, list.as_bytes());
        assert_eq!((job.state, problems[0].line), (JobState::Refused, 2), "{problems:?}");
        assert!(problems[0].message.contains("生年月日"));
        let kept: Vec<(String, String)> = app.query(|conn| jobs::table.select((jobs::summary, jobs::problems)).load(conn));
        assert!(kept.iter().all(|(summary, problems)| !format!("{summary}{problems}").contains("永田")), "{kept:?}");
    }

    fn two_of_a_kind_are_not_loaded_at_once(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let file = disease_master(&[("高血圧症", "コウケツアツショウ")]);
        let other = under_way(&app, JobKind::Diseases);
        let told = start(&mut office, ImportKind::Masters, &file).unwrap_err();
        assert_eq!(told.code, ErrorCode::Conflict);
        assert!(told.message.contains("傷病名マスター"), "{}", told.message);
        assert_eq!(entries(&app), 0);
        assert_eq!(load(&mut office, ImportKind::Patients, registrations(1).as_bytes()).job.state, JobState::Done, "another kind is loaded");
        let seen = look(&mut office, other).job;
        assert_eq!((seen.state, seen.rows, seen.bytes, seen.bytes_total), (JobState::Running, 7, 700, 1000));

        // Its process is dead: nothing is heard of it.
        app.app.clock.advance(chrono::Duration::seconds(181));
        assert_eq!(look(&mut office, other).job.state, JobState::Stopped);
        assert_eq!(load(&mut office, ImportKind::Masters, &file).job.state, JobState::Done);
    }

    fn the_history_is_listed_in_parts(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let all: Vec<JobId> = (0..JOBS_SHOWN + 2).map(|_| under_way(&app, JobKind::Claims)).collect();
        let first = list(&mut office, None);
        assert_eq!((first.jobs.len(), first.next), (JOBS_SHOWN, Some(all[2])));
        let rest = list(&mut office, first.next);
        assert_eq!(rest.jobs.iter().map(|job| job.id).collect::<Vec<_>>(), [all[1], all[0]]);
        assert_eq!(rest.next, None);
        assert_eq!(office.call::<GetJob>(&JobPath { job: JobId(0) }, "", &()).unwrap_err().code, ErrorCode::NotFound);
    }

    fn what_the_server_did_by_itself_is_written_down(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let runtime = runtime();
        let note = |done| runtime.block_on(work::note(&app.app, JobKind::SweepDrafts, app.app.clock.timestamp(), done));
        note(Ok(None));
        assert!(list(&mut office, None).jobs.is_empty(), "there was nothing to do");
        let failure = || Err(AppError::Internal(anyhow::anyhow!("no database")));
        note(Ok(Some("30日を過ぎた下書き 2 件を消しました。".to_owned())));
        note(failure());
        note(failure());
        let shown: Vec<(JobState, String)> = list(&mut office, None).jobs.into_iter().map(|job| (job.state, job.who)).collect();
        let server = "サーバー".to_owned();
        assert_eq!(shown, [(JobState::Failed, server.clone()), (JobState::Done, server)], "what fails again is one line");

        app.app.clock.advance(chrono::Duration::days(365));
        let mut office = app.sign_in(OFFICE);
        let young = under_way(&app, JobKind::Claims);
        app.app.clock.advance(chrono::Duration::seconds(1));
        assert_eq!(work::sweep(&app.app, &mut app.connection()).unwrap(), 2);
        assert_eq!(list(&mut office, None).jobs.iter().map(|job| job.id).collect::<Vec<_>>(), [young]);
    }
}
