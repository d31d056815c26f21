//! One patient's page: who this is, the record in one of its modes, and what stands beside it.

use std::rc::Rc;

use tobiume_common::{
    ErrorCode,
    access::PatientAction,
    basic_info::{ViewMode, words::HANDLE_WITH_CARE},
    ids::PatientPath,
    patients::{GetPatient, PatientView, ViewQuery},
    session::Session,
};
use yew::prelude::*;

use super::{
    actions, claims, header, lists,
    reason::ReasonForm,
    results,
    sections::{self, Writer},
};
use crate::{
    components::{Link, Page, error_banner, ready_or},
    pages::files,
    routes::{self, Fold, PatientRoute, Route},
    state::{
        load::{Load, use_load},
        part::{WORK, fetch_ahead},
        search::SearchHandle,
    },
    time,
};

/// Properties of [`RecordPage`].
#[derive(Properties, PartialEq)]
pub struct RecordProps {
    /// Who reads.
    pub user: Rc<Session>,
    /// Which patient, and how.
    pub route: PatientRoute,
    /// The search that led here.
    pub search: SearchHandle,
}

/// Loads the record; asks for the reason first where the server wants one.
#[component]
pub fn RecordPage(props: &RecordProps) -> Html {
    let route = &props.route;
    let path = PatientPath { patient: route.patient };
    let load = use_load::<GetPatient>(Some((path, ViewQuery { mode: route.mode }, ())), 0);
    let may_write = load.value.as_ref().is_some_and(|view| view.actions.contains(&PatientAction::Write));
    use_effect_with(may_write, |may_write| {
        if *may_write {
            fetch_ahead(&WORK);
        }
    });
    let refused = load.error.as_ref().filter(|_| load.value.is_none()).map(|error| error.code);
    match refused {
        Some(ErrorCode::ReasonRequired) => html! {
            <Page title="閲覧の理由を選んでください" class="narrow">
                <ReasonForm
                    patient={route.patient}
                    summary={props.search.patient(route.patient).cloned()}
                    ondone={load.reload.clone()}
                />
            </Page>
        },
        Some(ErrorCode::NotFound) => html! {
            <Page title="患者さんが見つかりません" class="narrow">
                <section class="card">
                    <p>{"登録がないか、この施設からは閲覧できない患者さんです。"}</p>
                    <p><Link to={Route::Search} class="btn primary">{"患者検索へ"}</Link></p>
                </section>
            </Page>
        },
        Some(ErrorCode::Forbidden) => html! {
            <Page title="閲覧できません" class="narrow">
                { for load.error.as_ref().map(|error| error_banner(error, None)) }
                <p><Link to={Route::Portal} class="btn primary">{"ポータルへ"}</Link></p>
            </Page>
        },
        _ => record(props, &load),
    }
}

fn record(props: &RecordProps, load: &Load<PatientView>) -> Html {
    let title = load.value.as_ref().map_or("患者情報", |_| "患者基本情報");
    let beside = props.search.found.as_ref().filter(|list| list.patients.len() > 1);
    let class = classes!("record", beside.is_some().then_some("with-list"));
    html! {
        <Page {title} own_heading=true {class}>
            { for beside.map(|list| results::beside(list, props.route.patient)) }
            <div class="sheet" aria-busy={load.pending.to_string()}>
                { ready_or(load, |view| sheet(props, view, &load.reload)) }
            </div>
        </Page>
    }
}

fn sheet(props: &RecordProps, view: &PatientView, reload: &Callback<()>) -> Html {
    let route = &props.route;
    let may_write = view.actions.contains(&PatientAction::Write);
    let writer = may_write.then(|| Writer { reload: reload.clone() });
    html! {
        <>
            { header::who(view) }
            <div class="tools">
                { modes(route, view) }
                { actions::actions(route, view) }
            </div>
            <div class="sides">
                <div class="main">
                    if view.mode.is_none() {
                        <p class="message info">{"登録と同意の内容だけを表示しています。診療の内容は表示されません。"}</p>
                    }
                    { for view.sections.iter().map(|section| sections::section(route, section, writer.as_ref())) }
                </div>
                <div class="aside">
                    { lists::registration(view) }
                    if view.mode.is_some() { { lists::institutions(view) } }
                    { for view.claims.as_ref().map(|info| claims::claims(route, info)) }
                    if actions::may(view, PatientAction::ReadFiles) {
                        { files::card(route, actions::may(view, PatientAction::Write)) }
                    }
                    { for view.consent.as_ref().map(|consent| lists::consent(route.patient, consent)) }
                </div>
            </div>
            <p class="printed">
                { format!("印刷 {}　{}　{}　{HANDLE_WITH_CARE}", time::now_text(), props.user.institution, props.user.name) }
            </p>
        </>
    }
}

/// The switch between the modes the reader may see; one mode alone is just named.
fn modes(route: &PatientRoute, view: &PatientView) -> Html {
    let button = |mode: &ViewMode| {
        let mode = *mode;
        let route = route.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            routes::adjust(&Route::Patient(PatientRoute {
                mode: Some(mode),
                ..route.clone()
            }));
        });
        let pressed = (view.mode == Some(mode)).to_string();
        html! { <button type="button" aria-pressed={pressed} {onclick}>{ mode.label() }</button> }
    };
    match &view.modes[..] {
        [] => html! {},
        [only] => html! { <p class="mode">{ only.label() }</p> },
        modes => html! { <div class="modes" role="group" aria-label="表示の切り替え">{ for modes.iter().map(button) }</div> },
    }
}

/// A heading that opens and closes what is below it. Closed content stays in the page, so that it is printed.
pub fn folded(route: &PatientRoute, fold: Fold, heading: Html, content: Html) -> Html {
    let open = route.open.contains(&fold);
    let id = match fold {
        Fold::Section(section) => format!("fold-{}", section as u8),
        Fold::Claims => "fold-claims".to_owned(),
    };
    let onclick = Callback::from(move |_: MouseEvent| routes::toggle(fold));
    html! {
        <>
            <h2 class="fold"><button type="button" aria-expanded={open.to_string()} aria-controls={id.clone()} {onclick}>{ heading }</button></h2>
            <div {id} class="folded" hidden={!open}>{ content }</div>
        </>
    }
}
