//! What the browser and the server share.
//!
//! Endpoints are declared here once ([`endpoint`]), with their wire types, their permission
//! ([`access`]) and the validation that the form runs for the user's comfort and the server for
//! truth. Nothing here knows a database, a web server or a browser: the crate compiles for
//! `wasm32-unknown-unknown` and depends on serde alone.

#[macro_use]
mod macros;

pub mod access;
pub mod announcements;
pub mod basic_info;
pub mod claims;
pub mod date;
pub mod endpoint;
pub mod error;
pub mod ids;
pub mod institutions;
pub mod japanese;
pub mod office;
pub mod patients;
pub mod portal;
pub mod session;

pub use date::{CivilDate, YearMonth};
pub use endpoint::{Endpoint, EndpointInfo, Method};
pub use error::{ApiError, ErrorCode};

/// Every endpoint of the product, in the order of the OpenAPI document.
///
/// The permission tests and the router's completeness test walk this table.
pub fn endpoints() -> Vec<EndpointInfo> {
    vec![
        EndpointInfo::of::<session::SignIn>(),
        EndpointInfo::of::<session::GetSession>(),
        EndpointInfo::of::<session::ChangePassword>(),
        EndpointInfo::of::<session::SignOut>(),
        EndpointInfo::of::<portal::GetPortal>(),
        EndpointInfo::of::<patients::SearchPatients>(),
        EndpointInfo::of::<patients::OpenPatient>(),
        EndpointInfo::of::<patients::GetPatient>(),
        EndpointInfo::of::<office::ImportPatients>(),
    ]
}
