//! Documents: their pages, what stands on each, and that words are words. The PDFs stay in the build folder, to be looked at.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail where it stands")]

mod support;

use hayro_syntax::{
    Pdf,
    object::{Dict, Name},
};
use serde_json::{Value, json};
use support::{Answer, contains, run, skipped};
use tobiume_common::{
    basic_info::{Acp, Check, Contact, Entry, Item, ItemValue, Line, ViewMode, merge},
    ids::PatientId,
    patients::{InstitutionRecord, PatientSummary, PatientView, Sex},
};

const TODAY: &str = "2026-11-22";
const CLINIC: &str = "梅の木医院";
const HOSPITAL: &str = "博多中央クリニック";

fn patient() -> PatientSummary {
    PatientSummary {
        id: PatientId(1),
        name: "山﨑 トメ子".into(),
        kana: "ヤマサキ トメコ".into(),
        birth_date: "1939-03-15".parse().unwrap(),
        sex: Sex::Female,
        address: "北九州市小倉北区城内1-1-101".into(),
        card_number: "4000-0000-0017".into(),
        has_namesake: true,
        withdrawn: false,
    }
}

fn view(mode: ViewMode, entries: Vec<Entry>) -> PatientView {
    PatientView {
        patient: patient(),
        postal_code: "803-0813".into(),
        phone: "093-000-0000".into(),
        blood_type: "A Rh+".into(),
        emergency_contacts: vec![Contact {
            name: "山﨑 良子".into(),
            relation: "長女".into(),
            phone: "090-0000-0000".into(),
        }],
        mode: Some(mode),
        modes: vec![mode],
        sections: merge(mode, entries, TODAY.parse().unwrap()),
        institutions: vec![InstitutionRecord {
            name: CLINIC.into(),
            previous_on: None,
            latest_on: None,
        }],
        claims: None,
        actions: Vec::new(),
        consent: None,
    }
}

fn entry(item: Item, value: ItemValue, institution: &str, updated_on: &str) -> Entry {
    Entry {
        item,
        value,
        institution: institution.into(),
        author: if institution == CLINIC { "松田 一郎" } else { "髙橋 花子" }.into(),
        updated_on: updated_on.parse().unwrap(),
    }
}

fn text(text: &str) -> ItemValue {
    ItemValue::Text(text.into())
}

fn check(choice: &str, note: &str) -> Check {
    Check {
        choice: choice.into(),
        note: note.into(),
    }
}

fn choice(code: &str) -> ItemValue {
    ItemValue::Choice(check(code, ""))
}

fn lines(lines: &[(&str, &str)]) -> ItemValue {
    let line = |&(name, detail): &(&str, &str)| Line {
        code: String::new(),
        name: name.into(),
        detail: detail.into(),
    };
    ItemValue::Lines(lines.iter().map(line).collect())
}

const DRUGS: [(&str, &str); 8] = [
    ("アムロジピンOD錠5mg「トーワ」", "1回1錠 1日1回 朝食後"),
    ("ワルファリンK錠1mg", "1回2錠 1日1回 夕食後"),
    ("フロセミド錠20mg", "1回1錠 1日1回 朝食後"),
    ("ランソプラゾールOD錠15mg", "1回1錠 1日1回 朝食後"),
    ("酸化マグネシウム錠330mg", "1回1錠 1日3回 毎食後"),
    ("ドネペジル塩酸塩OD錠5mg", "1回1錠 1日1回 朝食後"),
    ("メコバラミン錠500μg", "1回1錠 1日3回 毎食後"),
    ("ロキソプロフェンNaテープ100mg", "1日1回 両膝に貼付"),
];

/// A record as a clinic keeps it: every section filled, two institutions.
fn ordinary() -> Vec<Entry> {
    let day = "2026-11-02";
    let mut entries: Vec<Entry> = [
        (Item::RegisteredHospital, text(CLINIC)),
        (Item::EmergencyHospital, text("県央救急病院")),
        (Item::Insurance, text("後期高齢者 39401234 / 12345678")),
        (Item::AddressKind, choice("home_alone")),
        (
            Item::EmergencyContacts,
            ItemValue::Contacts(vec![
                Contact {
                    name: "山﨑 良子".into(),
                    relation: "長女".into(),
                    phone: "090-0000-0000".into(),
                },
                Contact {
                    name: "山﨑 健一".into(),
                    relation: "長男".into(),
                    phone: "080-0000-0000".into(),
                },
            ]),
        ),
        (Item::AttendingDoctor, text("松田 一郎")),
        (Item::VisitingNurseStation, text("訪問看護ステーションうめ")),
        (Item::CareManager, text("井上 さくら")),
        (Item::Wishes, text("できるだけ自宅で過ごしたい。\n入院は短くしてほしい。")),
        (Item::Remarks, text("耳が遠いので、ゆっくり大きな声で。")),
        (Item::Prescriptions, lines(&DRUGS)),
        (Item::ContraindicatedDrugs, text("セフェム系抗菌薬（2015年 アナフィラキシー）\nヨード造影剤")),
        (
            Item::MainDiseases,
            lines(&[("慢性心不全", ""), ("心房細動", "2018年から"), ("アルツハイマー型認知症", ""), ("両変形性膝関節症", "")]),
        ),
        (
            Item::History,
            text("1995年 胆石症にて腹腔鏡下胆嚢摘出術\n2012年 右大腿骨頸部骨折、人工骨頭置換術（県央救急病院）\n2018年 心房細動、心不全にて入院"),
        ),
        (Item::Allergies, ItemValue::Checks(vec![check("iodine", ""), check("food", "そば")])),
        (Item::Treatments, ItemValue::Checks(vec![check("metal", "右人工骨頭")])),
        (Item::Meals, choice("watched")),
        (Item::NutritionRoute, choice("oral")),
        (Item::MealForm, choice("soft")),
        (Item::Excretion, choice("partial")),
        (Item::Mobility, choice("cane")),
        (Item::Respiration, choice("independent")),
        (Item::PhysicalDisability, choice("4")),
        (Item::CareLevel, choice("care2")),
        (
            Item::CarePeriod,
            ItemValue::Period {
                from: "2026-04-01".parse().ok(),
                until: "2028-03-31".parse().ok(),
            },
        ),
        (Item::Independence, choice("IIa")),
        (Item::Hasegawa, ItemValue::Score(17)),
        (Item::EmergencyCare, choice("no_cpr")),
        (
            Item::Acp,
            ItemValue::Acp(Acp {
                decision: "心肺蘇生は希望しない。点滴と酸素は希望する。".into(),
                decided_on: "2026-09-10".parse().ok(),
                participants: "本人、長女、松田医師、訪問看護師".into(),
                text: String::new(),
            }),
        ),
    ]
    .into_iter()
    .map(|(item, value)| entry(item, value, CLINIC, day))
    .collect();
    entries.push(entry(Item::EmergencyHospital, text("市立総合病院"), HOSPITAL, "2023-06-01"));
    entries.push(entry(
        Item::Prescriptions,
        lines(&[("カルベジロール錠2.5mg", "1回1錠 1日2回")]),
        HOSPITAL,
        "2024-02-10",
    ));
    entries.push(entry(
        Item::Allergies,
        ItemValue::Checks(vec![check("food", "えび"), check("asthma", "")]),
        HOSPITAL,
        "2022-05-01",
    ));
    entries
}

fn record(view: &PatientView) -> Value {
    json!({
        "document": "record", "network": "とびうめネットプラス", "printed_at": "2026-11-22 10:05",
        "printed_by": "梅の木医院　松田 一郎", "today": TODAY, "view": view,
    })
}

fn looks(rows: &[Value]) -> Value {
    json!({
        "document": "looks", "network": "とびうめネットプラス", "printed_at": "2026-11-22 10:05",
        "printed_by": "梅の木医院　松田 一郎", "patient": patient(), "rows": rows,
    })
}

fn typeset(document: &Value) -> Answer {
    run(&["typeset"], document.to_string().as_bytes())
}

/// The text of each page, without spaces and line breaks; none where this machine lacks the tool or the font.
fn pages(name: &str, document: &Value) -> Option<Vec<String>> {
    let answer = typeset(document);
    if answer.code == Some(3) {
        skipped(name, "no Japanese font (package fonts-noto-cjk; `make setup` installs it)");
        return None;
    }
    assert_eq!(answer.code, Some(0));
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"));
    std::fs::write(&file, &answer.stdout).unwrap();
    let Some(text) = support::tool("pdftotext", &["-raw".as_ref(), &file, "-".as_ref()]) else {
        skipped(name, "pdftotext is not installed (package poppler-utils; `make setup` installs it)");
        return None;
    };
    let text = String::from_utf8(text).unwrap();
    let bare = |page: &str| page.chars().filter(|&ch| !ch.is_whitespace() && ch != '\u{200b}').collect();
    Some(text.trim_end_matches('\u{c}').split('\u{c}').map(bare).collect())
}

/// What must stand on every page of it.
fn assert_heads(pages: &[String], more: &[&str]) {
    for (number, page) in pages.iter().enumerate() {
        let count = format!("{}/{}ページ", number + 1, pages.len());
        let head = [
            "山﨑トメ子",
            "ヤマサキトメコ",
            "昭和14年3月15日（1939-03-15）",
            "87歳",
            "女性",
            "カード番号4000-0000-0017",
            "同姓同名あり",
        ];
        let foot = [
            "印刷2026-11-2210:05",
            "梅の木医院松田一郎",
            "取り扱いに注意し、不要になったら裁断してください。",
        ];
        for words in head.iter().chain(&foot).chain(more).chain([&count.as_str()]) {
            assert!(page.contains(words), "{words} is missing on page {}: {page}", number + 1);
        }
    }
}

#[test]
fn an_ordinary_record_fits_one_page() {
    for (name, mode) in [
        ("ordinary_emergency", ViewMode::Emergency),
        ("ordinary_collaboration", ViewMode::Collaboration),
    ] {
        let view = view(mode, ordinary());
        let Some(pages) = pages(name, &record(&view)) else { return };
        assert_eq!(pages.len(), 1);
        assert_heads(&pages, &[mode.label(), "禁忌薬セフェム系抗菌薬", "ACP"]);
        let mut rest = pages[0].as_str();
        for section in mode.sections() {
            let at = rest
                .find(section.label())
                .unwrap_or_else(|| panic!("{} is missing or out of order", section.label()));
            rest = &rest[at..];
        }
        for words in [
            "食い違い",
            "2年前の情報",
            "市立総合病院",
            "博多中央クリニック髙橋花子更新2024-02-10",
            "「ヨード」の記載なし",
        ] {
            assert!(pages[0].contains(words), "{words}: {}", pages[0]);
        }
    }
}

#[test]
fn an_empty_record_says_so() {
    for mode in ViewMode::ALL {
        let Some(pages) = pages(&format!("empty_{mode:?}"), &record(&view(mode, Vec::new()))) else {
            return;
        };
        assert_eq!(pages.len(), 1);
        assert_heads(&pages, &[mode.label(), "禁忌薬記載なし", "ACP記載なし"]);
        assert_eq!(pages[0].matches("記載がありません").count(), mode.sections().len());
        assert!(pages[0].contains("禁忌がないという意味ではありません"));
    }
}

#[test]
fn many_drugs_flow_to_further_pages() {
    let many: Vec<(String, String)> = (1..=120)
        .map(|number| {
            (
                format!("長い名前の薬剤{number:03}号徐放錠50mg「コウノトリ」"),
                "1回1錠 1日3回 毎食後 14日分 粉砕のうえ簡易懸濁".to_owned(),
            )
        })
        .collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, detail)| (name.as_str(), detail.as_str())).collect();
    for count in [30, 120] {
        let mut entries = ordinary();
        entries.push(entry(Item::Prescriptions, lines(&many[..count]), HOSPITAL, "2026-11-20"));
        let Some(pages) = pages(&format!("drugs_{count}"), &record(&view(ViewMode::Emergency, entries))) else {
            return;
        };
        assert!(pages.len() > 1);
        assert_heads(&pages, &["救急モード", "セフェム系抗菌薬", "心肺蘇生は希望しない"]);
        let all = pages.concat();
        for number in 1..=count {
            assert_eq!(all.matches(&format!("長い名前の薬剤{number:03}号")).count(), 1);
        }
    }
}

#[test]
fn long_texts_are_printed_whole() {
    let long = |mark: &str| (0..400).map(|number| format!("{mark}{number:04}です。")).collect::<String>();
    let mut entries = ordinary();
    entries.push(entry(Item::History, text(&long("既往")), HOSPITAL, "2026-11-20"));
    entries.push(entry(Item::ContraindicatedDrugs, text(&long("禁忌")), HOSPITAL, "2026-11-20"));
    let Some(pages) = pages("long_texts", &record(&view(ViewMode::Collaboration, entries))) else {
        return;
    };
    assert_heads(
        &pages,
        &["多職種連携モード", "長い記載があります。「禁忌薬」の欄を必ずお読みください。"],
    );
    let all = pages.concat();
    assert_eq!(all.matches("既往0399です。").count(), 1);
    assert_eq!(all.matches("禁忌0399です。").count(), 1);
}

/// Everything that means something to the typesetter, and to JSON, and to PDF.
const MARKUP: &str = r##"#panic("a") #set page(width: 1mm) *b* _c_ $d^2$ [e] ]] @f <g> \h `i` = j - k + l / m: n // o /* p */ ~q -- r ... "s" 't' {u} (v) %w"##;

#[test]
fn markup_in_words_stays_words() {
    let mut entries = ordinary();
    entries.push(entry(Item::History, text(MARKUP), HOSPITAL, "2026-11-20"));
    entries.push(entry(Item::ContraindicatedDrugs, text(MARKUP), HOSPITAL, "2026-11-20"));
    entries.push(entry(Item::Prescriptions, lines(&[(MARKUP, MARKUP)]), HOSPITAL, "2026-11-20"));
    let mut view = view(ViewMode::Emergency, entries);
    view.patient.address = MARKUP.into();
    let expected: String = MARKUP.chars().filter(|ch| !ch.is_whitespace()).collect();
    let Some(text) = pages("markup", &record(&view)) else { return };
    assert!(text.concat().matches(&expected).count() >= 6, "{}", text.concat());

    let row = json!({ "at": MARKUP, "who": MARKUP, "institution": MARKUP, "place": MARKUP, "what": MARKUP, "why": MARKUP });
    let Some(text) = pages("markup_looks", &looks(&[row])) else {
        return;
    };
    assert_eq!(text.concat().matches("#panic(\"a\")").count(), 6);
}

#[test]
fn long_names_stay_on_the_paper() {
    let mut view = view(ViewMode::Emergency, ordinary());
    view.patient.name =
        "マリア・フェルナンダ・デ・ラ・クルス・ゴンザレス・エルナンデス・山﨑・ファン・デル・メール・アレクサンドラ・ヴィクトリア".into();
    view.patient.kana =
        "マリア フェルナンダ デ ラ クルス ゴンザレス エルナンデス ヤマサキ ファン デル メール アレクサンドラ ヴィクトリア".into();
    view.patient.address = "福岡県北九州市小倉北区".repeat(10);
    let Some(pages) = pages("long_name", &record(&view)) else { return };
    assert!(
        pages
            .iter()
            .all(|page| page.contains("アレクサンドラ・ヴィクトリア") && page.contains("救急モード"))
    );
}

#[test]
fn long_words_without_a_space_stay_on_the_paper() {
    let long = "W".repeat(2000);
    let mut entries = ordinary();
    entries.push(entry(Item::ContraindicatedDrugs, text(&long), HOSPITAL, "2026-11-20"));
    entries.push(entry(Item::Prescriptions, lines(&[(&long, &long)]), HOSPITAL, "2026-11-20"));
    let Some(text) = pages("long_words", &record(&view(ViewMode::Emergency, entries))) else {
        return;
    };
    // What runs off the paper is not read back.
    assert_eq!(text.concat().matches('W').count(), 3 * long.len());
    let address = "2001:0db8:85a3:0000:0000:8a2e:0370:7334";
    let row = json!({ "at": "2026-11-22 10:05", "who": "", "institution": "", "place": address, "what": "", "why": "" });
    let Some(text) = pages("long_address", &looks(&[row])) else {
        return;
    };
    assert!(text[0].contains(address));
}

#[test]
fn without_clinical_content_only_the_registration_is_printed() {
    let mut view = view(ViewMode::Emergency, Vec::new());
    (view.mode, view.sections) = (None, Vec::new());
    let Some(pages) = pages("registration", &record(&view)) else {
        return;
    };
    assert_heads(&pages, &["登録情報", "診療の内容は含みません。"]);
    assert!(!pages[0].contains("禁忌薬") && !pages[0].contains("ACP"));
}

#[test]
fn looks_are_a_table_over_pages() {
    let row = |number: usize| {
        json!({
            "at": format!("2026-11-{:02} 10:{:02}", number % 28 + 1, number % 60), "who": "髙橋 花子", "institution": "県央救急病院 救命救急センター",
            "place": "10.8.12.34", "what": format!("閲覧（救急モード）{number:04}"), "why": "救急搬送",
        })
    };
    let rows: Vec<Value> = (0..120).map(row).collect();
    let Some(pages) = pages("looks", &looks(&rows)) else { return };
    assert!(pages.len() > 2);
    assert_heads(&pages, &["閲覧・更新履歴", "日時氏名施設場所内容理由"]);
    let all = pages.concat();
    assert!((0..120).all(|number| all.matches(&format!("閲覧（救急モード）{number:04}")).count() == 1));

    let Some(pages) = self::pages("looks_none", &looks(&[])) else {
        return;
    };
    assert_heads(&pages, &["閲覧・更新の記録はありません。"]);
}

#[test]
fn fonts_are_embedded_as_subsets() {
    let answer = typeset(&record(&view(ViewMode::Emergency, ordinary())));
    if answer.code == Some(3) {
        return skipped(
            "fonts_are_embedded_as_subsets",
            "no Japanese font (package fonts-noto-cjk; `make setup` installs it)",
        );
    }
    assert!(answer.stdout.len() < 500_000, "{} bytes", answer.stdout.len());
    let pdf = Pdf::new(answer.stdout).unwrap();
    let mut fonts = 0;
    for object in pdf.objects() {
        let Some(dict) = object.into_dict() else { continue };
        if dict.get::<Name>(&b"Type"[..]).is_none_or(|kind| &*kind != b"FontDescriptor") {
            continue;
        }
        let name = dict.get::<Name>(&b"FontName"[..]).unwrap();
        // Six letters and a plus sign before the name: PDF's mark of a subset.
        assert_eq!(name[6], b'+', "{}", String::from_utf8_lossy(&name));
        assert!(dict.get::<Dict>(&b"FontFile3"[..]).is_some() || dict.get::<Dict>(&b"FontFile2"[..]).is_some());
        fonts += 1;
    }
    assert!(fonts > 0);
}

#[test]
fn without_a_font_nothing_is_typeset() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("broken.ttf"), "no font").unwrap();
    let path = folder.path().to_str().unwrap();
    let answer = run(
        &["typeset", "--fonts", path],
        record(&view(ViewMode::Emergency, Vec::new())).to_string().as_bytes(),
    );
    assert_eq!(answer.code, Some(3));
    assert_eq!(answer.parts().0["refused"], "no_font");
}

#[test]
fn what_is_no_document_is_a_mistake_of_the_caller() {
    for input in ["", "{}", r#"{"document":"letter"}"#, r#"{"document":"record"}"#] {
        let answer = run(&["typeset"], input.as_bytes());
        assert!(!matches!(answer.code, Some(0 | 2)), "{input}");
        assert!(!contains(&answer.stdout, b"%PDF"));
    }
}
