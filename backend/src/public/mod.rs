//! The public site: what the network is, who takes part, and how many are registered. Pages that need no script, made here because they
//! must be read by anybody, by search engines too, before anything of the program is loaded.
//!
//! [`facts`] is what they tell, kept for a minute; [`about`], [`terms`] and [`participants`] are the pages, [`downloads`] the same as CSV and JSON.
//! These are routes beside the API: they are for browsers and spreadsheets, not for our program.

mod about;
mod answer;
mod chart;
mod downloads;
mod facts;
mod layout;
mod months;
mod participants;
mod site;
mod styles;
mod terms;
mod wanted;

use std::sync::Arc;

use axum::{Router, routing::get};

use crate::app::App;
use site::Site;
use styles::{ICON, Styles};
use terms::Terms;

/// What robots may read: the public pages, and no page of a list that was searched.
const ROBOTS: &str = "User-agent: *\nAllow: /about$\nAllow: /terms$\nAllow: /participants$\nAllow: /participants.\nAllow: /numbers.\nAllow: /public-\nDisallow: /\n";

/// The routes of the public site.
///
/// # Errors
/// When the text of 利用規約 cannot be read.
pub fn routes(app: &App) -> anyhow::Result<Router> {
    let styles = Styles::new();
    let (sheet, text, secure) = (format!("/{}", styles.name), styles.text.clone(), app.server.is_secure());
    let site = Arc::new(Site::new(app.clone(), styles.name, Terms::load(&app.network)?));
    let sheet_answer = move || async move { answer::for_ever("text/css; charset=utf-8", text) };
    let router = Router::new()
        .route("/about", get(about::page))
        .route("/terms", get(terms::page))
        .route("/participants", get(participants::page))
        .route("/participants.csv", get(downloads::participants_csv))
        .route("/participants.json", get(downloads::participants_json))
        .route("/numbers.csv", get(downloads::numbers_csv))
        .route("/numbers.json", get(downloads::numbers_json))
        .with_state(site)
        .route(&sheet, get(sheet_answer))
        .route(
            styles::ICON_PATH,
            get(|| async { answer::for_ever("image/svg+xml", ICON.to_owned()) }),
        )
        .route("/robots.txt", get(|| async { answer::text(ROBOTS) }))
        .layer(axum::middleware::map_response(move |response| async move {
            answer::guarded(response, secure)
        }));
    Ok(router)
}
