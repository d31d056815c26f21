//! `GET /api/patients/{patient}/basic-info`

use diesel::QueryResult;
use tobiume_common::basic_info::{
    Item, ItemValue, ViewMode,
    record::{GetOwnRecord, OwnItem, OwnRecord},
};

use super::{
    draft,
    ledger::{self, Record},
    model,
};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    db::Conn,
    patients::PatientAccess,
};

/// What the entry form begins with. A look at the patient like any other.
pub fn get_own_record(call: &mut Call<'_, GetOwnRecord>) -> AppResult<OwnRecord> {
    let user = call.user()?;
    let patient = call.path.patient;
    let PatientAccess { summary, grant, .. } = call.patient()?;
    let record = Record {
        patient,
        institution: user.institution_id,
    };
    call.audit(Action::ViewPatient).about(patient).detail(ENTRY_FORM);

    // Before the items: what is saved between the two is then asked about once more, and not overwritten unseen.
    let revision = ledger::newest(call.conn, record)?;
    let items = own_items(call.conn, record)?;
    let says = |item: Item| -> Option<&ItemValue> { items.iter().find(|own| own.item == item).map(|own| &own.value) };
    let draft = draft::find(call.conn, patient, user.id)?.and_then(|kept| draft::without_what_is_saved(kept, says));
    let sections = ViewMode::Collaboration.sections().iter().copied();
    Ok(OwnRecord {
        patient: summary.into(),
        revision,
        sections: sections.filter(|section| grant.writes(*section)).collect(),
        draft,
        items,
    })
}

/// The detail of the audit row of those who see values in the entry form.
pub(super) const ENTRY_FORM: &str = "entry_form";

/// Items that say something, in the order of the form. A value that cannot be read is left out: it cannot be changed either, see
/// [`super::save`].
fn own_items(conn: &mut Conn, record: Record) -> QueryResult<Vec<OwnItem>> {
    let mut entries = model::own_entries(conn, record)?;
    let own = |item: Item| {
        let entry = entries.remove(&item)?;
        Some(OwnItem {
            item,
            value: entry.value(item).filter(|value| !value.is_empty())?,
            author: entry.author,
            updated_on: entry.updated_on,
        })
    };
    Ok(Item::ALL.into_iter().filter_map(own).collect())
}
