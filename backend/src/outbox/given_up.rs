//! Mails that were given up: shown to the office, and sent once more when it says so.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    application::State,
    ids::{ApplicationId, MailId},
    mail::{GIVEN_UP_DAYS, GivenUpMail, GivenUpMails, ListGivenUpMails, MAILS_SHOWN, MailNotice, MailProblem, ResendMail},
};

use super::{
    model::{GIVEN_UP, WAITING},
    send::STALE_AFTER,
    sender::{Refusal, is_address, refusal},
};
use crate::{
    api::{AppResult, Call},
    app::App,
    applications::{model as applications, ticket},
    audit::{self, Action, Event},
    db::{
        Conn,
        date::rfc3339,
        schema::{applications as all_applications, outbox},
    },
};

/// A mail as it is read, with what it is about.
#[derive(Queryable)]
struct Row {
    id: i64,
    application: i64,
    notice: String,
    attempts: i16,
    reply: Option<i16>,
    written_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
    institution: String,
    state: String,
}

/// `GET /api/office/mails/given-up`
pub fn list_given_up_mails(call: &mut Call<'_, ListGivenUpMails>) -> AppResult<GivenUpMails> {
    list(call.app, call.conn)
}

/// `POST /api/office/mails/{mail}/resend`
pub fn resend_mail(call: &mut Call<'_, ResendMail>) -> AppResult<GivenUpMails> {
    let (app, user, mail) = (call.app, call.user()?, call.path.mail);
    let now = app.clock.timestamp();
    if !app.outbox.is_on() {
        return Err(conflict("メールを送る設定がありません。サーバーの管理者に知らせてください。"));
    }
    let mut event = Event::new(Action::ResendMail, now, call.client);
    event.by(&user);
    app.db.write(call.conn, |conn| -> AppResult<()> {
        let row = given_up().filter(outbox::id.eq(mail.0)).first::<Row>(conn).optional()?;
        let Some(shown) = row.and_then(Row::shown) else {
            return Err(ErrorCode::NotFound.into());
        };
        if !shown.is_current {
            return Err(conflict(
                "申請が次へ進んだため、このお知らせはもう送れません。必要なら、電話でお知らせください。",
            ));
        }
        let email = applications::email(conn, shown.application)?;
        if !is_address(&email) {
            return Err(conflict("申請にメールアドレスがありません。電話でお知らせください。"));
        }
        put_back(conn, mail, &email, now)?;
        event.detail(format!("{} {}", shown.application, shown.notice.code()));
        Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    list(app, call.conn)
}

fn list(app: &App, conn: &mut Conn) -> AppResult<GivenUpMails> {
    let since = app.clock.timestamp() - TimeDelta::days(GIVEN_UP_DAYS);
    let rows: Vec<Row> = given_up()
        .filter(outbox::finished_at.ge(since))
        .order(outbox::finished_at.desc())
        .limit(i64::try_from(MAILS_SHOWN).unwrap_or(i64::MAX))
        .load(conn)?;
    Ok(GivenUpMails {
        mails: rows.into_iter().filter_map(Row::shown).collect(),
        is_on: app.outbox.is_on(),
    })
}

#[diesel::dsl::auto_type(no_type_alias)]
fn given_up() -> _ {
    let state: &'static str = GIVEN_UP;
    outbox::table
        .inner_join(all_applications::table)
        .filter(outbox::state.eq(state))
        .select((
            outbox::id,
            outbox::application_id,
            outbox::notice,
            outbox::attempts,
            outbox::reply,
            outbox::written_at,
            outbox::finished_at,
            all_applications::institution_name,
            all_applications::state,
        ))
}

/// As if it were written now: it is tried as often as a new one, and under a name of its own.
fn put_back(conn: &mut Conn, mail: MailId, email: &str, now: NaiveDateTime) -> QueryResult<()> {
    let changed = (
        outbox::state.eq(WAITING),
        outbox::recipient.eq(Some(email)),
        outbox::attempts.eq(0_i16),
        outbox::reply.eq(None::<i16>),
        outbox::next_at.eq(now),
        outbox::written_at.eq(now),
        outbox::finished_at.eq(None::<NaiveDateTime>),
    );
    let target = outbox::table.filter(outbox::id.eq(mail.0)).filter(outbox::state.eq(GIVEN_UP));
    diesel::update(target).set(changed).execute(conn).map(|_| ())
}

impl Row {
    /// None for a notice or state of a later version.
    fn shown(self) -> Option<GivenUpMail> {
        let (notice, state) = (MailNotice::from_code(&self.notice)?, State::from_code(&self.state)?);
        let given_up_at = self.finished_at?;
        let application = ApplicationId(self.application);
        let reply = self.reply.and_then(|reply| u16::try_from(reply).ok());
        Some(GivenUpMail {
            id: MailId(self.id),
            application,
            receipt: ticket::receipt(application),
            institution: self.institution,
            notice,
            state,
            is_current: notice.state() == state,
            written_at: rfc3339(self.written_at),
            given_up_at: rfc3339(given_up_at),
            attempts: u32::from(self.attempts.unsigned_abs()),
            problem: problem(reply, given_up_at - self.written_at),
            reply,
        })
    }
}

fn problem(reply: Option<u16>, took: TimeDelta) -> MailProblem {
    match refusal(reply) {
        Refusal::Never(_) => MailProblem::Refused,
        Refusal::Later(_) => MailProblem::PutOff,
        Refusal::Unreachable(None) if took > STALE_AFTER => MailProblem::Stale,
        Refusal::Unreachable(_) => MailProblem::Unreachable,
    }
}

fn conflict(message: &str) -> crate::api::AppError {
    ApiError {
        message: message.to_owned(),
        ..ApiError::new(ErrorCode::Conflict)
    }
    .into()
}
