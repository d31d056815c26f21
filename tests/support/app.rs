//! The real server, in this process, on a fresh database.

use std::{net::SocketAddr, path::PathBuf, thread};

use clap::Parser;
use tobiume_backend::{
    App, Clock,
    config::{Config, FilesLocation},
    db::Conn,
    http::Metrics,
    router,
};
use tobiume_common::EndpointInfo;
use tokio::sync::oneshot;

use super::{
    client::Client,
    database::{Database, Fresh, key_file},
};

/// The password of every demo account but the new doctor's.
pub const PASSWORD: &str = tobiume_backend::demo::PASSWORD;

/// A family doctor (梅の木医院).
pub const FAMILY_DOCTOR: &str = "001@4011123454.fukuoka";
/// A clerk of the same.
pub const CLINIC_CLERK: &str = "002@4011123454.fukuoka";
/// A doctor of another clinic (博多中央クリニック).
pub const OTHER_DOCTOR: &str = "001@4011123462.fukuoka";
/// A doctor of an emergency hospital (県央救急病院).
pub const EMERGENCY_DOCTOR: &str = "001@4011199017.fukuoka";
/// A visiting nurse.
pub const NURSE: &str = "001@kango.fukuoka";
/// An ambulance crew.
pub const CREW: &str = "001@kyukyu.fukuoka";
/// A clerk of 北九州市.
pub const CITY: &str = "001@city.fukuoka";
/// The secretariat.
pub const OFFICE: &str = "001@office.fukuoka";
/// A new doctor whose password is still the initial one.
pub const NEW_DOCTOR: &str = "009@4011123462.fukuoka";
/// That initial password.
pub const INITIAL_PASSWORD: &str = "hajimete-2026";

/// A running server. Stops when it is dropped.
pub struct TestApp {
    /// The application behind it: tests look at its database and move its clock.
    pub app: App,
    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub base: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
    /// The database, and the folder of files beside it.
    pub database: Fresh,
}

/// The configuration as the command line would make it, with every default.
#[derive(Parser)]
struct Defaults {
    #[command(flatten)]
    config: Config,
}

/// The folder of the whole project.
pub fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl TestApp {
    /// Starts a server with the demo network; `None` where the database is not available.
    pub fn start(database: Database) -> Option<Self> {
        Self::start_with(database, |_| {})
    }

    /// The same with a changed configuration.
    pub fn start_with(database: Database, change: impl FnOnce(&mut Config)) -> Option<Self> {
        let fresh = database.fresh()?;
        let app = application_with(&fresh, key_file(), change).unwrap();
        let (base, stop, thread) = serve(&app);
        Some(Self {
            app,
            base,
            stop: Some(stop),
            thread: Some(thread),
            database: fresh,
        })
    }

    /// A client without a session.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.base)
    }

    /// A client signed in to a demo account.
    pub fn sign_in(&self, login_id: &str) -> Client {
        let mut client = self.anonymous();
        client.sign_in(login_id, PASSWORD).unwrap();
        client
    }

    /// The database, for a second server.
    pub const fn database(&self) -> &Fresh {
        &self.database
    }

    /// A connection of the database's owner, for looking at what was stored. The server's role may less.
    pub fn connection(&self) -> Conn {
        self.database.url.connect().unwrap()
    }

    /// Runs a query on the server's database, as its owner.
    pub fn query<T>(&self, work: impl FnOnce(&mut Conn) -> diesel::QueryResult<T>) -> T {
        work(&mut self.connection()).unwrap()
    }

    /// The id of the patient whose kana name begins so; of several the oldest.
    pub fn patient(&self, kana: &str) -> i64 {
        patient(&mut self.connection(), kana)
    }

    /// Every endpoint that is served.
    pub fn endpoints(&self) -> Vec<EndpointInfo> {
        router::served(self.app.clone())
    }
}

/// The id of the patient whose kana name begins so; of several the oldest.
pub fn patient(conn: &mut Conn, kana: &str) -> i64 {
    use diesel::prelude::*;
    use tobiume_backend::db::schema::patients;
    let key = format!("{}%", tobiume_common::japanese::fold_name(kana));
    patients::table
        .filter(patients::kana_key.like(key))
        .order(patients::birth_date)
        .select(patients::id)
        .first(conn)
        .unwrap()
}

/// An application without a server in front, with every default and the key in this file.
pub fn application(fresh: &Fresh, key_file: PathBuf) -> anyhow::Result<App> {
    application_with(fresh, key_file, |_| {})
}

fn application_with(fresh: &Fresh, key_file: PathBuf, change: impl FnOnce(&mut Config)) -> anyhow::Result<App> {
    let Defaults { mut config } = Defaults::parse_from(["test"]);
    config.server.dist = workspace().join("dist");
    config.network.office_phone = "092-000-0000".to_owned();
    config.database.url = fresh.server_url.clone();
    config.database.pool = Some(4);
    config.database.key_file = Some(key_file);
    config.files.location = Some(FilesLocation::Folder(fresh.files()));
    change(&mut config);
    App::new(config, Clock::default())
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn serve(app: &App) -> (String, oneshot::Sender<()>, thread::JoinHandle<()>) {
    let router = router::router(app, Metrics::detached()).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let (ready, address) = std::sync::mpsc::channel();
    let thread = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            ready.send(listener.local_addr().unwrap()).unwrap();
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            tokio::select! {
                served = axum::serve(listener, service).into_future() => served.unwrap(),
                _ = stopped => {}
            }
        });
        runtime.shutdown_background();
    });
    let address: SocketAddr = address.recv().unwrap();
    (format!("http://{address}"), stop, thread)
}
