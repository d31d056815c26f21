//! Writing the own institution's basic_info: saving, drafts, versions.
//!
//! Each saving is a revision and holds what changed. Who saves names the revision that the form began with; items that somebody of the same
//! institution changed since are told one by one, and nothing is saved until the person has chosen.

use super::{Item, ItemValue, Section};
use crate::{
    CivilDate,
    ids::{InstitutionId, PatientPath, RevisionId},
    patients::PatientSummary,
};

wire! {
    /// An item as the own institution keeps it.
    pub struct OwnItem {
        /// Which item.
        pub item: Item,
        /// What it says.
        pub value: ItemValue,
        /// Who wrote it.
        pub author: String,
        /// 更新日.
        pub updated_on: CivilDate,
    }

    /// A change of one item.
    pub struct Change {
        /// Which item.
        pub item: Item,
        /// What it shall say; none empties it.
        pub value: Option<ItemValue>,
    }

    /// What somebody has typed and not yet saved.
    pub struct Draft {
        /// The revision that the form began with.
        pub base: RevisionId,
        /// Items that differ from it.
        pub changes: Vec<Change>,
    }

    /// A draft as it was kept.
    pub struct KeptDraft {
        /// What was typed.
        pub draft: Draft,
        /// When it was kept, RFC 3339 in UTC.
        pub saved_at: String,
    }

    /// Everything the entry form begins with.
    pub struct OwnRecord {
        /// Whose record.
        pub patient: PatientSummary,
        /// The newest revision of the own institution; 0 where there is none yet.
        pub revision: RevisionId,
        /// Items that say something.
        pub items: Vec<OwnItem>,
        /// Sections that may be written, in the order of the form.
        pub sections: Vec<Section>,
        /// What this user typed earlier and did not save.
        pub draft: Option<KeptDraft>,
    }

    /// An item that somebody of the institution changed after the form was opened.
    pub struct Conflict {
        /// Which item.
        pub item: Item,
        /// What it says now; none where it was emptied.
        pub now: Option<ItemValue>,
        /// Who changed it.
        pub author: String,
        /// When, RFC 3339 in UTC.
        pub at: String,
    }

    /// What became of a saving. Before a form goes on from the revision named here, it asks for the record anew: others may have changed items
    /// that it still shows as they were, and what begins with this revision overwrites them unasked.
    pub enum SaveOutcome {
        /// Saved as this revision (the newest one where nothing was different).
        Saved(RevisionId),
        /// Nothing was saved. The form goes on from this revision when the person has chosen item by item.
        Conflicts {
            /// The newest revision.
            revision: RevisionId,
            /// Items that both changed, and to something else.
            conflicts: Vec<Conflict>,
            /// Other items that changed meanwhile: the form must show them before it goes on, or the next saving would overwrite them unseen.
            others: Vec<Conflict>,
        },
    }

    /// A draft was kept.
    pub struct DraftKept {
        /// When, RFC 3339 in UTC.
        pub saved_at: String,
    }

    /// One saving of an institution.
    pub struct Revision {
        /// Which.
        pub id: RevisionId,
        /// Institution.
        pub institution_id: InstitutionId,
        /// Its name.
        pub institution: String,
        /// Who saved.
        pub author: String,
        /// When, RFC 3339 in UTC.
        pub at: String,
        /// Items that changed and that the reader may see.
        pub items: Vec<Item>,
    }

    /// The savings of every institution.
    pub struct Revisions {
        /// Newest first, at most [`REVISIONS_SHOWN`].
        pub revisions: Vec<Revision>,
    }

    /// Two versions of one institution to be compared.
    #[derive(Copy)]
    pub struct CompareQuery {
        /// The older revision; none for "before the first".
        #[serde(default)]
        pub from: Option<RevisionId>,
        /// The newer revision.
        pub until: RevisionId,
    }

    /// An item that differs between two versions.
    pub struct Difference {
        /// Which item.
        pub item: Item,
        /// What the older version says.
        pub before: Option<ItemValue>,
        /// What the newer version says.
        pub after: Option<ItemValue>,
    }

    /// What differs between two versions.
    pub struct Comparison {
        /// In the order of the form.
        pub differences: Vec<Difference>,
    }
}

/// Revisions shown.
pub const REVISIONS_SHOWN: usize = 100;

endpoint!(
    /// What the own institution keeps of the patient, and this user's draft: what the entry form begins with.
    GetOwnRecord = Get "/api/patients/{patient}/basic-info", Patient(Write), path: PatientPath => OwnRecord
);
endpoint!(
    /// Saves what changed. Only changed items get a new 更新日. With conflicts nothing is saved.
    SaveRecord = Post "/api/patients/{patient}/basic-info", Patient(Write), path: PatientPath, body: Draft => SaveOutcome
);
endpoint!(
    /// Keeps what was typed, for this user alone.
    KeepDraft = Put "/api/patients/{patient}/basic-info/draft", Patient(Write), path: PatientPath, body: Draft => DraftKept
);
endpoint!(
    /// Throws this user's draft away.
    DropDraft = Delete "/api/patients/{patient}/basic-info/draft", Patient(Write), path: PatientPath => ()
);
endpoint!(
    /// Every saving of every institution, newest first.
    ListRevisions = Get "/api/patients/{patient}/basic-info/revisions", Patient(ReadVersions), path: PatientPath => Revisions
);
endpoint!(
    /// What differs between two versions of one institution's basic_info.
    CompareRevisions = Get "/api/patients/{patient}/basic-info/compare", Patient(ReadVersions), path: PatientPath, query: CompareQuery => Comparison
);
