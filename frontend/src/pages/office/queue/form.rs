//! What was applied for, to be read in one look.

use tobiume_common::{
    application::{
        ApplicationDetail,
        files::{ApplicationFile, ApplicationFilePath, ReadApplicationFile},
        form::{DeviceLine, InstitutionForm, UserLine},
    },
    endpoint::path_of,
};
use yew::prelude::*;

use crate::components::size;

/// Everything of the form. What is empty is said to be, where it matters.
pub fn form(shown: &ApplicationDetail) -> Html {
    let form = &shown.form;
    let systems: Vec<&str> = form.systems.iter().map(|system| system.label()).collect();
    html! {
        <div class="form-view">
            { institution(&form.institution) }
            <div class="form-side">
                <section class="card" aria-labelledby="part-use">
                    <h3 id="part-use">{"利用するシステムと機器"}</h3>
                    <dl class="facts">
                        { fact("システム", &systems.join("、")) }
                        <div>
                            <dt>{"機器"}</dt>
                            <dd><ul>{ for form.devices.iter().filter(|line| line.count > 0).map(device) }</ul></dd>
                        </div>
                        { fact("設定の希望日", &form.visit_days.join("、")) }
                    </dl>
                </section>
                if !form.note.trim().is_empty() {
                    <section class="card" aria-labelledby="part-note">
                        <h3 id="part-note">{"連絡事項"}</h3>
                        <p class="text">{ &form.note }</p>
                    </section>
                }
                { files(shown) }
            </div>
            <section class="card users-part" aria-labelledby="part-users">
                <h3 id="part-users">{"利用者"}<span class="n">{ format!("{}人", form.users.len()) }</span></h3>
                <div class="wide-table" tabindex="0" role="region" aria-label="利用者の表">
                    <table>
                        <thead><tr><th>{"氏名"}</th><th>{"カナ"}</th><th>{"職種"}</th><th>{"管理者"}</th></tr></thead>
                        <tbody>{ for form.users.iter().map(user) }</tbody>
                    </table>
                </div>
            </section>
        </div>
    }
}

/// What was sent beside the form, each to open.
fn files(shown: &ApplicationDetail) -> Html {
    if shown.files.is_empty() {
        return html! {};
    }
    let line = |file: &ApplicationFile| {
        let path = ApplicationFilePath {
            application: shown.id,
            file: file.id,
        };
        html! {
            <li>
                <a href={path_of::<ReadApplicationFile>(&path)} target="_blank" rel="noopener">{ &file.name }</a>
                <span class="when nb">{ size(file.size) }</span>
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="part-files">
            <h3 id="part-files">{"添付ファイル"}<span class="n">{ format!("{}個", shown.files.len()) }</span></h3>
            <ul class="rows">{ for shown.files.iter().map(line) }</ul>
        </section>
    }
}

fn institution(form: &InstitutionForm) -> Html {
    let emergency = match form.emergency_level {
        Some(level) => format!("{level}次救急"),
        None => String::new(),
    };
    html! {
        <section class="card" aria-labelledby="part-institution">
            <h3 id="part-institution">{"施設"}</h3>
            <dl class="facts">
                { fact("施設名", &form.name) }
                { fact("カナ", &form.kana) }
                { fact("種別", form.kind.map_or("", |kind| kind.label())) }
                { fact("コード", &form.code) }
                { fact("住所", &format!("〒{} {}", form.postal_code, form.address)) }
                <div><dt>{"電話"}</dt><dd><a href={format!("tel:{}", form.phone)}>{ &form.phone }</a></dd></div>
                { fact("FAX", &form.fax) }
                { fact("メール", &form.email) }
                { fact("医師会", &form.association) }
                { fact("救急告示", &emergency) }
                { fact("電子カルテ", &form.chart_product) }
            </dl>
        </section>
    }
}

fn fact(label: &'static str, value: &str) -> Html {
    let value = value.trim();
    html! {
        <div>
            <dt>{ label }</dt>
            if value.is_empty() { <dd class="empty">{"なし"}</dd> } else { <dd>{ value.to_owned() }</dd> }
        </div>
    }
}

fn device(line: &DeviceLine) -> Html {
    let network = if line.network.is_empty() {
        String::new()
    } else {
        format!("（{}）", line.network)
    };
    html! { <li>{ format!("{} {}台{network}", line.kind.label(), line.count) }</li> }
}

fn user(line: &UserLine) -> Html {
    html! {
        <tr>
            <th scope="row">{ &line.name }</th>
            <td>{ &line.kana }</td>
            <td>{ line.profession.map_or("", |profession| profession.label()) }</td>
            <td>{ if line.is_administrator { "管理者" } else { "" } }</td>
        </tr>
    }
}
