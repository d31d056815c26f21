//! 参加申請: the form in steps, and the state of what was sent. Whoever is here has no account.

mod reset;
mod associations;
mod form;
mod frame;
mod institution;
mod keep;
mod keeper;
mod paper;
mod paste;
mod reading;
mod review;
mod status;
mod steps;
mod systems;
mod ticket;
mod times;
mod users;
mod wishes;

use yew::prelude::*;

use crate::routes::ApplyPage;

/// A page of 参加申請.
pub fn page(page: &ApplyPage) -> Html {
    match page {
        ApplyPage::Form => html! { <Page title="参加申請" class="narrow"><p class="empty">{"準備中です。"}</p></Page> },
        ApplyPage::Reset => html! { <Page title="パスワードの再発行" class="work narrow"><reset::ResetPage /></Page> },
        ApplyPage::Status => html! { <Page title="申請の状況" class="narrow"><p class="empty">{"準備中です。"}</p></Page> },
    }
    let content = match *page {
        ApplyPage::Form(step) => html! { <form::FormPage {step} /> },
        ApplyPage::Status => html! { <status::StatusPage /> },
    };
    frame::frame(*page, content)
}
