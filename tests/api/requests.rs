//! 変更・退会・パスワード再発行: what who takes part asks of the office, from both sides, on both databases.

use diesel::prelude::*;
use support::{
    Client, TestApp,
    app::*,
    claims::{self, receipt_of_twin},
    on_both_databases,
};
use tobiume_backend::{
    claims::import::Outcome,
    db::schema::{applications, audit_log, institutions, users},
};
use tobiume_common::{
    ApiError, ErrorCode,
    application::{Kind, ListApplications, Queue, QueueQuery, State, Step, form::UserLine},
    ids::{ApplicationId, PatientId, UserId},
    institutions::Profession,
    office::ImportPatients,
    requests::{
        AnswerOffice, AnswerRequest, AskOffice, AskPasswordReset, AskRequest, AskResetRequest, ChangeForm, Directory, GetOwnInstitution,
        GetRequest, LeavingForm, OwnInstitution, RequestDetail, RequestDoubt, RequestForm, RequestPath, RequestStep, ResetForm,
        RetractOwnRequest, RetractRequest, StepRequest,
    },
};
use tobiume_formats::Sex;

fn ask(client: &mut Client, form: RequestForm) -> Result<OwnInstitution, ApiError> {
    client.call::<AskOffice>(&(), "", &AskRequest { form })
}

fn note(text: &str) -> RequestForm {
    RequestForm::Change(ChangeForm {
        note: text.to_owned(),
        ..ChangeForm::default()
    })
}

fn nurse_to_come() -> UserLine {
    UserLine {
        name: "見本 花子".to_owned(),
        kana: "ミホン ハナコ".to_owned(),
        profession: Some(Profession::Nurse),
        is_administrator: false,
    }
}

fn reset_for(login_id: &str) -> AskResetRequest {
    AskResetRequest {
        form: ResetForm {
            login_id: login_id.to_owned(),
            name: "見本 太郎".to_owned(),
            phone: "093-000-0000".to_owned(),
        },
        homepage: String::new(),
    }
}

/// The path of a request.
pub fn path(application: ApplicationId) -> RequestPath {
    RequestPath { application }
}

/// What the office sees of it.
pub fn detail(office: &mut Client, id: ApplicationId) -> RequestDetail {
    office.call::<GetRequest>(&path(id), "", &()).unwrap()
}

pub fn step(office: &mut Client, seen: &RequestDetail, step: Step, reason: &str) -> Result<RequestDetail, ApiError> {
    let request = RequestStep {
        version: seen.version,
        step,
        reason: reason.to_owned(),
        patient: None,
    };
    office.call::<StepRequest>(&path(seen.id), "", &request)
}

pub fn queue(office: &mut Client) -> Queue {
    office.call::<ListApplications>(&(), "", &QueueQuery::default()).unwrap()
}

/// The one line of the queue of this kind, taken up.
pub fn taken_up(office: &mut Client, kind: Kind) -> RequestDetail {
    let lines: Vec<_> = queue(office).lines.into_iter().filter(|line| line.kind == kind).collect();
    assert_eq!(lines.len(), 1, "{kind:?}");
    let seen = detail(office, lines[0].id);
    step(office, &seen, Step::TakeUp, "").unwrap()
}

fn fields(error: &ApiError) -> Vec<&str> {
    error.fields.iter().map(|field| field.field.as_str()).collect()
}

on_both_databases! {
    fn only_an_administrator_asks(app: TestApp) {
        let mut clerk = app.sign_in(CLINIC_CLERK);
        assert_eq!(clerk.call::<GetOwnInstitution>(&(), "", &()).unwrap_err().code, ErrorCode::Forbidden);
        assert_eq!(ask(&mut clerk, note("電話で相談したい")).unwrap_err().code, ErrorCode::Forbidden);
        assert_eq!(app.query(|conn| applications::table.count().get_result::<i64>(conn)), 0);
        // A right that is taken away is gone with the next request.
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        ask(&mut doctor, note("電話で相談したい")).unwrap();
        app.query(|conn| diesel::update(users::table.filter(users::login_id.eq(FAMILY_DOCTOR))).set(users::is_administrator.eq(false)).execute(conn));
        assert_eq!(doctor.call::<GetOwnInstitution>(&(), "", &()).unwrap_err().code, ErrorCode::Forbidden);
    }

    fn a_request_goes_to_the_queue_and_back(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let own = ask(&mut doctor, note("回線を変えたい")).unwrap();
        assert_eq!((own.requests.len(), own.requests[0].state, own.name.as_str()), (1, State::Submitted, "梅の木医院"));
        // Clicked twice, it is once.
        let own = ask(&mut doctor, note("回線を変えたい")).unwrap();
        assert_eq!(own.requests.len(), 1);
        let request = own.requests[0].clone();

        let mut office = app.sign_in(OFFICE);
        let line = queue(&mut office).lines.remove(0);
        assert_eq!((line.kind, line.institution.as_str(), line.receipt.as_str()), (Kind::Change, "梅の木医院", request.receipt.as_str()));
        let seen = taken_up(&mut office, Kind::Change);
        assert_eq!((seen.state, seen.clerk.is_empty(), seen.asked_by.is_empty()), (State::InReview, false, false));
        assert_eq!(fields(&step(&mut office, &seen, Step::SendBack, " ").unwrap_err()), ["reason"]);
        let back = step(&mut office, &seen, Step::SendBack, "どの機器の回線ですか。").unwrap();
        assert_eq!(back.state, State::SentBack);
        assert_eq!(step(&mut office, &seen, Step::Approve, "").unwrap_err().code, ErrorCode::Conflict, "the second clerk is told");

        let own = doctor.call::<GetOwnInstitution>(&(), "", &()).unwrap();
        let request = own.requests[0].clone();
        assert_eq!((request.state, request.history.last().unwrap().note.as_str()), (State::SentBack, "どの機器の回線ですか。"));
        let answer = AnswerRequest { version: request.version, form: note("受付のWindowsの回線を変えたい"), answer: "受付のWindowsです。".to_owned() };
        // Somebody else's request is not there.
        let other = app.sign_in(OTHER_DOCTOR).call::<AnswerOffice>(&path(request.id), "", &answer);
        assert_eq!(other.unwrap_err().code, ErrorCode::NotFound);
        let own = doctor.call::<AnswerOffice>(&path(request.id), "", &answer).unwrap();
        assert_eq!(own.requests[0].state, State::Submitted);
        assert_eq!(doctor.call::<AnswerOffice>(&path(request.id), "", &answer).unwrap_err().code, ErrorCode::Conflict);

        let retract = RetractRequest { version: own.requests[0].version };
        let own = doctor.call::<RetractOwnRequest>(&path(request.id), "", &retract).unwrap();
        assert_eq!(own.requests[0].state, State::Retracted);
        assert!(queue(&mut office).lines.is_empty());
        let steps: Vec<_> = own.requests[0].history.iter().map(|line| line.step).collect();
        assert_eq!(steps, [Step::Submit, Step::TakeUp, Step::SendBack, Step::Submit, Step::Retract]);
        let told: Vec<String> = app.query(|conn| {
            audit_log::table.filter(audit_log::action.eq("step_application")).order(audit_log::id).select(audit_log::detail.assume_not_null()).load(conn)
        });
        let steps: Vec<_> = told.iter().map(|detail| detail.split_once(' ').unwrap().1).collect();
        assert_eq!(steps, ["submit", "take_up", "send_back", "submit", "retract"], "each step is in the audit log once");
    }

    fn wrong_requests_change_nothing(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        assert_eq!(fields(&ask(&mut doctor, note("  ")).unwrap_err()), ["change"]);
        let stranger: i64 = app.query(|conn| users::table.filter(users::login_id.eq(OTHER_DOCTOR)).select(users::id).first(conn));
        for removed in [stranger, 999_999_999, -1] {
            let form = RequestForm::Change(ChangeForm { removed: vec![UserId(removed)], ..ChangeForm::default() });
            assert_eq!(fields(&ask(&mut doctor, form).unwrap_err()), ["removed"], "{removed}");
        }
        let long = RequestForm::Change(ChangeForm { note: "あ".repeat(1001), ..ChangeForm::default() });
        assert_eq!(fields(&ask(&mut doctor, long).unwrap_err()), ["note"]);
        let leaving = RequestForm::Leaving(LeavingForm { last_day: "2020-01-01".to_owned(), ..LeavingForm::default() });
        assert_eq!(fields(&ask(&mut doctor, leaving).unwrap_err()), ["last_day", "agrees"]);
        let reset = RequestForm::PasswordReset(reset_for(FAMILY_DOCTOR).form);
        assert_eq!(ask(&mut doctor, reset).unwrap_err().code, ErrorCode::Invalid);
        assert_eq!(app.query(|conn| applications::table.count().get_result::<i64>(conn)), 0);
        // And many are too many.
        for number in 0..20 {
            ask(&mut doctor, note(&format!("お願い {number}"))).unwrap();
        }
        assert_eq!(ask(&mut doctor, note("もう一つ")).unwrap_err().code, ErrorCode::Conflict);
    }

    fn the_sign_in_page_says_nothing_about_who_is_a_user(app: TestApp) {
        let mut anybody = app.anonymous();
        let answers = [FAMILY_DOCTOR, "777@nowhere.fukuoka", FAMILY_DOCTOR, "００１＠4011123454.FUKUOKA"].map(|login_id| anybody.call::<AskPasswordReset>(&(), "", &reset_for(login_id)));
        assert!(answers.iter().all(|answer| *answer == Ok(())));
        let robot = AskResetRequest { homepage: "x".to_owned(), ..reset_for(FAMILY_DOCTOR) };
        assert_eq!(anybody.call::<AskPasswordReset>(&(), "", &robot).unwrap_err().code, ErrorCode::Forbidden);

        let mut office = app.sign_in(OFFICE);
        let lines = queue(&mut office).lines;
        assert_eq!(lines.len(), 2, "asked twice it waits once");
        let known = detail(&mut office, lines[0].id);
        assert_eq!((known.about[0].login_id.as_str(), known.institution.as_str()), (FAMILY_DOCTOR, "梅の木医院"));
        assert!(matches!(&known.doubts[..], [RequestDoubt::OtherName(name)] if *name == known.about[0].name));
        let unknown = detail(&mut office, lines[1].id);
        assert_eq!((unknown.about.len(), unknown.institution.as_str(), &unknown.doubts[..]), (0, "", &[RequestDoubt::UnknownLogin][..]));
        // There is nobody to send it back to.
        let seen = step(&mut office, &unknown, Step::TakeUp, "").unwrap();
        assert_eq!(step(&mut office, &seen, Step::SendBack, "どなたですか").unwrap_err().code, ErrorCode::Conflict);
        assert_eq!(step(&mut office, &seen, Step::Reject, "該当なし").unwrap().state, State::Rejected);
        // The institution's administrator does not see it.
        assert!(app.sign_in(FAMILY_DOCTOR).call::<GetOwnInstitution>(&(), "", &()).unwrap().requests.is_empty());
        // One address asks a bounded number of times.
        let refused = (0..20).map(|number| anybody.call::<AskPasswordReset>(&(), "", &reset_for(&format!("{number:03}@nowhere.fukuoka")))).filter(Result::is_err).count();
        assert_eq!(refused, 12);
    }

    fn a_change_is_made_as_it_was_asked(app: TestApp) {
        let clerk: i64 = app.query(|conn| users::table.filter(users::login_id.eq(CLINIC_CLERK)).select(users::id).first(conn));
        let mut leaver = app.sign_in(CLINIC_CLERK);
        let form = ChangeForm {
            directory: Some(Directory { postal_code: "8020001".to_owned(), address: "福岡県北九州市小倉北区浅野0丁目2番".to_owned(), phone: "093-000-0001".to_owned(), ..Directory::default() }),
            added: vec![nurse_to_come()],
            removed: vec![UserId(clerk)],
            ..ChangeForm::default()
        };
        ask(&mut app.sign_in(FAMILY_DOCTOR), RequestForm::Change(form)).unwrap();
        let mut office = app.sign_in(OFFICE);
        let seen = taken_up(&mut office, Kind::Change);
        assert_eq!((seen.about[0].login_id.as_str(), seen.letters_for.len()), (CLINIC_CLERK, 0));
        let done = step(&mut office, &seen, Step::Approve, "").unwrap();
        assert_eq!((done.state, done.letters_for.len(), done.letters_for[0].name.as_str()), (State::Approved, 1, "見本 花子"));
        // Who left is out with the next click, the directory is new, and who came cannot sign in before the letter.
        assert_eq!(leaver.call::<tobiume_common::portal::GetPortal>(&(), "", &()).unwrap_err().code, ErrorCode::SignedOut);
        let (phone, postal_code): (String, String) = app.query(|conn| {
            institutions::table.filter(institutions::code.eq("4011123454")).select((institutions::phone, institutions::postal_code)).first(conn)
        });
        assert_eq!((phone.as_str(), postal_code.as_str()), ("093-000-0001", "802-0001"));
        let (login_id, until, must_change): (String, Option<chrono::NaiveDateTime>, bool) = app.query(|conn| {
            users::table.find(done.letters_for[0].id.0).select((users::login_id, users::initial_until, users::must_change_password)).first(conn)
        });
        assert!(login_id.ends_with("@4011123454.fukuoka") && login_id != CLINIC_CLERK && until.is_none() && must_change, "{login_id}");
        assert_eq!(step(&mut office, &done, Step::Approve, "").unwrap_err().code, ErrorCode::Conflict);
    }

    fn a_reset_ends_the_password_at_once(app: TestApp) {
        app.anonymous().call::<AskPasswordReset>(&(), "", &reset_for(FAMILY_DOCTOR)).unwrap();
        let mut signed_in = app.sign_in(FAMILY_DOCTOR);
        let mut office = app.sign_in(OFFICE);
        let seen = taken_up(&mut office, Kind::PasswordReset);
        let done = step(&mut office, &seen, Step::Approve, "").unwrap();
        assert_eq!((done.state, done.letters_for[0].login_id.as_str()), (State::Approved, FAMILY_DOCTOR));
        assert_eq!(signed_in.call::<tobiume_common::portal::GetPortal>(&(), "", &()).unwrap_err().code, ErrorCode::SignedOut);
        assert_eq!(app.anonymous().sign_in(FAMILY_DOCTOR, PASSWORD).unwrap_err().code, ErrorCode::WrongCredentials);
    }

    fn nobody_s_password_cannot_be_reset(app: TestApp) {
        app.anonymous().call::<AskPasswordReset>(&(), "", &reset_for("777@nowhere.fukuoka")).unwrap();
        let mut office = app.sign_in(OFFICE);
        let seen = taken_up(&mut office, Kind::PasswordReset);
        assert_eq!(step(&mut office, &seen, Step::Approve, "").unwrap_err().code, ErrorCode::Conflict);
        assert_eq!(detail(&mut office, seen.id).state, State::InReview, "nothing of it happened");
    }

    fn an_institution_takes_part_until_its_last_day(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let today = app.app.clock.today();
        let leaving = RequestForm::Leaving(LeavingForm { last_day: today.to_string(), reason: "閉院".to_owned(), agrees: true });
        ask(&mut doctor, leaving).unwrap();
        let mut office = app.sign_in(OFFICE);
        let seen = taken_up(&mut office, Kind::Leaving);
        assert!(matches!(seen.doubts[..], [RequestDoubt::OnlyFamilyDoctorOf(count)] if count > 0), "{:?}", seen.doubts);
        let registered = |app: &TestApp| app.query(|conn| tobiume_backend::db::schema::registrations::table.count().get_result::<i64>(conn));
        let before = registered(&app);
        assert_eq!(step(&mut office, &seen, Step::Approve, "").unwrap().state, State::Approved);
        // The last day is one of taking part.
        doctor.call::<GetOwnInstitution>(&(), "", &()).unwrap();
        app.app.clock.advance(chrono::Duration::days(1));
        assert_eq!(doctor.call::<GetOwnInstitution>(&(), "", &()).unwrap_err().code, ErrorCode::SignedOut);
        assert_eq!(app.anonymous().sign_in(FAMILY_DOCTOR, PASSWORD).unwrap_err().code, ErrorCode::WrongCredentials);
        tobiume_backend::accounts::leave::sweep(&app.app, &mut app.connection()).unwrap();
        let working = app.query(|conn| users::table.filter(users::login_id.like("%@4011123454.fukuoka")).filter(users::disabled_at.is_null()).count().get_result::<i64>(conn));
        assert_eq!((working, registered(&app)), (0, before), "users end, registrations stay");
        app.sign_in(OTHER_DOCTOR);
    }

    fn a_receipt_that_is_nearly_somebody_s_is_asked_about_once(app: TestApp) {
        let csv = "氏名,カナ氏名,生年月日,性別,市町村コード,保険者番号,記号,番号,枝番,かかりつけ医療機関コード,同意日\r\n\
            双葉　葵,フタバ アオイ,2015-04-01,女,401005,138016,１２,３４,,4011123454,2026/10/1\r\n";
        let mut office = app.sign_in(OFFICE);
        assert_eq!(office.upload::<ImportPatients>(&(), csv.as_bytes()).json()["added"], 1);
        let matched = |outcome: Outcome| match outcome { Outcome::Applied(applied) => applied.matched, other => panic!("{other:?}") };
        // The name is written in another way than the registration has it.
        let file = receipt_of_twin("双葉　あおい", Sex::Female, None);
        assert_eq!(matched(claims::import(&app, &file)), 0);
        assert_eq!(matched(claims::import(&app, &file)), 0);
        let seen = taken_up(&mut office, Kind::PatientMatch);
        assert_eq!((seen.candidates.len(), seen.candidates[0].name.as_str()), (1, "双葉　葵"));
        // Whom it is must be said, and be one of those.
        assert_eq!(fields(&step(&mut office, &seen, Step::Approve, "").unwrap_err()), ["patient"]);
        let decide = |office: &mut Client, patient: i64| {
            let request = RequestStep { version: seen.version, step: Step::Approve, reason: String::new(), patient: Some(PatientId(patient)) };
            office.call::<StepRequest>(&path(seen.id), "", &request)
        };
        assert_eq!(fields(&decide(&mut office, app.patient("ヤマザキ トキコ")).unwrap_err()), ["patient"]);
        assert_eq!(decide(&mut office, seen.candidates[0].id.0).unwrap().state, State::Approved);
        assert_eq!(matched(claims::import(&app, &file)), 1, "given again, the file is theirs");
        // Another name with the same insurance is another question; said to be nobody's, it is not asked again.
        let other = receipt_of_twin("双葉　楓", Sex::Female, None);
        assert_eq!(matched(claims::import(&app, &other)), 0);
        let seen = taken_up(&mut office, Kind::PatientMatch);
        assert_eq!(step(&mut office, &seen, Step::Reject, "双子の姉妹で、登録がない。").unwrap().state, State::Rejected);
        assert_eq!(matched(claims::import(&app, &other)), 0);
        assert!(queue(&mut office).lines.is_empty());
        let forms: Vec<String> = app.query(|conn| applications::table.select(applications::form).load(conn));
        assert!(forms.iter().all(|form| !form.contains("双葉") && !form.contains("138016")), "what is decided keeps nothing of a receipt: {forms:?}");
        let looked: i64 = app.query(|conn| audit_log::table.filter(audit_log::action.eq("view_match")).count().get_result(conn));
        assert!(looked > 0);
    }
}
