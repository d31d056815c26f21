//! 添付ファイル on the patient's page. It is loaded when the record stands there, and the viewer when a file is opened.

use tobiume_common::{
    files::{FileInfo, FileList, ListFiles},
    ids::PatientPath,
};
use yew::prelude::*;

use super::{ViewerProps, opened::use_opened, thumbnail};
use crate::{
    components::{Link, ready_or},
    routes::{PatientRoute, Route, Work},
    state::{
        load::use_load,
        part::{WORK, use_part},
    },
};

/// The newest stand on the patient's page, the others on a page of their own.
const SHOWN: usize = 5;

/// Properties of [`FilesCard`].
#[derive(Properties, PartialEq)]
pub struct FilesCardProps {
    /// The patient's page.
    pub route: PatientRoute,
    /// The reader may attach more.
    pub may_write: bool,
}

/// The newest files, and the way to all of them.
#[component]
pub fn FilesCard(props: &FilesCardProps) -> Html {
    let patient = props.route.patient;
    let load = use_load::<ListFiles>(Some((PatientPath { patient }, (), ())), 0);
    let route = {
        let page = props.route.clone();
        Callback::from(move |file| Route::Patient(PatientRoute { file, ..page.clone() }))
    };
    let file = props.route.file;
    let opened = use_opened(file.is_some(), route);
    let viewer = use_part(&WORK, file.is_some());
    let over = match (file, viewer, &load.value) {
        (Some(file), Some(draw), Some(files)) => (draw.viewer)(&ViewerProps {
            patient,
            files: files.clone(),
            file,
            opened: opened.clone(),
        }),
        (Some(_), ..) => html! { <p class="small" role="status">{"開いています…"}</p> },
        (None, ..) => html! {},
    };
    let line = |file: &FileInfo| {
        let content = html! {
            <>
                { thumbnail(patient, file) }
                <span>
                    <b>{ &file.title }</b>
                    <span class="small">{ format!("{}　{}　{}", file.kind.label(), file.institution, file.added_on) }</span>
                </span>
            </>
        };
        html! { <li key={file.id.0}>{ opened.link(file.id, "file", content) }</li> }
    };
    let list = |list: &FileList| {
        html! {
            if list.files.is_empty() {
                <p class="empty">{"添付されたファイルはありません。"}</p>
            } else {
                <ul class="files">{ for list.files.iter().take(SHOWN).map(line) }</ul>
            }
        }
    };
    let count = load.value.as_ref().map_or(0, |list| list.files.len());
    html! {
        <section class="card attached">
            <h2>{"添付ファイル"}if count > 0 { <span class="n">{ format!("{count}件") }</span> }</h2>
            { ready_or(&load, list) }
            { for way(count, props.may_write).map(|words| html! {
                <p><Link to={Route::work(patient, Work::Files(None))} class="btn">{ words }</Link></p>
            }) }
            { over }
        </section>
    }
}

/// What leads to the page of all files, where it has more to offer than the card.
fn way(count: usize, may_write: bool) -> Option<&'static str> {
    match (count, may_write) {
        (0, true) => Some("ファイルを添付する"),
        (_, true) => Some("一覧・添付"),
        (count, false) => (count > SHOWN).then_some("すべて見る"),
    }
}
