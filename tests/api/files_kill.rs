//! `kill -9` in the middle of uploads: nothing is left behind, and what was attached is there.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::Duration;
use diesel::prelude::*;
use support::{
    Client, Database,
    app::{FAMILY_DOCTOR, PASSWORD, application, patient},
    database::key_file,
    files::{file_path, pdf, photo, stored},
    program::{Served, program},
};
use tobiume_backend::{db::schema::stored_files, files::sweep::sweep};
use tobiume_common::{endpoint::CHUNK_MAX, files::GetFile, session::GetSession};

const SENDERS: usize = 6;
const TEST: &str = "a_killed_server_leaves_nothing_of_uploads";

#[test]
fn a_killed_server_leaves_nothing_of_uploads() {
    let Some(program) = program(TEST) else { return };
    for database in [Database::Sqlite, Database::Postgres] {
        let Some(database) = database.fresh() else {
            support::skipped(&format!("{TEST} on PostgreSQL"), "TOBIUME_TEST_POSTGRES is not set");
            continue;
        };
        if !application(&database, key_file()).unwrap().worker.is_installed() {
            return support::skipped(
                TEST,
                "TOBIUME_WORKER is not set or not built; `make test` builds the program tobiume-worker",
            );
        }
        let served = Served::start(&program, &database);
        let mut doctor = Client::new(&served.base);
        doctor.sign_in(FAMILY_DOCTOR, PASSWORD).unwrap();
        let conn = &mut database.url.connect().unwrap();
        let tokiko = patient(conn, "ヤマザキ トキコ");
        let content = pdf("", CHUNK_MAX);
        let attached = doctor.attach_new(tokiko, "attached", &content);
        let kept = stored(&database.files());

        // Killed while pieces arrive and pictures are looked into.
        let sent = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for sender in 0..SENDERS {
                let (mut doctor, sent) = (doctor.clone(), &sent);
                scope.spawn(move || send_until_it_breaks(&mut doctor, sender, sent));
            }
            while sent.load(Ordering::SeqCst) < 3 * SENDERS {
                std::thread::yield_now();
            }
            served.kill();
        });

        let again = Served::start(&program, &database);
        let mut doctor = doctor.at(&again.base);
        assert!(doctor.call::<GetSession>(&(), "", &()).is_ok());
        assert!(
            doctor.get::<GetFile>(&file_path(tokiko, attached.id), &[]).body == content,
            "what was acknowledged is there"
        );
        again.kill();

        let app = application(&database, key_file()).unwrap();
        app.clock.advance(Duration::hours(25));
        tokio::runtime::Runtime::new().unwrap().block_on(sweep(&app)).unwrap();
        assert_eq!(stored(&database.files()), kept);
        assert_eq!(stored_files::table.count().get_result::<i64>(conn).unwrap(), 1);
        let folders = std::fs::read_dir(database.files()).unwrap().count();
        assert_eq!(folders, 1, "no empty folder either");
    }
}

/// Sends pictures and lets them be looked into, until the server is gone.
fn send_until_it_breaks(doctor: &mut Client, sender: usize, sent: &AtomicUsize) {
    let picture = photo(300 + sender as u32, 200, "x");
    // What breaks panics in the client; that ends this sender as it should.
    drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        loop {
            let state = doctor.begin_upload("large.pdf", 5 * CHUNK_MAX as u64).unwrap();
            doctor.put_chunk(&state.upload, sender as u32 % 5, &[7; CHUNK_MAX]).unwrap();
            doctor.send_file("photo.jpg", &picture).unwrap();
            sent.fetch_add(1, Ordering::SeqCst);
        }
    })));
}
