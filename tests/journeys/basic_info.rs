//! Writing basic_info: everything by the keyboard, two editors, 追記 on a phone, drafts, copying, versions.

use support::{
    Client, TestApp,
    app::*,
    browser::{Browser, Engine, Key},
};
use tobiume_common::{
    basic_info::{
        Check, Item, ItemValue, Line,
        record::{Change, Draft, GetOwnRecord, OwnRecord, SaveOutcome, SaveRecord},
    },
    ids::{PatientId, PatientPath},
    patients::OpenReason,
};

use crate::{check_page, sign_in, stories, stories_on};

stories_on! { Desktop: everything_by_keyboard two_editors mistakes copied versions }
stories_on! { Phone: allergy_in_three_taps }
stories! { draft_survives }

const SAVED: &str = "更新処理が正常に終了しました。";

/// A patient of whom 県央救急病院 keeps nothing yet.
const PATIENT: &str = "ヤマザキ トキコ";

fn path(patient: i64) -> PatientPath {
    PatientPath {
        patient: PatientId(patient),
    }
}

fn own(client: &mut Client, patient: i64) -> OwnRecord {
    client.call::<GetOwnRecord>(&path(patient), "", &()).unwrap()
}

fn value_of(record: &OwnRecord, item: Item) -> Option<ItemValue> {
    record.items.iter().find(|own| own.item == item).map(|own| own.value.clone())
}

fn text(text: &str) -> ItemValue {
    ItemValue::Text(text.into())
}

/// Saves a change as a colleague would at another screen.
fn save(client: &mut Client, patient: i64, item: Item, value: ItemValue) {
    let base = own(client, patient).revision;
    let change = Change { item, value: Some(value) };
    let draft = Draft {
        base,
        changes: vec![change],
    };
    let outcome = client.call::<SaveRecord>(&path(patient), "", &draft).unwrap();
    assert!(matches!(outcome, SaveOutcome::Saved(_)), "{outcome:?}");
}

/// Signs in and opens the entry form.
fn open_form(app: &TestApp, browser: &Browser, login_id: &str) -> i64 {
    let patient = app.patient(PATIENT);
    sign_in(browser, login_id, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}/edit"));
    browser.see("保存する");
    patient
}

/// Goes on with the tab key until the focus is on the thing of this name.
fn tab_to(browser: &Browser, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..40 {
        let now = browser.focused();
        if now == name {
            return;
        }
        passed.push(now);
        browser.press(Key::Tab);
    }
    panic!("the tab key does not lead to 「{name}」 but to {passed:?}");
}

fn type_into(browser: &Browser, name: &str, words: &str) {
    tab_to(browser, name);
    browser.type_text(words);
}

/// Chooses the second of a list, the first that is no "nothing".
fn choose(browser: &Browser, name: &str, option: &str) {
    tab_to(browser, name);
    // WebKitGTK opens a list of the desktop for the arrow keys, which no driver can reach.
    if browser.engine() == Engine::WebKit {
        browser.fill(name, option);
    } else {
        browser.press(Key::Down);
    }
    assert_eq!(browser.value(name), option);
}

fn tick(browser: &Browser, name: &str) {
    tab_to(browser, name);
    browser.press(Key::Space);
    assert!(browser.ticked(name));
}

/// No mouse is touched from the first field to the saved record, which then has a value for every item there is.
fn everything_by_keyboard(app: &TestApp, browser: &Browser) {
    let patient = app.patient(PATIENT);
    let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
    hospital.open(patient, OpenReason::HospitalTransfer, "").unwrap();
    sign_in(browser, EMERGENCY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}"));
    browser.click("転院");
    browser.see("禁忌薬");
    browser.goto(&format!("/patients/{patient}/edit"));
    browser.see("変更なし");
    assert_eq!(browser.focused(), "登録病院", "the form is ready to be typed into");

    for (name, words) in [
        ("登録病院", "県央救急病院"),
        ("緊急時紹介先医療機関", "県央救急病院"),
        ("保険（記号・番号）", "39400015"),
    ] {
        type_into(browser, name, words);
    }
    choose(browser, "住所種別", "自宅");
    type_into(browser, "入所施設", "なし");
    type_into(browser, "氏名 1", "山﨑 良子");
    type_into(browser, "続柄 1", "長女");
    type_into(browser, "電話番号 1", "090-0000-0000");
    // Enter makes the next line, and a line that is not needed goes with a key.
    browser.press(Key::Enter);
    assert_eq!(browser.focused(), "氏名 2");
    browser.type_text("不要な行");
    browser.chord(&[Key::Control, Key::Shift], Key::Backspace);
    assert_eq!(browser.focused(), "氏名 1");
    for (name, words) in [
        ("担当医", "平野 恵子"),
        ("訪問看護センター", "ひまわり訪問看護ステーション"),
        ("担当看護師", "岡 美穂"),
        ("居宅支援事業所", "ケアプランつばき"),
        ("ケアマネ", "吉村 直樹"),
    ] {
        type_into(browser, name, words);
    }
    // From section to section, forth and back.
    browser.chord(&[Key::Alt], Key::Down);
    assert_eq!(browser.focused(), "患者情報に関する患者さんの意向");
    browser.type_text("自宅で過ごしたい");
    browser.chord(&[Key::Alt], Key::Down);
    browser.chord(&[Key::Alt], Key::Up);
    assert_eq!(browser.focused(), "患者情報に関する患者さんの意向");
    browser.chord(&[Key::Alt], Key::Down);
    assert_eq!(browser.focused(), "備考");
    browser.type_text("一行目");
    browser.press(Key::Enter);
    browser.type_text("二行目");
    browser.chord(&[Key::Alt], Key::Down);
    drugs_and_diseases(browser);
    browser.chord(&[Key::Alt], Key::Down);
    assert_eq!(browser.focused(), "病名・病歴等");
    browser.type_text("2008年 高血圧症");
    tick(browser, "食物");
    type_into(browser, "食物の補足", "そば");
    tick(browser, "ペースメーカー");
    for (name, option) in [
        ("食事", "自立"),
        ("栄養経路", "経口"),
        ("食事形態", "普通食"),
        ("排泄", "自立"),
        ("移動", "自立"),
        ("呼吸", "自立"),
        ("身体障害者", "なし"),
        ("精神障害者", "なし"),
        ("療育手帳", "なし"),
        ("要介護度", "要支援1"),
    ] {
        choose(browser, name, option);
    }
    type_into(browser, "開始日", "R8.4.1");
    browser.see("令和8年4月1日（2026-04-01）");
    type_into(browser, "終了日", "令和9年3月31日");
    tick(browser, "嚥下障害");
    choose(browser, "認知症高齢者の日常生活自立度", "自立");
    type_into(browser, "長谷川式", "21");
    type_into(browser, "MMSE", "22");
    tick(browser, "徘徊");
    choose(browser, "救命救急医療の希望", "現時点では未定");
    type_into(browser, "決めたこと", "心肺蘇生は希望しない");
    type_into(browser, "話し合った日", "2026/4/1");
    type_into(browser, "参加者", "本人、長女");
    type_into(browser, "話し合いの内容", "家族と話し合った。");
    browser.see(&format!("変更 {}項目", Item::ALL.len()));
    check_page(browser, "entry-full");
    browser.chord(&[Key::Control], Key::Enter);
    browser.see(SAVED);
    browser.see_path(&format!("/patients/{patient}"));
    browser.see("県央救急病院");
    check_page(browser, "entry-saved");

    let record = own(&mut hospital, patient);
    let missing: Vec<Item> = Item::ALL.into_iter().filter(|item| value_of(&record, *item).is_none()).collect();
    assert_eq!(missing, [], "every item was entered");
    assert_eq!(value_of(&record, Item::Remarks), Some(text("一行目\n二行目")));
    assert_eq!(value_of(&record, Item::Hasegawa), Some(ItemValue::Score(21)));
    assert!(record.draft.is_none(), "what is saved is no draft any more");
}

/// Lines with a name of the master and lines of free text. The focus is in 処方.
fn drugs_and_diseases(browser: &Browser) {
    assert_eq!(browser.focused(), "薬剤名 1");
    browser.type_text("手製の塗り薬");
    browser.press(Key::Enter);
    assert_eq!(browser.focused(), "薬剤名 2", "free text stays free text");
    browser.type_text("アスピリン");
    type_into(browser, "用法・用量 2", "1回1錠 朝食後");
    browser.press(Key::Up);
    assert_eq!(browser.focused(), "用法・用量 1");
    browser.press(Key::Down);
    browser.press(Key::Enter);
    assert_eq!(browser.focused(), "薬剤名 3");
    browser.press(Key::Backspace);
    assert_eq!(browser.focused(), "薬剤名 2", "an empty line goes with Backspace");
    browser.chord(&[Key::Alt], Key::Down);
    assert_eq!(browser.focused(), "禁忌薬");
    browser.type_text("セフェム系抗菌薬");
    browser.chord(&[Key::Alt], Key::Down);
    for (number, disease) in ["高血圧症", "慢性心不全", "心房細動", "糖尿病", "変形性膝関節症"]
        .iter()
        .enumerate()
    {
        assert_eq!(browser.focused(), format!("病名 {}", number + 1));
        browser.type_text(disease);
        browser.press(Key::Enter);
    }
    assert_eq!(browser.focused(), "病名 5", "there are five at most");
    browser.see("病名は5件までです。");
}

/// Two clerks of one clinic: the later one sees both versions item by item and chooses.
fn two_editors(app: &TestApp, browser: &Browser) {
    let patient = open_form(app, browser, FAMILY_DOCTOR);
    let mut clerk = app.sign_in(CLINIC_CLERK);
    browser.fill("備考", "共通の行\n医師の行");
    browser.fill("入所施設", "医師が書いた施設");
    browser.fill("担当看護師", "医師が書いた看護師");
    let drugs = browser.value("薬剤名 1");
    browser.fill("薬剤名 1", "医師の薬");

    save(&mut clerk, patient, Item::Remarks, text("共通の行\n事務の行"));
    save(&mut clerk, patient, Item::Facility, text("事務が書いた施設"));
    let line = |name: &str| Line {
        code: String::new(),
        name: name.into(),
        detail: String::new(),
    };
    save(
        &mut clerk,
        patient,
        Item::Prescriptions,
        ItemValue::Lines(vec![line(&drugs), line("事務の薬")]),
    );

    browser.chord(&[Key::Control], 's');
    browser.see("ほかの人が先に更新しました");
    browser.see("事務の行");
    browser.see("医師の行");
    let asked = browser.eval("[...document.querySelectorAll('dialog legend')].map((legend) => legend.innerText).join('、')");
    assert_eq!(asked, "入所施設、備考、処方", "what one of them changed alone is no question");
    check_page(browser, "entry-conflict");
    // Nothing is chosen for the person, and closing the question loses nothing.
    browser.click("選んだ内容で保存");
    browser.see("どちらにするか選んでください。");
    browser.press(Key::Escape);
    assert_eq!(browser.value("入所施設"), "医師が書いた施設");
    browser.chord(&[Key::Control], Key::Enter);
    browser.see("ほかの人が先に更新しました");
    for (item, choice) in [
        ("入所施設", "いまの内容のままにする"),
        ("備考", "両方を残す"),
        ("処方", "両方を残す"),
    ] {
        choose_version(browser, item, choice);
    }
    browser.click("選んだ内容で保存");
    browser.see(SAVED);

    let record = own(&mut clerk, patient);
    assert_eq!(value_of(&record, Item::Facility), Some(text("事務が書いた施設")));
    assert_eq!(value_of(&record, Item::Remarks), Some(text("共通の行\n事務の行\n医師の行")));
    assert_eq!(value_of(&record, Item::VisitingNurse), Some(text("医師が書いた看護師")));
    let Some(ItemValue::Lines(lines)) = value_of(&record, Item::Prescriptions) else {
        panic!("no drugs")
    };
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    for name in [drugs.as_str(), "事務の薬", "医師の薬"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
}

/// By the keys alone: the first button of an item is reached by its name, the others by the arrow keys.
fn choose_version(browser: &Browser, item: &str, choice: &str) {
    browser.click_beside(item, choice);
}

/// What is wrong is said at its field, nothing is saved half, and what was typed stays.
fn mistakes(app: &TestApp, browser: &Browser) {
    let patient = open_form(app, browser, FAMILY_DOCTOR);
    browser.fill("長谷川式", "31");
    browser.fill("開始日", "R8.2.30");
    browser.fill("備考", &"長".repeat(4001));
    browser.click("保存する");
    browser.see("0から30までの数字で入力してください。");
    browser.see("存在しない日付です。");
    browser.see("4000文字以内で入力してください。");
    browser.see("保存の前に、備考、認定期間、長谷川式を直してください。");
    assert_eq!(browser.focused(), "備考", "the first of them has the focus");
    check_page(browser, "entry-mistakes");
    let before = own(&mut app.sign_in(FAMILY_DOCTOR), patient);
    assert_ne!(value_of(&before, Item::Hasegawa), Some(ItemValue::Score(31)));

    browser.fill("備考", "直した備考");
    browser.click("長谷川式を元に戻す");
    browser.fill("開始日", "R8.2.28");
    browser.fill("終了日", "R9.2.28");
    browser.click("保存する");
    browser.see(SAVED);
}

/// 他施設の記載 and 行政情報.
fn copied(app: &TestApp, browser: &Browser) {
    // One drug alone is entered: those of the visits are still to be copied.
    let entered = Line {
        code: String::new(),
        name: "手入力の薬".into(),
        detail: String::new(),
    };
    let lines = ItemValue::Lines(vec![entered]);
    save(&mut app.sign_in(FAMILY_DOCTOR), app.patient(PATIENT), Item::Prescriptions, lines);
    let patient = open_form(app, browser, FAMILY_DOCTOR);
    browser.see("他施設の記載");
    let before = own(&mut app.sign_in(FAMILY_DOCTOR), patient);
    let Some(ItemValue::Lines(drugs)) = value_of(&before, Item::Prescriptions) else {
        panic!("no drugs")
    };
    browser.click("行政情報から写す");
    browser.see("行政情報から処方に写す");
    check_page(browser, "entry-claims");
    let boxes = "[...document.querySelectorAll('.offers input:enabled')]";
    let offered = browser.eval(&format!("{boxes}.length")).as_u64().unwrap();
    assert!(offered > 1, "the visits have drugs that are not entered yet");
    let name = browser.eval(&format!("{boxes}[0].labels[0].innerText.split('　')[0]"));
    browser.press(Key::Space);
    if !browser.eval(&format!("{boxes}[0].checked")).as_bool().unwrap() {
        browser.eval(&format!("{boxes}[0].click() ?? true"));
    }
    browser.click("1件を追加");
    let last = format!("薬剤名 {}", drugs.len() + 1);
    assert_eq!(browser.value(&last), name.as_str().unwrap().trim());

    browser.click_beside("病名・病歴等", "他施設の記載");
    browser.click("博多中央クリニックの病名・病歴等を写す");
    assert!(!browser.value("病名・病歴等").is_empty());
    check_page(browser, "entry-copied");
    browser.click("保存する");
    browser.see(SAVED);
    let after = own(&mut app.sign_in(FAMILY_DOCTOR), patient);
    let Some(ItemValue::Lines(lines)) = value_of(&after, Item::Prescriptions) else {
        panic!("no drugs")
    };
    assert_eq!(lines.len(), drugs.len() + 1);
    assert!(value_of(&after, Item::History).is_some());
}

/// Every saving is there, and two of one institution stand side by side.
fn versions(app: &TestApp, browser: &Browser) {
    let patient = app.patient(PATIENT);
    let mut doctor = app.sign_in(FAMILY_DOCTOR);
    save(&mut doctor, patient, Item::Remarks, text("はじめの備考\n残る行"));
    save(&mut doctor, patient, Item::Remarks, text("次の備考\n残る行"));
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}"));
    browser.click("以前の記録を見る");
    browser.see_heading("山﨑 時子");
    browser.see("同じ施設の保存を2つ選ぶと、内容を並べて比べられます。");
    check_page(browser, "versions");
    browser.eval("document.querySelectorAll('.revisions button')[0].click() ?? true");
    browser.see("削除 はじめの備考");
    browser.see("追加 次の備考");
    check_page(browser, "versions-one");
    let boxes = "document.querySelectorAll('.revisions input')";
    browser.eval(&format!("{boxes}[0].click() ?? true"));
    browser.eval(&format!("{boxes}[1].click() ?? true"));
    browser.click("選んだ2つを比べる");
    browser.see("追加 次の備考");
    check_page(browser, "versions-two");
}

/// Tap, tap, tap.
fn allergy_in_three_taps(app: &TestApp, browser: &Browser) {
    let patient = app.patient(PATIENT);
    let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
    hospital.open(patient, OpenReason::EmergencyTransport, "").unwrap();
    let iodine = Check {
        choice: "iodine".into(),
        note: "造影剤".into(),
    };
    save(&mut hospital, patient, Item::Allergies, ItemValue::Checks(vec![iodine.clone()]));
    save(&mut hospital, patient, Item::Remarks, text("備考"));
    sign_in(browser, EMERGENCY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}"));
    browser.click("救急搬送");
    browser.see("アレルギーに追加");
    check_page(browser, "patient-may-write");

    browser.click("アレルギーに追加");
    browser.click("金属");
    check_page(browser, "allergy-add");
    browser.click("追加する");
    browser.see(SAVED);
    browser.see("金属");
    let record = own(&mut hospital, patient);
    let metal = Check {
        choice: "metal".into(),
        note: String::new(),
    };
    assert_eq!(value_of(&record, Item::Allergies), Some(ItemValue::Checks(vec![iodine, metal])));
    assert_eq!(value_of(&record, Item::Remarks), Some(text("備考")));

    // A single item, from the section that one reads.
    browser.click("多職種連携モード");
    browser.click("この項目だけ追記 （備考）");
    browser.see("保存する");
    check_page(browser, "entry-phone");
    browser.fill("備考", "救急外来で追記");
    browser.click("保存する");
    browser.see(SAVED);

    // Nobody is offered what they may not do.
    browser.click("ログアウト");
    sign_in(browser, CREW, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}"));
    browser.see("禁忌薬");
    browser.see_not("アレルギーに追加");
    browser.see_not("この項目だけ追記");
}

/// What was typed is there again after the page was loaded anew, and after signing in again.
fn draft_survives(app: &TestApp, browser: &Browser) {
    let patient = open_form(app, browser, FAMILY_DOCTOR);
    browser.fill("備考", "書きかけの備考");
    browser.see("下書きを保存しました");
    check_page(browser, "entry-draft");
    browser.reload();
    browser.see("の下書きがあります");
    browser.see("保存していない変更：備考");
    check_page(browser, "entry-draft-question");
    browser.click("続きから入力");
    assert_eq!(browser.value("備考"), "書きかけの備考");

    // Signing out takes the last words along.
    browser.fill("備考", "もっと書きかけの備考");
    browser.click("ログアウト");
    browser.see("ログアウトしました。");
    browser.see_not("書きかけ");
    assert_eq!(
        browser.eval("JSON.stringify({ ...localStorage, ...sessionStorage }).includes('書きかけ')"),
        false
    );
    sign_in(browser, FAMILY_DOCTOR, PASSWORD);
    browser.see_heading("ポータル");
    browser.goto(&format!("/patients/{patient}/edit"));
    browser.click("続きから入力");
    assert_eq!(browser.value("備考"), "もっと書きかけの備考");

    // A draft is its writer's alone, and can be thrown away.
    assert!(own(&mut app.sign_in(CLINIC_CLERK), patient).draft.is_none());
    browser.click("戻る");
    browser.see("禁忌薬");
    browser.see_not("書きかけ");
    browser.goto(&format!("/patients/{patient}/edit"));
    browser.click("下書きを破棄して始める");
    browser.see("変更なし");
    assert_ne!(browser.value("備考"), "もっと書きかけの備考");
    assert!(own(&mut app.sign_in(FAMILY_DOCTOR), patient).draft.is_none());
}

/// A morning's work of a clerk: thirty patients in a row, each with a note, a drug and a contraindication, by the keyboard.
#[test]
fn thirty_in_a_row() {
    crate::play(Engine::Chromium, support::browser::Screen::Desktop, |app, browser| {
        let mut clerk = app.sign_in(CLINIC_CLERK);
        let patients: Vec<i64> = clerk.search("").unwrap().patients.iter().map(|patient| patient.id.0).collect();
        assert!(!patients.is_empty());
        sign_in(browser, CLINIC_CLERK, PASSWORD);
        browser.see_heading("ポータル");
        for number in 0..30 {
            let patient = patients[number % patients.len()];
            browser.goto(&format!("/patients/{patient}/edit?section=2"));
            browser.see("変更なし");
            let words = |of: &str| format!("{number}人目の{of}");
            browser.chord(&[Key::Control], 'a');
            browser.type_text(&words("備考"));
            browser.chord(&[Key::Alt], Key::Down);
            assert_eq!(browser.focused(), "薬剤名 1");
            browser.chord(&[Key::Control], 'a');
            browser.type_text(&words("薬"));
            browser.chord(&[Key::Alt], Key::Down);
            assert_eq!(browser.focused(), "禁忌薬");
            browser.chord(&[Key::Control], 'a');
            browser.type_text(&words("禁忌薬"));
            browser.chord(&[Key::Control], Key::Enter);
            browser.see(SAVED);
            let saved = own(&mut clerk, patient);
            assert_eq!(value_of(&saved, Item::Remarks), Some(text(&words("備考"))));
            assert_eq!(value_of(&saved, Item::ContraindicatedDrugs), Some(text(&words("禁忌薬"))));
            let Some(ItemValue::Lines(drugs)) = value_of(&saved, Item::Prescriptions) else {
                panic!("no drugs of patient {patient}");
            };
            assert_eq!(drugs[0].name, words("薬"));
        }
    });
}
