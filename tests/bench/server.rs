//! The real server, as a process of its own on a core of its own.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use support::Client;

use crate::store::{Store, folder};

/// The core of the server; the load comes from the other one.
pub const SERVER_CORE: &str = "0";
/// See [`SERVER_CORE`].
pub const LOAD_CORE: &str = "1";

/// The program under test: beside this one, unless `TOBIUME_BIN` says otherwise.
pub fn program() -> anyhow::Result<PathBuf> {
    if let Some(program) = std::env::var_os("TOBIUME_BIN") {
        return Ok(program.into());
    }
    let program = std::env::current_exe()?.with_file_name("tobiume");
    if !program.exists() {
        bail!(
            "{} is missing: run scripts/bench.sh, or `cargo build --release -p tobiume-backend`",
            program.display()
        );
    }
    Ok(program)
}

/// A running server. Ends when dropped.
pub struct Server {
    child: Child,
    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub base: String,
    /// From its start until `/readyz` said yes.
    pub started_in: Duration,
}

impl Server {
    /// Starts the server on its core and waits until it is ready.
    pub fn start(store: &Store) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = File::create(folder()?.join("server.log"))?;
        let began = Instant::now();
        let child = Command::new("taskset")
            .args(["-c", SERVER_CORE])
            .arg(program()?)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .arg("--dist")
            .arg(support::app::workspace().join("dist"))
            .env("DATABASE_URL", &store.address)
            .env("TOBIUME_KEY_FILE", support::database::key_file())
            .env("TOBIUME_FILES", folder()?.join("files"))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("starting the server with taskset")?;
        let base = format!("http://127.0.0.1:{port}");
        let mut server = Self {
            child,
            base,
            started_in: Duration::ZERO,
        };
        while !server.is_ready() {
            if began.elapsed() > Duration::from_secs(30) || server.child.try_wait()?.is_some() {
                bail!("the server did not start; see {}", folder()?.join("server.log").display());
            }
            thread::sleep(Duration::from_millis(1));
        }
        server.started_in = began.elapsed();
        Ok(server)
    }

    fn is_ready(&self) -> bool {
        let answer = ureq::get(format!("{}/readyz", self.base)).call();
        answer.is_ok_and(|answer| answer.status() == 200)
    }

    /// The session cookie of a demo account, signed in anew.
    pub fn sign_in(&self, login_id: &str) -> anyhow::Result<String> {
        let mut client = Client::new(&self.base);
        if let Err(error) = client.sign_in(login_id, support::app::PASSWORD) {
            bail!("{login_id} cannot sign in: {}", error.message);
        }
        Ok(client.cookie().context("no cookie")?.to_owned())
    }

    /// Processor time it has used, in seconds.
    pub fn processor_seconds(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // After the name in brackets: state is the first field, utime and stime are the 12th and 13th, in hundredths.
        let fields = stat.rsplit_once(") ").context("no stat in /proc")?.1.split(' ');
        let ticks: f64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
        Ok(ticks / 100.0)
    }

    /// Memory in MB (10^6 bytes): now, and the most it ever was.
    pub fn memory(&self) -> anyhow::Result<(f64, f64)> {
        memory(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// VmRSS and VmHWM of a process in MB.
pub fn memory(process: u32) -> anyhow::Result<(f64, f64)> {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status"))?;
    let read = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next())
            .and_then(|kib| kib.parse::<f64>().ok())
    };
    let of = |name| {
        read(name)
            .map(|kib| kib * 1024.0 / 1e6)
            .with_context(|| format!("no {name} in /proc"))
    };
    Ok((of("VmRSS:")?, of("VmHWM:")?))
}
