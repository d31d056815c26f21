//! Reading the record, in both modes.

use support::{
    TestApp,
    app::*,
    browser::{Browser, Engine},
};
use tobiume_common::basic_info::ViewMode;

use crate::{check_page, look_for, stories, to_search};

stories! { both_modes conflicting_and_old printed }

fn open(browser: &Browser, typed: &str, name: &str) {
    look_for(browser, "氏名", typed);
    browser.see("人見つかりました。");
    browser.click(name);
    browser.see("禁忌薬");
}

/// The headings of the sections as they stand on the page, top to bottom.
fn sections_shown(browser: &Browser) -> Vec<String> {
    let headings = browser.eval("JSON.stringify([...document.querySelectorAll('h2')].map(h => h.textContent))");
    let headings: Vec<String> = serde_json::from_str(headings.as_str().unwrap()).unwrap();
    let labels = ViewMode::Collaboration.sections().iter().map(|section| section.label());
    let labels: Vec<&str> = labels.collect();
    headings
        .into_iter()
        .filter_map(|heading| {
            labels
                .iter()
                .find(|label| heading.starts_with(**label))
                .map(|label| (*label).to_owned())
        })
        .collect()
}

fn labels(mode: ViewMode) -> Vec<String> {
    mode.sections().iter().map(|section| section.label().to_owned()).collect()
}

fn both_modes(_: &TestApp, browser: &Browser) {
    to_search(browser, FAMILY_DOCTOR);
    open(browser, "山﨑時子", "山﨑 時子");
    browser.see("87歳");
    browser.see("昭和14年3月15日");
    browser.see("セフェム系抗菌薬（アナフィラキシー 2019年）");
    browser.see("気管内挿管・人工呼吸は希望しない");
    assert_eq!(sections_shown(browser), labels(ViewMode::Emergency));
    let red = browser.eval("getComputedStyle(document.querySelector('.danger h2')).color");
    assert_eq!(red.as_str(), Some("rgb(206, 0, 0)"), "禁忌薬 is red");
    check_page(browser, "patient-emergency");

    // 処方 starts closed and opens at a tap; 禁忌薬, allergies and ACP cannot be closed.
    browser.see_not("アムロジピン");
    browser.click("処方");
    browser.see("アムロジピン");
    browser.click("行政情報");
    browser.see("外来");
    check_page(browser, "patient-emergency-open");
    browser.reload();
    browser.see("アムロジピン");

    browser.click("多職種連携モード");
    browser.see("患者情報に関する患者さんの意向");
    assert_eq!(sections_shown(browser), labels(ViewMode::Collaboration));
    browser.see("セフェム系抗菌薬（アナフィラキシー 2019年）");
    check_page(browser, "patient-collaboration");
    browser.reload();
    browser.see("患者情報に関する患者さんの意向");
    browser.click("救急モード");
    browser.see_not("患者情報に関する患者さんの意向");

    // The way from the header to the section, without a mouse or a long scroll.
    browser.click("ACP");
    let top = browser.eval("document.getElementById('emergency-care')?.getBoundingClientRect().top ?? document.querySelector('.acp').getBoundingClientRect().top");
    assert!(top.as_f64().is_some_and(|top| (-5.0..600.0).contains(&top)), "{top}");
}

fn conflicting_and_old(_: &TestApp, browser: &Browser) {
    to_search(browser, FAMILY_DOCTOR);
    open(browser, "はらだ とみ", "原田 トミ");
    // The header says what each institution forbids, what was decided last, and that not all agree with it.
    let lines = browser.eval("JSON.stringify([...document.querySelectorAll('.alerts a')].map(a => a.textContent))");
    let lines: Vec<String> = serde_json::from_str(lines.as_str().unwrap()).unwrap();
    let [red, wish] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(
        red,
        "禁忌薬 ヨード造影剤（アナフィラキシー）、セレコキシブ（薬疹）／アスピリン（胃潰瘍出血）"
    );
    assert!(wish.starts_with("ACP 食い違いあり "), "{wish}");
    assert!(wish.contains("延命のための医療は希望しない（苦痛の緩和のみ）"), "{wish}");
    // Whoever says otherwise is heard in full.
    browser.see("可能な限りの救命救急医療を希望する：長男の希望");
    browser.see("心肺蘇生（心臓マッサージ・電気ショック）は希望しない：入院中の意向");
    check_page(browser, "patient-conflicts");
    browser.goto("/patients");
    open(browser, "まつお よしお", "松尾 義男");
    browser.see("年前の情報");
    check_page(browser, "patient-stale");
}

fn printed(_: &TestApp, browser: &Browser) {
    if browser.engine() != Engine::Chromium {
        return support::skipped(
            "printed in WebKit",
            "its driver cannot print; the print styles are tried in Chromium",
        );
    }
    to_search(browser, FAMILY_DOCTOR);
    for (typed, name) in [("山﨑時子", "山﨑 時子"), ("はらだ とみ", "原田 トミ")] {
        open(browser, typed, name);
        let pdf = browser.print_pdf();
        assert!(pdf.starts_with(b"%PDF"));
        assert!(
            String::from_utf8_lossy(&pdf).contains("/Count 1\n"),
            "{name} does not fit on one page"
        );
        browser.goto("/patients");
    }
}
