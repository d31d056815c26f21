//! 差し戻す, 却下する: why, from a list and then in one's own words.

use tobiume_common::{
    ApiError,
    application::{
        Step,
        form::NOTE_MAX,
        reasons::{REJECT, SEND_BACK},
    },
};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::{
    components::{Dialog, Select, error_banner},
    dom,
};

/// Properties of [`Reason`].
#[derive(Properties, PartialEq)]
pub struct ReasonProps {
    /// What is done.
    pub step: Step,
    /// It is on its way.
    pub pending: bool,
    /// Why it was not done.
    pub error: Option<ApiError>,
    /// Does it.
    pub onsend: Callback<String>,
    /// Does not.
    pub onclose: Callback<()>,
}

/// The applicant reads what is written here.
#[component]
pub fn Reason(props: &ReasonProps) -> Html {
    let text = use_state_eq(String::new);
    let chosen = use_state_eq(|| 0_usize);
    let missing = use_state_eq(|| false);
    let (title, verb, reasons, class) = match props.step {
        Step::Reject => ("この申請を却下しますか", "却下する", &REJECT[..], "harm"),
        _ => ("この申請を差し戻しますか", "差し戻す", &SEND_BACK[..], "primary"),
    };
    let options: Vec<AttrValue> = [AttrValue::Static("選んでください")]
        .into_iter()
        .chain(reasons.iter().map(|reason| AttrValue::Static(reason.label)))
        .collect();
    let onchange = {
        let (text, chosen, missing) = (text.setter(), chosen.setter(), missing.setter());
        Callback::from(move |at: usize| {
            chosen.set(at);
            if let Some(reason) = at.checked_sub(1).and_then(|at| reasons.get(at)) {
                text.set(reason.text.to_owned());
                missing.set(false);
            }
        })
    };
    let oninput = {
        let text = text.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(area.value());
            }
        })
    };
    let onclick = {
        let (text, missing, send, pending) = (text.clone(), missing.setter(), props.onsend.clone(), props.pending);
        Callback::from(move |_: MouseEvent| {
            if text.trim().is_empty() {
                missing.set(true);
                dom::focus_first("#reason");
            } else if !pending {
                send.emit((*text).clone());
            }
        })
    };
    html! {
        <Dialog {title} class="roomy-form" onclose={props.onclose.clone()}>
            <p>{"申請者は、ここに書いた文をそのまま読みます。"}</p>
            <Select id="reason-choice" label="理由" {options} chosen={Some(*chosen)} {onchange} />
            <div class="field">
                <label for="reason">{"申請者に伝える文"}</label>
                <p id="reason-hint" class="hint">{"理由を選ぶと入ります。書き直せます。"}</p>
                <textarea id="reason" rows="5" maxlength={NOTE_MAX.to_string()} value={(*text).clone()} {oninput}
                    aria-describedby="reason-hint" aria-invalid={missing.then_some("true")} />
                if *missing { <p class="field-error" role="alert">{"理由を選ぶか、文を入力してください。"}</p> }
            </div>
            { for props.error.as_ref().map(|error| error_banner(error, None)) }
            <p class="buttons">
                <button type="button" onclick={props.onclose.reform(|_: MouseEvent| ())}>{"やめる"}</button>
                <button type="button" {class} aria-disabled={props.pending.to_string()} {onclick}>{ if props.pending { "送っています…" } else { verb } }</button>
            </p>
        </Dialog>
    }
}
