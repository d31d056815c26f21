//! The outbox in the database. Each row is written once, claimed for each attempt, and finished once.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use tobiume_common::{ids::ApplicationId, mail::MailNotice};

use crate::db::{Conn, schema::outbox};

/// States of a mail.
pub(super) const WAITING: &str = "waiting";
const SENT: &str = "sent";
pub(super) const GIVEN_UP: &str = "given_up";

/// How long a node has a mail that it sends: longer than a sending takes at the most.
const LEASE: Duration = Duration::minutes(5);

/// A mail that this node has, until its lease is over.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Claimed {
    /// Which.
    pub id: i64,
    application_id: i64,
    /// What it tells.
    pub notice: String,
    /// To whom.
    pub recipient: Option<String>,
    /// How often its sending was begun, this time too.
    pub attempts: i16,
    /// When the step was taken.
    pub written_at: NaiveDateTime,
}

impl Claimed {
    /// What it is about.
    pub const fn application(&self) -> ApplicationId {
        ApplicationId(self.application_id)
    }
}

/// What came of an attempt, with the server's reply code where there was one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it.
    Sent,
    /// It is tried again at this moment.
    Later(NaiveDateTime, Option<i16>),
    /// It is not tried again.
    GivenUp(Option<i16>),
}

/// Writes a mail that is due at once.
pub(super) fn insert(
    conn: &mut Conn,
    application: ApplicationId,
    notice: MailNotice,
    recipient: &str,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let new = (
        outbox::application_id.eq(application.0),
        outbox::notice.eq(notice.code()),
        outbox::recipient.eq(Some(recipient)),
        outbox::state.eq(WAITING),
        outbox::attempts.eq(0),
        outbox::next_at.eq(now),
        outbox::written_at.eq(now),
    );
    diesel::insert_into(outbox::table).values(new).execute(conn).map(|_| ())
}

/// Claims the mail that is due longest; call it inside a write transaction. None where none is due, or another node was quicker.
pub(super) fn claim(conn: &mut Conn, now: NaiveDateTime) -> QueryResult<Option<Claimed>> {
    let due: Option<Claimed> = outbox::table
        .filter(outbox::state.eq(WAITING))
        .filter(outbox::next_at.le(now))
        .order((outbox::next_at, outbox::id))
        .select(Claimed::as_select())
        .first(conn)
        .optional()?;
    let Some(due) = due else { return Ok(None) };
    let attempts = due.attempts.saturating_add(1);
    let changed = (outbox::attempts.eq(attempts), outbox::next_at.eq(now + LEASE));
    let claimed = diesel::update(held(due.id, due.attempts)).set(changed).execute(conn)?;
    Ok((claimed > 0).then_some(Claimed { attempts, ..due }))
}

/// Notes what came of an attempt; nothing where the lease was over and another node has it now.
pub(super) fn finish(conn: &mut Conn, mail: &Claimed, outcome: Outcome, now: NaiveDateTime) -> QueryResult<()> {
    let target = held(mail.id, mail.attempts);
    let (state, reply) = match outcome {
        Outcome::Later(next_at, reply) => {
            let changed = (outbox::next_at.eq(next_at), outbox::reply.eq(reply));
            return diesel::update(target).set(changed).execute(conn).map(|_| ());
        }
        Outcome::Sent => (SENT, None),
        Outcome::GivenUp(reply) => (GIVEN_UP, reply),
    };
    let changed = (
        outbox::state.eq(state),
        outbox::reply.eq(reply),
        outbox::finished_at.eq(Some(now)),
        // Nothing is sent there any more.
        outbox::recipient.eq(None::<String>),
    );
    diesel::update(target).set(changed).execute(conn).map(|_| ())
}

/// How many mails wait.
pub(super) fn waiting(conn: &mut Conn) -> QueryResult<i64> {
    outbox::table.filter(outbox::state.eq(WAITING)).count().get_result(conn)
}

/// A mail that waits and whose sending was begun so often.
#[diesel::dsl::auto_type(no_type_alias)]
fn held(id: i64, attempts: i16) -> _ {
    let waiting: &'static str = WAITING;
    outbox::table
        .filter(outbox::id.eq(id))
        .filter(outbox::attempts.eq(attempts))
        .filter(outbox::state.eq(waiting))
}
