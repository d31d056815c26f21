//! Signing in and out.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::json;
use support::{app::*, client::OWN_PAGE, on_both_databases};
use tobiume_backend::db::schema::{audit_log, sessions, sign_in_failures};
use tobiume_common::{
    ErrorCode, Method,
    session::{ChangePassword, ChangePasswordRequest, GetSession, SignOut},
};

const NEW_PASSWORD: &str = "Minato-no-Kaze-77";

fn change(current: &str, new: &str) -> ChangePasswordRequest {
    ChangePasswordRequest {
        current: current.into(),
        new: new.into(),
    }
}

on_both_databases! {
    fn signs_in_and_out(app: TestApp) {
        let mut client = app.anonymous();
        let answer = client.send_json(Method::Post, "/api/session", &json!({"login_id": FAMILY_DOCTOR, "password": PASSWORD}));
        assert_eq!(answer.status, 200);
        let cookie = answer.header("set-cookie").unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"), "{cookie}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));

        let session = client.call::<GetSession>(&(), "", &()).unwrap();
        assert_eq!((session.name.as_str(), session.institution.as_str()), ("松田 隆", "梅の木医院"));
        assert!(session.last_sign_in.is_none());

        // The token is nowhere in the database, its hash is; and after sign-out not even that.
        let token = client.cookie().unwrap().split_once('=').unwrap().1.to_owned();
        let stored: Vec<Vec<u8>> = app.query(|conn| sessions::table.select(sessions::token_hash).load(conn));
        assert_eq!(stored.len(), 1);
        assert_ne!(stored[0], token.as_bytes());
        let before = client.clone();
        client.call::<SignOut>(&(), "", &()).unwrap();
        assert_eq!(client.cookie(), None);
        let kept = before.clone().call::<GetSession>(&(), "", &()).unwrap_err();
        assert_eq!(kept.code, ErrorCode::SignedOut, "a kept cookie must not work after sign-out");
        assert_eq!(app.query(|conn| sessions::table.count().get_result::<i64>(conn)), 0);
    }

    fn tells_the_last_sign_in(app: TestApp) {
        drop(app.sign_in(FAMILY_DOCTOR));
        app.app.clock.advance(Duration::hours(3));
        let session = app.sign_in(FAMILY_DOCTOR).call::<GetSession>(&(), "", &()).unwrap();
        let last = session.last_sign_in.unwrap();
        assert!(last.place.contains("127.0.0.1"), "{}", last.place);
        assert!(last.at.ends_with('Z'));
    }

    fn login_ids_are_forgiving_and_passwords_are_not(app: TestApp) {
        assert!(app.anonymous().sign_in(" ００１＠KANGO.fukuoka ", PASSWORD).is_ok());
        for wrong in ["Tobiume-demo-2026", "tobiume-demo-2026 ", "", &"x".repeat(10_000)] {
            assert_eq!(app.anonymous().sign_in(NURSE, wrong).unwrap_err().code, ErrorCode::WrongCredentials);
        }
    }

    fn guesses_at_the_same_moment_all_count(app: TestApp) {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let error = app.anonymous().sign_in(FAMILY_DOCTOR, "guessed").unwrap_err();
                    assert!(matches!(error.code, ErrorCode::WrongCredentials | ErrorCode::Locked), "{:?}", error.code);
                });
            }
        });
        assert_eq!(app.anonymous().sign_in(FAMILY_DOCTOR, PASSWORD).unwrap_err().code, ErrorCode::Locked);
    }

    fn unknown_and_known_ids_are_answered_and_locked_alike(app: TestApp) {
        for login_id in [NURSE, "001@nobody.fukuoka"] {
            for _ in 0..5 {
                let error = app.anonymous().sign_in(login_id, "wrong").unwrap_err();
                assert_eq!(error.code, ErrorCode::WrongCredentials);
            }
            let error = app.anonymous().sign_in(login_id, PASSWORD).unwrap_err();
            assert_eq!(error.code, ErrorCode::Locked, "the right password does not help while locked: {login_id}");
        }
        assert!(app.anonymous().sign_in(CREW, PASSWORD).is_ok(), "other IDs are not touched");
        app.app.clock.advance(Duration::minutes(9));
        assert_eq!(app.anonymous().sign_in(NURSE, PASSWORD).unwrap_err().code, ErrorCode::Locked);
        app.app.clock.advance(Duration::minutes(2));
        assert!(app.anonymous().sign_in(NURSE, PASSWORD).is_ok());
        // What strangers typed is not kept: neither the ID nor for ever.
        let kept: Vec<Vec<u8>> = app.query(|conn| sign_in_failures::table.select(sign_in_failures::login_hash).load(conn));
        assert!(kept.iter().all(|hash| hash.len() == 32));
    }

    fn a_success_forgets_failures(app: TestApp) {
        for _ in 0..3 {
            for _ in 0..4 {
                app.anonymous().sign_in(NURSE, "wrong").unwrap_err();
            }
            app.anonymous().sign_in(NURSE, PASSWORD).unwrap();
        }
    }

    fn the_initial_password_must_be_changed_first(app: TestApp) {
        let mut client = app.anonymous();
        let session = client.sign_in(NEW_DOCTOR, INITIAL_PASSWORD).unwrap();
        assert!(session.must_change_password);
        assert_eq!(client.search("ヤマザキ").unwrap_err().code, ErrorCode::MustChangePassword);

        let refused = |client: &mut support::Client, new: &str| client.call::<ChangePassword>(&(), "", &change(INITIAL_PASSWORD, new)).unwrap_err();
        for bad in ["short", INITIAL_PASSWORD, "Password-2026!", NEW_DOCTOR, ""] {
            let error = refused(&mut client, bad);
            assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::Invalid, "new"), "{bad}");
        }
        let wrong = client.call::<ChangePassword>(&(), "", &change("wrong", NEW_PASSWORD)).unwrap_err();
        assert_eq!(wrong.fields[0].field, "current");

        let session = client.call::<ChangePassword>(&(), "", &change(INITIAL_PASSWORD, NEW_PASSWORD)).unwrap();
        assert!(!session.must_change_password);
        assert!(client.search("ヤマザキ").is_ok());
        assert_eq!(app.anonymous().sign_in(NEW_DOCTOR, INITIAL_PASSWORD).unwrap_err().code, ErrorCode::WrongCredentials);
        assert!(app.anonymous().sign_in(NEW_DOCTOR, NEW_PASSWORD).is_ok());
    }

    fn a_changed_password_ends_the_other_sessions(app: TestApp) {
        let mut here = app.sign_in(NURSE);
        let mut lost_phone = app.sign_in(NURSE);
        here.call::<ChangePassword>(&(), "", &change(PASSWORD, NEW_PASSWORD)).unwrap();
        assert!(here.call::<GetSession>(&(), "", &()).is_ok());
        assert_eq!(lost_phone.call::<GetSession>(&(), "", &()).unwrap_err().code, ErrorCode::SignedOut);
    }

    fn a_session_left_alone_ends(app: TestApp) {
        let mut client = app.sign_in(NURSE);
        // In use it goes on …
        for _ in 0..4 {
            app.app.clock.advance(Duration::minutes(25));
            assert!(client.call::<GetSession>(&(), "", &()).is_ok());
        }
        // … left alone it ends, and nothing of it stays.
        app.app.clock.advance(Duration::minutes(32));
        assert_eq!(client.call::<GetSession>(&(), "", &()).unwrap_err().code, ErrorCode::SignedOut);
        assert_eq!(app.query(|conn| sessions::table.count().get_result::<i64>(conn)), 0);
    }

    fn no_session_outlives_its_longest_time(app: TestApp) {
        let mut client = app.sign_in(NURSE);
        for _ in 0..25 {
            app.app.clock.advance(Duration::minutes(29));
            drop(client.call::<GetSession>(&(), "", &()));
        }
        assert_eq!(client.call::<GetSession>(&(), "", &()).unwrap_err().code, ErrorCode::SignedOut);
    }

    fn a_disabled_user_is_out_at_once(app: TestApp) {
        use tobiume_backend::db::schema::users;
        let mut client = app.sign_in(NURSE);
        let now = app.app.clock.timestamp();
        app.query(|conn| diesel::update(users::table.filter(users::login_id.eq(NURSE))).set(users::disabled_at.eq(Some(now))).execute(conn));
        assert_eq!(client.call::<GetSession>(&(), "", &()).unwrap_err().code, ErrorCode::SignedOut);
        assert_eq!(app.anonymous().sign_in(NURSE, PASSWORD).unwrap_err().code, ErrorCode::WrongCredentials);
    }

    fn other_sites_are_refused(app: TestApp) {
        let mut client = app.sign_in(FAMILY_DOCTOR);
        let body = json!({"name": "ヤマザキ"}).to_string();
        let json = ("content-type", "application/json");
        for (headers, status) in [
            (vec![OWN_PAGE, json], 200),
            (vec![json], 403),
            (vec![("sec-fetch-site", "cross-site"), json], 403),
            (vec![("sec-fetch-site", "same-site"), json], 403),
            (vec![("origin", "https://evil.example"), json], 403),
            (vec![("origin", app.base.as_str()), json], 200),
            (vec![OWN_PAGE, ("content-type", "text/plain")], 422),
        ] {
            let answer = client.send(Method::Post, "/api/patients/search", &headers, body.as_bytes());
            assert_eq!(answer.status, status, "{headers:?}: {}", answer.text());
        }
        let read = client.send(Method::Get, "/api/portal", &[("sec-fetch-site", "cross-site")], b"");
        assert_eq!(read.code(), ErrorCode::CrossSite);
    }

    fn signing_in_is_in_the_audit_log(app: TestApp) {
        let mut client = app.sign_in(NURSE);
        client.call::<SignOut>(&(), "", &()).unwrap();
        let actions: Vec<String> = app.query(|conn| audit_log::table.order(audit_log::id).select(audit_log::action).load(conn));
        assert_eq!(actions, ["sign_in", "sign_out"]);
    }
}
