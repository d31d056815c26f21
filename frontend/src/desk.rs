//! Everything that one sees after signing in: the second part of the program, loaded while the
//! person types the password.

use std::rc::Rc;

use tobiume_common::{access::Permission, session::Session};
use yew::prelude::*;

use crate::{
    components::Shell,
    pages::{self, IdleGuard},
    routes::{self, OfficePage, Route, WorkPage, use_route},
    state::{
        part::{OFFICE, WORK, use_part},
        search::{Search, SearchHandle},
        session::{SessionHandle, sign_out},
    },
};

/// The page of the URL, for this user. What they looked at is forgotten with it.
pub fn desk(session: &SessionHandle, user: &Rc<Session>) -> Html {
    html! { <Desk key={user.login_id.clone()} session={session.clone()} user={user.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct DeskProps {
    session: SessionHandle,
    user: Rc<Session>,
}

#[component]
fn Desk(props: &DeskProps) -> Html {
    let DeskProps { session, user } = props;
    let route = use_route();
    let search = use_reducer(Search::empty);
    if user.must_change_password {
        return pages::session::first_password(session, user);
    }
    let onleave = {
        let session = session.clone();
        let leaving = Callback::from(move |()| sign_out(&session));
        Callback::from(move |()| routes::leave(leaving.clone()))
    };
    let page = match &route {
        Route::Portal => pages::portal::portal(user),
        Route::Search => pages::patients::search(user, &search),
        Route::Patient(route) => pages::patients::patient(user, route, &search),
        Route::Work(page) => html! { <WorkPart user={user.clone()} page={*page} search={search.clone()} /> },
        Route::Office(page) if Permission::Office.allows(user.role) => {
            html! { <OfficePart user={user.clone()} page={*page} /> }
        }
        // The application is made by who has no account, in pages without this frame.
        Route::Office(_) | Route::Apply(_) => pages::not_found(),
        Route::Password => pages::session::change_password(session, user),
        Route::NotFound => pages::not_found(),
    };
    html! {
        <>
            <Shell session={user.clone()} route={route.clone()} {onleave}>{ page }</Shell>
            <IdleGuard session={session.clone()} seconds={user.idle_seconds} />
        </>
    }
}

#[derive(Properties, PartialEq)]
struct WorkProps {
    user: Rc<Session>,
    page: WorkPage,
    search: SearchHandle,
}

/// A page of the part of the program where one works.
#[component]
fn WorkPart(props: &WorkProps) -> Html {
    match use_part(&WORK, true) {
        Some(draw) => (draw.page)(&props.user, &props.page, &props.search),
        None => coming(),
    }
}

#[derive(Properties, PartialEq)]
struct OfficeProps {
    user: Rc<Session>,
    page: OfficePage,
}

/// A page of the secretariat's console.
#[component]
fn OfficePart(props: &OfficeProps) -> Html {
    match use_part(&OFFICE, true) {
        Some(draw) => draw(&props.user, &props.page),
        None => coming(),
    }
}

/// The part of the page is on its way.
fn coming() -> Html {
    html! { <main id="main" class="page"><p class="pending" role="status">{"読み込んでいます…"}</p></main> }
}
