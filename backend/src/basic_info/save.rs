//! `POST /api/patients/{patient}/basic-info`

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::QueryResult;
use tobiume_common::{
    ApiError, ErrorCode,
    basic_info::{
        Change, Draft, Item, ItemValue,
        record::{Conflict, SaveOutcome, SaveRecord},
    },
    ids::RevisionId,
};

use super::{
    draft,
    ledger::{self, Record},
    model::{self, OwnEntry},
    own::ENTRY_FORM,
};
use crate::{
    api::{AppResult, Call, Client},
    app::App,
    audit::{self, Action, Event},
    db::{
        Conn,
        date::{day_in_japan, rfc3339, to_civil},
        sql,
    },
    session::CurrentUser,
};

/// Saves what changed, or tells what others changed meanwhile.
pub fn save_record(call: &mut Call<'_, SaveRecord>) -> AppResult<SaveOutcome> {
    let user = call.user()?;
    let patient = call.path.patient;
    let now = call.app.clock.timestamp();
    let wanted = call.body.clone().normalised();
    let problems = wanted.check(&call.patient()?.grant, to_civil(day_in_japan(now)));
    if !problems.is_empty() {
        let error = ApiError {
            fields: problems,
            ..ApiError::new(ErrorCode::Invalid)
        };
        return Err(error.into());
    }
    let saving = Saving {
        app: call.app,
        client: call.client,
        record: Record {
            patient,
            institution: user.institution_id,
        },
        user: &user,
        now,
    };
    let outcome = call.app.db.write(call.conn, |conn| saving.run(conn, wanted))?;
    if matches!(outcome, SaveOutcome::Conflicts { .. }) {
        // They show what others wrote.
        call.audit(Action::ViewPatient).about(patient).detail(ENTRY_FORM);
    }
    Ok(outcome)
}

struct Saving<'a> {
    app: &'a App,
    client: &'a Client,
    record: Record,
    user: &'a CurrentUser,
    now: NaiveDateTime,
}

impl Saving<'_> {
    /// All of it, inside a transaction.
    fn run(&self, conn: &mut Conn, wanted: Draft) -> AppResult<SaveOutcome> {
        // One saving at a time: two at once would each not see what the other changes, and the later would overwrite it unasked.
        sql::hold_patient(conn, self.record.patient)?;
        let newest = ledger::newest(conn, self.record)?;
        let Draft { base, changes } = wanted;
        let is_known = base == newest || base == RevisionId(0) || ledger::has(conn, self.record, base)?;
        if !is_known {
            return Err(ApiError::field("base", "この画面のもとになった記録が見つかりません。画面を開き直してください。").into());
        }
        let present = model::own_entries(conn, self.record)?;
        let changes = differing(changes, &present)?;
        if base != newest {
            let (conflicts, others) = self.changed_meanwhile(conn, base, &changes, &present)?;
            if !conflicts.is_empty() {
                return Ok(SaveOutcome::Conflicts {
                    revision: newest,
                    conflicts,
                    others,
                });
            }
        }
        draft::remove(conn, self.record.patient, self.user.id)?;
        if changes.is_empty() {
            return Ok(SaveOutcome::Saved(newest));
        }
        self.write(conn, changes).map(SaveOutcome::Saved)
    }

    /// What somebody else changed after the form was opened: items that are to be changed, and others. What both made the same is one of the
    /// others: [`differing`] has left it out.
    fn changed_meanwhile(
        &self,
        conn: &mut Conn,
        base: RevisionId,
        changes: &[Change],
        present: &HashMap<Item, OwnEntry>,
    ) -> QueryResult<(Vec<Conflict>, Vec<Conflict>)> {
        let changed_since = ledger::changed_since(conn, self.record, base)?;
        // In the order of the form.
        let changed = Item::ALL.into_iter().filter_map(|item| {
            let (author, at) = changed_since.get(&item)?;
            Some(Conflict {
                item,
                now: present.get(&item).and_then(|entry| said(item, entry)),
                author: author.clone(),
                at: rfc3339(*at),
            })
        });
        Ok(changed.partition(|conflict| changes.iter().any(|change| change.item == conflict.item)))
    }

    fn write(&self, conn: &mut Conn, changes: Vec<Change>) -> AppResult<RevisionId> {
        let mut changed = Vec::with_capacity(changes.len());
        for Change { item, value } in changes {
            let value = value.map(|value| serde_json::to_string(&value)).transpose();
            changed.push((item, value.map_err(anyhow::Error::from)?));
        }
        let author = self.user.id;
        let revision = ledger::insert(conn, self.record, author, self.now, &changed)?;
        model::replace(conn, self.record, author, day_in_japan(self.now), &changed)?;
        audit::insert(
            &self.app.db,
            conn,
            Event::new(Action::SaveRecord, self.now, self.client)
                .by(self.user)
                .about(self.record.patient)
                .items(changed.iter().map(|(item, _)| *item)),
        )?;
        Ok(revision)
    }
}

/// The changes that change something.
///
/// # Errors
/// Invalid, where the item holds what this version of the program cannot read: it stays as it is.
fn differing(changes: Vec<Change>, present: &HashMap<Item, OwnEntry>) -> Result<Vec<Change>, ApiError> {
    let mut differing = Vec::with_capacity(changes.len());
    let mut unreadable = ApiError::new(ErrorCode::Invalid);
    for change in changes {
        let Some(entry) = present.get(&change.item) else {
            differing.extend(change.value.is_some().then_some(change));
            continue;
        };
        match entry.value(change.item) {
            Some(value) if is_same(&value, change.value.as_ref()) => {}
            Some(_) => differing.push(change),
            None => {
                unreadable = unreadable.with_field(
                    change.item.code(),
                    "この項目の今の内容を読み取れないため、書き換えられません。事務局へお問い合わせください。",
                );
            }
        }
    }
    if unreadable.fields.is_empty() {
        Ok(differing)
    } else {
        Err(unreadable)
    }
}

/// What an entry says; none where that is nothing.
fn said(item: Item, entry: &OwnEntry) -> Option<ItemValue> {
    entry.value(item).filter(|value| !value.is_empty())
}

fn is_same(present: &ItemValue, wanted: Option<&ItemValue>) -> bool {
    let present = present.normalised();
    match wanted {
        Some(wanted) => present == *wanted,
        None => present.is_empty(),
    }
}
