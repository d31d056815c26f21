//! 設定: how the region is divided, which the office keeps here; what the server was started with and what was loaded, which it reads here.

mod areas;
mod associations;
mod loaded;
mod programs;
mod removal;

use tobiume_common::network::{AreaRequest, AssociationRequest, District, GetNetwork, NetworkOverview, ProgramRequest, RemovalRequest};
use yew::prelude::*;

use self::{areas::AreaDialog, associations::AssociationDialog, programs::ProgramDialog, removal::RemovalDialog};
use crate::{
    components::{Page, notice, ready_or},
    state::load::use_load,
};

/// What is kept here.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Area,
    Association,
    Program,
}

/// What is being written or removed.
#[derive(Clone, PartialEq)]
enum Open {
    Area(AreaRequest),
    Association(AssociationRequest),
    Program(ProgramRequest),
    Removal(Removal),
}

/// What is to be removed, and what it is called.
#[derive(Clone, PartialEq)]
struct Removal {
    request: RemovalRequest,
    name: String,
}

impl Open {
    fn removal(district: District, version: i64, name: &str) -> Self {
        Self::Removal(Removal {
            request: RemovalRequest { district, version },
            name: name.to_owned(),
        })
    }

    const fn kind(&self) -> Kind {
        match self {
            Self::Area(_) => Kind::Area,
            Self::Association(_) => Kind::Association,
            Self::Program(_) => Kind::Program,
            Self::Removal(removal) => match removal.request.district {
                District::Area(_) => Kind::Area,
                District::Association(_) => Kind::Association,
                District::Program(_) => Kind::Program,
            },
        }
    }
}

/// Properties of the dialogs, each of which writes a `T`.
#[derive(Properties, PartialEq)]
struct DialogProps<T: Clone + PartialEq + 'static> {
    /// What it begins with.
    request: T,
    /// Opens another dialog in its place, or none.
    open: Callback<Option<Open>>,
    /// Told in words what was done.
    done: Callback<&'static str>,
}

/// 設定.
pub fn page() -> Html {
    html! { <SettingsPage /> }
}

#[component]
fn SettingsPage() -> Html {
    let load = use_load::<GetNetwork>(Some(((), (), ())), 0);
    let opened = use_state_eq(|| None::<Open>);
    let said = use_state_eq(|| None::<(Kind, &'static str)>);
    let open = {
        let (opened, said, reload) = (opened.setter(), said.setter(), load.reload.clone());
        Callback::from(move |open: Option<Open>| {
            said.set(None);
            if open.is_none() {
                // Whoever was told of another's change sees it now.
                reload.emit(());
            }
            opened.set(open);
        })
    };
    let done = {
        let (open, said, kind) = (open.clone(), said.setter(), opened.as_ref().map(Open::kind));
        Callback::from(move |words: &'static str| {
            open.emit(None);
            said.set(kind.map(|kind| (kind, words)));
        })
    };
    html! {
        <Page title="設定" class="work">
            { ready_or(&load, |network| shown(network, *said, &open)) }
            if let (Some(opened), Some(network)) = (&*opened, &load.value) { { dialog(opened, network, &open, &done) } }
        </Page>
    }
}

fn shown(network: &NetworkOverview, said: Option<(Kind, &'static str)>, open: &Callback<Option<Open>>) -> Html {
    let said = |kind| said.filter(|(about, _)| *about == kind).map(|(_, words)| words);
    html! {
        <>
            { loaded::settings(&network.settings) }
            { areas::section(network, said(Kind::Area), open) }
            { associations::section(network, said(Kind::Association), open) }
            { programs::section(network, said(Kind::Program), open) }
            { loaded::loaded(network) }
        </>
    }
}

fn dialog(opened: &Open, network: &NetworkOverview, open: &Callback<Option<Open>>, done: &Callback<&'static str>) -> Html {
    let (open, done) = (open.clone(), done.clone());
    match opened.clone() {
        Open::Area(request) => html! { <AreaDialog {request} {open} {done} /> },
        Open::Association(request) => html! { <AssociationDialog {request} {open} {done} areas={network.areas.clone()} /> },
        Open::Program(request) => html! { <ProgramDialog {request} {open} {done} associations={network.associations.clone()} /> },
        Open::Removal(request) => html! { <RemovalDialog {request} {open} {done} /> },
    }
}

/// A list that is kept here.
struct Section {
    title: &'static str,
    lead: &'static str,
    none: &'static str,
    heads: &'static [&'static str],
    /// The words of the button that adds to it.
    add: &'static str,
}

impl Section {
    fn html(&self, rows: Vec<Html>, said: Option<&'static str>, onadd: Callback<MouseEvent>) -> Html {
        html! {
            <section class="card history listed" aria-label={self.title}>
                <h2>{ self.title }</h2>
                <p class="small">{ self.lead }</p>
                { for said.map(notice) }
                if rows.is_empty() {
                    <p class="empty">{ self.none }</p>
                } else {
                    <table>
                        <thead><tr>{ for self.heads.iter().map(|head| html! { <th scope="col">{ *head }</th> }) }</tr></thead>
                        <tbody>{ for rows }</tbody>
                    </table>
                }
                <p class="buttons"><button type="button" onclick={onadd}>{ self.add }</button></p>
            </section>
        }
    }
}

/// The name in a row: it opens what stands there.
fn opener(name: &str, open: &Callback<Option<Open>>, what: Open) -> Html {
    let onclick = open.reform(move |_: MouseEvent| Some(what.clone()));
    html! { <button type="button" class="quiet" {onclick} aria-label={format!("{name}を直す")}>{ name }</button> }
}

/// The buttons below a form; `removal` is where it can be removed instead.
fn buttons(pending: bool, open: &Callback<Option<Open>>, removal: Option<Open>) -> Html {
    let removal = removal.map(|removal| {
        let onclick = open.reform(move |_: MouseEvent| Some(removal.clone()));
        html! { <button type="button" class="harm" {onclick}>{"削除へ進む"}</button> }
    });
    html! {
        <p class="buttons">
            <button class="primary" aria-disabled={pending.to_string()}>{ if pending { "保存しています…" } else { "保存する" } }</button>
            <button type="button" onclick={open.reform(|_: MouseEvent| None)}>{"やめる"}</button>
            { for removal }
        </p>
    }
}
