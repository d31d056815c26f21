//! Announcements: shown from their first to their last day, to those whom they concern.

use chrono::Duration;
use support::{Client, TestApp, app::*, on_both_databases};
use tobiume_common::{
    ApiError, ErrorCode,
    access::Role,
    announcements::{
        AnnouncementForm, AnnouncementLine, AnnouncementList, AnnouncementRequest, AnnouncementState, ListAnnouncements, SaveAnnouncement,
    },
    portal::GetPortal,
};

fn save(office: &mut Client, before: Option<&AnnouncementLine>, form: &AnnouncementForm) -> Result<AnnouncementList, ApiError> {
    let request = AnnouncementRequest {
        id: before.map(|line| line.id),
        version: before.map_or(0, |line| line.version),
        form: form.clone(),
    };
    office.call::<SaveAnnouncement>(&(), "", &request)
}

fn line(list: &AnnouncementList, title: &str) -> AnnouncementLine {
    list.lines.iter().find(|line| line.form.title == title).unwrap().clone()
}

fn sees(app: &TestApp, login_id: &str, title: &str) -> bool {
    let portal = app.sign_in(login_id).call::<GetPortal>(&(), "", &()).unwrap();
    portal.announcements.iter().any(|announcement| announcement.title == title)
}

on_both_databases! {
    fn announcements_have_their_time_and_their_readers(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let today = app.app.clock.today();
        let before = office.call::<ListAnnouncements>(&(), "", &()).unwrap();
        assert!(!before.lines.is_empty() && before.lines.iter().all(|line| line.state == AnnouncementState::Shown));
        let form = AnnouncementForm {
            title: "救急隊の皆さまへ".to_owned(),
            body: "a".to_owned(),
            important: true,
            shown_from: today.to_string(),
            shown_until: today.to_string(),
            audience: vec![Role::Crew],
        };
        let first = line(&save(&mut office, None, &form).unwrap(), &form.title);
        assert_eq!((first.version, first.state, &first.form), (1, AnnouncementState::Shown, &form));
        assert!(sees(&app, CREW, &form.title) && !sees(&app, NURSE, &form.title) && !sees(&app, OFFICE, &form.title));

        let for_all = AnnouncementForm { audience: Vec::new(), ..form.clone() };
        let second = line(&save(&mut office, Some(&first), &for_all).unwrap(), &form.title);
        assert_eq!((second.id, second.version), (first.id, 2));
        assert!(sees(&app, NURSE, &form.title));
        assert_eq!(save(&mut office, Some(&first), &form).unwrap_err().code, ErrorCode::Conflict, "another version");
        let nobody = AnnouncementLine { id: tobiume_common::ids::AnnouncementId(999_999), ..second };
        assert_eq!(save(&mut office, Some(&nobody), &form).unwrap_err().code, ErrorCode::Conflict);
        assert_eq!(save(&mut office, None, &AnnouncementForm { title: " ".to_owned(), ..form.clone() }).unwrap_err().fields[0].field, "title");

        app.app.clock.advance(Duration::days(1));
        let mut office = app.sign_in(OFFICE);
        assert!(!sees(&app, NURSE, &form.title), "its last day has passed");
        assert_eq!(line(&office.call::<ListAnnouncements>(&(), "", &()).unwrap(), &form.title).state, AnnouncementState::Past);
        let tomorrow = (chrono::NaiveDate::parse_from_str(&today.to_string(), "%Y-%m-%d").unwrap() + Duration::days(2)).to_string();
        let coming = AnnouncementForm { title: "あさってから".to_owned(), shown_from: tomorrow, shown_until: String::new(), audience: Vec::new(), ..form };
        assert_eq!(line(&save(&mut office, None, &coming).unwrap(), &coming.title).state, AnnouncementState::Coming);
        assert!(!sees(&app, NURSE, &coming.title));
        app.app.clock.advance(Duration::days(1));
        assert!(sees(&app, NURSE, &coming.title));
    }
}
