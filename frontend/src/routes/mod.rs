//! The only place that knows the URLs of the pages, and the router.
//!
//! URLs carry ids and the state of the view, never names or other personal data. Signing in is no
//! page of its own: whoever is not signed in sees the form in the place they wanted to go to.

mod apply;
mod office;
mod patient;

use std::cell::RefCell;

use gloo_events::EventListener;
use tobiume_common::ids::PatientId;
use wasm_bindgen::JsValue;
use web_sys::Event;
use yew::prelude::*;

pub use apply::{APPLY, ApplyPage, FormStep};
pub use office::OfficePage;
pub use patient::{Fold, PatientRoute, Work};

use crate::dom::window;

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// The portal.
    Portal,
    /// 患者検索.
    Search,
    /// One patient.
    Patient(PatientRoute),
    /// A page where something is entered or looked up about patients, in a part of the program of its own.
    Work(WorkPage),
    /// The secretariat's console, in a part of the program of its own.
    Office(OfficePage),
    /// 参加申請, without signing in.
    Apply(ApplyPage),
    /// Change of the own password.
    Password,
    /// Nothing is here.
    NotFound,
}

/// A page where one works, rather than searches and reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WorkPage {
    /// Registering a patient.
    Register,
    /// 施設の申請: what the institution's administrator asks of the office.
    Institution,
    /// Something about one patient.
    Of(PatientId, Work),
}

impl Route {
    /// The page of a URL's path and query.
    pub fn parse(path: &str, query: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts[..] {
            [] => Self::Portal,
            ["password"] => Self::Password,
            ["institution"] => Self::Work(WorkPage::Institution),
            ["office", ref rest @ ..] => OfficePage::parse(rest).map_or(Self::NotFound, Self::Office),
            ["apply", ref rest @ ..] => ApplyPage::parse(rest, query).map_or(Self::NotFound, Self::Apply),
            ["patients"] => Self::Search,
            ["patients", "new"] => Self::Work(WorkPage::Register),
            ["patients", id, ref rest @ ..] => id
                .parse()
                .ok()
                .and_then(|id| Self::of_patient(PatientId(id), rest, query))
                .unwrap_or(Self::NotFound),
            _ => Self::NotFound,
        }
    }

    fn of_patient(patient: PatientId, rest: &[&str], query: &str) -> Option<Self> {
        match rest {
            [] => Some(Self::Patient(PatientRoute::parse(patient, query))),
            [name] => Work::from_url(name, query).map(|work| Self::work(patient, work)),
            _ => None,
        }
    }

    /// The page of some work about a patient.
    pub const fn work(patient: PatientId, work: Work) -> Self {
        Self::Work(WorkPage::Of(patient, work))
    }

    /// The URL of the page without the way in which it is shown.
    pub fn path(&self) -> String {
        let url = self.url();
        url.split_once('?').map_or(url.clone(), |(path, _)| path.to_owned())
    }

    /// The URL of the page.
    pub fn url(&self) -> String {
        match self {
            Self::Portal | Self::NotFound => "/".to_owned(),
            Self::Search => "/patients".to_owned(),
            Self::Password => "/password".to_owned(),
            Self::Office(page) => page.url(),
            Self::Apply(page) => page.url().to_owned(),
            Self::Work(WorkPage::Institution) => "/institution".to_owned(),
            Self::Work(WorkPage::Register) => "/patients/new".to_owned(),
            Self::Work(WorkPage::Of(patient, work)) => format!("/patients/{patient}/{}", work.url()),
            Self::Patient(route) => route.url(),
        }
    }
}

fn current() -> Route {
    let location = window().location();
    Route::parse(&location.pathname().unwrap_or_default(), &location.search().unwrap_or_default())
}

/// Something that leaves the page.
pub type Leaving = Callback<()>;

thread_local! {
    static GUARD: RefCell<Option<Callback<Leaving>>> = const { RefCell::new(None) };
}

/// Who is asked before the page is left, because something typed would be lost; nobody at first.
pub fn set_guard(guard: Option<Callback<Leaving>>) {
    GUARD.set(guard);
}

fn guard() -> Option<Callback<Leaving>> {
    GUARD.with_borrow(Clone::clone)
}

/// Leaves the page: at once, or when whoever guards it says so.
pub fn leave(leaving: Leaving) {
    match guard() {
        Some(guard) => guard.emit(leaving),
        None => leaving.emit(()),
    }
}

/// Goes to a page; the browser's back button leads here again.
pub fn go(route: &Route) {
    let route = route.clone();
    leave(Callback::from(move |()| go_unasked(&route)));
}

/// Goes to a page from one where nothing is lost any more.
pub fn go_unasked(route: &Route) {
    set_guard(None);
    if push(route) {
        announce();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Opens something over the present page; the browser's back button closes it. The page stays, so nobody is asked.
pub fn lay_over(route: &Route) {
    if push(route) {
        announce();
    }
}

/// Goes back, as the browser's button does.
pub fn back() {
    if let Ok(history) = window().history() {
        // Without a page before this one nothing happens.
        let _ = history.back();
    }
}

fn push(route: &Route) -> bool {
    let history = window().history();
    history.is_ok_and(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&route.url())).is_ok())
}

/// Changes how the present page is shown, without a step of the back button.
pub fn adjust(route: &Route) {
    if let Ok(history) = window().history()
        && history.replace_state_with_url(&JsValue::NULL, "", Some(&route.url())).is_ok()
    {
        announce();
    }
}

/// Opens a fold of the patient's page that is shown, or closes it.
pub fn toggle(fold: Fold) {
    if let Route::Patient(route) = current() {
        adjust(&Route::Patient(route.toggled(fold)));
    }
}

/// Tells the router the way the browser tells it of its back button.
fn announce() {
    if let Ok(event) = Event::new("popstate") {
        // Nobody can cancel this event, so the answer says nothing.
        let _ = window().dispatch_event(&event);
    }
}

/// The page of the browser's present URL.
#[hook]
pub fn use_route() -> Route {
    let route = use_state_eq(current);
    let setter = route.setter();
    use_effect_with((), move |()| {
        let shown = RefCell::new(current());
        let listener = EventListener::new(&window(), "popstate", move |event| {
            let next = current();
            let leaves = event.is_trusted() && next.path() != shown.borrow().path();
            match guard().filter(|_| leaves) {
                // The browser's back button has left already: the address comes back, and the page is asked.
                Some(guard) => {
                    push(&shown.borrow());
                    guard.emit(Callback::from(move |()| go_unasked(&next)));
                }
                None => {
                    shown.replace(next.clone());
                    setter.set(next);
                }
            }
        });
        || drop(listener)
    });
    (*route).clone()
}

#[cfg(test)]
mod tests {
    use tobiume_common::{
        basic_info::{Section, ViewMode},
        ids::FileId,
    };

    use super::{patient::WORKS, *};

    #[test]
    fn urls_read_back() {
        let patient = PatientRoute {
            patient: PatientId(12),
            mode: Some(ViewMode::Collaboration),
            open: vec![Fold::Section(Section::Prescriptions), Fold::Claims],
            file: Some(FileId(9)),
        };
        let plain = PatientRoute::of(PatientId(7));
        for route in [
            Route::Portal,
            Route::Search,
            Route::Password,
            Route::Patient(patient),
            Route::Patient(plain),
            Route::Office(OfficePage::Queue),
            Route::Office(OfficePage::Users),
            Route::Apply(ApplyPage::Status),
            Route::Apply(ApplyPage::Reset),
            Route::Work(WorkPage::Register),
            Route::Work(WorkPage::Institution),
            Route::work(PatientId(5), Work::Edit(None)),
            Route::work(PatientId(5), Work::Edit(Some(Section::Allergies))),
            Route::work(PatientId(5), Work::Files(Some(FileId(8)))),
        ]
        .into_iter()
        .chain(FormStep::ALL.map(|step| Route::Apply(ApplyPage::Form(step))))
        .chain(WORKS.map(|(work, _)| Route::work(PatientId(5), work)))
        {
            let url = route.url();
            let (path, query) = url.split_once('?').unwrap_or((&url, ""));
            assert_eq!(Route::parse(path, query), route, "{url}");
        }
    }

    #[test]
    fn every_section_has_a_code_of_its_own() {
        for section in ViewMode::Collaboration.sections() {
            let fold = Fold::Section(*section);
            assert_eq!(Fold::from_code(&fold.code()), Some(fold));
        }
    }

    #[test]
    fn unknown_urls_lead_nowhere() {
        for path in [
            "/patients/x",
            "/patients/1/2",
            "/patients/1/edit/2",
            "/patients/x/edit",
            "/nowhere",
            "/patients/99999999999999999999",
        ] {
            assert_eq!(Route::parse(path, ""), Route::NotFound, "{path}");
        }
        assert_eq!(
            Route::parse("/patients/3", "?mode=x&open=99.claims&y"),
            Route::Patient(PatientRoute {
                open: vec![Fold::Claims],
                ..PatientRoute::of(PatientId(3))
            })
        );
    }
}
