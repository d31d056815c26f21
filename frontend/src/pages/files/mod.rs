//! Files attached to a patient's basic_info: a card on the patient's page, a page of their own, and what opens one.

mod attach;
mod card;
mod opened;
mod page;
mod viewer;

use tobiume_common::{
    endpoint::path_of,
    files::{FileInfo, GetFile, GetThumbnail, Media},
    ids::{FileId, FilePath, PatientId},
};
use yew::prelude::*;

use crate::{components::size, routes::PatientRoute};

pub use viewer::ViewerProps;

/// 添付ファイル on the patient's page. `may_write`: more may be attached.
pub fn card(route: &PatientRoute, may_write: bool) -> Html {
    html! { <card::FilesCard route={route.clone()} {may_write} /> }
}

/// The page of a patient's files, with one of them opened over it.
pub fn files(patient: PatientId, open: Option<FileId>) -> Html {
    html! { <page::FilesPage key={patient.0} {patient} {open} /> }
}

/// A file over the page.
pub fn viewer(props: &ViewerProps) -> Html {
    html! { <viewer::Viewer ..props.clone() /> }
}

/// The address of a file.
fn address(patient: PatientId, file: &FileInfo) -> String {
    path_of::<GetFile>(&FilePath { patient, file: file.id })
}

/// A small picture of a file, or the sign of a sheet. It says nothing that its title does not say.
fn thumbnail(patient: PatientId, file: &FileInfo) -> Html {
    if !file.has_thumbnail {
        return html! { <span class="thumb paper" aria-hidden="true">{ sign(file.media) }</span> };
    }
    let src = path_of::<GetThumbnail>(&FilePath { patient, file: file.id });
    html! { <img class="thumb" {src} alt="" width="64" height="64" loading="lazy" decoding="async" /> }
}

const fn sign(media: Media) -> &'static str {
    match media {
        Media::Pdf => "PDF",
        Media::Jpeg => "JPEG",
        Media::Png => "PNG",
    }
}

/// What a file is, who attached it, and when.
fn facts(file: &FileInfo) -> Html {
    html! {
        <>
            <span class="tag">{ file.kind.label() }</span>{" "}
            <span>{ &file.institution }</span>{" "}
            <span>{ &file.author }</span>{" "}
            <span class="nb">{ file.added_on.to_string() }</span>{" "}
            <span class="nb">{ format!("{} {}", sign(file.media), size(file.size)) }</span>
        </>
    }
}
