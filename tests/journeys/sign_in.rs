//! Signing in, the forced change of the initial password, signing out, and being signed out.

use chrono::Duration;
use serde_json::json;
use std::{
    thread::sleep,
    time::{self, Instant},
};
use support::{
    Database, TestApp,
    app::*,
    browser::{Browser, Engine, Screen, on},
};

use crate::{check_page, sign_in, stories};

stories! { in_and_out first_password left_alone }

fn in_and_out(app: &TestApp, browser: &Browser) {
    // Whoever follows a link signs in where it leads.
    browser.goto("/patients");
    browser.see_heading("ログイン");
    browser.see("事務局 092-000-0000 へお電話ください。");
    check_page(browser, "sign-in");
    browser.click("ログイン");
    browser.see("参加承認書にあるログインIDを入力してください。");
    check_page(browser, "sign-in-empty");
    browser.fill("ログインID", FAMILY_DOCTOR);
    browser.fill("パスワード", "wrong");
    browser.click("ログイン");
    browser.see("ログインIDまたはパスワードが違います");
    check_page(browser, "sign-in-wrong");
    browser.fill("パスワード", PASSWORD);
    browser.click("ログイン");
    browser.see_heading("患者検索");

    browser.goto("/");
    browser.see_heading("ポータル");
    browser.see("お知らせ");
    browser.see("松田 隆（医師）");
    check_page(browser, "portal");
    assert!(
        browser.cookies().iter().all(|cookie| cookie.http_only),
        "no script may read the session"
    );

    browser.click("ログアウト");
    browser.see("ログアウトしました。");
    check_page(browser, "signed-out");
    browser.goto("/patients");
    browser.see_heading("ログイン");

    // The sign-in before this one is told.
    app.app.clock.advance(Duration::minutes(5));
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see("前回のログイン");

    // After five failures the ID is locked, and the words say for how long.
    browser.click("ログアウト");
    for _ in 0..5 {
        app.anonymous().sign_in(NURSE, "wrong").unwrap_err();
    }
    sign_in(browser, NURSE, PASSWORD);
    browser.see("10分ほど待ってから");
    check_page(browser, "sign-in-locked");
}

fn first_password(_: &TestApp, browser: &Browser) {
    sign_in(browser, NEW_DOCTOR, INITIAL_PASSWORD);
    browser.see_heading("新しいパスワードの設定");
    check_page(browser, "first-password");
    // There is no way around it.
    browser.goto("/patients");
    browser.see_heading("新しいパスワードの設定");
    browser.fill("いまのパスワード", INITIAL_PASSWORD);
    browser.fill("新しいパスワード", "mijikai");
    browser.fill("新しいパスワード（確認のためもう一度）", "mijikai");
    browser.click("変更する");
    browser.see("14文字以上");
    check_page(browser, "first-password-short");
    browser.fill("新しいパスワード", "朝の光がやさしくさす窓辺の椅子");
    browser.see("このパスワードは使えます。");
    browser.fill("新しいパスワード（確認のためもう一度）", "朝の光がやさしくさす窓辺の椅子");
    browser.click("変更する");
    browser.see_not("新しいパスワードの設定");
    browser.goto("/");
    browser.see_heading("ポータル");
    browser.click("パスワードの変更");
    browser.see_heading("パスワードの変更");
    check_page(browser, "password");
    browser.click("ログアウト");
    sign_in(browser, NEW_DOCTOR, "朝の光がやさしくさす窓辺の椅子");
    browser.see_heading("ポータル");
}

fn left_alone(app: &TestApp, browser: &Browser) {
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    // The server ends the session; the next thing the page asks for says so and keeps the place.
    app.app.clock.advance(Duration::hours(1));
    browser.click_beside("患者検索・患者基本情報", "救急医療支援");
    browser.see_heading("ログイン");
    browser.see("自動でログアウトしました");
    check_page(browser, "expired");
    browser.fill("ログインID", FAMILY_DOCTOR);
    browser.fill("パスワード", PASSWORD);
    browser.click("ログイン");
    browser.see_heading("患者検索");
}

/// Someone leaves one tab aside and works in another for longer than a session may rest.
fn two_tabs(engine: Engine) {
    const IDLE_SECONDS: u32 = 16;
    let app = TestApp::start_with(Database::Sqlite, |config| config.session.idle_seconds = IDLE_SECONDS).unwrap();
    on(engine, Screen::Desktop, &app.base, |browser| {
        sign_in(browser, FAMILY_DOCTOR, PASSWORD);
        browser.see_heading("ポータル");
        let tabs = |method, path, body| browser.command(method, path, &body).unwrap();
        let aside = tabs("GET", "/window", json!(null));
        let work = tabs("POST", "/window/new", json!({ "type": "tab" }))["handle"].clone();
        tabs("POST", "/window", json!({ "handle": work }));
        let since = Instant::now();
        while since.elapsed() < time::Duration::from_secs(u64::from(IDLE_SECONDS) + 5) {
            browser.goto("/");
            browser.see_heading("ポータル");
            sleep(time::Duration::from_secs(1));
        }
        tabs("POST", "/window", json!({ "handle": aside }));
        sleep(time::Duration::from_secs(2));
        assert_eq!(browser.heading(), "ポータル");
        browser.see_not("まもなく自動でログアウトします");
        // When both rest, both end.
        browser.set_patience(time::Duration::from_secs(u64::from(IDLE_SECONDS) + 5));
        browser.see("まもなく自動でログアウトします");
        check_page(browser, "idle-warning");
        browser.see("自動でログアウトしました");
        tabs("POST", "/window", json!({ "handle": work }));
        browser.see("自動でログアウトしました");
        browser.forget_complaints();
    });
}

#[test]
fn two_tabs_chromium() {
    two_tabs(Engine::Chromium);
}

#[test]
fn two_tabs_webkit() {
    two_tabs(Engine::WebKit);
}
