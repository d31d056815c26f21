//! The table of contents: every endpoint and its handler.

use axum::{Json, Router, http::header, routing::get};
use tobiume_common::EndpointInfo;

use crate::{
    api::{Api, openapi_document},
    app::App,
    basic_info, http, masters, office, patients, portal, session,
};

/// Every endpoint by its handler.
pub fn api(app: App) -> Api {
    Api::new(app)
        .endpoint(session::sign_in)
        .endpoint(session::get_session)
        .endpoint(session::change_password)
        .endpoint(session::sign_out)
        .endpoint(portal::get_portal)
        .endpoint(patients::search_patients)
        .endpoint(patients::open_patient)
        .endpoint(patients::get_patient)
        .endpoint(basic_info::get_own_record)
        .endpoint(basic_info::save_record)
        .endpoint(basic_info::keep_draft)
        .endpoint(basic_info::drop_draft)
        .endpoint(basic_info::list_revisions)
        .endpoint(basic_info::compare_revisions)
        .endpoint(masters::search_master)
        .endpoint(office::import_patients)
}

/// Everything the server serves: the API, its description, health, metrics, and the pages.
///
/// # Errors
/// When the folder of the pages cannot be read.
pub fn router(app: &App, metrics: http::Metrics) -> anyhow::Result<Router> {
    let api = api(app.clone());
    let document = openapi_document(api.registered());
    let pages = http::Pages::load(&app.server, &app.network)?;
    let router = api
        .into_router()
        .route(
            "/api/openapi.json",
            get(|| async move { ([(header::CACHE_CONTROL, "no-cache")], Json(document)) }),
        )
        .merge(http::api_fallback())
        .merge(http::health(app))
        .merge(http::metrics(app, metrics))
        .fallback_service(pages.into_router());
    Ok(http::observed(router))
}

/// The endpoints that are served, for tests.
pub fn served(app: App) -> Vec<EndpointInfo> {
    api(app).registered().to_vec()
}
