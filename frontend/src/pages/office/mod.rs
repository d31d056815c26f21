//! The secretariat's console (事務局).

mod numbers;
mod queue;

use std::rc::Rc;

use tobiume_common::session::Session;
use yew::prelude::*;

use crate::{
    components::{Link, Page},
    routes::{OfficePage, Route},
};

/// A page of the console.
pub fn page(user: &Rc<Session>, page: &OfficePage) -> Html {
    let content = match page {
        OfficePage::Queue | OfficePage::Application(_) | OfficePage::Request(_) => queue::page(user, *page),
        OfficePage::Users | OfficePage::User(_) => html! { <Page title="利用者"><p class="empty">{"準備中です。"}</p></Page> },
        OfficePage::Institutions => html! { <Page title="施設"><p class="empty">{"準備中です。"}</p></Page> },
        OfficePage::Numbers => numbers::page(),
        OfficePage::Announcements => html! { <Page title="お知らせ"><p class="empty">{"準備中です。"}</p></Page> },
        OfficePage::Settings => html! { <Page title="設定"><p class="empty">{"準備中です。"}</p></Page> },
    };
    html! { <>{ tabs(*page) }{ content }</> }
}

/// The console's own pages, and which of them is shown.
fn tabs(shown: OfficePage) -> Html {
    let shown = match shown {
        OfficePage::Application(_) | OfficePage::Request(_) => OfficePage::Queue,
        OfficePage::User(_) => OfficePage::Users,
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
        (OfficePage::Settings, "設定"),
    ];
    html! { <nav class="tabs" aria-label="事務局のページ"><ul>{ for tabs.into_iter().map(tab) }</ul></nav> }
}
