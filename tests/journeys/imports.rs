//! The secretariat loads a master from the page, and is told what to do with a file that is none.

use std::fs;

use diesel::prelude::*;
use support::{
    TestApp,
    app::*,
    browser::{Browser, Engine},
    claims::disease_master,
};
use tobiume_backend::db::schema::masters;

use crate::{check_page, sign_in, stories};

stories! { a_master_and_wrong_files }

fn a_master_and_wrong_files(app: &TestApp, browser: &Browser) {
    let device = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = device.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let sound = disease_master(&[("高血圧症", "コウケツアツショウ"), ("急性胃炎", "キュウセイイエン")]);
    let entries = || app.query(|conn| masters::table.count().get_result::<i64>(conn));

    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto("/office");
    browser.see_heading("受付一覧");
    browser.click("取り込み");
    browser.see_heading("取り込み");
    browser.see("記録はまだありません。");
    check_page(browser, "imports-empty");

    // A file that is no master is refused before anything begins.
    browser.attach("マスターのファイルを選ぶ", &file("名簿.csv", "氏名,住所\r\n".as_bytes()));
    browser.see("名簿.csv");
    browser.click("取り込む");
    browser.see("マスターでも、郵便番号のファイルでもありません");
    browser.see("受け取ったままのファイル");
    assert_eq!(entries(), 0);
    check_page(browser, "imports-wrong");

    // A damaged one says which line.
    let mut damaged = sound.clone();
    damaged.extend_from_slice(b"\"0\",\"B\"\r\n");
    browser.attach("マスターのファイルを選ぶ", &file("b_damaged.txt", &damaged));
    browser.click("取り込む");
    browser.see("取り込みませんでした（問題 1 件）");
    browser.see("3行目");
    assert_eq!(entries(), 0);

    browser.attach("マスターのファイルを選ぶ", &file("b_20260601.txt", &sound));
    browser.see("b_20260601.txt");
    browser.click("取り込む");
    browser.see("傷病名マスター：完了");
    browser.see("傷病名 2 件（追加 2、更新 0、変更なし 0）");
    assert_eq!(entries(), 2);
    browser.see("井手 裕子");
    browser.click("問題を見る（1件）");
    browser.see("取り込めなかった理由");
    check_page(browser, "imports-problems");
    browser.click("閉じる");
    check_page(browser, "imports-done");
    if browser.engine() == Engine::Chromium {
        browser.dark(true);
        browser.screenshot("imports-done-dark");
    }
}
