//! 患者さんの登録: who this is, the consent, and whether somebody like this is registered already.

use std::{cell::RefCell, rc::Rc};

use tobiume_common::{
    ids::{PatientId, PatientPath},
    patients::{
        ConsentGiven, Double, DoublesQuery, FindDoubles, JoinPatient, RegisterOutcome, RegisterPatient, RegisterRequest, Registration,
    },
    session::Session,
};
use yew::prelude::*;

use super::{
    doubles::{DoublesPanel, PANEL},
    person::person,
    request,
};
use crate::{
    components::{FormFrame, LeaveGuard, Link, Page, Part, error_banner, missing},
    dom,
    pages::consent::given,
    routes::{PatientRoute, Route, Work, WorkPage},
    state::{
        form::{Change, Edit, Form, FormHandle, Verdict},
        load::use_load,
        news::{self, News},
        search::{self, SearchHandle},
        send::{Sending, use_send},
    },
    time,
};

/// Properties of [`RegisterPage`].
#[derive(Properties, PartialEq, Clone)]
pub struct RegisterProps {
    /// Who registers.
    pub user: Rc<Session>,
    /// The search that found nobody.
    pub search: SearchHandle,
}

/// What becomes of the page after the registration.
#[derive(Clone, Copy, PartialEq)]
enum After {
    /// The patient's page opens.
    Open,
    /// The form is empty for the next patient.
    Next,
}

/// What the page holds.
#[derive(Clone)]
struct State {
    props: RegisterProps,
    form: FormHandle<RegisterRequest>,
    /// Whom the server was asked to look for.
    asked: UseStateHandle<Option<DoublesQuery>>,
    /// Likely doubles, because of which the server did not register.
    told: UseStateHandle<Vec<Double>>,
    /// Who was registered on this page before the one at the form.
    before: UseStateHandle<Option<(PatientId, String)>>,
    /// Counts the patients of this page.
    round: UseStateHandle<u32>,
    after: Rc<RefCell<After>>,
    /// Whose family doctors are being joined.
    joining: Rc<RefCell<Option<(PatientId, String)>>>,
}

/// The form, likely doubles beside it, and two ways to go on.
#[component]
pub fn RegisterPage(props: &RegisterProps) -> Html {
    let state = State {
        props: props.clone(),
        form: use_reducer(|| Form::new(request::begin(&props.user, &props.search))),
        asked: use_state_eq(|| None),
        told: use_state_eq(Vec::new),
        before: use_state_eq(|| None),
        round: use_state_eq(|| 0),
        after: use_mut_ref(|| After::Open),
        joining: use_mut_ref(|| None),
    };
    let found = use_load::<FindDoubles>((*state.asked).clone().map(|query| ((), (), query)), 0);
    let registering = use_send::<RegisterPatient>(state.registered());
    let joining = use_send::<JoinPatient>(state.joined());
    use_effect_with(*state.round, |_| {
        if dom::is_wide() {
            dom::focus_first("#name");
        }
    });
    use_effect_with((*state.told).clone(), |told| {
        if !told.is_empty() {
            focus_panel();
        }
    });
    let request = &state.form.value;
    let refused = registering.error.as_ref().or(joining.error.as_ref());
    let verdict = state.form.verdict(time::today().map(|today| request.check(today)), refused);
    let doubles = match &found.value {
        _ if !state.told.is_empty() => (*state.told).clone(),
        Some(found) => found.doubles.clone(),
        None => Vec::new(),
    };
    let submit = state.submit(&verdict, &doubles, &registering);
    html! {
        <Page title="患者さんの登録" class="work">
            <LeaveGuard typed={state.form.is_changed()} />
            { for state.before.as_ref().map(said) }
            <FormFrame class="with-side" onsubmit={submit.reform(|()| After::Open)} onleave={state.left()}>
                // Another patient, other fields: nothing of the one before can stay, the scanned form least of all.
                <div key={*state.round}>
                    { person(&state.person(&verdict), alike(&doubles)) }
                    { given(&state.consent(&verdict), &request.registration.name) }
                </div>
                <div key="side" class="side">
                    if !doubles.is_empty() {
                        <DoublesPanel doubles={doubles.clone()} not_these={request.not_these.clone()} joining={joining.pending}
                            onsame={state.join(&doubles, &joining)} onother={state.other()} />
                    }
                    { for refused.map(|error| error_banner(error, None)) }
                    { buttons(&verdict, registering.pending, &submit) }
                </div>
            </FormFrame>
        </Page>
    }
}

impl State {
    fn edit(&self) -> Callback<Edit<RegisterRequest>> {
        let dispatcher = self.form.dispatcher();
        Callback::from(move |edit| dispatcher.dispatch(Change::Edit(edit)))
    }

    fn person<'a>(&'a self, verdict: &'a Verdict) -> Part<'a, Registration> {
        let edit = self
            .edit()
            .reform(|edit: Edit<Registration>| Box::new(move |request: &mut RegisterRequest| edit(&mut request.registration)) as _);
        Part {
            value: &self.form.value.registration,
            edit,
            verdict,
        }
    }

    fn consent<'a>(&'a self, verdict: &'a Verdict) -> Part<'a, ConsentGiven> {
        let edit = self
            .edit()
            .reform(|edit: Edit<ConsentGiven>| Box::new(move |request: &mut RegisterRequest| edit(&mut request.consent)) as _);
        Part {
            value: &self.form.value.consent,
            edit,
            verdict,
        }
    }

    /// A field was left: what is wrong with it may be said, and it may tell whom to look for. Not every key is worth a question, for who
    /// is shown is written down.
    fn left(&self) -> Callback<String> {
        let state = self.clone();
        Callback::from(move |field: String| {
            let is_address = field == "address";
            state.form.dispatch(Change::Left(field));
            let mut query = request::doubles_query(&state.form.value.registration);
            if let (Some(query), Some(asked), false) = (&mut query, &*state.asked, is_address) {
                // What a postal code brought is no address yet.
                query.address.clone_from(&asked.address);
            }
            if query != *state.asked {
                state.told.set(Vec::new());
                state.asked.set(query);
            }
        })
    }

    fn other(&self) -> Callback<PatientId> {
        self.edit()
            .reform(|patient| Box::new(move |request: &mut RegisterRequest| request::toggle_other(request, patient)) as _)
    }

    /// Sends, or leads to what is still to be done.
    fn submit(&self, verdict: &Verdict, doubles: &[Double], registering: &Sending<RegisterPatient>) -> Callback<After> {
        let first = verdict.first().map(str::to_owned);
        let undecided = doubles.iter().any(|double| !self.form.value.not_these.contains(&double.patient));
        let (state, send, pending) = (self.clone(), registering.send.clone(), registering.pending);
        Callback::from(move |after| {
            state.form.dispatch(Change::Tried);
            match &first {
                Some(field) => dom::focus(dom::document().get_element_by_id(field)),
                None if undecided => focus_panel(),
                None if pending => {}
                None => {
                    state.after.replace(after);
                    send.emit(((), (), state.form.value.clone()));
                }
            }
        })
    }

    fn registered(&self) -> Callback<RegisterOutcome> {
        let state = self.clone();
        Callback::from(move |outcome| match outcome {
            RegisterOutcome::Doubles(doubles) => state.told.set(doubles),
            RegisterOutcome::Registered(patient) => state.go_on(patient),
        })
    }

    fn go_on(&self, patient: PatientId) {
        let request = &self.form.value;
        let name = request.registration.name.trim().to_owned();
        request::keep(&self.props.user, &request.consent);
        self.props.search.dispatch(search::Step::Forgotten);
        if *self.after.borrow() == After::Open {
            let news = News {
                text: format!("{name} さんを登録しました。"),
                next: next_steps(patient),
            };
            return news::go_saying(&Route::Patient(PatientRoute::of(patient)), news);
        }
        self.form.dispatch(Change::Begin(request::next(&self.props.user)));
        self.asked.set(None);
        self.told.set(Vec::new());
        self.before.set(Some((patient, name)));
        self.round.set(*self.round + 1);
        dom::window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Joins the family doctors of somebody shown. The consent is asked for as at a registration, and nothing else of the form is.
    fn join(&self, doubles: &[Double], joining: &Sending<JoinPatient>) -> Callback<PatientId> {
        let names: Vec<(PatientId, String)> = doubles.iter().map(|double| (double.patient, double.name.clone())).collect();
        let (state, send, pending) = (self.clone(), joining.send.clone(), joining.pending);
        Callback::from(move |patient| {
            let body = request::join_request(&state.form.value);
            if let Some(problem) = time::today().and_then(|today| body.check(today).err()) {
                let first = problem
                    .fields
                    .first()
                    .and_then(|field| dom::document().get_element_by_id(&field.field));
                problem
                    .fields
                    .into_iter()
                    .for_each(|field| state.form.dispatch(Change::Left(field.field)));
                dom::focus(first);
            } else if !pending {
                *state.joining.borrow_mut() = names.iter().find(|(id, _)| *id == patient).cloned();
                send.emit((PatientPath { patient }, (), body));
            }
        })
    }

    fn joined(&self) -> Callback<()> {
        let state = self.clone();
        Callback::from(move |()| {
            let Some((patient, name)) = state.joining.take() else { return };
            request::keep(&state.props.user, &state.form.value.consent);
            state.props.search.dispatch(search::Step::Forgotten);
            let news = News {
                text: format!("{name} さんのかかりつけに加わりました。"),
                next: next_steps(patient),
            };
            news::go_saying(&Route::Patient(PatientRoute::of(patient)), news);
        })
    }
}

fn next_steps(patient: PatientId) -> Vec<(Route, &'static str)> {
    vec![
        (Route::work(patient, Work::Edit(None)), "記録を入力する"),
        (Route::Work(WorkPage::Register), "もう一人登録する"),
    ]
}

fn focus_panel() {
    dom::focus_first(&format!("#{PANEL} h2"));
}

/// Said below the birth date, where it is seen at once: the panel may be far below on a phone.
fn alike(doubles: &[Double]) -> Html {
    let onclick = Callback::from(|_: MouseEvent| focus_panel());
    html! {
        <div role="status">
            if !doubles.is_empty() {
                <p class="alike">
                    { format!("似た方が{}人います。", doubles.len()) }
                    <button type="button" class="quiet" {onclick}>{"確かめる"}</button>
                </p>
            }
        </div>
    }
}

fn said((patient, name): &(PatientId, String)) -> Html {
    html! {
        <p class="message ok" role="status">
            { format!("{name} さんを登録しました。") }{" "}
            <Link to={Route::Patient(PatientRoute::of(*patient))}>{"記録を開く"}</Link>
        </p>
    }
}

fn buttons(verdict: &Verdict, pending: bool, submit: &Callback<After>) -> Html {
    let next = submit.reform(|_: MouseEvent| After::Next);
    html! {
        <div class="card send">
            { missing(verdict) }
            <button class="primary wide" aria-disabled={pending.to_string()}>
                { if pending { "登録しています…" } else { "登録する" } }<kbd aria-hidden="true">{"Ctrl+Enter"}</kbd>
            </button>
            <button type="button" class="wide" aria-disabled={pending.to_string()} onclick={next}>{"登録して、続けてもう一人"}</button>
        </div>
    }
}
