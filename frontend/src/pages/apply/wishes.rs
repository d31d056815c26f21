//! 設定の希望日・連絡事項.

use tobiume_common::application::{
    ApplicationForm,
    form::{DAYS_MAX, NOTE_MAX},
};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::{
    components::{Field, Part},
    dom,
};

type Form = ApplicationForm;

/// The fields.
pub fn wishes(part: &Part<'_, Form>) -> Html {
    let count = part.value.visit_days.len();
    let add = part
        .edit
        .reform(|_: MouseEvent| Box::new(|form: &mut Form| form.visit_days.push(String::new())) as _);
    html! {
        <>
            <section class="card form" aria-labelledby="visit_days">
                <h2 id="visit_days" tabindex="-1">{"設定に伺ってよい日"}<span class="n">{"なければ空欄のまま"}</span></h2>
                <p class="hint">{"機器の設定に1〜2時間かかります。事務局が日程をご相談します。"}</p>
                { for part.verdict.of("visit_days").map(|error| html! { <p class="field-error">{ error }</p> }) }
                { for (0..count).map(|at| day(part, at)) }
                if count < DAYS_MAX { <p class="cell"><button type="button" id="add-day" onclick={add}>{"候補の日を追加"}</button></p> }
            </section>
            <section class="card form" aria-label="連絡事項">
                { area("note", "連絡事項（あれば）", &part.value.note, part.typed(|form| &mut form.note), part.verdict.of("note")) }
            </section>
        </>
    }
}

fn day(part: &Part<'_, Form>, at: usize) -> Html {
    let id = format!("visit_days.{at}");
    let onchange = part.edit.reform(move |text: String| {
        Box::new(move |form: &mut Form| {
            if let Some(day) = form.visit_days.get_mut(at) {
                *day = text;
            }
        }) as _
    });
    let remove = part.edit.reform(move |_: MouseEvent| {
        dom::focus_first("#add-day");
        Box::new(move |form: &mut Form| {
            if at < form.visit_days.len() {
                form.visit_days.remove(at);
            }
        }) as _
    });
    let value = part.value.visit_days.get(at).cloned().unwrap_or_default();
    html! {
        <div key={at} class="day">
            <Field id={id.clone()} label={format!("第{}希望", at + 1)} kind="date" {value} {onchange} error={part.verdict.of(&id)} />
            if part.value.visit_days.len() > 1 {
                <button type="button" class="quiet" aria-label={format!("第{}希望を削除", at + 1)} onclick={remove}>{"削除"}</button>
            }
        </div>
    }
}

/// Several lines of text.
pub fn area(id: &'static str, label: &str, value: &str, onchange: Callback<String>, error: Option<AttrValue>) -> Html {
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
            onchange.emit(area.value());
        }
    });
    let error_id = format!("{id}-error");
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <textarea {id} rows="4" value={value.to_owned()} {oninput} maxlength={NOTE_MAX.to_string()}
                aria-invalid={error.is_some().then_some("true")} aria-describedby={error.is_some().then(|| error_id.clone())} />
            if let Some(error) = error { <p id={error_id} class="field-error">{ error }</p> }
        </div>
    }
}
