//! 参加申請 from the first word to the decision: both sides, both databases.

use chrono::Duration;
use diesel::prelude::*;
use support::{
    Client, TestApp,
    app::*,
    client::{Answer, OWN_PAGE},
    files::has_worker,
    on_both_databases,
};
use tobiume_backend::db::schema::{applications, audit_log, institutions, users};
use tobiume_common::{
    ApiError, Endpoint, ErrorCode,
    application::{
        ApplicationDetail, ApplicationForm, ApplicationPath, ApproveApplication, ApproveRequest, BeginApplication, BeginRequest, Doubt,
        FormRequest, GetApplication, GetOwnApplication, ListApplications, Other, OwnApplication, OwnRequest, Queue, QueueQuery,
        RetractApplication, SaveApplication, State, Step, StepApplication, StepRequest, SubmitApplication, Ticket,
        form::{DeviceKind, DeviceLine, InstitutionForm, System, UserLine},
    },
    check_digit::with_modulus10,
    endpoint::path_of,
    ids::ApplicationId,
    institutions::{InstitutionKind, Profession},
};

/// A 医療機関コード of a clinic in 福岡県 that takes no part yet.
pub fn code(number: u32) -> String {
    format!("401{}", with_modulus10(&format!("{number:06}")).unwrap())
}

/// Makes one thing of a form wrong.
type Spoil = fn(&mut ApplicationForm);

/// A whole form.
pub fn form(name: &str, code: &str) -> ApplicationForm {
    ApplicationForm {
        institution: InstitutionForm {
            name: name.to_owned(),
            kana: "アオバナイカ".to_owned(),
            kind: Some(InstitutionKind::Clinic),
            code: code.to_owned(),
            postal_code: "802-0001".to_owned(),
            address: "福岡県北九州市小倉北区浅野0丁目1番".to_owned(),
            city_code: "40100".to_owned(),
            phone: "093-000-0000".to_owned(),
            ..InstitutionForm::default()
        },
        systems: vec![System::EmergencyCare],
        devices: vec![DeviceLine {
            kind: DeviceKind::Windows,
            count: 2,
            network: "院内LAN".to_owned(),
        }],
        users: vec![UserLine {
            name: "青葉 一郎".to_owned(),
            kana: "アオバ イチロウ".to_owned(),
            profession: Some(Profession::Doctor),
            is_administrator: true,
        }],
        agrees: true,
        ..ApplicationForm::default()
    }
}

pub fn begin(client: &mut Client, form: &ApplicationForm) -> Result<Ticket, ApiError> {
    let request = BeginRequest {
        form: form.clone(),
        homepage: String::new(),
    };
    client.call::<BeginApplication>(&(), "", &request)
}

pub fn own(client: &mut Client, ticket: &Ticket) -> Result<OwnApplication, ApiError> {
    client.call::<GetOwnApplication>(&(), "", &OwnRequest { ticket: ticket.clone() })
}

pub fn request(ticket: &Ticket, version: i64, form: &ApplicationForm) -> FormRequest {
    FormRequest {
        ticket: ticket.clone(),
        version,
        form: form.clone(),
        answer: String::new(),
    }
}

pub fn submit(client: &mut Client, ticket: &Ticket, version: i64, form: &ApplicationForm) -> Result<OwnApplication, ApiError> {
    client.call::<SubmitApplication>(&(), "", &request(ticket, version, form))
}

/// Begins and sends in one go.
pub fn sent(client: &mut Client, form: &ApplicationForm) -> Ticket {
    let ticket = begin(client, form).unwrap();
    submit(client, &ticket, 1, form).unwrap();
    ticket
}

pub fn queue(office: &mut Client, state: Option<State>, after: Option<i64>) -> Queue {
    let query = QueueQuery {
        state,
        after,
        ..QueueQuery::default()
    };
    office.call::<ListApplications>(&(), "", &query).unwrap()
}

pub fn path(id: ApplicationId) -> ApplicationPath {
    ApplicationPath { application: id }
}

pub fn detail(office: &mut Client, id: ApplicationId) -> ApplicationDetail {
    office.call::<GetApplication>(&path(id), "", &()).unwrap()
}

pub fn step(office: &mut Client, seen: &ApplicationDetail, step: Step, reason: &str) -> Result<ApplicationDetail, ApiError> {
    let request = StepRequest {
        version: seen.version,
        step,
        reason: reason.to_owned(),
    };
    office.call::<StepApplication>(&path(seen.id), "", &request)
}

pub fn approve(office: &mut Client, seen: &ApplicationDetail, code: &str) -> Answer {
    let request = ApproveRequest {
        version: seen.version,
        code: code.to_owned(),
    };
    let (path, body) = (path_of::<ApproveApplication>(&path(seen.id)), serde_json::to_vec(&request).unwrap());
    office.send(
        ApproveApplication::METHOD,
        &path,
        &[OWN_PAGE, ("content-type", "application/json")],
        &body,
    )
}

/// The text of a PDF as it is read from it; says loudly that `test` is skipped where nothing here reads one.
pub fn pdf_text(test: &str, pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, pdf).unwrap();
    match std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output() {
        Ok(output) => Some(String::from_utf8(output.stdout).unwrap()),
        Err(_) => {
            support::skipped(test, "pdftotext is not installed (package poppler-utils; `make setup` installs it)");
            None
        }
    }
}

/// The one line of the queue.
pub fn only(office: &mut Client) -> ApplicationDetail {
    let lines = queue(office, None, None).lines;
    assert_eq!(lines.len(), 1);
    detail(office, lines[0].id)
}

fn set_all_begun_before(app: &TestApp, back: Duration) {
    let moment = app.app.clock.timestamp() - back;
    app.query(|conn| {
        diesel::update(applications::table)
            .set(applications::begun_at.eq(moment))
            .execute(conn)
    });
}

on_both_databases! {
    fn from_the_first_word_to_the_decision(app: TestApp) {
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        // Nothing typed yet is kept, too.
        let ticket = begin(&mut clinic, &ApplicationForm::default()).unwrap();
        let draft = own(&mut clinic, &ticket).unwrap();
        assert_eq!((draft.state, draft.version, draft.history.len()), (State::Draft, 1, 0));
        assert!(queue(&mut office, None, None).lines.is_empty() && queue(&mut office, Some(State::Draft), None).lines.is_empty(), "a draft is its writer's alone");

        // What is missing is said field by field, and what is typed stays.
        let half = ApplicationForm { agrees: false, users: Vec::new(), ..form("あおば内科", &code(987_001)) };
        let saved = clinic.call::<SaveApplication>(&(), "", &request(&ticket, 1, &half)).unwrap();
        assert_eq!((saved.version, saved.form == half), (2, true));
        let refused = submit(&mut clinic, &ticket, 2, &half).unwrap_err();
        let fields: Vec<&str> = refused.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!((refused.code, fields), (ErrorCode::Invalid, vec!["users", "agrees"]));
        assert_eq!(own(&mut clinic, &ticket).unwrap(), saved);

        let whole = form("あおば内科", &code(987_001));
        let receipt = submit(&mut clinic, &ticket, 2, &whole).unwrap();
        assert_eq!((receipt.state, receipt.version), (State::Submitted, 3));
        assert_eq!(submit(&mut clinic, &ticket, 2, &whole).unwrap(), receipt, "clicked twice");
        let refused = clinic.call::<SaveApplication>(&(), "", &request(&ticket, 3, &whole)).unwrap_err();
        assert_eq!(refused.code, ErrorCode::Conflict, "what is sent is not changed under the clerk's eyes");

        // Sent back, answered, decided.
        let seen = only(&mut office);
        assert_eq!((seen.state, seen.form.institution.name.as_str(), seen.doubts.len()), (State::Submitted, "あおば内科", 0));
        assert_eq!(step(&mut office, &seen, Step::Reject, "x").unwrap_err().code, ErrorCode::Conflict, "nothing is decided that nobody took up");
        let taken = step(&mut office, &seen, Step::TakeUp, "").unwrap();
        assert_eq!((taken.state, taken.clerk.is_empty()), (State::InReview, false));
        assert_eq!(step(&mut office, &taken, Step::SendBack, " ").unwrap_err().fields[0].field, "reason");
        let back = step(&mut office, &taken, Step::SendBack, "FAX番号も\nお願いします。").unwrap();
        let asked = own(&mut clinic, &ticket).unwrap();
        assert_eq!((asked.state, asked.version), (State::SentBack, back.version));
        assert_eq!(asked.history.last().unwrap().note, "FAX番号も\nお願いします。");
        assert_eq!(asked.history, back.history, "both see the same");
        let mut answered = request(&ticket, asked.version, &whole);
        answered.form.institution.fax = "093-000-0001".to_owned();
        answered.answer = "書き足しました。".to_owned();
        let again = clinic.call::<SubmitApplication>(&(), "", &answered).unwrap();
        assert_eq!(again.history.iter().map(|line| line.step).collect::<Vec<_>>(), [Step::Submit, Step::TakeUp, Step::SendBack, Step::Submit]);
        let seen = only(&mut office);
        assert_eq!((seen.state, seen.clerk.as_str(), seen.form.institution.fax.as_str()), (State::Submitted, "", "093-000-0001"));
        let taken = step(&mut office, &seen, Step::TakeUp, "").unwrap();
        let rejected = step(&mut office, &taken, Step::Reject, "県外のため").unwrap();
        assert_eq!(rejected.state, State::Rejected);
        assert!(queue(&mut office, None, None).lines.is_empty());
        assert_eq!(queue(&mut office, Some(State::Rejected), None).lines.len(), 1);
        let events: Vec<Option<String>> = app.query(|conn| {
            audit_log::table.filter(audit_log::action.eq("step_application")).order(audit_log::id).select(audit_log::detail).load(conn)
        });
        let id = rejected.id;
        let steps = ["submit", "take_up", "send_back", "submit", "take_up", "reject"];
        assert_eq!(events, steps.map(|step| Some(format!("{id} {step}"))), "one line each, the applicant's too");
        let begun: Vec<(Option<String>, Option<i64>)> = app.query(|conn| {
            audit_log::table.filter(audit_log::action.eq("begin_application")).select((audit_log::detail, audit_log::user_id)).load(conn)
        });
        assert_eq!(begun, [(Some(id.to_string()), None)]);
    }

    fn of_two_clerks_the_second_is_told(app: TestApp) {
        let (mut clinic, mut one, mut two) = (app.anonymous(), app.sign_in(OFFICE), app.sign_in(OFFICE));
        let ticket = sent(&mut clinic, &form("あおば内科", &code(987_001)));
        let seen = only(&mut one);
        let taken = step(&mut one, &seen, Step::TakeUp, "").unwrap();
        assert_eq!(step(&mut two, &seen, Step::TakeUp, "").unwrap_err().code, ErrorCode::Conflict);
        // The applicant takes it back in the very moment.
        let back = clinic.call::<RetractApplication>(&(), "", &OwnRequest { ticket: ticket.clone() }).unwrap();
        assert_eq!(back.state, State::Retracted);
        assert_eq!(step(&mut one, &taken, Step::SendBack, "x").unwrap_err().code, ErrorCode::Conflict);
        assert_eq!(clinic.call::<RetractApplication>(&(), "", &OwnRequest { ticket }).unwrap_err().code, ErrorCode::Conflict);
    }

    fn eight_who_send_at_once_send_one(app: TestApp) {
        let mut clinic = app.anonymous();
        let whole = form("あおば内科", &code(987_001));
        let ticket = begin(&mut clinic, &whole).unwrap();
        let answers: Vec<_> = std::thread::scope(|scope| {
            let sending = |_| {
                let (mut clinic, ticket, whole) = (app.anonymous(), ticket.clone(), whole.clone());
                scope.spawn(move || submit(&mut clinic, &ticket, 1, &whole))
            };
            let threads: Vec<_> = (0..8).map(sending).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.state == State::Submitted && answer.version == 2)), "{answers:?}");
        assert_eq!(own(&mut clinic, &ticket).unwrap().history.len(), 1);
    }

    fn a_wrong_ticket_says_nothing(app: TestApp) {
        let mut clinic = app.anonymous();
        let whole = form("あおば内科", &code(987_001));
        let (ticket, other) = (sent(&mut clinic, &whole), sent(&mut clinic, &whole));
        let with = |receipt: &str, code: &str| Ticket { receipt: receipt.to_owned(), code: code.to_owned() };
        let unknown = own(&mut clinic, &with("A-999999-5", &ticket.code)).unwrap_err();
        assert_eq!(unknown.code, ErrorCode::WrongCredentials);
        for wrong in [with(&ticket.receipt, &other.code), with(&other.receipt, &ticket.code), with(&ticket.receipt, ""), with("", &ticket.code), with(&"9".repeat(1000), "x")] {
            assert_eq!(own(&mut clinic, &wrong).unwrap_err(), unknown, "{wrong:?}");
        }
        // As somebody types it from a note.
        assert!(own(&mut clinic, &with(&ticket.receipt.to_lowercase(), &ticket.code.to_uppercase())).is_ok());
        for _ in 0..5 {
            own(&mut clinic, &with(&ticket.receipt, "guess")).unwrap_err();
        }
        assert_eq!(own(&mut clinic, &ticket).unwrap_err().code, ErrorCode::Locked, "the right code helps no more");
        assert!(own(&mut clinic, &other).is_ok());
    }

    fn the_right_code_forgets_wrong_ones(app: TestApp) {
        let mut clinic = app.anonymous();
        let ticket = sent(&mut clinic, &form("あおば内科", &code(987_001)));
        let wrong = Ticket { code: "guess".to_owned(), ..ticket.clone() };
        for _ in 0..3 {
            for _ in 0..4 {
                assert_eq!(own(&mut clinic, &wrong).unwrap_err().code, ErrorCode::WrongCredentials);
            }
            assert!(own(&mut clinic, &ticket).is_ok());
        }
    }

    fn drafts_that_nobody_sends_are_swept(app: TestApp) {
        let mut clinic = app.anonymous();
        let whole = form("あおば内科", &code(987_001));
        let sweep = || support::in_process::runtime().block_on(tobiume_backend::applications::sweep::sweep(&app.app)).unwrap();
        let (old, saved, sent, retracted) = (begin(&mut clinic, &whole).unwrap(), begin(&mut clinic, &whole).unwrap(), sent(&mut clinic, &whole), begin(&mut clinic, &whole).unwrap());
        clinic.call::<RetractApplication>(&(), "", &OwnRequest { ticket: retracted.clone() }).unwrap();
        app.app.clock.advance(Duration::days(20));
        clinic.call::<SaveApplication>(&(), "", &request(&saved, 1, &whole)).unwrap();
        let new = begin(&mut clinic, &whole).unwrap();
        assert_eq!(sweep(), 0);
        app.app.clock.advance(Duration::days(11));
        assert_eq!((sweep(), sweep()), (2, 0));
        for gone in [&old, &retracted] {
            assert_eq!(own(&mut clinic, gone).unwrap_err().code, ErrorCode::WrongCredentials);
        }
        for kept in [&saved, &sent, &new] {
            assert!(own(&mut clinic, kept).is_ok());
        }
        app.app.clock.advance(Duration::days(400));
        assert_eq!(sweep(), 2);
        assert!(own(&mut clinic, &sent).is_ok(), "what was sent is the office's");
        let events: Vec<(Option<String>, String)> = app.query(|conn| {
            audit_log::table.filter(audit_log::action.eq("sweep_applications")).order(audit_log::id).select((audit_log::detail, audit_log::address)).load(conn)
        });
        assert_eq!(events.iter().map(|(ids, by)| (ids.as_ref().unwrap().split(' ').count(), by.as_str())).collect::<Vec<_>>(), [(2, "server"), (2, "server")]);
    }

    fn robots_leave_the_queue_as_it_is(app: TestApp) {
        let (mut robot, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let whole = form("あおば内科", &code(987_001));
        let filled = BeginRequest { form: whole.clone(), homepage: "https://example.com".to_owned() };
        // Looks like any other refusal, and leaves nothing behind.
        assert_eq!(robot.call::<BeginApplication>(&(), "", &filled).unwrap_err(), ApiError::new(ErrorCode::Forbidden));
        assert_eq!(app.query(|conn| applications::table.count().get_result::<i64>(conn)), 0);
        let answers: Vec<Result<Ticket, ApiError>> = (0..1000).map(|_| begin(&mut robot, &whole)).collect();
        assert_eq!(answers.iter().flatten().count(), 10, "ten an hour from one address");
        assert_eq!(answers.last().unwrap().as_ref().unwrap_err().code, ErrorCode::Locked);
        assert!(queue(&mut office, None, None).lines.is_empty());
        set_all_begun_before(&app, Duration::minutes(61));
        assert!(begin(&mut robot, &whole).is_ok());
    }

    fn duplicates_are_pointed_out(app: TestApp) {
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let first = sent(&mut clinic, &form("あおば内科", &code(987_001)));
        sent(&mut clinic, &form("あおば内科（分院）", &code(987_001)));
        sent(&mut clinic, &form("あおば 内科", &code(987_002)));
        let mut elsewhere = form("別の県の医院", "1310000009");
        elsewhere.institution.code = format!("131{}", with_modulus10("000001").unwrap());
        elsewhere.institution.phone = "03-0000-0000".to_owned();
        elsewhere.institution.association = "どこにもない医師会".to_owned();
        sent(&mut clinic, &elsewhere);
        let known: (String, String) = app.query(|conn| {
            institutions::table.filter(institutions::kind.eq("clinic")).select((institutions::code, institutions::name)).first(conn)
        });
        let mut member = form("もう参加している医院", &known.0);
        member.institution.phone = "092-000-0099".to_owned();
        sent(&mut clinic, &member);
        let lines = queue(&mut office, None, None).lines;
        let doubts: Vec<Vec<Doubt>> = lines.iter().map(|line| detail(&mut office, line.id).doubts).collect();
        let receipt = |at: usize| lines[at].receipt.clone();
        let other = |at: usize| Other { id: lines[at].id, receipt: receipt(at) };
        assert_eq!(first.receipt, receipt(0));
        assert!(lines.iter().zip(&doubts).all(|(line, doubts)| line.doubts == *doubts), "the list says the same: {lines:?}");
        assert_eq!(doubts[0], [Doubt::CodeApplied(other(1)), Doubt::SameNameAndPhone(other(2))]);
        assert_eq!(doubts[1], [Doubt::CodeApplied(other(0))]);
        assert_eq!(doubts[2], [Doubt::SameNameAndPhone(other(0))]);
        assert_eq!(doubts[3], [Doubt::OtherPrefecture("13".to_owned()), Doubt::UnknownAssociation("どこにもない医師会".to_owned())]);
        assert_eq!(doubts[4], [Doubt::CodeTakesPart(known.1)]);
    }

    fn a_long_queue_is_read_part_by_part(app: TestApp) {
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let mut receipts = Vec::new();
        for number in 0..120 {
            if number % 9 == 0 {
                set_all_begun_before(&app, Duration::hours(2));
            }
            receipts.push(sent(&mut clinic, &form(&format!("医院{number}"), &code(980_000 + number))).receipt);
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let part = queue(&mut office, None, after);
            assert_eq!(part.counts.iter().map(|count| (count.state, count.count)).collect::<Vec<_>>(), [(State::Submitted, 120)]);
            seen.extend(part.lines.into_iter().map(|line| line.receipt));
            match part.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, receipts, "those that wait longest first, each once");
        assert!(queue(&mut office, None, Some(-5)).lines.len() == 50 && queue(&mut office, None, Some(99_999)).lines.is_empty());
    }

    fn bad_input_loses_nothing(app: TestApp) {
        let mut clinic = app.anonymous();
        let whole = form("あおば内科", &code(987_001));
        let ticket = begin(&mut clinic, &whole).unwrap();
        let wrong: [(&str, Spoil); 12] = [
            ("institution.name", |form| form.institution.name = "長".repeat(81)),
            ("institution.kana", |form| form.institution.kana = "青葉".to_owned()),
            ("institution.kind", |form| form.institution.kind = Some(InstitutionKind::Office)),
            ("institution.code", |form| form.institution.code = "4019870011".to_owned()),
            ("institution.code", |form| form.institution.kind = Some(InstitutionKind::Dental)),
            ("institution.phone", |form| form.institution.phone = "☎".to_owned()),
            ("institution.email", |form| form.institution.email = "x@y".to_owned()),
            ("systems", |form| form.systems.clear()),
            ("devices.0.count", |form| form.devices[0].count = 501),
            ("users.0.kana", |form| form.users[0].kana = "👨‍⚕️".to_owned()),
            ("users", |form| form.users = vec![form.users[0].clone(); 201]),
            ("visit_days.0", |form| form.visit_days = vec!["2026/2/30".to_owned()]),
        ];
        for (field, spoil) in wrong {
            let mut spoilt = whole.clone();
            spoil(&mut spoilt);
            let refused = submit(&mut clinic, &ticket, 1, &spoilt).unwrap_err();
            assert_eq!((refused.code, refused.fields[0].field.as_str()), (ErrorCode::Invalid, field));
            assert!(refused.fields.iter().all(|field| field.message.ends_with('。')), "{refused:?}");
        }
        let mut odd = whole.clone();
        odd.institution.name = "\0長".repeat(5000);
        odd.note = "\0\u{202e}".to_owned();
        let saved = clinic.call::<SaveApplication>(&(), "", &request(&ticket, 1, &odd)).unwrap();
        assert_eq!(saved.form, odd, "a draft holds whatever was typed");
        let kept = clinic.call::<SaveApplication>(&(), "", &request(&ticket, 2, &whole)).unwrap();
        assert_eq!((kept.version, kept.form == whole), (3, true));
        // Half-width kana and full-width digits are what people type.
        let mut typed = whole;
        typed.institution.kana = "ｱｵﾊﾞﾅｲｶ".to_owned();
        typed.institution.code = code(987_001).chars().map(|digit| char::from_u32(u32::from(digit) + 0xfee0).unwrap()).collect();
        assert_eq!(submit(&mut clinic, &ticket, 3, &typed).unwrap().state, State::Submitted);
    }

    fn approval_makes_institution_users_and_letters(app: TestApp) {
        const TEST: &str = "approval_makes_institution_users_and_letters";
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
        let ticket = sent(&mut clinic, &whole);
        let seen = only(&mut office);
        assert_eq!(approve(&mut office, &seen, "").status, 409, "nobody took it up");
        let taken = step(&mut office, &seen, Step::TakeUp, "").unwrap();
        assert_eq!(approve(&mut office, &seen, "").status, 409, "another version");
        let letters = approve(&mut office, &taken, "");
        assert_eq!((letters.status, letters.header("content-type")), (200, Some("application/pdf")));
        assert_eq!(approve(&mut office, &taken, "").status, 409, "there is no second time");
        let after = own(&mut clinic, &ticket).unwrap();
        assert_eq!(after.state, State::Approved);
        let Some(text) = pdf_text(TEST, &letters.body) else { return };
        let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
        assert_eq!(pages.len(), 2, "{text}");
        for (page, (name, login_id)) in pages.iter().zip([("青葉 一郎", "001"), ("青葉 花子", "002")]) {
            let login_id = format!("{login_id}@{}.fukuoka", code(987_001));
            for word in ["参加承認書", "あおば内科", name, &login_id, "福岡県北九州市小倉北区浅野0丁目1番", "14日間"] {
                assert!(page.contains(word), "{word} in {page}");
            }
            let password = page.split_whitespace().find(|word| word.len() == 14 && word.split('-').all(|group| group.len() == 4)).unwrap();
            let mut user = app.anonymous();
            assert!(user.sign_in(&login_id, password).unwrap().must_change_password);
            // What is kept is a hash.
            let kept: i64 = app.query(|conn| users::table.filter(users::password_hash.like(format!("%{password}%"))).count().get_result(conn));
            assert_eq!(kept, 0);
            if name == "青葉 花子" {
                app.app.clock.advance(Duration::days(15));
                let late = app.anonymous().sign_in(&login_id, password).unwrap_err();
                assert!(late.code == ErrorCode::WrongCredentials && late.message.contains("期限"), "{}", late.message);
                assert!(!app.anonymous().sign_in(&login_id, "wrong").unwrap_err().message.contains("期限"), "told to who knows it alone");
            }
        }
    }

    fn an_approval_is_all_or_nothing(app: TestApp) {
        if !has_worker("an_approval_is_all_or_nothing", &app) {
            return;
        }
        let (mut clinic, mut office) = (app.anonymous(), app.sign_in(OFFICE));
        let count = |app: &TestApp| -> (i64, i64) {
            app.query(|conn| Ok((institutions::table.count().get_result(conn)?, users::table.count().get_result(conn)?)))
        };
        let before = count(&app);
        // The code takes part already.
        let known: String = app.query(|conn| institutions::table.filter(institutions::kind.eq("clinic")).select(institutions::code).first(conn));
        sent(&mut clinic, &form("もう参加している医院", &known));
        let seen = only(&mut office);
        let taken = step(&mut office, &seen, Step::TakeUp, "").unwrap();
        assert_eq!(approve(&mut office, &taken, "").code(), ErrorCode::Conflict);
        assert_eq!((detail(&mut office, taken.id).state, count(&app)), (State::InReview, before));
        step(&mut office, &taken, Step::Reject, "参加済み").unwrap();

        // Who has no code gets a name, and two clerks at once approve once.
        let mut brigade = form("北消防署", "");
        brigade.institution.kind = Some(InstitutionKind::FireDepartment);
        brigade.users[0].profession = Some(Profession::AmbulanceCrew);
        sent(&mut clinic, &brigade);
        let seen = only(&mut office);
        let taken = step(&mut office, &seen, Step::TakeUp, "").unwrap();
        for wrong in ["", "ab", "KITA", "北", "a b c", &"a".repeat(21)] {
            assert_eq!(approve(&mut office, &taken, wrong).code(), ErrorCode::Invalid, "{wrong}");
        }
        let mut answers: Vec<u16> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..3).map(|_| {
                let (mut office, taken) = (office.clone(), taken.clone());
                scope.spawn(move || approve(&mut office, &taken, "kitashobo").status)
            }).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        answers.sort_unstable();
        assert_eq!(answers, [200, 409, 409]);
        assert_eq!(count(&app), (before.0 + 1, before.1 + 1));
    }
}
