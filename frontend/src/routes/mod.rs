//! The only place that knows the URLs of the pages, and the router.
//!
//! URLs carry ids and the state of the view, never names or other personal data. Signing in is no
//! page of its own: whoever is not signed in sees the form in the place they wanted to go to.

mod apply;
mod office;

use std::cell::RefCell;

use gloo_events::EventListener;
use tobiume_common::{
    basic_info::{Section, ViewMode},
    ids::{FileId, PatientId},
};
use wasm_bindgen::JsValue;
use web_sys::Event;
use yew::prelude::*;

pub use apply::{APPLY, ApplyPage, FormStep};
pub use office::OfficePage;

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

/// What one does about one patient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Work {
    /// Correcting who the patient is (登録内容).
    Registration,
    /// The consent: its record, withdrawal and renewal.
    Consent,
    /// 閲覧・更新履歴.
    History,
    /// Entering the own institution's basic_info (追記), at a section if one is named.
    Edit(Option<Section>),
    /// Earlier versions of basic_info.
    Versions,
    /// 添付ファイル, with one of them opened over the page if one is named.
    Files(Option<FileId>),
}

/// One patient's page and how it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct PatientRoute {
    /// Which patient.
    pub patient: PatientId,
    /// The mode chosen; the role's first one where none was.
    pub mode: Option<ViewMode>,
    /// Sections that start closed and were opened.
    pub open: Vec<Fold>,
    /// The attached file that is opened over the page.
    pub file: Option<FileId>,
}

/// Something on the patient's page that can be opened and closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fold {
    /// A section of basic_info.
    Section(Section),
    /// 行政情報.
    Claims,
}

const COLLABORATION: &str = "collaboration";
const EMERGENCY: &str = "emergency";
const CLAIMS: &str = "claims";
const EDIT: &str = "edit";
const FILES: &str = "files";
const FILE: &str = "file";

/// The last part of the URL of each kind of work that has nothing more to say.
const WORKS: [(Work, &str); 5] = [
    (Work::Registration, "registration"),
    (Work::Consent, "consent"),
    (Work::History, "history"),
    (Work::Versions, "versions"),
    (Work::Files(None), FILES),
];

impl Work {
    fn from_url(name: &str, query: &str) -> Option<Self> {
        if name == EDIT {
            return Some(Self::Edit(
                pairs(query).find(|(key, _)| *key == "section").and_then(|(_, code)| section(code)),
            ));
        }
        if name == FILES {
            return Some(Self::Files(pairs(query).find(|(key, _)| *key == FILE).and_then(|(_, id)| file(id))));
        }
        WORKS.iter().find(|(_, known)| *known == name).map(|(work, _)| *work)
    }

    fn url(self) -> String {
        match self {
            Self::Edit(None) => EDIT.to_owned(),
            Self::Edit(Some(section)) => format!("{EDIT}?section={}", section as u8),
            Self::Files(Some(file)) => format!("{FILES}?{FILE}={file}"),
            _ => WORKS
                .iter()
                .find(|(work, _)| *work == self)
                .map_or_else(String::new, |(_, name)| (*name).to_owned()),
        }
    }
}

/// The section of a code in a URL.
fn section(code: &str) -> Option<Section> {
    let sections = ViewMode::Collaboration.sections().iter().copied();
    sections.into_iter().find(|section| (*section as u8).to_string() == code)
}

fn file(id: &str) -> Option<FileId> {
    id.parse().ok().map(FileId)
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='))
}

impl Fold {
    fn code(self) -> String {
        match self {
            Self::Section(section) => (section as u8).to_string(),
            Self::Claims => CLAIMS.to_owned(),
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        if code == CLAIMS {
            return Some(Self::Claims);
        }
        section(code).map(Self::Section)
    }
}

impl PatientRoute {
    /// The page of a patient as it first opens.
    pub fn of(patient: PatientId) -> Self {
        Self {
            patient,
            mode: None,
            open: Vec::new(),
            file: None,
        }
    }

    /// The same page with one fold opened, or closed if it was open.
    fn toggled(&self, fold: Fold) -> Self {
        let mut next = self.clone();
        if next.open.contains(&fold) {
            next.open.retain(|other| *other != fold);
        } else {
            next.open.push(fold);
        }
        next
    }
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
            [] => Some(Self::Patient(patient_route(patient, query))),
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
            Self::Patient(route) => {
                let mut query = Vec::new();
                if let Some(mode) = route.mode {
                    let mode = if mode == ViewMode::Emergency { EMERGENCY } else { COLLABORATION };
                    query.push(format!("mode={mode}"));
                }
                if !route.open.is_empty() {
                    let open: Vec<String> = route.open.iter().map(|fold| fold.code()).collect();
                    query.push(format!("open={}", open.join(".")));
                }
                if let Some(file) = route.file {
                    query.push(format!("{FILE}={file}"));
                }
                let query = query.join("&");
                let mark = if query.is_empty() { "" } else { "?" };
                format!("/patients/{}{mark}{query}", route.patient)
            }
        }
    }
}

fn patient_route(patient: PatientId, query: &str) -> PatientRoute {
    let mut route = PatientRoute::of(patient);
    for (key, value) in pairs(query) {
        match (key, value) {
            ("mode", COLLABORATION) => route.mode = Some(ViewMode::Collaboration),
            ("mode", EMERGENCY) => route.mode = Some(ViewMode::Emergency),
            (FILE, id) => route.file = file(id),
            ("open", codes) => route.open = codes.split('.').filter_map(Fold::from_code).collect(),
            _ => {}
        }
    }
    route
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
    use super::*;

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
