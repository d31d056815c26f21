//! What the browser complains of: exceptions, console errors, violations of the content security policy, answers that failed.

use std::fmt;

use serde_json::json;

use super::{Browser, Engine};

/// Where a complaint comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// An exception, a panic of the WASM or a `console.error`.
    Script,
    /// A violation of the content security policy, mixed content and the like.
    Security,
    /// Something that could not be loaded or was answered with an error.
    Network,
}

/// One complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Where it comes from.
    pub source: Source,
    /// What it says.
    pub text: String,
}

impl Complaint {
    /// Whether it is the console's line on an answer of the REST interface with a status from 400 to 499: a refusal, which is a normal answer that the
    /// page shows to its user.
    fn is_refusal(&self) -> bool {
        self.source == Source::Network && self.text.contains("/api/") && self.text.contains("responded with a status of 4")
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.source, self.text)
    }
}

impl Browser {
    /// All that the browser has complained of since it was started or [`forget_complaints`](Self::forget_complaints) was called.
    ///
    /// In Chromium this is the browser's own log and is complete. WebKit's driver has no log. There a collector is put into the page as early as
    /// commands reach it, which is usually before the page's scripts run but is not promised, and it does not hear of failed `fetch`es.
    pub fn console_errors(&self) -> Vec<Complaint> {
        self.gather_complaints();
        self.complaints.borrow().clone()
    }

    /// Starts afresh, after a step that is meant to make the browser complain.
    pub fn forget_complaints(&self) {
        self.gather_complaints();
        self.complaints.borrow_mut().clear();
    }

    /// Fails the test if the browser has complained of anything but refusals of the REST interface.
    #[track_caller]
    pub fn assert_no_complaints(&self) {
        let complaints: Vec<_> = self
            .console_errors()
            .into_iter()
            .filter(|complaint| !complaint.is_refusal())
            .collect();
        if !complaints.is_empty() {
            let lines: String = complaints.iter().map(|complaint| format!("\n  {complaint}")).collect();
            self.fail("keep the console clean", &lines);
        }
    }

    /// Takes over what has come since the last time. A page that is being left has nothing more to say, so errors are of no interest here.
    pub(super) fn gather_complaints(&self) {
        let new = match self.engine {
            Engine::Chromium => self.session.post("/se/log", &json!({ "type": "browser" })).unwrap_or_default(),
            Engine::WebKit => self.page("complaints", &[]).unwrap_or_default(),
        };
        let new = new
            .as_array()
            .into_iter()
            .flatten()
            .filter(|entry| entry.get("level").is_none_or(|level| level == "SEVERE"));
        self.complaints.borrow_mut().extend(new.map(|entry| Complaint {
            source: match entry["source"].as_str() {
                Some("security") => Source::Security,
                Some("network") => Source::Network,
                _ => Source::Script,
            },
            text: entry["text"].as_str().or(entry["message"].as_str()).unwrap_or_default().to_owned(),
        }));
    }
}
