//! Users from Excel or a CSV file: pasted or opened, looked at, and taken over.

use js_sys::{Array, Function, Object, Reflect};
use tobiume_common::application::{
    form::{USERS_MAX, UserLine},
    paste::{PASTE_MAX, Pasted, read_users},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::{components::Dialog, dom};

/// Properties of [`PasteDialog`].
#[derive(Properties, PartialEq)]
pub struct PasteProps {
    /// How many users there are already.
    pub there: usize,
    /// Takes the users over.
    pub ontake: Callback<Vec<UserLine>>,
    /// Nothing is taken over.
    pub onclose: Callback<()>,
}

/// Where the list goes in, and what was understood of it.
#[component]
pub fn PasteDialog(props: &PasteProps) -> Html {
    let text = use_state_eq(String::new);
    let pasted = use_memo((*text).clone(), |text| {
        if text.trim().is_empty() {
            Pasted::default()
        } else {
            read_users(text)
        }
    });
    let oninput = {
        let text = text.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(area.value());
            }
        })
    };
    let onfile = {
        let text = text.setter();
        Callback::from(move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let file = input.and_then(|input| dom::entries(&dom::property(&input, "files")).into_iter().next());
            if let Some(file) = file {
                let text = text.clone();
                dom::run(Box::pin(async move { text.set(read(file.unchecked_into()).await) }));
            }
        })
    };
    html! {
        <Dialog title="Excel・CSVの表から入れる" class="roomy paste" onclose={props.onclose.clone()}>
            <p class="hint">{"Excelで「氏名・カナ・職種・管理者」の列を選んでコピーし、下に貼り付けてください。見出しの行があれば、列の順番は自由です。管理者は○を付けます。"}</p>
            <div class="field">
                <label for="paste-text">{"貼り付ける場所"}</label>
                <textarea id="paste-text" rows="5" value={(*text).clone()} {oninput} autocomplete="off" spellcheck="false" />
            </div>
            <p class="file-line">
                <input type="file" id="paste-file" class="unseen" accept=".csv,.tsv,.txt,text/csv,text/plain" onchange={onfile} />
                <label class="btn" for="paste-file">{"CSVファイルを開く"}</label>
            </p>
            { preview(&pasted) }
            { buttons(props, &pasted) }
        </Dialog>
    }
}

fn preview(pasted: &Pasted) -> Html {
    let row = |user: &UserLine| {
        html! {
            <tr>
                <td>{ &user.name }</td><td>{ &user.kana }</td>
                <td>{ user.profession.map_or("（未選択）", |profession| profession.label()) }</td>
                <td>{ if user.is_administrator { "○" } else { "" } }</td>
            </tr>
        }
    };
    html! {
        <>
            <div role="status">
                if !pasted.users.is_empty() { <p><b>{ format!("{}人分を読み取りました。", pasted.users.len()) }</b></p> }
                if !pasted.problems.is_empty() {
                    <ul class="paste-problems">{ for pasted.problems.iter().map(|problem| html! { <li class="field-error">{ problem }</li> }) }</ul>
                }
            </div>
            if !pasted.users.is_empty() {
                <div class="scroll" tabindex="0" role="region" aria-label="読み取った利用者">
                    <table>
                        <thead><tr><th scope="col">{"氏名"}</th><th scope="col">{"カナ"}</th><th scope="col">{"職種"}</th><th scope="col">{"管理者"}</th></tr></thead>
                        <tbody>{ for pasted.users.iter().map(row) }</tbody>
                    </table>
                </div>
            }
        </>
    }
}

fn buttons(props: &PasteProps, pasted: &Pasted) -> Html {
    let count = pasted.users.len();
    let fits = props.there + count <= USERS_MAX;
    let take = {
        let (ontake, users) = (props.ontake.clone(), pasted.users.clone());
        Callback::from(move |_: MouseEvent| ontake.emit(users.clone()))
    };
    let close = props.onclose.reform(|_: MouseEvent| ());
    html! {
        <>
            if !fits {
                <p class="field-error" role="alert">{ format!("今の{}人と合わせて{USERS_MAX}人を超えます。利用者を減らしてから取り込んでください。", props.there) }</p>
            }
            <p class="buttons">
                <button type="button" onclick={close}>{"やめる"}</button>
                if count > 0 && fits {
                    <button type="button" class="primary" onclick={take}>{ format!("{count}人を取り込む") }</button>
                }
            </p>
        </>
    }
}

/// The text of a file: UTF-8, else as Excel in Japan writes it. What is no text gives none.
async fn read(file: Blob) -> String {
    #[expect(clippy::cast_precision_loss, reason = "the limit is small")]
    if dom::number(&file, "size") > PASTE_MAX as f64 {
        // As long as what is refused for its length.
        return "…".repeat(PASTE_MAX);
    }
    let Ok(bytes) = JsFuture::from(file.array_buffer()).await else {
        return String::new();
    };
    ["utf-8", "shift_jis"]
        .into_iter()
        .find_map(|encoding| decode(&bytes, encoding))
        .unwrap_or_default()
}

/// By the browser's own decoder, reached by its name (see [`dom::property`]).
fn decode(bytes: &JsValue, encoding: &str) -> Option<String> {
    let decoder: Function = dom::property(&dom::window(), "TextDecoder").dyn_into().ok()?;
    let options = Object::new();
    dom::set_property(&options, "fatal", &JsValue::TRUE);
    let decoder = Reflect::construct(&decoder, &Array::of2(&encoding.into(), &options)).ok()?;
    let decode: Function = dom::property(&decoder, "decode").dyn_into().ok()?;
    decode.call1(&decoder, bytes).ok()?.as_string()
}
