//! The page of the entry form until it can be typed into: loading, refusals, and the question what to do with a draft.

use std::rc::Rc;

use tobiume_common::{
    ApiError, ErrorCode,
    basic_info::{
        Section,
        record::{Draft, DropDraft, GetOwnRecord, KeptDraft, OwnRecord},
    },
    ids::{PatientId, PatientPath},
    session::Session,
};
use yew::prelude::*;

use super::entry::Entry;
use crate::{
    components::{Link, Page, error_banner, ready_or},
    dom,
    pages::patients::header,
    routes::{PatientRoute, Route},
    state::{load::use_load, send::use_send},
    time,
};

/// Properties of [`EditPage`].
#[derive(Properties, PartialEq)]
pub struct EditProps {
    /// Who writes.
    pub user: Rc<Session>,
    /// About whom.
    pub patient: PatientId,
    /// Where to begin.
    pub section: Option<Section>,
}

/// Loads what the form begins with.
#[component]
pub fn EditPage(props: &EditProps) -> Html {
    let path = PatientPath { patient: props.patient };
    let load = use_load::<GetOwnRecord>(Some((path, (), ())), 0);
    // What the form begins with, once that is decided: the draft, or nothing.
    let begun = use_state(|| None::<Option<Draft>>);
    let Some(record) = &load.value else {
        return match &load.error {
            Some(error) if is_refusal(error) => refused(props.patient, error),
            _ => html! { <Page title="記録の入力" class="narrow">{ ready_or(&load, |_| html! {}) }</Page> },
        };
    };
    let draft = match (&*begun, &record.draft) {
        (Some(draft), _) => draft.clone(),
        (None, None) => None,
        (None, Some(kept)) => {
            let onbegin = {
                let begun = begun.setter();
                Callback::from(move |draft| begun.set(Some(draft)))
            };
            return html! { <DraftQuestion record={record.clone()} kept={kept.clone()} {onbegin} /> };
        }
    };
    html! { <Entry user={props.user.clone()} record={record.clone()} {draft} section={props.section} /> }
}

const fn is_refusal(error: &ApiError) -> bool {
    matches!(error.code, ErrorCode::ReasonRequired | ErrorCode::NotFound | ErrorCode::Forbidden)
}

/// Why there is no form, and where to go instead.
fn refused(patient: PatientId, error: &ApiError) -> Html {
    let (title, to, words) = match error.code {
        ErrorCode::ReasonRequired => (
            "閲覧の理由を選んでください",
            Route::Patient(PatientRoute::of(patient)),
            "患者さんのページへ",
        ),
        ErrorCode::NotFound => ("患者さんが見つかりません", Route::Search, "患者検索へ"),
        _ => ("入力できません", Route::Patient(PatientRoute::of(patient)), "患者さんのページへ"),
    };
    html! {
        <Page {title} class="narrow">
            { error_banner(error, None) }
            <p><Link {to} class="btn primary">{ words }</Link></p>
        </Page>
    }
}

/// Properties of [`DraftQuestion`].
#[derive(Properties, PartialEq)]
struct QuestionProps {
    record: Rc<OwnRecord>,
    kept: KeptDraft,
    /// What the form begins with.
    onbegin: Callback<Option<Draft>>,
}

/// 続きから or 破棄. Asked before the form is shown, since the first key typed would overwrite the draft.
#[component]
fn DraftQuestion(props: &QuestionProps) -> Html {
    let KeptDraft { draft, saved_at } = &props.kept;
    let patient = &props.record.patient;
    let dropped = props.onbegin.reform(|()| None);
    let sending = use_send::<DropDraft>(dropped);
    use_effect_with((), |()| dom::focus_first(".draft .primary"));
    let go_on = {
        let draft = draft.clone();
        props.onbegin.reform(move |_: MouseEvent| Some(draft.clone()))
    };
    let drop = {
        let (send, path) = (sending.send.clone(), PatientPath { patient: patient.id });
        Callback::from(move |_: MouseEvent| send.emit((path, (), ())))
    };
    let items: Vec<&str> = draft.changes.iter().map(|change| change.item.label()).collect();
    html! {
        <Page title="記録の入力" own_heading=true class="record">
            <header class="who">{ header::person(patient) }</header>
            <div class="narrow page">
                <section class="card draft">
                    <h2>{ format!("{} の下書きがあります", time::moment(saved_at)) }</h2>
                    <p>{"保存していない変更："}{ items.join("、") }</p>
                    if draft.base != props.record.revision {
                        <p class="message info">{"下書きのあとに、同じ施設の記録が更新されています。同じ項目が重なるときは、保存するときに選べます。"}</p>
                    }
                    { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                    <p class="stack">
                        <button type="button" class="primary wide" onclick={go_on}>{"続きから入力"}</button>
                        <button type="button" class="wide" onclick={drop} aria-disabled={sending.pending.to_string()}>{"下書きを破棄して始める"}</button>
                    </p>
                    <p><Link to={Route::Patient(PatientRoute::of(patient.id))}>{"患者さんのページへ戻る"}</Link></p>
                </section>
            </div>
        </Page>
    }
}
