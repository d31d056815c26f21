//! What each role finds and sees.

use support::{TestApp, app::*, browser::Browser};

use crate::{check_page, look_for, sign_in, stories, to_search};

stories! { emergency_hospital crew_and_nurse office_and_city }

fn emergency_hospital(_: &TestApp, browser: &Browser) {
    to_search(browser, EMERGENCY_DOCTOR);
    look_for(browser, "氏名", "やまざき ときこ");
    browser.see("山﨑 時子");
    browser.click("山﨑 時子");
    browser.see_heading("閲覧の理由を選んでください");
    browser.see_not("セフェム");
    check_page(browser, "reason");
    browser.click("その他");
    browser.click("この理由で開く");
    browser.see("閲覧の理由を入力してください。");
    check_page(browser, "reason-empty");
    browser.click("救急搬送");
    browser.see("セフェム系抗菌薬");
    browser.see("行政情報");
    check_page(browser, "patient-hospital");
    browser.click("ログアウト");
    browser.see("ログアウトしました。");

    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see("閲覧のお知らせ");
    browser.see("救急搬送");
    check_page(browser, "portal-looks");
}

fn crew_and_nurse(_: &TestApp, browser: &Browser) {
    to_search(browser, CREW);
    look_for(browser, "氏名", "山﨑時子");
    browser.see("山﨑 時子");
    browser.click("山﨑 時子");
    browser.see("セフェム系抗菌薬");
    browser.see_not("多職種連携モード");
    browser.see_not("行政情報");
    check_page(browser, "patient-crew");
    browser.click("ログアウト");

    to_search(browser, NURSE);
    look_for(browser, "氏名", "山﨑時子");
    browser.see("1人見つかりました。");
    browser.click("山﨑 時子");
    browser.see("患者情報に関する患者さんの意向");
    browser.see_not("救急モード");
    browser.see_not("行政情報");
    check_page(browser, "patient-nurse");
}

fn office_and_city(app: &TestApp, browser: &Browser) {
    to_search(browser, OFFICE);
    look_for(browser, "氏名", "くぼた みのる");
    browser.see("同意撤回");
    check_page(browser, "search-office");
    browser.click("久保田 実");
    browser.see("同意撤回日");
    browser.see_not("禁忌薬");
    check_page(browser, "patient-office");
    browser.click("ログアウト");

    to_search(browser, CITY);
    browser.see("登録者一覧");
    look_for(browser, "氏名", "山﨑時子");
    browser.see("2人見つかりました。");
    browser.see_not("登録者一覧");
    check_page(browser, "search-city");
    browser.goto(&format!("/patients/{}", app.patient("ヤマザキ トキコ")));
    browser.see_heading("閲覧できません");
    check_page(browser, "forbidden");
    browser.forget_complaints();
}
