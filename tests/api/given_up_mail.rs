//! Mail that was given up: what the office sees of it, and that it is sent once more.

use chrono::Duration;
use diesel::prelude::*;
use support::{Client, app::*, smtp::MailServer};
use tobiume_backend::{
    db::schema::{audit_log, outbox},
    outbox::Sent,
};
use tobiume_common::{
    ApiError, ErrorCode,
    application::{State, Step},
    ids::MailId,
    mail::{GIVEN_UP_DAYS, GivenUpMails, ListGivenUpMails, MailNotice, MailPath, MailProblem, ResendMail},
};

use super::{
    applications::{only, sent, step},
    mail::{CLINIC, each_database, send, start, with_email},
};

fn list(office: &mut Client) -> GivenUpMails {
    office.call::<ListGivenUpMails>(&(), "", &()).unwrap()
}

fn resend(office: &mut Client, mail: MailId) -> Result<GivenUpMails, ApiError> {
    office.call::<ResendMail>(&MailPath { mail }, "", &())
}

const GIVEN_UP: Sent = Sent {
    sent: 0,
    put_off: 0,
    given_up: 1,
};

#[test]
fn what_was_given_up_is_sent_once_more() {
    each_database("what_was_given_up_is_sent_once_more", |database| {
        let receiver = MailServer::start();
        let app = start(database, &receiver).unwrap();
        let mut office = app.sign_in(OFFICE);
        assert!(list(&mut office).mails.is_empty() && list(&mut office).is_on);
        sent(&mut app.anonymous(), &with_email(CLINIC));
        receiver.answer_next(&["550 nobody here"]);
        assert_eq!(send(&app), GIVEN_UP);

        let answer = office.send_json(tobiume_common::Method::Get, "/api/office/mails/given-up", &serde_json::Value::Null);
        assert!(!answer.text().contains(CLINIC), "no address in {}", answer.text());
        let shown = list(&mut office).mails;
        assert_eq!(shown.len(), 1);
        let mail = &shown[0];
        assert_eq!(
            (mail.notice, mail.state, mail.is_current, mail.attempts, mail.problem, mail.reply),
            (MailNotice::Received, State::Submitted, true, 1, MailProblem::Refused, Some(550))
        );
        assert_eq!((mail.institution.as_str(), mail.application), ("あおば内科", only(&mut office).id));

        let (first, id) = (mail.clone(), mail.id);
        app.app.clock.advance(Duration::minutes(1));
        assert!(resend(&mut office, id).unwrap().mails.is_empty(), "it waits again");
        assert_eq!(resend(&mut office, id).unwrap_err().code, ErrorCode::NotFound, "once");
        assert_eq!(
            send(&app),
            Sent {
                sent: 1,
                ..Sent::default()
            }
        );
        assert_eq!(receiver.taken()[0].to, [CLINIC]);
        let details: Vec<Option<String>> = app.query(|conn| {
            audit_log::table
                .filter(audit_log::action.eq("resend_mail"))
                .select(audit_log::detail)
                .load(conn)
        });
        assert_eq!(details, [Some(format!("{} received", first.application))]);
    });
}

#[test]
fn what_does_not_hold_any_more_is_not_sent_again() {
    each_database("what_does_not_hold_any_more_is_not_sent_again", |database| {
        let receiver = MailServer::start();
        let app = start(database, &receiver).unwrap();
        sent(&mut app.anonymous(), &with_email(CLINIC));
        receiver.answer_next(&["450 later"; 100]);
        for looks in 0.. {
            assert!(looks < 20, "it ends");
            if send(&app).given_up > 0 {
                break;
            }
            app.app.clock.advance(Duration::hours(13));
        }
        let mut office = app.sign_in(OFFICE);
        let mail = list(&mut office).mails.remove(0);
        assert_eq!((mail.problem, mail.reply, mail.attempts), (MailProblem::PutOff, Some(450), 9));

        // The office has begun to look at it: that it arrived tells nothing new.
        let seen = only(&mut office);
        step(&mut office, &seen, Step::TakeUp, "").unwrap();
        let mail = list(&mut office).mails.remove(0);
        assert!(!mail.is_current);
        let refused = resend(&mut office, mail.id).unwrap_err();
        assert_eq!(refused.code, ErrorCode::Conflict);
        assert!(refused.message.contains("電話"), "{}", refused.message);
        let state: String = app.query(|conn| outbox::table.select(outbox::state).first(conn));
        assert_eq!(state, "given_up");

        app.app.clock.advance(Duration::days(GIVEN_UP_DAYS + 1));
        let mut office_later = app.sign_in(OFFICE);
        assert!(list(&mut office_later).mails.is_empty(), "nobody waits for it any more");
    });
}
