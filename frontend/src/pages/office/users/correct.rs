//! Correcting who a user is; the same fields make a new one.

use tobiume_common::{
    accounts::{UpdateUser, UserDetail, UserForm, UserPath, UserRequest},
    application::form::NAME_MAX,
    institutions::Profession,
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::user::Done;
use crate::{
    components::{FormFrame, LeaveGuard, Line, Part, Select, error_banner, save},
    state::{
        form::{self, Edit, Form},
        send::use_send,
    },
};

const NAME: Line<UserForm> = Line {
    id: "name",
    label: "氏名",
    hint: "",
    max: NAME_MAX,
    inputmode: "",
    list: "",
    class: "half",
    of: |value| &mut value.name,
};

const KANA: Line<UserForm> = Line {
    id: "kana",
    label: "カナ氏名",
    hint: "",
    max: NAME_MAX,
    inputmode: "",
    list: "",
    class: "half",
    of: |value| &mut value.kana,
};

/// The fields of a user.
pub fn fields(part: &Part<'_, UserForm>) -> Html {
    let options: Vec<AttrValue> = std::iter::once("選んでください".into())
        .chain(Profession::ALL.into_iter().map(|profession| profession.label().into()))
        .collect();
    let at = part
        .value
        .profession
        .and_then(|chosen| Profession::ALL.into_iter().position(|profession| profession == chosen));
    let onprofession = part.edit.reform(|at: usize| -> Edit<UserForm> {
        let profession = at.checked_sub(1).and_then(|at| Profession::ALL.get(at).copied());
        Box::new(move |value: &mut UserForm| value.profession = profession)
    });
    let oncheck = part.edit.reform(|event: Event| -> Edit<UserForm> {
        let checked = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
        Box::new(move |value: &mut UserForm| value.is_administrator = checked)
    });
    html! {
        <>
            { part.line(&NAME) }
            { part.line(&KANA) }
            <div class="half">
                <Select id="profession" label="職種" {options} chosen={at.map_or(0, |at| at + 1)} onchange={onprofession} error={part.verdict.of("profession")} />
            </div>
            <p class="half check">
                <label><input type="checkbox" checked={part.value.is_administrator} onchange={oncheck} />{"施設管理者（施設からの変更申請をする人）"}</label>
            </p>
        </>
    }
}

/// Properties of [`Correct`].
#[derive(Properties, PartialEq)]
pub struct CorrectProps {
    /// Who.
    pub user: UserDetail,
    /// Told that it was done.
    pub done: Callback<Done>,
}

/// The form, folded away until it is wanted.
#[component]
pub fn Correct(props: &CorrectProps) -> Html {
    let form = use_reducer(|| Form::new(props.user.form.clone()));
    let saving = {
        let done = props.done.clone();
        use_send::<UpdateUser>(Callback::from(move |_| {
            done.emit(Done {
                words: "登録内容を保存しました。",
                ended: None,
            });
        }))
    };
    let verdict = form.verdict(Some(form.value.check()), saving.error.as_ref());
    let (path, version) = (UserPath { user: props.user.id }, props.user.version);
    let send = saving.send.reform(move |form| (path, (), UserRequest { version, form }));
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    html! {
        <details class="card others">
            <summary>{"氏名・職種を直す"}</summary>
            <LeaveGuard typed={form.is_changed()} />
            <FormFrame class="form" onsubmit={form::submit(&form, &verdict, saving.pending, send)} onleave={form::left(&form)}>
                { fields(&part) }
                { for saving.error.as_ref().map(|error| error_banner(error, None)) }
                <div class="cell">{ save(&verdict, saving.pending) }</div>
            </FormFrame>
        </details>
    }
}
