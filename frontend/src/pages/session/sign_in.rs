//! The sign-in form.

use tobiume_common::session::{SignIn, SignInRequest};
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::{
    components::{Field, Flower, Page, PasswordField, error_banner, notice, office_line},
    dom,
    routes::ApplyPage,
    state::{
        send::use_send,
        session::{Change, Farewell, SessionHandle, sign_out},
    },
};

/// Properties of [`SignInPage`].
#[derive(Properties, PartialEq)]
pub struct SignInProps {
    /// Who is signed in: nobody yet.
    pub session: SessionHandle,
    /// Why.
    pub farewell: Farewell,
}

/// What is said above the form.
fn farewell_words(farewell: &Farewell) -> Option<&str> {
    match farewell {
        Farewell::None => None,
        Farewell::Told(why) => Some(why.as_str()),
        Farewell::SignedOut => Some("ログアウトしました。"),
        Farewell::Expired => Some("しばらく操作がなかったため、自動でログアウトしました。もう一度ログインすると、続きの画面に戻ります。"),
        Farewell::Unreachable => Some("サーバーにつながりません。電波やVPNの接続を確かめてから、ログインしてください。"),
        Farewell::Unconfirmed => {
            Some("通信できず、ログアウトが完了していません。電波やVPNの接続を確かめて、もう一度ログアウトしてください。")
        }
    }
}

/// ログインID, パスワード, ログイン.
#[component]
pub fn SignInPage(props: &SignInProps) -> Html {
    let login_id = use_state(String::new);
    let password = use_state(String::new);
    let tried_empty = use_state(|| false);
    let done = {
        let session = props.session.clone();
        Callback::from(move |user| session.dispatch(Change::Known(user)))
    };
    let sending = use_send::<SignIn>(done);
    let onsubmit = {
        let (login_id, password, tried_empty, send) = (login_id.clone(), password.clone(), tried_empty.clone(), sending.send.clone());
        let pending = sending.pending;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let empty = [("login-id", login_id.trim()), ("password", password.as_str())]
                .into_iter()
                .find(|(_, text)| text.is_empty());
            tried_empty.set(empty.is_some());
            match empty {
                Some((id, _)) => dom::focus(dom::document().get_element_by_id(id)),
                None if !pending => {
                    let request = SignInRequest {
                        login_id: login_id.trim().to_owned(),
                        password: (*password).clone(),
                    };
                    send.emit(((), (), request));
                }
                None => {}
            }
        })
    };
    let missing = |text: &str, words: &'static str| (*tried_empty && text.is_empty()).then_some(AttrValue::Static(words));
    html! {
        <Page title="ログイン" own_heading=true class="narrow signin">
            <p class="brand"><Flower />{ dom::network_name() }</p>
            <h1 tabindex="-1">{"ログイン"}</h1>
            { farewell_line(props) }
            <form class="card" novalidate=true {onsubmit}>
                { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                <Field
                    id="login-id" label="ログインID" autocomplete="username" inputmode="email"
                    value={(*login_id).clone()} onchange={setter(&login_id)}
                    error={missing(login_id.trim(), "参加承認書にあるログインIDを入力してください。")}
                />
                <PasswordField
                    id="password" label="パスワード" autocomplete="current-password"
                    value={(*password).clone()} onchange={setter(&password)}
                    error={missing(&password, "パスワードを入力してください。")}
                />
                <button class="primary wide" aria-disabled={sending.pending.to_string()}>
                    { if sending.pending { "確認しています…" } else { "ログイン" } }
                </button>
            </form>
            <p class="help">{"ログインIDと初期パスワードは、参加承認書に書いてあります。わからないときは、"}{ office_line("") }</p>
            // A page of the server: the browser goes there, not the program.
            <p class="foot"><a href="/about">{"はじめての方・参加申請"}</a></p>
            <p class="help"><a href={ApplyPage::Reset.url()}>{"パスワードの再発行を依頼する"}</a></p>
        </Page>
    }
}

fn farewell_line(props: &SignInProps) -> Html {
    let again = (props.farewell == Farewell::Unconfirmed).then(|| {
        let session = props.session.clone();
        let onclick = Callback::from(move |_: MouseEvent| sign_out(&session));
        html! { <p><button type="button" {onclick}>{"もう一度ログアウトする"}</button></p> }
    });
    html! {
        <>
            { for farewell_words(&props.farewell).map(notice) }
            { for again }
        </>
    }
}

fn setter(state: &UseStateHandle<String>) -> Callback<String> {
    let setter = state.setter();
    Callback::from(move |text| setter.set(text))
}
