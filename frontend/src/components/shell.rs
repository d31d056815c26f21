//! What surrounds the pages of whoever is signed in.

use tobiume_common::{access::Permission, session::Session};
use yew::prelude::*;

use super::{Flower, Link, NewsLine, office_line};
use crate::routes::{OfficePage, Route, WorkPage};

/// Properties of [`Shell`].
#[derive(Properties, PartialEq)]
pub struct ShellProps {
    /// Who is signed in.
    pub session: std::rc::Rc<Session>,
    /// The page shown.
    pub route: Route,
    /// Signs out.
    pub onleave: Callback<()>,
    /// The page.
    pub children: Html,
}

/// Bar, page and foot.
#[component]
pub fn Shell(props: &ShellProps) -> Html {
    let session = &props.session;
    let onclick = props.onleave.reform(|_: MouseEvent| ());
    let queue = Route::Office(OfficePage::Queue);
    let current = |route: &Route| (props.route == *route).then_some(AttrValue::Static("page"));
    html! {
        <>
            <a class="skip" href="#main">{"本文へ移動"}</a>
            <header class="bar">
                <Link to={Route::Portal} class="brand" current={current(&Route::Portal)}><Flower />{ &session.network }</Link>
                <nav aria-label="主なページ">
                    <Link to={Route::Search} current={current(&Route::Search)}>{"患者検索"}</Link>
                    if Permission::Office.allows(session.role) {
                        <Link to={queue.clone()} current={matches!(props.route, Route::Office(_)).then_some("page")}>{"事務局"}</Link>
                    }
                </nav>
                <p class="me">
                    <span>{ &session.institution }</span>
                    {" "}
                    <span class="nb">{ format!("{}（{}）", session.name, session.profession.label()) }</span>
                </p>
                <button type="button" class="leave" {onclick}>{"ログアウト"}</button>
            </header>
            <NewsLine key={props.route.path()} />
            { props.children.clone() }
            <footer class="foot">
                <p>{"操作に困ったとき："}{ office_line(&session.office_phone) }</p>
                if session.is_administrator && Permission::Administer.allows(session.role) {
                    <p><Link to={Route::Work(WorkPage::Institution)}>{"施設の申請（利用者・機器の変更、退会）"}</Link></p>
                }
                <p><Link to={Route::Password}>{"パスワードの変更"}</Link></p>
            </footer>
        </>
    }
}
