//! The portal: what one may use, and what is new.

use std::rc::Rc;

use tobiume_common::{
    announcements::Announcement,
    patients::PatientSummary,
    portal::{GetPortal, LookNotice, Portal, System},
    session::Session,
};
use yew::prelude::*;

use crate::{
    components::{Link, Page, ready_or},
    routes::{OfficePage, PatientRoute, Route, Work},
    state::load::use_load,
    time,
};

/// The portal of whoever is signed in.
pub fn portal(user: &Rc<Session>) -> Html {
    html! { <PortalPage user={user.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct PortalProps {
    user: Rc<Session>,
}

#[component]
fn PortalPage(props: &PortalProps) -> Html {
    let load = use_load::<GetPortal>(Some(((), (), ())), 0);
    let tiles = System::ALL.into_iter().filter(|system| system.is_for(props.user.role)).map(tile);
    html! {
        <Page title="ポータル">
            <ul class="tiles">{ for tiles }</ul>
            { ready_or(&load, content) }
            { for props.user.last_sign_in.as_ref().map(|last| html! {
                <p class="small">{ format!("前回のログイン：{}　{}", time::moment(&last.at), last.place) }</p>
            }) }
        </Page>
    }
}

fn content(portal: &Portal) -> Html {
    html! {
        <div class="columns">
            <div>
                if !portal.looks.is_empty() { { looks(&portal.looks) } }
                { recent(&portal.recent_patients) }
            </div>
            { announcements(&portal.announcements) }
        </div>
    }
}

/// A system: a link where it is in use.
fn tile(system: System) -> Html {
    let words = html! { <><b>{ system.label() }</b><span>{ system.description() }</span></> };
    let to = match system {
        System::Emergency => Some(Route::Search),
        System::Office => Some(Route::Office(OfficePage::Queue)),
        System::Collaboration | System::Mail | System::Backup | System::Usage => None,
    };
    match to.filter(|_| system.is_open()) {
        Some(to) => html! { <li><Link {to} class="tile">{ words }</Link></li> },
        None => html! { <li><div class="tile closed">{ words }<span class="tag">{"準備中"}</span></div></li> },
    }
}

fn looks(looks: &[LookNotice]) -> Html {
    let line = |look: &LookNotice| {
        let note = if look.note.is_empty() {
            String::new()
        } else {
            format!("：{}", look.note)
        };
        html! {
            <li>
                <span>{ &look.institution }{" が "}{ patient_link(&look.patient) }{ format!(" さんを閲覧（{}{note}）", look.reason.label()) }</span>
                <Link to={Route::work(look.patient.id, Work::History)}>{"履歴"}</Link>
                <span class="when">{ time::moment(&look.at) }</span>
            </li>
        }
    };
    html! {
        <section class="card">
            <h2>{"閲覧のお知らせ"}</h2>
            <ul class="rows">{ for looks.iter().map(line) }</ul>
        </section>
    }
}

fn announcements(announcements: &[Announcement]) -> Html {
    let line = |announcement: &Announcement| {
        html! {
            <li key={announcement.id.0}>
                <div>
                    if announcement.important { <span class="tag warn">{"重要"}</span>{" "} }
                    <b>{ &announcement.title }</b>
                    if !announcement.body.is_empty() { <p class="text">{ &announcement.body }</p> }
                </div>
                <span class="when">{ announcement.published_on.to_string() }</span>
            </li>
        }
    };
    html! {
        <section class="card">
            <h2>{"お知らせ"}</h2>
            if announcements.is_empty() {
                <p class="empty">{"いまお知らせはありません。"}</p>
            } else {
                <ul class="rows">{ for announcements.iter().map(line) }</ul>
            }
        </section>
    }
}

fn recent(patients: &[PatientSummary]) -> Html {
    let line = |patient: &PatientSummary| {
        html! {
            <li key={patient.id.0}>
                <span>{ patient_link(patient) }</span>
                <span class="when">{ format!("{}　{}", time::age(patient.birth_date), patient.sex.label()) }</span>
            </li>
        }
    };
    html! {
        <section class="card">
            <h2>{"最近見た患者さん"}</h2>
            if patients.is_empty() {
                <p class="empty">{"まだありません。"}<Link to={Route::Search}>{"患者検索"}</Link>{"から探してください。"}</p>
            } else {
                <ul class="rows">{ for patients.iter().map(line) }</ul>
            }
        </section>
    }
}

fn patient_link(patient: &PatientSummary) -> Html {
    html! { <Link to={Route::Patient(PatientRoute::of(patient.id))}>{ &patient.name }</Link> }
}
