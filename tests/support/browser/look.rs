//! What a user sees: text, headings, pictures; and what only a tester looks at: cookies, scripts.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Browser, Engine, Screen, screens, test_name};

/// A picture higher than this is of no use to anybody.
const HIGHEST_PICTURE: u32 = 12_000;

/// Waits until fonts are there, two more frames have been drawn, and nothing moves or changes colour any more but what does so for ever.
const SETTLED: &str = "document.fonts.ready
    .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    .then(() => Promise.allSettled(
        document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime < Infinity).map((a) => a.finished)))
    .then(() => true)";

/// A cookie that the browser holds for the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The path it is sent to.
    pub path: String,
    /// Whether it is sent over TLS only.
    pub secure: bool,
    /// Whether scripts are kept from it.
    pub http_only: bool,
    /// `Lax`, `Strict` or `None`; empty where the driver does not say.
    pub same_site: String,
}

impl Browser {
    /// Waits until the visible text contains this. Any run of white space, also a line's end, counts as one space.
    #[track_caller]
    pub fn see(&self, text: &str) {
        self.must(&format!("see 「{text}」"), self.until(|| self.seen(text, true)));
    }

    /// Waits until the visible text does not contain this.
    #[track_caller]
    pub fn see_not(&self, text: &str) {
        self.must(&format!("no longer see 「{text}」"), self.until(|| self.seen(text, false)));
    }

    /// Waits until the page's visible first-level heading is this.
    #[track_caller]
    pub fn see_heading(&self, text: &str) {
        let seen = self.until(|| match self.page("heading", &[])? {
            Value::String(heading) if heading == text => Ok(()),
            heading => Err(format!("the heading is {heading}")),
        });
        self.must(&format!("see the heading 「{text}」"), seen);
    }

    /// Waits until the address is this, without the server's name.
    #[track_caller]
    pub fn see_path(&self, path: &str) {
        let seen = self.until(|| match self.try_eval("location.pathname + location.search")? {
            Value::String(now) if now == path => Ok(()),
            now => Err(format!("the path is {now}")),
        });
        self.must(&format!("be at {path}"), seen);
    }

    /// All visible text, line by line.
    #[track_caller]
    pub fn text(&self) -> String {
        string(&self.must("read the text", self.page("text", &[])))
    }

    /// The page's visible first-level heading.
    #[track_caller]
    pub fn heading(&self) -> String {
        string(&self.must("read the heading", self.page("heading", &[])))
    }

    /// The name of the thing that has the focus, or nothing.
    #[track_caller]
    pub fn focused(&self) -> String {
        string(&self.must("read the focus", self.page("focused", &[])))
    }

    /// Waits until the thing of this name has the focus.
    #[track_caller]
    pub fn see_focus(&self, name: &str) {
        let seen = self.until(|| match self.page("focused", &[])? {
            Value::String(focused) if focused == name => Ok(()),
            focused => Err(format!("the focus is on {focused}")),
        });
        self.must(&format!("see the focus on 「{name}」"), seen);
    }

    /// Waits until the field with this label holds this.
    #[track_caller]
    pub fn see_value(&self, label: &str, value: &str) {
        let seen = self.until(|| match self.held(label)? {
            held if held == value => Ok(()),
            held => Err(format!("it holds 「{held}」")),
        });
        self.must(&format!("see 「{value}」 in 「{label}」"), seen);
    }

    /// The value of a JavaScript expression; a promise is awaited. The page's content security policy does not hold for it.
    #[track_caller]
    pub fn eval(&self, expression: &str) -> Value {
        self.must(&format!("evaluate {expression}"), self.try_eval(expression))
    }

    /// The cookies of the page.
    #[track_caller]
    pub fn cookies(&self) -> Vec<Cookie> {
        let cookies = self.must("read the cookies", self.session.get("/cookie"));
        let cookie = |value: &Value| Cookie {
            name: string(&value["name"]),
            value: string(&value["value"]),
            path: string(&value["path"]),
            secure: value["secure"] == true,
            http_only: value["httpOnly"] == true,
            same_site: string(&value["sameSite"]),
        };
        cookies.as_array().into_iter().flatten().map(cookie).collect()
    }

    /// Gives the page another size, in CSS pixels.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        self.must("resize", self.try_resize(width, height).map_err(|error| format!("{error:#}")));
    }

    /// Saves a picture of the whole page as `target/screens/<name>-<engine>-<width>.png`.
    #[track_caller]
    pub fn screenshot(&self, name: &str) -> PathBuf {
        self.must(
            &format!("take the picture {name}"),
            self.try_screenshot(name).map_err(|error| format!("{error:#}")),
        )
    }

    /// Fails the test if the page must be moved sideways to be read.
    #[track_caller]
    pub fn assert_fits(&self) {
        let out = self.must("measure the page", self.page("sticking_out", &[]));
        let out: Vec<_> = out
            .as_array()
            .into_iter()
            .flatten()
            .map(|thing| format!("\n  {}", string(thing)))
            .collect();
        if !out.is_empty() {
            self.fail("fit the page to the screen", &out.concat());
        }
    }

    pub(super) fn try_resize(&self, width: u32, height: u32) -> anyhow::Result<()> {
        self.size.set((width, height));
        self.set_window(width, height)
    }

    fn set_window(&self, width: u32, height: u32) -> anyhow::Result<()> {
        if self.engine == Engine::WebKit {
            self.session
                .post("/window/rect", &json!({ "x": 0, "y": 0, "width": width, "height": height }))?;
        } else {
            let mobile = self.screen == Screen::Phone;
            let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
            self.cdp("Emulation.setDeviceMetricsOverride", &size)?;
        }
        Ok(())
    }

    pub(super) fn try_eval(&self, expression: &str) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; \
             Promise.resolve().then(async () => ({expression})).then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        );
        let mut answer = self
            .session
            .post("/execute/async", &json!({ "script": script, "args": [] }))
            .map_err(|error| error.to_string())?;
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer["value"].take()),
        }
    }

    fn seen(&self, text: &str, wanted: bool) -> Result<(), String> {
        match self.page("sees", &[json!(text)])? == wanted {
            true => Ok(()),
            false => Err(format!("it is {}there", if wanted { "not " } else { "" })),
        }
    }

    /// Waits until the page stands still: what is looked at half way through a transition has colours that nobody chose.
    pub(super) fn settle(&self) -> anyhow::Result<()> {
        self.try_eval(SETTLED).map(drop).map_err(anyhow::Error::msg)
    }

    fn try_screenshot(&self, name: &str) -> anyhow::Result<PathBuf> {
        self.settle()?;
        let width = self.size.get().0;
        let picture = STANDARD.decode(string(&self.picture()?)).context("the picture is not base64")?;
        let path = screens().join(format!("{name}-{}-{width}.png", self.engine));
        fs::create_dir_all(screens()).with_context(|| format!("{} cannot be made", screens().display()))?;
        fs::write(&path, picture).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(path)
    }

    fn picture(&self) -> anyhow::Result<Value> {
        let frame = self.page("frame", &[]).map_err(anyhow::Error::msg)?;
        let (width, screen_height) = self.size.get();
        let height = frame["height"]
            .as_f64()
            .map_or(screen_height, |height| (height.ceil() as u32).min(HIGHEST_PICTURE));
        if self.engine == Engine::Chromium {
            let clip = json!({ "x": 0, "y": frame["top"], "width": width, "height": height, "scale": 1 });
            let mut answer = self.cdp(
                "Page.captureScreenshot",
                &json!({ "format": "png", "captureBeyondViewport": true, "clip": clip }),
            )?;
            return Ok(answer["data"].take());
        }
        if height <= screen_height {
            return Ok(self.session.get("/screenshot")?);
        }
        // WebKit draws no more than its window, but that may be higher than the screen.
        let scrolled = self.try_eval("scrollY").map_err(anyhow::Error::msg)?;
        self.set_window(width, height)?;
        self.settle()?;
        let picture = self.session.get("/screenshot");
        self.set_window(width, screen_height)?;
        self.try_eval(&format!("scrollTo(0, {scrolled})")).map_err(anyhow::Error::msg)?;
        Ok(picture?)
    }

    /// Saves a picture for whoever has to understand why a test failed.
    pub(super) fn photograph_failure(&self) -> anyhow::Result<PathBuf> {
        self.photographed.set(true);
        self.try_screenshot(&format!("failed-{}", test_name()))
    }

    /// Fails the test, with the page's address, text and complaints, and a picture of it.
    #[track_caller]
    pub(super) fn fail(&self, what: &str, why: &str) -> ! {
        let picture = match self.photograph_failure() {
            Ok(path) => path.display().to_string(),
            Err(error) => format!("none: {error:#}"),
        };
        let address = self
            .try_eval("location.href")
            .map_or_else(|error| error, |address| string(&address));
        let text = self.page("text", &[]).map_or_else(|error| error, |text| string(&text));
        let text: String = text.chars().take(3000).collect();
        self.gather_complaints();
        let complaints: Vec<_> = self
            .complaints
            .borrow()
            .iter()
            .map(|complaint| format!("\n  {complaint}"))
            .collect();
        panic!(
            "{} {}: could not {what}: {why}\npicture: {picture}\naddress: {address}\nconsole:{}\ntext of the page:\n{text}\n",
            self.engine,
            self.size.get().0,
            if complaints.is_empty() {
                " nothing".to_owned()
            } else {
                complaints.concat()
            },
        )
    }
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
