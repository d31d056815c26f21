//! The end of a session that nobody uses: a warning first, then the sign-in form in place of the
//! patient's data.
//!
//! The server ends a session some time after its last request, whichever of the browser's tabs it
//! came from: a tab left aside must not sign out the person who works in another. A person who reads
//! a long record without asking the server for anything is at work too: their keys and taps keep
//! the session.

use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use tobiume_common::session::GetSession;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::{self, Abort},
    components::Dialog,
    dom,
    state::session::{SessionHandle, expire},
    time,
};

/// The warning comes this long before the end.
const WARNING_SECONDS: f64 = 120.0;

/// A key or tap keeps the session, but asks the server at most this often.
const SIGN_OF_LIFE_SECONDS: f64 = 60.0;

/// Properties of [`IdleGuard`].
#[derive(Properties, PartialEq)]
pub struct IdleProps {
    /// The session to end.
    pub session: SessionHandle,
    /// After how long the server ends it.
    pub seconds: u32,
}

/// What the clock says of the session.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Fresh,
    Ending,
    Over,
}

fn phase(idle_seconds: f64, allowed_seconds: f64) -> Phase {
    // A very short time allowed still gives half of it before the warning.
    let warning = WARNING_SECONDS.min(allowed_seconds / 2.0);
    if idle_seconds >= allowed_seconds {
        Phase::Over
    } else if idle_seconds >= allowed_seconds - warning {
        Phase::Ending
    } else {
        Phase::Fresh
    }
}

fn idle_seconds() -> f64 {
    (time::now_ms() - api::last_answer()) / 1000.0
}

/// Any answered request keeps the session; this one does nothing else.
fn keep() {
    spawn_local(async {
        // A session that has ended is noticed by the shared handler; without a connection the clock runs on.
        let _ = api::call::<GetSession>(&Abort::new(), &(), &(), &()).await;
    });
}

/// Watches the clock, warns, and ends the session.
#[component]
pub fn IdleGuard(props: &IdleProps) -> Html {
    let now = use_state_eq(|| Phase::Fresh);
    let allowed = f64::from(props.seconds);
    let (setter, session) = (now.setter(), props.session.clone());
    use_effect_with(props.seconds, move |_| {
        // Timers rest while a phone sleeps, so each tick looks at the clock instead of counting.
        let clock = Interval::new(1000, move || match phase(idle_seconds(), allowed) {
            Phase::Over => expire(&session),
            other => setter.set(other),
        });
        let alive = move || {
            let idle = idle_seconds();
            if idle > SIGN_OF_LIFE_SECONDS.min(allowed / 4.0) && phase(idle, allowed) == Phase::Fresh {
                keep();
            }
        };
        let listeners = ["pointerdown", "keydown"].map(|name| EventListener::new(&dom::window(), name, move |_| alive()));
        move || {
            drop(clock);
            drop(listeners);
        }
    });
    if *now != Phase::Ending {
        return html! {};
    }
    let onclose = Callback::from(|()| keep());
    html! {
        <Dialog title="まもなく自動でログアウトします" onclose={onclose.clone()}>
            <p>{"しばらく操作がありません。続けて使うときは「続ける」を押してください。"}</p>
            <p class="buttons"><button type="button" class="primary" onclick={onclose.reform(|_| ())}>{"続ける"}</button></p>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_comes_before_the_end() {
        assert_eq!(phase(0.0, 1800.0), Phase::Fresh);
        assert_eq!(phase(1679.0, 1800.0), Phase::Fresh);
        assert_eq!(phase(1680.0, 1800.0), Phase::Ending);
        assert_eq!(phase(1800.0, 1800.0), Phase::Over);
        assert_eq!(phase(4.0, 10.0), Phase::Fresh);
        assert_eq!(phase(5.0, 10.0), Phase::Ending);
    }
}
