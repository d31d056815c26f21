//! What a user does: opens, clicks, types. Things are named by the words on the screen, and everything waits until it can be done.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::wire::Element;
use super::{Browser, Engine};

const PAGE: &str = include_str!("page.js");
const COLLECTOR: &str = include_str!("collector.js");

/// How long to wait between two looks at the page.
const PAUSE: Duration = Duration::from_millis(30);

/// The same while a page loads: WebKit's collector of errors must be in it before its scripts run.
const SHORT_PAUSE: Duration = Duration::from_millis(1);

/// Keys that are not letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those on the keys")]
pub enum Key {
    Enter,
    Escape,
    Tab,
    ShiftTab,
    Space,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Shift,
    Control,
    Alt,
}

impl Key {
    /// The character by which WebDriver knows it.
    const fn code(self) -> char {
        match self {
            Self::Enter => '\u{E007}',
            Self::Escape => '\u{E00C}',
            Self::Tab | Self::ShiftTab => '\u{E004}',
            Self::Space => ' ',
            Self::Backspace => '\u{E003}',
            Self::Delete => '\u{E017}',
            Self::Up => '\u{E013}',
            Self::Down => '\u{E015}',
            Self::Left => '\u{E012}',
            Self::Right => '\u{E014}',
            Self::Home => '\u{E011}',
            Self::End => '\u{E010}',
            Self::PageUp => '\u{E00E}',
            Self::PageDown => '\u{E00F}',
            Self::Shift => '\u{E008}',
            Self::Control => '\u{E009}',
            Self::Alt => '\u{E00A}',
        }
    }
}

impl From<Key> for char {
    fn from(key: Key) -> Self {
        key.code()
    }
}

/// What `page.find` tells of a thing.
struct Found {
    element: Element,
    kind: String,
    ticked: bool,
    value: String,
}

impl Browser {
    /// Opens a page of the server by its path and waits until it is loaded.
    #[track_caller]
    pub fn goto(&self, path: &str) {
        let address = format!("{}{path}", self.base.borrow());
        self.load(&format!("open {path}"), |browser| {
            browser.session.post("/url", &json!({ "url": address })).map(drop)
        });
    }

    /// Loads the page again.
    #[track_caller]
    pub fn reload(&self) {
        self.load("reload", |browser| browser.session.post("/refresh", &json!({})).map(drop));
    }

    /// Goes back, as the browser's button does. The page may change without being loaded, so say afterwards what is to be seen.
    #[track_caller]
    pub fn back(&self) {
        self.must("go back", self.session.post("/back", &json!({})));
    }

    /// Clicks the button, link, tab or box of this name. The whole name decides, then its beginning, then a part of it; several are refused.
    #[track_caller]
    pub fn click(&self, name: &str) {
        let done = self.until(|| self.try_click("control", None, name));
        self.must(&format!("click 「{name}」"), done);
    }

    /// Clicks the one of several that stands nearest to a text: `click_beside("アムロジピン", "削除")`.
    #[track_caller]
    pub fn click_beside(&self, text: &str, name: &str) {
        let done = self.until(|| self.try_click("control", Some(text), name));
        self.must(&format!("click 「{name}」 beside 「{text}」"), done);
    }

    /// Replaces the content of the field with this label, or chooses the option of this name.
    #[track_caller]
    pub fn fill(&self, label: &str, value: &str) {
        let done = self.until(|| self.try_fill(None, label, value));
        self.must(&format!("fill 「{label}」 with 「{value}」"), done);
    }

    /// Fills the one of several fields of a label that stands nearest to a text, such as a legend: `fill_beside("生年月日", "年", "20")`.
    #[track_caller]
    pub fn fill_beside(&self, text: &str, label: &str, value: &str) {
        let done = self.until(|| self.try_fill(Some(text), label, value));
        self.must(&format!("fill 「{label}」 beside 「{text}」 with 「{value}」"), done);
    }

    /// Ticks or unticks the box, radio button or switch with this label; leaves it when it is so already.
    #[track_caller]
    pub fn tick(&self, label: &str, on: bool) {
        let done = self.until(|| {
            let found = self.find("tick", None, label)?;
            if found.ticked != on {
                self.click_element(&found.element)
            } else {
                Ok(())
            }
        });
        self.must(&format!("tick 「{label}」: {on}"), done);
    }

    /// Gives a file to the file field with this label.
    #[track_caller]
    pub fn attach(&self, label: &str, file: &Path) {
        self.attach_all(label, &[file]);
    }

    /// Gives files to the file field with this label, all at once.
    #[track_caller]
    pub fn attach_all(&self, label: &str, files: &[&Path]) {
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let names = names.join("\n");
        let done = self.until(|| self.type_into(&self.find("file", None, label)?.element, &names));
        self.must(&format!("attach {names} to 「{label}」"), done);
    }

    /// What the field with this label holds, or the name of the chosen option.
    #[track_caller]
    pub fn value(&self, label: &str) -> String {
        self.must(&format!("read 「{label}」"), self.until(|| self.held(label)))
    }

    pub(super) fn held(&self, label: &str) -> Result<String, String> {
        self.find("field", None, label).map(|found| found.value)
    }

    /// Whether the box, radio button or switch with this label is ticked.
    #[track_caller]
    pub fn ticked(&self, label: &str) -> bool {
        self.must(&format!("read 「{label}」"), self.until(|| self.find("tick", None, label)))
            .ticked
    }

    /// Presses and releases a key, wherever the focus is.
    #[track_caller]
    pub fn press(&self, key: Key) {
        match key {
            Key::ShiftTab => self.press_with(&[Key::Shift], Key::Tab.code()),
            _ => self.press_with(&[], key.code()),
        }
    }

    /// Presses a key while others are held down: `chord(&[Key::Control], 's')`, `chord(&[Key::Alt], Key::Down)`.
    #[track_caller]
    pub fn chord(&self, held: &[Key], key: impl Into<char>) {
        self.press_with(held, key.into());
    }

    #[track_caller]
    fn press_with(&self, held: &[Key], key: char) {
        let event = |kind: &str, key: char| json!({ "type": kind, "value": key });
        let down = held.iter().map(|held| event("keyDown", held.code()));
        let up = held.iter().rev().map(|held| event("keyUp", held.code()));
        let events: Vec<Value> = down.chain([event("keyDown", key), event("keyUp", key)]).chain(up).collect();
        let keyboard = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": events }] });
        self.must(&format!("press {held:?} {key:?}"), self.session.post("/actions", &keyboard));
    }

    /// Types a text into whatever has the focus, where the cursor is.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        if self.engine == Engine::WebKit {
            // Its driver presses no Shift and knows no kana.
            let typed = self
                .page("type", &[json!(text)])
                .and_then(|why| why.as_str().map_or(Ok(()), |why| Err(why.to_owned())));
            return self.must(&format!("type 「{text}」"), typed);
        }
        let event = |kind: &str, key: char| json!({ "type": kind, "value": key });
        let events: Vec<Value> = text.chars().flat_map(|key| [event("keyDown", key), event("keyUp", key)]).collect();
        let keyboard = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": events }] });
        self.must(&format!("type 「{text}」"), self.session.post("/actions", &keyboard));
    }

    /// Presses the tab key until something of this name has the focus.
    #[track_caller]
    pub fn tab_to(&self, name: &str) {
        const FURTHEST: usize = 60;
        let found = (0..FURTHEST).any(|_| {
            self.press(Key::Tab);
            self.focused() == name
        });
        self.must(
            &format!("reach 「{name}」 by the tab key"),
            found.then_some(()).ok_or("it is not there"),
        );
    }

    fn try_click(&self, kind: &str, near: Option<&str>, name: &str) -> Result<(), String> {
        self.click_element(&self.find(kind, near, name)?.element)
    }

    fn try_fill(&self, near: Option<&str>, label: &str, value: &str) -> Result<(), String> {
        let found = self.find("field", near, label)?;
        let element = found.element.argument();
        let refusal = match found.kind.as_str() {
            "select" => self.page("choose", &[element, json!(value)])?,
            "date" | "time" | "month" | "week" | "datetime-local" | "color" | "range" => self.page("set", &[element, json!(value)])?,
            // WebKitGTK's driver presses no Shift: it types "2" for "@" and "a" for "A".
            _ if self.engine == Engine::WebKit => self.page("insert", &[element, json!(value)])?,
            _ => {
                self.page("select_all", &[element])?;
                let delete = Key::Delete.code().to_string();
                self.type_into(&found.element, if value.is_empty() { &delete } else { value })?;
                Value::Null
            }
        };
        refusal.as_str().map_or(Ok(()), |why| Err(why.to_owned()))
    }

    fn find(&self, kind: &str, near: Option<&str>, name: &str) -> Result<Found, String> {
        let found = self.page("find", &[json!(kind), json!(name), json!(near)])?;
        let Some(element) = Element::of(&found["element"]) else {
            return Err(found["why"].as_str().unwrap_or("the page gave no answer").to_owned());
        };
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        Ok(Found {
            element,
            kind: text("type"),
            ticked: found["ticked"] == true,
            value: text("value"),
        })
    }

    /// Something that a bar at the edge of the screen covers is scrolled to the middle first, as a person would.
    fn click_element(&self, element: &Element) -> Result<(), String> {
        let click = || {
            self.session
                .post(&element.path("click"), &json!({}))
                .map(drop)
                .map_err(|error| error.to_string())
        };
        click().or_else(|why| {
            if !(why.contains("intercepted") || why.contains("not interactable")) {
                return Err(why);
            }
            let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
            self.session
                .ask("/execute/sync", &json!({ "script": script, "args": [element.argument()] }))
                .map_err(|error| error.to_string())?;
            click()
        })
    }

    fn type_into(&self, element: &Element, text: &str) -> Result<(), String> {
        self.session
            .post(&element.path("value"), &json!({ "text": text }))
            .map(drop)
            .map_err(|error| error.to_string())
    }

    /// Navigates and waits until the new page is loaded.
    #[track_caller]
    fn load(&self, what: &str, navigate: impl Fn(&Self) -> Result<(), super::wire::WireError>) {
        self.gather_complaints();
        let done = self
            .until(|| self.page("mark_old", &[]))
            .and_then(|_| navigate(self).map_err(|error| error.to_string()))
            .and_then(|()| {
                self.until_every(SHORT_PAUSE, || match self.page("loaded", &[])? {
                    Value::Bool(true) => Ok(()),
                    _ => Err("it is not loaded".to_owned()),
                })
            });
        self.must(what, done);
    }

    /// Calls one of the functions of `page.js`.
    pub(super) fn page(&self, function: &str, arguments: &[Value]) -> Result<Value, String> {
        let collector = if self.engine == Engine::WebKit { COLLECTOR } else { "" };
        let script = format!("{collector}\n{PAGE}\nreturn page.{function}(...arguments);");
        self.session
            .ask("/execute/sync", &json!({ "script": script, "args": arguments }))
            .map_err(|error| error.to_string())
    }

    /// Tries until it succeeds or patience ends; the last reason counts.
    pub(super) fn until<T>(&self, attempt: impl FnMut() -> Result<T, String>) -> Result<T, String> {
        self.until_every(PAUSE, attempt)
    }

    fn until_every<T>(&self, pause: Duration, mut attempt: impl FnMut() -> Result<T, String>) -> Result<T, String> {
        let since = Instant::now();
        loop {
            match attempt() {
                Ok(value) => return Ok(value),
                Err(why) if since.elapsed() >= self.patience.get() => return Err(why),
                Err(_) => sleep(pause),
            }
        }
    }

    /// The value, or the test's failure with all that helps to understand it.
    #[track_caller]
    pub(super) fn must<T>(&self, what: &str, outcome: Result<T, impl std::fmt::Display>) -> T {
        match outcome {
            Ok(value) => value,
            Err(why) => self.fail(what, &why.to_string()),
        }
    }
}
