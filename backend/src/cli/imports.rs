//! Imports and reports on the command line, and what they tell the operator. Never who a person is.
#![expect(clippy::print_stdout, reason = "reports are what these commands print")]

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, anyhow};
use tobiume_common::jobs::JobKind;

use crate::{
    api::{AppError, loggable},
    app::Clock,
    audit::{Action, Event},
    claims::{
        import::{Applied, Outcome},
        matching::Match,
    },
    db::Db,
    jobs::{self, Begin, Ended, Who},
};

/// `tobiume patients import`
pub(super) fn patients(db: &Db, file: &Path) -> anyhow::Result<ExitCode> {
    let content = open(file)?;
    import(db, JobKind::Patients, Action::ImportPatients, content, "")
}

/// Loads one file and prints what came of it, each line after this.
fn import(db: &Db, kind: JobKind, action: Action, file: File, before: &str) -> anyhow::Result<ExitCode> {
    let clock = Clock::default();
    let conn = &mut *db.connection()?;
    let event = Event::by_operator(action, clock.timestamp());
    let begin = begin(db, &clock, kind, &file)?;
    let ended = jobs::record(&begin, conn, |conn, progress| {
        jobs::load(db, conn, &clock, kind, file, event, progress)
    });
    let ended = ended.map_err(plain)?;
    println!("{before}{}", ended.summary);
    ended.problems.iter().for_each(|problem| println!("{}", problem.message));
    Ok(if ended.is_done() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn begin<'a>(db: &'a Db, clock: &'a Clock, kind: JobKind, file: &File) -> anyhow::Result<Begin<'a>> {
    Ok(Begin {
        db,
        clock,
        kind,
        who: Who::Operator,
        bytes: jobs::size_of(file).map_err(plain)?,
    })
}

/// `tobiume patients retention`
pub(super) fn retention(db: &Db) -> anyhow::Result<ExitCode> {
    let conn = &mut *db.connection()?;
    let withdrawn = crate::patients::retention::withdrawn(conn, Clock::default().today()).map_err(|error| plain(error.into()))?;
    println!(
        "同意を撤回した登録 {} 件、うち保存期限を過ぎたもの {} 件。",
        withdrawn.count,
        withdrawn.passed.len()
    );
    withdrawn.passed.iter().for_each(|patient| println!("{patient}"));
    Ok(ExitCode::SUCCESS)
}

/// `tobiume masters import`: Japan Post's table among the masters, too. Ends with the first file that is not loaded.
pub(super) fn masters(db: &Db, files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    for file in files {
        let name = file.display();
        let mut content = open(file)?;
        let kind = jobs::kind_of(&mut content).map_err(plain).with_context(|| name.to_string())?;
        let code = import(db, kind, Action::ImportMasters, content, &format!("{name}："))?;
        if code != ExitCode::SUCCESS {
            return Ok(code);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// `tobiume claims import`
pub(super) fn claims(db: &Db, city: &str, file: &Path) -> anyhow::Result<ExitCode> {
    if city.len() == 6 && !tobiume_common::check_digit::is_municipality_code6(city) {
        return Err(anyhow!("市町村コード {city} の検証番号が合いません。コードを確かめてください。"));
    }
    let (clock, content) = (Clock::default(), open(file)?);
    let conn = &mut *db.connection()?;
    let begin = begin(db, &clock, JobKind::Claims, &content)?;
    let mut applied = None;
    let ended = jobs::record(&begin, conn, |conn, progress| {
        let outcome = crate::claims::import::import(db, conn, city, content, clock.timestamp(), progress)?;
        Ok(match outcome {
            Outcome::Applied(figures) => told(applied.insert(figures)),
            Outcome::AlreadyApplied => Ended::done("このファイルは取り込み済みです。変更はありません。".to_owned()),
            Outcome::Refused { problems, problem_count } => Ended::faulty(jobs::by_line(&problems), problem_count),
            Outcome::UnknownCity => Ended::refused(
                format!("市町村コード {city} のレセプトデータ等活用事業がありません。コードを確かめてください。"),
                Vec::new(),
                0,
            ),
        })
    });
    let ended = ended.map_err(plain)?;
    match &applied {
        Some(applied) => report(applied),
        None => println!("{}", ended.summary),
    }
    ended.problems.iter().for_each(|problem| println!("{}", problem.message));
    Ok(if ended.is_done() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn told(applied: &Applied) -> Ended {
    Ended::done(format!(
        "レセプト {} 件のうち、登録者のもの {} 件を取り込みました。",
        applied.receipts, applied.matched
    ))
}

fn report(applied: &Applied) {
    println!(
        "レコード {}、レセプト {} 件、総件数 {}、総合計点数 {}（GOと一致）",
        applied.records, applied.receipts, applied.count_total, applied.points_total
    );
    println!(
        "登録者のレセプト {} 件を取り込みました。照合できないレセプト {} 件。",
        applied.matched, applied.unmatched_count
    );
    for (line, why) in &applied.unmatched {
        let why = match why {
            Match::Other => "この保険・生年月日の登録者とは、性別・枝番・氏名のどれかが違います。登録か枝番を確かめてください。",
            Match::Several => "同じ保険・生年月日の登録者が2人以上います。事務局で枝番を確かめてください。",
            Match::NoNumber => "照合に使う番号がありません。",
            Match::Nobody | Match::Person(_) => "この保険・生年月日の登録者がいません。",
        };
        println!("{line}行目：{why}");
    }
}

/// `tobiume openapi`
pub(super) fn print_openapi() -> anyhow::Result<ExitCode> {
    println!(
        "{}",
        serde_json::to_string_pretty(&crate::api::openapi_document(&tobiume_common::endpoints()))?
    );
    Ok(ExitCode::SUCCESS)
}

fn open(file: &Path) -> anyhow::Result<File> {
    File::open(file).with_context(|| format!("{} を開けません。ファイル名を確かめてください", file.display()))
}

/// The error for the terminal: without values of the database.
fn plain(error: AppError) -> anyhow::Error {
    match error {
        AppError::Api(error) => anyhow!(error.message),
        AppError::Internal(cause) => anyhow!(loggable(&cause)),
    }
}
