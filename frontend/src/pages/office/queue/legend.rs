//! Which keys there are.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::keys;
use crate::components::Dialog;

const KEYS: [(&str, &str); 10] = [
    ("J ↓", "次の申請へ"),
    ("K ↑", "前の申請へ"),
    ("Enter", "申請を開く"),
    ("T", "開いた申請、または選んだ申請の確認を始める"),
    ("A", "開いた申請を承認する（確かめてから）"),
    ("R", "開いた申請を差し戻す（理由を選んでから）"),
    ("X", "まとめて始める申請に選ぶ・外す"),
    ("/", "探す欄へ"),
    ("Esc", "一覧へ戻る"),
    ("?", "この一覧を出す"),
];

/// Properties of [`Legend`].
#[derive(Properties, PartialEq)]
pub struct LegendProps {
    /// Closes it.
    pub onclose: Callback<()>,
}

/// The keys, and the switch for them.
#[component]
pub fn Legend(props: &LegendProps) -> Html {
    let off = use_state_eq(keys::are_off);
    let onchange = {
        let off = off.setter();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                keys::switch_off(!input.checked());
                off.set(!input.checked());
            }
        })
    };
    let line = |(key, what): (&'static str, &'static str)| html! { <div><dt><kbd>{ key }</kbd></dt><dd>{ what }</dd></div> };
    html! {
        <Dialog title="キー操作" class="legend" onclose={props.onclose.clone()}>
            <dl>{ for KEYS.map(line) }</dl>
            <p class="check"><label><input type="checkbox" checked={!*off} {onchange} />{"文字のキーで操作する"}</label></p>
            <p class="hint">{"文字を入力しているあいだは働きません。"}</p>
            <p class="buttons"><button type="button" class="primary" autofocus=true onclick={props.onclose.reform(|_: MouseEvent| ())}>{"閉じる"}</button></p>
        </Dialog>
    }
}
