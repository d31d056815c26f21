//! The imports of one file each, and what came of them in words. The same for the command line, for programs and for the page.

use std::{fs::File, io::Seek};

use tobiume_common::{
    ApiError, ErrorCode,
    jobs::JobKind,
    office::{ImportProblem, ImportReport},
};
use tobiume_formats::{
    Problem,
    masters::{self, MasterKind},
    postal::is_postal_codes,
};

use super::{Ended, Progress};
use crate::{
    api::AppResult,
    app::Clock,
    audit::Event,
    db::{Conn, Db},
    masters::{import, postal},
    patients,
};

/// Which of the masters a file is, or the postal codes; it stands at its beginning again.
///
/// # Errors
/// Invalid, where it is none of them.
pub fn kind_of(file: &mut File) -> AppResult<JobKind> {
    if is_postal_codes(file).map_err(anyhow::Error::from)? {
        return Ok(JobKind::PostalCodes);
    }
    match masters::kind_of(file)? {
        Some(MasterKind::Drug) => Ok(JobKind::Drugs),
        Some(MasterKind::Disease) => Ok(JobKind::Diseases),
        Some(MasterKind::Modifier) => Ok(JobKind::Modifiers),
        None => Err(ApiError {
            message: "このファイルは、医薬品・傷病名・修飾語のマスターでも、郵便番号のファイルでもありません。\
                      支払基金か日本郵便から受け取ったままのファイル（ZIPも可）を選んでください。"
                .to_owned(),
            ..ApiError::new(ErrorCode::Invalid)
        }
        .into()),
    }
}

/// Loads one file: registrations, a master or postal codes. All or nothing, with `event` in the audit log.
///
/// # Errors
/// Those of the database; Invalid for what cannot be read at all.
pub fn load(
    db: &Db,
    conn: &mut Conn,
    clock: &Clock,
    kind: JobKind,
    mut file: File,
    event: Event,
    progress: &mut Progress,
) -> AppResult<Ended> {
    file.rewind().map_err(anyhow::Error::from)?;
    match kind {
        JobKind::Patients => {
            let report = patients::import::import(db, conn, file, clock.today(), event, progress)?;
            Ok(told(&report))
        }
        JobKind::PostalCodes => {
            let report = postal::import(db, conn, file, event, progress)?;
            if report.problem_count > 0 {
                return Ok(Ended::faulty(by_line(&report.problems), report.problem_count));
            }
            Ok(Ended::done(format!("郵便番号 {} 件に入れ替えました。", report.places)))
        }
        _ => {
            let report = import::import(db, conn, file, event, progress)?;
            if report.problem_count > 0 || report.kind.is_none() {
                return Ok(Ended::faulty(by_line(&report.problems), report.problem_count));
            }
            let name = match report.kind {
                Some(MasterKind::Drug) => "医薬品",
                Some(MasterKind::Disease) => "傷病名",
                _ => "修飾語",
            };
            Ok(Ended::done(format!(
                "{name} {} 件（追加 {}、更新 {}、変更なし {}）",
                report.read, report.added, report.updated, report.unchanged
            )))
        }
    }
}

/// What came of a list of registrations.
pub fn told(report: &ImportReport) -> Ended {
    if report.problem_count > 0 {
        return Ended::faulty(report.problems.clone(), report.problem_count);
    }
    Ended::done(format!(
        "{} 行：登録 {}、更新 {}、変更なし {}",
        report.read, report.added, report.updated, report.unchanged
    ))
}

/// Problems of a file as they are told.
pub fn by_line(problems: &[Problem]) -> Vec<ImportProblem> {
    let told = problems.iter().map(|problem| ImportProblem {
        line: problem.line,
        message: problem.to_string(),
    });
    told.collect()
}
