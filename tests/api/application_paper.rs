//! What an applicant gets without an account: the list of associations, and what was sent as a PDF.

use support::{
    TestApp,
    client::{Answer, OWN_PAGE},
    files::{has_worker, pdf},
    on_both_databases,
};
use tobiume_common::{
    Endpoint, ErrorCode,
    application::{ListAssociations, OwnRequest, PrintApplication, Ticket},
};

use crate::{
    application_files::send,
    applications::{begin, code, form, pdf_text, submit},
};

const PAPER: &str = "what_was_sent_is_on_paper";

fn print(app: &TestApp, ticket: &Ticket) -> Answer {
    let body = serde_json::to_vec(&OwnRequest { ticket: ticket.clone() }).unwrap();
    app.anonymous().send(
        PrintApplication::METHOD,
        PrintApplication::PATH,
        &[OWN_PAGE, ("content-type", "application/json")],
        &body,
    )
}

on_both_databases! {
    fn associations_can_be_chosen_from(app: TestApp) {
        let names = app.anonymous().call::<ListAssociations>(&(), "", &()).unwrap().names;
        assert!(names.iter().any(|name| name == "北九州市医師会"), "{names:?}");
    }

    fn what_was_sent_is_on_paper(app: TestApp) {
        let mut clinic = app.anonymous();
        let typed = form("青葉#*_$内科", &code(71));
        let draft = begin(&mut clinic, &typed).unwrap();
        assert_eq!(print(&app, &draft).code(), ErrorCode::Conflict, "a draft was not sent");
        let wrong = Ticket { code: "abcd-efgh-jkmn".to_owned(), ..draft.clone() };
        assert_eq!(print(&app, &wrong).code(), ErrorCode::WrongCredentials);
        if !has_worker(PAPER, &app) {
            return;
        }
        send(&mut clinic, &draft, "開設許可証#1.pdf", &pdf("", 1000)).unwrap();
        submit(&mut clinic, &draft, 1, &typed).unwrap();
        let ticket = draft;
        let answer = print(&app, &ticket);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/pdf")), "{}", answer.text());
        let Some(text) = pdf_text(PAPER, &answer.body) else { return };
        // What is typed is never read as markup.
        for expected in ["青葉#*_$内科", &ticket.receipt, "青葉 一郎", "医師・管理者", "Windows 2台（院内LAN）", "093-000-0000", "開設許可証#1.pdf"] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert!(!text.contains(&ticket.code), "the code is not on it");
    }
}
