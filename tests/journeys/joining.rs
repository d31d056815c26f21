//! A clinic joins: from the public page to its own portal, with the office in between and no paper but the letter.

use support::{TestApp, app::*, browser::Browser, files::has_worker};

use crate::{
    application::{fill_first, fill_rest, send},
    check_page, first_password,
    letters::{credentials, keep_files, kept_text},
    sign_in, stories_on,
};

stories_on! { Phone: from_the_application_to_the_portal }

/// The office signs in and opens the clinic's application.
fn open_as_office(browser: &Browser) {
    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    browser.click("事務局");
    browser.see_heading("受付一覧");
    browser.click("見本内科");
    browser.click("確認を始める");
    browser.see("担当 井手 裕子");
}

fn sign_out(browser: &Browser) {
    browser.click("ログアウト");
    browser.see("ログアウトしました。");
}

/// The clinic looks where its application stands, by number and code.
fn open_as_applicant(browser: &Browser, ticket: &(String, String)) {
    browser.goto("/about");
    browser.click("申請の状況を見る");
    browser.fill("受付番号", &ticket.0);
    browser.fill("確認コード", &ticket.1);
    browser.click("申請を開く");
}

fn from_the_application_to_the_portal(app: &TestApp, browser: &Browser) {
    const TEST: &str = "from_the_application_to_the_portal";
    if !has_worker(TEST, app) {
        return;
    }
    browser.goto("/about");
    browser.see_heading("とびうめネットプラス");
    browser.click("参加申請をはじめる");
    let ticket = fill_first(browser);
    fill_rest(browser);
    send(browser);

    open_as_office(browser);
    browser.click("差し戻す");
    browser.see("この申請を差し戻しますか");
    browser.fill("申請者に伝える文", "電話番号をご確認ください。");
    browser.click("差し戻す");
    browser.see("申請者の回答を待っています。");
    sign_out(browser);

    open_as_applicant(browser, &ticket);
    browser.see("電話番号をご確認ください。");
    check_page(browser, "joining-sent-back");
    browser.click("回答して再申請する");
    browser.see_heading("施設（1 / 5）");
    browser.fill("電話番号", "093-000-0001");
    for _ in 0..4 {
        browser.click("次へ");
    }
    browser.see_heading("確認（5 / 5）");
    browser.fill("事務局への回答", "番号を直しました。");
    send(browser);

    open_as_office(browser);
    browser.see("093-000-0001");
    browser.see("番号を直しました。");
    check_page(browser, "joining-answered");
    browser.click("承認する");
    browser.see("この申請を承認しますか");
    keep_files(browser);
    browser.click("承認する");
    browser.see("参加承認書（1枚）ができました。");
    let text = kept_text(TEST, browser);
    browser.click("閉じる");
    sign_out(browser);

    open_as_applicant(browser, &ticket);
    browser.see("参加が承認されました。");
    check_page(browser, "joining-approved");

    let Some(text) = text else { return };
    for words in ["参加承認書", "見本内科", "見本 太郎"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let (login_id, password) = credentials(&text);
    first_password(browser, login_id, password);
    browser.see("見本内科");
    // Who administers the clinic finds the next request where the first one led.
    browser.see("施設の申請（利用者・機器の変更、退会）");
    check_page(browser, "joining-portal");
    // The letter's password was for that one time.
    sign_out(browser);
    sign_in(browser, login_id, password);
    browser.see("ログインIDまたはパスワードが違います");
}
