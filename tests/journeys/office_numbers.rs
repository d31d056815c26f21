//! The secretariat looks at the numbers, and takes lists away as files.

use support::{TestApp, app::*, browser::Browser};
use tobiume_backend::demo::fill_applications;

use crate::{check_page, sign_in, stories};

stories! { numbers_at_a_glance }

fn numbers_at_a_glance(app: &TestApp, browser: &Browser) {
    fill_applications(&app.app.db, &app.app.clock).unwrap();
    sign_in(browser, OFFICE, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto("/office/numbers");
    browser.see_heading("統計");
    for words in [
        "申請済",
        "8日以上",
        "うち今月の新規",
        "90日以上ログインなし",
        "所属なし",
        "診療の情報は含まれません",
    ] {
        browser.see(words);
    }
    check_page(browser, "office-numbers");
    browser.click("日ごとの表");
    browser.see("回数");
    check_page(browser, "office-numbers-days");

    // What is not nothing has a bar that is seen, on its own line.
    let expression = "[...document.querySelectorAll('.numbers svg rect')].filter(bar => Number(bar.getAttribute('width')) * Number(bar.getAttribute('height')) > 0)\
         .map(bar => [bar.getBoundingClientRect(), bar.closest('svg').parentElement.getBoundingClientRect()])\
         .every(([bar, around]) => bar.width > 1 && bar.height > 5 && bar.left >= around.left && bar.right <= around.right + 1)";
    assert_eq!(browser.eval(expression), true, "bars are seen");

    // Each link gives the kind of file that it names.
    let expression = "Promise.all([...document.querySelectorAll('.exports a')].map(a => fetch(a.href).then(answer => \
         `${answer.status} ${a.textContent} ${answer.headers.get('content-type').split(/[.;]/).pop() || ''}`)))";
    let answers: Vec<String> = serde_json::from_value(browser.eval(expression)).unwrap();
    assert_eq!(answers.len(), 8, "{answers:?}");
    for pair in answers.chunks(2) {
        assert_eq!(pair, ["200 CSV  charset=utf-8", "200 Excel sheet"]);
    }
}
