//! The office's queue: what is found in it, what is done to several at once, and letters once more.

use diesel::prelude::*;
use support::{
    Client,
    app::*,
    client::{Answer, OWN_PAGE},
    files::has_worker,
    on_both_databases,
};
use tobiume_backend::db::schema::audit_log;
use tobiume_common::{
    ApiError, Endpoint, ErrorCode,
    application::{
        Kind, ListApplications, MadeUser, QueueLine, QueueQuery, ReissueLetters, ReissueRequest, SEARCH_MAX, Seen, State, Step,
        TakeUpApplications, TakeUpRequest, TakenUp, form::UserLine,
    },
    endpoint::path_of,
    ids::{ApplicationId, UserId},
    institutions::Profession,
    session::{ChangePassword, ChangePasswordRequest, GetSession},
};

use crate::applications::{approve, code, detail, form, only, path, pdf_text, queue, sent, step};

fn found(office: &mut Client, text: &str, state: Option<State>) -> Vec<String> {
    let query = QueueQuery {
        state,
        text: text.to_owned(),
        after: None,
    };
    let lines = office.call::<ListApplications>(&(), "", &query).unwrap().lines;
    lines.into_iter().map(|line| line.institution).collect()
}

fn seen(line: &QueueLine) -> Seen {
    Seen {
        id: line.id,
        version: line.version,
    }
}

fn take_up(office: &mut Client, applications: Vec<Seen>) -> Result<TakenUp, ApiError> {
    office.call::<TakeUpApplications>(&(), "", &TakeUpRequest { applications })
}

fn reissue(office: &mut Client, application: ApplicationId, user: Option<UserId>) -> Answer {
    let body = serde_json::to_vec(&ReissueRequest { user }).unwrap();
    let headers = [OWN_PAGE, ("content-type", "application/json")];
    office.send(
        ReissueLetters::METHOD,
        &path_of::<ReissueLetters>(&path(application)),
        &headers,
        &body,
    )
}

/// The password on each page.
fn passwords(text: &str) -> Vec<String> {
    let is_password = |word: &&str| word.len() == 14 && word.split('-').all(|group| group.len() == 4);
    text.split_whitespace().filter(is_password).map(str::to_owned).collect()
}

on_both_databases! {
    fn an_application_is_found_by_what_is_said_on_the_telephone(app: TestApp) {
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let mut aoba = form("あおば内科クリニック", &code(987_001));
        aoba.institution.phone = "093-000-1234".to_owned();
        let ticket = sent(&mut clinic, &aoba);
        let mut midori = form("みどり100%薬局", &code(987_002));
        midori.institution.phone = "093-000-5678".to_owned();
        sent(&mut clinic, &midori);
        let draft = form("したがき医院", &code(987_003));
        crate::applications::begin(&mut clinic, &draft).unwrap();

        let first = || vec!["あおば内科クリニック".to_owned()];
        for text in [&ticket.receipt, &*ticket.receipt.replace('-', ""), &ticket.receipt.to_lowercase(), "あおば", "内科", "あおば 内科", "アオバ内科",
            "093-000-1234", "０９３０００１２３４", "1234", "987001"] {
            assert_eq!(found(&mut office, text, None), first(), "{text}");
        }
        assert_eq!(found(&mut office, "093", None).len(), 2);
        assert_eq!(found(&mut office, "100%", None), ["みどり100%薬局"]);
        for nothing in ["したがき", "%", "_", "\\", "-", "12", "A-999999-5", "x' OR 1=1 --"] {
            assert!(found(&mut office, nothing, None).is_empty(), "{nothing}");
        }
        let long = QueueQuery { text: "長".repeat(SEARCH_MAX + 1), ..QueueQuery::default() };
        assert_eq!(office.call::<ListApplications>(&(), "", &long).unwrap_err().code, ErrorCode::Invalid);

        // What is decided is found by a search, and is no work any more.
        let lines = queue(&mut office, None, None).lines;
        assert!(lines.iter().all(|line| line.kind == Kind::Participation));
        let shown = detail(&mut office, lines[0].id);
        let taken = step(&mut office, &shown, Step::TakeUp, "").unwrap();
        step(&mut office, &taken, Step::Reject, "対象外").unwrap();
        assert_eq!(queue(&mut office, None, None).lines.len(), 1);
        assert_eq!(found(&mut office, "あおば", None), first());
        assert!(found(&mut office, "あおば", Some(State::Submitted)).is_empty());
    }

    fn several_are_taken_up_at_once(app: TestApp) {
        let (mut clinic, mut office, mut other) = (app.anonymous(), app.sign_in(OFFICE), app.sign_in(OFFICE));
        for number in 0..5 {
            sent(&mut clinic, &form(&format!("医院{number}"), &code(987_001 + number)));
        }
        let lines = queue(&mut office, None, None).lines;
        let quicker = detail(&mut other, lines[1].id);
        step(&mut other, &quicker, Step::TakeUp, "").unwrap();
        let done = take_up(&mut office, lines[..3].iter().rev().map(seen).collect()).unwrap();
        assert_eq!((done.taken, done.overtaken), (2, vec![lines[1].receipt.clone()]));
        let states: Vec<State> = lines.iter().map(|line| detail(&mut office, line.id).state).collect();
        assert_eq!(states, [State::InReview, State::InReview, State::InReview, State::Submitted, State::Submitted]);
        assert_eq!(detail(&mut office, lines[1].id).history.len(), 2, "nothing was done to it twice");
        // The steps of applicants are nobody's.
        let by_clerks = audit_log::table.filter(audit_log::action.eq("step_application")).filter(audit_log::user_id.is_not_null());
        let rows: i64 = app.query(|conn| by_clerks.count().get_result(conn));
        assert_eq!(rows, 3, "each has its audit row");
        // Twice the same line, nothing, too much, what is not there.
        assert_eq!(take_up(&mut office, vec![seen(&lines[3]); 2]).unwrap().taken, 1);
        assert_eq!(take_up(&mut office, Vec::new()).unwrap_err().code, ErrorCode::Invalid);
        assert_eq!(take_up(&mut office, vec![seen(&lines[4]); 51]).unwrap_err().code, ErrorCode::Invalid);
        let gone = Seen { id: ApplicationId(999_999), version: 2 };
        assert_eq!(take_up(&mut office, vec![seen(&lines[4]), gone]).unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(detail(&mut office, lines[4].id).state, State::Submitted, "all or nothing");
    }

    fn a_letter_is_issued_again_with_a_new_password(app: TestApp) {
        const TEST: &str = "a_letter_is_issued_again_with_a_new_password";
        if !has_worker(TEST, &app) {
            return;
        }
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let mut whole = form("あおば内科", &code(987_001));
        whole.users.push(UserLine {
            name: "青葉 花子".to_owned(),
            kana: "アオバ ハナコ".to_owned(),
            profession: Some(Profession::Clerk),
            is_administrator: false,
        });
        sent(&mut clinic, &whole);
        let shown = only(&mut office);
        assert_eq!(reissue(&mut office, shown.id, None).code(), ErrorCode::Conflict, "nothing is issued before the approval");
        let taken = step(&mut office, &shown, Step::TakeUp, "").unwrap();
        let letters = approve(&mut office, &taken, "");
        let Some(text) = pdf_text(TEST, &letters.body) else { return };
        let first = passwords(&text);
        let made: Vec<MadeUser> = detail(&mut office, shown.id).users;
        assert_eq!(made.iter().map(|user| (user.name.as_str(), user.waits)).collect::<Vec<_>>(), [("青葉 一郎", true), ("青葉 花子", true)]);

        // The first chooses a password and is at work; the second lost the letter.
        let mut one = app.anonymous();
        one.sign_in(&made[0].login_id, &first[0]).unwrap();
        let change = ChangePasswordRequest { current: first[0].clone(), new: "あおばの朝はとても早いのです".to_owned() };
        one.call::<ChangePassword>(&(), "", &change).unwrap();
        let mut two = app.anonymous();
        two.sign_in(&made[1].login_id, &first[1]).unwrap();
        let again = reissue(&mut office, shown.id, None);
        assert_eq!((again.status, again.header("content-type")), (200, Some("application/pdf")));
        let text = pdf_text(TEST, &again.body).unwrap();
        let second = passwords(&text);
        assert!(second.len() == 1 && text.contains("青葉 花子") && !text.contains("青葉 一郎"), "{text}");
        assert_eq!(two.call::<GetSession>(&(), "", &()).unwrap_err().code, ErrorCode::SignedOut, "the session ended");
        assert_eq!(app.anonymous().sign_in(&made[1].login_id, &first[1]).unwrap_err().code, ErrorCode::WrongCredentials);
        assert!(app.anonymous().sign_in(&made[1].login_id, &second[0]).unwrap().must_change_password);
        assert!(one.call::<GetSession>(&(), "", &()).is_ok(), "who is at work is left alone");

        // By name, whoever is at work gets one too.
        assert_eq!(reissue(&mut office, shown.id, Some(made[0].id)).status, 200);
        assert_eq!(one.call::<GetSession>(&(), "", &()).unwrap_err().code, ErrorCode::SignedOut);
        let stranger: i64 = app.query(|conn| {
            use tobiume_backend::db::schema::users;
            users::table.filter(users::login_id.eq(FAMILY_DOCTOR)).select(users::id).first(conn)
        });
        assert_eq!(reissue(&mut office, shown.id, Some(UserId(stranger))).code(), ErrorCode::NotFound, "of another institution");
        let rows: Vec<Option<String>> = app.query(|conn| {
            audit_log::table.filter(audit_log::action.eq("reset_password")).order(audit_log::id).select(audit_log::detail).load(conn)
        });
        assert_eq!(rows, [made[1].id, made[0].id].map(|id| Some(id.to_string())));
    }
}
