//! The public site, as somebody sees it who has no account.

use support::{TestApp, browser::Browser};

use crate::{check_page, stories};

stories! { from_the_start_page_to_the_list }

fn from_the_start_page_to_the_list(_: &TestApp, browser: &Browser) {
    browser.goto("/");
    browser.see_heading("ログイン");
    browser.click("はじめての方・参加申請");
    browser.see_heading("とびうめネットプラス");
    browser.see("救急医療支援");
    browser.see("約15分");
    browser.see("1台につき15〜30分");
    browser.see("092-000-0000");
    check_page(browser, "about");

    browser.click_beside("参加状況", "参加施設一覧");
    browser.see_heading("参加施設一覧");
    browser.see("梅の木医院");
    browser.see("登録患者数（人）");
    check_page(browser, "participants");

    // As a patient would look for the doctor.
    browser.fill("施設名", "うめのき");
    browser.click("探す");
    browser.see("見つかった施設 1件");
    browser.see_not("博多中央クリニック");
    check_page(browser, "participants-found");
    browser.fill("施設名", "どこにもない");
    browser.click("探す");
    browser.see("この条件に合う施設はありません");
    check_page(browser, "participants-none");
    browser.click("条件を消して、すべての施設を見る");
    browser.see("博多中央クリニック");
    browser.back();
    browser.see("この条件に合う施設はありません");
    browser.click("ログイン");
    browser.see_heading("ログイン");
}
