//! Accounts live and end in order: what the office does with users, and what the users notice.

use chrono::Duration;
use diesel::prelude::*;
use support::{
    Client, TestApp,
    app::*,
    client::{Answer, OWN_PAGE},
    files::has_worker,
    on_both_databases,
};
use tobiume_backend::db::schema::{audit_log, basic_info_drafts, institutions, team_members, users};
use tobiume_common::{
    ApiError, Endpoint, ErrorCode,
    accounts::{
        AccountState, AccountStep, AddUser, GetUser, InstitutionPath, ListUsers, MoveRequest, MoveUser, ReissuePassword, StepAnswer,
        StepRequest, StepUser, UpdateUser, UserDetail, UserFilter, UserForm, UserList, UserPath, UserRequest, UserSearch, VersionRequest,
    },
    endpoint::{Content, path_of},
    ids::{InstitutionId, UserId},
    institutions::Profession,
    session::GetSession,
};

use crate::applications::pdf_text;

fn id_of(app: &TestApp, login_id: &str) -> UserId {
    UserId(app.query(|conn| users::table.filter(users::login_id.eq(login_id)).select(users::id).first(conn)))
}

fn institution(app: &TestApp, code: &str) -> InstitutionId {
    InstitutionId(app.query(|conn| {
        institutions::table
            .filter(institutions::code.eq(code))
            .select(institutions::id)
            .first(conn)
    }))
}

fn search(office: &mut Client, text: &str, filter: UserFilter) -> UserList {
    let search = UserSearch {
        text: text.to_owned(),
        filter,
        institution: None,
        after: 0,
    };
    office.call::<ListUsers>(&(), "", &search).unwrap()
}

fn found(office: &mut Client, text: &str, filter: UserFilter) -> Vec<String> {
    search(office, text, filter).lines.into_iter().map(|line| line.login_id).collect()
}

fn detail(office: &mut Client, user: UserId) -> UserDetail {
    office.call::<GetUser>(&UserPath { user }, "", &()).unwrap()
}

fn step_in(office: &mut Client, user: UserId, version: i64, step: AccountStep) -> Result<StepAnswer, ApiError> {
    office.call::<StepUser>(&UserPath { user }, "", &StepRequest { version, step })
}

fn step(office: &mut Client, user: UserId, step: AccountStep) -> Result<StepAnswer, ApiError> {
    let version = detail(office, user).version;
    step_in(office, user, version, step)
}

fn file<E: Endpoint>(office: &mut Client, path: &E::Path, body: &Content<E>) -> Answer {
    let body = serde_json::to_vec(body).unwrap();
    office.send(
        E::METHOD,
        &path_of::<E>(path),
        &[OWN_PAGE, ("content-type", "application/json")],
        &body,
    )
}

fn reissue(office: &mut Client, user: UserId) -> Answer {
    let version = detail(office, user).version;
    file::<ReissuePassword>(office, &UserPath { user }, &VersionRequest { version })
}

/// The initial password of a letter; none where nothing here reads a PDF.
fn password_in(test: &str, letter: &Answer) -> Option<(String, String)> {
    assert_eq!(
        (letter.status, letter.header("content-type")),
        (200, Some("application/pdf")),
        "{}",
        letter.text()
    );
    let text = pdf_text(test, &letter.body)?;
    let is_password = |word: &&str| word.len() == 14 && word.split('-').all(|group| group.len() == 4);
    let password = text.split_whitespace().find(is_password).unwrap().to_owned();
    Some((text, password))
}

fn details(app: &TestApp, action: &str) -> Vec<Option<String>> {
    app.query(|conn| {
        audit_log::table
            .filter(audit_log::action.eq(action))
            .order(audit_log::id)
            .select(audit_log::detail)
            .load(conn)
    })
}

/// What the session's next request is told.
fn told(client: &mut Client) -> String {
    let refused = client.call::<GetSession>(&(), "", &()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignedOut);
    refused.message
}

on_both_databases! {
    fn users_are_found_by_what_the_office_is_told(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let all = search(&mut office, "", UserFilter::Present);
        let count: i64 = app.query(|conn| users::table.count().get_result(conn));
        assert_eq!((i64::from(all.count), all.lines.len(), all.next), (count, usize::try_from(count).unwrap(), None));
        let doctor: (String, String) = app.query(|conn| users::table.filter(users::login_id.eq(FAMILY_DOCTOR)).select((users::name, users::kana)).first(conn));
        let family = doctor.1.split_whitespace().next().unwrap().to_owned();
        let hiragana: String = family.chars().map(|ch| char::from_u32(u32::from(ch) - 0x60).unwrap()).collect();
        for typed in [doctor.0.as_str(), &doctor.1, &hiragana, FAMILY_DOCTOR, "００１＠４０１１１２３４５４", &format!("うめのき {family}"), "梅の木医院"] {
            assert!(found(&mut office, typed, UserFilter::Present).contains(&FAMILY_DOCTOR.to_owned()), "{typed}");
        }
        assert!(found(&mut office, "梅の木 ひまわり", UserFilter::Present).is_empty(), "every word must fit");
        assert!(found(&mut office, "%", UserFilter::Present).is_empty());
        assert_eq!(found(&mut office, "", UserFilter::MustChange), [NEW_DOCTOR]);
        assert!(found(&mut office, "", UserFilter::Removed).is_empty());
        let of_one = UserSearch { text: String::new(), filter: UserFilter::Present, institution: Some(institution(&app, "4011123454")), after: 0 };
        let here = office.call::<ListUsers>(&(), "", &of_one).unwrap();
        assert!(here.count >= 2 && here.lines.iter().all(|line| line.institution == "梅の木医院"));
        let after = office.call::<ListUsers>(&(), "", &UserSearch { after: here.count - 1, ..of_one.clone() }).unwrap();
        assert_eq!((after.lines.len(), after.count), (1, here.count));
        let long = UserSearch { text: "あ".repeat(101), ..of_one };
        assert_eq!(office.call::<ListUsers>(&(), "", &long).unwrap_err().code, ErrorCode::Invalid);
    }

    fn who_does_not_sign_in_is_dormant(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        app.sign_in(NURSE);
        let dormant = found(&mut office, "", UserFilter::Dormant);
        assert!(dormant.contains(&FAMILY_DOCTOR.to_owned()) && !dormant.contains(&NURSE.to_owned()), "{dormant:?}");
        app.app.clock.advance(Duration::days(91));
        let mut office = app.sign_in(OFFICE);
        assert!(found(&mut office, "", UserFilter::Dormant).contains(&NURSE.to_owned()));
        // Whose letter was issued a while ago only is not, though nobody has signed in.
        let until = app.app.clock.timestamp() - Duration::days(60);
        app.query(|conn| diesel::update(users::table.filter(users::login_id.eq(NURSE))).set(users::initial_until.eq(Some(until))).execute(conn));
        assert!(!found(&mut office, "", UserFilter::Dormant).contains(&NURSE.to_owned()));
    }

    fn who_is_removed_is_told_with_the_next_request(app: TestApp) {
        let (mut office, mut nurse, mut elsewhere) = (app.sign_in(OFFICE), app.sign_in(NURSE), app.sign_in(NURSE));
        let id = id_of(&app, NURSE);
        let patient = app.patient("ヤマザキ トキコ");
        assert!(nurse.view(patient, "collaboration").is_ok(), "a member of the team");
        app.query(|conn| {
            diesel::insert_into(basic_info_drafts::table)
                .values((
                    basic_info_drafts::patient_id.eq(patient),
                    basic_info_drafts::user_id.eq(id.0),
                    basic_info_drafts::base.eq(0),
                    basic_info_drafts::content.eq("{}"),
                    basic_info_drafts::saved_at.eq(app.app.clock.timestamp()),
                ))
                .execute(conn)
        });
        let before = detail(&mut office, id);
        assert_eq!((before.state, before.sessions.len(), before.drafts, before.sign_ins.len()), (AccountState::Active, 2, 1, 2));
        assert!(before.teams.iter().any(|team| team.patient.0 == patient));
        let answer = step(&mut office, id, AccountStep::Remove).unwrap();
        assert_eq!((&answer.ended.sessions, &answer.ended.teams, answer.ended.drafts), (&before.sessions, &before.teams, 1));
        let after = answer.user;
        assert_eq!((after.state, after.sessions.len(), after.teams.len(), after.drafts), (AccountState::Removed, 0, 0, 0));
        for client in [&mut nurse, &mut elsewhere] {
            assert!(told(client).contains("利用は終了しました"));
            assert!(told(client).contains("利用は終了しました"), "and once more");
        }
        assert_eq!(app.anonymous().sign_in(NURSE, PASSWORD).unwrap_err(), app.anonymous().sign_in("998@kango.fukuoka", PASSWORD).unwrap_err());
        let left: i64 = app.query(|conn| team_members::table.filter(team_members::user_id.eq(id.0)).count().get_result(conn));
        assert_eq!(left, 0);
        assert!(found(&mut office, "", UserFilter::Removed).contains(&NURSE.to_owned()) && !found(&mut office, NURSE, UserFilter::Present).contains(&NURSE.to_owned()));
        for refused in AccountStep::ALL {
            assert_eq!(step(&mut office, id, refused).unwrap_err().code, ErrorCode::Conflict, "{refused:?}");
        }
        assert_eq!(reissue(&mut office, id).status, 409);
        let corrected = UserRequest { version: after.version, form: after.form };
        assert_eq!(office.call::<UpdateUser>(&UserPath { user: id }, "", &corrected).unwrap_err().code, ErrorCode::Conflict);
        assert_eq!(details(&app, "step_user"), [Some(format!("{id} remove"))]);
        // A new user of the place gets the next number.
        let signed_out = app.anonymous().call::<GetSession>(&(), "", &()).unwrap_err();
        assert_eq!(signed_out, ErrorCode::SignedOut.into());
    }

    fn who_is_stopped_may_come_back(app: TestApp) {
        let (mut office, mut doctor) = (app.sign_in(OFFICE), app.sign_in(FAMILY_DOCTOR));
        let id = id_of(&app, FAMILY_DOCTOR);
        let stopped = step(&mut office, id, AccountStep::Stop).unwrap();
        assert_eq!((stopped.ended.sessions.len(), stopped.ended.teams.len(), stopped.user.state), (1, 0, AccountState::Stopped));
        assert!(!stopped.user.teams.is_empty(), "memberships stay");
        assert!(told(&mut doctor).contains("利用を停止"));
        assert_eq!(app.anonymous().sign_in(FAMILY_DOCTOR, PASSWORD).unwrap_err().code, ErrorCode::WrongCredentials);
        assert_eq!(found(&mut office, "", UserFilter::Locked), [FAMILY_DOCTOR]);
        assert_eq!(reissue(&mut office, id).status, 409, "first it is lifted");
        assert_eq!(step(&mut office, id, AccountStep::Stop).unwrap_err().code, ErrorCode::Conflict);
        step(&mut office, id, AccountStep::Resume).unwrap();
        assert!(told(&mut doctor).contains("利用を停止"), "the old session does not come back");
        assert_eq!(app.sign_in(FAMILY_DOCTOR).call::<GetSession>(&(), "", &()).unwrap().login_id, FAMILY_DOCTOR);
    }

    fn a_lock_after_failures_is_lifted(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        for _ in 0..5 {
            app.anonymous().sign_in(CREW, "wrong").unwrap_err();
        }
        assert_eq!(app.anonymous().sign_in(CREW, PASSWORD).unwrap_err().code, ErrorCode::Locked);
        assert_eq!(found(&mut office, "", UserFilter::Locked), [CREW]);
        let id = id_of(&app, CREW);
        assert!(detail(&mut office, id).locked_out);
        let answer = step(&mut office, id, AccountStep::ForgetFailures).unwrap();
        assert!(!answer.user.locked_out);
        app.sign_in(CREW);
    }

    fn two_clerks_do_not_overwrite_each_other(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let id = id_of(&app, CLINIC_CLERK);
        let seen = detail(&mut office, id);
        let form = UserForm { name: "事務　花子".to_owned(), kana: "じむ はなこ".to_owned(), profession: Some(Profession::Nurse), is_administrator: true };
        let request = UserRequest { version: seen.version, form };
        let updated = office.call::<UpdateUser>(&UserPath { user: id }, "", &request).unwrap();
        assert_eq!((updated.form.name.as_str(), updated.form.kana.as_str(), updated.form.is_administrator), ("事務 花子", "ジム ハナコ", true));
        assert_eq!(office.call::<UpdateUser>(&UserPath { user: id }, "", &request).unwrap_err().code, ErrorCode::Conflict);
        assert_eq!(step_in(&mut office, id, seen.version, AccountStep::Remove).unwrap_err().code, ErrorCode::Conflict);
        assert_eq!(file::<ReissuePassword>(&mut office, &UserPath { user: id }, &VersionRequest { version: seen.version }).status, 409);
        let elsewhere = MoveRequest { version: seen.version, institution: institution(&app, "4011123462") };
        assert_eq!(file::<MoveUser>(&mut office, &UserPath { user: id }, &elsewhere).status, 409);
        let empty = UserRequest { version: updated.version, form: UserForm { name: " ".to_owned(), ..request.form } };
        assert_eq!(office.call::<UpdateUser>(&UserPath { user: id }, "", &empty).unwrap_err().fields[0].field, "name");
        // Of eight at the same moment one is heard.
        let outcomes: Vec<bool> = std::thread::scope(|scope| {
            let taking = |_| {
                let mut office = office.clone();
                scope.spawn(move || step_in(&mut office, id, updated.version, AccountStep::Stop).is_ok())
            };
            let threads: Vec<_> = (0..8).map(taking).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|&&heard| heard).count(), 1);
        assert_eq!(details(&app, "step_user").len(), 1);
        assert_eq!(office.call::<GetUser>(&UserPath { user: UserId(999_999) }, "", &()).unwrap_err().code, ErrorCode::NotFound);
    }

    fn the_office_never_locks_itself_out(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let own = id_of(&app, OFFICE);
        for refused in [AccountStep::Stop, AccountStep::Remove] {
            assert_eq!(step(&mut office, own, refused).unwrap_err().code, ErrorCode::Conflict);
        }
        assert_eq!(reissue(&mut office, own).status, 409);
        // Two who end each other at the same moment leave one.
        let second = app.query(|conn| {
            let first: (i64, String) = users::table.find(own.0).select((users::institution_id, users::password_hash)).first(conn)?;
            diesel::insert_into(users::table)
                .values((
                    users::login_id.eq("777@office.fukuoka"),
                    users::institution_id.eq(first.0),
                    users::name.eq("事務 二郎"),
                    users::kana.eq("ジム ジロウ"),
                    users::profession.eq("clerk"),
                    users::password_hash.eq(first.1),
                    users::must_change_password.eq(false),
                ))
                .returning(users::id)
                .get_result::<i64>(conn)
        });
        app.query(|conn| {
            let others = users::table.inner_join(institutions::table).filter(institutions::kind.eq("office")).filter(users::id.ne_all([own.0, second])).select(users::id);
            let others: Vec<i64> = others.load(conn)?;
            diesel::update(users::table.filter(users::id.eq_any(others))).set(users::disabled_at.eq(Some(app.app.clock.timestamp()))).execute(conn)
        });
        let (second, mut other) = (UserId(second), app.sign_in("777@office.fukuoka"));
        let versions = (detail(&mut office, second).version, detail(&mut other, own).version);
        let results: Vec<Result<StepAnswer, ApiError>> = std::thread::scope(|scope| {
            let one = scope.spawn(|| step_in(&mut office, second, versions.0, AccountStep::Remove));
            let two = scope.spawn(|| step_in(&mut other, own, versions.1, AccountStep::Stop));
            vec![one.join().unwrap(), two.join().unwrap()]
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
        let active: i64 = app.query(|conn| users::table.filter(users::id.eq_any([own.0, second.0])).filter(users::disabled_at.is_null()).count().get_result(conn));
        assert_eq!(active, 1);
    }

    fn a_new_password_comes_by_letter_once(app: TestApp) {
        const TEST: &str = "a_new_password_comes_by_letter_once";
        if !has_worker(TEST, &app) {
            return;
        }
        let (mut office, mut doctor) = (app.sign_in(OFFICE), app.sign_in(FAMILY_DOCTOR));
        let id = id_of(&app, FAMILY_DOCTOR);
        let letter = reissue(&mut office, id);
        assert!(told(&mut doctor).contains("新しい参加承認書"));
        assert_eq!(app.anonymous().sign_in(FAMILY_DOCTOR, PASSWORD).unwrap_err().code, ErrorCode::WrongCredentials, "the old one is gone");
        assert_eq!(details(&app, "reset_password"), [Some(id.to_string())]);
        let Some((text, password)) = password_in(TEST, &letter) else { return };
        assert!(text.contains(FAMILY_DOCTOR) && text.contains("梅の木医院"), "{text}");
        let mut again = app.anonymous();
        assert!(again.sign_in(FAMILY_DOCTOR, &password).unwrap().must_change_password);
        assert_eq!(again.view(1, "emergency").unwrap_err().code, ErrorCode::MustChangePassword);
        let seen = detail(&mut office, id);
        assert!(seen.must_change && seen.initial_until.is_some());
        app.app.clock.advance(Duration::days(15));
        assert!(app.anonymous().sign_in(FAMILY_DOCTOR, &password).unwrap_err().message.contains("期限"));
    }

    fn who_moves_gets_a_new_login_id(app: TestApp) {
        const TEST: &str = "who_moves_gets_a_new_login_id";
        if !has_worker(TEST, &app) {
            return;
        }
        let (mut office, mut clerk) = (app.sign_in(OFFICE), app.sign_in(CLINIC_CLERK));
        let (id, goal) = (id_of(&app, CLINIC_CLERK), institution(&app, "4011123462"));
        let seen = detail(&mut office, id);
        let here = MoveRequest { version: seen.version, institution: seen.institution_id };
        assert_eq!(file::<MoveUser>(&mut office, &UserPath { user: id }, &here).status, 409);
        let nowhere = MoveRequest { version: seen.version, institution: InstitutionId(999_999) };
        assert_eq!(file::<MoveUser>(&mut office, &UserPath { user: id }, &nowhere).status, 404);
        let letter = file::<MoveUser>(&mut office, &UserPath { user: id }, &MoveRequest { version: seen.version, institution: goal });
        let password = password_in(TEST, &letter);
        assert!(told(&mut clerk).contains("利用は終了しました"));
        let before = detail(&mut office, id);
        let arrived = before.moved_to.unwrap();
        let after = detail(&mut office, arrived);
        assert_eq!((before.state, after.state, after.institution_id), (AccountState::Removed, AccountState::Active, goal));
        // 009 is the new doctor's: numbers go on.
        assert_eq!((after.login_id.as_str(), after.form.name), ("010@4011123462.fukuoka", seen.form.name));
        assert!(after.must_change && !after.form.is_administrator);
        assert_eq!(details(&app, "move_user"), [Some(format!("{id} {arrived}"))]);
        if let Some((_, password)) = password {
            assert!(app.anonymous().sign_in("010@4011123462.fukuoka", &password).unwrap().must_change_password);
        }
    }

    fn a_new_user_gets_the_next_number(app: TestApp) {
        const TEST: &str = "a_new_user_gets_the_next_number";
        if !has_worker(TEST, &app) {
            return;
        }
        let mut office = app.sign_in(OFFICE);
        let path = InstitutionPath { institution: institution(&app, "4011123462") };
        let form = UserForm { name: "新井 一子".to_owned(), kana: "アライ イチコ".to_owned(), profession: Some(Profession::Nurse), is_administrator: false };
        assert_eq!(file::<AddUser>(&mut office, &path, &UserForm { profession: None, ..form.clone() }).status, 422);
        let added = file::<AddUser>(&mut office, &path, &form);
        assert_eq!(added.status, 200);
        let id = id_of(&app, "010@4011123462.fukuoka");
        assert_eq!(details(&app, "add_user"), [Some(id.to_string())]);
        step(&mut office, id, AccountStep::Remove).unwrap();
        // At the same moment: each number once, and none of one who left.
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let adding = |_| {
                let (mut office, form) = (office.clone(), form.clone());
                scope.spawn(move || file::<AddUser>(&mut office, &path, &form).status)
            };
            let threads: Vec<_> = (0..4).map(adding).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let made = answers.iter().filter(|&&status| status == 200).count();
        assert!(made >= 1 && answers.iter().all(|status| [200, 409].contains(status)), "{answers:?}");
        let logins: Vec<String> = app.query(|conn| users::table.filter(users::institution_id.eq(path.institution.0)).filter(users::id.gt(id.0)).order(users::id).select(users::login_id).load(conn));
        assert_eq!(logins, (11..11 + made).map(|number| format!("{number:03}@4011123462.fukuoka")).collect::<Vec<_>>());
    }
}
