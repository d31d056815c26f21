//! Journeys of people through the product, in Chromium and WebKit, on a phone and on a PC.
//!
//! Each story is one function; every engine on every screen is a test of its own.

#![expect(clippy::unwrap_used, reason = "in tests a failure should stop where it stands")]

mod accounts;
mod application;
mod basic_info;
mod error_pages;
mod files;
mod guide;
mod imports;
mod joining;
mod letters;
mod office_numbers;
mod office_queue;
mod office_settings;
mod patient_record;
mod public;
mod real_receipts;
mod registration;
mod requests;
mod roles;
mod search;
mod sign_in;

use support::{
    Database, TestApp,
    browser::{Browser, Engine, Screen, on},
};

/// Runs a story on a server of its own.
fn play(engine: Engine, screen: Screen, story: fn(&TestApp, &Browser)) {
    let app = TestApp::start(Database::Sqlite).unwrap();
    assert!(
        app.app.server.dist.join("index.html").exists(),
        "the pages are not built: run scripts/build-web.sh"
    );
    on(engine, screen, &app.base, |browser| story(&app, browser));
}

/// Four tests of a story: each engine on each screen.
macro_rules! stories {
    ($($name:ident)+) => { $(
        mod $name {
            use support::browser::{Engine, Screen};

            #[test]
            fn chromium_phone() {
                crate::play(Engine::Chromium, Screen::Phone, super::$name);
            }

            #[test]
            fn chromium_desktop() {
                crate::play(Engine::Chromium, Screen::Desktop, super::$name);
            }

            #[test]
            fn webkit_phone() {
                crate::play(Engine::WebKit, Screen::Phone, super::$name);
            }

            #[test]
            fn webkit_desktop() {
                crate::play(Engine::WebKit, Screen::Desktop, super::$name);
            }
        }
    )+ };
}
pub(crate) use stories;

/// Two tests of a story that belongs to one screen: each engine.
macro_rules! stories_on {
    ($screen:ident: $($name:ident)+) => { $(
        mod $name {
            use support::browser::{Engine, Screen};

            #[test]
            fn chromium() {
                crate::play(Engine::Chromium, Screen::$screen, super::$name);
            }

            #[test]
            fn webkit() {
                crate::play(Engine::WebKit, Screen::$screen, super::$name);
            }
        }
    )+ };
}
pub(crate) use stories_on;

/// Signs in by the form.
fn sign_in(browser: &Browser, login_id: &str, password: &str) {
    browser.goto("/");
    browser.fill("ログインID", login_id);
    browser.fill("パスワード", password);
    browser.click("ログイン");
}

/// The first sign-in, which ends with a password of one's own.
fn first_password(browser: &Browser, login_id: &str, initial: &str) {
    const OWN: &str = "朝の光がやさしくさす窓辺の椅子";
    sign_in(browser, login_id, initial);
    browser.see_heading("新しいパスワードの設定");
    browser.fill("いまのパスワード", initial);
    browser.fill("新しいパスワード", OWN);
    browser.fill("新しいパスワード（確認のためもう一度）", OWN);
    browser.click("変更する");
    browser.see_not("新しいパスワードの設定");
    browser.goto("/");
    browser.see_heading("ポータル");
}

/// Signs in and goes to the search for patients.
fn to_search(browser: &Browser, login_id: &str) {
    sign_in(browser, login_id, support::app::PASSWORD);
    browser.see_heading("ポータル");
    browser.click_beside("患者検索・患者基本情報", "救急医療支援");
    browser.see_heading("患者検索");
}

/// Types into a field of the search and waits for the answer: the list that stands there before may hold the same person, and goes.
fn look_for(browser: &Browser, field: &str, typed: &str) {
    browser.fill(field, typed);
    browser.see("見つかりました");
    for _ in 0..500 {
        if browser.eval("document.querySelector('.found').getAttribute('aria-busy')") == "false" {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("the search does not end");
}

/// What is asked of every page: no accessibility violation, nothing wider than the screen, and a picture.
fn check_page(browser: &Browser, name: &str) {
    browser.axe();
    browser.assert_fits();
    browser.screenshot(name);
}
