//! Around the API: health, metrics, headers, pages, and requests that no client of ours would send.

use serde_json::json;
use support::{Database, app::*, client::OWN_PAGE, on_both_databases};
use tobiume_common::{ErrorCode, Method};

on_both_databases! {
    fn health_and_metrics(app: TestApp) {
        let mut client = app.anonymous();
        assert_eq!(client.send(Method::Get, "/healthz", &[], b"").text(), "ok\n");
        assert_eq!(client.send(Method::Get, "/readyz", &[], b"").text(), "ready\n");
        assert_eq!(client.send(Method::Get, "/metrics", &[], b"").status, 200);
        assert_eq!(client.send(Method::Get, "/metrics", &[("x-forwarded-for", "192.0.2.1")], b"").status, 404, "not through a proxy");
    }

    fn odd_requests_get_an_api_answer(app: TestApp) {
        let mut client = app.sign_in(FAMILY_DOCTOR);
        let json = ("content-type", "application/json");
        for (method, path, body, code) in [
            (Method::Get, "/api/nothing", "", ErrorCode::NotFound),
            (Method::Post, "/api/patients/search", "{", ErrorCode::Invalid),
            (Method::Post, "/api/patients/search", "[7]", ErrorCode::Invalid),
            (Method::Post, "/api/patients/search", "{\"name\": 7}", ErrorCode::Invalid),
            (Method::Post, "/api/patients/search", "\u{0}", ErrorCode::Invalid),
            (Method::Get, "/api/patients/1?mode=surgery", "", ErrorCode::Invalid),
            (Method::Get, "/api/patients/99999999999999999999", "", ErrorCode::NotFound),
            (Method::Post, "/api/session", "{}", ErrorCode::Invalid),
        ] {
            assert_eq!(client.send(method, path, &[OWN_PAGE, json], body.as_bytes()).code(), code, "{path} {body}");
        }
        let huge = json!({"name": "あ".repeat(200_000)}).to_string();
        assert_eq!(client.send(Method::Post, "/api/patients/search", &[OWN_PAGE, json], huge.as_bytes()).code(), ErrorCode::TooLarge);
        assert_eq!(client.send(Method::Put, "/api/portal", &[OWN_PAGE], b"").status, 405);
    }

    fn answers_are_private_and_carry_an_id(app: TestApp) {
        let answer = app.sign_in(FAMILY_DOCTOR).send(Method::Get, "/api/portal", &[OWN_PAGE], b"");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-request-id").map(str::len), Some(16));
    }
}

#[test]
fn metrics_with_a_token() {
    let app = TestApp::start_with(Database::Sqlite, |config| config.server.metrics_token = Some("secret".into())).unwrap();
    let mut client = app.anonymous();
    assert_eq!(client.send(Method::Get, "/metrics", &[], b"").status, 404);
    assert_eq!(
        client
            .send(Method::Get, "/metrics", &[("authorization", "Bearer wrong")], b"")
            .status,
        404
    );
    assert_eq!(
        client
            .send(Method::Get, "/metrics", &[("authorization", "Bearer secret")], b"")
            .status,
        200
    );
}

#[test]
fn pages_are_served_with_a_strict_policy() {
    let pages = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("index.html", "<p>page</p>"),
        ("app-0123456789abcdef.js", "plain"),
        ("app-0123456789abcdef.js.br", "brotli"),
        ("app-0123456789abcdef.js.gz", "gzip"),
    ] {
        std::fs::write(pages.path().join(name), content).unwrap();
    }
    let app = TestApp::start_with(Database::Sqlite, |config| config.server.dist = pages.path().to_owned()).unwrap();
    let mut client = app.anonymous();
    for path in ["/", "/patients/12?mode=emergency", "/index.html"] {
        let page = client.send(Method::Get, path, &[], b"");
        assert_eq!((page.status, page.text().as_str()), (200, "<p>page</p>"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval';") && !policy.contains("unsafe-inline"),
            "{policy}"
        );
        assert_eq!(page.header("cache-control"), Some("no-cache"));
    }
    let script = |client: &mut support::Client, accepted: &str| {
        let answer = client.send(Method::Get, "/app-0123456789abcdef.js", &[("accept-encoding", accepted)], b"");
        assert!(answer.header("cache-control").unwrap().contains("immutable"));
        (answer.header("content-encoding").map(str::to_owned), answer.text())
    };
    assert_eq!(script(&mut client, "identity"), (None, "plain".to_owned()));
    assert_eq!(script(&mut client, "gzip, br").0.as_deref(), Some("br"));
    assert_eq!(client.send(Method::Get, "/missing.js", &[], b"").status, 404);
    assert_eq!(client.send(Method::Get, "/../Cargo.toml", &[], b"").status, 404);
    assert_eq!(client.send(Method::Post, "/", &[], b"").status, 405);
}
