//! 設定日程調整: times, devices, and the first sign-in that begins the use.

use diesel::prelude::*;
use support::{Client, app::*, files::has_worker, on_both_databases};
use tobiume_backend::db::schema::audit_log;
use tobiume_common::{
    ApiError, CivilDate, ErrorCode,
    application::{
        AnswerSetUpTimes, ApplicationDetail, ListApplications, OfferSetUpTimes, OwnApplication, QueueQuery, RecordDevices, State, Step,
        Ticket,
        set_up::{Device, DeviceResult, DevicesRequest, OfferRequest, TimeTyped, TimesAnswer},
    },
    session::{ChangePassword, ChangePasswordRequest},
};

use crate::applications::{approve, code, detail, form, only, own, path, pdf_text, sent, step};

const DECEMBER_3: &str = "2027-12-03";

fn time(day: &str, from: &str, to: &str) -> TimeTyped {
    TimeTyped {
        day: day.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

fn offer(office: &mut Client, seen: &ApplicationDetail, times: Vec<TimeTyped>) -> Result<ApplicationDetail, ApiError> {
    let request = OfferRequest {
        version: seen.version,
        times,
        note: "担当者が伺います。".to_owned(),
    };
    office.call::<OfferSetUpTimes>(&path(seen.id), "", &request)
}

fn answer(clinic: &mut Client, ticket: &Ticket, version: i64, time: Option<i64>, note: &str) -> Result<OwnApplication, ApiError> {
    let request = TimesAnswer {
        ticket: ticket.clone(),
        version,
        time,
        note: note.to_owned(),
    };
    clinic.call::<AnswerSetUpTimes>(&(), "", &request)
}

fn record(office: &mut Client, seen: &ApplicationDetail, devices: Vec<Device>) -> Result<ApplicationDetail, ApiError> {
    let request = DevicesRequest {
        version: seen.version,
        devices,
    };
    office.call::<RecordDevices>(&path(seen.id), "", &request)
}

/// The devices with this result.
fn with_results(seen: &ApplicationDetail, result: Option<DeviceResult>) -> Vec<Device> {
    let devices = seen.set_up.clone().unwrap().devices.into_iter().enumerate();
    let device = |(at, device): (usize, Device)| Device {
        name: format!("受付{at}"),
        certificate: format!("CERT-{at}"),
        result,
        done_on: if result.is_some() { "2026-11-20".to_owned() } else { String::new() },
        note: "窓口".to_owned(),
        ..device
    };
    devices.map(device).collect()
}

/// An approved application, with the initial password of its one user.
fn approved(test: &str, clinic: &mut Client, office: &mut Client) -> Option<(Ticket, ApplicationDetail, String)> {
    let ticket = sent(clinic, &form("あおば内科", &code(987_001)));
    let shown = only(office);
    let taken = step(office, &shown, Step::TakeUp, "").unwrap();
    let letters = approve(office, &taken, "");
    assert_eq!(letters.status, 200);
    let text = pdf_text(test, &letters.body)?;
    let is_password = |word: &&str| word.len() == 14 && word.split('-').all(|group| group.len() == 4);
    let password = text.split_whitespace().find(is_password).unwrap().to_owned();
    Some((ticket, detail(office, shown.id), password))
}

fn choose_password(user: &mut Client, login_id: &str, initial: &str) {
    user.sign_in(login_id, initial).unwrap();
    let change = ChangePasswordRequest {
        current: initial.to_owned(),
        new: "あおばの朝はとても早いのです".to_owned(),
    };
    user.call::<ChangePassword>(&(), "", &change).unwrap();
}

on_both_databases! {
    fn times_are_offered_and_picked(app: TestApp) {
        const TEST: &str = "times_are_offered_and_picked";
        if !has_worker(TEST, &app) {
            return;
        }
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let Some((ticket, seen, _)) = approved(TEST, &mut clinic, &mut office) else { return };
        let set_up = seen.set_up.clone().unwrap();
        assert_eq!((set_up.times.len(), set_up.devices.len(), set_up.kept), (0, 2, false), "two devices were applied for");
        assert_eq!(answer(&mut clinic, &ticket, seen.version, None, "x").unwrap_err().code, ErrorCode::Conflict, "nothing is offered yet");
        assert_eq!(step(&mut office, &seen, Step::OfferDates, "").unwrap_err().fields[0].field, "step");

        let times = || vec![time(DECEMBER_3, "9:00", "10:30"), time("2027-12-04", "13:00", "14:00")];
        let offered = offer(&mut office, &seen, times()).unwrap();
        assert_eq!((offered.state, offered.history.last().unwrap().note.as_str()), (State::Scheduling, "担当者が伺います。"));
        let mine = own(&mut clinic, &ticket).unwrap();
        let shown = mine.set_up.clone().unwrap().times;
        assert_eq!(shown.iter().map(|time| (time.hours(), time.picked)).collect::<Vec<_>>(), [("9:00〜10:30".to_owned(), false), ("13:00〜14:00".to_owned(), false)]);

        // None fits, in words; then others, one of which does; and the office sees it in the list.
        assert_eq!(answer(&mut clinic, &ticket, mine.version, None, " ").unwrap_err().fields[0].field, "note");
        let declined = answer(&mut clinic, &ticket, mine.version, None, "水曜の午後をお願いします。").unwrap();
        assert_eq!((declined.state, declined.history.last().unwrap().step), (State::Scheduling, Step::DeclineTimes));
        let line = |office: &mut Client| office.call::<ListApplications>(&(), "", &QueueQuery::default()).unwrap().lines.remove(0);
        let stand = line(&mut office).set_up.unwrap();
        assert_eq!((stand.declined, stand.words(State::Scheduling)), (true, "別の日程の提示待ち".to_owned()));
        assert_eq!(answer(&mut clinic, &ticket, mine.version, Some(shown[0].id), "").unwrap_err().code, ErrorCode::Conflict, "another version");
        let foreign = answer(&mut clinic, &ticket, declined.version, Some(999_999), "").unwrap_err();
        assert_eq!((foreign.code, foreign.fields[0].field.as_str()), (ErrorCode::Invalid, "time"));
        assert_eq!(own(&mut clinic, &ticket).unwrap(), declined, "nothing is left of what was refused");
        let picked = answer(&mut clinic, &ticket, declined.version, Some(shown[0].id), "").unwrap();
        assert_eq!(picked.set_up.as_ref().unwrap().times.iter().filter(|time| time.picked).count(), 1);
        let stand = line(&mut office).set_up.unwrap();
        assert_eq!((stand.picked, stand.declined), (CivilDate::new(2027, 12, 3), false));

        // Another offer keeps what is picked, if it is still offered.
        let seen = detail(&mut office, offered.id);
        let kept = offer(&mut office, &seen, times()).unwrap();
        assert_eq!(kept.set_up.as_ref().unwrap().times.iter().filter(|time| time.picked).count(), 1);
        let other = offer(&mut office, &kept, vec![time("2027-12-09", "9:00", "10:00")]).unwrap();
        assert!(other.set_up.as_ref().unwrap().times.iter().all(|time| !time.picked));
        assert_eq!(offer(&mut office, &kept, times()).unwrap_err().code, ErrorCode::Conflict, "of two clerks the second is told");
        assert_eq!(offer(&mut office, &other, Vec::new()).unwrap_err().code, ErrorCode::Invalid);
        let rows: Vec<Option<String>> = app.query(|conn| {
            audit_log::table.filter(audit_log::action.eq("step_application")).filter(audit_log::user_id.is_null())
                .order(audit_log::id).select(audit_log::detail).load(conn)
        });
        let id = seen.id;
        let noted = |step: &str| Some(format!("{id} {step}"));
        assert!(rows.ends_with(&[noted("decline_times"), noted("pick_time")]), "the applicant's answers are in the audit log: {rows:?}");
    }

    fn a_set_up_ends_when_each_device_has_its_result(app: TestApp) {
        const TEST: &str = "a_set_up_ends_when_each_device_has_its_result";
        if !has_worker(TEST, &app) {
            return;
        }
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let Some((_, seen, password)) = approved(TEST, &mut clinic, &mut office) else { return };
        let refused = step(&mut office, &seen, Step::FinishSetUp, "").unwrap_err();
        assert!(refused.code == ErrorCode::Conflict && refused.message.contains("結果がまだありません"), "{refused:?}");
        let mut devices = with_results(&seen, Some(DeviceResult::Done));
        devices[1].result = None;
        let kept = record(&mut office, &seen, devices.clone()).unwrap();
        assert_eq!(kept.state, State::Approved, "a visit is not always needed");
        let refused = step(&mut office, &kept, Step::FinishSetUp, "").unwrap_err();
        assert!(refused.message.contains("1台"), "{refused:?}");
        assert_eq!(detail(&mut office, seen.id), kept, "nothing is left of what was refused");
        devices[1].result = Some(DeviceResult::Failed);
        devices[0].name.clear();
        let refused = record(&mut office, &kept, devices.clone()).unwrap_err();
        assert_eq!(refused.fields[0].field, "devices.0.name");
        devices[0].name = "受付".to_owned();
        let kept = record(&mut office, &kept, devices.clone()).unwrap();
        devices[1].done_on = "2026-11-20".to_owned();
        assert_eq!(kept.set_up.as_ref().unwrap().devices, devices);
        let done = step(&mut office, &kept, Step::FinishSetUp, "").unwrap();
        assert_eq!(done.state, State::SetUp);
        assert_eq!(record(&mut office, &done, devices).unwrap_err().code, ErrorCode::Conflict, "what is finished stays");

        // The first password that is chosen begins the use; a sign-in alone does not.
        let login_id = done.users[0].login_id.clone();
        app.anonymous().sign_in(&login_id, &password).unwrap();
        assert_eq!(detail(&mut office, seen.id).state, State::SetUp);
        choose_password(&mut app.anonymous(), &login_id, &password);
        let used = detail(&mut office, seen.id);
        assert_eq!((used.state, used.history.last().unwrap().who.as_str()), (State::InUse, "自動"));
        let begun: i64 = app.query(|conn| {
            audit_log::table.filter(audit_log::detail.eq(format!("{} begin", seen.id))).count().get_result(conn)
        });
        assert_eq!(begun, 1);
    }

    fn an_early_sign_in_loses_no_set_up(app: TestApp) {
        const TEST: &str = "an_early_sign_in_loses_no_set_up";
        if !has_worker(TEST, &app) {
            return;
        }
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let Some((ticket, seen, password)) = approved(TEST, &mut clinic, &mut office) else { return };
        choose_password(&mut app.anonymous(), &seen.users[0].login_id, &password);
        let waiting = detail(&mut office, seen.id);
        assert_eq!((waiting.state, waiting.users[0].waits), (State::Approved, false), "the devices still wait");
        let offered = offer(&mut office, &waiting, vec![time(DECEMBER_3, "9:00", "10:00")]).unwrap();
        let kept = record(&mut office, &offered, with_results(&offered, Some(DeviceResult::Done))).unwrap();
        let done = step(&mut office, &kept, Step::FinishSetUp, "").unwrap();
        assert_eq!(done.state, State::InUse, "the use had begun");
        let last: Vec<Step> = done.history.iter().rev().take(2).map(|line| line.step).collect();
        assert_eq!(last, [Step::Begin, Step::FinishSetUp]);
        assert_eq!(own(&mut clinic, &ticket).unwrap().state, State::InUse);
    }
}
