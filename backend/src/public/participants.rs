//! `/participants`: 参加施設一覧, and what the fee's rule wants published.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use maud::{Markup, html};
use tobiume_common::institutions::InstitutionKind;

use super::{
    answer,
    chart::Chart,
    facts::{Facts, Participant},
    layout::{Page, day, grouped, month},
    months::Month,
    site::Site,
    wanted::{NAME_MAX, Wanted},
};

/// Months in chart and table; the downloads have all.
const MONTHS_SHOWN: usize = 12;

/// The page.
pub async fn page(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    let facts = match site.facts().await {
        Ok(facts) => facts,
        Err(answer) => return answer,
    };
    match Wanted::of(&uri) {
        Ok(wanted) => answer::page(StatusCode::OK, content(&site, &facts, &wanted, false)),
        Err(_) => {
            let nothing = Wanted {
                page: 1,
                ..Wanted::default()
            };
            answer::page(StatusCode::BAD_REQUEST, content(&site, &facts, &nothing, true))
        }
    }
}

fn content(site: &Site, facts: &Facts, wanted: &Wanted, too_long: bool) -> Markup {
    let page = Page {
        path: "/participants",
        title: "参加施設一覧",
        description: "ネットワークに参加している医療機関・薬局・介護事業所などの一覧と、登録患者数の推移です。",
        listed: !wanted.is_special() && !too_long,
    };
    let found = wanted.among(facts);
    page.around(
        site,
        html! {
            h1 { "参加施設一覧" }
            p.lead {
                (day(facts.day)) " 現在、" b { (grouped(facts.participants.len() as i64)) } " 施設が参加しています。"
                a href="#numbers" { "登録患者数と参加施設数の推移" }
            }
            (form(facts, wanted, too_long))
            @if !too_long { (list(facts, wanted, &found)) }
            (numbers(facts))
        },
    )
}

fn form(facts: &Facts, wanted: &Wanted, too_long: bool) -> Markup {
    html! {
        form.card.search method="get" action="/participants" role="search" aria-label="参加施設を探す" {
            div.field.wide-field {
                label for="name" { "施設名" }
                input #name name="name" type="search" maxlength=(NAME_MAX) value=(wanted.name) autocomplete="off"
                    aria-describedby="name-hint" aria-invalid=[too_long.then_some("true")];
                @if too_long {
                    p.field-error #name-hint role="alert" { "施設名は" (NAME_MAX) "文字までで入力してください。" }
                } @else {
                    p.hint #name-hint { "一部だけでも、ひらがなでも探せます" }
                }
            }
            div.field {
                label for="association" { "郡市区医師会" }
                select #association name="association" {
                    option value="" { "すべて" }
                    @for (id, name) in &facts.associations {
                        option value=(id) selected[wanted.association == Some(*id)] { (name) }
                    }
                }
            }
            div.field {
                label for="kind" { "種別" }
                select #kind name="kind" {
                    option value="" { "すべて" }
                    @for kind in InstitutionKind::ALL {
                        @if kind != InstitutionKind::Office {
                            option value=(kind.code()) selected[wanted.kind == Some(kind)] { (kind.label()) }
                        }
                    }
                }
            }
            button.primary { "探す" }
        }
    }
}

fn list(facts: &Facts, wanted: &Wanted, found: &[&Participant]) -> Markup {
    let (part, pages) = (wanted.part(found), Wanted::pages(found.len()));
    let is_search = !wanted.name.is_empty() || wanted.association.is_some() || wanted.kind.is_some();
    html! {
        section aria-labelledby="found" {
            h2 #found { @if is_search { "見つかった施設 " } @else { "すべての施設 " } (grouped(found.len() as i64)) "件" }
            @if is_search { p.screen { a href="/participants" { "条件を消して、すべての施設を見る" } } }
            @if found.is_empty() {
                p.card { "この条件に合う施設はありません。施設名を短くするか、郡市区医師会と種別を「すべて」にして探してください。" }
            } @else if part.is_empty() {
                p.card { "このページに施設はありません。" a href=(wanted.address("/participants", 1, false)) { "1ページ目を見る" } }
            } @else {
                ul.places { @for place in part { (line(facts, place)) } }
            }
            (paging(wanted, pages))
            p.downloads {
                "この一覧をダウンロード："
                a href=(wanted.address("/participants.csv", 1, false)) download { "CSV" }
                a href=(wanted.address("/participants.json", 1, false)) download { "JSON" }
            }
        }
    }
}

fn line(facts: &Facts, place: &Participant) -> Markup {
    html! {
        li {
            b { (place.name) }
            span.kind { (place.kind.label()) }
            span.by { (facts.association(place.association)) }
            span.address { (place.address) }
        }
    }
}

fn paging(wanted: &Wanted, pages: usize) -> Markup {
    if pages == 1 || wanted.all {
        return html! {};
    }
    let at = wanted.page;
    html! {
        nav.paging aria-label="ページ" {
            @if at > 1 { a.btn rel="prev" href=(wanted.address("/participants", (at - 1).min(pages), false)) { "前へ" } }
            span { (at) " / " (pages) "ページ" }
            @if at < pages { a.btn rel="next" href=(wanted.address("/participants", at + 1, false)) { "次へ" } }
            a href=(wanted.address("/participants", 1, true)) { "全部を1ページで見る（印刷用）" }
        }
    }
}

fn numbers(facts: &Facts) -> Markup {
    let months = facts
        .months
        .get(facts.months.len().saturating_sub(MONTHS_SHOWN)..)
        .unwrap_or_default();
    let patients = Chart {
        name: "登録患者数",
        unit: "人",
        value: |month| month.patients,
    };
    let institutions = Chart {
        name: "参加施設数",
        unit: "施設",
        value: |month| month.institutions,
    };
    html! {
        section #numbers aria-labelledby="numbers-name" {
            h2 #numbers-name { "登録患者数と参加施設数" }
            p.note {
                (day(facts.day)) " 現在。電子的診療情報連携体制整備加算の施設基準にもとづいて公表しています。"
                "基準は、参加医療機関10以上、うち診療情報を開示している病院2以上、かつ、登録患者1,000人以上または1年の新規登録100人以上です。"
            }
            dl.figures {
                (figure("参加医療機関", facts.rule.medical, "機関", "病院・診療所・歯科診療所"))
                (figure("うち診療情報を開示している病院", facts.rule.disclosing, "病院", "患者さんを登録し、基本情報を書いている病院"))
                (figure("登録患者数", facts.rule.patients, "人", "同意を取り消した方を除く"))
                (figure("この1年の新規登録患者数", facts.rule.new_in_a_year, "人", "はじめて登録された方"))
            }
            div.charts { (patients.of(months)) (institutions.of(months)) }
            (table(months))
            p.downloads {
                "すべての月をダウンロード："
                a href="/numbers.csv" download { "CSV" }
                a href="/numbers.json" download { "JSON" }
            }
        }
    }
}

fn figure(name: &str, number: i64, unit: &str, meaning: &str) -> Markup {
    html! { div.card { dt { (name) } dd { b { (grouped(number)) } " " (unit) span.hint { (meaning) } } } }
}

fn table(months: &[Month]) -> Markup {
    html! {
        table.card {
            caption { "月ごとの数（月末。今月はきょう現在）" }
            thead { tr { th scope="col" { "月" } th scope="col" { "登録患者数" } th scope="col" { "新規登録" } th scope="col" { "参加施設数" } } }
            tbody {
                @for row in months.iter().rev() {
                    tr {
                        th scope="row" { (month(row.month)) }
                        td { (grouped(row.patients)) }
                        td { (grouped(row.new_patients)) }
                        td { (grouped(row.institutions)) }
                    }
                }
            }
        }
    }
}
