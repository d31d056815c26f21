//! The pictures of the office's guide (docs/事務局の手引き.md), taken on a walk through the console.
//!
//! The walk is a journey like the others, so that it stays possible. It leaves the pictures in `target/guide`; `make guide` takes them from there.

use std::fs;

use image::{
    DynamicImage,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};
use support::{
    Database, TestApp,
    app::*,
    browser::{Browser, Engine, Screen, on},
    files::has_worker,
};
use tobiume_backend::demo::fill_applications;
use tobiume_common::{
    application::form::UserLine,
    institutions::Profession,
    requests::{AskOffice, AskPasswordReset, AskRequest, AskResetRequest, ChangeForm, RequestForm, ResetForm},
};

use crate::{
    application::{fill_first, fill_rest, send},
    sign_in,
};

/// Higher than a screen no picture is.
const HIGHEST: u32 = 900;

/// Room left around what is shown.
const MARGIN: f64 = 12.0;

/// Takes a picture of the first thing that this selector finds.
fn picture(browser: &Browser, name: &str, selector: &str) {
    // A dialog lies where the screen is; everything else on the whole page.
    let place = browser.eval(&format!(
        "(() => {{ const box = document.querySelector({selector:?}).getBoundingClientRect(); \
         const above = document.querySelector('dialog:modal') ? 0 : scrollY; \
         return [box.left, box.top + above, box.width, box.height]; }})()"
    ));
    let [left, top, width, height]: [f64; 4] = serde_json::from_value(place).unwrap();
    let page = image::open(browser.screenshot(&format!("guide-{name}"))).unwrap();
    let (left, top) = ((left - MARGIN).max(0.0), (top - MARGIN).max(0.0));
    let size = |length: f64| (length + 2.0 * MARGIN).ceil() as u32;
    let part = page.crop_imm(left as u32, top as u32, size(width), size(height).min(HIGHEST));
    let folder = workspace().join("target/guide");
    fs::create_dir_all(&folder).unwrap();
    let file = fs::File::create(folder.join(format!("{name}.png"))).unwrap();
    let png = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive);
    DynamicImage::from(part.to_rgb8()).write_with_encoder(png).unwrap();
}

/// A Monday morning: the queue is full, and who takes part already asks, too.
fn prepare(app: &TestApp) {
    fill_applications(&app.app.db, &app.app.clock).unwrap();
    let nurse = UserLine {
        name: "見本 花子".to_owned(),
        kana: "ミホン ハナコ".to_owned(),
        profession: Some(Profession::Nurse),
        is_administrator: false,
    };
    let form = RequestForm::Change(ChangeForm {
        added: vec![nurse],
        note: "来月から勤務します。".to_owned(),
        ..ChangeForm::default()
    });
    app.sign_in(FAMILY_DOCTOR).call::<AskOffice>(&(), "", &AskRequest { form }).unwrap();
    let form = ResetForm {
        login_id: EMERGENCY_DOCTOR.to_owned(),
        name: "見本 太郎".to_owned(),
        phone: "092-000-0000".to_owned(),
    };
    let homepage = String::new();
    let reset = AskResetRequest { form, homepage };
    app.anonymous().call::<AskPasswordReset>(&(), "", &reset).unwrap();
}

fn walk(app: &TestApp, browser: &Browser) {
    browser.goto("/apply");
    let ticket = fill_first(browser);
    fill_rest(browser);
    send(browser);
    prepare(app);
    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    queue(browser);
    send_back(browser);
    approve(browser);
    set_up(browser);
    requests(browser);
    directory(browser);
    rest(browser);

    // What the office wrote, as the applicant reads it on a phone.
    browser.resize(390, 844);
    browser.goto("/apply/status");
    browser.fill("受付番号", &ticket.0);
    browser.fill("確認コード", &ticket.1);
    browser.click("申請を開く");
    browser.see("回答して再申請する");
    picture(browser, "applicant-390", "main");
}

fn queue(browser: &Browser) {
    browser.click("事務局");
    browser.see_heading("受付一覧");
    browser.see("お待たせ中");
    picture(browser, "queue", "body");
    for name in ["【見本】あおば内科1号", "【見本】かえで眼科1号"] {
        browser.tick(&format!("まとめて始める申請に選ぶ：{name}"), true);
    }
    picture(browser, "together", ".queue-list");
    browser.click("選んだ2件の確認を始める");
    browser.see("2件の確認を始めました。");
    browser.click("【見本】すずらん皮膚科1号");
    browser.see("一覧にありません。");
    picture(browser, "application", "body");
}

fn send_back(browser: &Browser) {
    browser.goto("/office");
    browser.fill("探す", "見本内科");
    browser.click("申請済");
    browser.click("確認を始める");
    browser.click("差し戻す");
    browser.see("この申請を差し戻しますか");
    browser.fill("理由", "機器・回線の確認");
    browser.see_value("申請者に伝える文", "使う機器の台数と回線について、もう少し詳しくお書きください。");
    picture(browser, "send-back", "dialog:modal");
    browser.click("差し戻す");
    browser.see("申請者の回答を待っています。");
}

fn approve(browser: &Browser) {
    browser.goto("/office");
    browser.see_heading("受付一覧");
    browser.click("【見本】こもれび小児科1号");
    browser.click("確認を始める");
    browser.click("承認する");
    browser.see("003@");
    picture(browser, "approve", "dialog:modal");
    browser.click("承認する");
    browser.see("閉じると、もう開けません。");
    picture(browser, "letters", "dialog:modal");
    browser.click("閉じる");
    browser.see("できた利用者");
    picture(browser, "letters-again", "section.made");
}

/// Goes on with what was approved.
fn set_up(browser: &Browser) {
    let next_year = chrono::Datelike::year(&chrono::Utc::now()) + 1;
    for (label, value) in [
        ("日にち1", format!("{next_year}-01-20")),
        ("始まり1", "13:00".to_owned()),
        ("終わり1", "15:00".to_owned()),
    ] {
        browser.fill(label, &value);
    }
    browser.fill("申請者への連絡", "設定会社の者が伺います。");
    picture(browser, "times", "section[aria-labelledby=times-title]");
    browser.click("日程を提示する");
    browser.see("日程を出し直す");
    browser.fill_beside("1台目", "名前", "受付のパソコン");
    browser.fill_beside("1台目", "結果", "完了");
    picture(browser, "devices", "section[aria-labelledby=devices-title]");
    browser.click("機器の結果を保存する");
    browser.see("結果のない機器が2台あります。");
}

fn requests(browser: &Browser) {
    browser.goto("/office");
    browser.see_heading("受付一覧");
    browser.click("梅の木医院");
    browser.see("来月から勤務します。");
    browser.click("確認を始める");
    browser.see("承認する");
    picture(browser, "change", "article.application");
    browser.goto("/office");
    browser.click("県央救急病院");
    browser.see("入力された氏名と違います。");
    browser.click("確認を始める");
    browser.see("承認する");
    picture(browser, "reset", "article.application");
}

fn directory(browser: &Browser) {
    browser.goto("/office/users");
    browser.see_heading("利用者");
    browser.see("人目");
    picture(browser, "users", "main");
    browser.fill("さがす", FAMILY_DOCTOR);
    browser.see("1人のうち 1〜1人目");
    browser.click("松田 隆");
    browser.see("最近のログイン");
    picture(browser, "user", "main");
    browser.click("利用を終了する");
    browser.see("元に戻せません。");
    picture(browser, "remove", "dialog:modal");
    browser.click("やめる");
    browser.goto("/office/institutions");
    browser.see_heading("施設");
    browser.fill("さがす", "梅の木");
    browser.click("梅の木医院");
    browser.click("退会したときのことを調べる");
    browser.see("退会へ進む");
    picture(browser, "leaving", "main");
}

fn rest(browser: &Browser) {
    browser.goto("/office/announcements");
    browser.click("新しいお知らせを書く");
    browser.fill("題名", "年末年始の事務局のお休み");
    browser.fill("本文", "12月29日から1月3日まで、事務局はお休みします。");
    picture(browser, "announcement", "dialog:modal");
    browser.click("やめる");
    browser.goto("/office/numbers");
    browser.see("所属なし");
    picture(browser, "numbers", "main");
    browser.goto("/office/settings");
    browser.see("参加している医師会");
    picture(browser, "settings", "section[aria-label='市町村の事業']");
}

#[test]
fn pictures_of_the_guide() {
    let app = TestApp::start(Database::Sqlite).unwrap();
    if has_worker("pictures_of_the_guide", &app) {
        on(Engine::Chromium, Screen::Desktop, &app.base, |browser| walk(&app, browser));
    }
}
