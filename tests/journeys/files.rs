//! Attaching files, reading them, and what a lost line does to them.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use support::{
    TestApp,
    app::*,
    browser::{Browser, Engine, Key, Screen},
    files::{LATITUDE, file_path, has_worker, pdf, photo, png},
    line::Line,
};
use tobiume_common::{
    endpoint::CHUNK_MAX,
    files::{FileInfo, FileList, GetFile, ListFiles},
    patients::PrintPatient,
};

use crate::{check_page, sign_in, stories};

stories! { several_at_once opened cut_in_the_middle dropped_and_left read_by_others printed_by_the_server }

const TOKIKO: &str = "ヤマザキ トキコ";

/// Files on the device of who attaches them.
struct Device(tempfile::TempDir);

impl Device {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

fn paths(files: &[PathBuf]) -> Vec<&Path> {
    files.iter().map(PathBuf::as_path).collect()
}

/// Looking into a photo takes its time where many tests run at once.
fn be_patient(browser: &Browser) {
    browser.set_patience(Duration::from_secs(60));
}

fn files_of(app: &TestApp, patient: i64) -> Vec<FileInfo> {
    let path = support::client::patient_path(patient);
    let FileList { files } = app.sign_in(FAMILY_DOCTOR).call::<ListFiles>(&path, "", &()).unwrap();
    files
}

fn text_of(browser: &Browser, id: &str) -> String {
    let value = browser.eval(&format!("document.querySelector('{id}').value"));
    value.as_str().unwrap_or_default().to_owned()
}

fn several_at_once(app: &TestApp, browser: &Browser) {
    if !has_worker("several_at_once", app) {
        return;
    }
    be_patient(browser);
    let device = Device::new();
    let patient = app.patient(TOKIKO);
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}"));
    browser.see("添付されたファイルはありません。");
    browser.click("ファイルを添付する");
    browser.see_heading("添付ファイル");
    browser.see("山﨑 時子");
    browser.see("添付されたファイルはまだありません。");
    check_page(browser, "files-empty");

    let chosen = [
        device.file("胸部XP.jpg", &photo(1200, 900, "mark")),
        device.file("退院サマリ 2026-10.pdf", &pdf("", 300_000)),
        device.file("メモ.jpg", b"<!DOCTYPE html><script>alert(1)</script>"),
        device.file("空.pdf", b""),
    ];
    browser.attach_all("ファイルを選ぶ", &paths(&chosen));
    // What cannot be taken says so at the file; the others go on.
    browser.see("この種類のファイルは添付できません。");
    browser.see("ファイルの中身が空です。");
    browser.see("4個のうち2個を送りました。送れなかったファイルがあります。");
    // WebKit complains of a file that is no picture, and the page shows the sign of a sheet in its place.
    browser.forget_complaints();
    assert_eq!(text_of(browser, "#title-0"), "胸部XP");
    assert_eq!(text_of(browser, "#title-1"), "退院サマリ 2026-10");
    assert_eq!(text_of(browser, "#kind-0"), "レントゲン");
    assert_eq!(text_of(browser, "#kind-1"), "退院サマリ");
    check_page(browser, "files-sent");
    browser.fill_beside("胸部XP.jpg", "文書名", "胸部レントゲン（正面）");
    browser.click("メモ.jpgを取り消す");
    browser.see_not("メモ.jpg");
    browser.click("空.pdfを取り消す");
    browser.see("すべて送りました。");
    browser.click("添付する");
    browser.see("2個のファイルを添付しました。");
    browser.see("梅の木医院");
    browser.see_focus("添付されているファイル 2件");
    check_page(browser, "files-list");

    let files = files_of(app, patient);
    let titles: Vec<&str> = files.iter().map(|file| file.title.as_str()).collect();
    assert_eq!(titles, ["胸部レントゲン（正面）", "退院サマリ 2026-10"]);
    let kept = app
        .sign_in(FAMILY_DOCTOR)
        .get::<GetFile>(&file_path(patient, files[0].id), &[])
        .body;
    assert!(kept.starts_with(b"\xff\xd8\xff"));
    assert!(!kept.windows(LATITUDE.len()).any(|window| window == LATITUDE), "the place is gone");

    browser.click("胸部レントゲン（正面）を削除");
    browser.see("このファイルを削除しますか");
    check_page(browser, "files-remove");
    browser.click("削除する");
    browser.see("「胸部レントゲン（正面）」を削除しました。");
    browser.see("1件");
    assert_eq!(files_of(app, patient).len(), 1);
}

fn opened(app: &TestApp, browser: &Browser) {
    if !has_worker("opened", app) {
        return;
    }
    be_patient(browser);
    let patient = app.patient(TOKIKO);
    let mut doctor = app.sign_in(FAMILY_DOCTOR);
    let sheet = doctor.get::<PrintPatient>(&support::client::patient_path(patient), &[]).body;
    let summary = doctor.attach_new(patient, "退院サマリ", &sheet);
    let picture = doctor.attach_new(patient, "胸部レントゲン", &png(900, 700));
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}"));
    browser.see("胸部レントゲン");
    check_page(browser, "patient-files");
    browser.click("胸部レントゲン");
    browser.see_path(&format!("/patients/{patient}?file={}", picture.id));
    is_shown(browser);
    browser.see_focus("閉じる");
    browser.axe();
    browser.screenshot("viewer-picture");
    let width = || browser.eval("document.querySelector('.stage img').clientWidth").as_f64().unwrap();
    let fitted = width();
    browser.click("拡大");
    assert!(width() > fitted);
    browser.click("拡大");
    browser.screenshot("viewer-near");
    // The arrows move a picture that is drawn nearer, and go to the next file where it fits.
    let across = || browser.eval("document.querySelector('.stage').scrollLeft").as_f64().unwrap();
    let before = across();
    browser.press(Key::Right);
    assert!(across() > before);
    browser.click("縮小");
    browser.click("縮小");
    assert_eq!(width(), fitted);
    browser.press(Key::Right);
    browser.see_path(&format!("/patients/{patient}?file={}", summary.id));
    browser.see("2 / 2");
    browser.see("PDFを開く");
    let link = browser.eval("document.querySelector('.viewer-tools a').getAttribute('href')");
    assert_eq!(
        link.as_str(),
        Some(format!("/api/patients/{patient}/files/{}", summary.id).as_str())
    );
    browser.screenshot("viewer-pdf");
    browser.click("前へ");
    is_shown(browser);
    // The keyboard stays within.
    for _ in 0..12 {
        browser.press(Key::Tab);
        let outside = browser.eval("document.activeElement !== document.body && !document.activeElement.closest('dialog')");
        assert_eq!(outside, false, "{}", browser.focused());
    }

    // The ways out: back, escape, the button.
    browser.back();
    browser.see_path(&format!("/patients/{patient}"));
    browser.see_not("1 / 2");
    browser.click("退院サマリ");
    browser.see("2 / 2");
    browser.click("閉じる");
    browser.see_path(&format!("/patients/{patient}"));
    browser.click("胸部レントゲン");
    is_shown(browser);
    browser.press(Key::Escape);
    browser.see_path(&format!("/patients/{patient}"));
    browser.see_not("1 / 2");

    // An address with a file opens it; leaving stays on the page.
    browser.goto(&format!("/patients/{patient}/files?file={}", picture.id));
    is_shown(browser);
    browser.click("閉じる");
    browser.see_path(&format!("/patients/{patient}/files"));
    browser.goto(&format!("/patients/{patient}/files?file=999999"));
    browser.see("ファイルが見つかりません");
    browser.click("閉じる");
    browser.see_path(&format!("/patients/{patient}/files"));
}

/// Waits until the picture is drawn.
fn is_shown(browser: &Browser) {
    browser.see("1 / 2");
    browser.see_not("読み込んでいます…");
    let drawn = browser.eval("document.querySelector('.stage img').decode().then(() => document.querySelector('.stage img').naturalWidth)");
    assert!(drawn.as_f64().is_some_and(|width| width > 0.0), "{drawn}");
}

fn cut_in_the_middle(app: &TestApp, browser: &Browser) {
    if !has_worker("cut_in_the_middle", app) {
        return;
    }
    be_patient(browser);
    const PIECE: u64 = CHUNK_MAX as u64;
    let device = Device::new();
    let patient = app.patient(TOKIKO);
    let line = Line::to(&app.base);
    browser.set_base(&line.base);
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}/files"));
    browser.see("ファイルを選ぶ");

    let content = pdf("", 8 * CHUNK_MAX);
    let files = [device.file("紹介状.pdf", &content), device.file("写真.jpg", &photo(800, 600, ""))];
    let before = line.sent();
    line.break_after(4 * PIECE + PIECE / 2);
    browser.attach_all("ファイルを選ぶ", &paths(&files));
    browser.see("通信を待っています。つながると自動で続けます。");
    assert!(line.is_cut());
    check_page(browser, "files-cut");
    line.mend();
    browser.see("すべて送りました。");
    // What had arrived was not sent again: at most the three pieces that were under way.
    let sent = line.sent() - before;
    assert!(sent < content.len() as u64 + 3 * PIECE + PIECE / 2, "{sent}");
    browser.click("添付する");
    browser.see("2個のファイルを添付しました。");
    let files = files_of(app, patient);
    let letter = files.iter().find(|file| file.title == "紹介状").unwrap();
    let kept = app.sign_in(FAMILY_DOCTOR).get::<GetFile>(&file_path(patient, letter.id), &[]).body;
    assert!(kept == content, "every byte is there, once");
    // The lost line is in the console, as it should be.
    browser.forget_complaints();
}

fn dropped_and_left(app: &TestApp, browser: &Browser) {
    if !has_worker("dropped_and_left", app) {
        return;
    }
    be_patient(browser);
    let patient = app.patient(TOKIKO);
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}/files"));
    browser.see("ファイルを選ぶ");
    // A canvas makes a picture, and a dropped file is what the page gets of a mouse.
    browser.eval(
        "new Promise((done) => document.createElement('canvas').toBlob((blob) => {
            const carried = new DataTransfer();
            carried.items.add(new File([blob], '検査結果.png', { type: 'image/png' }));
            const drop = new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true });
            document.querySelector('.drop').dispatchEvent(drop);
            done(drop.defaultPrevented);
        }))",
    );
    browser.see("検査結果.png");
    browser.see("すべて送りました。");
    assert_eq!(text_of(browser, "#kind-0"), "紹介状・検査結果");
    // What is not attached yet is not left by mistake; left on purpose, nothing stays behind.
    browser.click("患者検索");
    browser.see("入力した内容を保存していません");
    browser.click("入力を続ける");
    browser.see("検査結果.png");
    assert!(!app.stored().is_empty());
    browser.click("患者検索");
    browser.click("保存せずに移動する");
    browser.see_heading("患者検索");
    let gone = (0..500).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        app.stored().is_empty()
    });
    assert!(gone, "the server was told to forget it");
}

fn read_by_others(app: &TestApp, browser: &Browser) {
    if !has_worker("read_by_others", app) {
        return;
    }
    let patient = app.patient(TOKIKO);
    app.sign_in(FAMILY_DOCTOR).attach_new(patient, "紹介状", &pdf("", 1000));
    sign_in(browser, NURSE, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}/files"));
    browser.see("紹介状");
    browser.see("梅の木医院");
    browser.see_not("ファイルを選ぶ");
    browser.see_not("削除");
    check_page(browser, "files-nurse");
    browser.click("ログアウト");
    browser.see("ログアウトしました。");
    sign_in(browser, CREW, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}"));
    browser.see("セフェム系抗菌薬");
    browser.see_not("添付ファイル");
    browser.see_not("印刷");
}

fn printed_by_the_server(app: &TestApp, browser: &Browser) {
    if !has_worker("printed_by_the_server", app) {
        return;
    }
    let patient = app.patient(TOKIKO);
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}"));
    browser.see("印刷（PDF）");
    let href = browser.eval("[...document.querySelectorAll('a')].find((a) => a.textContent === '印刷（PDF）').getAttribute('href')");
    assert_eq!(
        href.as_str(),
        Some(format!("/api/patients/{patient}/print?mode=emergency").as_str())
    );
    let begins = browser.eval(&format!(
        "fetch({href}).then((answer) => answer.text()).then((text) => text.slice(0, 5))"
    ));
    assert_eq!(begins.as_str(), Some("%PDF-"));
    if browser.engine() == Engine::Chromium && browser.screen() == Screen::Desktop {
        browser.click("多職種連携モード");
        browser.see("患者情報に関する患者さんの意向");
        let href = browser.eval("[...document.querySelectorAll('a')].find((a) => a.textContent === '印刷（PDF）').getAttribute('href')");
        assert!(href.as_str().is_some_and(|href| href.ends_with("mode=collaboration")), "{href}");
    }
}
