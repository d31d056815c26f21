//! How an application changes: in the version that was looked at, by a step that may be taken. All of it or nothing.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    application::{Actor, ApplicationForm, Kind, State, Step},
    ids::UserId,
};

use super::model::{self, Row, Stored};
use crate::{
    api::AppResult,
    db::{Conn, schema::applications},
    outbox::Outbox,
};

/// Who takes a step.
#[derive(Clone, Copy)]
pub enum By {
    /// Who applies: the user, where they have an account.
    Applicant(Option<UserId>),
    /// A clerk of the secretariat.
    Clerk(UserId),
    /// Nobody: it follows from something else.
    Network,
}

impl By {
    const fn actor(self) -> Actor {
        match self {
            Self::Applicant(_) => Actor::Applicant,
            Self::Clerk(_) => Actor::Office,
            Self::Network => Actor::Network,
        }
    }

    const fn user(self) -> Option<UserId> {
        match self {
            Self::Applicant(user) => user,
            Self::Clerk(user) => Some(user),
            Self::Network => None,
        }
    }

    const fn clerk(self) -> Option<UserId> {
        match self {
            Self::Applicant(_) | Self::Network => None,
            Self::Clerk(user) => Some(user),
        }
    }
}

/// A step that somebody takes.
#[derive(Clone, Copy)]
pub struct Turn<'a> {
    /// Which.
    pub step: Step,
    /// Who takes it.
    pub by: By,
    /// Why, or the answer.
    pub note: &'a str,
    /// When.
    pub now: NaiveDateTime,
    /// Where the mail that tells of it is written.
    pub outbox: &'a Outbox,
}

impl Turn<'_> {
    /// Takes the step; call it inside a write transaction.
    ///
    /// # Errors
    /// Conflict, where the step may not be taken, or somebody changed the application after `row` was read.
    pub fn take(&self, conn: &mut Conn, row: &Row, form: Option<Stored>) -> AppResult<()> {
        let next = may_take(row, self.step, self.by.actor())?;
        let changed = (
            form,
            applications::state.eq(next.code()),
            applications::version.eq(row.version + 1),
            // Who decides has it; what waits again is anybody's.
            applications::clerk_id.eq(if next == State::Submitted {
                None
            } else {
                self.by.clerk().map(|user| user.0).or(row.clerk_id)
            }),
            applications::sent_at.eq(if next == State::Submitted { Some(self.now) } else { row.sent_at }),
        );
        let target = applications::table
            .filter(applications::id.eq(row.id))
            .filter(applications::version.eq(row.version));
        if diesel::update(target).set(changed).execute(conn)? == 0 {
            return Err(overtaken().into());
        }
        model::add_event(conn, row.id(), self.step, self.by.user(), self.note, self.now)?;
        self.tell(conn, row)
    }

    /// Writes to who has no account; everybody else sees it inside.
    fn tell(&self, conn: &mut Conn, row: &Row) -> AppResult<()> {
        if !self.outbox.is_on() || row.kind()? != Kind::Participation {
            return Ok(());
        }
        let email = model::email(conn, row.id())?;
        Ok(self.outbox.tell(conn, row.id(), self.step, &email, self.now)?)
    }
}

/// Where the step leads.
///
/// # Errors
/// Conflict, where it may not be taken now.
pub fn may_take(row: &Row, step: Step, by: Actor) -> AppResult<State> {
    let before = row.state()?;
    Ok(row.kind()?.after(before, step, by).ok_or_else(|| not_now(before, step))?)
}

/// Keeps what is typed without a step.
///
/// # Errors
/// Conflict, where the applicant may not change it now, or somebody changed it after `row` was read.
pub fn keep(conn: &mut Conn, row: &Row, form: &ApplicationForm, now: NaiveDateTime) -> AppResult<()> {
    refuse_closed(row)?;
    let target = applications::table
        .filter(applications::id.eq(row.id))
        .filter(applications::version.eq(row.version));
    let changed = (
        Stored::of(form)?,
        applications::version.eq(row.version + 1),
        applications::saved_at.eq(Some(now)),
    );
    match diesel::update(target).set(changed).execute(conn)? {
        0 => Err(overtaken().into()),
        _ => Ok(()),
    }
}

/// Refuses what the applicant may not change now.
///
/// # Errors
/// Conflict.
pub fn refuse_closed(row: &Row) -> AppResult<()> {
    let state = row.state()?;
    if state.is_open() { Ok(()) } else { Err(closed(state).into()) }
}

/// The version that was looked at is no longer the newest.
pub fn overtaken() -> ApiError {
    ApiError {
        message: "ほかの画面か、ほかの人が先に更新しました。画面を開き直して、いまの内容を確かめてください。".to_owned(),
        ..ApiError::new(ErrorCode::Conflict)
    }
}

fn closed(state: State) -> ApiError {
    ApiError {
        message: format!(
            "この申請は「{}」のため、書き換えられません。直したいことは、事務局へご連絡ください。",
            state.label()
        ),
        ..ApiError::new(ErrorCode::Conflict)
    }
}

fn not_now(state: State, step: Step) -> ApiError {
    ApiError {
        message: format!(
            "この申請は「{}」のため、「{}」はできません。画面を開き直して確かめてください。",
            state.label(),
            step.label()
        ),
        ..ApiError::new(ErrorCode::Conflict)
    }
}
