//! A driver's process with all that it starts, in a process group and a folder of their own.
//!
//! A small shell script stands between: it waits on a pipe that this process holds. When the pipe closes, be it by `drop`, by a panic or because the
//! test was killed, the script ends the group and removes the folder. So nothing is left behind, whatever happens to the test.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// `$1`: the folder; `$2`: the X screen's size or nothing; the rest: the driver and its arguments.
const KEEPER: &str = r#"
folder=$1 screen=$2; shift 2
trap : TERM
if [ -n "$screen" ]; then
  Xvfb -displayfd 3 -screen 0 "$screen" -nolisten tcp 3>"$folder/display" >"$folder/xvfb.log" 2>&1 &
  tries=0
  until [ -s "$folder/display" ] || [ $tries -ge 500 ]; do sleep 0.02; tries=$((tries + 1)); done
  DISPLAY=:$(cat "$folder/display"); export DISPLAY
fi
"$@" >"$folder/driver.log" 2>&1 &
read -r _
kill -TERM 0
sleep 0.1
rm -rf "$folder"
kill -KILL 0
"#;

/// A running driver.
pub(super) struct Driver {
    keeper: Child,
    port: u16,
    folder: PathBuf,
}

impl Driver {
    /// A new folder for a driver and its browser's profile.
    pub(super) fn new_folder() -> anyhow::Result<PathBuf> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("tobiume-browser-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        // One of an earlier process with this number would not be fresh.
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        Ok(folder)
    }

    /// Starts `program --port=N` with `environment`, on an X screen of its own where `screen` names one (`390x844x24`), and waits until it listens.
    pub(super) fn start(folder: PathBuf, program: &Path, screen: Option<&str>, environment: &[(&str, String)]) -> anyhow::Result<Self> {
        let port = free_port()?;
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "browser-keeper"])
            .arg(&folder)
            .arg(screen.unwrap_or_default())
            .arg(program)
            .arg(format!("--port={port}"))
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .env("HOME", &folder)
            .env("TMPDIR", &folder)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME")
            .env_remove("XDG_DATA_HOME")
            .env_remove("http_proxy")
            .env_remove("all_proxy")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("sh cannot be started")?;
        let driver = Self { keeper, port, folder };
        driver.wait_until_it_listens(program)?;
        Ok(driver)
    }

    fn wait_until_it_listens(&self, program: &Path) -> anyhow::Result<()> {
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if since.elapsed() > Duration::from_secs(30) {
                bail!(
                    "{} does not listen on port {} after 30 s; it said:\n{}",
                    program.display(),
                    self.port,
                    self.log()
                );
            }
            sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// The port on which the driver listens.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The folder of the driver and its browser's profile.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the driver and the X server have said.
    pub(super) fn log(&self) -> String {
        ["driver.log", "xvfb.log"]
            .map(|name| fs::read_to_string(self.folder.join(name)).unwrap_or_default())
            .concat()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // The keeper ends itself with its group, so there is nobody to complain to.
        let _ = self.keeper.wait();
    }
}

/// A port that nothing listens on. The kernel hands out another each time, so that parallel tests do not meet.
fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port")?;
    Ok(listener.local_addr().context("the port cannot be read")?.port())
}
