//! Removing what nothing uses.

use tobiume_common::network::RemoveDistrict;
use yew::prelude::*;

use super::{DialogProps, Removal};
use crate::{
    components::{Dialog, error_banner},
    state::send::use_send,
};

/// Asks before it removes.
#[component]
pub(super) fn RemovalDialog(props: &DialogProps<Removal>) -> Html {
    let sending = use_send::<RemoveDistrict>(props.done.reform(|_| "削除しました。"));
    let send = {
        let (send, pending, request) = (sending.send.clone(), sending.pending, props.request.request.clone());
        Callback::from(move |_: MouseEvent| {
            if !pending {
                send.emit(((), (), request.clone()));
            }
        })
    };
    html! {
        <Dialog title={format!("{}を削除しますか", props.request.name)} class="roomy-form" onclose={props.open.reform(|()| None)}>
            <p>{"使われているものは、削除されません。何に使われているかをお知らせします。"}</p>
            { for sending.error.as_ref().map(|error| error_banner(error, None)) }
            <p class="buttons">
                <button type="button" class="harm" aria-disabled={sending.pending.to_string()} onclick={send}>
                    { if sending.pending { "削除しています…" } else { "削除する" } }
                </button>
                <button type="button" autofocus=true onclick={props.open.reform(|_: MouseEvent| None)}>{"やめる"}</button>
            </p>
        </Dialog>
    }
}
