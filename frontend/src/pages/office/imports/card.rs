//! One kind of file: chosen, confirmed, sent, and looked at until it is loaded.

use tobiume_common::{
    ApiError,
    ids::JobId,
    jobs::{GetJob, ImportKind, ImportPath, JobPath, JobState, StartImport},
};
use web_sys::File;
use yew::prelude::*;

use super::{
    history::problems,
    use_poll,
    words::{how_far, is_under_way, outcome, percent},
};
use crate::{
    api::{self, Watched},
    components::{DropZone, error_banner, size},
    state::load::use_load,
};

/// Largest file in bytes: several times the largest real one, and what the largest list of persons needs.
const LARGEST: u64 = 200 * 1024 * 1024;

/// Properties of [`ImportCard`].
#[derive(Properties, PartialEq)]
pub struct ImportCardProps {
    /// Id, unique on the page.
    pub id: &'static str,
    /// What is loaded.
    pub title: &'static str,
    /// The button.
    pub label: &'static str,
    /// As what.
    pub import: ImportKind,
    /// Endings of the files.
    pub accept: &'static str,
    /// What these are.
    pub kinds: &'static str,
    /// Told when something was begun and when it has ended.
    pub changed: Callback<()>,
    /// What to choose.
    pub children: Html,
}

/// Where a file stands.
#[derive(Clone, PartialEq)]
enum Stage {
    Nothing,
    /// Chosen: name and size are to be looked at first.
    Chosen(File),
    Sending(u32),
    Begun(JobId),
    Refused(ApiError),
}

/// A file, on its way into the network.
#[component]
pub fn ImportCard(props: &ImportCardProps) -> Html {
    let stage = use_state_eq(|| Stage::Nothing);
    let sending = use_mut_ref(|| None::<Watched>);
    let choose = {
        let stage = stage.setter();
        Callback::from(move |files: Vec<File>| {
            if let Some(file) = files.into_iter().next() {
                stage.set(Stage::Chosen(file));
            }
        })
    };
    let give_up = {
        let (stage, sending) = (stage.setter(), sending.clone());
        Callback::from(move |_: MouseEvent| {
            sending.replace(None);
            stage.set(Stage::Nothing);
        })
    };
    let send = {
        let (stage, import, changed) = (stage.setter(), props.import, props.changed.clone());
        Callback::from(move |file: File| {
            stage.set(Stage::Sending(0));
            match sent(&stage, import, &file, changed.clone()) {
                Ok(watched) => *sending.borrow_mut() = Some(watched),
                Err(error) => stage.set(Stage::Refused(error)),
            }
        })
    };
    let zone = html! {
        <DropZone id={format!("{}-file", props.id)} label={props.label} single=true accept={props.accept} kinds={props.kinds} largest={LARGEST} onfiles={choose} />
    };
    let title_id = format!("{}-title", props.id);
    html! {
        <section class="card" aria-labelledby={title_id.clone()}>
            <h2 id={title_id}>{ props.title }</h2>
            { props.children.clone() }
            { match &*stage {
                Stage::Nothing => zone,
                Stage::Refused(error) => html! { <>{ error_banner(error, None) }{ zone }</> },
                Stage::Chosen(file) => question(file, &send, &give_up),
                Stage::Sending(percent) => way(*percent, &give_up),
                Stage::Begun(job) => html! { <><Watch key={job.0} job={*job} changed={props.changed.clone()} />{ zone }</> },
            } }
        </section>
    }
}

/// Sends it; what is heard of it moves the stage.
fn sent(stage: &UseStateSetter<Stage>, import: ImportKind, file: &File, changed: Callback<()>) -> Result<Watched, ApiError> {
    let moved = stage.clone();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let progress = move |part: f64| moved.set(Stage::Sending((part * 100.0) as u32));
    let ended = stage.clone();
    let done = move |answer| match answer {
        Ok(tobiume_common::jobs::StartedJob { job }) => {
            ended.set(Stage::Begun(job));
            changed.emit(());
        }
        Err(error) => ended.set(Stage::Refused(error)),
    };
    api::upload::<StartImport>(&ImportPath { import }, file, Box::new(progress), Box::new(done))
}

fn question(file: &File, send: &Callback<File>, give_up: &Callback<MouseEvent>) -> Html {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole numbers")]
    let bytes = file.size() as u64;
    let onclick = {
        let file = file.clone();
        send.reform(move |_: MouseEvent| file.clone())
    };
    if bytes > LARGEST {
        return html! {
            <>
                <p class="message warn" role="alert">{ format!("{}は{}あり、大きすぎます。{}までのファイルに分けてください。", file.name(), size(bytes), size(LARGEST)) }</p>
                <p class="buttons"><button type="button" onclick={give_up.clone()}>{"選び直す"}</button></p>
            </>
        };
    }
    html! {
        <>
            <p role="status"><b class="file-name">{ file.name() }</b>{ format!("（{}）を取り込みますか。", size(bytes)) }</p>
            <p class="buttons">
                <button type="button" onclick={give_up.clone()}>{"やめる"}</button>
                <button type="button" class="primary" {onclick}>{"取り込む"}</button>
            </p>
        </>
    }
}

fn way(percent: u32, give_up: &Callback<MouseEvent>) -> Html {
    let words = if percent < 100 {
        format!("送っています（{percent}%）。送り終わるまで、このページを開いたままにしてください。")
    } else {
        "送りました。内容を確かめています…".to_owned()
    };
    html! {
        <div class="import-way">
            <progress max="100" value={percent.to_string()} aria-label="ファイルの送信" />
            <p class="small">{ words }</p>
            <p class="buttons"><button type="button" onclick={give_up.clone()}>{"送るのをやめる"}</button></p>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct WatchProps {
    job: JobId,
    changed: Callback<()>,
}

/// What was begun, until it has ended and then.
#[component]
fn Watch(props: &WatchProps) -> Html {
    let load = use_load::<GetJob>(Some((JobPath { job: props.job }, (), ())), 0);
    let job = load.value.as_ref().map(|detail| &detail.job);
    // Until its first answer it is taken to be under way.
    let under_way = job.is_none_or(is_under_way);
    use_poll(under_way, load.pending, &load.reload);
    let changed = props.changed.clone();
    use_effect_with(under_way, move |under_way| {
        if !under_way {
            changed.emit(());
        }
    });
    let Some(detail) = &load.value else {
        return html! { { for load.error.as_ref().map(|error| error_banner(error, None)) } };
    };
    let job = &detail.job;
    if is_under_way(job) {
        return html! {
            <div class="import-way">
                <progress max="100" value={percent(job).map(|percent| percent.to_string())} aria-label={format!("{}の取り込み", job.kind.label())} />
                <p class="small">{ format!("{}：{}", job.kind.label(), how_far(job)) }</p>
                <p class="small">{"このページを離れても、取り込みは続きます。"}</p>
            </div>
        };
    }
    let class = match job.state {
        JobState::Done => "message info",
        _ => "message error",
    };
    html! {
        <div {class} role={if job.state == JobState::Done { "status" } else { "alert" }}>
            <p><b>{ format!("{}：{}", job.kind.label(), job.state.label()) }</b></p>
            <p>{ outcome(job) }</p>
            { problems(detail) }
        </div>
    }
}
