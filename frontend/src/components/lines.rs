//! Lines of a form, drawn from their description.

use tobiume_common::{CivilDate, japanese::parse_birth_date};
use yew::prelude::*;

use super::Field;
use crate::{
    state::form::{Edit, Verdict},
    time,
};

/// A line of text in a form for a `T`.
pub struct Line<T> {
    /// The field's name on the wire, and the input's id.
    pub id: &'static str,
    /// What to enter.
    pub label: &'static str,
    /// How to enter it; empty where that is clear.
    pub hint: &'static str,
    /// Longest text.
    pub max: usize,
    /// What the phone's keyboard is for: `text`, `numeric`, `tel`.
    pub inputmode: &'static str,
    /// Id of the list of proposals; empty where there is none.
    pub list: &'static str,
    /// Style of its place.
    pub class: &'static str,
    /// Where the text stands.
    pub of: fn(&mut T) -> &mut String,
}

/// A part of a form: what stands in it, how to change it, and what is said of it.
pub struct Part<'a, T> {
    /// What stands in it.
    pub value: &'a T,
    /// Changes it.
    pub edit: Callback<Edit<T>>,
    /// What is said of its fields.
    pub verdict: &'a Verdict,
}

impl<T: Clone + 'static> Part<'_, T> {
    /// Puts what is typed where it belongs.
    pub fn typed(&self, of: fn(&mut T) -> &mut String) -> Callback<String> {
        self.edit.reform(move |text| Box::new(move |value: &mut T| *of(value) = text))
    }

    /// A line.
    pub fn line(&self, line: &Line<T>) -> Html {
        let some = |text: &'static str| (!text.is_empty()).then_some(AttrValue::Static(text));
        let text = (line.of)(&mut self.value.clone()).clone();
        html! {
            <div key={line.id} class={line.class}>
                <Field id={line.id} label={line.label} hint={some(line.hint)} maxlength={line.max} inputmode={some(line.inputmode)}
                    list={some(line.list)} value={text} onchange={self.typed(line.of)} error={self.verdict.of(line.id)} />
            </div>
        }
    }
}

/// What was understood of a date as typed, said beside it as soon as it is whole; with the age where it is a birth date. Other days may be to
/// come: whether they may is the form's to say.
pub fn understood(typed: &str, is_birth_date: bool) -> Html {
    let latest = |today: CivilDate| match is_birth_date {
        true => Some(today),
        false => CivilDate::new(today.year() + 2, 12, 31),
    };
    let date = time::today()
        .and_then(latest)
        .and_then(|latest| parse_birth_date(typed, latest).ok());
    let words = date.map(|date| match is_birth_date {
        true => format!("{} {}", time::both_calendars(date), time::age(date)),
        false => time::both_calendars(date),
    });
    html! { <p class="understood" role="status">{ words.unwrap_or_default() }</p> }
}

/// 続柄 as they are proposed.
pub fn relations(id: &'static str) -> Html {
    const RELATIONS: [&str; 12] = [
        "本人",
        "配偶者",
        "夫",
        "妻",
        "長男",
        "長女",
        "次男",
        "次女",
        "子",
        "兄弟姉妹",
        "後見人",
        "ケアマネジャー",
    ];
    html! { <datalist {id}>{ for RELATIONS.map(|value| html! { <option {value} /> }) }</datalist> }
}

/// How much keeps the form from being sent, said when somebody tried.
pub fn missing(verdict: &Verdict) -> Html {
    let count = verdict.count();
    html! {
        <div role="alert">
            if count > 0 { <p class="field-error">{ format!("入力内容をご確認ください（{count}か所）。") }</p> }
        </div>
    }
}

/// 保存する, and what is missing before.
pub fn save(verdict: &Verdict, pending: bool) -> Html {
    html! {
        <>
            { missing(verdict) }
            <button class="primary wide" aria-disabled={pending.to_string()}>
                { if pending { "保存しています…" } else { "保存する" } }<kbd aria-hidden="true">{"Ctrl+Enter"}</kbd>
            </button>
        </>
    }
}
