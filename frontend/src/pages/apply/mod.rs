//! 参加申請: the form in steps, and the state of what was sent. Whoever is here has no account.

mod reset;

use yew::prelude::*;

use crate::{components::Page, routes::ApplyPage};

/// A page of 参加申請.
pub fn page(page: &ApplyPage) -> Html {
    match page {
        ApplyPage::Form => html! { <Page title="参加申請" class="narrow"><p class="empty">{"準備中です。"}</p></Page> },
        ApplyPage::Reset => html! { <Page title="パスワードの再発行" class="work narrow"><reset::ResetPage /></Page> },
        ApplyPage::Status => html! { <Page title="申請の状況" class="narrow"><p class="empty">{"準備中です。"}</p></Page> },
    }
}
