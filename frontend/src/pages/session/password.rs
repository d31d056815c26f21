//! The change of the own password: forced at the first sign-in and after every reset.

use std::rc::Rc;

use tobiume_common::{
    ApiError,
    session::{ChangePassword, ChangePasswordRequest, Session, check_new_password},
};
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

/// The three fields. A reducer, because a password manager fills in several at once.
#[derive(Clone, Default)]
struct Form {
    current: String,
    new: String,
    again: String,
}

/// One of the fields.
type Of = fn(&mut Form) -> &mut String;

impl Reducible for Form {
    /// The field and its text; nothing empties the form.
    type Action = Option<(Of, String)>;

    fn reduce(self: Rc<Self>, typed: Self::Action) -> Rc<Self> {
        let Some((field, text)) = typed else {
            return Rc::new(Self::default());
        };
        let mut next = (*self).clone();
        *field(&mut next) = text;
        Rc::new(next)
    }
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

/// What is said of the form, and where.
struct Verdict {
    found: Vec<Problem>,
    tried: bool,
    refused: Option<ApiError>,
}

impl Verdict {
    /// What to do about one field.
    fn of(&self, id: &str, text: &str) -> Option<AttrValue> {
        // The new password is judged while it is typed, the others once it has been tried.
        let now = self.tried || (id == "new" && !text.is_empty());
        let own = self
            .found
            .iter()
            .find(|(field, _)| *field == id && now)
            .map(|(_, words)| words.clone());
        own.or_else(|| self.refused_field(id)).map(AttrValue::from)
    }

    fn refused_field(&self, id: &str) -> Option<String> {
        let fields = &self.refused.as_ref()?.fields;
        fields.iter().find(|field| field.field == id).map(|field| field.message.clone())
    }

    fn praise(&self, new: &str) -> &'static str {
        let good = !new.is_empty() && !self.found.iter().any(|(field, _)| *field == "new");
        if good { "✓ このパスワードは使えます。" } else { "" }
    }
}

/// The rules, いまのパスワード, 新しいパスワード twice, 変更する.
#[component]
pub fn PasswordPage(props: &PasswordProps) -> Html {
    let form = use_reducer(Form::default);
    let tried = use_state(|| false);
    let changed = use_state(|| false);
    let done = {
        let (session, changed, form, first) = (props.session.clone(), changed.setter(), form.dispatcher(), props.first);
        Callback::from(move |user| {
            session.dispatch(Change::Known(user));
            form.dispatch(None);
            changed.set(!first);
            if first {
                routes::go(&Route::Portal);
            }
        })
    };
    let sending = use_send::<ChangePassword>(done);
    let verdict = Verdict {
        found: problems(&form, &props.user.login_id),
        tried: *tried,
        refused: sending.error,
    };
    let onsubmit = {
        let (form, first_problem) = (form.clone(), verdict.found.first().map(|(id, _)| *id));
        let (tried, send, pending) = (tried.setter(), sending.send, sending.pending);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(first_problem.is_some());
            match first_problem {
                Some(id) => dom::focus(dom::document().get_element_by_id(id)),
                None if !pending => send.emit(((), (), request(&form))),
                None => {}
            }
        })
    };
    html! {
        <Page title={if props.first { "新しいパスワードの設定" } else { "パスワードの変更" }} class="narrow">
            { intro(props, *changed) }
            <form class="card" novalidate=true {onsubmit}>
                { for verdict.refused.as_ref().map(|error| error_banner(error, None)) }
                <input type="text" autocomplete="username" value={props.user.login_id.clone()} readonly=true hidden=true />
                { fields(&form, &verdict, props.first) }
                <button class="primary wide" aria-disabled={sending.pending.to_string()}>
                    { if sending.pending { "変更しています…" } else { "変更する" } }
                </button>
            </form>
            if props.first { { leave_button(&props.session) } }
        </Page>
    }
}

fn request(form: &Form) -> ChangePasswordRequest {
    ChangePasswordRequest {
        current: form.current.clone(),
        new: form.new.clone(),
    }
}

fn fields(form: &UseReducerHandle<Form>, verdict: &Verdict, first: bool) -> Html {
    let typed = |field: Of| {
        let dispatcher = form.dispatcher();
        Callback::from(move |text| dispatcher.dispatch(Some((field, text))))
    };
    html! {
        <>
            <PasswordField
                id="current" label="いまのパスワード" autocomplete="current-password"
                hint={first.then_some("参加承認書にある通知用パスワードです。")}
                value={form.current.clone()} error={verdict.of("current", &form.current)}
                onchange={typed(|form| &mut form.current)}
            />
            { rules() }
            <PasswordField
                id="new" label="新しいパスワード" autocomplete="new-password"
                value={form.new.clone()} error={verdict.of("new", &form.new)}
                onchange={typed(|form| &mut form.new)}
            />
            <p class="field-ok" role="status">{ verdict.praise(&form.new) }</p>
            <PasswordField
                id="again" label="新しいパスワード（確認のためもう一度）" autocomplete="new-password"
                value={form.again.clone()} error={verdict.of("again", &form.again)}
                onchange={typed(|form| &mut form.again)}
            />
        </>
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

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(current: &str, new: &str, again: &str) -> Vec<&'static str> {
        let form = Form {
            current: current.into(),
            new: new.into(),
            again: again.into(),
        };
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
