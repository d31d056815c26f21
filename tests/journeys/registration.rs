//! Registering a patient, the consent and its withdrawal, and who looked.

use support::{
    TestApp,
    app::*,
    browser::{Browser, Key, Screen},
};

use crate::{check_page, look_for, sign_in, stories, to_search};

stories! { keyboard_only somebody_like_this wrong_fields postal_code one_after_another withdrawn_and_renewed who_looked corrected }

/// A doctor of a clinic that has no patient in 北九州市 (みやま清水内科).
const STRANGER: &str = "001@4012200012.fukuoka";

/// What stands in the fields of a person that every story but the first fills in the same way.
fn fill_person(browser: &Browser, name: &str, kana: &str, birth_date: &str) {
    browser.fill_beside("カナ氏名", "氏名", name);
    browser.fill("カナ氏名", kana);
    browser.fill("生年月日", birth_date);
    browser.tick("女性", true);
    browser.fill("住所", "福岡県大牟田市有明町2-3");
}

/// What a field holds whose label another one has, too: both the patient and a person to be called have a 氏名.
fn held(browser: &Browser, field: &str) -> String {
    let value = browser.eval(&format!("document.getElementById('{field}').value"));
    value.as_str().unwrap_or_default().to_owned()
}

fn open_form(browser: &Browser) {
    browser.click("患者さんを登録");
    browser.see_heading("患者さんの登録");
}

fn keyboard_only(_: &TestApp, browser: &Browser) {
    to_search(browser, CLINIC_CLERK);
    browser.see("登録患者一覧");
    // What was looked for in vain is in the form, and not in the address.
    browser.fill("氏名", "かつき きぬよ");
    browser.see("見つかりません。");
    browser.tab_to("この内容で新しく登録する");
    browser.press(Key::Enter);
    browser.see_heading("患者さんの登録");
    browser.see_path("/patients/new");
    assert_eq!(browser.value("カナ氏名"), "かつき きぬよ");
    check_page(browser, "register");
    match browser.screen() {
        Screen::Desktop => browser.see_focus("氏名"),
        Screen::Phone => browser.tab_to("氏名"),
    }
    // Enter goes from field to field; the number of a patient's sex need not be looked for with the mouse.
    browser.type_text("香月 絹代");
    browser.press(Key::Enter);
    browser.see_focus("カナ氏名");
    browser.press(Key::Enter);
    browser.see_focus("生年月日");
    browser.type_text("S12.5.6");
    browser.see("昭和12年5月6日（1937-05-06） 89歳");
    browser.press(Key::Enter);
    browser.see_focus("男性");
    browser.press(Key::Right);
    browser.see_focus("女性");
    assert!(browser.ticked("女性"));
    browser.press(Key::Enter);
    browser.see_focus("郵便番号");
    browser.press(Key::Enter);
    browser.see_focus("住所");
    browser.type_text("福岡県大牟田市有明町2-3");
    browser.press(Key::Enter);
    browser.see_focus("電話番号");
    browser.type_text("0944-00-0000");
    // Sent too early: the first field that is missing has the focus, and its error is read out with it.
    browser.chord(&[Key::Control], Key::Enter);
    browser.see_focus("署名者");
    browser.see("署名した人の氏名を入力してください。");
    browser.see("入力内容をご確認ください（2か所）。");
    check_page(browser, "register-missing");
    browser.press(Key::ShiftTab);
    browser.see_focus("本人が署名（氏名を写す）");
    browser.press(Key::Enter);
    browser.see_value("署名者", "香月 絹代");
    // The consent's is the last of this label; those before it are of 緊急連絡先.
    let relation =
        browser.eval("[...document.querySelectorAll('label')].filter(label => label.textContent.startsWith('続柄')).at(-1).control.value");
    assert_eq!(relation, "本人");
    browser.tab_to("同意日");
    browser.press(Key::Enter);
    browser.see("香月 絹代 さんを登録しました。");
    browser.see_heading("香月 絹代");
    browser.see("もう一人登録する");
    check_page(browser, "registered");
    browser.reload();
    browser.see_heading("香月 絹代");
    browser.see_not("さんを登録しました。");
}

fn somebody_like_this(_: &TestApp, browser: &Browser) {
    to_search(browser, STRANGER);
    open_form(browser);
    fill_person(browser, "山﨑 時子", "やまざき ときこ", "S14.3.15");
    browser.see("似た方が1人います。");
    browser.see("北九州市");
    browser.see_not("セフェム");
    check_page(browser, "register-alike");
    // The consent comes first.
    browser.click("この方です（かかりつけに加わる）");
    browser.see("署名した人の氏名を入力してください。");
    browser.see_focus("署名者");
    browser.click("本人が署名（氏名を写す）");
    // Undecided, nobody is registered.
    browser.click("登録する");
    browser.see_focus("似た方が登録されています");
    browser.click("この方です（かかりつけに加わる）");
    browser.see("山﨑 時子 さんのかかりつけに加わりました。");
    browser.see("セフェム系抗菌薬");
    check_page(browser, "joined");

    // Now this institution's own; and somebody else of the same name and birth date can be registered all the same.
    browser.goto("/patients/new");
    fill_person(browser, "山崎 登紀子", "ヤマザキ トキコ", "1939/3/15");
    browser.see("この施設に登録のある方です。");
    browser.click("別の方です");
    browser.see("✓ 別の方です");
    check_page(browser, "register-other");
    browser.click("本人が署名（氏名を写す）");
    browser.click("登録する");
    browser.see("山崎 登紀子 さんを登録しました。");
    browser.see("同姓同名あり");
}

fn wrong_fields(_: &TestApp, browser: &Browser) {
    to_search(browser, CLINIC_CLERK);
    open_form(browser);
    // Nothing is complained of before it is left, and what is empty not before it is sent.
    browser.fill("カナ氏名", "香月");
    browser.see_not("カナ氏名は");
    browser.fill("生年月日", "昭和64年1月9日");
    browser.see("カナ氏名はカタカナかひらがなで入力してください。");
    browser.fill("電話番号", "119");
    browser.see("その元号にはない日付です");
    browser.fill("保険者番号", "39400016");
    browser.see("電話番号は市外局番から入力してください");
    browser.fill("番号", "1");
    browser.see("保険者番号に入力の誤りがあります。");
    browser.fill("生年月日", "2026/2/30");
    browser.see("存在しない日付です。");
    browser.fill("生年月日", "2999/1/1");
    browser.see("未来の日付です。");
    browser.see_not("氏名を入力してください。");
    check_page(browser, "register-wrong");
    browser.click("登録する");
    browser.see("氏名を入力してください。");
    browser.see("性別を選んでください。");
    browser.see_focus("氏名");
    check_page(browser, "register-wrong-sent");

    // Leaving asks, whichever way one leaves; staying loses nothing.
    browser.click("患者検索");
    browser.see("入力した内容を保存していません");
    browser.see_focus("入力を続ける");
    check_page(browser, "register-leave");
    browser.press(Key::Enter);
    assert_eq!(held(browser, "phone"), "119");
    browser.back();
    browser.see("入力した内容を保存していません");
    browser.see_path("/patients/new");
    browser.click("入力を続ける");
    browser.click("ログアウト");
    browser.see("入力した内容を保存していません");
    browser.click("保存せずに移動する");
    browser.see("ログアウトしました。");
}

/// The address comes with the postal code; one types on behind it.
fn postal_code(app: &TestApp, browser: &Browser) {
    add_postal_codes(app);
    to_search(browser, CLINIC_CLERK);
    open_form(browser);
    browser.fill("郵便番号", "〒803-0813");
    browser.press(Key::Enter);
    browser.see_focus("住所");
    browser.see_value("住所", "福岡県北九州市小倉北区城内");
    browser.type_text("1-1");
    assert_eq!(browser.value("住所"), "福岡県北九州市小倉北区城内1-1");
    // A code that stands for several places, and one that stands for none. What was typed stays.
    browser.fill("郵便番号", "800-0000");
    browser.see("住所を選んでください。");
    check_page(browser, "register-places");
    browser.click("福岡県北九州市門司区大里東");
    browser.see_focus("住所");
    assert_eq!(browser.value("住所"), "福岡県北九州市小倉北区城内1-1");
    browser.fill("住所", "");
    browser.fill("郵便番号", "8000001");
    browser.see("この郵便番号は見つかりません。");
    browser.fill("郵便番号", "8000000");
    browser.click("福岡県北九州市門司区大里本町");
    browser.see_value("住所", "福岡県北九州市門司区大里本町");
}

fn add_postal_codes(app: &TestApp) {
    use diesel::prelude::*;
    use tobiume_backend::db::schema::postal_codes as table;
    for (code, place, city_code, address) in [
        ("8030813", 0, "40106", "福岡県北九州市小倉北区城内"),
        ("8000000", 0, "40101", "福岡県北九州市門司区大里本町"),
        ("8000000", 1, "40101", "福岡県北九州市門司区大里東"),
    ] {
        app.query(|conn| {
            diesel::insert_into(table::table)
                .values((
                    table::code.eq(code),
                    table::place.eq(place),
                    table::city_code.eq(city_code),
                    table::address.eq(address),
                ))
                .execute(conn)
        });
    }
}

fn one_after_another(_: &TestApp, browser: &Browser) {
    to_search(browser, CLINIC_CLERK);
    open_form(browser);
    browser.fill("説明者", "松田 隆");
    browser.fill("同意日", "2026/10/1");
    for (name, kana, birth_date) in [("香月 絹代", "カツキ キヌヨ", "S12.5.6"), ("有働 照", "ウドウ テル", "T15.12.24")] {
        fill_person(browser, name, kana, birth_date);
        browser.click("本人が署名（氏名を写す）");
        browser.click("登録して、続けてもう一人");
        browser.see(&format!("{name} さんを登録しました。"));
        assert_eq!((held(browser, "name"), held(browser, "signed_by")), (String::new(), String::new()));
        assert!(!browser.ticked("女性"));
        assert_eq!(
            (browser.value("説明者"), browser.value("同意日")),
            ("松田 隆".into(), "2026/10/1".into())
        );
        if browser.screen() == Screen::Desktop {
            browser.see_focus("氏名");
        }
    }
    check_page(browser, "register-next");
    // Nothing is typed, so nothing is lost: nobody asks.
    browser.click("記録を開く");
    browser.see_heading("有働 照");
    // The list of the search is of now.
    browser.click("患者検索");
    look_for(browser, "氏名", "かつき");
    browser.see("香月 絹代");
}

fn withdrawn_and_renewed(app: &TestApp, browser: &Browser) {
    let patient = app.patient("ヤマザキ トキコ");
    to_search(browser, FAMILY_DOCTOR);
    browser.goto(&format!("/patients/{patient}"));
    browser.see("同意の記録・撤回");
    // WebKit's driver does not scroll to it by itself.
    browser.eval("document.querySelector('.aside .card:last-child').scrollIntoView({ block: 'center' })");
    browser.click("同意の記録・撤回");
    browser.see_heading("同意");
    check_page(browser, "consent");
    browser.click("同意撤回へ進む");
    browser.see("撤回を申し出た人を入力してください");
    browser.fill("申し出た人", "本人");
    browser.click("同意撤回へ進む");
    browser.see("山﨑 時子 さんの同意撤回を保存しますか");
    browser.see_focus("やめる");
    check_page(browser, "withdraw");
    browser.press(Key::Enter);
    browser.see_not("同意撤回を保存しますか");
    browser.click("同意撤回へ進む");
    browser.click("同意撤回を保存する");
    browser.see_heading("患者検索");
    browser.see("山﨑 時子 さんの同意撤回を保存しました。");
    check_page(browser, "withdrawn");
    browser.goto(&format!("/patients/{patient}"));
    browser.see_heading("患者さんが見つかりません");
    browser.click("ログアウト");

    // Gone in an emergency, too.
    to_search(browser, EMERGENCY_DOCTOR);
    browser.fill("生年月日", "S14.3.15");
    browser.see("見つかりません。");
    browser.see_not("山﨑 時子");
    browser.click("ログアウト");

    // The office sees the registration and the consent, and takes in a new one.
    to_search(browser, OFFICE);
    browser.goto(&format!("/patients/{patient}/consent"));
    browser.see("保存期限");
    browser.see("申し出た人 本人");
    check_page(browser, "consent-withdrawn");
    browser.click("本人が署名（氏名を写す）");
    browser.click("保存する");
    browser.see("山﨑 時子 さんの新しい同意を保存しました。");
    browser.see_not("同意撤回日");
    browser.click("ログアウト");
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}"));
    browser.see("セフェム系抗菌薬");
    browser.forget_complaints();
}

fn who_looked(_: &TestApp, browser: &Browser) {
    to_search(browser, EMERGENCY_DOCTOR);
    look_for(browser, "氏名", "やまざき ときこ");
    browser.click("山﨑 時子");
    browser.click("転院");
    browser.see("セフェム系抗菌薬");
    // What is the family doctor's alone is not offered.
    browser.see("追記はこちら");
    browser.see_not("閲覧・更新履歴");
    browser.click("ログアウト");

    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see("閲覧のお知らせ");
    browser.click("履歴");
    browser.see_heading("閲覧・更新履歴");
    browser.see("県央救急病院");
    browser.see("閲覧（救急モード）");
    browser.see("転院");
    browser.see("127.0.0.1");
    browser.see("山﨑 時子");
    check_page(browser, "history");
    let print = browser.eval("document.querySelector('a[href$=\"/history/print\"]').target");
    assert_eq!(print, "_blank");
    browser.click("患者さんのページへ戻る");
    browser.see_heading("山﨑 時子");
    browser.click("閲覧・更新履歴");
    browser.see_heading("閲覧・更新履歴");
}

fn corrected(app: &TestApp, browser: &Browser) {
    let patient = app.patient("ヤマザキ トキコ");
    to_search(browser, FAMILY_DOCTOR);
    browser.goto(&format!("/patients/{patient}"));
    browser.click("登録内容を訂正する");
    browser.see_heading("登録内容の訂正");
    assert_eq!(browser.value("カナ氏名"), "ヤマザキ トキコ");
    browser.fill("住所", "福岡県大牟田市有明町2-3");
    browser.click("連絡先を追加");
    check_page(browser, "correct");
    browser.chord(&[Key::Control], Key::Enter);
    browser.see("登録内容を保存しました。");
    browser.see("福岡県大牟田市有明町2-3");
}
