//! The secretariat keeps what the network is made of: an association in its area, who takes part in a city's program, an institution; and tells
//! those whom it concerns.

use support::{
    TestApp,
    app::*,
    browser::{Browser, Key},
};
use tobiume_common::portal::GetPortal;

use crate::{check_page, sign_in, stories};

stories! { a_new_association_its_institution_and_news_of_it }

fn a_new_association_its_institution_and_news_of_it(app: &TestApp, browser: &Browser) {
    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto("/office/settings");
    browser.see_heading("設定");
    add_association(browser);
    give_the_city_to_it(browser);
    an_area_in_use_stays(browser);
    put_an_institution_into_it(browser);
    announce(browser);
    browser.click("ログアウト");
    browser.see_heading("ログイン");

    sign_in(browser, CREW, PASSWORD);
    browser.see_heading("ポータル");
    browser.see("搬送先の医師会が増えました");
    let mut nurse = app.sign_in(NURSE);
    let portal = nurse.call::<GetPortal>(&(), "", &()).unwrap();
    assert!(portal.announcements.iter().all(|news| news.title != "搬送先の医師会が増えました"));
}

fn add_association(browser: &Browser) {
    browser.see("八女・筑後");
    check_page(browser, "office-settings");
    browser.click("医師会を追加する");
    browser.click("保存する");
    browser.see("医師会の名前を入力してください。");
    browser.fill("医師会の名前", "豊前築上医師会");
    browser.fill("二次保健医療圏", "京築");
    check_page(browser, "office-settings-association");
    browser.chord(&[Key::Control], Key::Enter);
    browser.see("医師会を保存しました。");
    browser.see("豊前築上医師会");
}

/// A code that is none is refused as soon as it is left, and who will see more or less is said before it is saved.
fn give_the_city_to_it(browser: &Browser) {
    browser.click("市町村の事業を追加する");
    browser.fill("市区町村コード", "40000");
    browser.fill("市町村", "豊前市");
    browser.see("市区町村コードが違います。");
    browser.fill("市区町村コード", "402141");
    browser.fill("事業名", "とびうめ@ぶぜん");
    browser.fill("開始日", "R10.4.1");
    browser.see("令和10年4月1日（2028-04-01）");
    browser.tick("豊前築上医師会", true);
    browser.see("施設が行政情報を見られるようになります：豊前築上医師会");
    check_page(browser, "office-settings-program");
    browser.click("保存する");
    browser.see("市町村の事業を保存しました。");
    browser.click("豊前市を直す");
    browser.tick("豊前築上医師会", false);
    browser.see("施設が行政情報を見られなくなります：豊前築上医師会");
    browser.press(Key::Escape);
    // The list is read again meanwhile, and the keyboard is where it was.
    browser.see_focus("豊前市を直す");
}

fn an_area_in_use_stays(browser: &Browser) {
    browser.click("京築を直す");
    browser.click("削除へ進む");
    browser.see("京築を削除しますか");
    browser.click("削除する");
    browser.see("この二次保健医療圏には、京都医師会、豊前築上医師会が入っているため、削除できません。");
    check_page(browser, "office-settings-in-use");
    browser.click("やめる");
}

fn put_an_institution_into_it(browser: &Browser) {
    browser.click("施設");
    browser.see_heading("施設");
    browser.fill("さがす", "ホームケア");
    browser.see("1施設のうち 1〜1番目");
    check_page(browser, "office-institutions");
    browser.click("京築ホームケアクリニック");
    browser.see("京都医師会");
    check_page(browser, "office-institution");
    browser.click("施設の登録を直す");
    browser.fill("郡市区医師会", "豊前築上医師会");
    browser.fill("電話番号", "0930");
    browser.click("保存する");
    browser.see("電話番号は市外局番から入力してください");
    browser.fill("電話番号", "0930-00-0999");
    check_page(browser, "office-institution-edit");
    browser.click("保存する");
    browser.see("施設の登録を保存しました。");
    browser.see("豊前築上医師会");
}

fn announce(browser: &Browser) {
    browser.click("お知らせ");
    browser.see_heading("お知らせ");
    check_page(browser, "office-announcements");
    browser.click("新しいお知らせを書く");
    browser.fill("題名", "搬送先の医師会が増えました");
    browser.fill("本文", "豊前築上医師会の施設が参加しました。");
    browser.tick("救急隊", true);
    check_page(browser, "office-announcement");
    browser.click("保存する");
    browser.see("お知らせを保存しました。");
    browser.see("搬送先の医師会が増えました");
}
