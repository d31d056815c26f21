//! `PUT` and `DELETE /api/patients/{patient}/basic-info/draft`
//!
//! A draft is nobody's but its author's, says nothing to anybody else, and becomes part of the record only by a saving. So it is not in the
//! audit log: the opening of the form is, and the saving will be.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    basic_info::{
        Change, Item, ItemValue,
        record::{Draft, DraftKept, DropDraft, KeepDraft, KeptDraft},
    },
    ids::{PatientId, RevisionId, UserId},
};

use crate::{
    api::{AppResult, Call},
    db::{Conn, date::rfc3339, schema::basic_info_drafts as drafts, sql::on_real_connection},
};

/// Keeps what was typed, right or wrong, in place of what was kept before.
pub fn keep_draft(call: &mut Call<'_, KeepDraft>) -> AppResult<DraftKept> {
    let (user, patient) = (call.user()?, call.path.patient);
    let grant = call.patient()?.grant;
    let problems = call.body.check_items(&grant);
    if !problems.is_empty() {
        let error = ApiError {
            fields: problems,
            ..ApiError::new(ErrorCode::Invalid)
        };
        return Err(error.into());
    }
    let content = serde_json::to_string(&call.body.changes).map_err(anyhow::Error::from)?;
    let now = call.app.clock.timestamp();
    let kept = (
        drafts::base.eq(call.body.base.0),
        drafts::content.eq(&content),
        drafts::saved_at.eq(now),
    );
    call.app.db.write(call.conn, |conn| {
        on_real_connection!(conn, |conn| diesel::insert_into(drafts::table)
            .values((drafts::patient_id.eq(patient.0), drafts::user_id.eq(user.id.0), kept))
            .on_conflict((drafts::patient_id, drafts::user_id))
            .do_update()
            .set(kept)
            .execute(conn))
    })?;
    Ok(DraftKept { saved_at: rfc3339(now) })
}

/// Throws the draft away, if there is one.
pub fn drop_draft(call: &mut Call<'_, DropDraft>) -> AppResult<()> {
    let (user, patient) = (call.user()?, call.path.patient);
    call.app.db.write(call.conn, |conn| remove(conn, patient, user.id))?;
    Ok(())
}

/// Removes a user's draft, within the caller's transaction.
pub(super) fn remove(conn: &mut Conn, patient: PatientId, user: UserId) -> QueryResult<()> {
    on_real_connection!(conn, |conn| diesel::delete(drafts::table.find((patient.0, user.0)))
        .execute(conn)
        .map(|_| ()))
}

/// What the user typed earlier and did not save.
pub(super) fn find(conn: &mut Conn, patient: PatientId, user: UserId) -> QueryResult<Option<KeptDraft>> {
    let row: Option<(i64, String, NaiveDateTime)> = on_real_connection!(conn, |conn| drafts::table
        .find((patient.0, user.0))
        .select((drafts::base, drafts::content, drafts::saved_at))
        .get_result(conn)
        .optional())?;
    let Some((base, content, saved_at)) = row else { return Ok(None) };
    let Ok(changes) = serde_json::from_str::<Vec<Change>>(&content) else {
        tracing::error!("a stored draft cannot be read");
        return Ok(None);
    };
    let draft = Draft {
        base: RevisionId(base),
        changes,
    };
    Ok(Some(KeptDraft {
        draft,
        saved_at: rfc3339(saved_at),
    }))
}

/// The draft without what the record `says` already; none where nothing is left. A draft that was under way while its content was saved
/// comes in after the saving.
pub(super) fn without_what_is_saved<'a>(mut kept: KeptDraft, says: impl Fn(Item) -> Option<&'a ItemValue>) -> Option<KeptDraft> {
    kept.draft.changes.retain(|change| {
        let typed = change.value.as_ref().filter(|value| !value.normalised().is_empty());
        typed != says(change.item)
    });
    (!kept.draft.changes.is_empty()).then_some(kept)
}
