//! 参加申請 as a clinic's clerk fills it in, without an account.

use std::time::Duration;

use diesel::prelude::*;
use support::{
    TestApp,
    app::{OFFICE, PASSWORD},
    browser::{Browser, Key},
    client::Client,
    files::{has_worker, pdf, photo},
    line::Line,
};
use tobiume_backend::db::schema::{applications, postal_codes};
use tobiume_common::{
    application::{ApplicationDetail, ApplicationPath, GetApplication, State, Step, StepApplication, StepRequest},
    check_digit::with_modulus10,
    ids::ApplicationId,
};

use crate::{check_page, sign_in, stories, stories_on};

stories! { filled_in_to_the_end }
stories_on! { Phone: with_files gone_on_with_by_number_and_code line_lost_in_the_middle sent_back_and_answered }

/// A list as Excel copies it: columns in another order, half-width kana, a merged cell, an emoji, a profession that is not in the list.
const LIST: &str = "職種\t氏名\tフリガナ\t管理者\n看護師\t見本 花子\tﾐﾎﾝ ﾊﾅｺ\t\n\t見本 次郎\tみほん じろう\t\n医師\t見本😀\tミホン\t\n歯科衛生士\t見本 三郎\tミホン サブロウ\t\n";

fn code() -> String {
    format!("401{}", with_modulus10("077777").unwrap())
}

/// Of how many applications the server knows, and the newest one's id.
fn known(app: &TestApp) -> (i64, i64) {
    app.query(|conn| {
        let count = applications::table.count().get_result(conn)?;
        let newest: Option<i64> = applications::table.select(diesel::dsl::max(applications::id)).first(conn)?;
        Ok((count, newest.unwrap_or_default()))
    })
}

fn detail(office: &mut Client, id: i64) -> ApplicationDetail {
    let path = ApplicationPath {
        application: ApplicationId(id),
    };
    office.call::<GetApplication>(&path, "", &()).unwrap()
}

fn add_postal_code(app: &TestApp) {
    app.query(|conn| {
        diesel::insert_into(postal_codes::table)
            .values((
                postal_codes::code.eq("8030813"),
                postal_codes::place.eq(0),
                postal_codes::city_code.eq("40106"),
                postal_codes::address.eq("福岡県北九州市小倉北区城内"),
            ))
            .execute(conn)
    });
}

fn fill_institution(browser: &Browser) {
    browser.fill("施設の種別", "診療所");
    browser.fill("施設名", "見本内科");
    browser.fill("施設名のカナ", "ﾐﾎﾝﾅｲｶ");
    browser.fill("医療機関コード", &code());
    browser.fill("郵便番号", "8030813");
    browser.fill("住所", "福岡県北九州市小倉北区城内1-1");
    browser.fill("電話番号", "093-000-0000");
}

/// The first step, with number and code noted.
fn begin(browser: &Browser) -> (String, String) {
    browser.goto("/apply");
    fill_first(browser)
}

/// The same where the form is open already.
pub fn fill_first(browser: &Browser) -> (String, String) {
    browser.see_heading("施設（1 / 5）");
    fill_institution(browser);
    browser.click("次へ");
    browser.see("受付番号と確認コードを控えてください");
    let text = |id: &str| {
        let value = browser.eval(&format!("document.getElementById('{id}').textContent"));
        value.as_str().unwrap_or_default().to_owned()
    };
    let ticket = (text("receipt"), text("code"));
    browser.tick("控えました（この表示を閉じます）", true);
    browser.see_not("確認コードを控えてください");
    ticket
}

/// All further steps, to the last page.
pub fn fill_rest(browser: &Browser) {
    browser.see_heading("利用するシステム・機器（2 / 5）");
    browser.tick("救急医療支援", true);
    browser.fill("Windowsの台数", "2");
    browser.fill("回線", "院内LAN");
    browser.click("次へ");
    browser.see_heading("利用者（3 / 5）");
    browser.fill("氏名", "見本 太郎");
    browser.fill("カナ", "みほん たろう");
    browser.fill("職種", "医師");
    browser.click("次へ");
    browser.see_heading("設定の希望日・連絡事項（4 / 5）");
    browser.fill("連絡事項（あれば）", "午後に電話をください。");
    browser.click("次へ");
    browser.see_heading("確認（5 / 5）");
}

/// Agrees and sends it.
pub fn send(browser: &Browser) {
    browser.tick("利用規約を読み、施設として同意します", true);
    browser.click("申請する");
    browser.see("事務局に届きました。");
}

fn filled_in_to_the_end(app: &TestApp, browser: &Browser) {
    add_postal_code(app);
    let (before, _) = known(app);
    browser.goto("/apply");
    browser.see_heading("施設（1 / 5）");
    check_page(browser, "apply-1");
    // Nothing yet: the first wrong field is led to.
    browser.click("次へ");
    browser.see("入力内容をご確認ください。");
    browser.see_focus("施設名");
    check_page(browser, "apply-1-wrong");
    browser.fill("施設の種別", "診療所");
    browser.fill("施設名", "見本内科");
    browser.fill("施設名のカナ", "ﾐﾎﾝﾅｲｶ");
    // One digit wrong: said at once.
    let right = code();
    let last = if right.ends_with('1') { "2" } else { "1" };
    browser.fill("医療機関コード", &format!("{}{last}", &right[..9]));
    browser.see("コードに入力の誤りがあります。");
    browser.fill("医療機関コード", &right);
    browser.see_not("コードに入力の誤りがあります。");
    browser.see_value("施設名のカナ", "ミホンナイカ");
    browser.fill("郵便番号", "803-0813");
    browser.see_value("住所", "福岡県北九州市小倉北区城内");
    browser.fill("住所", "福岡県北九州市小倉北区城内1-1");
    browser.fill("電話番号", "093-000-0000");
    browser.click("次へ");
    browser.see("受付番号と確認コードを控えてください");
    browser.see_heading("利用するシステム・機器（2 / 5）");
    check_page(browser, "apply-ticket");
    browser.tick("控えました（この表示を閉じます）", true);
    browser.tick("救急医療支援", true);
    browser.fill("Windowsの台数", "2");
    browser.fill("回線", "院内LAN");
    check_page(browser, "apply-2");
    browser.click("次へ");
    paste_users(browser);
    browser.back();
    browser.see_heading("利用するシステム・機器（2 / 5）");
    assert_eq!(browser.value("Windowsの台数"), "2");
    browser.click("次へ");
    browser.click("次へ");
    browser.see_heading("設定の希望日・連絡事項（4 / 5）");
    check_page(browser, "apply-4");
    browser.click("次へ");
    browser.see_heading("確認（5 / 5）");
    browser.see("見本 花子");
    browser.tick("利用規約を読み、施設として同意します", true);
    check_page(browser, "apply-5");
    // A double click is one application.
    browser.eval("(() => { const button = [...document.querySelectorAll('button')].find(it => it.textContent === '申請する'); button.click(); button.click(); return 1; })()");
    browser.see_heading("申請の状況");
    browser.see("事務局に届きました。");
    check_page(browser, "apply-status");
    let (after, id) = known(app);
    assert_eq!(after, before + 1);
    let detail = detail(&mut app.sign_in(OFFICE), id);
    assert_eq!((detail.state, detail.history.len()), (State::Submitted, 1));
    browser.click("申請を取り下げる");
    browser.see("申請を取り下げますか");
    check_page(browser, "apply-retract");
    browser.click("取り下げる");
    browser.see("この申請は取り下げられました。");
}

fn with_files(app: &TestApp, browser: &Browser) {
    if !has_worker("with_files", app) {
        return;
    }
    // Looking into a photo takes its time where many tests run at once.
    browser.set_patience(Duration::from_secs(60));
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let (picture, paper) = (
        file("外観.jpg", &photo(800, 600, "x")),
        file("開設許可証の写し.pdf", &pdf("", 300_000)),
    );
    let huge = folder.path().join("動画.pdf");
    std::fs::File::create(&huge).unwrap().set_len(200 * 1024 * 1024).unwrap();

    let (receipt, _) = begin(browser);
    fill_rest(browser);
    browser.see("添付ファイル（あれば）");
    // What is too large is refused before a byte of it is sent.
    browser.attach("ファイルを選ぶ", &huge);
    browser.see("20MBまでのファイルを選んでください。");
    check_page(browser, "apply-files-large");
    browser.click("動画.pdfを取り消す");
    browser.attach_all("ファイルを選ぶ", &[&picture, &paper]);
    browser.see("添付したファイル（2個）");
    check_page(browser, "apply-files");
    browser.click("外観.jpgを削除");
    browser.see("添付したファイル（1個）");
    browser.attach("ファイルを選ぶ", &picture);
    browser.see("添付したファイル（2個）");
    let terms = browser.eval("document.querySelector('a[href=\"/terms\"]').target");
    assert_eq!(terms.as_str(), Some("_blank"));
    browser.tick("利用規約を読み、施設として同意します", true);
    browser.click("申請する");
    browser.see("事務局に届きました。");
    browser.see("開設許可証の写し.pdf");
    check_page(browser, "apply-files-status");

    let (_, id) = known(app);
    let sent = detail(&mut app.sign_in(OFFICE), id);
    assert_eq!((sent.receipt, sent.files.len()), (receipt, 2));
    browser.goto("/terms");
    browser.see("これはひな型です。");
    check_page(browser, "terms");
    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/office/applications/{id}"));
    browser.see("添付ファイル");
    browser.see("外観.jpg");
    check_page(browser, "office-files");
    let opened = "(async () => { const link = [...document.querySelectorAll('#part-files ~ ul a')].find(it => it.textContent === '開設許可証の写し.pdf'); \
                  const answer = await fetch(link.href); return `${link.target} ${answer.status} ${answer.headers.get('content-type')}`; })()";
    assert_eq!(browser.eval(opened).as_str(), Some("_blank 200 application/pdf"));
}

fn paste_users(browser: &Browser) {
    browser.see_heading("利用者（3 / 5）");
    browser.fill("氏名", "見本 太郎");
    browser.fill("カナ", "みほん たろう");
    browser.fill("職種", "医師");
    check_page(browser, "apply-3");
    browser.click("Excel・CSVの表から入れる");
    let list = serde_json::to_string(LIST).unwrap();
    browser.eval(&format!(
        "(() => {{ const area = document.getElementById('paste-text'); area.value = {list}; area.dispatchEvent(new InputEvent('input', {{ bubbles: true }})); return 1; }})()"
    ));
    browser.see("3人分を読み取りました。");
    browser.see("4行目：絵文字や外字など");
    browser.see("職種「歯科衛生士」は一覧にありません。");
    check_page(browser, "apply-paste");
    browser.click("3人を取り込む");
    browser.see("4人");
    // Who has no profession yet is led to.
    browser.click("次へ");
    browser.see("職種を選んでください。");
    check_page(browser, "apply-3-wrong");
    for at in [2, 3] {
        browser.eval(&format!(
            "(() => {{ const list = document.getElementById('users.{at}.profession'); list.selectedIndex = 4; list.dispatchEvent(new Event('change', {{ bubbles: true }})); return 1; }})()"
        ));
    }
    browser.see_not("職種を選んでください。");
    browser.click("次へ");
    browser.see_heading("設定の希望日・連絡事項（4 / 5）");
    browser.back();
    browser.see_heading("利用者（3 / 5）");
}

fn gone_on_with_by_number_and_code(_: &TestApp, browser: &Browser) {
    let (receipt, code) = begin(browser);
    browser.see("保存しました");
    // Another day, another device: nothing of it is in the browser.
    browser.goto("/apply?step=4");
    browser.see_heading("施設（1 / 5）");
    assert_eq!(browser.value("施設名"), "");
    browser.click("書きかけの申請を続ける");
    browser.fill("受付番号", &receipt);
    browser.fill("確認コード", "abcd-efgh-jkmn");
    browser.click("申請を開く");
    browser.see("受付番号か確認コードが違います。");
    check_page(browser, "apply-find");
    browser.fill("確認コード", &code.to_uppercase());
    browser.click("申請を開く");
    browser.see("まだ送っていません。");
    check_page(browser, "apply-draft");
    browser.click("申請を続ける");
    browser.see_heading("施設（1 / 5）");
    assert_eq!(browser.value("施設名"), "見本内科");
    browser.click("次へ");
    fill_rest(browser);
    send(browser);
}

fn line_lost_in_the_middle(app: &TestApp, browser: &Browser) {
    let line = Line::to(&app.base);
    browser.set_base(&line.base);
    begin(browser);
    browser.see_heading("利用するシステム・機器（2 / 5）");
    browser.see("保存しました");
    line.break_after(0);
    browser.tick("救急医療支援", true);
    browser.fill("Windowsの台数", "3");
    browser.see("保存できていません。");
    check_page(browser, "apply-offline");
    // One goes on without the line.
    browser.click("次へ");
    browser.see_heading("利用者（3 / 5）");
    browser.fill("氏名", "見本 太郎");
    line.mend();
    browser.see("保存しました");
    let (_, id) = known(app);
    let kept: String = app.query(|conn| applications::table.find(id).select(applications::form).first(conn));
    assert!(kept.contains("見本 太郎") && kept.contains("\"count\":3"), "{kept}");
    browser.forget_complaints();
}

fn sent_back_and_answered(app: &TestApp, browser: &Browser) {
    begin(browser);
    fill_rest(browser);
    send(browser);
    let (_, id) = known(app);
    let mut office = app.sign_in(OFFICE);
    let path = ApplicationPath {
        application: ApplicationId(id),
    };
    for (step, reason) in [(Step::TakeUp, ""), (Step::SendBack, "電話番号をご確認ください。")] {
        let version = detail(&mut office, id).version;
        let reason = reason.to_owned();
        office
            .call::<StepApplication>(&path, "", &StepRequest { version, step, reason })
            .unwrap();
    }
    browser.click("最新の状況を見る");
    browser.see("電話番号をご確認ください。");
    check_page(browser, "apply-sent-back");
    browser.click("回答して再申請する");
    browser.see_heading("施設（1 / 5）");
    browser.see("電話番号をご確認ください。");
    browser.fill("電話番号", "093-000-0001");
    browser.press(Key::Tab);
    for _ in 0..4 {
        browser.click("次へ");
    }
    browser.see_heading("確認（5 / 5）");
    browser.fill("事務局への回答", "番号を直しました。");
    check_page(browser, "apply-answer");
    browser.click("申請する");
    browser.see("事務局に届きました。");
    let detail = detail(&mut office, id);
    assert_eq!(detail.state, State::Submitted);
    assert_eq!(
        detail.history.last().map(|line| line.note.clone()),
        Some("番号を直しました。".to_owned())
    );
}
