//! What stands around the fields: the list of sections, the frame of each section, and the bar that saves.

use tobiume_common::{basic_info::Section, ids::PatientId};
use yew::prelude::*;

use super::{
    entry::Saving,
    form::{Mark, Marks},
    keys::{self, section_id},
    outbox::Kept,
    select::Select,
};
use crate::{
    components::{Link, error_banner},
    pages::patients::header,
    routes::{PatientRoute, Route},
};

/// The sections, with marks: a list beside the form on a PC, a choice above it on a phone, beside the patient's name.
pub fn side(name: &str, marks: &Marks, current: Option<Section>) -> Html {
    let entry = |(section, mark): &(Section, Mark)| {
        let section = *section;
        let onclick = move |_: MouseEvent| keys::jump(section);
        html! {
            <li>
                <button type="button" aria-current={(current == Some(section)).then_some("true")} {onclick}>
                    <span>{ section.label() }</span>
                    { badges(*mark) }
                </button>
            </li>
        }
    };
    let option = |(section, mark): &(Section, Mark)| {
        let words = match mark {
            Mark { problems: 1.., .. } => "　⚠ 要確認",
            Mark { changed: 1.., .. } => "　● 変更",
            Mark { entered: true, .. } => "　✓",
            _ => "",
        };
        html! { <option value={code(*section)}>{ section.label() }{ words }</option> }
    };
    let sections: Vec<Section> = marks.sections.iter().map(|(section, _)| *section).collect();
    let onchange = Callback::from(move |chosen: String| {
        if let Some(section) = sections.iter().find(|section| code(**section) == chosen) {
            keys::jump(*section);
        }
    });
    html! {
        <nav class="entry-side" aria-label="記録の項目">
            <b class="entry-name">{ name }</b>
            <label class="entry-choice">
                <span class="unseen">{"項目へ移動"}</span>
                <Select value={current.map(code).unwrap_or_default()} {onchange}>
                    <option value="">{"（選んでください）"}</option>
                    { for marks.sections.iter().map(option) }
                </Select>
            </label>
            <ul>{ for marks.sections.iter().map(entry) }</ul>
        </nav>
    }
}

fn code(section: Section) -> String {
    (section as u8).to_string()
}

fn badges(mark: Mark) -> Html {
    html! {
        <span class="badges">
            if mark.problems > 0 { <span class="badge wrong">{ format!("要確認 {}", mark.problems) }</span> }
            if mark.changed > 0 { <span class="badge changed">{ format!("変更 {}", mark.changed) }</span> }
            if mark.changed == 0 && mark.entered { <span class="badge entered"><span aria-hidden="true">{"✓"}</span><span class="unseen">{"入力あり"}</span></span> }
        </span>
    }
}

/// One section of the form.
pub fn section(section: Section, mark: Mark, beside: Option<Html>, fields: Html) -> Html {
    let class = match section {
        Section::ContraindicatedDrugs => Some("danger"),
        Section::EmergencyCare => Some("acp"),
        _ => None,
    };
    // The header's lines lead to these two.
    let anchor = match section {
        Section::ContraindicatedDrugs => Some(header::CONTRAINDICATED),
        Section::EmergencyCare => Some(header::EMERGENCY_CARE),
        _ => None,
    };
    let heading = format!("h-{}", section as u8);
    html! {
        <section id={section_id(section)} class={classes!("card", class, (mark.changed > 0).then_some("changed"))} aria-labelledby={heading.clone()}>
            <div class="section-head" id={anchor}>
                <h2 id={heading} tabindex={anchor.map(|_| "-1")}>{ section.label() }</h2>
                { beside.unwrap_or_default() }
            </div>
            { fields }
        </section>
    }
}

/// Properties of [`Bar`].
#[derive(Properties, PartialEq)]
pub struct BarProps {
    /// About whom.
    pub patient: PatientId,
    /// Items that differ from what is saved.
    pub changed: usize,
    /// What became of the draft.
    pub kept: Kept,
    /// What became of the saving.
    pub saving: Saving,
    /// Saves.
    pub onsave: Callback<()>,
}

/// 保存, and what is safe already.
#[component]
pub fn Bar(props: &BarProps) -> Html {
    let saving = &props.saving;
    let onclick = {
        let (onsave, pending) = (props.onsave.clone(), saving.pending);
        Callback::from(move |_: MouseEvent| {
            if !pending {
                onsave.emit(());
            }
        })
    };
    let retry = props.onsave.clone();
    html! {
        <div class="save-bar">
            if let Some(error) = &saving.error { { error_banner(error, Some(retry)) } }
            if let Some(advice) = &saving.advice { <p class="message error" role="alert">{ advice }</p> }
            { draft_failed(&props.kept) }
            <div class="save-row">
                <p class="kept">
                    <b>{ changed_words(props.changed) }</b>
                    <span>{ kept_words(&props.kept, props.changed) }</span>
                </p>
                <Link to={Route::Patient(PatientRoute::of(props.patient))} class="btn">{"戻る"}</Link>
                <button type="button" class="primary" aria-disabled={saving.pending.then_some("true")} aria-keyshortcuts="Control+Enter" {onclick}>
                    { if saving.pending { "保存しています…" } else { "保存する" } }
                </button>
            </div>
            { keys_in_words() }
        </div>
    }
}

/// The keys of the form, for who has a keyboard.
fn keys_in_words() -> Html {
    let key = |keys: &[&'static str], words: &'static str| {
        html! { <span class="nb">{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }{ words }</span> }
    };
    html! {
        <p class="key-list">
            { key(&["Alt", "↑", "↓"], "項目の移動") }
            { key(&["Enter"], "次の欄・次の行") }
            { key(&["↑", "↓"], "行の移動・候補") }
            { key(&["Ctrl", "Shift", "Backspace"], "行の削除") }
            { key(&["Ctrl", "Enter"], "保存") }
        </p>
    }
}

fn changed_words(changed: usize) -> String {
    match changed {
        0 => "変更なし".to_owned(),
        count => format!("変更 {count}項目"),
    }
}

/// Said calmly, and not read out: it changes every few seconds.
fn kept_words(kept: &Kept, changed: usize) -> String {
    match kept {
        Kept::Nothing | Kept::Failed(_) if changed > 0 => "保存するまで、ほかの人には見えません。".to_owned(),
        Kept::Nothing | Kept::Failed(_) => String::new(),
        Kept::Waiting => "入力中…".to_owned(),
        Kept::At(time, true) => format!("下書きを保存しました {time}。この画面を離れても続きから入力できます。"),
        Kept::At(time, false) => format!("下書きを保存しました {time}（読めない日付・点数は除く）。"),
    }
}

fn draft_failed(kept: &Kept) -> Html {
    let Kept::Failed(error) = kept else { return html! {} };
    let why = if error.fields.is_empty() {
        "通信".to_owned()
    } else {
        error.fields[0].message.clone()
    };
    html! { <p class="message error" role="alert">{ format!("下書きを保存できません（{why}）。この画面を閉じないでください。") }</p> }
}
