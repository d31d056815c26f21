//! The task that sends what is due, as long as the server runs.

use std::time::Duration;

use chrono::TimeDelta;
use metrics::{counter, gauge};
use tobiume_common::{application::receipt::receipt, mail::MailNotice};

use super::{
    model::{self, Claimed, Outcome},
    sender::{Refusal, Sender},
};
use crate::{
    api::{AppError, AppResult, loggable},
    app::App,
};

/// How often the outbox is looked into.
const EVERY: Duration = Duration::from_secs(5);

/// Waits after each failed attempt, in minutes; after the last of them a mail is given up, about two days after its step.
const WAITS: [i64; 8] = [1, 5, 15, 60, 4 * 60, 8 * 60, 12 * 60, 24 * 60];

/// What waited longer than this, because mail was off meanwhile, tells nothing new.
pub(super) const STALE_AFTER: TimeDelta = TimeDelta::days(7);

/// Mails of one look into the outbox.
const AT_ONCE: usize = 100;

/// What a look into the outbox did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Taken by the SMTP server.
    pub sent: usize,
    /// Tried again later.
    pub put_off: usize,
    /// Not tried again.
    pub given_up: usize,
}

/// Sends what is due, now and every few seconds; returns at once where mail is off.
pub async fn send_always(app: App) {
    if !app.outbox.is_on() {
        return;
    }
    loop {
        match send_due(&app).await {
            Ok(_) => {}
            Err(AppError::Internal(cause)) => tracing::error!(cause = %loggable(&cause), "mails not sent"),
            Err(AppError::Api(refusal)) => tracing::error!(code = ?refusal.code, "mails not sent"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Sends what is due.
///
/// # Errors
/// Those of the database; the next look goes on.
pub async fn send_due(app: &App) -> AppResult<Sent> {
    let mut done = Sent::default();
    let Some(sender) = app.outbox.sender.clone() else {
        return Ok(done);
    };
    for _ in 0..AT_ONCE {
        let claim = |app: &App, conn: &mut _| {
            let now = app.clock.timestamp();
            Ok(app.db.write(conn, |conn| model::claim(conn, now))?)
        };
        let Some(mail) = app.with_connection(claim).await? else { break };
        let tried = attempt(app, &sender, &mail).await;
        let outcome = outcome(app, &mail, tried);
        note(&mail, outcome, &mut done);
        let finish = move |app: &App, conn: &mut _| {
            let now = app.clock.timestamp();
            Ok(app.db.write(conn, |conn| model::finish(conn, &mail, outcome, now))?)
        };
        app.with_connection(finish).await?;
        if matches!(tried, Err(Refusal::Unreachable(_))) {
            break;
        }
    }
    let waiting = app.with_connection(|_, conn| Ok(model::waiting(conn)?)).await?;
    gauge!("mails_waiting").set(waiting as f64);
    Ok(done)
}

async fn attempt(app: &App, sender: &Sender, mail: &Claimed) -> Result<(), Refusal> {
    let is_stale = app.clock.timestamp() - mail.written_at > STALE_AFTER;
    let (Some(notice), Some(recipient), false) = (MailNotice::from_code(&mail.notice), &mail.recipient, is_stale) else {
        return Err(Refusal::Never(0));
    };
    let receipt = receipt(mail.application());
    let reference = format!("tobiume.{}.{}", mail.id, mail.written_at.and_utc().timestamp_micros());
    sender.send(notice, &receipt, recipient, &reference).await
}

fn outcome(app: &App, mail: &Claimed, tried: Result<(), Refusal>) -> Outcome {
    let code = match tried {
        Ok(()) => return Outcome::Sent,
        Err(Refusal::Never(code)) => return Outcome::GivenUp(stored(code)),
        Err(Refusal::Later(code) | Refusal::Unreachable(code)) => code.and_then(stored),
    };
    let wait = usize::try_from(mail.attempts - 1).ok().and_then(|at| WAITS.get(at));
    wait.map_or(Outcome::GivenUp(code), |minutes| {
        Outcome::Later(app.clock.timestamp() + TimeDelta::minutes(*minutes), code)
    })
}

/// A reply code as it is kept; 0 is none.
fn stored(code: u16) -> Option<i16> {
    i16::try_from(code).ok().filter(|code| *code > 0)
}

/// Counts and logs, without the address and without the server's words, which may quote it.
fn note(mail: &Claimed, outcome: Outcome, done: &mut Sent) {
    let (id, attempts) = (mail.id, mail.attempts);
    match outcome {
        Outcome::Sent => {
            done.sent += 1;
            counter!("mails_total", "outcome" => "sent").increment(1);
        }
        Outcome::Later(_, reply) => {
            done.put_off += 1;
            counter!("mails_total", "outcome" => "put_off").increment(1);
            tracing::warn!(mail = id, attempts, reply, "the SMTP server did not take a mail; it is tried again");
        }
        Outcome::GivenUp(reply) => {
            done.given_up += 1;
            counter!("mails_total", "outcome" => "given_up").increment(1);
            tracing::warn!(mail = id, attempts, reply, "a mail was given up: tell the applicant by telephone");
        }
    }
}
