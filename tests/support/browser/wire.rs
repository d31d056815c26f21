//! The WebDriver protocol as far as journeys need it: JSON over HTTP to a driver on this machine. No browser's peculiarities live here.

use std::fmt;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use ureq::Body;
use ureq::http::Response;

/// Pictures of long pages are large.
const LARGEST_ANSWER: u64 = 200 << 20;

/// How long an answer may take that can be asked for again.
const SOON: Duration = Duration::from_secs(5);

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A command that the driver refused or that did not reach it.
#[derive(Debug)]
pub(super) struct WireError {
    /// WebDriver's error code, such as `stale element reference`; empty where the driver did not answer.
    pub(super) code: String,
    /// What the driver said.
    pub(super) message: String,
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Chromium adds a stack trace of itself.
        let message = self.message.split("\n#0").next().unwrap_or_default();
        write!(f, "{}: {message}", self.code)
    }
}

impl std::error::Error for WireError {}

/// An element on the page, as the driver names it.
#[derive(Debug, Clone)]
pub(super) struct Element(String);

impl Element {
    /// The element in an answer, if it is one.
    pub(super) fn of(value: &Value) -> Option<Self> {
        value.get(ELEMENT)?.as_str().map(|id| Self(id.to_owned()))
    }

    /// The element as an argument of a script.
    pub(super) fn argument(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }

    /// The path of a command on this element.
    pub(super) fn path(&self, command: &str) -> String {
        format!("/element/{}/{command}", self.0)
    }
}

/// One WebDriver session.
pub(super) struct Session {
    agent: ureq::Agent,
    address: String,
}

impl Session {
    /// Asks the driver on `port` for a browser.
    pub(super) fn open(port: u16, capabilities: &Value) -> anyhow::Result<Self> {
        // Errors come as JSON with a status; a proxy of the environment must not see local traffic.
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(90)))
            .build()
            .into();
        let mut session = Self {
            agent,
            address: format!("http://127.0.0.1:{port}/session"),
        };
        let answer = session.post("", &json!({ "capabilities": { "alwaysMatch": capabilities } }))?;
        let id = answer
            .get("sessionId")
            .and_then(Value::as_str)
            .context("the driver gave no session id")?;
        session.address = format!("{}/{id}", session.address);
        Ok(session)
    }

    /// Closes the browser.
    pub(super) fn close(&self) -> Result<(), WireError> {
        self.send("DELETE", "", None).map(drop)
    }

    /// A command with a body.
    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value, WireError> {
        self.send("POST", path, Some(body))
    }

    /// A command that is asked again by whoever asks it. WebKit never answers a script that it was given while the page changed under it.
    pub(super) fn ask(&self, path: &str, body: &Value) -> Result<Value, WireError> {
        let request = self.agent.post(self.address_of(path));
        let request = request.config().timeout_global(Some(SOON)).build();
        Self::answer("POST", path, request.send_json(body))
    }

    /// A question.
    pub(super) fn get(&self, path: &str) -> Result<Value, WireError> {
        self.send("GET", path, None)
    }

    /// Any command.
    pub(super) fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, WireError> {
        let address = self.address_of(path);
        let answer = match (method, body) {
            ("GET", _) => self.agent.get(address).call(),
            ("DELETE", _) => self.agent.delete(address).call(),
            (_, body) => self.agent.post(address).send_json(body),
        };
        Self::answer(method, path, answer)
    }

    fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    fn answer(method: &str, path: &str, answer: Result<Response<Body>, ureq::Error>) -> Result<Value, WireError> {
        let lost = |error: &dyn fmt::Display| WireError {
            code: String::new(),
            message: format!("{method} {path}: {error}"),
        };
        let mut answer = answer.map_err(|error| lost(&error))?;
        let mut body: Value = answer
            .body_mut()
            .with_config()
            .limit(LARGEST_ANSWER)
            .read_json()
            .map_err(|error| lost(&error))?;
        let value = body["value"].take();
        match value.get("error").and_then(Value::as_str) {
            Some(code) if !answer.status().is_success() => Err(WireError {
                code: code.to_owned(),
                message: value["message"].as_str().unwrap_or_default().to_owned(),
            }),
            _ => Ok(value),
        }
    }
}
