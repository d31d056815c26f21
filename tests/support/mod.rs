//! What tests and benchmarks share: the real server on a fresh database ([`app`]), clients of
//! each role ([`client`]), both databases ([`database`]), the router without a network
//! ([`in_process`]), real browsers ([`browser`]), and the
//! files that others published ([`real_files`]).

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail where it stands")]

pub mod app;
pub mod browser;
pub mod claims;
pub mod client;
pub mod database;
pub mod files;
pub mod in_process;
pub mod line;
pub mod program;
pub mod real_files;
pub mod registration;
pub mod smtp;

pub use app::TestApp;
pub use client::Client;
pub use database::Database;
pub use in_process::InProcess;

/// Says that a test did not run, in a line that the runner of the tests counts.
pub fn skipped(test: &str, why: &str) {
    use std::io::Write;
    // Past the capture of the test runner: a skipped test must be seen.
    drop(writeln!(std::io::stderr().lock(), "\nSKIPPED: {test}: {why}"));
}

/// Makes two tests of a function that takes a [`TestApp`]: one on SQLite, one on PostgreSQL.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* fn $name:ident($app:ident: TestApp) $body:block)+) => { $(
        $(#[$meta])*
        mod $name {
            #[allow(clippy::wildcard_imports, clippy::allow_attributes, reason = "the test's body uses what its file uses")]
            use super::*;

            fn run($app: $crate::TestApp) $body

            #[test]
            fn sqlite() {
                run($crate::TestApp::start($crate::Database::Sqlite).unwrap());
            }

            #[test]
            fn postgres() {
                match $crate::TestApp::start($crate::Database::Postgres) {
                    Some(app) => run(app),
                    None => $crate::skipped(concat!(stringify!($name), "::postgres"), "no PostgreSQL (TOBIUME_TEST_POSTGRES is not set; `make test` starts one)"),
                }
            }
        }
    )+ };
}
