//! One request of who takes part already (変更, 退会, パスワード再発行): what is asked for, what to look at, and the steps that may be taken.

use std::rc::Rc;

use tobiume_common::{
    ApiError,
    application::{Kind, Step},
    ids::{ApplicationId, PatientId},
    patients::PatientSummary,
    requests::{Colleague, GetRequest, RequestDetail, RequestDoubt, RequestForm, RequestPath, RequestStep, StepRequest},
};
use yew::prelude::*;

use super::{
    detail::{DetailProps, history},
    list,
    steps::{Shown, use_steps},
};
use crate::{
    components::{Dialog, Link, error_banner},
    pages::institution::in_words,
    routes::{OfficePage, Route},
    state::load::use_load,
    time,
};

/// One request.
#[component]
pub fn Request(props: &DetailProps) -> Html {
    let path = RequestPath {
        application: props.application,
    };
    let load = use_load::<GetRequest>(Some((path, (), ())), 0);
    // Of whom a receipt is, once somebody is chosen.
    let chosen = use_state_eq(|| None::<PatientId>);
    let shown = load.value.as_ref().map(|shown| Shown {
        kind: shown.form.kind(),
        state: shown.state,
        version: shown.version,
    });
    let patient = *chosen;
    let steps = use_steps::<StepRequest>(shown, load.reload.clone(), props.changed.clone(), move |version, step, reason| {
        let request = RequestStep {
            version,
            step,
            reason,
            patient,
        };
        (path, (), request)
    });
    html! {
        <article class="application" aria-labelledby="application-title" aria-busy={load.pending.to_string()}>
            { head(load.value.as_deref()) }
            { for load.error.as_ref().map(|error| error_banner(error, Some(load.reload.clone()))) }
            { steps.failure() }
            if let Some(shown) = &load.value {
                { steps.buttons(&shown.clerk, &props.user) }
                { doubts(&shown.doubts) }
                { letters(&shown.letters_for) }
                <section class="card" aria-labelledby="part-request">
                    <h3 id="part-request">{ format!("{}の内容", shown.form.kind().label()) }</h3>
                    if !shown.asked_by.is_empty() { <p class="small">{ format!("申請者 {}", shown.asked_by) }</p> }
                    { in_words(&shown.form, &shown.about) }
                </section>
                { candidates(shown, &chosen) }
                { history(&shown.history) }
                { steps.question(|step| html! {
                    <Sure {step} shown={shown.clone()} pending={steps.pending} onclose={steps.close.clone()}
                        onsure={steps.take.reform(move |()| (step, String::new()))} error={steps.error.clone()} />
                }) }
            }
        </article>
    }
}

fn head(shown: Option<&RequestDetail>) -> Html {
    let name = match shown {
        None => "読み込んでいます…",
        Some(shown) if shown.form.kind() == Kind::PatientMatch => "レセプトの患者照合",
        Some(shown) if shown.institution.is_empty() => "施設がわからない依頼",
        Some(shown) => &shown.institution,
    };
    html! {
        <header class="application-head">
            <h2 id="application-title" tabindex="-1">{ name }</h2>
            if let Some(shown) = shown {
                <p>
                    { list::state_tag(shown.state) }
                    <span class="tag">{ shown.form.kind().label() }</span>
                    <span class="nb">{ &shown.receipt }</span>
                    <span class="small">{ if shown.clerk.is_empty() { "担当なし".to_owned() } else { format!("担当 {}", shown.clerk) } }</span>
                </p>
            }
        </header>
    }
}

fn doubts(doubts: &[RequestDoubt]) -> Html {
    if doubts.is_empty() {
        return html! {};
    }
    let line = |doubt: &RequestDoubt| {
        let words = match doubt {
            RequestDoubt::UnknownLogin => {
                "このログインIDの利用者はいません。打ち間違いかもしれません。電話で確かめて、該当がなければ却下してください。".to_owned()
            }
            RequestDoubt::OtherName(name) => {
                format!("このログインIDの利用者は「{name}」さんです。入力された氏名と違います。施設へ電話して、本人か確かめてください。")
            }
            RequestDoubt::OnlyFamilyDoctorOf(count) => {
                format!("かかりつけ医療機関がこの施設だけの患者さんが{count}人います。次のかかりつけを施設に確かめてから承認してください。")
            }
            RequestDoubt::NoAdministratorLeft => {
                "承認すると、この施設の管理者がいなくなります。次の管理者を確かめて、差し戻してください。".to_owned()
            }
        };
        html! { <li>{ words }</li> }
    };
    html! {
        <section class="card doubts" aria-labelledby="doubts-title">
            <h3 id="doubts-title">{"確かめてください"}</h3>
            <ul>{ for doubts.iter().map(line) }</ul>
        </section>
    }
}

/// Whose letters are issued next.
fn letters(users: &[Colleague]) -> Html {
    if users.is_empty() {
        return html! {};
    }
    let line = |user: &Colleague| {
        html! {
            <li key={user.id.0}>
                <div><b>{ &user.name }</b><p class="small">{ &user.login_id }</p></div>
                <Link to={Route::Office(OfficePage::User(user.id))}>{"参加承認書を発行する"}</Link>
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="letters-title">
            <h3 id="letters-title">{"参加承認書"}</h3>
            <p>{"承認書を発行するまで、この方はログインできません。発行して、施設へお届けください。"}</p>
            <ul class="rows">{ for users.iter().map(line) }</ul>
        </section>
    }
}

/// Of whom a receipt may be; one of them is chosen before it is approved.
fn candidates(shown: &RequestDetail, chosen: &UseStateHandle<Option<PatientId>>) -> Html {
    if shown.candidates.is_empty() {
        return html! {};
    }
    let line = |patient: &PatientSummary| {
        let (id, setter) = (patient.id, chosen.setter());
        let onchange = Callback::from(move |_: Event| setter.set(Some(id)));
        html! {
            <li key={id.0} class="check">
                <label>
                    <input type="radio" name="candidate" checked={**chosen == Some(id)} {onchange} />
                    <span><b>{ &patient.name }</b>{ format!("　{}", patient.kana) }
                    <span class="small nb">{ format!("　{}　{}", time::both_calendars(patient.birth_date), patient.sex.label()) }</span>
                    <span class="small">{ format!("　{}", patient.address) }</span></span>
                </label>
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="candidates-title">
            <h3 id="candidates-title">{"登録されている患者さん"}</h3>
            <p>{"保険と生年月日が同じで、氏名・性別・枝番のどれかが違います。同じ方なら選んで承認し、どの方でもなければ却下してください。承認したあと、同じファイルをもう一度取り込むと反映されます。"}</p>
            <ul class="checks">{ for shown.candidates.iter().map(line) }</ul>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct SureProps {
    step: Step,
    shown: Rc<RequestDetail>,
    pending: bool,
    error: Option<ApiError>,
    onsure: Callback<()>,
    onclose: Callback<()>,
}

/// What will happen, and only then it does.
#[component]
fn Sure(props: &SureProps) -> Html {
    let shown = &props.shown;
    let (title, lines, pending, label) = if props.step == Step::Retract {
        (
            "この判断を取り消しますか".to_owned(),
            taken_back(),
            "取り消しています…",
            "判断を取り消す",
        )
    } else {
        let title = format!("この{}を承認しますか", shown.form.kind().label());
        (title, outcome(shown), "承認しています…", "承認する")
    };
    html! {
        <Dialog {title} class="roomy-form" onclose={props.onclose.clone()}>
            if !shown.doubts.is_empty() {
                <p class="message warn">{ format!("確かめることが{}件あります。まだなら「やめる」を押して確かめてください。", shown.doubts.len()) }</p>
            }
            <p>{ format!("{label}と、次のようになります。") }</p>
            <ul class="rules">{ for lines.into_iter().map(|line| html! { <li>{ line }</li> }) }</ul>
            { for props.error.as_ref().map(|error| error_banner(error, None)) }
            <p class="buttons">
                <button type="button" onclick={props.onclose.reform(|_: MouseEvent| ())}>{"やめる"}</button>
                <button type="button" class="primary" aria-disabled={props.pending.to_string()} onclick={props.onsure.reform(|_: MouseEvent| ())}>
                    { if props.pending { pending } else { label } }
                </button>
            </p>
        </Dialog>
    }
}

/// What the taking back of an answer about a receipt does.
fn taken_back() -> Vec<String> {
    [
        "この判断で患者さんのものとしたレセプトは、行政情報からすぐに消えます。",
        "ただし、このボタンができる前の版で取り込んだレセプトは、同じファイルをもう一度取り込んだときに消えます。",
        "同じファイルをもう一度取り込むと、あらためて照合の依頼が届きます。取り込みは、サーバーの管理者に頼んでください。",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn outcome(shown: &RequestDetail) -> Vec<String> {
    match &shown.form {
        RequestForm::Change(form) => {
            let mut lines = Vec::new();
            if !form.added.is_empty() {
                lines.push(format!(
                    "利用者{}人ができます。参加承認書は、このあと1人ずつ発行します。",
                    form.added.len()
                ));
            }
            lines.extend(shown.about.iter().map(|user| {
                format!(
                    "{}さん（{}）はログアウトされ、もうログインできません。チームからも外れます。",
                    user.name, user.login_id
                )
            }));
            if form.directory.is_some() {
                lines.push("住所・連絡先が新しくなります。".to_owned());
            }
            if !form.devices.is_empty() {
                lines.push("機器は、設定の日を施設と決めてください。".to_owned());
            }
            if lines.is_empty() {
                lines.push("連絡事項への対応が済んだことになります。".to_owned());
            }
            lines
        }
        RequestForm::Leaving(form) => vec![
            format!("{}の次の日から、この施設の利用者はログインできません。", form.last_day),
            "患者さんの登録と記録は残り、ほかの施設からはこれまでどおり見られます。".to_owned(),
        ],
        RequestForm::PatientMatch(_) => vec!["選んだ方のレセプトとして扱います。次の取り込みから反映されます。".to_owned()],
        RequestForm::PasswordReset(_) => vec![
            "いまのパスワードは使えなくなり、開いている画面はすべてログアウトされます。".to_owned(),
            "このあと参加承認書を発行して、施設へお届けください。".to_owned(),
        ],
    }
}

/// The place of a line of the queue: what is asked for decides which page it has.
pub const fn place(kind: Kind, id: ApplicationId) -> OfficePage {
    match kind {
        Kind::Participation => OfficePage::Application(id),
        _ => OfficePage::Request(id),
    }
}
