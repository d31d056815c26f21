//! The page of a patient's files: adding, reading, taking away.

use std::rc::Rc;

use tobiume_common::{
    access::PatientAction,
    files::{FileInfo, FileList, ListFiles, RemoveFile},
    ids::{FileId, FilePath, PatientId, PatientPath},
    patients::{GetPatient, PatientView, ViewQuery},
};
use yew::prelude::*;

use super::{
    ViewerProps,
    attach::AttachForm,
    facts,
    opened::{Opened, use_opened},
    thumbnail, viewer,
};
use crate::{
    components::{Dialog, Link, Page, error_banner, ready_or, whose},
    dom,
    routes::{PatientRoute, Route, Work},
    state::{load::use_load, send::use_send},
};

/// Properties of [`FilesPage`].
#[derive(Properties, PartialEq)]
pub struct FilesProps {
    /// Whose files.
    pub patient: PatientId,
    /// The file that is opened over the page.
    pub open: Option<FileId>,
}

/// Who this is, the form that attaches, and the list.
#[component]
pub fn FilesPage(props: &FilesProps) -> Html {
    let patient = props.patient;
    let path = PatientPath { patient };
    let view = use_load::<GetPatient>(Some((path, ViewQuery { mode: None }, ())), 0);
    let load = use_load::<ListFiles>(Some((path, (), ())), 0);
    // The answer to attaching is the newest list; taking away asks for another one.
    let attached = use_state(|| None::<Rc<FileList>>);
    let said = use_state(|| None::<String>);
    let route = Callback::from(move |file| Route::work(patient, Work::Files(file)));
    let opened = use_opened(props.open.is_some(), route);
    let onattached = {
        let (attached, said) = (attached.setter(), said.setter());
        Callback::from(move |(list, count): (FileList, usize)| {
            attached.set(Some(Rc::new(list)));
            said.set(Some(format!("{count}個のファイルを添付しました。")));
            dom::focus_first("#attached");
        })
    };
    let onremoved = {
        let (attached, said, reload) = (attached.setter(), said.setter(), load.reload.clone());
        Callback::from(move |title: String| {
            attached.set(None);
            said.set(Some(format!("「{title}」を削除しました。")));
            reload.emit(());
            dom::focus_first("#attached");
        })
    };
    let may_write = view.value.as_ref().is_some_and(|view| view.actions.contains(&PatientAction::Write));
    let newest = attached.as_ref().or(load.value.as_ref()).cloned();
    let onremoved = may_write.then_some(onremoved);
    let list = |list: &FileList| lines(patient, list, &opened, onremoved.as_ref());
    let over = props.open.zip(newest.clone()).map(|(file, files)| {
        viewer(&ViewerProps {
            patient,
            files,
            file,
            opened: opened.clone(),
        })
    });
    html! {
        <Page title="添付ファイル" class="files-page">
            <p><Link to={Route::Patient(PatientRoute::of(patient))}>{"患者さんのページへ戻る"}</Link></p>
            { ready_or(&view, |view: &PatientView| whose(&view.patient)) }
            if may_write { <AttachForm {patient} {onattached} /> }
            <section class="card">
                <h2 id="attached" tabindex="-1">
                    {"添付されているファイル"}
                    { for newest.map(|list| html! { <span class="n">{ format!("{}件", list.files.len()) }</span> }) }
                </h2>
                <div role="status">{ for said.as_ref().map(|said| html! { <p class="message ok">{ said }</p> }) }</div>
                { match &*attached {
                    Some(newest) => list(newest),
                    None => ready_or(&load, list),
                } }
            </section>
            { for over }
        </Page>
    }
}

/// The files, newest first; what the own institution attached can be taken away by who is told of it.
fn lines(patient: PatientId, list: &FileList, opened: &Opened, onremoved: Option<&Callback<String>>) -> Html {
    if list.files.is_empty() {
        return html! { <p class="empty">{"添付されたファイルはまだありません。"}</p> };
    }
    let line = |file: &FileInfo| {
        let content = html! {
            <>{ thumbnail(patient, file) }<span><b>{ &file.title }</b><span class="small file-facts">{ facts(file) }</span></span></>
        };
        let remove = onremoved
            .filter(|_| file.own)
            .map(|onremoved| html! { <RemoveButton {patient} file={file.clone()} onremoved={onremoved.clone()} /> });
        html! { <li key={file.id.0}>{ opened.link(file.id, "file", content) }{ for remove }</li> }
    };
    html! { <ul class="files">{ for list.files.iter().map(line) }</ul> }
}

#[derive(Properties, PartialEq)]
struct RemoveProps {
    patient: PatientId,
    file: FileInfo,
    /// Told the title of what was taken away.
    onremoved: Callback<String>,
}

/// Takes an own file away, when it is said twice.
#[component]
fn RemoveButton(props: &RemoveProps) -> Html {
    let asked = use_state(|| false);
    let done = {
        let (onremoved, title) = (props.onremoved.clone(), props.file.title.clone());
        Callback::from(move |()| onremoved.emit(title.clone()))
    };
    let sending = use_send::<RemoveFile>(done);
    let ask = |open: bool| {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(open))
    };
    let remove = {
        let path = FilePath {
            patient: props.patient,
            file: props.file.id,
        };
        let (send, pending) = (sending.send.clone(), sending.pending);
        Callback::from(move |_: MouseEvent| {
            if !pending {
                send.emit((path, (), ()));
            }
        })
    };
    html! {
        <>
            <button type="button" class="quiet" aria-label={format!("{}を削除", props.file.title)} onclick={ask(true).reform(|_| ())}>{"削除"}</button>
            if *asked {
                <Dialog title="このファイルを削除しますか" onclose={ask(false)}>
                    <p>{ format!("「{}」は、どの施設からも見られなくなります。", props.file.title) }</p>
                    { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                    <p class="buttons">
                        <button type="button" onclick={ask(false).reform(|_| ())}>{"やめる"}</button>
                        <button type="button" class="primary" aria-disabled={sending.pending.to_string()} onclick={remove}>{"削除する"}</button>
                    </p>
                </Dialog>
            }
        </>
    }
}
