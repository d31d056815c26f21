//! The secretariat's console (事務局).

mod announcements;
mod imports;
mod institutions;
mod listing;
mod mails;
mod numbers;
mod queue;
mod settings;
mod users;

use std::rc::Rc;

use tobiume_common::session::Session;
use yew::prelude::*;

use crate::{
    components::Link,
    routes::{OfficePage, Route},
};

/// A page of the console.
pub fn page(user: &Rc<Session>, page: &OfficePage) -> Html {
    let content = match page {
        OfficePage::Queue | OfficePage::Application(_) | OfficePage::Request(_) => queue::page(user, *page),
        OfficePage::Numbers => numbers::page(),
        OfficePage::Users => users::list(),
        OfficePage::User(id) => users::user(user, *id),
        OfficePage::Institutions => institutions::list(),
        OfficePage::Institution(id) => institutions::institution(*id),
        OfficePage::Announcements => announcements::page(),
        OfficePage::Imports => imports::page(),
        OfficePage::Mails => mails::page(),
        OfficePage::Settings => settings::page(),
    };
    html! { <>{ tabs(*page) }{ content }</> }
}

/// The console's own pages, and which of them is shown.
fn tabs(shown: OfficePage) -> Html {
    let shown = match shown {
        OfficePage::Application(_) | OfficePage::Request(_) | OfficePage::Mails => OfficePage::Queue,
        OfficePage::User(_) => OfficePage::Users,
        OfficePage::Institution(_) => OfficePage::Institutions,
        other => other,
    };
    let tab = |(page, label): (OfficePage, &'static str)| {
        let current = (page == shown).then_some(AttrValue::Static("page"));
        html! { <li><Link to={Route::Office(page)} {current}>{ label }</Link></li> }
    };
    let tabs = [
        (OfficePage::Queue, "受付一覧"),
        (OfficePage::Users, "利用者"),
        (OfficePage::Institutions, "施設"),
        (OfficePage::Numbers, "統計"),
        (OfficePage::Announcements, "お知らせ"),
        (OfficePage::Imports, "取り込み"),
        (OfficePage::Settings, "設定"),
    ];
    html! { <nav class="tabs" aria-label="事務局のページ"><ul>{ for tabs.into_iter().map(tab) }</ul></nav> }
}
