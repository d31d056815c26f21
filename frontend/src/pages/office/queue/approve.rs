//! 承認する: what will be made, then the letters, once.

use std::rc::Rc;

use tobiume_common::{
    ErrorCode,
    application::{ApplicationDetail, ApplicationPath, ApproveApplication, ApproveRequest},
};
use yew::prelude::*;

use super::letters::{Issued, issued};
use crate::{
    components::{Dialog, Field, error_banner},
    state::send::use_send_for_file,
};

/// Longest name in login IDs, in characters.
const CODE_MAX: usize = 20;

/// Properties of [`Approval`].
#[derive(Properties, PartialEq)]
pub struct ApprovalProps {
    /// What is approved.
    pub shown: Rc<ApplicationDetail>,
    /// Closes it.
    pub onclose: Callback<()>,
    /// Told that it is not what it was.
    pub changed: Callback<()>,
}

/// The question, and what came of it.
#[component]
pub fn Approval(props: &ApprovalProps) -> Html {
    // As it was when it was asked: what is shown below changes with the approval.
    let shown = use_memo((), |()| props.shown.clone());
    let given = use_state_eq(String::new);
    let letters = use_state_eq(|| None::<Rc<Issued>>);
    let approving = {
        let (letters, changed, receipt) = (letters.setter(), props.changed.clone(), shown.receipt.clone());
        use_send_for_file::<ApproveApplication>(Callback::from(move |address| {
            letters.set(Some(Rc::new(Issued::new(address, &receipt))));
            changed.emit(());
        }))
    };
    let count = shown.form.users.len();
    if let Some(letters) = &*letters {
        return html! {
            <Dialog title="承認しました" onclose={props.onclose.clone()}>
                <p>{ format!("{}の{count}人の利用者ができました。", shown.form.institution.name) }</p>
                { issued(letters, count) }
                <p class="buttons"><button type="button" onclick={props.onclose.reform(|_: MouseEvent| ())}>{"閉じる"}</button></p>
            </Dialog>
        };
    }
    let own_code = shown.form.institution.code.trim();
    let code = if own_code.is_empty() {
        given.trim().to_owned()
    } else {
        own_code.to_owned()
    };
    let onclick = {
        let (send, pending, version, code) = (approving.send.clone(), approving.pending, shown.version, (*given).clone());
        let path = ApplicationPath { application: shown.id };
        Callback::from(move |_: MouseEvent| {
            if !pending {
                send.emit((
                    path,
                    (),
                    ApproveRequest {
                        version,
                        code: code.clone(),
                    },
                ));
            }
        })
    };
    let refused = approving
        .error
        .as_ref()
        .and_then(|error| error.fields.iter().find(|field| field.field == "code"));
    let refused = refused.map(|field| AttrValue::from(field.message.clone()));
    let overtaken = approving.error.as_ref().is_some_and(|error| error.code == ErrorCode::Conflict);
    let renew = {
        let (close, changed) = (props.onclose.clone(), props.changed.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            changed.emit(());
        })
    };
    html! {
        <Dialog title="この申請を承認しますか" class="roomy-form" onclose={props.onclose.clone()}>
            if !shown.doubts.is_empty() {
                <p class="message warn">{ format!("確かめることが{}件あります。まだなら「やめる」を押して確かめてください。", shown.doubts.len()) }</p>
            }
            <p>{"承認すると、すぐに次のものができます。"}</p>
            <ul class="rules">
                <li>{ format!("施設「{}」", shown.form.institution.name) }</li>
                <li>{ format!("利用者 {count}人と、14日間使える初期パスワード") }</li>
                <li>{ format!("参加承認書 {count}枚（PDF）") }</li>
            </ul>
            if own_code.is_empty() {
                <Field id="code" label="ログインIDに使う名前" hint="コードのない施設です。英小文字と数字で3文字から20文字（例：kitashobo）" maxlength={CODE_MAX}
                    value={(*given).clone()} onchange={let given = given.setter(); Callback::from(move |text| given.set(text))} error={refused} />
            }
            { login_ids(&shown, &code) }
            <p><b>{"参加承認書を開けるのは、承認した直後の一度だけです。"}</b>{"初期パスワードはほかのどこにも残りません。承認したらすぐに印刷するか保存してください。"}</p>
            { for approving.error.as_ref().filter(|error| error.fields.is_empty()).map(|error| error_banner(error, None)) }
            <p class="buttons">
                <button type="button" onclick={props.onclose.reform(|_: MouseEvent| ())}>{"やめる"}</button>
                if overtaken {
                    <button type="button" class="primary" onclick={renew}>{"いまの内容を表示する"}</button>
                } else {
                    <button type="button" class="primary" aria-disabled={approving.pending.to_string()} {onclick}>
                        { if approving.pending { "承認書を作っています…" } else { "承認する" } }
                    </button>
                }
            </p>
        </Dialog>
    }
}

/// Who gets which login ID.
fn login_ids(shown: &ApplicationDetail, code: &str) -> Html {
    if code.is_empty() {
        return html! {};
    }
    let line = |(at, user): (usize, &tobiume_common::application::form::UserLine)| {
        html! { <tr><th scope="row">{ &user.name }</th><td>{ format!("{:03}@{code}.{}", at + 1, shown.login_domain) }</td></tr> }
    };
    html! {
        <div class="wide-table low" tabindex="0" role="region" aria-label="できるログインID">
            <table>
                <thead><tr><th>{"氏名"}</th><th>{"ログインID"}</th></tr></thead>
                <tbody>{ for shown.form.users.iter().enumerate().map(line) }</tbody>
            </table>
        </div>
    }
}
