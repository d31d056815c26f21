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
    /// A user of the network (one login ID).
    UserId;
    /// A notice of the secretariat.
    AnnouncementId;
}

wire! {
    /// The path of everything that belongs to one patient.
    #[derive(Copy)]
    pub struct PatientPath {
        /// Which patient.
        pub patient: PatientId,
    }
}

impl crate::endpoint::PathValues for PatientPath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("patient", self.patient.to_string())]
    }
}
