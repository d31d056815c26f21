//! The record of the consent, and what may be done about it.

use std::rc::Rc;

use tobiume_common::{
    access::PatientAction,
    endpoint::path_of,
    ids::{FilePath, PatientId, PatientPath},
    patients::{ConsentEvent, ConsentKind, ConsentRecord, GetConsentForm, GetPatient, PatientView, ViewQuery},
    session::Session,
};
use yew::prelude::*;

use super::{renew::RenewForm, withdraw::WithdrawForm};
use crate::{
    components::{Link, Page, ready_or, whose},
    routes::{PatientRoute, Route},
    state::{load::use_load, search::SearchHandle},
    time,
};

/// Properties of [`ConsentPage`].
#[derive(Properties, PartialEq)]
pub struct ConsentProps {
    /// Who looks.
    pub user: Rc<Session>,
    /// Whose consent.
    pub patient: PatientId,
    /// The search that led here: what it found changes.
    pub search: SearchHandle,
}

/// Who this is, what happened, 同意撤回 or a new consent.
#[component]
pub fn ConsentPage(props: &ConsentProps) -> Html {
    let path = PatientPath { patient: props.patient };
    let load = use_load::<GetPatient>(Some((path, ViewQuery { mode: None }, ())), 0);
    html! {
        <Page title="同意" class="work narrow">
            <p><Link to={Route::Patient(PatientRoute::of(props.patient))}>{"患者さんのページへ戻る"}</Link></p>
            { ready_or(&load, |view| content(props, view)) }
        </Page>
    }
}

fn content(props: &ConsentProps, view: &PatientView) -> Html {
    let Some(consent) = &view.consent else {
        return html! { <p class="message info">{"同意の記録は、かかりつけ医療機関と事務局だけが見られます。"}</p> };
    };
    let may = |action| view.actions.contains(&action);
    let name = view.patient.name.clone();
    html! {
        <>
            { record(view, consent) }
            if may(PatientAction::Withdraw) {
                <WithdrawForm patient={props.patient} {name} search={props.search.clone()} />
            } else if may(PatientAction::RenewConsent) {
                <RenewForm user={props.user.clone()} patient={props.patient} {name} search={props.search.clone()} />
            }
        </>
    }
}

fn record(view: &PatientView, consent: &ConsentRecord) -> Html {
    let patient = &view.patient;
    let row = |label: &'static str, date: Option<_>| {
        date.map(|date| html! { <div><dt>{ label }</dt><dd>{ time::both_calendars(date) }</dd></div> })
    };
    html! {
        <>
            { whose(patient) }
            <section class="card">
                <dl class="items">
                    { for row("同意日", Some(consent.given_on)) }
                    { for row("同意撤回日", consent.withdrawn_on) }
                    { for row("保存期限", consent.kept_until) }
                </dl>
                <h2>{"これまでの記録"}</h2>
                if consent.events.is_empty() {
                    <p class="empty">{"名簿から登録されたため、同意書の記録はありません。"}</p>
                }
                <ul class="rows">{ for consent.events.iter().map(|event| line(patient.id, event)) }</ul>
            </section>
        </>
    }
}

fn line(patient: PatientId, event: &ConsentEvent) -> Html {
    let words = match event.kind {
        ConsentKind::Given => format!("説明者 {}、署名者 {}（{}）", event.explained_by, event.signed_by, event.relation),
        ConsentKind::Withdrawn => format!("申し出た人 {}", event.signed_by),
    };
    let kind = match event.kind {
        ConsentKind::Given => "同意",
        ConsentKind::Withdrawn => "同意撤回",
    };
    let form = event.form.map(|file| {
        let href = path_of::<GetConsentForm>(&FilePath { patient, file });
        html! { <a {href} target="_blank" rel="noopener">{"同意書を開く"}</a> }
    });
    html! {
        <li>
            <div>
                <b>{ kind }</b>{" "}<span class="nb">{ time::both_calendars(event.on) }</span>
                <p class="small">{ words }</p>
                if !event.note.is_empty() { <p class="text small">{ &event.note }</p> }
                <p class="small">{ format!("記録 {}　{}", event.institution, time::stamp(&event.recorded_at)) }</p>
            </div>
            { for form }
        </li>
    }
}
