//! What surrounds the pages of 参加申請.

use yew::prelude::*;

use super::form::to_step;
use crate::{
    components::{Flower, Link, is_plain_click, office_line},
    dom,
    routes::{ApplyPage, FormStep, Route},
};

/// Bar, page and foot.
pub fn frame(page: ApplyPage, content: Html) -> Html {
    let is_form = matches!(page, ApplyPage::Form(_));
    html! {
        <div class="apply">
            <a class="skip" href="#main">{"本文へ移動"}</a>
            <header class="bar">
                // Not a page of this program: the server writes it.
                <a class="brand" href="/about"><Flower />{ dom::network_name() }</a>
                <nav aria-label="参加申請のページ">
                    if is_form {
                        { step_link(FormStep::Institution, "参加申請", Classes::new()) }
                    } else {
                        <Link to={Route::Apply(ApplyPage::Form(FormStep::Institution))}>{"参加申請"}</Link>
                    }
                    <Link to={Route::Apply(ApplyPage::Status)} current={(page == ApplyPage::Status).then_some(AttrValue::Static("page"))}>{"申請の状況"}</Link>
                </nav>
            </header>
            { content }
            <footer class="foot">
                <p>{"わからないとき："}{ office_line("") }</p>
                <p><a href="/about">{"このネットワークについて"}</a></p>
            </footer>
        </div>
    }
}

/// A link to a step from another one: nothing is lost, so nobody is asked.
pub fn step_link(step: FormStep, label: &str, class: Classes) -> Html {
    let onclick = Callback::from(move |event: MouseEvent| {
        if is_plain_click(&event) {
            event.prevent_default();
            to_step(step);
        }
    });
    html! { <a href={ApplyPage::Form(step).url()} {class} {onclick}>{ label }</a> }
}
