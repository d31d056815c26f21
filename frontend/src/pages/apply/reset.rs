//! パスワードの再発行: asked for by who cannot sign in. The office calls back.

use tobiume_common::{
    application::form::NAME_MAX,
    check::PHONE_MAX,
    requests::{AskPasswordReset, AskResetRequest, ResetForm},
};
use yew::prelude::*;

use crate::{
    components::{FormFrame, Line, Part, error_banner, missing, office_line},
    state::{
        form::{self, Form},
        send::use_send,
    },
};

const LINES: [Line<ResetForm>; 3] = [
    Line {
        id: "login_id",
        label: "ログインID",
        hint: "参加承認書に書いてあります（例：001@1234567890.fukuoka）",
        max: 100,
        inputmode: "email",
        list: "",
        class: "whole",
        of: |value| &mut value.login_id,
    },
    Line {
        id: "name",
        label: "氏名",
        hint: "",
        max: NAME_MAX,
        inputmode: "",
        list: "",
        class: "whole",
        of: |value| &mut value.name,
    },
    Line {
        id: "phone",
        label: "折り返し先の電話番号",
        hint: "施設の電話番号",
        max: PHONE_MAX,
        inputmode: "tel",
        list: "",
        class: "whole",
        of: |value| &mut value.phone,
    },
];

/// Who it is and where the office calls back; then, that it was sent.
#[component]
pub fn ResetPage() -> Html {
    let form = use_reducer(|| Form::new(ResetForm::default()));
    let sent = use_state_eq(|| false);
    let sending = {
        let sent = sent.setter();
        use_send::<AskPasswordReset>(Callback::from(move |()| sent.set(true)))
    };
    let verdict = form.verdict(Some(form.value.check()), sending.error.as_ref());
    if *sent {
        return html! {
            <section class="card">
                <p class="message ok" role="status">{"受け付けました。"}</p>
                <p>{"事務局が施設へ電話で確認したあと、初期パスワードの載った新しい参加承認書をお届けします。急ぐときは、"}{ office_line("") }</p>
                <p><a href="/" class="btn primary">{"ログイン画面へ"}</a></p>
            </section>
        };
    }
    let send = {
        let send = sending.send.clone();
        Callback::from(move |form: ResetForm| {
            let homepage = String::new();
            send.emit(((), (), AskResetRequest { form, homepage }));
        })
    };
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    html! {
        <FormFrame onsubmit={form::submit(&form, &verdict, sending.pending, send)} onleave={form::left(&form)}>
            <section class="card form" aria-label="パスワードの再発行">
                <p>{"パスワードがわからないときや、初期パスワードの期限が過ぎたときは、ここから事務局へ依頼できます。本人の確認のため、事務局から施設へお電話します。"}</p>
                { for LINES.iter().map(|line| part.line(line)) }
                { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                { missing(&verdict) }
                <p class="buttons">
                    <button class="primary" aria-disabled={sending.pending.to_string()}>{ if sending.pending { "送っています…" } else { "再発行を依頼する" } }</button>
                    <a href="/" class="btn">{"やめる"}</a>
                </p>
            </section>
        </FormFrame>
    }
}
