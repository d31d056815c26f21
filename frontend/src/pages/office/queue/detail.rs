//! One application: everything of its form in one look, what to look at beside it, and the steps that may be taken.

use std::rc::Rc;

use tobiume_common::{
    application::{ApplicationDetail, ApplicationPath, Doubt, GetApplication, HistoryLine, Kind, StepApplication, StepRequest},
    ids::ApplicationId,
    session::Session,
};
use yew::prelude::*;

use super::{
    approve::Approval,
    form,
    letters::Letters,
    list, set_up,
    steps::{Shown, use_steps},
};
use crate::{
    components::{Link, course, error_banner},
    routes::{OfficePage, Route},
    state::load::{Load, use_load},
    time,
};

/// Properties of [`Detail`].
#[derive(Properties, PartialEq)]
pub struct DetailProps {
    /// Who looks.
    pub user: Rc<Session>,
    /// Which.
    pub application: ApplicationId,
    /// Told that the list is not what it was.
    pub changed: Callback<()>,
}

/// One application.
#[component]
pub fn Detail(props: &DetailProps) -> Html {
    let path = ApplicationPath {
        application: props.application,
    };
    let load = use_load::<GetApplication>(Some((path, (), ())), 0);
    let shown = load.value.as_ref().map(|shown| Shown {
        kind: Kind::Participation,
        state: shown.state,
        version: shown.version,
    });
    let steps = use_steps::<StepApplication>(shown, load.reload.clone(), props.changed.clone(), move |version, step, reason| {
        (path, (), StepRequest { version, step, reason })
    });
    html! {
        <article class="application" aria-labelledby="application-title" aria-busy={load.pending.to_string()}>
            { head(&load) }
            { for load.error.as_ref().map(|error| error_banner(error, Some(load.reload.clone()))) }
            { steps.failure() }
            if let Some(shown) = &load.value {
                { steps.buttons(&shown.clerk, &props.user) }
                { doubts(&shown.doubts) }
                <Letters application={props.application} users={shown.users.clone()} changed={steps.renew.clone()} />
                { set_up::part(shown, &steps.renew, &steps.begin) }
                { form::form(shown) }
                { history(&shown.history) }
                { steps.question(|_| html! { <Approval shown={shown.clone()} onclose={steps.close.clone()} changed={steps.renew.clone()} /> }) }
            }
        </article>
    }
}

/// The heading stands from the beginning, so that the keyboard can go there.
fn head(load: &Load<ApplicationDetail>) -> Html {
    let shown = load.value.as_ref();
    let name = shown.map_or("読み込んでいます…", |shown| shown.form.institution.name.as_str());
    html! {
        <header class="application-head">
            <h2 id="application-title" tabindex="-1">{ name }</h2>
            if let Some(shown) = shown {
                <p>
                    { list::state_tag(shown.state) }
                    <span class="nb">{ &shown.receipt }</span>
                    { list::age(shown.state, &shown.sent_at) }
                    <span class="small nb">{ format!("受付 {}", time::moment(&shown.sent_at)) }</span>
                    <span class="small">{ if shown.clerk.is_empty() { "担当なし".to_owned() } else { format!("担当 {}", shown.clerk) } }</span>
                </p>
            }
        </header>
    }
}

/// What to look at before the decision, each with what to do.
fn doubts(doubts: &[Doubt]) -> Html {
    if doubts.is_empty() {
        return html! {};
    }
    let other = |other: &tobiume_common::application::Other| {
        html! { <Link to={Route::Office(OfficePage::Application(other.id))}>{ &other.receipt }</Link> }
    };
    let line = |doubt: &Doubt| {
        let words = match doubt {
            Doubt::CodeTakesPart(name) => {
                html! { <>{"同じコードの施設「"}{ name }{"」がすでに参加しています。施設の変更なら、却下して変更をお願いしてください。"}</> }
            }
            Doubt::CodeApplied(application) => {
                html! { <>{"同じコードの申請 "}{ other(application) }{" があります。どちらを進めるか確かめてください。"}</> }
            }
            Doubt::SameNameAndPhone(application) => {
                html! { <>{"同じ施設名と電話番号の申請 "}{ other(application) }{" があります。重複でないか確かめてください。"}</> }
            }
            Doubt::OtherPrefecture(prefecture) => {
                html! { <>{ format!("コードの都道府県（{prefecture}）から参加している施設はまだありません。コードの誤りでないか確かめてください。") }</> }
            }
            Doubt::UnknownAssociation(name) => {
                html! { <>{ format!("郡市区医師会「{name}」は一覧にありません。承認すると、医師会なしで登録されます。") }</> }
            }
        };
        html! { <li>{ words }</li> }
    };
    html! {
        <section class="card doubts" aria-labelledby="doubts-title">
            <h3 id="doubts-title">{"確かめてください"}</h3>
            <ul>{ for doubts.iter().map(line) }</ul>
        </section>
    }
}

/// What happened, oldest first.
pub fn history(lines: &[HistoryLine]) -> Html {
    html! {
        <section class="card" aria-labelledby="history-title">
            <h3 id="history-title">{"経過"}</h3>
            { course(lines) }
        </section>
    }
}
