//! The secretariat with its users, and what they notice of it.

use diesel::prelude::*;
use support::{TestApp, app::*, browser::Browser, files::has_worker};
use tobiume_backend::db::schema::users;
use tobiume_common::{
    accounts::{AccountStep, GetUser, StepRequest, StepUser, UserPath},
    ids::UserId,
};

use crate::{
    check_page, first_password,
    letters::{credentials, keep_files, kept_text},
    sign_in, stories,
};

stories! { ended_while_signed_in stopped_and_ended from_the_letter_to_the_portal }

/// The office, at another screen, ends an account.
fn end(app: &TestApp, login_id: &str) {
    let user = UserId(app.query(|conn| users::table.filter(users::login_id.eq(login_id)).select(users::id).first(conn)));
    let (mut office, path) = (app.sign_in(OFFICE), UserPath { user });
    let version = office.call::<GetUser>(&path, "", &()).unwrap().version;
    let step = AccountStep::Remove;
    office.call::<StepUser>(&path, "", &StepRequest { version, step }).unwrap();
}

fn ended_while_signed_in(app: &TestApp, browser: &Browser) {
    sign_in(browser, NURSE, PASSWORD);
    browser.see_heading("ポータル");
    end(app, NURSE);
    browser.click_beside("患者検索・患者基本情報", "救急医療支援");
    browser.see_heading("ログイン");
    browser.see("このログインIDの利用は終了しました。");
    check_page(browser, "ended-by-office");
    // Loading the page again says the same, until somebody signs in.
    browser.reload();
    browser.see_heading("ログイン");
    browser.fill("ログインID", NURSE);
    browser.fill("パスワード", PASSWORD);
    browser.click("ログイン");
    browser.see("ログインIDまたはパスワードが違います");
}

/// From the list to the page of a user, as one is told the name on the telephone.
fn open_user(browser: &Browser, typed: &str, name: &str) {
    browser.goto("/office/users");
    browser.see_heading("利用者");
    browser.fill("さがす", typed);
    browser.see("1人のうち 1〜1人目");
    browser.click(name);
    browser.see("最近のログイン");
}

fn stopped_and_ended(app: &TestApp, browser: &Browser) {
    let mut nurse = app.sign_in(NURSE);
    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto("/office/users");
    browser.see_heading("利用者");
    browser.see("人目");
    check_page(browser, "office-users");
    browser.fill("さがす", "いないひと");
    browser.see("当てはまる利用者はいません");
    check_page(browser, "office-users-none");
    let name: String = app.query(|conn| users::table.filter(users::login_id.eq(NURSE)).select(users::name).first(conn));
    open_user(browser, "001@kango", &name);
    check_page(browser, "office-user");

    browser.click("利用を停止する");
    browser.see("停止はいつでも解除できます。");
    check_page(browser, "office-user-stop");
    browser.click_beside("停止はいつでも解除できます。", "利用を停止する");
    browser.see("利用を停止しました。");
    browser.see("終わったもの");
    browser.see("利用停止を解除する");
    assert!(
        nurse
            .search("ヤマザキ")
            .is_err_and(|refusal| refusal.message.contains("利用を停止"))
    );
    browser.click("利用停止を解除する");
    browser.click_beside("これまでのパスワードで、また", "利用停止を解除する");
    browser.see("利用停止を解除しました。");

    // A correction, and what is missing in it.
    browser.click("氏名・職種を直す");
    browser.fill("カナ氏名", "");
    browser.click("保存する");
    browser.see("カナ氏名を入力してください。");
    browser.fill("カナ氏名", "アタラシイ カナ");
    browser.click("保存する");
    browser.see("登録内容を保存しました。");
    browser.see("アタラシイ カナ");

    browser.click("利用を終了する");
    browser.see("元に戻せません。");
    check_page(browser, "office-user-remove");
    browser.click_beside("元に戻せません。", "利用を終了する");
    browser.see("利用を終了しました。");
    browser.see_not("新しい初期パスワードを発行する");
    check_page(browser, "office-user-removed");
    // The list is as it was left.
    browser.click("利用者の一覧へ戻る");
    browser.see("当てはまる利用者はいません");
}

fn from_the_letter_to_the_portal(app: &TestApp, browser: &Browser) {
    const TEST: &str = "from_the_letter_to_the_portal";
    if !has_worker(TEST, app) {
        return;
    }
    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    let name: String = app.query(|conn| {
        users::table
            .filter(users::login_id.eq(FAMILY_DOCTOR))
            .select(users::name)
            .first(conn)
    });
    open_user(browser, FAMILY_DOCTOR, &name);
    browser.click("新しい初期パスワードを発行する");
    browser.see("最初のログインで本人が変えます。");
    check_page(browser, "office-user-letter");
    keep_files(browser);
    browser.click("発行する");
    browser.see("参加承認書（1枚）ができました。");
    check_page(browser, "office-user-letter-made");
    let text = kept_text(TEST, browser);
    browser.click("閉じる");
    browser.see("初期パスワード");
    browser.click("ログアウト");
    let Some(text) = text else { return };
    let (login_id, password) = credentials(&text);
    assert_eq!(login_id, FAMILY_DOCTOR);
    first_password(browser, login_id, password);
}
