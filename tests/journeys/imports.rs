//! The secretariat loads a master from the page, is told what to do with a file that is none, and looks after what went wrong: mail that was not
//! delivered, and a receipt that was said to be the wrong person's.

use std::fs;

use diesel::prelude::*;
use support::{
    TestApp,
    app::*,
    browser::{Browser, Engine},
    claims::{self, disease_master, receipt_of_twin},
};
use tobiume_backend::{
    db::schema::{applications, masters, outbox},
    demo::fill_applications,
};
use tobiume_common::office::ImportPatients;
use tobiume_formats::Sex;

use crate::{check_page, sign_in, stories};

stories! { a_master_and_wrong_files what_went_wrong }

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

fn what_went_wrong(app: &TestApp, browser: &Browser) {
    fill_applications(&app.app.db, &app.app.clock).unwrap();
    let now = app.app.clock.timestamp();
    app.query(|conn| {
        let waits = applications::table
            .filter(applications::kind.eq("participation"))
            .filter(applications::state.eq("submitted"))
            .select(applications::id);
        let application: i64 = waits.first(conn)?;
        let mail = (
            (
                outbox::application_id.eq(application),
                outbox::notice.eq("received"),
                outbox::state.eq("given_up"),
            ),
            (outbox::attempts.eq(1_i16), outbox::reply.eq(Some(550_i16)), outbox::next_at.eq(now)),
            (outbox::written_at.eq(now), outbox::finished_at.eq(Some(now))),
        );
        diesel::insert_into(outbox::table).values(mail).execute(conn)
    });
    let csv = "氏名,カナ氏名,生年月日,性別,市町村コード,保険者番号,記号,番号,枝番,かかりつけ医療機関コード,同意日\r\n\
        双葉　葵,フタバ アオイ,2015-04-01,女,401005,138016,１２,３４,,4011123454,2026/10/1\r\n";
    assert_eq!(app.sign_in(OFFICE).upload::<ImportPatients>(&(), csv.as_bytes()).json()["added"], 1);
    claims::import(app, &receipt_of_twin("双葉　あおい", Sex::Female, None));
    let request: i64 = app.query(|conn| {
        applications::table
            .filter(applications::kind.eq("patient_match"))
            .select(applications::id)
            .first(conn)
    });

    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto("/office");
    browser.click("申請者に届かなかったメールが1通あります");
    browser.see_heading("届かなかったメール");
    browser.see("受付のお知らせ");
    browser.see("宛先に断られました");
    browser.see("電話で伝えてください");
    check_page(browser, "mails");

    browser.goto(&format!("/office/requests/{request}"));
    browser.click("確認を始める");
    browser.see("登録されている患者さん");
    browser.click("却下する");
    browser.fill("申請者に伝える文", "登録のない方です。");
    browser.click("却下する");
    browser.see("どの患者さんでもないと判断しました");
    browser.click("判断を取り消す");
    browser.see("この判断を取り消しますか");
    check_page(browser, "answer-taken-back");
    browser.click("判断を取り消す");
    browser.see("あらためて照合の依頼が届きます");
    browser.see("患者さんから外したレセプトは0件です");
}
