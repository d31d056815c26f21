//! What is only read here: what the server was started with, and what was loaded into the network.

use tobiume_common::network::{ImportLine, MasterLine, NetworkOverview, NetworkSettings};
use yew::prelude::*;

use crate::time;

/// Claims of the cities, and masters.
pub fn loaded(network: &NetworkOverview) -> Html {
    html! {
        <>
            { table("レセプトデータの取り込み", "取り込みはまだありません。", &["市町村", "始めた日時", "結果", "件数"], network.imports.iter().map(import).collect()) }
            { table("マスター", "マスターはまだ取り込まれていません。", &["種類", "登録数", "更新"], network.masters.iter().map(master).collect()) }
        </>
    }
}

/// What the server was started with.
pub fn settings(settings: &NetworkSettings) -> Html {
    let fact = |what: &'static str, value: String| html! { <div><dt>{ what }</dt><dd>{ value }</dd></div> };
    html! {
        <section class="card" aria-labelledby="network-title">
            <h2 id="network-title">{"ネットワーク"}</h2>
            <dl class="facts wide">
                { fact("名前", settings.name.clone()) }
                { fact("事務局の電話番号", settings.office_phone.clone()) }
                { fact("ログインIDの地域名", settings.region.clone()) }
                { fact("同意撤回の後の保存期限", format!("{}年", settings.retention_years)) }
            </dl>
            <p class="small">{"この4つは、サーバーを動かす人が設定します。変えるときは、サーバーの管理者に頼んでください。"}</p>
        </section>
    }
}

fn table(title: &'static str, none: &'static str, heads: &[&'static str], rows: Vec<Html>) -> Html {
    html! {
        <section class="card history listed" aria-label={title}>
            <h2>{ title }</h2>
            if rows.is_empty() {
                <p class="empty">{ none }</p>
            } else {
                <table>
                    <thead><tr>{ for heads.iter().map(|head| html! { <th scope="col">{ *head }</th> }) }</tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            }
        </section>
    }
}

fn import(line: &ImportLine) -> Html {
    let outcome = line.applied_at.as_deref().map_or_else(
        || "途中（まだ表示されていません）".to_owned(),
        |at| format!("{}に完了", time::moment(at)),
    );
    html! {
        <tr>
            <td>{ &line.city }</td>
            <td>{ time::moment(&line.started_at) }</td>
            <td>{ outcome }</td>
            <td>{ format!("{}件（登録のない人 {}件）", line.receipts, line.unmatched) }</td>
        </tr>
    }
}

fn master(line: &MasterLine) -> Html {
    let kind = match line.kind.as_str() {
        "Y" => "医薬品",
        "B" => "傷病名",
        "Z" => "修飾語",
        other => other,
    };
    html! { <tr><td>{ kind }</td><td>{ format!("{}件", line.entries) }</td><td>{ format!("{}回", line.edition) }</td></tr> }
}
