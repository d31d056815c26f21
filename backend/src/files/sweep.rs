//! What killed and abandoned uploads left behind is removed: when the server starts, and every hour.

use std::collections::HashSet;

use chrono::TimeDelta;
use futures_util::{StreamExt, TryStreamExt};

use super::{model, store::Found};
use crate::{api::AppResult, app::App, hourly::counted};

/// An upload that is not attached by then is given up.
const ABANDONED_AFTER: TimeDelta = TimeDelta::hours(24);

/// Bytes that no row knows by then are left over; the row of a picture that is just being made comes after its bytes.
const LEFT_OVER_AFTER: TimeDelta = TimeDelta::hours(1);

/// Bytes that no row knows although they are older than this were not left by a killed upload, which the sweeps before would have removed.
/// Rather somebody put an old database in place: they are for a person to judge.
const SUSPICIOUS_AFTER: TimeDelta = TimeDelta::days(7);

/// Objects that are asked for at once.
const BATCH: usize = 500;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads given up.
    pub abandoned: usize,
    /// Left-over objects removed.
    pub left_over: usize,
    /// Old objects that no row knows: not removed.
    pub suspicious: usize,
}

/// Sweeps, and says what a person must look at. Answers what was removed.
///
/// # Errors
/// Those of [`sweep`].
pub async fn sweep_aloud(app: App) -> AppResult<Option<String>> {
    let swept = sweep(&app).await?;
    if swept.suspicious > 0 {
        tracing::warn!(
            objects = swept.suspicious,
            "files are stored of which the database knows nothing: is it an old one?"
        );
    }
    let removed = swept.abandoned + swept.left_over;
    Ok(counted(removed, |count| {
        format!("どこにも添付されなかったファイル {count} 個を消しました。")
    }))
}

/// Removes abandoned uploads and left-over objects.
///
/// # Errors
/// Those of the database and of the store; the next sweep goes on.
pub async fn sweep(app: &App) -> AppResult<Swept> {
    remove_let_go(app).await?;
    let mut swept = Swept {
        abandoned: forget_abandoned(app).await?,
        ..Swept::default()
    };
    let found = app.files.everything().try_chunks(BATCH);
    let mut found = std::pin::pin!(found);
    while let Some(batch) = found.next().await {
        remove_unknown(app, batch.map_err(|error| error.1)?, &mut swept).await?;
    }
    app.files.remove_half_written(app.clock.now() - LEFT_OVER_AFTER).await?;
    Ok(swept)
}

/// Removes uploads that were let go. The bytes first: they may be old, and old bytes that no row knows are left to a person. Nobody sees
/// the row meanwhile, and who is killed in between leaves it to the next.
///
/// # Errors
/// Those of the database and of the store.
pub async fn remove_let_go(app: &App) -> AppResult<()> {
    for (file, object) in app.with_connection(|_, conn| Ok(model::let_go(conn)?)).await? {
        app.files.remove(&object).await?;
        app.with_connection(move |app, conn| Ok(app.db.write(conn, |conn| model::forget(conn, file))?))
            .await?;
    }
    Ok(())
}

/// The rows first: bytes without a row are seen by nobody.
async fn forget_abandoned(app: &App) -> AppResult<usize> {
    let forget = |app: &App, conn: &mut crate::db::Conn| {
        let before = app.clock.timestamp() - ABANDONED_AFTER;
        let mut objects = Vec::new();
        for file in model::abandoned(conn, before)? {
            objects.extend(app.db.write(conn, |conn| model::forget(conn, file))?);
        }
        Ok(objects)
    };
    let objects = app.with_connection(forget).await?;
    for object in &objects {
        app.files.remove(object).await?;
    }
    Ok(objects.len())
}

async fn remove_unknown(app: &App, found: Vec<Found>, swept: &mut Swept) -> AppResult<()> {
    let names: HashSet<&String> = found.iter().map(|part| &part.object).collect();
    let names: Vec<String> = names.into_iter().cloned().collect();
    let known = app.with_connection(move |_, conn| Ok(model::known(conn, &names)?)).await?;
    let known: HashSet<String> = known.into_iter().collect();
    let now = app.clock.now();
    let mut removed = HashSet::new();
    for part in found.iter().filter(|part| !known.contains(&part.object)) {
        let age = now - part.written_at;
        if age > SUSPICIOUS_AFTER {
            swept.suspicious += 1;
        } else if age > LEFT_OVER_AFTER && removed.insert(&part.object) {
            app.files.remove(&part.object).await?;
            swept.left_over += 1;
        }
    }
    Ok(())
}
