//! 取り込み: files that the office loads, and what was loaded and done so far.

mod card;
mod history;
mod words;

use tobiume_common::jobs::{ImportKind, JobsQuery, ListJobs};
use yew::prelude::*;

use crate::{
    components::{Page, ready_or},
    dom,
    state::load::use_load,
};
use card::ImportCard;

/// 取り込み.
pub fn page() -> Html {
    html! { <ImportsPage /> }
}

#[component]
fn ImportsPage() -> Html {
    let query = use_state_eq(JobsQuery::default);
    let load = use_load::<ListJobs>(Some(((), *query, ())), 0);
    let under_way = load.value.as_ref().is_some_and(|list| list.jobs.iter().any(words::is_under_way));
    use_poll(under_way, load.pending, &load.reload);
    let part = {
        let query = query.setter();
        Callback::from(move |before| query.set(JobsQuery { before }))
    };
    let is_newest = query.before.is_none();
    html! {
        <Page title="取り込み" class="work">
            <div class="import-cards">
                <ImportCard id="masters" title="マスター・郵便番号" label="マスターのファイルを選ぶ" import={ImportKind::Masters} accept=".csv,.txt,.zip" kinds="CSVかZIP" changed={load.reload.clone()}>
                    <p>{"支払基金の医薬品・傷病名・修飾語マスターと、日本郵便の郵便番号（全国一括）を、受け取ったファイルのまま選んでください。どの種類かは自動で見分けます。"}</p>
                </ImportCard>
                <ImportCard id="patients" title="患者登録（CSV）" label="患者登録のCSVを選ぶ" import={ImportKind::Patients} accept=".csv,.txt" kinds="CSV" changed={load.reload.clone()}>
                    <p>{"見出しのあるCSVで、登録と更新をまとめて行います。問題が1行でもあれば、何も取り込みません。"}</p>
                    <details class="others">
                        <summary>{"見出しの書き方"}</summary>
                        <p>{"かならず要る列：氏名、カナ氏名、生年月日、性別、同意日"}</p>
                        <p>{"加えられる列：郵便番号、住所、電話番号、血液型、市町村コード、保険者番号、記号、番号、枝番、カード番号、かかりつけ医療機関コード、緊急連絡先氏名、緊急連絡先続柄、緊急連絡先電話"}</p>
                    </details>
                </ImportCard>
            </div>
            <section aria-labelledby="jobs-title" aria-busy={load.pending.to_string()}>
                <h2 id="jobs-title">{"これまでの処理"}</h2>
                <p class="small">{"サーバーの管理者がコマンドで行った取り込みと、サーバーが自動で行った整理も出ます。1年を過ぎた記録は消えます。"}</p>
                { ready_or(&load, |list| history::shown(list, is_newest, &part)) }
            </section>
        </Page>
    }
}

/// How often what is under way is looked at, in milliseconds.
const LOOK_MS: u32 = 1000;

/// Asks again and again while something is under way, each time after the answer before.
#[hook]
pub fn use_poll(under_way: bool, pending: bool, reload: &Callback<()>) {
    let reload = reload.clone();
    use_effect_with((under_way, pending), move |(under_way, pending)| {
        let timer = (*under_way && !*pending).then(|| dom::after(LOOK_MS, Box::new(move || reload.emit(()))));
        || drop(timer)
    });
}
