//! Users to be added and users who leave.

use tobiume_common::{
    application::form::{NAME_MAX, USERS_MAX, UserLine},
    ids::UserId,
    institutions::Profession,
    japanese::to_katakana,
    requests::{ChangeForm, Colleague},
};
use yew::prelude::*;

use crate::{
    components::{Field, Part, Select},
    dom,
    state::form::Edit,
};

/// A field was left: of カナ becomes what is kept.
pub fn left(edit: &Callback<Edit<ChangeForm>>, field: &str) {
    let at = field.strip_prefix("added.").and_then(|rest| rest.strip_suffix(".kana"));
    if let Some(at) = at.and_then(|at| at.parse::<usize>().ok()) {
        edit.emit(Box::new(move |value: &mut ChangeForm| {
            if let Some(user) = value.added.get_mut(at) {
                user.kana = to_katakana(&user.kana);
            }
        }));
    }
}

/// The rows of those who come.
pub fn added(part: &Part<'_, ChangeForm>) -> Html {
    let count = part.value.added.len();
    let add = part
        .edit
        .reform(move |_: MouseEvent| Box::new(|value: &mut ChangeForm| value.added.push(UserLine::default())) as _);
    html! {
        <>
            { for (0..count).map(|at| row(part, at)) }
            // All have keys: what comes or goes beside a row must not make its fields anew under the fingers of who types.
            <div key="error" class="whole">{ for part.verdict.of("added").map(|error| html! { <p class="field-error">{ error }</p> }) }</div>
            <p key="more" class="cell">
                if count < USERS_MAX { <button type="button" id="add-user" onclick={add}>{"利用者を追加"}</button> }
            </p>
        </>
    }
}

fn row(part: &Part<'_, ChangeForm>, at: usize) -> Html {
    let Some(user) = part.value.added.get(at) else { return html! {} };
    let id = |name: &str| AttrValue::from(format!("added.{at}.{name}"));
    let change = move |change: Box<dyn FnOnce(&mut UserLine)>| {
        Box::new(move |value: &mut ChangeForm| {
            if let Some(user) = value.added.get_mut(at) {
                change(user);
            }
        }) as _
    };
    let name_typed = part.edit.reform(move |text| change(Box::new(move |user| user.name = text)));
    let kana_typed = part.edit.reform(move |text| change(Box::new(move |user| user.kana = text)));
    // The first line of the list is that nothing is chosen.
    let chosen = part.edit.reform(move |line: usize| {
        change(Box::new(move |user| {
            user.profession = line.checked_sub(1).and_then(|at| Profession::ALL.get(at).copied())
        }))
    });
    let is_administrator = user.is_administrator;
    let ticked = part
        .edit
        .reform(move |_: Event| change(Box::new(move |user| user.is_administrator = !is_administrator)));
    let remove = part.edit.reform(move |_: MouseEvent| {
        dom::focus_first("#add-user");
        Box::new(move |value: &mut ChangeForm| {
            if at < value.added.len() {
                value.added.remove(at);
            }
        }) as _
    });
    let options: Vec<AttrValue> = std::iter::once(AttrValue::Static("選んでください"))
        .chain(Profession::ALL.map(|profession| AttrValue::Static(profession.label())))
        .collect();
    let profession = user
        .profession
        .and_then(|profession| Profession::ALL.iter().position(|other| *other == profession))
        .map_or(0, |at| at + 1);
    html! {
        <div key={at} class="contact" role="group" aria-label={format!("追加する利用者 {}", at + 1)}>
            <Field id={id("name")} label="氏名" maxlength={NAME_MAX} value={user.name.clone()} onchange={name_typed} error={part.verdict.of(&id("name"))} />
            <Field id={id("kana")} label="カナ氏名" maxlength={NAME_MAX} value={user.kana.clone()} onchange={kana_typed} error={part.verdict.of(&id("kana"))} />
            <Select id={id("profession")} label="職種" {options} chosen={Some(profession)} onchange={chosen} error={part.verdict.of(&id("profession"))} />
            <div class="check">
                <label><input type="checkbox" checked={is_administrator} onchange={ticked} /><span class="nb">{"管理者"}</span></label>
                <button type="button" class="quiet" aria-label={format!("追加する利用者 {}を削除", at + 1)} onclick={remove}>{"削除"}</button>
            </div>
        </div>
    }
}

/// Those of whom some may leave.
pub fn removed(part: &Part<'_, ChangeForm>, users: &[Colleague]) -> Html {
    let line = |user: &Colleague| {
        let (id, leaves) = (user.id, part.value.removed.contains(&user.id));
        let onchange = part
            .edit
            .reform(move |_: Event| Box::new(move |value: &mut ChangeForm| toggle(&mut value.removed, id)) as _);
        html! {
            <li key={id.0} class="check">
                <label>
                    <input type="checkbox" checked={leaves} {onchange} />
                    <span>{ format!("{}（{}）", user.name, user.profession.label()) }{" "}<span class="small">{ &user.login_id }</span></span>
                </label>
            </li>
        }
    };
    html! {
        <>
            <ul class="checks">{ for users.iter().map(line) }</ul>
            { for part.verdict.of("removed").map(|error| html! { <p class="field-error" id="removed" tabindex="-1">{ error }</p> }) }
        </>
    }
}

fn toggle(users: &mut Vec<UserId>, user: UserId) {
    if users.contains(&user) {
        users.retain(|other| *other != user);
    } else {
        users.push(user);
    }
}
