//! `GET /api/patients/{patient}/basic-info/revisions` and `…/compare`

use tobiume_common::{
    ErrorCode,
    access::Grant,
    basic_info::{
        Item, ItemValue,
        record::{CompareRevisions, Comparison, Difference, ListRevisions, REVISIONS_SHOWN, Revision, Revisions},
    },
    ids::{InstitutionId, PatientId, RevisionId},
};

use super::{
    ledger::{self, Record, RevisionRow},
    model::UNREADABLE,
};
use crate::{
    api::{AppResult, Call},
    audit::Action,
    db::{Conn, date::rfc3339},
};

/// Every saving of every institution that changed something the reader may see, newest first.
pub fn list_revisions(call: &mut Call<'_, ListRevisions>) -> AppResult<Revisions> {
    let patient = call.path.patient;
    let grant = call.patient()?.grant;
    call.audit(Action::CompareVersions).about(patient);
    let codes: Vec<&str> = readable(&grant).map(Item::code).collect();
    let most = i64::try_from(REVISIONS_SHOWN).unwrap_or(i64::MAX);
    let rows = ledger::list(call.conn, patient, &codes, most)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut items = ledger::items_of(call.conn, &ids)?;
    let revision = |row: RevisionRow| {
        let changed = items.remove(&row.id).unwrap_or_default();
        Revision {
            id: RevisionId(row.id),
            institution_id: InstitutionId(row.institution_id),
            institution: row.institution,
            author: row.author,
            at: rfc3339(row.saved_at),
            items: readable(&grant).filter(|item| changed.contains(item)).collect(),
        }
    };
    Ok(Revisions {
        revisions: rows.into_iter().map(revision).collect(),
    })
}

/// What differs between two versions of one record, as far as the reader may see it.
pub fn compare_revisions(call: &mut Call<'_, CompareRevisions>) -> AppResult<Comparison> {
    let patient = call.path.patient;
    let grant = call.patient()?.grant;
    let (from, until) = (call.query.from, call.query.until);
    let record = record_of(call.conn, patient, until)?;
    if let Some(from) = from
        && record_of(call.conn, patient, from)? != record
    {
        return Err(ErrorCode::NotFound.into());
    }
    call.audit(Action::CompareVersions).about(patient);
    let before = ledger::version(call.conn, record, from.unwrap_or(RevisionId(0)))?;
    let after = ledger::version(call.conn, record, until)?;
    let difference = |item: Item| {
        let (before, after) = (before.get(&item), after.get(&item));
        (before != after).then(|| Difference {
            item,
            before: before.map(|value| read(value)),
            after: after.map(|value| read(value)),
        })
    };
    Ok(Comparison {
        differences: readable(&grant).filter_map(difference).collect(),
    })
}

/// The record of a revision of this patient.
fn record_of(conn: &mut Conn, patient: PatientId, revision: RevisionId) -> AppResult<Record> {
    let record = ledger::record_of(conn, revision)?.filter(|record| record.patient == patient);
    record.ok_or_else(|| ErrorCode::NotFound.into())
}

/// Items that the reader may see, in the order of the form.
fn readable(grant: &Grant) -> impl Iterator<Item = Item> {
    Item::ALL.into_iter().filter(|item| grant.reads(item.section()))
}

fn read(value: &str) -> ItemValue {
    serde_json::from_str(value).unwrap_or_else(|_| ItemValue::Text(UNREADABLE.to_owned()))
}
