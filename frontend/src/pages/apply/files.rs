//! 添付ファイル: what goes with the application, sent at once and taken away again.

use tobiume_common::{
    application::{
        OwnRequest, Ticket,
        files::{ApplicationFile, FILE_MAX, FILES_MAX, ListApplicationFiles, RemoveApplicationFile, RemoveFileRequest},
    },
    ids::FileId,
};
use yew::prelude::*;

use crate::{
    components::{DropZone, error_banner, progress_line, ready_or, size, upload_line},
    state::{
        load::use_load,
        send::use_send,
        upload::{Destination, Item, Key, Stage, Uploads, use_uploads},
    },
};

/// Properties of [`Files`].
#[derive(Properties, PartialEq)]
pub struct FilesProps {
    /// Of which application.
    pub ticket: Ticket,
    /// Told whether files are on their way.
    pub onbusy: Callback<bool>,
}

/// The files of an application that may be changed.
#[component]
pub fn Files(props: &FilesProps) -> Html {
    let load = use_load::<ListApplicationFiles>(Some(list_of(&props.ticket)), 0);
    let uploads = use_uploads(Destination::Application(props.ticket.clone()));
    let reload = load.reload.clone();
    let removal = use_send::<RemoveApplicationFile>(reload.reform(|_| ()));
    let (arrived, busy) = {
        let items = uploads.items();
        let arrived = items.iter().filter(|item| matches!(item.stage, Stage::Done(_)));
        (
            arrived.map(|item| item.key).collect::<Vec<Key>>(),
            items.iter().any(Item::is_under_way),
        )
    };
    use_effect_with(busy, {
        let onbusy = props.onbusy.clone();
        move |busy| {
            onbusy.emit(*busy);
            move || onbusy.emit(false)
        }
    });
    use_effect_with(arrived, {
        let uploads = uploads.clone();
        move |arrived| {
            // It belongs to the application now and stands in its list.
            if !arrived.is_empty() {
                uploads.clear_done();
                reload.emit(());
            }
        }
    });
    let remove = {
        let (send, ticket, pending) = (removal.send.clone(), props.ticket.clone(), removal.pending);
        Callback::from(move |file| {
            let ticket = ticket.clone();
            if !pending {
                send.emit(((), (), RemoveFileRequest { ticket, file }));
            }
        })
    };
    html! {
        <section class="card form" aria-labelledby="apply-files-title">
            <h2 id="apply-files-title">{"添付ファイル（あれば）"}</h2>
            <p>{ format!("開設許可証の写しなど、事務局に見せたいものを{FILES_MAX}個まで添付できます。") }</p>
            { ready_or(&load, |list| list_with(&list.files, Some(&remove))) }
            { for removal.error.as_ref().map(|error| error_banner(error, None)) }
            { chooser(&uploads) }
        </section>
    }
}

fn chooser(uploads: &Uploads) -> Html {
    let add = uploads.clone();
    let items = uploads.items();
    html! {
        <>
            <DropZone id="apply-files" label="ファイルを選ぶ" most={FILES_MAX} largest={FILE_MAX} onfiles={Callback::from(move |files| add.add(files))} />
            { progress_line(uploads) }
            if !items.is_empty() { <ul class="uploads">{ for items.iter().map(|item| upload_line(uploads, item, None)) }</ul> }
        </>
    }
}

/// Properties of [`SentFiles`].
#[derive(Properties, PartialEq)]
pub struct SentProps {
    /// Of which application.
    pub ticket: Ticket,
}

/// The files of an application, to read.
#[component]
pub fn SentFiles(props: &SentProps) -> Html {
    let load = use_load::<ListApplicationFiles>(Some(list_of(&props.ticket)), 0);
    let is_empty = load.error.is_none() && load.value.as_ref().is_none_or(|list| list.files.is_empty());
    html! {
        if !is_empty {
            <section class="card" aria-labelledby="sent-files-title">
                <h2 id="sent-files-title">{"添付ファイル"}</h2>
                { ready_or(&load, |list| list_with(&list.files, None)) }
            </section>
        }
    }
}

fn list_of(ticket: &Ticket) -> ((), (), OwnRequest) {
    ((), (), OwnRequest { ticket: ticket.clone() })
}

/// Names and sizes, with a way to take each away where there is one.
fn list_with(files: &[ApplicationFile], remove: Option<&Callback<FileId>>) -> Html {
    let line = |file: &ApplicationFile| {
        let id = file.id;
        let button = remove.map(|remove| {
            let onclick = remove.reform(move |_: MouseEvent| id);
            html! { <button type="button" class="quiet" {onclick} aria-label={format!("{}を削除", file.name)}>{"削除"}</button> }
        });
        html! { <li key={id.0}><b class="upload-name">{ &file.name }</b><span class="small nb">{ size(file.size) }</span>{ for button }</li> }
    };
    html! {
        <div role="status">
            if !files.is_empty() {
                <p><b>{ format!("添付したファイル（{}個）", files.len()) }</b></p>
                <ul class="rows sent-files">{ for files.iter().map(line) }</ul>
            }
        </div>
    }
}
