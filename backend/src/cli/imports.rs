//! Imports and reports on the command line, and what they tell the operator. Never who a person is.
#![expect(clippy::print_stdout, reason = "reports are what these commands print")]

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, anyhow};
use tobiume_formats::{masters::MasterKind, postal::is_postal_codes};

use crate::{
    api::{AppError, loggable},
    app::Clock,
    audit::{Action, Event},
    claims::{
        import::{Applied, Outcome},
        matching::Match,
    },
    db::{Conn, Db},
};

/// `tobiume patients import`
pub(super) fn patients(db: &Db, file: &Path) -> anyhow::Result<ExitCode> {
    let reader = BufReader::new(open(file)?);
    let clock = Clock::default();
    let conn = &mut *db.connection()?;
    let event = Event::by_operator(Action::ImportPatients, clock.timestamp());
    let report = crate::patients::import::import(db, conn, reader, clock.today(), event).map_err(plain)?;
    if report.problem_count > 0 {
        println!(
            "取り込みませんでした（問題 {} 件）。直してから、もう一度取り込んでください。",
            report.problem_count
        );
        report.problems.iter().for_each(|problem| println!("{}", problem.message));
        return Ok(ExitCode::FAILURE);
    }
    println!(
        "{} 行：登録 {}、更新 {}、変更なし {}",
        report.read, report.added, report.updated, report.unchanged
    );
    Ok(ExitCode::SUCCESS)
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

/// `tobiume masters import`
pub(super) fn masters(db: &Db, files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let conn = &mut *db.connection()?;
    for file in files {
        let name = file.display();
        let mut content = open(file)?;
        if is_postal_codes(&mut content).with_context(|| name.to_string())? {
            if !postal_codes(db, conn, file, content)? {
                return Ok(ExitCode::FAILURE);
            }
            continue;
        }
        let report = crate::masters::import::import(db, conn, content)
            .map_err(plain)
            .with_context(|| name.to_string())?;
        if report.problem_count > 0 || report.kind.is_none() {
            println!("{name}：取り込みませんでした（問題 {} 件）。", report.problem_count);
            report.problems.iter().for_each(|problem| println!("{problem}"));
            return Ok(ExitCode::FAILURE);
        }
        let kind = match report.kind {
            Some(MasterKind::Drug) => "医薬品",
            Some(MasterKind::Disease) => "傷病名",
            _ => "修飾語",
        };
        println!(
            "{name}：{kind} {} 件（追加 {}、更新 {}、変更なし {}）",
            report.read, report.added, report.updated, report.unchanged
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Japan Post's table among the masters; whether it was imported.
fn postal_codes(db: &Db, conn: &mut Conn, file: &Path, content: File) -> anyhow::Result<bool> {
    let name = file.display();
    let report = crate::masters::postal::import(db, conn, content)
        .map_err(plain)
        .with_context(|| name.to_string())?;
    if report.problem_count > 0 {
        println!("{name}：取り込みませんでした（問題 {} 件）。", report.problem_count);
        report.problems.iter().for_each(|problem| println!("{problem}"));
        return Ok(false);
    }
    println!("{name}：郵便番号 {} 件に入れ替えました。", report.places);
    Ok(true)
}

/// `tobiume claims import`
pub(super) fn claims(db: &Db, city: &str, file: &Path) -> anyhow::Result<ExitCode> {
    if city.len() == 6 && !tobiume_common::check_digit::is_municipality_code6(city) {
        return Err(anyhow!("市町村コード {city} の検証番号が合いません。コードを確かめてください。"));
    }
    let conn = &mut *db.connection()?;
    let now = Clock::default().timestamp();
    match crate::claims::import::import(db, conn, city, open(file)?, now).map_err(plain)? {
        Outcome::Applied(applied) => {
            report(&applied);
            Ok(ExitCode::SUCCESS)
        }
        Outcome::AlreadyApplied => {
            println!("このファイルは取り込み済みです。変更はありません。");
            Ok(ExitCode::SUCCESS)
        }
        Outcome::Refused { problems, problem_count } => {
            println!("取り込みませんでした（問題 {problem_count} 件）。");
            problems.iter().for_each(|problem| println!("{problem}"));
            Ok(ExitCode::FAILURE)
        }
        Outcome::UnknownCity => Err(anyhow!(
            "市町村コード {city} のレセプトデータ等活用事業がありません。コードを確かめてください。"
        )),
    }
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
