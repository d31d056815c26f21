//! A new user of an institution, with the letter.

use std::rc::Rc;

use tobiume_common::{
    accounts::{self, InstitutionPath, UserForm},
    endpoint::Endpoint,
};
use yew::prelude::*;

use super::institution::Done;
use crate::{
    components::{Dialog, FormFrame, Part, error_banner, missing},
    pages::office::{
        queue::{Issued, issued},
        users::correct::fields,
    },
    state::{
        form::{self, Form},
        send::use_send_for_file,
    },
};

/// Properties of [`AddUser`].
#[derive(Properties, PartialEq)]
pub struct AddProps {
    /// Where.
    pub path: InstitutionPath,
    /// Told that it was done.
    pub done: Callback<Done>,
}

/// The button, and the question behind it.
#[component]
pub fn AddUser(props: &AddProps) -> Html {
    let asked = use_state_eq(|| false);
    let ask = {
        let asked = asked.setter();
        Callback::from(move |_: MouseEvent| asked.set(true))
    };
    let close = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(false))
    };
    html! {
        <>
            <p><button type="button" onclick={ask}>{"利用者を追加する"}</button></p>
            if *asked { <AddDialog path={props.path} done={props.done.clone()} {close} /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct DialogProps {
    path: InstitutionPath,
    done: Callback<Done>,
    close: Callback<()>,
}

#[component]
fn AddDialog(props: &DialogProps) -> Html {
    let form = use_reducer(|| {
        Form::new(UserForm {
            name: String::new(),
            kana: String::new(),
            profession: None,
            is_administrator: false,
        })
    });
    let letter = use_state_eq(|| None::<Rc<Issued>>);
    let sending = {
        let letter = letter.setter();
        use_send_for_file::<accounts::AddUser>(Callback::from(move |address| {
            letter.set(Some(Rc::new(Issued::new(address, accounts::AddUser::NAME))));
        }))
    };
    let verdict = form.verdict(Some(form.value.check()), sending.error.as_ref());
    let path = props.path;
    let send = sending.send.reform(move |form| (path, (), form));
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    let close = {
        let (close, done, issued) = (props.close.clone(), props.done.clone(), letter.is_some());
        Callback::from(move |()| {
            close.emit(());
            if issued {
                done.emit(Done::saying("利用者を追加しました。参加承認書を本人に渡してください。"));
            }
        })
    };
    html! {
        <Dialog title="利用者の追加" class="roomy-form" onclose={close.clone()}>
            if let Some(letter) = &*letter {
                { issued(letter, 1) }
                <p class="buttons"><button type="button" onclick={close.reform(|_: MouseEvent| ())}>{"閉じる"}</button></p>
            } else {
                <FormFrame class="form" onsubmit={form::submit(&form, &verdict, sending.pending, send)} onleave={form::left(&form)}>
                    { fields(&part) }
                    <p>{"次の番号のログインIDができ、初期パスワードの載った参加承認書を1度だけお渡しします。"}</p>
                    { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                    { missing(&verdict) }
                    <p class="buttons">
                        <button class="primary" aria-disabled={sending.pending.to_string()}>
                            { if sending.pending { "作っています…" } else { "追加する" } }
                        </button>
                        <button type="button" onclick={close.reform(|_: MouseEvent| ())}>{"やめる"}</button>
                    </p>
                </FormFrame>
            }
        </Dialog>
    }
}
