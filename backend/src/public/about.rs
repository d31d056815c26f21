//! `/about`: what the network is, for whom, and how to join.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};
use maud::{Markup, html};

use super::{
    answer,
    facts::Facts,
    layout::{self, Page, day, grouped},
    site::Site,
};

/// Name and what it is for.
const SYSTEMS: [(&str, &str); 3] = [
    (
        "救急医療支援",
        "かかりつけ医が、持病・お薬・アレルギーなどを登録しておきます。救急のとき、搬送先の病院と救急隊がすぐに確かめられます。",
    ),
    (
        "多職種連携",
        "在宅療養の患者さんを支える医師・看護師・薬剤師・ケアマネジャーなどが、日々の様子や予定を一つの場所で共有します。",
    ),
    (
        "災害時バックアップ",
        "診療の記録を施設の外に安全に保管します。災害やサイバー攻撃のときに、取り戻すことができます。",
    ),
];

/// What is done, how long it takes, and by whom.
const STEPS: [(&str, &str, &str); 3] = [
    (
        "参加申請を入力する",
        "約15分",
        "このサイトで入力して送信します。書類の郵送はいりません。途中で保存して、あとから続けられます。",
    ),
    (
        "事務局が内容を確かめる",
        "ご連絡をお待ちください",
        "お尋ねしたいことがあれば、「申請の状況」の画面でお知らせします。承認されると、利用者ごとの参加承認書（ログインIDと初期パスワード）をお届けします。",
    ),
    (
        "端末を設定して、使い始める",
        "1台につき15〜30分",
        "ご都合のよい日に、お使いの端末を設定します。設定のあと、操作を簡単にご説明します。",
    ),
];

/// Who takes part.
const FOR_WHOM: [(&str, &str); 5] = [
    ("診療所・病院・歯科診療所", "診療科を問いません。電子カルテがなくても参加できます。"),
    ("薬局・訪問看護ステーション", "在宅療養のチームの一員として参加できます。"),
    ("介護の事業所", "居宅介護支援事業所と介護サービス事業所が参加できます。"),
    ("消防本部（救急隊）", "救急の現場で、患者さんの大切な情報を確かめられます。"),
    ("市町村", "地域の医療と介護の連携に参加できます。"),
];

/// The page.
pub async fn page(State(site): State<Arc<Site>>) -> Response {
    match site.facts().await {
        Ok(facts) => answer::page(StatusCode::OK, content(&site, &facts)),
        Err(answer) => answer,
    }
}

fn content(site: &Site, facts: &Facts) -> Markup {
    let name = &site.network().network_name;
    let page = Page {
        path: "/about",
        title: "ご案内",
        description: "救急医療・在宅医療・災害に備える、地域の医療機関と介護事業所の情報ネットワークです。参加のしかたと参加施設をご案内します。",
        listed: true,
    };
    page.around(
        site,
        html! {
            div.hero {
                h1 { (name) }
                p.lead { "救急のとき、在宅療養のとき、災害のとき。患者さんの大切な情報を、地域の医療と介護で安全に共有するネットワークです。" }
                div.doors {
                    a.btn.primary href="/apply" { "参加申請をはじめる" }
                    a.btn href="/apply/status" { "申請の状況を見る" }
                }
            }
            section aria-labelledby="what" {
                h2 #what { "三つのしくみ" }
                ul.three { @for (name, text) in SYSTEMS { li.card { h3 { (name) } p { (text) } } } }
                p.note { "登録するのは、説明を受けて同意された患者さんだけです。同意はいつでも取り消せます。だれがいつ見たかは、すべて記録しています。" }
            }
            (numbers(facts))
            section aria-labelledby="whom" {
                h2 #whom { "参加できる施設" }
                dl.whom { @for (who, text) in FOR_WHOM { div { dt { (who) } dd { (text) } } } }
                p.note { "パソコン・iPad・iPhone などの端末とインターネットの回線は、施設でご用意ください。" }
            }
            section aria-labelledby="join" {
                h2 #join { "参加のしかた" }
                ol.steps {
                    @for (what, time, text) in STEPS {
                        li.card { h3 { (what) } p.time { (time) } p { (text) } }
                    }
                }
                div.doors {
                    a.btn.primary href="/apply" { "参加申請をはじめる" }
                    a.btn href="/apply/status" { "申請の状況を見る" }
                    a.btn href="/" { "ログイン（参加施設の方）" }
                }
                p.note { "参加するときは、施設として" a href="/terms" { "利用規約" } "に同意していただきます。" }
            }
            section aria-labelledby="contact" {
                h2 #contact { "お問い合わせ" }
                div.card { (layout::office(site)) }
                p.note { "患者さん・ご家族の方は、まずかかりつけの医療機関にお尋ねください。" }
            }
        },
    )
}

fn numbers(facts: &Facts) -> Markup {
    html! {
        section aria-labelledby="now" {
            h2 #now { "いまの参加状況" }
            dl.figures {
                div.card { dt { "参加施設" } dd { b { (grouped(facts.participants.len() as i64)) } " 施設" } }
                div.card { dt { "登録患者さん" } dd { b { (grouped(facts.rule.patients)) } " 人" } }
                div.card { dt { "この1年の新規登録" } dd { b { (grouped(facts.rule.new_in_a_year)) } " 人" } }
            }
            p.note {
                (day(facts.day)) " 現在。"
                a href="/participants" { "参加施設一覧" } "と、" a href="/participants#numbers" { "月ごとの推移" } "もご覧になれます。"
            }
        }
    }
}
