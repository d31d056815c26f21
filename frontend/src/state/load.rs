//! Loading: pending, error and ready in one place.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use tobiume_common::{
    ApiError,
    endpoint::{Content, Endpoint},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Abort, Prepared};

/// Path, query and body of a request to `E`.
pub type Request<E> = (<E as Endpoint>::Path, <E as Endpoint>::Query, Content<E>);

/// What is known of a request's answer.
pub struct Load<T> {
    /// The newest answer. It stays while another is on its way, and when that one fails.
    pub value: Option<Rc<T>>,
    /// Why the newest request failed.
    pub error: Option<ApiError>,
    /// An answer is on its way.
    pub pending: bool,
    /// Asks again.
    pub reload: Callback<()>,
}

/// Asks `E`, again whenever the request changes, `delay` milliseconds after the last change. Without
/// a request there is nothing. A request whose answer is not needed any more is ended.
#[hook]
pub fn use_load<E: Endpoint>(request: Option<Request<E>>, delay: u32) -> Load<E::Response> {
    let request = request
        .map(|(path, query, body)| api::prepare::<E>(&path, &query, &body))
        .transpose();
    let (request, refused) = request.map_or_else(|error| (None, Some(error)), |request| (request, None));
    let raw = use_raw_load(request, delay);
    let value = use_memo(raw.answer, |answer| {
        answer.clone().map(|answer| api::read::<E>(answer).map(Rc::new))
    });
    let (value, unreadable) = match &*value {
        Some(Ok(value)) => (Some(value.clone()), None),
        Some(Err(error)) => (None, Some(error.clone())),
        None => (None, None),
    };
    Load {
        value,
        error: refused.or(raw.error).or(unreadable),
        pending: raw.pending,
        reload: raw.reload,
    }
}

/// The part of a load that is the same for every endpoint, compiled once.
struct RawLoad {
    answer: Option<JsValue>,
    error: Option<ApiError>,
    pending: bool,
    reload: Callback<()>,
}

struct State {
    answer: Option<JsValue>,
    error: Option<ApiError>,
    pending: bool,
}

enum Step {
    Nothing,
    Asked,
    Answered(Result<JsValue, ApiError>),
}

impl Reducible for State {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let answer = self.answer.clone();
        Rc::new(match step {
            Step::Nothing => Self {
                answer: None,
                error: None,
                pending: false,
            },
            Step::Asked => Self {
                answer,
                error: self.error.clone(),
                pending: true,
            },
            Step::Answered(Ok(answer)) => Self {
                answer: Some(answer),
                error: None,
                pending: false,
            },
            Step::Answered(Err(error)) => Self {
                answer,
                error: Some(error),
                pending: false,
            },
        })
    }
}

#[hook]
fn use_raw_load(request: Option<Prepared>, delay: u32) -> RawLoad {
    let state = use_reducer(|| State {
        answer: None,
        error: None,
        pending: request.is_some(),
    });
    let round = use_state(|| 0_u32);
    let dispatcher = state.dispatcher();
    use_effect_with((request, *round), move |(request, _)| {
        let abort = Abort::new();
        let timer = request.clone().and_then(|request| {
            dispatcher.dispatch(Step::Asked);
            let (abort, dispatcher) = (abort.clone(), dispatcher.clone());
            let ask = move || spawn_local(async move { dispatcher.dispatch(Step::Answered(api::send(&request, &abort).await)) });
            if delay > 0 {
                return Some(Timeout::new(delay, ask));
            }
            ask();
            None
        });
        if request.is_none() {
            dispatcher.dispatch(Step::Nothing);
        }
        move || {
            drop(timer);
            abort.abort();
        }
    });
    RawLoad {
        answer: state.answer.clone(),
        error: state.error.clone(),
        pending: state.pending,
        reload: Callback::from(move |()| round.set(*round + 1)),
    }
}
