//! 利用者: a table on a PC, cards on a phone; typed one by one or pasted.

use tobiume_common::{
    application::{
        ApplicationForm,
        form::{NAME_MAX, USERS_MAX, UserLine},
    },
    institutions::Profession,
};
use web_sys::{Event, HtmlInputElement};
use yew::prelude::*;

use super::{
    paste::PasteDialog,
    reading::{Reading, with_reading},
};
use crate::{
    components::{Field, Part, Select},
    dom,
};

type Form = ApplicationForm;

/// The fields. `pasting` says whether the dialog for a list is open.
pub fn users(part: &Part<'_, Form>, pasting: &UseStateHandle<bool>) -> Html {
    let lines = &part.value.users;
    let open = {
        let pasting = pasting.setter();
        Callback::from(move |_: MouseEvent| pasting.set(true))
    };
    let add = part
        .edit
        .reform(|_: MouseEvent| Box::new(|form: &mut Form| form.users.push(UserLine::default())) as _);
    html! {
        <section class="card form users" aria-labelledby="users">
            <h2 id="users" tabindex="-1">{"利用者"}<span class="n">{ format!("{}人", lines.len()) }</span></h2>
            <p class="hint">{"このシステムを使う方を全員入力してください。ログインIDは一人に一つです。1人以上を施設の管理者にします。"}</p>
            <p><button type="button" onclick={open}>{"Excel・CSVの表から入れる"}</button></p>
            { for part.verdict.of("users").map(|error| html! { <p class="field-error">{ error }</p> }) }
            <div class="user-lines">{ for lines.iter().enumerate().map(|(at, user)| line(part, at, user)) }</div>
            if lines.len() < USERS_MAX {
                <p class="cell"><button type="button" id="add-user" onclick={add}>{"利用者を追加"}</button></p>
            }
            if **pasting { { dialog(part, pasting) } }
        </section>
    }
}

fn dialog(part: &Part<'_, Form>, pasting: &UseStateHandle<bool>) -> Html {
    let close = {
        let pasting = pasting.setter();
        Callback::from(move |()| pasting.set(false))
    };
    let ontake = {
        let (edit, close) = (part.edit.clone(), close.clone());
        Callback::from(move |users: Vec<UserLine>| {
            edit.emit(Box::new(move |form: &mut Form| add(&mut form.users, users)));
            close.emit(());
        })
    };
    let there = part.value.users.iter().filter(|user| !is_empty(user)).count();
    html! { <PasteDialog {there} {ontake} onclose={close} /> }
}

fn is_empty(user: &UserLine) -> bool {
    user.name.trim().is_empty() && user.kana.trim().is_empty() && user.profession.is_none()
}

/// Adds a list in the place of lines in which nothing stands.
fn add(users: &mut Vec<UserLine>, new: Vec<UserLine>) {
    users.retain(|user| !is_empty(user));
    users.extend(new);
}

fn line(part: &Part<'_, Form>, at: usize, user: &UserLine) -> Html {
    let id = |name: &str| AttrValue::from(format!("users.{at}.{name}"));
    let change = move |change: Box<dyn FnOnce(&mut UserLine)>| {
        Box::new(move |form: &mut Form| {
            if let Some(user) = form.users.get_mut(at) {
                change(user);
            }
        }) as _
    };
    let named = part.edit.reform(move |text| change(Box::new(move |user| user.name = text)));
    let read = part.edit.reform(move |text| change(Box::new(move |user| user.kana = text)));
    let onreading = part
        .edit
        .reform(move |reading: String| change(Box::new(move |user| user.kana = with_reading(&user.name, &user.kana, &reading))));
    let chosen = part.edit.reform(move |choice: usize| {
        let profession = choice.checked_sub(1).and_then(|choice| Profession::ALL.get(choice).copied());
        change(Box::new(move |user| user.profession = profession))
    });
    let ticked = part.edit.reform(move |event: Event| {
        let checked = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
        change(Box::new(move |user| user.is_administrator = checked))
    });
    let remove = part.edit.reform(move |_: MouseEvent| {
        dom::focus_first("#add-user");
        Box::new(move |form: &mut Form| {
            if at < form.users.len() {
                form.users.remove(at);
            }
        }) as _
    });
    let (name, kana, profession, administrator) = (id("name"), id("kana"), id("profession"), id("administrator"));
    let who = format!("利用者 {}", at + 1);
    html! {
        <div key={at} class="user" role="group" aria-label={who.clone()}>
            <p class="user-number" aria-hidden="true">{ &who }</p>
            <Reading {onreading}>
                <Field id={name.clone()} label="氏名" maxlength={NAME_MAX} value={user.name.clone()} onchange={named} error={part.verdict.of(&name)} />
            </Reading>
            <Field id={kana.clone()} label="カナ" maxlength={NAME_MAX} value={user.kana.clone()} onchange={read} error={part.verdict.of(&kana)} />
            { professions(&profession, user, chosen, part.verdict.of(&profession)) }
            <label class="tick" for={administrator.clone()}>
                <input type="checkbox" id={administrator} checked={user.is_administrator} onchange={ticked} />{"管理者"}
            </label>
            <button type="button" class="quiet" aria-label={format!("{who}を削除")} onclick={remove}>{"削除"}</button>
        </div>
    }
}

fn professions(id: &AttrValue, user: &UserLine, onchange: Callback<usize>, error: Option<AttrValue>) -> Html {
    let options: Vec<AttrValue> = std::iter::once("選んでください")
        .chain(Profession::ALL.map(Profession::label))
        .map(AttrValue::from)
        .collect();
    let chosen = Profession::ALL
        .iter()
        .position(|profession| user.profession == Some(*profession))
        .map_or(Some(0), |at| Some(at + 1));
    html! { <Select id={id.clone()} label="職種" {options} {chosen} {onchange} {error} /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_takes_the_place_of_empty_lines() {
        let user = |name: &str| UserLine {
            name: name.to_owned(),
            ..UserLine::default()
        };
        let mut users = vec![user("a"), user(" ")];
        add(&mut users, vec![user("b"), user("c")]);
        assert_eq!(users, [user("a"), user("b"), user("c")]);
    }
}
