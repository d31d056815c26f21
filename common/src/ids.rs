//! Identifiers as types of their own, so that a patient's id cannot be given where an
//! institution's is meant.

use std::fmt;

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+ };
}

ids! {
    /// A person registered in the network.
    PatientId;
    /// A participating institution.
    InstitutionId;
    /// A district association (郡市区医師会).
    AssociationId;
    /// A secondary medical area (二次保健医療圏).
    AreaId;
    /// A user of the network (one login ID).
    UserId;
    /// A notice of the secretariat.
    AnnouncementId;
    /// A file attached to a patient's basic_info.
    FileId;
    /// An application to take part.
    ApplicationId;
    /// An import, or something that the server did by itself.
    JobId;
    /// A mail to an applicant.
    MailId;
    /// One saving of an institution's basic_info. They count up, over all patients.
    RevisionId;
}

patient_path! {
    /// The path of everything that belongs to one patient.
    PatientPath {}
}

patient_path! {
    /// The path of a file of one patient.
    FilePath {
        /// Which file.
        file: FileId,
    }
}
