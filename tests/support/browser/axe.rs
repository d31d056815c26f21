//! Accessibility by axe-core, as scripts can find it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::Browser;

/// WCAG 2.0 to 2.2, levels A and AA, and what axe-core thinks good besides.
const TAGS: [&str; 7] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

const RUN: &str = "
const done = arguments[arguments.length - 1];
axe.run(document, { runOnly: { type: 'tag', values: arguments[0] }, resultTypes: ['violations'] })
  .then((result) => done({ violations: result.violations, passes: result.passes.length }), (error) => done({ error: String(error) }));";

impl Browser {
    /// Fails the test if axe-core finds anything to object to on the page as it is now.
    #[track_caller]
    pub fn axe(&self) {
        let violations = self.must("run axe-core", self.violations().map_err(|error| format!("{error:#}")));
        if !violations.is_empty() {
            self.fail("pass axe-core", &violations.concat());
        }
    }

    /// What axe-core objects to, one text for each rule.
    fn violations(&self) -> anyhow::Result<Vec<String>> {
        if self.try_eval("typeof axe").map_err(anyhow::Error::msg)? != "object" {
            let axe = axe_core()?;
            // Run by the driver and not by the page, so that the content security policy has no say.
            self.session
                .post("/execute/sync", &json!({ "script": axe, "args": [] }))
                .context("axe-core could not be put into the page")?;
        }
        self.settle()?;
        let result = self.session.post("/execute/async", &json!({ "script": RUN, "args": [TAGS] }))?;
        if let Some(error) = result["error"].as_str() {
            bail!("axe-core failed: {error}");
        }
        // A page without any rule that applies is no page, and "no violations" would say nothing.
        if result["passes"].as_u64().unwrap_or_default() == 0 {
            bail!("axe-core found nothing that it could check");
        }
        Ok(result["violations"].as_array().into_iter().flatten().map(readable).collect())
    }
}

fn readable(violation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = format!(
        "\n{} ({}): {}\n  {}\n",
        text(&violation["id"]),
        text(&violation["impact"]),
        text(&violation["help"]),
        text(&violation["helpUrl"])
    );
    for node in violation["nodes"].as_array().into_iter().flatten() {
        let target: Vec<_> = node["target"].as_array().into_iter().flatten().map(text).collect();
        let summary = text(&node["failureSummary"]).replace('\n', "\n    ");
        lines.push_str(&format!("  - {}\n    {}\n    {summary}\n", target.join(" "), text(&node["html"])));
    }
    lines
}

/// axe-core as the project's set-up step (`scripts/setup.sh`) has installed it.
fn axe_core() -> anyhow::Result<String> {
    let cache = match (std::env::var_os("TOBIUME_CACHE"), std::env::var_os("HOME")) {
        (Some(cache), _) => PathBuf::from(cache),
        (None, Some(home)) => PathBuf::from(home).join(".cache/tobiume"),
        (None, None) => bail!("neither TOBIUME_CACHE nor HOME is set"),
    };
    let path = cache.join("tools/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&path).with_context(|| format!("{} cannot be read: scripts/setup.sh installs it", path.display()))
}
