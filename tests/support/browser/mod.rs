//! Real browsers for journeys: Chromium and WebKit (the engine of Safari), on a phone and on a PC, driven through WebDriver.
//!
//! A journey is a plain `#[test]` that says what a user does and sees, in the words on the screen:
//!
//! ```no_run
//! # use support::browser::on_every_screen;
//! on_every_screen("http://127.0.0.1:8080", |browser| {
//!     browser.goto("/");
//!     browser.fill("ログインID", "001@4011123454.fukuoka");
//!     browser.fill("パスワード", "tobiume-demo-2026");
//!     browser.click("ログイン");
//!     browser.see("救急医療支援");
//!     browser.axe();
//!     browser.screenshot("portal");
//! });
//! ```
//!
//! What a journey needs waits by itself, and what does not come fails with the page's text and a picture. The server is not
//! started here, and nothing here knows the pages.

mod act;
mod axe;
mod console;
mod driver;
mod launch;
mod look;
mod measure;
mod wire;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;

pub use act::Key;
pub use console::{Complaint, Source};
pub use look::Cookie;
pub use measure::{Network, Target};

use driver::Driver;
use wire::Session;

/// The browser engines that journeys run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, which stands for Chrome and Edge.
    Chromium,
    /// WebKitGTK, which stands for Safari on an iPhone and on a Mac.
    WebKit,
}

/// The screens that journeys run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// 390 × 844, a finger, the name of a phone.
    Phone,
    /// 1440 × 900.
    Desktop,
}

/// Every engine on every screen.
pub const EVERY: [(Engine, Screen); 4] = [
    (Engine::Chromium, Screen::Phone),
    (Engine::Chromium, Screen::Desktop),
    (Engine::WebKit, Screen::Phone),
    (Engine::WebKit, Screen::Desktop),
];

impl Screen {
    /// Width and height of the page in CSS pixels.
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Phone => (390, 844),
            Self::Desktop => (1440, 900),
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::WebKit => "webkit",
        })
    }
}

/// Why there is no browser.
#[derive(Debug)]
pub enum StartError {
    /// The machine lacks a program: which, and how to get it. A test may be skipped, loudly.
    Missing(String),
    /// Everything is there and still it did not start.
    Failed(anyhow::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(what) => write!(f, "missing: {what}"),
            Self::Failed(error) => write!(f, "{error:#}"),
        }
    }
}

impl std::error::Error for StartError {}

/// One window of one browser with a fresh profile, and the driver that moves it. Both end when this is dropped.
pub struct Browser {
    engine: Engine,
    screen: Screen,
    size: Cell<(u32, u32)>,
    base: RefCell<String>,
    patience: Cell<Duration>,
    complaints: RefCell<Vec<Complaint>>,
    /// Whether the failure has been photographed, so that `drop` does not do it again.
    photographed: Cell<bool>,
    // The session is closed in `drop`, before the driver's own `drop` ends its processes.
    session: Session,
    _driver: Driver,
}

impl Browser {
    /// Starts a driver and a browser with a fresh profile. `base` is the server's address without a slash at its end.
    pub fn start(engine: Engine, screen: Screen, base: &str) -> Result<Self, StartError> {
        let programs = launch::Programs::find(engine).map_err(StartError::Missing)?;
        let start = || -> anyhow::Result<Self> {
            let driver = launch::driver(engine, screen, &programs)?;
            let capabilities = launch::capabilities(engine, screen, &programs, driver.folder());
            let session = Session::open(driver.port(), &capabilities)
                .with_context(|| format!("{engine} refused a session; its driver said:\n{}", driver.log()))?;
            let browser = Self {
                engine,
                screen,
                size: Cell::new(screen.size()),
                base: RefCell::new(base.trim_end_matches('/').to_owned()),
                patience: Cell::new(Duration::from_secs(10)),
                complaints: RefCell::default(),
                photographed: Cell::new(false),
                session,
                _driver: driver,
            };
            let (width, height) = screen.size();
            browser
                .try_resize(width, height)
                .context("the window could not be given its size")?;
            if engine == Engine::Chromium {
                // Dates and numbers as in Japan, also where Chromium's Japanese files (Debian: chromium-l10n) are not installed.
                browser.cdp("Emulation.setLocaleOverride", &serde_json::json!({ "locale": "ja-JP" }))?;
            }
            Ok(browser)
        };
        start().map_err(StartError::Failed)
    }

    /// Starts a browser for a test. Where the machine has none the test is skipped: this says `SKIPPED: …` on the real standard
    /// error, which the test harness does not swallow, and gives `None`. In CI (`CI=true`) a missing browser is a failure.
    pub fn start_or_skip(engine: Engine, screen: Screen, base: &str) -> Option<Self> {
        match Self::start(engine, screen, base) {
            Ok(browser) => Some(browser),
            Err(StartError::Missing(what)) if std::env::var("CI").is_ok_and(|ci| ci == "true") => {
                panic!("{engine} cannot be started in CI: {what}")
            }
            Err(StartError::Missing(what)) => {
                let test = test_name();
                // Nothing sensible can be done when standard error is closed.
                let _ = writeln!(std::io::stderr(), "SKIPPED: {test} in {engine}: {what}");
                None
            }
            Err(StartError::Failed(error)) => panic!("{engine} did not start: {error:#}"),
        }
    }

    /// The engine of this browser.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The screen it was started with.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Goes to the server by another address from now on, without a slash at its end.
    pub fn set_base(&self, base: &str) {
        base.clone_into(&mut self.base.borrow_mut());
    }

    /// How long helpers wait for what they are told to do or see; 10 seconds unless told otherwise.
    pub fn set_patience(&self, patience: Duration) {
        self.patience.set(patience);
    }

    /// A WebDriver command that has no helper, for example `("POST", "/webauthn/authenticator", …)`.
    pub fn command(&self, method: &str, path: &str, body: &serde_json::Value) -> anyhow::Result<serde_json::Value> {
        Ok(self.session.send(method, path, Some(body))?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if std::thread::panicking()
            && !self.photographed.get()
            && let Ok(picture) = self.photograph_failure()
        {
            let _ = writeln!(std::io::stderr(), "picture of the failure: {}", picture.display());
        }
        // A browser that has crashed cannot say goodbye; the driver's `drop` ends it.
        let _ = self.session.close();
    }
}

/// Runs a journey in both engines on both screens, one after the other, and checks at its end that the browser had nothing to complain
/// of (see [`Browser::assert_no_complaints`]).
pub fn on_every_screen(base: &str, journey: impl Fn(&Browser)) {
    for (engine, screen) in EVERY {
        on(engine, screen, base, &journey);
    }
}

/// Runs a journey in one engine on one screen, as [`on_every_screen`] does.
pub fn on(engine: Engine, screen: Screen, base: &str, journey: impl Fn(&Browser)) {
    if let Some(browser) = Browser::start_or_skip(engine, screen, base) {
        journey(&browser);
        browser.assert_no_complaints();
    }
}

/// Where pictures are kept: `target/screens` of the workspace.
fn screens() -> PathBuf {
    target().join("screens")
}

/// The workspace's `target` folder.
fn target() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target"))
}

/// The running test's name, which the harness gives to its thread.
fn test_name() -> String {
    std::thread::current().name().unwrap_or("journey").replace("::", "-")
}
