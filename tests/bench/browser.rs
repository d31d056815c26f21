//! What a person waits for, in Chromium with a processor four times slower, on a good and on a slow line.

use anyhow::Context;
use serde::Deserialize;
use support::{
    app::{FAMILY_DOCTOR, PASSWORD},
    browser::{Browser, Engine, Network, Screen, StartError, Target},
};

use crate::{
    report::{figure, median, skipped},
    server::Server,
    store::Store,
};

const RUNS: usize = 5;

/// How much slower than this machine a phone's processor is taken to be.
const PROCESSOR: u32 = 4;

const LINES: [(Network, &str); 2] = [(Network::Good, "9mbit"), (Network::Slow, "1.6mbit")];

const SIGN_IN_FORM: Target<'_> = Target::Selector("input[type=password]");

/// A patient of the demo network, and a part of this patient's 禁忌薬.
const PATIENT: &str = "山﨑 時子";
/// See [`PATIENT`]: others have the name, too.
const BIRTH_DATE: &str = "S14.3.15";
/// See [`PATIENT`].
const RED: Target<'_> = Target::Text("セフェム系抗菌薬");

/// A field of the entry form of basic_info, which stands there when one can type.
const ENTRY: Target<'_> = Target::Selector(".entry-form input");

/// Takes all figures with a server on this store.
pub fn measure(store: &Store) -> anyhow::Result<()> {
    let server = Server::start(store)?;
    let Some(browser) = start(&server)? else { return Ok(()) };
    drop(browser);
    first_load(&server)?;
    for (line, name) in LINES {
        let (mut cold, mut warm, mut cold_patient, mut warm_patient, mut click) = (vec![], vec![], vec![], vec![], vec![]);
        let (mut entry_click, mut entry_warm, mut entry_cold) = (vec![], vec![], vec![]);
        for _ in 0..RUNS {
            let browser = start(&server)?.context("the browser has gone")?;
            slow_down(&browser, line);
            cold.push(milliseconds(browser.time_goto("/", SIGN_IN_FORM)));
            warm.push(milliseconds(browser.time_goto("/", SIGN_IN_FORM)));

            let path = sign_in_and_open(&browser);
            slow_down(&browser, line);
            browser.back();
            browser.see_heading("患者検索");
            browser.see(PATIENT);
            click.push(milliseconds(browser.time_click(PATIENT, RED)));
            warm_patient.push(milliseconds(browser.time_goto(&path, RED)));
            entry_click.push(milliseconds(browser.time_click("追記はこちら", ENTRY)));
            entry_warm.push(milliseconds(browser.time_goto(&format!("{path}/edit"), ENTRY)));
            browser.clear_cache();
            entry_cold.push(milliseconds(browser.time_goto(&format!("{path}/edit"), ENTRY)));
            browser.clear_cache();
            cold_patient.push(milliseconds(browser.time_goto(&path, RED)));
        }
        figure(&format!("form_{name}_cold"), median(cold), "ms");
        figure(&format!("form_{name}_warm"), median(warm), "ms");
        figure(&format!("patient_{name}_click"), median(click), "ms");
        figure(&format!("patient_{name}_cold"), median(cold_patient), "ms");
        figure(&format!("patient_{name}_warm"), median(warm_patient), "ms");
        figure(&format!("entry_form_{name}_click"), median(entry_click), "ms");
        figure(&format!("entry_form_{name}_warm"), median(entry_warm), "ms");
        figure(&format!("entry_form_{name}_cold"), median(entry_cold), "ms");
    }
    Ok(())
}

fn start(server: &Server) -> anyhow::Result<Option<Browser>> {
    match Browser::start(Engine::Chromium, Screen::Phone, &server.base) {
        Ok(browser) => Ok(Some(browser)),
        Err(StartError::Missing(what)) => {
            skipped("browser", &what);
            Ok(None)
        }
        Err(StartError::Failed(error)) => Err(error),
    }
}

fn slow_down(browser: &Browser, line: Network) {
    browser.throttle(line);
    browser.slow_cpu(PROCESSOR);
}

/// Signs in at full speed and opens the patient once; the path of the record.
fn sign_in_and_open(browser: &Browser) -> String {
    browser.throttle(Network::Unlimited);
    browser.slow_cpu(1);
    browser.goto("/patients");
    browser.fill("ログインID", FAMILY_DOCTOR);
    browser.fill("パスワード", PASSWORD);
    browser.click("ログイン");
    browser.see_heading("患者検索");
    browser.fill("氏名", PATIENT);
    browser.fill("生年月日", BIRTH_DATE);
    browser.see("1人");
    browser.click(PATIENT);
    browser.see("禁忌薬");
    browser.eval("location.pathname").as_str().unwrap_or_default().to_owned()
}

/// One file as the browser's own clockwork counted it.
#[derive(Deserialize)]
struct Loaded {
    name: String,
    bytes: f64,
}

/// The bytes of every file that the browser asked for until the sign-in form stood there, as they came over the line. The part that is
/// needed after signing in is asked for then, too, but the form does not wait for it: it is counted apart.
fn first_load(server: &Server) -> anyhow::Result<()> {
    let browser = start(server)?.context("the browser has gone")?;
    browser.time_goto("/", SIGN_IN_FORM);
    let entries = browser.eval(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
         .filter((entry) => entry.startTime < tobiumeShownAt)
         .map((entry) => ({ name: new URL(entry.name).pathname.slice(1) || 'index.html', bytes: entry.encodedBodySize }))",
    );
    let mut files: Vec<Loaded> = serde_json::from_value(entries)?;
    files.retain(|file| !file.name.starts_with("api/"));
    files.sort_by(|a, b| b.bytes.total_cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    files.dedup_by(|a, b| a.name == b.name);
    let (ahead, first): (Vec<Loaded>, Vec<Loaded>) = files
        .into_iter()
        .partition(|file| ["split_", "chunk_"].iter().any(|part| file.name.starts_with(part)));
    for (what, files) in [("first_load", &first), ("ahead", &ahead)] {
        for file in files {
            figure(&format!("{what}_{}", without_hash(&file.name)), file.bytes, "B");
        }
    }
    figure("first_load", first.iter().map(|file| file.bytes).sum(), "B");
    Ok(())
}

/// `app-0123abcd.css` is `app.css`.
fn without_hash(name: &str) -> String {
    match (name.rsplit_once('-'), name.rsplit_once('.')) {
        (Some((stem, _)), Some((_, end))) => format!("{stem}.{end}"),
        _ => name.to_owned(),
    }
}

fn milliseconds(time: std::time::Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
