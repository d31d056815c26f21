//! The secretariat on a Monday morning: forty applications wait.

use support::{
    TestApp,
    app::*,
    browser::{Browser, Engine, Key, Screen},
    files::has_worker,
};
use tobiume_backend::demo::fill_applications;

use crate::{
    check_page,
    letters::{keep_files, kept_text},
    sign_in, stories, stories_on,
};

stories! { from_the_list_to_the_decision found_on_the_telephone }
stories_on! { Desktop: by_the_keyboard_alone }

/// Opens the queue with the sample applications in it.
fn open_queue(app: &TestApp, browser: &Browser) {
    fill_applications(&app.app.db, &app.app.clock).unwrap();
    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto("/office");
    browser.see_heading("受付一覧");
    browser.see("お待たせ中");
}

fn from_the_list_to_the_decision(app: &TestApp, browser: &Browser) {
    const TEST: &str = "from_the_list_to_the_decision";
    open_queue(app, browser);
    check_page(browser, "office-queue");
    browser.click("【見本】あおば内科1号");
    browser.see("確認を始める");
    browser.see("ミホン ハナコ");
    browser.see("見本のデータです。設定は午後にお願いします。");
    check_page(browser, "office-application");
    browser.click("確認を始める");
    browser.see("差し戻す");
    browser.see("担当 井手 裕子");

    // Nothing is sent without a reason, and a reason from the list can be finished in one's own words.
    browser.click("差し戻す");
    browser.see("この申請を差し戻しますか");
    browser.click("差し戻す");
    browser.see("理由を選ぶか、文を入力してください。");
    check_page(browser, "office-send-back");
    browser.fill("理由", "添付書類の不足");
    browser.see_value("申請者に伝える文", "添付の書類が足りません。書類を添えて送り直してください。");
    browser.click("差し戻す");
    browser.see("申請者の回答を待っています。");
    browser.see("添付の書類が足りません。");
    check_page(browser, "office-sent-back");

    // Another one is approved.
    if !has_worker(TEST, app) {
        return;
    }
    if browser.screen() == Screen::Phone {
        browser.click("受付一覧へ戻る");
    }
    browser.click("【見本】こもれび小児科1号");
    browser.click("確認を始める");
    browser.click("承認する");
    browser.see("この申請を承認しますか");
    browser.see("003@");
    check_page(browser, "office-approve");
    keep_files(browser);
    browser.click("承認する");
    browser.see("承認しました");
    browser.see("閉じると、もう開けません。");
    check_page(browser, "office-letters");
    if let Some(text) = kept_text(TEST, browser) {
        for name in ["参加承認書", "見本 一郎", "見本 花子", "見本 次郎", "003@"] {
            assert!(text.contains(name), "{name} in {text}");
        }
    }
    browser.click("閉じる");
    browser.see("できた利用者");
    check_page(browser, "office-approved");
    browser.click("見本 花子さんの参加承認書を再発行");
    browser.see("今のパスワードは使えなくなり");
    browser.click("再発行する");
    browser.see("参加承認書（1枚）ができました。");
    if let Some(again) = kept_text(TEST, browser) {
        assert!(again.contains("見本 花子") && !again.contains("見本 一郎"), "{again}");
    }
}

fn found_on_the_telephone(app: &TestApp, browser: &Browser) {
    open_queue(app, browser);
    browser.fill("探す", "かえで眼科2号");
    browser.see_not("あおば内科1号");
    browser.see("【見本】かえで眼科2号");
    browser.fill("探す", "0930000002");
    browser.see("【見本】みなと整形外科1号");
    browser.fill("探す", "そのような施設はない");
    browser.see("見つかりません。");
    check_page(browser, "office-nothing-found");
    browser.fill("探す", "");
    browser.see("【見本】あおば内科1号");
    browser.click("差戻し");
    browser.see_not("確認中 A-");
    browser.click("取下げ");
    browser.see("担当なし");
    check_page(browser, "office-retracted");
}

/// Without the mouse from the first line to the decision, and not a letter of what is typed is taken for a command.
fn by_the_keyboard_alone(app: &TestApp, browser: &Browser) {
    open_queue(app, browser);
    match browser.engine() {
        Engine::Chromium => browser.chord(&[], '?'),
        // Its driver presses no Shift.
        Engine::WebKit => browser.click("キー操作の一覧"),
    }
    browser.see("次の申請へ");
    check_page(browser, "office-keys");
    browser.press(Key::Escape);
    browser.see_not("次の申請へ");
    browser.chord(&[], 'j');
    browser.chord(&[], 'j');
    browser.chord(&[], 'k');
    browser.chord(&[], 'x');
    browser.chord(&[], 'j');
    browser.chord(&[], 'x');
    browser.see("選んだ2件の確認を始める");
    check_page(browser, "office-chosen");
    browser.chord(&[], 't');
    browser.see("2件の確認を始めました。");
    browser.chord(&[], 'k');
    browser.press(Key::Enter);
    browser.see("差し戻す");
    browser.chord(&[], 'r');
    browser.see("この申請を差し戻しますか");
    browser.tab_to("申請者に伝える文");
    browser.type_text("art jk? のことをお知らせください。");
    browser.see_value("申請者に伝える文", "art jk? のことをお知らせください。");
    browser.press(Key::Escape);
    browser.see_not("この申請を差し戻しますか");
    // From one to the next, with what is opened following.
    browser.see_path("/office/applications/1");
    browser.chord(&[], 'j');
    browser.see_path("/office/applications/2");
    browser.chord(&[], 'j');
    browser.see_path("/office/applications/3");
    browser.see("確認を始める");
    browser.chord(&[], '/');
    browser.see_focus("探す");
    browser.chord(&[], 't');
    browser.see("確認を始める");
}
