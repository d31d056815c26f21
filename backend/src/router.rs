//! The table of contents: every endpoint and its handler.

use axum::{Json, Router, http::header, routing::get};
use tobiume_common::EndpointInfo;

use crate::{
    accounts, announcements,
    api::{Api, openapi_document},
    app::App,
    applications, audit, basic_info, files, http, jobs, masters, network, numbers, office, outbox, patients, portal, public, requests,
    session,
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
        .endpoint_later(patients::print_patient)
        .endpoint(patients::find_doubles)
        .endpoint(patients::register_patient)
        .endpoint(patients::join_patient)
        .endpoint(patients::get_registration)
        .endpoint(patients::update_registration)
        .endpoint(patients::withdraw_consent)
        .endpoint(patients::renew_consent)
        .endpoint_later(files::get_consent_form)
        .endpoint(basic_info::get_own_record)
        .endpoint(basic_info::save_record)
        .endpoint(basic_info::keep_draft)
        .endpoint(basic_info::drop_draft)
        .endpoint(basic_info::list_revisions)
        .endpoint(basic_info::compare_revisions)
        .endpoint(files::begin_upload)
        .endpoint(files::get_upload)
        .endpoint_later(files::put_chunk)
        .endpoint_later(files::finish_upload)
        .endpoint_later(files::drop_upload)
        .endpoint(files::attach_files)
        .endpoint(files::list_files)
        .endpoint_later(files::get_file)
        .endpoint_later(files::get_thumbnail)
        .endpoint(files::remove_file)
        .endpoint(audit::get_history)
        .endpoint_later(audit::print_history)
        .endpoint(masters::search_master)
        .endpoint(masters::get_postal_code)
        .endpoint(office::import_patients)
        .endpoint(applications::begin_application)
        .endpoint(applications::get_own_application)
        .endpoint(applications::save_application)
        .endpoint(applications::submit_application)
        .endpoint(applications::retract_application)
        .endpoint(applications::list_applications)
        .endpoint(applications::get_application)
        .endpoint(applications::step_application)
        .endpoint_later(applications::approve_application)
        .endpoint(applications::take_up_applications)
        .endpoint_later(applications::reissue_letters)
        .endpoint(accounts::list_users)
        .endpoint(accounts::get_user)
        .endpoint(accounts::update_user)
        .endpoint(accounts::step_user)
        .endpoint_later(accounts::reissue_password)
        .endpoint_later(accounts::move_user)
        .endpoint_later(accounts::add_user)
        .endpoint(applications::offer_set_up_times)
        .endpoint(applications::record_devices)
        .endpoint(applications::answer_set_up_times)
        .endpoint(numbers::get_numbers)
        .endpoint(numbers::export_list)
        .endpoint(requests::get_own_institution)
        .endpoint(requests::ask_office)
        .endpoint(requests::answer_office)
        .endpoint(requests::retract_own_request)
        .endpoint(requests::ask_password_reset)
        .endpoint(requests::get_request)
        .endpoint(requests::step_request)
        .endpoint(applications::list_associations)
        .endpoint_later(applications::print_application)
        .endpoint(network::list_institutions)
        .endpoint(network::get_institution)
        .endpoint(network::update_institution)
        .endpoint(network::preview_leaving)
        .endpoint(network::leave_network)
        .endpoint(network::return_to_network)
        .endpoint(announcements::list_announcements)
        .endpoint(announcements::save_announcement)
        .endpoint(network::get_network)
        .endpoint(applications::begin_application_upload)
        .endpoint(applications::get_application_upload)
        .endpoint_later(applications::put_application_chunk)
        .endpoint_later(applications::finish_application_upload)
        .endpoint_later(applications::drop_application_upload)
        .endpoint(applications::list_application_files)
        .endpoint_later(applications::remove_application_file)
        .endpoint_later(applications::read_application_file)
        .endpoint(network::save_area)
        .endpoint(network::save_association)
        .endpoint(network::save_program)
        .endpoint(network::remove_district)
        .endpoint(jobs::list_jobs)
        .endpoint(jobs::get_job)
        .endpoint(jobs::start_import)
        .endpoint(outbox::list_given_up_mails)
        .endpoint(outbox::resend_mail)
}

/// Everything the server serves: the API, its description, health, metrics, the public site, and the pages.
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
        .merge(public::routes(app)?)
        .fallback_service(pages.into_router());
    Ok(http::observed(router))
}

/// The endpoints that are served, for tests.
pub fn served(app: App) -> Vec<EndpointInfo> {
    api(app).registered().to_vec()
}
