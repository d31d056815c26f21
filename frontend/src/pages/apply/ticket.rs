//! 受付番号 and 確認コード, shown until the person says that they were noted. The code is never shown again.

use js_sys::{Function, Reflect};
use tobiume_common::application::Ticket;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::keeper::Keeper;
use crate::dom;

/// Id of the box to tick.
const NOTED: &str = "noted";

/// Properties of [`TicketCard`].
#[derive(Properties, PartialEq)]
pub struct TicketProps {
    /// What to note.
    pub ticket: Ticket,
    /// Called when it was noted.
    pub onnoted: Callback<()>,
}

/// Both in plain sight, with ways to keep them.
#[component]
pub fn TicketCard(props: &TicketProps) -> Html {
    use_effect_with((), |()| dom::focus_first("#ticket"));
    let copied = use_state_eq(|| false);
    let Ticket { receipt, code } = &props.ticket;
    let copy = {
        let (text, copied) = (format!("受付番号 {receipt}\n確認コード {code}"), copied.setter());
        Callback::from(move |_: MouseEvent| {
            to_clipboard(&text);
            copied.set(true);
        })
    };
    // A browser that cannot print does nothing.
    let print = Callback::from(|_: MouseEvent| drop(dom::window().print()));
    let onchange = props.onnoted.reform(|_: Event| ());
    html! {
        <section class="card ticket" aria-labelledby="ticket">
            <h2 id="ticket" tabindex="-1">{"受付番号と確認コードを控えてください"}</h2>
            <p>{"ここまでの入力を保存しました。申請の続きを書くときと、状況を見るときに使います。確認コードは、あとから表示できません。"}</p>
            <dl>
                <dt>{"受付番号"}</dt><dd id="receipt">{ receipt }</dd>
                <dt>{"確認コード"}</dt><dd id="code">{ code }</dd>
            </dl>
            <p class="buttons">
                <button type="button" onclick={copy}>{"コピーする"}</button>
                <button type="button" onclick={print}>{"印刷する"}</button>
            </p>
            <p role="status" class="small">{ if *copied { "コピーしました。メモなどに貼り付けてください。" } else { "" } }</p>
            <label class="tick" for={NOTED}><input type="checkbox" id={NOTED} {onchange} />{"控えました（この表示を閉じます）"}</label>
        </section>
    }
}

/// Leads to the box where number and code were not noted yet; whether it did.
pub fn must_be_noted(keeper: &Keeper) -> bool {
    let unnoted = keeper.unnoted().is_some();
    if unnoted {
        dom::focus_first(&format!("#{NOTED}"));
    }
    unnoted
}

/// A browser without a clipboard, or that forbids it, leaves the person with what stands on the screen.
fn to_clipboard(text: &str) {
    let clipboard = dom::property(&dom::property(&dom::window(), "navigator"), "clipboard");
    if let Some(write) = Reflect::get(&clipboard, &"writeText".into())
        .ok()
        .and_then(|write| write.dyn_into::<Function>().ok())
    {
        let _ = write.call1(&clipboard, &text.into());
    }
}
