//! Attaching: files are sent while their titles and kinds are entered, and then attached all together.

use std::rc::Rc;

use tobiume_common::{
    files::{AttachFiles, AttachRequest, DocumentKind, FileList, NewAttachment, TITLE_MAX},
    ids::{PatientId, PatientPath},
};
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::{
    components::{DropZone, Field, LeaveGuard, Select, error_banner, progress_line, upload_line},
    state::{
        send::use_send,
        upload::{Destination, Item, Key, Stage, use_uploads},
    },
};

/// Properties of [`AttachForm`].
#[derive(Properties, PartialEq)]
pub struct AttachProps {
    /// To whose record.
    pub patient: PatientId,
    /// Told the newest list, and how many files came to it.
    pub onattached: Callback<(FileList, usize)>,
}

/// What was entered about the files; what was not is guessed from their names.
#[derive(Clone, Default)]
struct Entered(Vec<(Key, Entry)>);

#[derive(Clone)]
enum Entry {
    Title(String),
    Kind(DocumentKind),
}

impl Reducible for Entered {
    type Action = (Key, Entry);

    fn reduce(self: Rc<Self>, (key, entry): Self::Action) -> Rc<Self> {
        let mut next = (*self).clone();
        let same = |other: &(Key, Entry)| other.0 == key && std::mem::discriminant(&other.1) == std::mem::discriminant(&entry);
        next.0.retain(|other| !same(other));
        next.0.push((key, entry));
        Rc::new(next)
    }
}

impl Entered {
    fn title(&self, item: &Item) -> String {
        let of_item = |(key, entry): &(Key, Entry)| match entry {
            Entry::Title(title) if *key == item.key => Some(title.clone()),
            _ => None,
        };
        self.0.iter().find_map(of_item).unwrap_or_else(|| title_of(&item.name))
    }

    fn kind(&self, item: &Item) -> DocumentKind {
        let of_item = |(key, entry): &(Key, Entry)| match entry {
            Entry::Kind(kind) if *key == item.key => Some(*kind),
            _ => None,
        };
        self.0.iter().find_map(of_item).unwrap_or_else(|| kind_of(&item.name))
    }
}

/// The name of a file without its ending.
fn title_of(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = if stem.is_empty() { name } else { stem };
    stem.chars().take(TITLE_MAX).collect()
}

/// What kind of document a name speaks of; a picture is a picture, and of everything else nothing is said.
fn kind_of(name: &str) -> DocumentKind {
    const WORDS: [(&str, DocumentKind); 9] = [
        ("退院", DocumentKind::DischargeSummary),
        ("サマリ", DocumentKind::DischargeSummary),
        ("レントゲン", DocumentKind::XRay),
        ("x線", DocumentKind::XRay),
        ("xp", DocumentKind::XRay),
        ("紹介", DocumentKind::Letter),
        ("検査", DocumentKind::Letter),
        ("診療情報", DocumentKind::Letter),
        ("採血", DocumentKind::Letter),
    ];
    let lower = name.to_lowercase();
    let spoken_of = WORDS.iter().find(|(word, _)| lower.contains(word)).map(|(_, kind)| *kind);
    let picture = [".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".gif", ".tif", ".tiff"]
        .iter()
        .any(|ending| lower.ends_with(ending));
    spoken_of.unwrap_or(if picture { DocumentKind::Picture } else { DocumentKind::Other })
}

/// The request, where everything that can be sent has been.
fn request(items: &[Item], entered: &Entered) -> Option<AttachRequest> {
    if items.iter().any(Item::is_under_way) {
        return None;
    }
    let files: Vec<NewAttachment> = items
        .iter()
        .filter_map(|item| match &item.stage {
            Stage::Done(checked) => Some(NewAttachment {
                upload: checked.upload.clone(),
                title: entered.title(item).trim().to_owned(),
                kind: entered.kind(item),
            }),
            _ => None,
        })
        .collect();
    (!files.is_empty()).then_some(AttachRequest { files })
}

/// Choosing files, 文書名 and 文書種別 of each, 添付する.
#[component]
pub fn AttachForm(props: &AttachProps) -> Html {
    let uploads = use_uploads(Destination::default());
    let entered = use_reducer(Entered::default);
    let done = {
        let (uploads, onattached) = (uploads.clone(), props.onattached.clone());
        Callback::from(move |list| {
            let count = uploads.items().iter().filter(|item| matches!(item.stage, Stage::Done(_))).count();
            uploads.clear_done();
            onattached.emit((list, count));
        })
    };
    let sending = use_send::<AttachFiles>(done);
    let items = uploads.items();
    let request = request(&items, &entered);
    let is_ready = request.is_some() && !sending.pending;
    let onsubmit = {
        let (send, patient) = (sending.send.clone(), props.patient);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(request) = request.clone().filter(|_| is_ready) {
                send.emit((PatientPath { patient }, (), request));
            }
        })
    };
    let onfiles = {
        let uploads = uploads.clone();
        Callback::from(move |files| uploads.add(files))
    };
    let line = |item: &Item| {
        let fields = !matches!(item.stage, Stage::Refused(_));
        upload_line(&uploads, item, fields.then(|| fields_of(item, &entered)))
    };
    html! {
        <section class="card">
            <h2>{"ファイルを添付"}</h2>
            <form novalidate=true {onsubmit}>
                <DropZone id="files" label="ファイルを選ぶ" {onfiles} />
                { progress_line(&uploads) }
                <ul class="uploads">{ for items.iter().map(line) }</ul>
                { for sending.error.as_ref().map(|error| html! {
                    <>
                        { error_banner(error, None) }
                        { for error.fields.iter().map(|field| html! { <p class="field-error">{ &field.message }</p> }) }
                    </>
                }) }
                if !items.is_empty() {
                    <p class="buttons">
                        <button class="primary" aria-disabled={(!is_ready).to_string()}>
                            { if sending.pending { "添付しています…" } else { "添付する" } }
                        </button>
                    </p>
                }
            </form>
            <LeaveGuard typed={!items.is_empty()} />
        </section>
    }
}

fn fields_of(item: &Item, entered: &UseReducerHandle<Entered>) -> Html {
    let key = item.key;
    let kind = entered.kind(item);
    let ontitle = {
        let entered = entered.dispatcher();
        Callback::from(move |title| entered.dispatch((key, Entry::Title(title))))
    };
    let onkind = {
        let entered = entered.dispatcher();
        Callback::from(move |at: usize| {
            if let Some(kind) = DocumentKind::ALL.get(at) {
                entered.dispatch((key, Entry::Kind(*kind)));
            }
        })
    };
    html! {
        <div class="upload-fields">
            <Field id={format!("title-{key}")} label="文書名" value={entered.title(item)} maxlength={TITLE_MAX} onchange={ontitle} />
            <Select id={format!("kind-{key}")} label="文書種別" onchange={onkind}
                options={DocumentKind::ALL.map(|kind| AttrValue::from(kind.label())).to_vec()}
                chosen={DocumentKind::ALL.iter().position(|other| *other == kind)} />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_kinds_are_guessed_from_names() {
        for (name, title, kind) in [
            ("退院サマリ 2026-10.pdf", "退院サマリ 2026-10", DocumentKind::DischargeSummary),
            ("胸部XP.JPG", "胸部XP", DocumentKind::XRay),
            ("IMG_0012.HEIC", "IMG_0012", DocumentKind::Picture),
            ("血液検査.v2.pdf", "血液検査.v2", DocumentKind::Letter),
            ("scan.pdf", "scan", DocumentKind::Other),
            (".pdf", ".pdf", DocumentKind::Other),
            ("noending", "noending", DocumentKind::Other),
        ] {
            assert_eq!((title_of(name).as_str(), kind_of(name)), (title, kind), "{name}");
        }
        assert_eq!(title_of(&"長".repeat(300)).chars().count(), TITLE_MAX);
    }
}
