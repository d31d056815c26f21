//! The pages, one folder for each feature, each entered through one function.

pub mod apply;
pub mod consent;
pub mod files;
pub mod history;
mod idle;
pub mod institution;
pub mod office;
pub mod patients;
pub mod portal;
pub mod record;
pub mod registration;
pub mod session;

pub use idle::IdleGuard;
use yew::prelude::*;

use crate::{
    components::{Link, Page},
    routes::Route,
};

/// Nothing is at this address.
pub fn not_found() -> Html {
    html! {
        <Page title="ページが見つかりません" class="narrow">
            <section class="card">
                <p>{"アドレスが変わったか、まちがっています。ポータルから選び直してください。"}</p>
                <p><Link to={Route::Portal} class="btn primary">{"ポータルへ"}</Link></p>
            </section>
        </Page>
    }
}
