//! `tobiume audit verify`
#![expect(clippy::print_stdout, reason = "the answer is what this command prints")]

use std::process::ExitCode;

use crate::{
    audit::{self, Head},
    db::Db,
};

/// Reads the whole log; says where it is broken first, or how long it is and what its head is.
pub(super) fn verify(db: &Db, expected: Option<&Head>) -> anyhow::Result<ExitCode> {
    let conn = &mut *db.connection()?;
    match audit::verify(db, conn, expected)? {
        Ok(head) => {
            println!("監査ログ {} 行に、書き換え・削除・入れ替えはありません。", head.rows);
            println!("{head}");
            Ok(ExitCode::SUCCESS)
        }
        Err(broken) => {
            println!("監査ログが壊れています：{broken}");
            Ok(ExitCode::FAILURE)
        }
    }
}
