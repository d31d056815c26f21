//! What is asked of the office from inside the portal and from the sign-in page.

use support::{TestApp, app::*, browser::Browser};

use crate::{check_page, sign_in, stories};

stories! { a_change_of_users a_forgotten_password }

/// The office opens the one line of its queue that says this, and takes it up.
fn take_up(browser: &Browser, line: &str, kind: &str, picture: &str) {
    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    browser.click("事務局");
    browser.see_heading("受付一覧");
    browser.see(&format!("{kind} A-"));
    browser.click(line);
    browser.click("確認を始める");
    browser.see("承認する");
    check_page(browser, picture);
}

fn a_change_of_users(app: &TestApp, browser: &Browser) {
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.click("施設の申請（利用者・機器の変更、退会）");
    browser.see_heading("施設の申請");
    check_page(browser, "institution");
    browser.click("変更を申請する");
    browser.see("追加する利用者");
    // Nothing is asked for yet.
    browser.click("申請する");
    browser.see("変更したいことを1つ以上入力してください。");
    check_page(browser, "institution-nothing");
    browser.click("利用者を追加");
    browser.fill("氏名", "見本 花子");
    browser.fill("カナ氏名", "みほん はなこ");
    browser.fill("職種", "看護師");
    browser.tick("古賀 由美", true);
    check_page(browser, "institution-change");
    browser.click("申請する");
    browser.see("事務局の確認をお待ちください。");
    check_page(browser, "institution-asked");
    browser.click("ログアウト");

    take_up(browser, "梅の木医院", "変更", "office-change");
    browser.see("見本 花子（ミホン ハナコ、看護師）");
    browser.click("承認する");
    browser.see("この変更を承認しますか");
    browser.see("古賀 由美さん（002@4011123454.fukuoka）はログアウトされ、もうログインできません。");
    check_page(browser, "office-change-approve");
    browser.click("承認する");
    browser.see("参加承認書を発行する");
    check_page(browser, "office-change-approved");
    browser.click("参加承認書を発行する");
    browser.see_heading("利用者");
    browser.see("新しい初期パスワードを発行する");
    assert!(
        app.anonymous().sign_in(CLINIC_CLERK, PASSWORD).is_err(),
        "who was taken away signs in no more"
    );
    browser.click("ログアウト");

    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto("/institution");
    browser.see("承認されました。");
    browser.see_not("古賀 由美（事務）");
    check_page(browser, "institution-done");
}

fn a_forgotten_password(_: &TestApp, browser: &Browser) {
    browser.goto("/");
    browser.click("パスワードの再発行を依頼する");
    browser.see_heading("パスワードの再発行");
    check_page(browser, "reset");
    browser.click("再発行を依頼する");
    browser.see("参加承認書にあるログインIDを入力してください。");
    check_page(browser, "reset-empty");
    browser.fill("ログインID", FAMILY_DOCTOR);
    browser.fill("氏名", "見本 太郎");
    browser.fill("折り返し先の電話番号", "093-000-0000");
    browser.click("再発行を依頼する");
    browser.see("受け付けました。");
    check_page(browser, "reset-sent");

    take_up(browser, "梅の木医院", "パスワード再発行", "office-reset");
    // The clerk is told whom to ask for on the telephone.
    browser.see("このログインIDの利用者は「松田 隆」さんです。");
    browser.click("承認する");
    browser.see("いまのパスワードは使えなくなり");
    check_page(browser, "office-reset-approve");
}
