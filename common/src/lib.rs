//! What the browser and the server share.
//!
//! Endpoints are declared here once ([`endpoint`]), with their wire types, their permission
//! ([`access`]) and the validation that the form runs for the user's comfort and the server for
//! truth. Nothing here knows a database, a web server or a browser: the crate compiles for
//! `wasm32-unknown-unknown` and depends on serde alone.

#[macro_use]
mod macros;

pub mod access;
pub mod accounts;
pub mod announcements;
pub mod application;
pub mod audit;
pub mod basic_info;
pub mod check;
pub mod check_digit;
pub mod claims;
pub mod date;
pub mod endpoint;
pub mod error;
pub mod files;
pub mod ids;
pub mod institutions;
pub mod japanese;
pub mod jobs;
pub mod mail;
pub mod masters;
pub mod network;
pub mod numbers;
pub mod office;
pub mod patients;
pub mod portal;
pub mod requests;
pub mod session;

pub use date::{CivilDate, YearMonth};
pub use endpoint::{Endpoint, EndpointInfo, Method};
pub use error::{ApiError, ErrorCode};

/// Every endpoint of the product, in the order of the OpenAPI document.
///
/// The permission tests and the router's completeness test walk this table.
pub fn endpoints() -> Vec<EndpointInfo> {
    use basic_info::record;

    vec![
        EndpointInfo::of::<session::SignIn>(),
        EndpointInfo::of::<session::GetSession>(),
        EndpointInfo::of::<session::ChangePassword>(),
        EndpointInfo::of::<session::SignOut>(),
        EndpointInfo::of::<portal::GetPortal>(),
        EndpointInfo::of::<patients::SearchPatients>(),
        EndpointInfo::of::<patients::OpenPatient>(),
        EndpointInfo::of::<patients::GetPatient>(),
        EndpointInfo::of::<patients::PrintPatient>(),
        EndpointInfo::of::<patients::FindDoubles>(),
        EndpointInfo::of::<patients::RegisterPatient>(),
        EndpointInfo::of::<patients::JoinPatient>(),
        EndpointInfo::of::<patients::GetRegistration>(),
        EndpointInfo::of::<patients::UpdateRegistration>(),
        EndpointInfo::of::<patients::WithdrawConsent>(),
        EndpointInfo::of::<patients::RenewConsent>(),
        EndpointInfo::of::<patients::GetConsentForm>(),
        EndpointInfo::of::<record::GetOwnRecord>(),
        EndpointInfo::of::<record::SaveRecord>(),
        EndpointInfo::of::<record::KeepDraft>(),
        EndpointInfo::of::<record::DropDraft>(),
        EndpointInfo::of::<record::ListRevisions>(),
        EndpointInfo::of::<record::CompareRevisions>(),
        EndpointInfo::of::<files::BeginUpload>(),
        EndpointInfo::of::<files::GetUpload>(),
        EndpointInfo::of::<files::PutChunk>(),
        EndpointInfo::of::<files::FinishUpload>(),
        EndpointInfo::of::<files::DropUpload>(),
        EndpointInfo::of::<files::AttachFiles>(),
        EndpointInfo::of::<files::ListFiles>(),
        EndpointInfo::of::<files::GetFile>(),
        EndpointInfo::of::<files::GetThumbnail>(),
        EndpointInfo::of::<files::RemoveFile>(),
        EndpointInfo::of::<audit::GetHistory>(),
        EndpointInfo::of::<audit::PrintHistory>(),
        EndpointInfo::of::<masters::SearchMaster>(),
        EndpointInfo::of::<masters::GetPostalCode>(),
        EndpointInfo::of::<office::ImportPatients>(),
        EndpointInfo::of::<application::BeginApplication>(),
        EndpointInfo::of::<application::GetOwnApplication>(),
        EndpointInfo::of::<application::SaveApplication>(),
        EndpointInfo::of::<application::SubmitApplication>(),
        EndpointInfo::of::<application::RetractApplication>(),
        EndpointInfo::of::<application::ListApplications>(),
        EndpointInfo::of::<application::GetApplication>(),
        EndpointInfo::of::<application::StepApplication>(),
        EndpointInfo::of::<application::ApproveApplication>(),
        EndpointInfo::of::<application::TakeUpApplications>(),
        EndpointInfo::of::<application::ReissueLetters>(),
        EndpointInfo::of::<accounts::ListUsers>(),
        EndpointInfo::of::<accounts::GetUser>(),
        EndpointInfo::of::<accounts::UpdateUser>(),
        EndpointInfo::of::<accounts::StepUser>(),
        EndpointInfo::of::<accounts::ReissuePassword>(),
        EndpointInfo::of::<accounts::MoveUser>(),
        EndpointInfo::of::<accounts::AddUser>(),
        EndpointInfo::of::<application::OfferSetUpTimes>(),
        EndpointInfo::of::<application::RecordDevices>(),
        EndpointInfo::of::<application::AnswerSetUpTimes>(),
        EndpointInfo::of::<numbers::GetNumbers>(),
        EndpointInfo::of::<numbers::ExportList>(),
        EndpointInfo::of::<requests::GetOwnInstitution>(),
        EndpointInfo::of::<requests::AskOffice>(),
        EndpointInfo::of::<requests::AnswerOffice>(),
        EndpointInfo::of::<requests::RetractOwnRequest>(),
        EndpointInfo::of::<requests::AskPasswordReset>(),
        EndpointInfo::of::<requests::GetRequest>(),
        EndpointInfo::of::<requests::StepRequest>(),
        EndpointInfo::of::<application::ListAssociations>(),
        EndpointInfo::of::<application::PrintApplication>(),
        EndpointInfo::of::<network::ListInstitutions>(),
        EndpointInfo::of::<network::GetInstitution>(),
        EndpointInfo::of::<network::UpdateInstitution>(),
        EndpointInfo::of::<network::PreviewLeaving>(),
        EndpointInfo::of::<network::LeaveNetwork>(),
        EndpointInfo::of::<network::ReturnToNetwork>(),
        EndpointInfo::of::<announcements::ListAnnouncements>(),
        EndpointInfo::of::<announcements::SaveAnnouncement>(),
        EndpointInfo::of::<network::GetNetwork>(),
        EndpointInfo::of::<application::files::BeginApplicationUpload>(),
        EndpointInfo::of::<application::files::GetApplicationUpload>(),
        EndpointInfo::of::<application::files::PutApplicationChunk>(),
        EndpointInfo::of::<application::files::FinishApplicationUpload>(),
        EndpointInfo::of::<application::files::DropApplicationUpload>(),
        EndpointInfo::of::<application::files::ListApplicationFiles>(),
        EndpointInfo::of::<application::files::RemoveApplicationFile>(),
        EndpointInfo::of::<application::files::ReadApplicationFile>(),
        EndpointInfo::of::<network::SaveArea>(),
        EndpointInfo::of::<network::SaveAssociation>(),
        EndpointInfo::of::<network::SaveProgram>(),
        EndpointInfo::of::<network::RemoveDistrict>(),
        EndpointInfo::of::<jobs::ListJobs>(),
        EndpointInfo::of::<jobs::GetJob>(),
        EndpointInfo::of::<jobs::StartImport>(),
        EndpointInfo::of::<mail::ListGivenUpMails>(),
        EndpointInfo::of::<mail::ResendMail>(),
    ]
}

#[cfg(test)]
mod tests {
    use super::{access::Permission, endpoints};

    /// What concerns one patient is asked for that patient, and nothing else claims to.
    #[test]
    fn whoever_names_a_patient_asks_for_the_patient() {
        for endpoint in endpoints() {
            let names_one = endpoint.path.contains("{patient}");
            assert_eq!(matches!(endpoint.access, Permission::Patient(_)), names_one, "{}", endpoint.name);
        }
    }
}
