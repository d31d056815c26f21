//! Mail to applicants: what happened to their application, in an outbox that survives restarts.
//!
//! A step writes its mail as a row, in its own transaction ([`Outbox::tell`]); a task sends what is due ([`send_always`]). A node claims
//! a row for a while before it sends it, so that of several nodes one does. A node that dies between the server's yes and the note of it
//! leaves a mail that is sent again after that while, under the same Message-ID. Mails hold neither names nor codes nor anything that
//! somebody typed ([`words`]); the address is forgotten once nothing is sent any more. What was given
//! up is the office's to send once more ([`resend_mail`]).

mod given_up;
mod model;
mod send;
mod sender;
mod words;

use std::sync::Arc;

use chrono::NaiveDateTime;
use diesel::QueryResult;
use tobiume_common::{application::Step, ids::ApplicationId};

use crate::{
    config::{MailConfig, NetworkConfig},
    db::Conn,
};

pub use given_up::{list_given_up_mails, resend_mail};
pub use send::{Sent, send_always, send_due};
use sender::Sender;

/// Writes mails; where no SMTP server is configured it writes nothing.
#[derive(Clone)]
pub struct Outbox {
    sender: Option<Arc<Sender>>,
}

impl Outbox {
    /// As configured.
    ///
    /// # Errors
    /// When a server is named, but what it needs is missing or wrong.
    pub fn open(mail: &MailConfig, network: &NetworkConfig) -> anyhow::Result<Self> {
        Ok(Self {
            sender: Sender::new(mail, network)?.map(Arc::new),
        })
    }

    /// Whether mails are written.
    pub const fn is_on(&self) -> bool {
        self.sender.is_some()
    }

    /// Writes the mail that tells of a step, where there is one; call it inside the step's transaction. An address that none is stays
    /// without mail: the applicant sees the same on the page.
    ///
    /// # Errors
    /// Those of the database.
    pub fn tell(&self, conn: &mut Conn, application: ApplicationId, step: Step, email: &str, now: NaiveDateTime) -> QueryResult<()> {
        match words::of(step) {
            Some(notice) if self.is_on() && sender::is_address(email) => model::insert(conn, application, notice, email, now),
            _ => Ok(()),
        }
    }
}
