//! Measuring in Chromium: slow lines, slow processors, and the time until something is on the screen. Used by the bench.

use std::time::Duration;

use serde_json::{Value, json};

use super::Browser;

/// A line to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// 1.6 Mbit/s and 150 ms: a phone in the mountains.
    Slow,
    /// 9 Mbit/s and 60 ms: a phone in town.
    Good,
    /// As it is.
    Unlimited,
}

/// What is awaited on the screen.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// An element that matches this selector.
    Selector(&'a str),
    /// An element with this text of its own.
    Text(&'a str),
}

/// Looks at every frame and notes when the first frame with the target has been painted. `START` is the time that counts as zero.
const WATCH: &str = r"
  const shown = (element) => {
    if (!element?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
  const holders = () => {
    if (!document.body?.textContent.includes(wanted.text)) return [];
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (walker.currentNode.data.includes(wanted.text)) found.push(walker.currentNode.parentElement);
    return found;
  };
  const there = () => (wanted.selector ? [...document.querySelectorAll(wanted.selector)] : holders()).some(shown);
  const look = () => {
    if (!there()) return requestAnimationFrame(look);
    // A message that is sent before a frame is painted arrives after it.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (window.tobiumeShownAt = performance.now());
    port2.postMessage(0);
  };
  requestAnimationFrame(look);
";

impl Browser {
    /// Slows the line to the server down. Chromium adds the latency once to every request and nothing to opening connections, and it delays the
    /// delivery only: `responseEnd` of the page's timings shows it, `responseStart` does not.
    #[track_caller]
    pub fn throttle(&self, network: Network) {
        let (bits, latency) = match network {
            Network::Slow => (1_600_000.0, 150),
            Network::Good => (9_000_000.0, 60),
            Network::Unlimited => (-8.0, 0),
        };
        let bytes = bits / 8.0;
        self.must_cdp("Network.enable", &json!({}));
        let conditions = json!({ "offline": false, "latency": latency, "downloadThroughput": bytes, "uploadThroughput": bytes });
        self.must_cdp("Network.emulateNetworkConditions", &conditions);
    }

    /// Makes the page's main thread this many times slower.
    #[track_caller]
    pub fn slow_cpu(&self, times: u32) {
        self.must_cdp("Emulation.setCPUThrottlingRate", &json!({ "rate": times }));
    }

    /// Empties the cache, for a cold load. Open connections stay open: where that matters start another browser.
    #[track_caller]
    pub fn clear_cache(&self) {
        self.must_cdp("Network.clearBrowserCache", &json!({}));
    }

    /// Shows the page in dark colours, or in light ones.
    #[track_caller]
    pub fn dark(&self, on: bool) {
        let scheme = if on { "dark" } else { "light" };
        self.must_cdp(
            "Emulation.setEmulatedMedia",
            &json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        );
    }

    /// Opens a page and gives the time from the beginning of the navigation until the target has been painted, by the page's own clock.
    #[track_caller]
    pub fn time_goto(&self, path: &str, target: Target<'_>) -> Duration {
        let script = format!("(() => {{ const wanted = {}; {WATCH} }})();", target.json());
        // From a page without scripts, so that nothing of the last one runs on.
        self.must("leave the page", self.session.post("/url", &json!({ "url": "about:blank" })));
        let added = self.must_cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
        let opened = self
            .session
            .post("/url", &json!({ "url": format!("{}{path}", self.base.borrow()) }));
        self.must(&format!("open {path}"), opened);
        let time = self.shown_after(&format!("{target:?} after opening {path}"), "tobiumeShownAt");
        self.must_cdp(
            "Page.removeScriptToEvaluateOnNewDocument",
            &json!({ "identifier": added["identifier"] }),
        );
        time
    }

    /// Clicks (see [`click`](Self::click)) and gives the time from the click until the target, which must not be there before, has been painted.
    #[track_caller]
    pub fn time_click(&self, name: &str, target: Target<'_>) -> Duration {
        let script = format!(
            "(() => {{ const wanted = {}; delete window.tobiumeShownAt; \
             addEventListener('click', (event) => {{ window.tobiumeClickedAt = event.timeStamp; {WATCH} }}, {{ capture: true, once: true }}); return true }})()",
            target.json()
        );
        self.eval(&script);
        self.click(name);
        self.shown_after(
            &format!("{target:?} after clicking 「{name}」"),
            "tobiumeShownAt - tobiumeClickedAt",
        )
    }

    /// The page as a PDF file, as it would be printed.
    #[track_caller]
    pub fn print_pdf(&self) -> Vec<u8> {
        use base64::Engine as _;
        let pdf = self.must("print", self.session.post("/print", &json!({ "background": true })));
        self.must(
            "print",
            base64::engine::general_purpose::STANDARD.decode(pdf.as_str().unwrap_or_default()),
        )
    }

    #[track_caller]
    fn shown_after(&self, what: &str, expression: &str) -> Duration {
        let shown = self.until(|| {
            let time = self.try_eval(&format!("window.tobiumeShownAt === undefined ? null : {expression}"))?;
            time.as_f64().ok_or_else(|| "it does not come".to_owned())
        });
        Duration::from_secs_f64(self.must(&format!("see {what}"), shown) / 1000.0)
    }

    /// A command of the Chrome DevTools protocol.
    pub(super) fn cdp(&self, command: &str, parameters: &Value) -> anyhow::Result<Value> {
        Ok(self
            .session
            .post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))?)
    }

    #[track_caller]
    fn must_cdp(&self, command: &str, parameters: &Value) -> Value {
        self.must(&format!("{command}, which only Chromium knows"), self.cdp(command, parameters))
    }
}

impl Target<'_> {
    fn json(self) -> Value {
        match self {
            Self::Selector(selector) => json!({ "selector": selector }),
            Self::Text(text) => json!({ "text": text }),
        }
    }
}
