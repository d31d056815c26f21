//! Asks before what was typed is lost.

use gloo_events::{EventListener, EventListenerOptions};
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::Dialog;
use crate::{
    dom,
    routes::{self, Leaving},
};

/// Properties of [`LeaveGuard`].
#[derive(Properties, PartialEq)]
pub struct LeaveGuardProps {
    /// Something is typed that nobody has saved.
    pub typed: bool,
}

/// Nothing to see until somebody wants to leave the page: then the question whether to.
#[component]
pub fn LeaveGuard(props: &LeaveGuardProps) -> Html {
    let asked = use_state(|| None::<Leaving>);
    let setter = asked.setter();
    use_effect_with(props.typed, move |typed| {
        let unload = typed.then(|| {
            routes::set_guard(Some(Callback::from(move |leaving| setter.set(Some(leaving)))));
            EventListener::new_with_options(
                &dom::window(),
                "beforeunload",
                EventListenerOptions::enable_prevent_default(),
                |event| {
                    event.prevent_default();
                    // What older browsers look at. It cannot fail on an event.
                    let _ = Reflect::set(event, &"returnValue".into(), &JsValue::TRUE);
                },
            )
        });
        move || {
            if unload.is_some() {
                routes::set_guard(None);
            }
        }
    });
    let Some(leaving) = (*asked).clone() else {
        return html! {};
    };
    let stay = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let go = {
        let asked = asked.setter();
        Callback::from(move |_: MouseEvent| {
            routes::set_guard(None);
            asked.set(None);
            leaving.emit(());
        })
    };
    html! {
        <Dialog title="入力した内容を保存していません" onclose={stay.clone()}>
            <p>{"このまま移動すると、入力した内容は失われます。"}</p>
            <p class="buttons">
                <button type="button" onclick={go}>{"保存せずに移動する"}</button>
                <button type="button" class="primary" autofocus=true onclick={stay.reform(|_| ())}>{"入力を続ける"}</button>
            </p>
        </Dialog>
    }
}
