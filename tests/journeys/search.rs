//! Finding a patient.

use support::{
    TestApp,
    app::*,
    browser::{Browser, Screen},
};

use crate::{check_page, stories, to_search};

stories! { by_name_date_and_card whoever_is_there }

fn by_name_date_and_card(_: &TestApp, browser: &Browser) {
    to_search(browser, EMERGENCY_DOCTOR);
    browser.see("登録されているすべての患者さんから探します。");
    browser.see_not("一覧");
    check_page(browser, "search");
    browser.click("ログアウト");

    to_search(browser, FAMILY_DOCTOR);
    // Results while typing, in hiragana; both persons of the name, marked.
    browser.fill("氏名", "やまざき");
    browser.see("2人見つかりました。");
    browser.see("同姓同名あり");
    browser.see("昭和14年3月15日");
    browser.see("昭和21年8月21日");
    check_page(browser, "search-results");
    browser.fill("生年月日", "S14.3.15");
    browser.see("1人見つかりました。");
    browser.see_not("昭和21年8月21日");
    browser.fill("生年月日", "昭和64年1月9日");
    browser.see("その元号にはない日付です");
    check_page(browser, "search-wrong-date");
    browser.fill("生年月日", "");
    browser.fill("氏名", "ゐない");
    browser.see("見つかりません。");
    check_page(browser, "search-nobody");
    browser.fill("氏名", "");
    browser.fill("カード番号", "0012-3456-7");
    browser.see("山﨑 時子");
    assert!(
        !browser.eval("location.href").to_string().contains("0012"),
        "nothing of the search is in the URL"
    );
    browser.click("山﨑 時子");
    browser.see("禁忌薬");
    // Back again, the search is as it was.
    browser.back();
    browser.see_heading("患者検索");
    browser.see("山﨑 時子");
}

fn whoever_is_there(_: &TestApp, browser: &Browser) {
    // A family doctor's own patients stand there without a question, and are there again when the question is taken back.
    to_search(browser, FAMILY_DOCTOR);
    browser.see("登録患者一覧");
    browser.see("氏名などを入力してしぼってください。");
    if browser.screen() == Screen::Desktop {
        assert_eq!(browser.focused(), "氏名");
    }
    check_page(browser, "search-own");
    browser.fill("氏名", "やまざき");
    browser.see("2人見つかりました。");
    browser.see_not("登録患者一覧");
    browser.fill("氏名", "");
    browser.see("登録患者一覧");
    let first = browser.eval("document.querySelector('a.person b').textContent");
    let first = first.as_str().unwrap().to_owned();
    browser.click(&first);
    browser.see("禁忌薬");
    browser.back();
    browser.see("登録患者一覧");
    browser.see(&first);
    browser.click("ログアウト");

    to_search(browser, NURSE);
    browser.see("登録患者一覧");
    browser.see("山﨑 時子");
    check_page(browser, "search-team");
    browser.click("ログアウト");

    to_search(browser, OFFICE);
    browser.see("登録者一覧");
    check_page(browser, "search-registrations");
}
