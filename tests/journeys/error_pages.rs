//! What is shown when something is not there.

use support::{TestApp, app::*, browser::Browser};

use crate::{check_page, sign_in, stories};

stories! { nothing_here }

fn nothing_here(_: &TestApp, browser: &Browser) {
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto("/no/such/page");
    browser.see_heading("ページが見つかりません");
    check_page(browser, "page-not-found");
    browser.goto("/patients/999999");
    browser.see_heading("患者さんが見つかりません");
    check_page(browser, "patient-not-found");
    browser.click("患者検索へ");
    browser.see_heading("患者検索");
    browser.forget_complaints();
}
