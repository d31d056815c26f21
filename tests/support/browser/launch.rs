//! How each engine is started: its programs, its switches, its language. Found by trial with Chromium 156 and WebKitGTK 2.50.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::driver::Driver;
use super::{Engine, Screen};

/// The name that WebKit gives itself as a phone.
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/// The name that Chromium gives itself as a phone.
const ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";

/// Where Linux distributions put WebKit's test browser.
const MINI_BROWSERS: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/webkit2gtk-4.1/MiniBrowser",
];

/// The programs of an engine on this machine.
pub(super) struct Programs {
    driver: PathBuf,
    browser: PathBuf,
}

impl Programs {
    /// Looks for them; the error says which is missing and how to get it.
    pub(super) fn find(engine: Engine) -> Result<Self, String> {
        match engine {
            Engine::Chromium => Ok(Self {
                driver: in_path(&["chromedriver"]).ok_or("chromedriver (Debian: apt-get install chromium-driver)")?,
                browser: in_path(&["chromium", "chromium-browser", "google-chrome"])
                    .ok_or("Chromium (Debian: apt-get install chromium)")?,
            }),
            Engine::WebKit => {
                in_path(&["Xvfb"]).ok_or("Xvfb (Debian: apt-get install xvfb)")?;
                in_path(&["localedef"]).ok_or("localedef (Debian: apt-get install libc-bin)")?;
                if !Path::new("/usr/share/i18n/locales/ja_JP").exists() {
                    return Err("the Japanese locale's source (Debian: apt-get install locales)".to_owned());
                }
                Ok(Self {
                    driver: in_path(&["WebKitWebDriver"]).ok_or("WebKitWebDriver (Debian: apt-get install webkit2gtk-driver)")?,
                    browser: MINI_BROWSERS
                        .iter()
                        .map(PathBuf::from)
                        .find(|path| path.exists())
                        .ok_or("WebKit's MiniBrowser (Debian: apt-get install libwebkit2gtk-4.1-0)")?,
                })
            }
        }
    }
}

/// Starts the engine's driver.
pub(super) fn driver(engine: Engine, screen: Screen, programs: &Programs) -> anyhow::Result<Driver> {
    let folder = Driver::new_folder()?;
    // A locale that every machine has: without one, names of files that are not ASCII are lost to Chromium's driver.
    let locale = if engine == Engine::Chromium { "C.UTF-8" } else { "ja_JP.UTF-8" };
    let mut environment = vec![
        ("TZ", "Asia/Tokyo".to_owned()),
        ("LANGUAGE", "ja".to_owned()),
        ("LC_ALL", locale.to_owned()),
    ];
    if engine == Engine::Chromium {
        return Driver::start(folder, &programs.driver, None, &environment);
    }
    // WebKit takes its languages from the C library's locale and from nothing else.
    environment.extend([
        ("LOCPATH", japanese_locale()?.display().to_string()),
        ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1".to_owned()),
        ("GSETTINGS_BACKEND", "memory".to_owned()),
        ("NO_AT_BRIDGE", "1".to_owned()),
        // WebKitGTK finds accesses beyond a program's memory by page faults, and on Linux reported one where there was none in about one of
        // a hundred stories (as others saw: rust-lang/hashbrown#194, WebKit bug 259441). With this it compares each address, which finds
        // a real one just as well.
        ("JSC_useWasmFastMemory", "0".to_owned()),
    ]);
    let (width, height) = screen.size();
    Driver::start(folder, &programs.driver, Some(&format!("{width}x{height}x24")), &environment)
}

/// What the driver is asked for.
pub(super) fn capabilities(engine: Engine, screen: Screen, programs: &Programs, folder: &Path) -> Value {
    match engine {
        Engine::Chromium => chromium(screen, programs, folder),
        Engine::WebKit => webkit(screen, programs),
    }
}

fn chromium(screen: Screen, programs: &Programs, folder: &Path) -> Value {
    let (width, height) = screen.size();
    let mut options = json!({
        "binary": programs.browser,
        "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=ja", "--accept-lang=ja-JP,ja",
            "--force-device-scale-factor=1", format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", folder.join("profile").display()),
        ],
        "prefs": {
            "intl.accept_languages": "ja-JP,ja",
            "credentials_enable_service": false,
            "profile.password_manager_enabled": false,
            "profile.password_manager_leak_detection": false,
        },
    });
    if screen == Screen::Phone {
        options["mobileEmulation"] = json!({
            "deviceMetrics": { "width": width, "height": height, "pixelRatio": 1, "touch": true, "mobile": true },
            "userAgent": ANDROID,
        });
    }
    json!({ "acceptInsecureCerts": true, "goog:loggingPrefs": { "browser": "ALL" }, "goog:chromeOptions": options })
}

fn webkit(screen: Screen, programs: &Programs) -> Value {
    // Without full screen the toolbar takes room and forces a width of 447.
    let mut arguments = vec!["--automation".to_owned(), "--full-screen".to_owned()];
    if screen == Screen::Phone {
        arguments.push(format!("--user-agent={IPHONE}"));
    }
    // Strategy "none": navigation is awaited by `goto`, which puts in the collector of errors as early as it can.
    json!({
        "acceptInsecureCerts": true,
        "pageLoadStrategy": "none",
        "webkitgtk:browserOptions": { "binary": programs.browser, "args": arguments },
    })
}

/// A folder with a compiled `ja_JP.UTF-8`, made once; machines seldom have it installed.
fn japanese_locale() -> anyhow::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = super::target().join("browser-locale");
    let locale = folder.join("ja_JP.UTF-8");
    if locale.exists() {
        return Ok(folder);
    }
    // Made under a name of its own and then renamed, because tests run in parallel.
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let draft = folder.join(format!("draft-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let made = Command::new("localedef")
        .args(["-i", "ja_JP", "-f", "UTF-8"])
        .arg(&draft)
        .output()
        .context("localedef cannot be run")?;
    if !made.status.success() {
        bail!("localedef could not make ja_JP.UTF-8: {}", String::from_utf8_lossy(&made.stderr));
    }
    if fs::rename(&draft, &locale).is_err() && locale.exists() {
        fs::remove_dir_all(&draft).context("another test was quicker, and the draft of the locale cannot be removed")?;
    }
    Ok(folder)
}

/// The first of these programs that the search path has.
fn in_path(names: &[&str]) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&folders)
            .map(|folder| folder.join(name))
            .find(|path| path.is_file())
    })
}
