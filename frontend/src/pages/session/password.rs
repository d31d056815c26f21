//! The change of the own password: forced at the first sign-in and after every reset.

use std::rc::Rc;

use tobiume_common::session::{ChangePassword, ChangePasswordRequest, Session, check_new_password};
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::{
    components::{Page, PasswordField, error_banner},
    dom,
    routes::{self, Route},
    state::{
        send::use_send,
        session::{Change, SessionHandle, sign_out},
    },
};

/// Properties of [`PasswordPage`].
#[derive(Properties, PartialEq)]
pub struct PasswordProps {
    /// Where the changed session goes.
    pub session: SessionHandle,
    /// Whose password.
    pub user: Rc<Session>,
    /// The initial password must be changed before anything else.
    pub first: bool,
}

/// The three fields.
#[derive(Clone)]
struct Form {
    current: String,
    new: String,
    again: String,
}

/// Something wrong with the form: which field, and what to do.
type Problem = (&'static str, String);

/// What keeps the form from being sent, in the order of the fields.
fn problems(form: &Form, login_id: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if form.current.is_empty() {
        problems.push(("current", "いまのパスワードを入力してください。".to_owned()));
    }
    if let Err(problem) = check_new_password(&form.new, login_id) {
        problems.push(("new", problem.to_string()));
    } else if form.new == form.current {
        problems.push(("new", "いまのパスワードとは別のものにしてください。".to_owned()));
    }
    if form.new != form.again {
        problems.push(("again", "新しいパスワードと同じものを入力してください。".to_owned()));
    }
    problems
}

/// The rules, いまのパスワード, 新しいパスワード twice, 変更する.
#[component]
pub fn PasswordPage(props: &PasswordProps) -> Html {
    // One state for each field: a password manager fills in several at once.
    let (current, new, again) = (use_state(String::new), use_state(String::new), use_state(String::new));
    let form = Form { current: (*current).clone(), new: (*new).clone(), again: (*again).clone() };
    let tried = use_state(|| false);
    let changed = use_state(|| false);
    let done = {
        let (session, changed, first) = (props.session.clone(), changed.setter(), props.first);
        let fields = [current.setter(), new.setter(), again.setter()];
        Callback::from(move |user| {
            session.dispatch(Change::Known(user));
            fields.iter().for_each(|field| field.set(String::new()));
            changed.set(!first);
            if first {
                routes::go(&Route::Portal);
            }
        })
    };
    let sending = use_send::<ChangePassword>(done);
    let found = problems(&form, &props.user.login_id);
    let onsubmit = {
        let (form, found, tried) = (form.clone(), found.clone(), tried.setter());
        let (send, pending) = (sending.send.clone(), sending.pending);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(!found.is_empty());
            match found.first() {
                Some((id, _)) => dom::focus(dom::document().get_element_by_id(id)),
                None if !pending => send.emit(((), (), ChangePasswordRequest { current: form.current.clone(), new: form.new.clone() })),
                None => {}
            }
        })
    };
    let refused = sending.error.as_ref();
    let shown = |id: &'static str, text: &str| {
        // The new password is judged while it is typed, the others once it has been tried.
        let now = *tried || (id == "new" && !text.is_empty());
        let own = found.iter().find(|(field, _)| *field == id && now).map(|(_, words)| words.clone());
        own.or_else(|| refused.and_then(|error| error.fields.iter().find(|field| field.field == id).map(|field| field.message.clone())))
            .map(AttrValue::from)
    };
    let new_is_good = !form.new.is_empty() && !found.iter().any(|(field, _)| *field == "new");
    html! {
        <Page title={if props.first { "新しいパスワードの設定" } else { "パスワードの変更" }} class="narrow">
            { intro(props, *changed) }
            <form class="card" novalidate=true {onsubmit}>
                { for refused.map(|error| error_banner(error, None)) }
                <input type="text" autocomplete="username" value={props.user.login_id.clone()} readonly=true hidden=true />
                <PasswordField
                    id="current" label="いまのパスワード" autocomplete="current-password"
                    hint={props.first.then_some("参加承認書にある通知用パスワードです。")}
                    value={form.current.clone()} error={shown("current", &form.current)}
                    onchange={setter(&current)}
                />
                { rules() }
                <PasswordField
                    id="new" label="新しいパスワード" autocomplete="new-password"
                    value={form.new.clone()} error={shown("new", &form.new)}
                    onchange={setter(&new)}
                />
                <p class="field-ok" role="status">{ if new_is_good { "✓ このパスワードは使えます。" } else { "" } }</p>
                <PasswordField
                    id="again" label="新しいパスワード（確認のためもう一度）" autocomplete="new-password"
                    value={form.again.clone()} error={shown("again", &form.again)}
                    onchange={setter(&again)}
                />
                <button class="primary wide" aria-disabled={sending.pending.to_string()}>
                    { if sending.pending { "変更しています…" } else { "変更する" } }
                </button>
            </form>
            if props.first { { leave_button(&props.session) } }
        </Page>
    }
}

fn intro(props: &PasswordProps, changed: bool) -> Html {
    if changed {
        return html! { <p class="message ok" role="status">{"パスワードを変更しました。ほかの端末でのログインは終了しました。"}</p> };
    }
    html! {
        if props.first {
            <p>{ format!("{} さん、はじめに自分だけのパスワードを決めてください。次からは新しいパスワードでログインします。", props.user.name) }</p>
        }
    }
}

fn rules() -> Html {
    html! {
        <ul class="rules">
            <li>{"14文字以上。または、英大文字・英小文字・数字・記号のうち3種類を含む10文字以上"}</li>
            <li>{"よく使われる言葉や、ログインIDを含むものは使えません"}</li>
            <li>{"ひらがな・漢字も使えます。覚えやすい文がおすすめです"}</li>
        </ul>
    }
}

fn leave_button(session: &SessionHandle) -> Html {
    let session = session.clone();
    let onclick = Callback::from(move |_: MouseEvent| sign_out(&session));
    html! { <p><button type="button" class="quiet" {onclick}>{"変更せずにログアウト"}</button></p> }
}

fn setter(state: &UseStateHandle<String>) -> Callback<String> {
    let setter = state.setter();
    Callback::from(move |text| setter.set(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(current: &str, new: &str, again: &str) -> Vec<&'static str> {
        let form = Form { current: current.into(), new: new.into(), again: again.into() };
        problems(&form, "001@kango.fukuoka").into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn every_field_is_judged() {
        assert_eq!(fields("", "", "x"), ["current", "new", "again"]);
        assert_eq!(fields("old", "Ume-no-ki7", "Ume-no-ki7"), [""; 0]);
        assert_eq!(fields("Ume-no-ki7", "Ume-no-ki7", "Ume-no-ki7"), ["new"]);
        assert_eq!(fields("old", "Ume-no-ki7", "Ume-no-ki8"), ["again"]);
    }
}
