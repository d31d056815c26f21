//! 参加申請: the form in steps, and the state of what was sent. Whoever is here has no account.

mod associations;
mod files;
mod form;
mod frame;
mod institution;
mod keep;
mod keeper;
mod paper;
mod paste;
mod reading;
mod reset;
mod review;
mod status;
mod steps;
mod systems;
mod ticket;
mod times;
mod users;
mod wishes;

use yew::prelude::*;

use crate::{components::Page, routes::ApplyPage};

/// A page of 参加申請.
pub fn page(page: &ApplyPage) -> Html {
    let content = match *page {
        ApplyPage::Form(step) => html! { <form::FormPage {step} /> },
        ApplyPage::Status => html! { <status::StatusPage /> },
        ApplyPage::Reset => html! { <Page title="パスワードの再発行" class="work narrow"><reset::ResetPage /></Page> },
    };
    frame::frame(*page, content)
}
