//! 退会: what it would mean, told before it is done; and how it is taken back.

use tobiume_common::{
    accounts::{InstitutionPath, VersionRequest},
    network::{LEFT_ALONE_SHOWN, LeaveNetwork, LeavingAnswer, LeavingPreview, PreviewLeaving, ReturnToNetwork},
    patients::PatientSummary,
};
use yew::prelude::*;

use super::institution::Done;
use crate::{
    components::{Dialog, error_banner, ready_or},
    state::{load::use_load, send::use_send},
    time,
};

/// Properties of [`Leaving`].
#[derive(Properties, PartialEq)]
pub struct LeavingProps {
    /// Which.
    pub path: InstitutionPath,
    /// 施設名.
    pub name: String,
    /// Told that it was done.
    pub done: Callback<Done>,
}

/// The way to the page before a leaving.
#[component]
pub fn Leaving(props: &LeavingProps) -> Html {
    let wanted = use_state_eq(|| false);
    let want = {
        let wanted = wanted.setter();
        Callback::from(move |_: MouseEvent| wanted.set(true))
    };
    html! {
        <section class="card" aria-labelledby="leaving-title">
            <h2 id="leaving-title">{"退会"}</h2>
            if *wanted {
                <Preview path={props.path} name={props.name.clone()} done={props.done.clone()} />
            } else {
                <p>{"退会すると何が起こるかを、先に確かめます。まだ何も変わりません。"}</p>
                <p class="buttons"><button type="button" class="harm" onclick={want}>{"退会したときのことを調べる"}</button></p>
            }
        </section>
    }
}

#[component]
fn Preview(props: &LeavingProps) -> Html {
    let load = use_load::<PreviewLeaving>(Some((props.path, (), ())), 0);
    let asked = use_state_eq(|| false);
    let ask = {
        let asked = asked.setter();
        Callback::from(move |wanted: bool| asked.set(wanted))
    };
    let sending = {
        let (done, ask) = (props.done.clone(), ask.clone());
        use_send::<LeaveNetwork>(Callback::from(move |answer: LeavingAnswer| {
            ask.emit(false);
            done.emit(Done {
                words: format!("退会を保存しました。利用者{}人の利用が終わりました。", answer.users),
                ended: Some(answer.ended),
            });
        }))
    };
    let send = {
        let (send, pending, path) = (sending.send.clone(), sending.pending, props.path);
        let version = load.value.as_ref().map(|preview| preview.version);
        Callback::from(move |_: MouseEvent| {
            if let Some(version) = version.filter(|_| !pending) {
                send.emit((path, (), VersionRequest { version }));
            }
        })
    };
    html! {
        <>
            { ready_or(&load, preview) }
            if load.value.is_some() {
                <p class="buttons"><button type="button" class="harm" onclick={ask.reform(|_: MouseEvent| true)}>{"退会へ進む"}</button></p>
            }
            if *asked {
                <Dialog title={format!("{}の退会を保存しますか", props.name)} class="roomy-form" onclose={ask.reform(|()| false)}>
                    <ul class="rules">
                        <li>{"今日から、この施設の利用者は全員ログインできません。開いている画面は次の操作で終わります。"}</li>
                        <li>{"利用者はチームから外れ、書きかけの記録は消えます。"}</li>
                        <li>{"患者さんの登録と、保存した記録は残ります。緊急時には、ほかの施設と救急隊が引き続き見られます。"}</li>
                        <li>{"退会は取り消せます。登録は元に戻りますが、利用者は追加し直します。"}</li>
                    </ul>
                    { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                    <p class="buttons">
                        <button type="button" class="harm" aria-disabled={sending.pending.to_string()} onclick={send}>
                            { if sending.pending { "保存しています…" } else { "退会を保存する" } }
                        </button>
                        <button type="button" autofocus=true onclick={ask.reform(|_: MouseEvent| false)}>{"やめる"}</button>
                    </p>
                </Dialog>
            }
        </>
    }
}

fn preview(preview: &LeavingPreview) -> Html {
    let fact = |what: &'static str, value: String| html! { <div><dt>{ what }</dt><dd>{ value }</dd></div> };
    let more = usize::try_from(preview.patients_alone).unwrap_or(usize::MAX) > LEFT_ALONE_SHOWN;
    html! {
        <>
            <dl class="facts wide">
                { fact("終わる利用者", format!("{}人（ログイン中の画面 {}）", preview.users, preview.sessions)) }
                { fact("外れるチーム", format!("{}（うち、だれもいなくなるチーム {}）", preview.teams, preview.empty_teams)) }
                { fact("ほかにもかかりつけのある患者さん", format!("{}人：ほかのかかりつけ医療機関で、これまでどおり利用できます。", preview.patients_elsewhere)) }
                { fact("ほかにかかりつけのない患者さん", format!("{}人：登録は残り、緊急時には見られますが、更新する施設がなくなります。", preview.patients_alone)) }
                { fact("同意撤回の患者さん", format!("{}人：保存期限まで事務局が保管します。", preview.patients_withdrawn)) }
            </dl>
            if !preview.alone.is_empty() {
                <h3>{"ほかにかかりつけのない患者さん"}</h3>
                <p>{"新しいかかりつけ医療機関を決めていただく方々です。診療の内容は表示されません。"}</p>
                <ul class="rows">{ for preview.alone.iter().map(patient) }</ul>
                if more { <p class="small">{ format!("はじめの{LEFT_ALONE_SHOWN}人です。") }</p> }
            }
        </>
    }
}

fn patient(patient: &PatientSummary) -> Html {
    html! {
        <li key={patient.id.0}>
            <b>{ &patient.name }</b><span class="small">{ &patient.kana }</span><span>{ time::both_calendars(patient.birth_date) }</span>
        </li>
    }
}

/// Properties of [`Return`].
#[derive(Properties, PartialEq)]
pub struct ReturnProps {
    /// Which.
    pub path: InstitutionPath,
    /// The version that was looked at.
    pub version: i64,
    /// Told that it was done.
    pub done: Callback<Done>,
}

/// Takes a leaving back.
#[component]
pub fn Return(props: &ReturnProps) -> Html {
    let sending = {
        let done = props.done.clone();
        use_send::<ReturnToNetwork>(Callback::from(move |_| {
            done.emit(Done::saying("退会を取り消しました。利用者を追加してください。"));
        }))
    };
    let send = {
        let (send, pending, path, version) = (sending.send.clone(), sending.pending, props.path, props.version);
        Callback::from(move |_: MouseEvent| {
            if !pending {
                send.emit((path, (), VersionRequest { version }));
            }
        })
    };
    html! {
        <section class="card" aria-labelledby="return-title">
            <h2 id="return-title">{"退会の取り消し"}</h2>
            <p>{"患者さんの登録は、そのまま元に戻ります。前の利用者は戻りません。取り消した後に、利用者を追加してください。"}</p>
            { for sending.error.as_ref().map(|error| error_banner(error, None)) }
            <p class="buttons">
                <button type="button" aria-disabled={sending.pending.to_string()} onclick={send}>
                    { if sending.pending { "保存しています…" } else { "退会を取り消す" } }
                </button>
            </p>
        </section>
    }
}
