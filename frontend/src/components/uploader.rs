//! Files on their way to the server: chosen, sent, and shown while it lasts.

use tobiume_common::files::{CheckedUpload, FILES_AT_ONCE};
use yew::prelude::*;

use super::DropZone;
use crate::state::upload::{Destination, Item, Stage, Uploads, use_uploads};

/// Properties of [`Uploader`].
#[derive(Properties, PartialEq)]
pub struct UploaderProps {
    /// Id of the input, unique on the page.
    pub id: AttrValue,
    /// What to choose.
    pub label: AttrValue,
    /// One file: another one takes its place.
    #[prop_or_default]
    pub single: bool,
    /// What is wrong with the choice.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// Told of each file that was chosen what the server found in it; nothing while it has not arrived.
    pub onchange: Callback<Vec<Option<CheckedUpload>>>,
}

/// Chooses and sends files within a form. What was not attached when it goes is forgotten by the server.
#[component]
pub fn Uploader(props: &UploaderProps) -> Html {
    let uploads = use_uploads(Destination::Patient(if props.single { 1 } else { FILES_AT_ONCE }));
    let onchange = props.onchange.clone();
    use_effect_with(chosen(&uploads), move |chosen| onchange.emit(chosen.clone()));
    let items = uploads.items();
    html! {
        <div class="uploader">
            <DropZone id={props.id.clone()} label={props.label.clone()} single={props.single} onfiles={taker(&uploads, props.single)} />
            { progress_line(&uploads) }
            if !items.is_empty() { <ul class="uploads">{ for items.iter().map(|item| upload_line(&uploads, item, None)) }</ul> }
            if let Some(error) = &props.error { <p class="field-error">{ error }</p> }
        </div>
    }
}

fn chosen(uploads: &Uploads) -> Vec<Option<CheckedUpload>> {
    let items = uploads.items();
    let checked = items.iter().map(|item| match &item.stage {
        Stage::Done(checked) => Some(checked.clone()),
        _ => None,
    });
    checked.collect()
}

/// Takes what was chosen; of a single one the one before goes.
fn taker(uploads: &Uploads, single: bool) -> Callback<Vec<web_sys::File>> {
    let uploads = uploads.clone();
    Callback::from(move |files: Vec<web_sys::File>| {
        if single && !files.is_empty() {
            let before: Vec<_> = uploads.items().iter().map(|item| item.key).collect();
            before.into_iter().for_each(|key| uploads.remove(key));
        }
        uploads.add(files);
    })
}

/// How far all of them are, in a line that a screen reader reads when it changes.
pub fn progress_line(uploads: &Uploads) -> Html {
    let items = uploads.items();
    let (all, done) = (
        items.len(),
        items.iter().filter(|item| matches!(item.stage, Stage::Done(_))).count(),
    );
    let under_way = items.iter().any(Item::is_under_way);
    let words = match (all, under_way) {
        (0, _) => String::new(),
        _ if under_way && uploads.is_waiting_for_line() => "通信を待っています。つながると自動で続けます。".to_owned(),
        (_, true) => format!("{all}個のうち{done}個を送りました。"),
        (_, false) if done == all => "すべて送りました。".to_owned(),
        (_, false) => format!("{all}個のうち{done}個を送りました。送れなかったファイルがあります。"),
    };
    html! { <p class={classes!("upload-state", uploads.is_waiting_for_line().then_some("waits"))} role="status">{ words }</p> }
}

/// One file: its name, how far it is, what is wrong, and the ways to try again and to take it away. Below stands what is `entered` about it.
pub fn upload_line(uploads: &Uploads, item: &Item, entered: Option<Html>) -> Html {
    let key = item.key;
    let act = |action: fn(&Uploads, u32)| {
        let uploads = uploads.clone();
        Callback::from(move |_: MouseEvent| action(&uploads, key))
    };
    let problem = match &item.stage {
        Stage::Refused(sentence) | Stage::Failed(sentence) => Some(sentence.clone()),
        _ => None,
    };
    let onerror = {
        let uploads = uploads.clone();
        Callback::from(move |_: Event| uploads.drop_preview(key))
    };
    let preview = uploads
        .preview(key)
        .map(|src| html! { <img class="thumb" {src} alt="" width="64" height="64" decoding="async" {onerror} /> });
    html! {
        <li key={key} class="upload">
            { preview.unwrap_or_else(|| paper(&item.name)) }
            <div class="upload-words">
                <p class="upload-name"><b>{ &item.name }</b>{" "}<span class="small nb">{ size(item.size) }</span></p>
                if item.is_under_way() { { bar(item, uploads.is_waiting_for_line()) } }
                if let Stage::Done(_) = item.stage { <p class="upload-done">{"送りました"}</p> }
            </div>
            <p class="upload-acts">
                if let Stage::Failed(_) = item.stage {
                    <button type="button" onclick={act(Uploads::retry)} aria-label={format!("{}をもう一度送る", item.name)}>{"もう一度送る"}</button>
                }
                <button type="button" class="quiet" onclick={act(Uploads::remove)} aria-label={format!("{}を取り消す", item.name)}>{"取り消す"}</button>
            </p>
            if let Some(sentence) = problem { <p class="field-error" role="alert">{ sentence }</p> }
            { for entered }
        </li>
    }
}

fn bar(item: &Item, waits: bool) -> Html {
    let percent = item.sent() * 100 / item.size.max(1);
    let words = match item.stage {
        Stage::Checking => "内容を確認しています…".to_owned(),
        _ if waits => format!("通信を待っています（{percent}%）"),
        Stage::Waiting => "順番を待っています".to_owned(),
        _ => format!("送っています（{percent}%）"),
    };
    html! {
        <>
            <progress max="100" value={percent.to_string()} aria-label={format!("{}の送信", item.name)} />
            <p class="small">{ words }</p>
        </>
    }
}

/// The sign of a file that is no picture: the ending of its name on a sheet.
fn paper(name: &str) -> Html {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending: String = ending.chars().take(4).collect();
    html! { <span class="thumb paper" aria-hidden="true">{ ending.to_uppercase() }</span> }
}

/// A size in words: 812KB, 3.4MB.
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    match bytes {
        0..KB => format!("{bytes}バイト"),
        KB..MB => format!("{}KB", bytes / KB),
        _ => format!("{}.{}MB", bytes / MB, bytes % MB * 10 / MB),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_in_words() {
        for (bytes, words) in [
            (0, "0バイト"),
            (1023, "1023バイト"),
            (1024, "1KB"),
            (831_488, "812KB"),
            (1_048_575, "1023KB"),
            (1_048_576, "1.0MB"),
            (104_857_600, "100.0MB"),
        ] {
            assert_eq!(size(bytes), words);
        }
    }
}
