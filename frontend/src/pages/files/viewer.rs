//! A file over the page: a picture that can be drawn nearer, or a PDF.

use std::{cell::RefCell, rc::Rc};

use tobiume_common::{
    files::{FileInfo, FileList},
    ids::{FileId, PatientId},
};
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::{address, facts, opened::Opened};
use crate::{components::Dialog, dom};

/// How near a picture can be drawn; the style sheet says how large each is. The first fits the screen.
const NEARNESS: [&str; 4] = ["", "near-1", "near-2", "near-3"];

/// How far an arrow key moves a picture that is drawn nearer, in pixels.
const STRIDE: f64 = 80.0;

/// Properties of [`Viewer`].
#[derive(Properties, PartialEq, Clone)]
pub struct ViewerProps {
    /// Whose files.
    pub patient: PatientId,
    /// Those that one can go to.
    pub files: Rc<FileList>,
    /// Which is shown.
    pub file: FileId,
    /// The ways to another one and out.
    pub opened: Opened,
}

/// Which picture has come or failed to, and in which try. Another file or another try has not come yet: nothing needs to be reset, and so
/// no picture that comes at once is overlooked.
#[derive(Clone, Copy, PartialEq)]
struct Arrival {
    file: FileId,
    tries: u32,
    failed: bool,
}

/// The file, what is known of it, and the buttons.
#[component]
pub fn Viewer(props: &ViewerProps) -> Html {
    let near = use_state_eq(|| 0_usize);
    let arrival = use_state_eq(|| None::<Arrival>);
    let tries = use_state(|| 0_u32);
    let stage = use_node_ref();
    let centre = use_mut_ref(|| (0.5, 0.5));
    {
        let near = near.setter();
        use_effect_with(props.file, move |_| near.set(0));
    }
    {
        let (stage, centre) = (stage.clone(), centre.clone());
        use_effect_with(*near, move |_| {
            if let Some(stage) = stage.get() {
                look_at(&stage, *centre.borrow());
            }
        });
    }
    let Some(at) = props.files.files.iter().position(|file| file.id == props.file) else {
        return gone(props);
    };
    let file = &props.files.files[at];
    let draw = {
        let (near, stage, centre) = (near.clone(), stage.clone(), centre.clone());
        Callback::from(move |nearer: bool| {
            if let Some(stage) = stage.get() {
                centre.replace(looked_at(&stage));
            }
            near.set(if nearer {
                (*near + 1).min(NEARNESS.len() - 1)
            } else {
                near.saturating_sub(1)
            });
        })
    };
    let step = {
        let (files, step) = (props.files.clone(), props.opened.step.clone());
        Callback::from(move |by: isize| {
            if let Some(file) = at.checked_add_signed(by).and_then(|at| files.files.get(at)) {
                step.emit(file.id);
            }
        })
    };
    let onkeydown = on_key(file.media.is_picture(), *near > 0, stage.clone(), step.clone(), draw.clone());
    let picture = || Picture {
        near: near.clone(),
        arrival: arrival.clone(),
        tries: tries.clone(),
        stage: stage.clone(),
        centre: centre.clone(),
    };
    html! {
        <Dialog title={file.title.clone()} class="viewer" onclose={props.opened.close.clone()}>
            <div class="viewer-frame" {onkeydown}>
                { tools(props, at, *near, &step, &draw) }
                if file.media.is_picture() { { picture().draw(props.patient, file) } } else { { pdf(props.patient, file) } }
            </div>
        </Dialog>
    }
}

/// The file was taken away, or the address is wrong.
fn gone(props: &ViewerProps) -> Html {
    html! {
        <Dialog title="ファイルが見つかりません" onclose={props.opened.close.clone()}>
            <p>{"削除されたか、アドレスがまちがっています。一覧から選び直してください。"}</p>
            <p class="buttons"><button type="button" class="primary" onclick={props.opened.close.reform(|_| ())}>{"閉じる"}</button></p>
        </Dialog>
    }
}

fn tools(props: &ViewerProps, at: usize, near: usize, step: &Callback<isize>, draw: &Callback<bool>) -> Html {
    let (file, count) = (&props.files.files[at], props.files.files.len());
    let button = |name: &'static str, sign: &'static str, works: bool, onclick: Callback<MouseEvent>| {
        let onclick = onclick.reform(|event: MouseEvent| event);
        let pressed = Callback::from(move |event: MouseEvent| {
            if works {
                onclick.emit(event);
            }
        });
        html! { <button type="button" aria-label={name} aria-disabled={(!works).then_some("true")} onclick={pressed}>{ sign }</button> }
    };
    html! {
        <>
            <p class="small viewer-facts">{ facts(file) }</p>
            <div class="viewer-tools" role="group" aria-label="表示の操作">
                if count > 1 {
                    { button("前へ（前のファイル）", "前へ", at > 0, step.reform(|_| -1)) }
                    <span class="small nb">{ format!("{} / {count}", at + 1) }</span>
                    { button("次へ（次のファイル）", "次へ", at + 1 < count, step.reform(|_| 1)) }
                }
                if file.media.is_picture() {
                    { button("縮小", "−", near > 0, draw.reform(|_| false)) }
                    { button("拡大", "＋", near + 1 < NEARNESS.len(), draw.reform(|_| true)) }
                }
                <a class="btn" href={address(props.patient, file)} target="_blank" rel="noopener">
                    { if file.media.is_picture() { "別のタブ" } else { "PDFを開く" } }
                </a>
            </div>
            <button type="button" class="viewer-close primary" autofocus=true onclick={props.opened.close.reform(|_| ())}>{"閉じる"}</button>
        </>
    }
}

/// Arrows go to the other files or, when a picture is drawn nearer, over it. What a PDF does with its keys is the browser's.
fn on_key(picture: bool, is_near: bool, stage: NodeRef, step: Callback<isize>, draw: Callback<bool>) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let stride = match event.key().as_str() {
            "ArrowLeft" => (-1, 0),
            "ArrowRight" => (1, 0),
            "ArrowUp" => (0, -1),
            "ArrowDown" => (0, 1),
            "+" | ";" if picture => return draw.emit(true),
            "-" if picture => return draw.emit(false),
            _ => return,
        };
        event.prevent_default();
        match stage.get().filter(|_| is_near) {
            Some(stage) => move_over(&stage, f64::from(stride.0) * STRIDE, f64::from(stride.1) * STRIDE),
            None if stride.0 != 0 => step.emit(stride.0 as isize),
            None => {}
        }
    })
}

/// A picture and how it is shown.
struct Picture {
    near: UseStateHandle<usize>,
    arrival: UseStateHandle<Option<Arrival>>,
    tries: UseStateHandle<u32>,
    stage: NodeRef,
    centre: Rc<RefCell<(f64, f64)>>,
}

impl Picture {
    fn draw(self, patient: PatientId, file: &FileInfo) -> Html {
        let Self {
            near,
            arrival,
            tries,
            stage,
            centre,
        } = self;
        let (file_id, now) = (file.id, *tries);
        let arrived = arrival.filter(|arrival| (arrival.file, arrival.tries) == (file_id, now));
        let tell = |failed: bool| {
            let arrival = arrival.setter();
            let what = Arrival {
                file: file_id,
                tries: now,
                failed,
            };
            Callback::from(move |_: Event| arrival.set(Some(what)))
        };
        let ondblclick = {
            let near = near.clone();
            Callback::from(move |event: MouseEvent| {
                centre.replace(pointed_at(&event));
                near.set(if *near == 0 { 2 } else { 0 });
            })
        };
        let onclick = {
            let tries = tries.setter();
            Callback::from(move |_: MouseEvent| tries.set(now + 1))
        };
        html! {
            <div ref={stage.clone()} class={classes!("stage", NEARNESS[*near])} tabindex="0" role="group" aria-label="画像" {ondblclick} onpointermove={drag(stage.clone())}>
                if arrived.is_some_and(|arrival| arrival.failed) {
                    <div class="message error" role="alert">
                        <p>{"ファイルを表示できませんでした。電波やVPNの接続を確かめて、もう一度お試しください。"}</p>
                        <button type="button" {onclick}>{"もう一度試す"}</button>
                    </div>
                } else {
                    if arrived.is_none() { <p class="pending" role="status">{"読み込んでいます…"}</p> }
                    <img key={format!("{file_id}-{now}")} src={address(patient, file)} alt={file.title.clone()} draggable="false"
                        onload={tell(false)} onerror={tell(true)} />
                }
            </div>
        }
    }
}

/// A mouse drags a picture that is drawn nearer; a finger does so by itself.
fn drag(stage: NodeRef) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        let by_mouse = dom::property(&event, "pointerType") == "mouse" && dom::number(&event, "buttons") == 1.0;
        if let Some(stage) = stage.get().filter(|_| by_mouse) {
            move_over(&stage, -dom::number(&event, "movementX"), -dom::number(&event, "movementY"));
        }
    })
}

fn move_over(stage: &JsValue, right: f64, down: f64) {
    dom::set_property(stage, "scrollLeft", &(dom::number(stage, "scrollLeft") + right).into());
    dom::set_property(stage, "scrollTop", &(dom::number(stage, "scrollTop") + down).into());
}

/// Where on the picture a pointer is, in parts of its width and height.
fn pointed_at(event: &MouseEvent) -> (f64, f64) {
    let target = dom::property(event, "target");
    let part = |offset, whole| dom::number(event, offset) / dom::number(&target, whole).max(1.0);
    (part("offsetX", "clientWidth"), part("offsetY", "clientHeight"))
}

/// What stands in the middle, in parts of the picture's width and height.
fn looked_at(stage: &JsValue) -> (f64, f64) {
    let part = |scrolled, seen, whole| (dom::number(stage, scrolled) + dom::number(stage, seen) / 2.0) / dom::number(stage, whole).max(1.0);
    (
        part("scrollLeft", "clientWidth", "scrollWidth"),
        part("scrollTop", "clientHeight", "scrollHeight"),
    )
}

/// Moves this part of the picture to the middle.
fn look_at(stage: &JsValue, (x, y): (f64, f64)) {
    let middle = |part: f64, seen, whole| part * dom::number(stage, whole) - dom::number(stage, seen) / 2.0;
    dom::set_property(stage, "scrollLeft", &middle(x, "clientWidth", "scrollWidth").into());
    dom::set_property(stage, "scrollTop", &middle(y, "clientHeight", "scrollHeight").into());
}

/// In the page where the browser can. A phone shows no more than the first sheet there: the button above opens all of it.
fn pdf(patient: PatientId, file: &FileInfo) -> Html {
    let src = address(patient, file);
    html! {
        if shows_pdf() {
            if !dom::is_wide() { <p class="small">{"ここに見えるのは1ページ目だけのことがあります。「PDFを開く」で全体を見られます。"}</p> }
            <iframe class="stage" {src} title={file.title.clone()}></iframe>
        } else {
            <p class="message info">{"このブラウザは、画面の中にPDFを表示できません。「PDFを開く」を押してください。"}</p>
        }
    }
}

/// Browsers that do not say whether they show a PDF in a page are old, and most of them do.
fn shows_pdf() -> bool {
    let navigator = dom::property(&dom::window(), "navigator");
    dom::property(&navigator, "pdfViewerEnabled").as_bool().unwrap_or(true)
}
