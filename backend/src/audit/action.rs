//! What the audit log tells of.

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Signed in.
    SignIn,
    /// Signed out.
    SignOut,
    /// Changed the own password.
    ChangePassword,
    /// Searched for patients; the event lists whom the answer showed.
    SearchPatients,
    /// Gave the reason for opening a record.
    OpenPatient,
    /// Looked at a record.
    ViewPatient,
    /// Asked for a record and was refused.
    RefusedPatient,
    /// Saw patients on the portal.
    ViewPortal,
    /// Registered patients from a file.
    ImportPatients,
    /// Loaded a master or the postal codes; the detail holds which.
    ImportMasters,
    /// Loaded a city's claims.
    ImportClaims,
    /// Registered a patient.
    RegisterPatient,
    /// Became a family doctor of somebody registered already.
    JoinPatient,
    /// Saw who is registered already, before registering; the event lists whom.
    FindDoubles,
    /// Saw who the patient is, to correct it.
    ViewRegistration,
    /// Corrected who the patient is.
    UpdateRegistration,
    /// Recorded that the consent was withdrawn.
    WithdrawConsent,
    /// Recorded a new consent.
    RenewConsent,
    /// Saved basic_info; the detail holds the codes of the items that changed, separated by spaces.
    SaveRecord,
    /// Looked at earlier versions of basic_info.
    CompareVersions,
    /// Attached files.
    AttachFile,
    /// Looked at an attached file.
    ReadFile,
    /// Was shown the small picture of an attached file, as every list of files shows it.
    ViewThumbnail,
    /// Looked at the scanned form of a consent.
    ReadConsentForm,
    /// Took a file away from the record.
    RemoveFile,
    /// Printed the record.
    PrintPatient,
    /// Looked at the history of looks and changes.
    ViewHistory,
    /// Printed that history.
    PrintHistory,
    /// Took a step with an application; the detail holds its id and the step.
    StepApplication,
    /// Gave a user a new initial password; the detail holds the user's id.
    ResetPassword,
    /// Looked at a user; the event lists the patients of the user's teams.
    ViewUser,
    /// Took a step with an account; the detail holds the user's id and the step.
    StepUser,
    /// Corrected who a user is; the detail holds the user's id.
    UpdateUser,
    /// Made a user; the detail holds the new user's id.
    AddUser,
    /// Made a user of another institution in the place of one; the detail holds both ids, the ended one first.
    MoveUser,
    /// Began an application, without an account; the detail holds its id.
    BeginApplication,
    /// Sent a file for an application, without an account; the detail holds the ids of both, the application's first.
    AttachApplicationFile,
    /// Took such a file away again; the detail is the same.
    RemoveApplicationFile,
    /// Looked at such a file, for the office; the detail is the same.
    ReadApplicationFile,
    /// Removed drafts of applications that nobody sent; the detail holds their ids, separated by spaces.
    SweepApplications,
    /// Took a list of the office away as a file; the detail holds which, and as what.
    ExportList,
    /// Saw of whom a receipt may be; the event lists whom, the detail holds the request's id.
    ViewMatch,
    /// Users ended because their institution left; the detail holds how many.
    EndUsers,
    /// Changed an institution; the detail holds its id.
    UpdateInstitution,
    /// Looked at what the leaving of an institution would mean; the event lists the patients that were shown.
    PreviewLeaving,
    /// Let an institution leave; the detail holds its id, the event lists the patients of the teams that its users were members of.
    LeaveNetwork,
    /// Took the leaving of an institution back; the detail holds its id.
    ReturnToNetwork,
    /// Put a mail that was given up into the queue once more; the detail holds the application's id and what it tells.
    ResendMail,
    /// Wrote or changed an announcement; the detail holds its id.
    SaveAnnouncement,
    /// Added or changed a 二次保健医療圏; the detail holds its id.
    SaveArea,
    /// Removed a 二次保健医療圏; the detail holds its id.
    RemoveArea,
    /// Added or changed a district association; the detail holds its id.
    SaveAssociation,
    /// Removed a district association; the detail holds its id.
    RemoveAssociation,
    /// Added or changed a city's claims program; the detail holds the city's code and the ids of the associations that take part from then on.
    SaveProgram,
    /// Removed a city's claims program; the detail holds the city's code.
    RemoveProgram,
}

impl Action {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::ChangePassword => "change_password",
            Self::SearchPatients => "search_patients",
            Self::OpenPatient => "open_patient",
            Self::ViewPatient => "view_patient",
            Self::RefusedPatient => "refused_patient",
            Self::ViewPortal => "view_portal",
            Self::ImportPatients => "import_patients",
            Self::ImportMasters => "import_masters",
            Self::ImportClaims => "import_claims",
            Self::RegisterPatient => "register_patient",
            Self::JoinPatient => "join_patient",
            Self::FindDoubles => "find_doubles",
            Self::ViewRegistration => "view_registration",
            Self::UpdateRegistration => "update_registration",
            Self::WithdrawConsent => "withdraw_consent",
            Self::RenewConsent => "renew_consent",
            Self::SaveRecord => "save_record",
            Self::CompareVersions => "compare_versions",
            Self::AttachFile => "attach_file",
            Self::ReadFile => "read_file",
            Self::ViewThumbnail => "view_thumbnail",
            Self::ReadConsentForm => "read_consent_form",
            Self::RemoveFile => "remove_file",
            Self::PrintPatient => "print_patient",
            Self::ViewHistory => "view_history",
            Self::PrintHistory => "print_history",
            Self::StepApplication => "step_application",
            Self::ResetPassword => "reset_password",
            Self::ViewUser => "view_user",
            Self::StepUser => "step_user",
            Self::UpdateUser => "update_user",
            Self::AddUser => "add_user",
            Self::MoveUser => "move_user",
            Self::BeginApplication => "begin_application",
            Self::AttachApplicationFile => "attach_application_file",
            Self::RemoveApplicationFile => "remove_application_file",
            Self::ReadApplicationFile => "read_application_file",
            Self::SweepApplications => "sweep_applications",
            Self::ExportList => "export_list",
            Self::ViewMatch => "view_match",
            Self::EndUsers => "end_users",
            Self::UpdateInstitution => "update_institution",
            Self::PreviewLeaving => "preview_leaving",
            Self::LeaveNetwork => "leave_network",
            Self::ReturnToNetwork => "return_to_network",
            Self::ResendMail => "resend_mail",
            Self::SaveAnnouncement => "save_announcement",
            Self::SaveArea => "save_area",
            Self::RemoveArea => "remove_area",
            Self::SaveAssociation => "save_association",
            Self::RemoveAssociation => "remove_association",
            Self::SaveProgram => "save_program",
            Self::RemoveProgram => "remove_program",
        }
    }
}
